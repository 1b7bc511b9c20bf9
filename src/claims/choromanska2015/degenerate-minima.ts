/**
 * ls/degenerate-minima, §1. What the paper says: minima are highly degenerate, the Hessian has many eigenvalues near zero; from other
 * work, without a number. Here: the share of eigenvalues within a thousandth of the largest, after full-batch descent from the ends of SGD,
 * split into the modes that are exactly zero by the architecture (pixels never lit, dead units, the same added to all outputs) and the rest;
 * beside the same at the start of each network, and the share that a random matrix of the same shape gives. A share within a fixed ±τ stands
 * beside them: it counts any eigenvalue as zero once the loss is small enough.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { type BootstrapInterval, mean, standardError } from '../../ensembles/statistics.ts';
import { type Figure, sizeRank } from '../../report/figure.ts';
import { marchenkoPasturBelow } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, ResultTable } from '../claim.ts';
import { above, falls, stands } from '../decide.ts';
import { intervalFinding, jointly } from '../findings.ts';
import { around, logAxis, points, tableOf, xy } from '../layout.ts';
import { exact, meanOf, spanned } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { ordersDiffer } from './orders.ts';
import {
  differencesOf,
  type Flat,
  type FlatPoint,
  flatness,
  type IndexSample,
  indexEnsembles,
  indexSamples,
  plans,
  type Solution,
  setupOf,
  threshold,
} from './solution-index-samples.ts';

/** Fixed before any run. */
export const rules = {
  /** "Many": more than half. */
  many: 0.5,
  level: 0.95,
  /** Networks of a width below which a mean decides nothing. */
  least: 10,
};

export const degenerateMinima: Claim = {
  id: 'ls/degenerate-minima',
  statement: 'Minima of the loss are highly degenerate: many eigenvalues of the Hessian are near zero.',
  source: { key: 'choromanska2015loss', place: '§1' },
  openQuestions: [
    ordersDiffer,
    `The paper does not specify how near zero, nor how many are many; we require more than half within ${flatness} of the largest eigenvalue, and report shares within fixed distances beside it.`,
    'The paper does not specify whether modes that are zero by the architecture count; we report both, with and without them.',
    'The ends of SGD are not minima; the Hessian is taken after full-batch descent from there, which comes nearer to one.',
  ],
  needs: indexEnsembles,
  evaluate: (records, run) => evaluate(records, run),
};

/** Share of all eigenvalues, and of those that are not zero by the architecture, within ± τ. */
const allShare = (solution: Solution, count = solution.zero) => count / solution.dimension;
const restShare = (solution: Solution, count = solution.zero) =>
  Math.max(0, count - solution.exactZeros) / (solution.dimension - solution.exactZeros);

/** A network of which eigenvalues were counted relative to the largest. */
type FlatSolution = Solution & { readonly flat: Required<Flat> };

interface FlatSample {
  readonly width: number;
  readonly networks: readonly FlatSolution[];
}

export function flatSamples(samples: readonly IndexSample[]): FlatSample[] {
  return samples.flatMap(({ width, solutions }) => {
    const networks = solutions.filter((s): s is FlatSolution => s.flat?.polished !== undefined);
    return networks.length > 0 ? [{ width, networks }] : [];
  });
}

/** The same relative to λ_max, at a point of a network. */
const allFlat = ({ flat, dimension }: FlatSolution, at: FlatPoint) => flat[at].within / dimension;
const restFlat = ({ flat, dimension }: FlatSolution, at: FlatPoint) =>
  Math.max(0, flat[at].within - flat[at].exactZeros) / (dimension - flat[at].exactZeros);

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = indexSamples(records, run.preset);
  const flats = flatSamples(samples);
  const all = allFinding(flats, run);
  const rest = restFinding(flats, run);
  const flatter = startFinding(flats, run);
  const title = titleOf(all, rest, flatter);
  return {
    title,
    findings: [all, rest, flatter, scaleFinding(samples), exactFinding(samples)],
    figures: samples.some(({ solutions }) => solutions[0]!.further.length > 0)
      ? [figure(samples, flats, title, run)]
      : [],
    tables: [flatTable(flats), table(samples)],
    differences: differencesOf(samples, run.preset),
    story: [
      'Some directions cannot change the loss whatever the data: weights from pixels that are never lit, everything of a unit that is never active, the same number added to all outputs. They are counted apart.',
      `${all.because} ${rest.because}`,
    ],
  };
}

/** Beside the share stands what it is at the start: without that a large one speaks for architecture and scale as much as for training. */
function titleOf(all: Finding, rest: Finding, flatter: Finding): string {
  const most = 'Most eigenvalues near minima are near zero';
  if (stands(rest)) {
    if (stands(flatter)) return `${most}, more of them than at the start`;
    return falls(flatter)
      ? `${most}, not at every width more than at the start`
      : `${most}, not shown to be more than at the start`;
  }
  return stands(all)
    ? `${most}, with those that the architecture makes zero`
    : 'Whether most eigenvalues near minima are near zero stays open';
}

const units = (samples: readonly FlatSample[]) => ({
  unit: 'network',
  count: samples.length > 0 ? Math.min(...samples.map(({ networks }) => networks.length)) : 0,
  fewest: rules.least,
});

/** Means over the networks of each width, all together at the level. */
function meansOf(samples: readonly FlatSample[], { seed }: ClaimRun, id: string, of: (one: FlatSolution) => number) {
  const along = samples.map(({ width: at, networks }) => ({ at, strata: [networks.map(of)] }));
  return jointly(
    along,
    ([values]) => mean(values!),
    rules.level,
    (width) => stream(seed, 'ls/degenerate-minima', width, `bootstrap ${id}`),
  );
}

const told = (samples: readonly FlatSample[], intervals: readonly BootstrapInterval[]) =>
  samples.map(({ width }, i) => `${spanned(intervals[i]!, (x) => decimal(x, 3))} at n₁ = ${width}`).join(', ') ||
  'no networks';

/** Do most eigenvalues lie within the share of the largest, after full-batch descent? */
function manyFinding(
  samples: readonly FlatSample[],
  run: ClaimRun,
  id: string,
  statement: string,
  share: (one: FlatSolution, at: FlatPoint) => number,
): Finding {
  const intervals = meansOf(samples, run, id, (one) => share(one, 'polished'));
  return intervalFinding({
    id,
    statement,
    because: `Mean share within ${flatness} λ_max after full-batch descent: ${told(samples, intervals)}.${besideNulls(samples, run, share)}`,
    parts: samples.map(({ width }, i) => ({
      name: `share within ${flatness} λ_max, n₁ = ${width}`,
      interval: intervals[i]!,
      region: above(rules.many),
    })),
    of: `(bootstrap over networks) of the mean share within ${flatness} of the largest eigenvalue at a width`,
    level: rules.level,
    units: units(samples),
    quantities: samples.flatMap((s) => [
      meanOf(`share at the start, n₁ = ${s.width}`, s.networks, (one) => share(one, 'start')),
      exact(`share by Marchenko–Pastur, n₁ = ${s.width}`, randomShare(s, run)),
    ]),
  });
}

/** The share at the start and by Marchenko–Pastur's law; where untrained networks exceed that law, exceeding it says nothing of minima. */
function besideNulls(
  samples: readonly FlatSample[],
  run: ClaimRun,
  share: (one: FlatSolution, at: FlatPoint) => number,
): string {
  if (samples.length === 0) return '';
  const rows = samples.map((s) => ({
    width: s.width,
    start: mean(s.networks.map((one) => share(one, 'start'))),
    random: randomShare(s, run),
  }));
  const each = (of: (row: (typeof rows)[number]) => number) =>
    rows.map((row) => `${decimal(of(row), 3)} (n₁ = ${row.width})`).join(', ');
  const violated = rows.every(({ start, random }) => start > random)
    ? ': the untrained networks exceed it already, so that it alone is no evidence about minima'
    : '';
  return ` At the start of the same networks it is ${each(({ start }) => start)}. A random matrix of the shape of the outputs’ Jacobian (Marchenko–Pastur) gives ${each(({ random }) => random)}${violated}.`;
}

/** Of all eigenvalues. */
export const allFinding = (samples: readonly FlatSample[], run: ClaimRun): Finding =>
  manyFinding(samples, run, 'all', 'Most eigenvalues near a minimum are near zero.', allFlat);

/** Of the eigenvalues that can differ from zero. */
export const restFinding = (samples: readonly FlatSample[], run: ClaimRun): Finding =>
  manyFinding(
    samples,
    run,
    'rest',
    'Most eigenvalues near a minimum that are not zero by the architecture are near zero.',
    restFlat,
  );

/** Share within `flatness` λ_max of n⁻¹ JᵀJ, J random with a row an image and independent output, a column a parameter that can matter. */
function randomShare({ networks }: FlatSample, { preset }: ClaimRun): number {
  const columns = mean(networks.map(({ dimension, flat }) => dimension - flat.polished.exactZeros));
  return marchenkoPasturBelow(columns / (9 * plans[preset].trainSize), flatness);
}

/** Is it training that makes the Hessian flat, or is it flat at the start? */
export function startFinding(samples: readonly FlatSample[], run: ClaimRun): Finding {
  const change = (one: FlatSolution) => restFlat(one, 'polished') - restFlat(one, 'start');
  const intervals = meansOf(samples, run, 'start', change);
  const starts = samples.map(({ width, networks }) => {
    return `${decimal(mean(networks.map((one) => restFlat(one, 'start'))), 3)} (n₁ = ${width})`;
  });
  return intervalFinding({
    id: 'flatter-than-start',
    statement: 'Training makes the share near zero larger than it is at random parameters.',
    ours: true,
    because: `Of the eigenvalues that are not zero by the architecture lie within ${flatness} λ_max at the start ${starts.join(', ') || 'none: no networks'}; after training and full-batch descent the share differs by ${told(samples, intervals)}.`,
    parts: samples.map(({ width }, i) => ({
      name: `share after training minus share at the start, n₁ = ${width}`,
      interval: intervals[i]!,
      region: above(0),
    })),
    of: '(bootstrap over networks) of the change of the mean share from the start of a network to its end at a width',
    level: rules.level,
    units: units(samples),
  });
}

/** Near zero is a matter of scale. */
function scaleFinding(samples: readonly IndexSample[]): Finding {
  const parts = samples
    .filter(({ solutions }) => solutions[0]!.further.length > 0)
    .map((sample) => ({ width: sample.width, shares: curve(sample, restShare) }));
  return {
    id: 'scale',
    statement: 'How the share near zero depends on what counts as near.',
    verdict: 'measured',
    because:
      parts.length > 0
        ? `Of the eigenvalues that are not zero by the architecture lie ${parts.map(({ width, shares }) => `${shares.map(([τ, share]) => `${decimal(share, 3)} within ± ${scientific(τ, 1)}`).join(', ')} (n₁ = ${width})`).join('; ')}.`
        : 'No further threshold was counted.',
    rule: 'measured: the paper says near zero without a number',
    quantities: parts.map(({ width, shares: [first] }) => {
      const { solutions } = samples.find((sample) => sample.width === width)!;
      const at = solutions[0]!.further.findIndex(({ threshold: τ }) => τ === first![0]);
      const share = (s: Solution) => restShare(s, s.further[at]?.within ?? s.zero);
      return meanOf(
        `share within ± ${scientific(first![0], 1)} without exact zero modes, n₁ = ${width}`,
        solutions,
        share,
      );
    }),
  };
}

function exactFinding(samples: readonly IndexSample[]): Finding {
  const shares = samples.map(({ width, solutions }) => ({
    width,
    share: mean(solutions.map((s) => s.exactZeros / s.dimension)),
  }));
  return {
    id: 'exact-zero-modes',
    statement: 'What share of the eigenvalues is zero by the architecture and the data alone.',
    verdict: 'measured',
    because: `At least ${shares.map(({ width, share }) => `${decimal(share, 3)} (n₁ = ${width})`).join(', ') || 'nothing: no solutions'}; rescaling adds a zero mode a unit at critical points, which these are not.`,
    rule: 'measured: counted from the pixels ever lit and the units ever active',
    quantities: samples.map(({ width, solutions }) =>
      meanOf(`exact zero modes, share, n₁ = ${width}`, solutions, (s) => s.exactZeros / s.dimension),
    ),
  };
}

/** Thresholds of all solutions, ascending, with how many eigenvalues of one lie within. */
function thresholdsOf(solutions: readonly Solution[]): (readonly [τ: number, count: (solution: Solution) => number])[] {
  const counts = ({ zero, further }: Solution) =>
    [{ threshold, within: zero }, ...further].sort((a, b) => a.threshold - b.threshold);
  return counts(solutions[0]!).map(({ threshold: τ }, t) => [τ, (one: Solution) => counts(one)[t]!.within] as const);
}

/** Shares within each threshold, means over the solutions. */
function curve({ solutions }: IndexSample, share: (solution: Solution, count: number) => number) {
  return thresholdsOf(solutions).map(([τ, count]) => [τ, mean(solutions.map((s) => share(s, count(s))))] as const);
}

function table(samples: readonly IndexSample[]): ResultTable {
  const rows = samples.flatMap(({ width, solutions }) =>
    thresholdsOf(solutions).map(([τ, count]) => ({ width, solutions, τ, count })),
  );
  return tableOf('Eigenvalues near zero at ends of SGD, means ± standard error over solutions', rows, {
    'hidden units n₁': ({ width }) => width,
    'within ±': ({ τ }) => scientific(τ, 1),
    'share of all': ({ solutions, count }) => meanOf('share', solutions, (s) => allShare(s, count(s))),
    'share of the others than exact zeros': ({ solutions, count }) =>
      meanOf('share', solutions, (s) => restShare(s, count(s))),
  });
}

/** The three points of a network, and what they are called. */
const pointNames: Readonly<Record<FlatPoint, string>> = {
  start: 'start',
  end: 'end of SGD',
  polished: 'after full-batch descent',
};
const flatPoints = Object.keys(pointNames) as FlatPoint[];

function flatTable(samples: readonly FlatSample[]): ResultTable {
  const rows = samples.flatMap((sample) => flatPoints.map((at) => ({ ...sample, at })));
  return tableOf(`Eigenvalues within ${flatness} λ_max, mean ± standard error over networks`, rows, {
    'hidden units n₁': ({ width }) => width,
    networks: ({ networks }) => networks.length,
    at: ({ at }) => pointNames[at],
    λ_max: ({ networks, at }) => meanOf('λ_max', networks, ({ flat }) => flat[at].largest),
    'share of all': ({ networks, at }) => meanOf('share', networks, (one) => allFlat(one, at)),
    'share of the others than exact zeros': ({ networks, at }) => meanOf('share', networks, (one) => restFlat(one, at)),
  });
}

function figure(samples: readonly IndexSample[], flats: readonly FlatSample[], title: string, run: ClaimRun): Figure {
  const drawn = samples.filter(({ solutions }) => solutions[0]!.further.length > 0);
  const panel = (name: string, share: (solution: Solution, count: number) => number) => ({
    layout: 'xy' as const,
    title: name,
    x: { name: 'threshold τ', scale: 'log' as const },
    y: { name: 'share of eigenvalues within ± τ', domain: [0, 1] as const },
    marks: drawn.map((sample) => ({
      type: 'curve' as const,
      role: 'measured' as const,
      label: `n₁ = ${sample.width}`,
      rank: sizeRank(sample.width, 'units'),
      points: curve(sample, share),
    })),
  });
  return {
    id: 'near-zero',
    title,
    subtitle: setupOf(drawn, run.preset),
    panels: [
      xy(
        'Without exact zero modes',
        logAxis('hidden units *n*₁'),
        { name: `share within ${flatness} *λ*ₘₐₓ`, domain: [0, 1] },
        flatPoints.map((at) =>
          points(pointNames[at], flats, ({ width, networks }) => {
            const values = networks.map((one) => restFlat(one, at));
            return { x: width, ...around(mean(values), 1.96 * standardError(values)) };
          }),
        ),
      ),
      panel('All, within fixed distances, end of SGD', allShare),
    ],
    canShow:
      'how many eigenvalues are small beside the largest, before and after training, and how many lie within fixed distances.',
    cannotShow: 'whether small eigenvalues are zero at the minimum that descent would reach.',
    source: run.source,
  };
}
