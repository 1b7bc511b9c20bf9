/** What ls/spin-glass-descent says of the schedule of the public code: it ends where plain descent from the same starts does, or elsewhere. */
import { stream } from '../../base/philox.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { scheduledColumns } from '../../ensembles/experiments/glass-schedule.ts';
import { spinGlassDescentColumns } from '../../ensembles/experiments/spin-glass-descent.ts';
import { outcomes } from '../../ensembles/outcomes.ts';
import type { Records } from '../../ensembles/spec.ts';
import { bootstrap, type Interval, mean, meanInterval, pooledDeviation, quantile } from '../../ensembles/statistics.ts';
import type { Finding, Quantity } from '../claim.ts';
import { within } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { recordsAt } from '../layout.ts';
import { list, meanOf, quantity } from '../quantities.ts';
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

/** '0.14 standard deviations below … : slightly lower, within the tolerance', by the sign of the estimate. */
function signed({ estimate, low, high }: Interval): string {
  const side = estimate < 0 ? 'below' : 'above';
  const slight = low > 0 || high < 0 ? ['slightly lower', 'slightly higher'][Number(low > 0)] : undefined;
  const within = -scheduleRules.alike <= low && high <= scheduleRules.alike;
  const told = slight && within ? `, ${slight}, within the tolerance of ${scheduleRules.alike}` : '';
  return `${decimal(Math.abs(estimate), 2)} standard deviations ${side} that of plain descent (difference ${decimal(low, 2)} to ${decimal(high, 2)})${told}`;
}

/** Mean over sizes of the mean difference in units of the spread: each size that has disorders enough counts alike. */
export function scheduleFinding(pairs: readonly ScheduledPair[], seed: number): Finding {
  const { alike, level, fewest } = scheduleRules;
  const judged = pairs.filter(({ differences }) => differences.length >= fewest);
  const others = pairs.filter((pair) => !judged.includes(pair));
  const strata = judged.map(({ differences, spread }) => differences.map((difference) => difference / spread));
  const [interval] =
    judged.length === 0
      ? []
      : bootstrap(
          stream(seed, 'ls/spin-glass-descent', 0, 'bootstrap schedule'),
          strata,
          (drawn) => [mean(drawn.map((units) => mean(units)))],
          { level },
        );
  const each = pairs.map(({ size, differences }) => ({ size, interval: meanInterval(differences, level) }));
  const counted = (some: typeof pairs) =>
    list(some, ({ size, differences }) => `Λ = ${size} (${differences.length} disorders)`);
  const left = others.length > 0 ? ` Not judged, with fewer than ${fewest} disorders: ${counted(others)}.` : '';
  return intervalFinding({
    id: 'published-dynamics',
    statement:
      'Stochastic descent by the schedule of the public code ends where plain descent from the same starts does.',
    ours: true,
    because:
      pairs.length === 0
        ? 'The schedule was not run.'
        : interval
          ? `Over ${counted(judged)} its mean end lies ${signed(interval)}.${left} Differences per spin are ${list(each, (row) => `${decimal(row.interval.estimate, 4)} (Λ = ${row.size})`)}.`
          : left.trim(),
    parts: interval
      ? [
          {
            name: 'mean end after the schedule less that of plain descent, in standard deviations',
            interval,
            region: within(0, alike),
          },
        ]
      : [],
    of: `of the mean over sizes with ${fewest} disorders or more (bootstrap over disorders)`,
    level,
    units: {
      unit: 'disorder',
      count: Math.min(Infinity, ...judged.map(({ differences }) => differences.length)),
      fewest,
    },
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
