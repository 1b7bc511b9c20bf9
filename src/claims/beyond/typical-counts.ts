/**
 * gs/typical-counts: §4 counts critical points in the mean over the disorder, ln E C. What a glass has typically is e^{E ln C}, at most as many, and
 * far fewer where rare disorders carry the mean. Below the barrier the two agree to leading order, since E C² ≈ (E C)² [subag2017complexity]. Here every
 * critical point of every disorder is found, so that both, and the variance of C, are plain averages.
 */
import { stream } from '../../base/philox.ts';
import { mean, meanInterval, variance } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { below, stands } from '../decide.ts';
import { intervalFinding, jointly, trendFinding, valuesAlong } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, points, tableOf, xy } from '../layout.ts';
import { list, meanOf, quantity, spanned, type WithError } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { type Census, type Censuses, type CensusSample, censusSamples, censusSpecs } from './census-samples.ts';

const order = 3;

export const rules = {
  /** ln E C − E ln C below which the mean speaks of typical disorders: ten points in a hundred. */
  gap: 0.1,
  /** Variance over mean of the number of minima, 1 for a Poisson process. */
  poisson: 1,
  level: 0.95,
  fewest: 30,
};

const plans: Readonly<Record<Preset, Censuses>> = {
  smoke: [
    [4, 40],
    [5, 40],
    [6, 40],
  ],
  laptop: [
    [4, 400],
    [5, 400],
    [6, 400],
    [7, 250],
    [8, 150],
    [9, 40],
    [10, 32],
  ],
  paper: [
    [4, 2000],
    [5, 2000],
    [6, 2000],
    [7, 1000],
    [8, 1000],
    [9, 500],
    [10, 300],
    [11, 100],
    [12, 60],
  ],
};

export const typicalCounts: Claim = {
  id: 'gs/typical-counts',
  statement:
    'The mean number of critical points over the disorder is the number that a glass has typically, and the more so the larger the glass.',
  source: { key: 'subag2017complexity', place: 'the second moment, at finite size' },
  openQuestions: [
    'The theorem is about Λ → ∞ and energies below the barrier; sizes, the choice of all energies, and tolerances are ours.',
    'Order 3 alone: at order 4 a disorder has 3^Λ/2 eigenpairs to track in place of 2^Λ.',
  ],
  needs: (preset, seed) => censusSpecs(order, plans[preset], seed),
  evaluate: (records, run) => evaluateCounts(censusSamples(order, records), run),
};

/** What is counted of a disorder. */
type Count = 'points' | 'minima';

export function evaluateCounts(samples: readonly CensusSample[], run: ClaimRun): Evaluation {
  const findings = [
    gapFinding(samples, 'points', run.seed),
    gapFinding(samples, 'minima', run.seed),
    varianceFinding(samples, run.seed),
    minimaFinding(samples, run.seed),
  ];
  const [variances, dispersions] = [relativeVariances(samples, run.seed), dispersionsOf(samples, run.seed)];
  const [all] = findings;
  const last = samples.at(-1);
  return evaluation({
    title: stands(all!)
      ? 'Small glasses have about as many critical points typically as in the mean'
      : 'How many critical points a small glass has typically, and in the mean over the disorder',
    findings,
    figures: last ? [figure(run, samples, findings)] : [],
    tables: [
      tableOf('Numbers of critical points of a disorder, H = 3', samples, {
        Λ: ({ size }) => size,
        disorders: ({ disorders }) => disorders.length,
        'E C, exact': ({ lnMean }) => decimal(Math.exp(lnMean.points), 4),
        'mean of C': ({ disorders }) => meanOf('mean of C', disorders, (one) => one.points),
        'e^{E ln C}': ({ disorders }) => typicalOf(disorders, 'points'),
        'Var C/(E C)²': (_, i) => quantity('Var C/(E C)²', variances[i]!),
        'E C_0, exact': ({ lnMean }) => decimal(Math.exp(lnMean.minima), 4),
        'mean of C_0': ({ disorders }) => meanOf('mean of C_0', disorders, (one) => one.minima),
        'e^{E ln C_0}': ({ disorders }) => typicalOf(disorders, 'minima'),
        'Var C_0/E C_0': (_, i) => quantity('Var C_0/E C_0', dispersions[i]!),
      }),
    ],
    differences: ['The theorem lets Λ go to infinity; ours is so small that every critical point is found.'],
  });
}

/** ln E C − E ln C, both over the same disorders, whose noise the difference has not. */
const gapOf = (disorders: readonly Census[], what: Count) =>
  Math.log(mean(disorders.map((one) => one[what]))) - meanLn(disorders, what);

const meanLn = (disorders: readonly Census[], what: Count) => mean(disorders.map((one) => Math.log(one[what])));

/** e^{E ln C}, with the standard error of E ln C carried over. */
function typicalOf(disorders: readonly Census[], what: Count): WithError {
  const { value, error } = meanOf('', disorders, (one) => Math.log(one[what]));
  return { name: 'typical number', value: Math.exp(value), error: Math.exp(value) * error };
}

const unitsOf = (samples: readonly CensusSample[]) => ({
  unit: 'disorder',
  count: samples.length === 0 ? 0 : Math.min(...samples.map(({ disorders }) => disorders.length)),
  fewest: rules.fewest,
});

/** Nothing is decided while a disorder is not counted whole. */
const whole = (samples: readonly CensusSample[]) => ({
  outcome: samples.every(({ incomplete }) => incomplete === 0) ? ('holds' as const) : ('open' as const),
  rule: 'nothing is decided unless every disorder is complete by certificate',
});

export function gapFinding(samples: readonly CensusSample[], what: Count, seed: number): Finding {
  const gaps = jointly(
    samples.map(({ size, disorders }) => ({ at: size, strata: [disorders] })),
    ([disorders]) => gapOf(disorders!, what),
    rules.level,
    (size) => stream(seed, typicalCounts.id, size, `gap/${what}`),
  );
  const [named, symbol] = what === 'points' ? ['critical points', 'C'] : ['minima', 'C_0'];
  return intervalFinding({
    id: what,
    statement: `The typical number of ${named} is the mean number to within ten in a hundred: ln E ${symbol} − E ln ${symbol} is below ${rules.gap}.`,
    ours: true,
    because: `ln E ${symbol} − E ln ${symbol} is ${list(samples, ({ size }, i) => `${spanned(gaps[i]!, (x) => decimal(x, 4))} at Λ = ${size}`)}.`,
    parts: samples.map(({ size }, i) => ({
      name: `ln E ${symbol} − E ln ${symbol}, Λ = ${size}`,
      interval: gaps[i]!,
      region: below(rules.gap),
    })),
    of: `of ln E ${symbol} − E ln ${symbol} (bootstrap over disorders)`,
    level: rules.level,
    units: unitsOf(samples),
    besides: whole(samples),
  });
}

const relativeVariance = (disorders: readonly Census[], what: Count) => {
  const counts = disorders.map((one) => one[what]);
  return variance(counts) / mean(counts) ** 2;
};

/** Var C_0/E C_0 */
const dispersion = (disorders: readonly Census[]) => {
  const counts = disorders.map(({ minima }) => minima);
  return variance(counts) / mean(counts);
};

const byVariance = (samples: readonly CensusSample[], seed: number) => ({
  draw: (size: number) => stream(seed, typicalCounts.id, size, 'relative variance'),
  statistic: (disorders: readonly Census[]) => relativeVariance(disorders, 'points'),
  along: samples.map(({ size, disorders }) => ({ at: size, units: disorders })),
});

/** Var C/(E C)² at each size, each at the level of its own. */
function relativeVariances(samples: readonly CensusSample[], seed: number) {
  const { draw, ...trend } = byVariance(samples, seed);
  return valuesAlong({ ...trend, level: rules.level }, draw);
}

export function varianceFinding(samples: readonly CensusSample[], seed: number, resamples = 2000): Finding {
  const { draw, statistic, along } = byVariance(samples, seed);
  const complete = samples.every(({ incomplete }) => incomplete === 0);
  const values = relativeVariances(samples, seed);
  return trendFinding({
    id: 'relative-variance',
    statement: 'The relative variance of the number of critical points, Var C/(E C)², falls with Λ.',
    ours: true,
    because: `It is ${list(samples, ({ size }, i) => `${spanned(values[i]!, (x) => decimal(x, 4))} at Λ = ${size}`)}${complete ? '' : '; some disorders are not counted whole'}.`,
    what: 'relative variance',
    direction: 'falls',
    by: 'slope',
    along: complete ? along : [],
    statistic,
    symbol: 'Λ',
    level: rules.level,
    unit: 'disorder',
    fewest: rules.fewest,
    resamples,
    draw,
  });
}

/** Var C_0/E C_0 at each size, all together at the level. */
const dispersionsOf = (samples: readonly CensusSample[], seed: number) =>
  jointly(
    samples.map(({ size, disorders }) => ({ at: size, strata: [disorders] })),
    ([disorders]) => dispersion(disorders!),
    rules.level,
    (size) => stream(seed, typicalCounts.id, size, 'dispersion'),
  );

export function minimaFinding(samples: readonly CensusSample[], seed: number): Finding {
  const intervals = dispersionsOf(samples, seed);
  return intervalFinding({
    id: 'minima-vary-little',
    statement:
      'The number of minima varies less from glass to glass than that of independent places would: Var C_0 < E C_0.',
    ours: true,
    because: `Var C_0/E C_0 is ${list(samples, ({ size }, i) => `${spanned(intervals[i]!, (x) => decimal(x, 3))} at Λ = ${size}`)}; a Poisson process has 1.`,
    parts: samples.map(({ size }, i) => ({
      name: `Var C_0/E C_0, Λ = ${size}`,
      interval: intervals[i]!,
      region: below(rules.poisson),
    })),
    of: 'of Var C_0/E C_0 (bootstrap over disorders)',
    level: rules.level,
    units: unitsOf(samples),
    besides: whole(samples),
  });
}

function figure(run: ClaimRun, samples: readonly CensusSample[], findings: readonly Finding[]) {
  const typical = (what: Count) =>
    samples.map(({ size, disorders }) => {
      const logarithms = disorders.map((one) => Math.log(one[what]));
      const { estimate, low, high } = meanInterval(logarithms, rules.level);
      return { x: size, y: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) };
    });
  const panel = (title: string, what: Count) =>
    xy(title, 'size Λ', logAxis('number'), [
      curve('E *C*, exact', 'theory', samples, ({ size, lnMean }) => [size, Math.exp(lnMean[what])]),
      points('e^{E ln *C*}', typical(what), (point) => point),
    ]);
  return figureOf(run, {
    id: 'typical',
    title: findings.slice(0, 2).every(stands)
      ? 'A small glass has nearly as many critical points typically as in the mean'
      : 'Typical numbers of critical points are set beside mean ones, on small glasses',
    subtitle: `Spherical 3-spin glasses, every critical point found; ${unitsOf(samples).count} disorders or more a size, 95 % intervals`,
    panels: [panel('All critical points', 'points'), panel('Minima', 'minima')],
    canShow: 'how far the mean over the disorder is from what a disorder typically has, at these sizes.',
    cannotShow: 'large Λ, where a gap that grows with Λ could open, nor one energy apart from the others.',
  });
}
