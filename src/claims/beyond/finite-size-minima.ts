/**
 * gs/finite-size-minima: not in the papers. The exact annealed law of the energies of local minima at finite Λ: their mean, spread, and
 * share below the barrier, and the law by which the mean approaches −E∞, from above, like Λ^{−1/2}.
 */
import type { Figure } from '../../report/figure.ts';
import type { EnergyMoments } from '../../theory/index.ts';
import { asymptoticMinimaOfAllEnergies, energyBarrier, energyMoments } from '../../theory/index.ts';
import type { Bounded } from '../choromanska2015/exact-counts.ts';
import { meanCounts, order, sizesOf } from '../choromanska2015/exact-counts.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { bounded } from '../quantities.ts';
import { barrierLine, decimal, scientific } from '../theory-lines.ts';

interface Row extends EnergyMoments {
  readonly size: number;
  /** Of the minima, below the barrier. */
  readonly share: Bounded;
  readonly all: { readonly ln: number; readonly error: number };
}

export const finiteSizeMinima: Claim = {
  id: 'gs/finite-size-minima',
  statement:
    'At every size nearly all minima lie above −ΛE∞, and their mean energy approaches it from above like Λ^{−1/2}.',
  source: { key: 'auffinger2013random', place: 'Theorem 2.1, evaluated at finite size' },
  openQuestions: ['The mean over the disorder is annealed: samples with many minima weigh more.'],
  needs: () => ({}),
  evaluate: (_records, run) => evaluate(run),
};

function evaluate(run: ClaimRun): Evaluation {
  const barrier = -energyBarrier(order).value;
  const rows = [10, ...sizesOf(run.preset)].map((size): Row => {
    const counts = meanCounts(size);
    const [share, all] = [counts.shareBelow(0, barrier), counts.lnBelow(0, Infinity)];
    return { size, ...energyMoments(order, counts.statistics, 0), share, all };
  });
  const exponent = slopeOf(rows.slice(-3).map(({ size, mean }) => [size, mean - barrier]));
  const last = rows.at(-1)!;
  return {
    title: `The mean minimum lies ${decimal(last.mean - barrier, 4)} above the barrier at Λ = ${last.size} and comes down like Λ^{${decimal(exponent, 2)}}`,
    findings: [above(rows), approach(rows, exponent), counted(rows)],
    figures: [figure(run, rows)],
    tables: [
      {
        title: 'Local minima of the spherical 3-spin glass, mean over the disorder, exact',
        columns: ['Λ', 'mean number', 'mean energy per spin', 'standard deviation', 'share below −ΛE∞'],
        rows: rows.map(({ size, mean, errorMean, sd, errorSd, share, all }) => [
          String(size),
          scientific(Math.exp(all.ln), 5),
          bounded('mean', { value: mean, error: errorMean }),
          bounded('sd', { value: sd, error: errorSd }),
          scientific(share.value, 3),
        ]),
      },
    ],
    differences: run.preset === 'smoke' ? ['Λ only up to 100 at this preset'] : [],
    story: [
      'A simulation that ends in minima a little above the barrier has not failed: that is where minima are. The distance shrinks so slowly that a thousand spins still leave it at several standard deviations.',
      'A descent does not pick minima evenly. Compare its mean energy with this law before reading anything into the difference from −E∞.',
    ],
  };
}

/** Least-squares slope of ln y against ln x. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const mean = (i: 0 | 1) => logs.reduce((sum, point) => sum + point[i], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const top = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return top / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

function above(rows: readonly Row[]): Finding {
  const falls = rows.every((row, i) => i === 0 || row.share.value < rows[i - 1]!.share.value);
  return {
    id: 'above-the-barrier',
    statement: 'At every size most minima lie above −ΛE∞, ever more so as Λ grows.',
    verdict: falls && rows.every(({ share }) => share.value < 0.5) ? 'reproduced' : 'not-reproduced',
    because: `Share below the barrier: ${rows.map(({ share }) => scientific(share.value, 2)).join(', ')} at Λ = ${rows.map(({ size }) => size).join(', ')}.`,
    rule: 'reproduced when every share is below ½ and falls at each step of Λ',
    quantities: rows.map(({ size, share }) => bounded(`share below −ΛE∞, Λ = ${size}`, share)),
  };
}

/** The exponent of three sizes still drifts; the prediction of its limit is −½ with coefficient 2√a E∞. */
function approach(rows: readonly Row[], exponent: number): Finding {
  const barrier = -energyBarrier(order).value;
  const scaled = rows.map(({ size, mean }) => (mean - barrier) * Math.sqrt(size));
  // The law is −E∞ plus a multiple of Λ^{−1/2}; its coefficient is read off at Λ = 4.
  const limit = 2 * (asymptoticMinimaOfAllEnergies(order, 4).meanEnergy - barrier);
  return {
    id: 'approach',
    statement: 'The mean energy of minima approaches −E∞ from above like 2√a E∞ Λ^{−1/2}, a = (H−2)/(2H).',
    verdict:
      Math.abs(exponent + 0.5) < 0.1 && Math.abs(scaled.at(-1)! / limit - 1) < 0.15 ? 'reproduced' : 'not-reproduced',
    because: `(mean + E∞)√Λ is ${scaled.map((value) => decimal(value, 4)).join(', ')} at Λ = ${rows.map(({ size }) => size).join(', ')}, against ${decimal(limit, 4)} in the limit; the exponent of the last three sizes is ${decimal(exponent, 3)}.`,
    rule: 'reproduced when the exponent of the last three sizes is within 0.1 of −½ and the last scaled distance within 15 % of the limit',
    quantities: [
      { name: 'exponent of the last three sizes', value: exponent, kind: 'estimate' },
      { name: 'limit of (mean + E∞)√Λ', value: limit, kind: 'exact' },
    ],
  };
}

function counted(rows: readonly Row[]): Finding {
  const limits = rows.map(({ size }) => asymptoticMinimaOfAllEnergies(order, size).ln);
  const ratios = rows.map(({ all }, i) => all.ln / limits[i]!);
  return {
    id: 'number',
    statement: 'ln of the mean number of minima is Λ(½ ln(H−1) − (H−2)/H) + (16/3)a^{3/2}√Λ to two orders.',
    verdict: Math.abs(ratios.at(-1)! - 1) < 0.1 ? 'reproduced' : 'not-reproduced',
    because: `Exact over predicted logarithm: ${ratios.map((value) => value.toFixed(3)).join(', ')}.`,
    rule: 'reproduced when the ratio at the largest Λ is within 10 % of 1',
    quantities: ratios.map((value, i) =>
      bounded(`ratio of logarithms, Λ = ${rows[i]!.size}`, { value, error: rows[i]!.all.error / limits[i]! }),
    ),
  };
}

function figure(run: ClaimRun, rows: readonly Row[]): Figure {
  return {
    id: 'minima-energies',
    title: 'Minima come down to the barrier, slowly, from above',
    subtitle: 'Mean energy of local minima ± one standard deviation, spherical 3-spin glass, exact',
    panels: [
      {
        layout: 'xy',
        title: 'Energy of minima (bars: one standard deviation)',
        x: { name: 'spins Λ', scale: 'log' },
        y: { name: 'energy per spin *u*' },
        marks: [
          { type: 'theory', axis: 'y', lines: [barrierLine(order)] },
          {
            type: 'curve',
            role: 'fit',
            dashed: true,
            label: '−E∞(1 − 2√(a/Λ))',
            points: rows.map(({ size }) => [size, asymptoticMinimaOfAllEnergies(order, size).meanEnergy] as const),
          },
          {
            type: 'points',
            label: 'exact',
            points: rows.map(({ size, mean, sd }) => ({ x: size, y: mean, low: mean - sd, high: mean + sd })),
          },
        ],
      },
    ],
    canShow: 'Can show the exact mean and spread of the energies of minima at each size.',
    cannotShow: 'Cannot show where a descent ends: it does not sample minima evenly.',
    source: run.source,
    description: rows.map(({ size, mean, sd }) => `Λ = ${size}: ${mean.toFixed(4)} ± ${sd.toFixed(4)}`).join('; '),
  };
}
