/** What ls/spin-glass-descent says of the schedule of the public code: it ends where plain descent from the same starts does, or elsewhere. */
import { stream } from '../../base/philox.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { scheduledColumns } from '../../ensembles/experiments/glass-schedule.ts';
import { spinGlassDescentColumns } from '../../ensembles/experiments/spin-glass-descent.ts';
import { outcomes } from '../../ensembles/outcomes.ts';
import type { Records } from '../../ensembles/spec.ts';
import { bootstrap, mean, meanInterval, pooledDeviation, quantile } from '../../ensembles/statistics.ts';
import type { Finding, Quantity } from '../claim.ts';
import { within } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { recordsAt } from '../layout.ts';
import { list, meanOf, quantity, spanned } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';

export const scheduleRules = {
  /** Of the mean ends, in standard deviations of the plain ends: histograms a quarter of that apart look alike. */
  alike: 0.25,
  level: 0.95,
  fewest: 10,
};

/** Both dynamics at one size, from the same starts on the same disorders. */
export interface ScheduledPair {
  readonly size: number;
  /** By disorder: certified ends after the schedule, and its mean less that of plain descents. */
  readonly ends: readonly (readonly number[])[];
  readonly differences: readonly number[];
  /** Standard deviation of the plain ends. */
  readonly spread: number;
  /** Where the schedule itself stops: residuals, and energies per spin above the minimum that is then found. */
  readonly residuals: readonly number[];
  readonly above: readonly number[];
}

type Ends = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** Energies of certified ends by disorder and replica. */
function endsOf(records: Records): Ends {
  const outcome = outcomes(records);
  const { disorder, replica, energy } = columnsOf(records, spinGlassDescentColumns);
  const ends = new Map<number, Map<number, number>>();
  outcome.forEach((word, row) => {
    if (word !== 'certified') return;
    const own = ends.get(disorder[row]!) ?? new Map<number, number>();
    ends.set(disorder[row]!, own.set(replica[row]!, energy[row]!));
  });
  return ends;
}

/** Sizes at which both dynamics ended, with two disorders or more. */
export function scheduledPairs(records: Readonly<Record<string, Records>>): ScheduledPair[] {
  return recordsAt('scheduled', records).flatMap(({ at: size, records: part }) => {
    const plain = records[`size-${size}`] ?? records[`beside-${size}`];
    if (!plain) return [];
    const [scheduled, beside] = [endsOf(part), endsOf(plain)];
    const both = [...scheduled].flatMap(([disorder, ends]) => {
      const others = beside.get(disorder);
      const shared = [...ends].filter(([replica]) => others?.has(replica));
      return shared.length > 0
        ? [{ ends: shared.map(([, u]) => u), plain: shared.map(([replica]) => others!.get(replica)!) }]
        : [];
    });
    if (both.length < 2) return [];
    const { scheduledEnergy, scheduledResidual } = columnsOf(part, scheduledColumns);
    const { energy } = columnsOf(part, spinGlassDescentColumns);
    return [
      {
        size,
        ends: both.map(({ ends }) => ends),
        differences: both.map(({ ends, plain: others }) => mean(ends) - mean(others)),
        spread: pooledDeviation(both.map(({ plain: others }) => others)),
        residuals: [...scheduledResidual],
        above: Array.from(scheduledEnergy, (u, row) => u - energy[row]!),
      },
    ];
  });
}

/** Mean over sizes of the mean difference in units of the spread: each size counts alike. */
export function scheduleFinding(pairs: readonly ScheduledPair[], seed: number): Finding {
  const { alike, level, fewest } = scheduleRules;
  const strata = pairs.map(({ differences, spread }) => differences.map((difference) => difference / spread));
  const [interval] =
    pairs.length === 0
      ? []
      : bootstrap(
          stream(seed, 'ls/spin-glass-descent', 0, 'bootstrap schedule'),
          strata,
          (drawn) => [mean(drawn.map((units) => mean(units)))],
          { level },
        );
  const each = pairs.map(({ size, differences }) => ({ size, interval: meanInterval(differences, level) }));
  return intervalFinding({
    id: 'published-dynamics',
    statement:
      'Stochastic descent by the schedule of the public code ends where plain descent from the same starts does.',
    ours: true,
    because: interval
      ? `Over ${pairs.length} sizes its mean end lies ${spanned(interval, (x) => decimal(x, 2))} standard deviations above that of plain descent; per spin ${list(each, (row) => `${decimal(row.interval.estimate, 4)} (Λ = ${row.size})`)}.`
      : 'The schedule was not run.',
    parts: interval
      ? [
          {
            name: 'mean end after the schedule less that of plain descent, in standard deviations',
            interval,
            region: within(0, alike),
          },
        ]
      : [],
    of: 'of the mean over sizes (bootstrap over disorders)',
    level,
    units: { unit: 'disorder', count: strata.flat().length, fewest },
    quantities: each.map(({ size, interval: own }): Quantity => quantity(`difference per spin, Λ = ${size}`, own)),
  });
}

/** How far from a minimum the schedule stops, which tests nothing on its way. */
export function scheduleStopFinding(pairs: readonly ScheduledPair[]): Finding {
  const rows = pairs.map(({ size, residuals, above }) => ({
    size,
    residual: quantile(residuals, 0.5),
    worst: Math.max(...residuals),
    above: Math.max(...above),
  }));
  return measuredFinding({
    id: 'published-stop',
    statement: 'How far from a minimum the schedule of the public code stops, which tests nothing on its way.',
    because: `The residual ‖tangent gradient‖/√Λ where it stops is ${list(rows, ({ size, residual, worst }) => `${scientific(residual, 1)} in the median and ${scientific(worst, 1)} at most (Λ = ${size})`)}; from there descents go down by at most ${list(rows, ({ above }) => scientific(above, 1))} per spin.`,
    why: 'the public code prints the gradient norm and asks nothing of it; medians and largest values over all starts',
    enough: rows.length > 0,
    quantities: pairs.flatMap(({ size, residuals, above }): Quantity[] => [
      meanOf(`mean residual where the schedule stops, Λ = ${size}`, residuals, Number),
      meanOf(`mean energy per spin above the minimum below, Λ = ${size}`, above, Number),
    ]),
  });
}
