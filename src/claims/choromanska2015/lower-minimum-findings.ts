/** Records of walks from the ends of descents, and the findings of ls/lower-minimum. */
import { stream } from '../../base/philox.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { lowerMinimumColumns } from '../../ensembles/experiments/lower-minimum.ts';
import type { Records } from '../../ensembles/spec.ts';
import { bootstrap, clustersBy, mean, wilsonInterval } from '../../ensembles/statistics.ts';
import type { ClaimRun, Finding } from '../claim.ts';
import { below } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { list, meanOf, quantity, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { type EscapeSample, lnRate } from './hardness-samples.ts';
import { rateFallsFinding, rateFormFinding } from './leaving-rates.ts';

export const id = 'ls/lower-minimum';

export const rules = {
  /** Share of a disorder's descents that end lower than a deep start. */
  deep: 0.25,
  level: 0.95,
  fewest: 10,
};
const { level, fewest } = rules;
type Seeded = Pick<ClaimRun, 'seed'>;

/** One replica's walk. */
interface Walk {
  readonly found: boolean;
  readonly time: number;
  /** Share of the disorder's descents that end lower than where it began. */
  readonly below: number;
  /** Energy per spin by which the minimum found lies lower. */
  readonly gain: number;
}

export interface WalkSample {
  readonly size: number;
  readonly temperature: number;
  /** One list a disorder. */
  readonly disorders: readonly (readonly Walk[])[];
}

/** One sample a temperature. */
export function walkSamples(size: number, records: Records): WalkSample[] {
  const { disorder, temperature, energy, lower, below: share, found, time } = columnsOf(records, lowerMinimumColumns);
  return [...new Set(temperature)].map((T) => {
    const rows = [...temperature.keys()].filter((row) => temperature[row] === T);
    const walks = rows.map((row) => ({
      found: found[row] === 1,
      time: time[row]!,
      below: share[row]!,
      gain: energy[row]! - lower[row]!,
    }));
    return {
      size,
      temperature: T,
      disorders: clustersBy(
        rows.map((row) => disorder[row]!),
        walks,
      ),
    };
  });
}

/** Walks that began above the best minimum known of their disorder: a lower one exists. */
const belowKnown = (walk: Walk) => walk.below > 0;
const isDeep = (walk: Walk) => belowKnown(walk) && walk.below <= rules.deep;

/** Minima found and time watched, one pair a disorder that has such walks. */
export function foundIn(sample: WalkSample, which: (walk: Walk) => boolean = belowKnown): EscapeSample {
  const kept = sample.disorders.map((walks) => walks.filter(which)).filter(({ length }) => length > 0);
  return {
    size: sample.size,
    temperature: sample.temperature,
    replicas: kept.flat().length,
    disorders: kept.map((walks) => ({
      escapes: walks.filter(({ found }) => found).length,
      time: walks.reduce((sum, { time }) => sum + time, 0),
    })),
  };
}

const rates = (samples: readonly WalkSample[]) => ({ samples: samples.map((one) => foundIn(one)), level, fewest });

export function longerFinding(samples: readonly WalkSample[], { seed }: Seeded, resamples = 2000): Finding {
  return rateFallsFinding({
    ...rates(samples),
    id: 'longer',
    statement: 'The time to find a lower minimum from where a descent ends grows with Λ.',
    of: 'rate of finding',
    draw: (i) => stream(seed, id, i, 'longer'),
    resamples,
  });
}

export function exponentialFinding(samples: readonly WalkSample[]): Finding {
  return rateFormFinding({
    ...rates(samples),
    id: 'exponentially',
    statement: 'To find a lower minimum takes exponentially long in Λ, and not like a power of Λ.',
  });
}

/** ln(rate from deep ends) − ln(rate from the others), the mean over sizes. */
export function deepFinding(samples: readonly WalkSample[], { seed }: Seeded, resamples = 2000): Finding {
  const temperatures = [...new Set(samples.map(({ temperature }) => temperature))];
  const each = 1 - (1 - level) / Math.max(1, temperatures.length);
  const of = (walks: readonly (readonly Walk[])[], which: (walk: Walk) => boolean) =>
    lnRate(foundIn({ size: 0, temperature: 0, disorders: walks }, which).disorders);
  const shallow = (walk: Walk) => belowKnown(walk) && !isDeep(walk);
  const rows = temperatures.flatMap((temperature, i) => {
    const mine = samples.filter(
      (one) =>
        one.temperature === temperature &&
        one.disorders.length >= fewest &&
        [isDeep, shallow].every((which) => one.disorders.flat().some(which)),
    );
    if (mine.length === 0) return [];
    const difference = (strata: readonly (readonly (readonly Walk[])[])[]) => {
      // A resample without a deep start at some size says nothing of that size.
      const parts = strata.map((walks) => of(walks, isDeep) - of(walks, shallow)).filter(Number.isFinite);
      return [parts.length > 0 ? mean(parts) : 0];
    };
    const [interval] = bootstrap(
      stream(seed, id, i, 'deep'),
      mine.map(({ disorders }) => disorders),
      difference,
      { level: each, resamples },
    );
    return [{ temperature, interval: interval! }];
  });
  return intervalFinding({
    id: 'deeper-longer',
    statement:
      'The deeper the start the longer it takes: from the lowest quarter of the ends longer than from the others.',
    ours: true,
    because:
      rows.length > 0
        ? `ln of the rate from the lowest quarter less that from the others, the mean over sizes, is ${list(rows, ({ temperature, interval }) => `${spanned(interval, (x) => decimal(x, 2))} at T = ${temperature}`)}.`
        : 'Too few deep ends.',
    parts: rows.map(({ temperature, interval }) => ({
      name: `difference of ln(rate), T = ${temperature}`,
      interval,
      region: below(0),
    })),
    of: 'of the difference of ln(rate) (bootstrap over disorders)',
    level,
    units: {
      unit: 'disorder',
      count: Math.min(Infinity, ...samples.map(({ disorders }) => disorders.length)),
      fewest,
    },
  });
}

/** How much lower, and how many walks end without. */
export function gainFinding(samples: readonly WalkSample[]): Finding {
  const rows = samples.map(({ size, temperature, disorders }) => {
    const walks = disorders.flat().filter(belowKnown);
    const gains = walks.filter(({ found }) => found).map(({ gain }) => gain);
    return { size, temperature, walks: walks.length, gains };
  });
  const kept = rows.filter(({ gains }) => gains.length > 1);
  const at = ({ size, temperature }: (typeof rows)[number]) => `Λ = ${size}, T = ${temperature}`;
  return measuredFinding({
    id: 'how-much-lower',
    statement: 'How much lower the first lower minimum lies, and in how many walks none is found.',
    because:
      kept.length > 0
        ? `In units of energy, not per spin, it lies lower by ${list(kept, (row) => `${decimal(row.size * mean(row.gains), 2)} (${at(row)}; none in ${row.walks - row.gains.length} of ${row.walks} walks)`)}.`
        : 'No walk found a lower minimum.',
    why: 'no source gives a number; standard errors over walks, 95 % intervals of shares by Wilson',
    enough: kept.length > 0,
    quantities: kept.flatMap((row) => [
      meanOf(`energy by which it lies lower, ${at(row)}`, row.gains, (gain) => row.size * gain),
      quantity(`share of walks that find one, ${at(row)}`, wilsonInterval(row.gains.length, row.walks, level)),
    ]),
  });
}

/** From the best end known nothing lower may exist; whether a walk finds one says how often descents missed it. */
export function bestFinding(samples: readonly WalkSample[]): Finding {
  const rows = samples.flatMap(({ size, temperature, disorders }) => {
    const walks = disorders.flat().filter((walk) => !belowKnown(walk));
    const found = walks.filter((walk) => walk.found).length;
    return walks.length === 0 ? [] : [{ name: `Λ = ${size}, T = ${temperature}`, found, walks: walks.length }];
  });
  return measuredFinding({
    id: 'from-the-best',
    statement: 'How often a walk from the best end of a disorder finds a minimum that all its descents missed.',
    because:
      rows.length > 0
        ? `In ${list(rows, ({ name, found, walks }) => `${found} of ${walks} walks (${name})`)}.`
        : 'No walk began at the best end of its disorder.',
    why: 'whether a lower minimum exists is not known there; 95 % intervals by Wilson',
    enough: rows.length > 0,
    quantities: rows.map(({ name, found, walks }) =>
      quantity(`share of walks that find one, ${name}`, wilsonInterval(found, walks, level)),
    ),
  });
}
