/**
 * gs/lowest-minimum: no size that can be run has a glass as low as −ΛE_0. Where its lowest minimum should lie instead is where the exact mean number of
 * minima below is about 1: if deep minima were independent places, P(u_min > u) = e^{−E C_0(u)}, which has mean and spread at every Λ. Small glasses are
 * searched completely, larger ones by many descents on each disorder, of which the lowest end is kept and how often it was found.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { mean, meanInterval, standardDeviation, wilsonInterval } from '../../ensembles/statistics.ts';
import { countStatistics, groundState, type LowestMinimum, lowestMinimum } from '../../theory/index.ts';
import { glassSample } from '../choromanska2015/glass-samples.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { stands, within } from '../decide.ts';
import { intervalFinding, jointly, measuredFinding } from '../findings.ts';
import { barOf, curve, ensemblesAt, evaluation, figureOf, logAxis, points, recordsAt, tableOf, xy } from '../layout.ts';
import { deviationOf, list, quantity, spanned } from '../quantities.ts';
import { barrierLine, decimal, groundLine } from '../theory-lines.ts';
import { type Censuses, censusSamples, censusSpecs } from './census-samples.ts';

const order = 3;

export const rules = {
  /** Of the predicted standard deviation, within which the mean of the lowest minimum must agree. */
  mean: 0.5,
  /** Within which the ratio of the standard deviations must be 1. */
  spread: 0.4,
  /** From this size on the law of independent places is put to the test; below, minima are too few for it. */
  from: 20,
  /** Energies per spin nearer than this are one minimum: descents are polished to 1e-10. */
  same: 1e-7,
  level: 0.95,
  fewest: 30,
};

interface Plan {
  /** Searched completely. */
  readonly small: Censuses;
  readonly sizes: readonly (readonly [size: number, disorders: number, starts: number])[];
}

const plans: Readonly<Record<Preset, Plan>> = {
  smoke: {
    small: [
      [4, 40],
      [6, 40],
    ],
    sizes: [[20, 10, 24]],
  },
  laptop: {
    small: [
      [4, 400],
      [5, 400],
      [6, 400],
      [7, 250],
      [8, 150],
    ],
    sizes: [
      [25, 100, 64],
      [50, 80, 96],
    ],
  },
  paper: {
    small: [
      [4, 2000],
      [6, 2000],
      [8, 1000],
      [10, 300],
    ],
    sizes: [
      [25, 400, 128],
      [50, 400, 256],
      [100, 100, 1000],
    ],
  },
};

export const lowestMinimumClaim: Claim = {
  id: 'gs/lowest-minimum',
  statement:
    'The lowest minimum of a glass of finite size lies where the mean number of minima below is 1, and fluctuates as that of independent places.',
  source: { key: 'auffinger2013random', place: 'Theorem 2.1, evaluated at finite size' },
  openQuestions: [
    'The mean number bounds P(u_min ≤ u) at every size; that it gives the law of u_min is expected for large Λ, and put to the test here.',
    'The best of many descents is the lowest minimum only if it was not missed; a best end that several descents share speaks for that, and proves nothing.',
  ],
  needs(preset, seed) {
    const { small, sizes } = plans[preset];
    return {
      ...censusSpecs(order, small, seed),
      ...ensemblesAt(
        'size',
        'spin-glass-descent',
        sizes.map(([size]) => size),
        (at) => {
          const [, disorders, replicas] = sizes.find(([size]) => size === at)!;
          return { order, seed, disorders, replicas, size: at, replicasPerTask: replicas, keepPoints: false };
        },
      ),
    };
  },
  evaluate: (records, run) => evaluateLowest(lowestSamples(records), run),
};

export interface LowestSample {
  readonly size: number;
  /** Energies per spin of the lowest minimum, one a disorder. */
  readonly lowest: readonly number[];
  /** How many descents ended there; undefined where every minimum is found. */
  readonly hits?: readonly number[];
  readonly law: Pick<LowestMinimum, 'level' | 'mean' | 'sd'>;
}

function lowestSamples(records: Readonly<Record<string, Records>>): LowestSample[] {
  const searched = censusSamples(order, records).map(({ size, disorders, statistics }) => ({
    size,
    lowest: disorders.map(({ lowest }) => lowest),
    law: lowestMinimum(order, statistics),
  }));
  const descended = recordsAt('size', records).map(({ at: size, records: part }) => {
    const { clusters } = glassSample(size, part);
    const lowest = clusters.map((ends) => Math.min(...ends));
    return {
      size,
      lowest,
      hits: clusters.map((ends, d) => ends.filter((end) => end < lowest[d]! + rules.same).length),
      law: lowestMinimum(order, countStatistics(size, 1)),
    };
  });
  return [...searched, ...descended];
}

export function evaluateLowest(samples: readonly LowestSample[], run: ClaimRun): Evaluation {
  const large = samples.filter(({ size }) => size >= rules.from);
  const findings = [meanFinding(large), spreadFinding(large, run.seed), smallFinding(samples), hitsFinding(large)];
  return evaluation({
    title: stands(findings[0]!)
      ? 'The lowest minimum of a finite glass lies where one is expected'
      : 'Where the lowest minimum of a finite glass lies, and where one is expected',
    findings,
    figures: samples.length > 1 ? [figure(run, samples, findings[0]!)] : [],
    tables: [
      tableOf('The lowest minimum of a disorder, energies per spin, H = 3', samples, {
        Λ: ({ size }) => size,
        disorders: ({ lowest }) => lowest.length,
        found: ({ hits }) => (hits ? 'by descents' : 'among all'),
        'E C_0 = 1 at': ({ law }) => decimal(law.level, 4),
        'mean expected': ({ law }) => decimal(law.mean, 4),
        'mean found': ({ lowest }) => spanned(meanInterval(lowest, rules.level), (x) => decimal(x, 4)),
        'standard deviation expected': ({ law }) => decimal(law.sd, 4),
        'standard deviation found': ({ lowest }) => deviationOf('standard deviation', lowest, (energy) => energy),
      }),
    ],
  });
}

const unitsOf = (samples: readonly LowestSample[]) => ({
  unit: 'disorder',
  count: samples.length === 0 ? 0 : Math.min(...samples.map(({ lowest }) => lowest.length)),
  fewest: rules.fewest,
});

const jointLevel = (samples: readonly LowestSample[]) => 1 - (1 - rules.level) / Math.max(1, samples.length);

/** (mean found − mean expected)/standard deviation expected. */
function departure({ lowest, law }: LowestSample, level: number) {
  return meanInterval(
    lowest.map((energy) => (energy - law.mean) / law.sd),
    level,
  );
}

export function meanFinding(samples: readonly LowestSample[]): Finding {
  const intervals = samples.map((sample) => departure(sample, jointLevel(samples)));
  return intervalFinding({
    id: 'mean',
    statement:
      'The mean energy of the lowest minimum is that of independent places, to within half their standard deviation.',
    ours: true,
    because: `Found less expected, over the standard deviation expected: ${list(samples, ({ size, lowest, law }, i) => `${spanned(intervals[i]!, (x) => decimal(x, 2))} at Λ = ${size}, where ${decimal(mean(lowest), 4)} was found and ${decimal(law.mean, 4)} expected`)}; −E_0 = ${decimal(-groundState(order).value, 4)}.`,
    parts: samples.map(({ size }, i) => ({
      name: `found less expected over the standard deviation expected, Λ = ${size}`,
      interval: intervals[i]!,
      region: within(0, rules.mean),
    })),
    of: 'of the difference over the standard deviation expected (normal law, over disorders)',
    level: rules.level,
    units: unitsOf(samples),
  });
}

export function spreadFinding(samples: readonly LowestSample[], seed: number): Finding {
  const ratios = jointly(
    samples.map(({ size, lowest, law }) => ({ at: size, strata: [lowest.map((energy) => energy / law.sd)] })),
    ([scaled]) => standardDeviation(scaled!),
    rules.level,
    (size) => stream(seed, lowestMinimumClaim.id, size, 'spread'),
  );
  return intervalFinding({
    id: 'spread',
    statement: 'The lowest minimum fluctuates from glass to glass as that of independent places.',
    ours: true,
    because: `Standard deviation over the one expected: ${list(samples, ({ size }, i) => `${spanned(ratios[i]!, (x) => decimal(x, 2))} at Λ = ${size}`)}.`,
    parts: samples.map(({ size }, i) => ({
      name: `standard deviation over the one expected, Λ = ${size}`,
      interval: ratios[i]!,
      region: within(1, rules.spread),
    })),
    of: 'of the ratio of standard deviations (bootstrap over disorders)',
    level: rules.level,
    units: unitsOf(samples),
  });
}

/** Where every minimum is known, the lowest is too. */
export function smallFinding(samples: readonly LowestSample[]): Finding {
  const small = samples.filter(({ hits }) => hits === undefined);
  const intervals = small.map((sample) => departure(sample, rules.level));
  return measuredFinding({
    id: 'small-glasses',
    statement: 'How far the lowest of all minima of a small glass lies from that of independent places.',
    ours: true,
    because: `Found less expected, over the standard deviation expected: ${list(small, ({ size }, i) => `${spanned(intervals[i]!, (x) => decimal(x, 2))} (Λ = ${size})`)}.`,
    why: '95 % intervals by the normal law over disorders; a glass of so few spins always has a minimum, independent places may have none, and only those with one are counted',
    enough: small.length > 0,
    quantities: small.map(({ size }, i) =>
      quantity(`found less expected over the standard deviation expected, Λ = ${size}`, intervals[i]!),
    ),
  });
}

export function hitsFinding(samples: readonly LowestSample[]): Finding {
  const shares = samples.map(({ hits = [] }) =>
    wilsonInterval(hits.filter((count) => count < 2).length, hits.length, rules.level),
  );
  return measuredFinding({
    id: 'found-once',
    statement: 'How often the lowest end of a disorder was found by one descent alone.',
    ours: true,
    because: `On ${list(samples, ({ size, hits = [] }) => `${hits.filter((count) => count < 2).length} of ${hits.length} disorders at Λ = ${size}`)}.`,
    why: 'a minimum missed by all descents cannot be seen; 95 % intervals by Wilson',
    enough: samples.length > 0,
    quantities: samples.map(({ size }, i) =>
      quantity(`share of disorders whose lowest end was found once, Λ = ${size}`, shares[i]!),
    ),
  });
}

function figure(run: ClaimRun, samples: readonly LowestSample[], finding: Finding) {
  const found = (some: readonly LowestSample[], label: string) =>
    points(label, some, ({ size, lowest }) => ({ x: size, ...barOf(meanInterval(lowest, rules.level)) }));
  return figureOf(run, {
    id: 'lowest',
    title: stands(finding)
      ? 'The lowest minimum lies where one is expected, far above −ΛE_0'
      : 'The lowest minimum of a finite glass is set beside the one expected',
    subtitle: 'Energy per spin of the lowest minimum, spherical 3-spin glass, means over disorders with 95 % intervals',
    panels: [
      xy('Lowest minimum against the size', logAxis('size Λ'), 'energy per spin *u*', [
        { type: 'theory', axis: 'y', lines: [groundLine(order), barrierLine(order)] },
        curve('expected', 'theory', samples, ({ size, law }) => [size, law.mean]),
        found(
          samples.filter(({ hits }) => !hits),
          'lowest of all minima',
        ),
        found(
          samples.filter(({ hits }) => hits),
          'best of many descents',
        ),
      ]),
    ],
    canShow: 'whether the exact mean number of minima says where the lowest lies at these sizes.',
    cannotShow: 'a minimum that every descent missed, nor how the limit −ΛE_0 is reached.',
  });
}
