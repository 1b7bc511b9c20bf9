/**
 * On the straight line from where a training began to where it ended the loss only decreases, as the paper quotes from Goodfellow et al.:
 * how many runs of each kind never climb there, and by how much the others do.
 */
import { meanInterval, wilsonInterval } from '../../ensembles/statistics.ts';
import { formatNumber } from '../../report/format.ts';
import type { Finding } from '../claim.ts';
import { above } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { list, quantity } from '../quantities.ts';
import { level, points } from './tiny-runs.ts';

/** A climb below this share of the loss at the start is none. */
const noClimb = 1e-6;
/** What “only monotonically decreasing” must reach. */
const nearlyAll = 0.95;

export interface Climb {
  readonly rise: number;
  readonly firstLoss: number;
}

export const isMonotone = ({ rise, firstLoss }: Climb): boolean => rise / Math.max(firstLoss, 1e-300) <= noClimb;

/**
 * @param groups  runs that found a solution, by kind; those without runs too, which count for the level
 * @param fewest  runs of a kind that decide something
 */
export function monotoneLine(
  groups: readonly { readonly name: string; readonly runs: readonly Climb[] }[],
  fewest: number,
): Finding {
  const joint = 1 - (1 - level) / groups.length;
  const seen = groups
    .filter(({ runs }) => runs.length > 0)
    .map((group) => ({ ...group, monotone: group.runs.filter(isMonotone).length }));
  return intervalFinding({
    id: 'monotone-line',
    statement:
      'On the straight line from the start to the solution the loss only decreases (quoted from Goodfellow et al.).',
    because: list(
      seen,
      ({ name, runs, monotone }) =>
        `${name}: in ${points(monotone / runs.length)} % of ${runs.length} converged runs; the largest climb is ${formatNumber(Math.max(...runs.map(({ rise }) => rise)), 3)}`,
      '; ',
    ),
    parts: seen.map(({ name, runs, monotone }) => ({
      name: `monotone runs, ${name}`,
      interval: wilsonInterval(monotone, runs.length, joint),
      region: above(nearlyAll, '95 %'),
    })),
    quantities: seen.map(({ name, runs }) =>
      quantity(
        `mean climb, ${name}`,
        meanInterval(
          runs.map(({ rise }) => rise),
          level,
        ),
      ),
    ),
    of: '(Wilson, by run) of the share of converged runs whose loss never rises on the line',
    level,
    units: { unit: 'run', count: Math.min(...groups.map(({ runs }) => runs.length)), fewest },
  });
}

/** Of runs of each kind, solutions or not: how often the loss climbs on the line, and by how much at most. */
export function climbsOnLine(
  groups: readonly { readonly name: string; readonly runs: readonly Climb[] }[],
  {
    statement = 'How often the loss climbs on the straight line from the start to where training ended.',
    id = 'line-from-the-start',
  } = {},
): Finding {
  const seen = groups
    .filter(({ runs }) => runs.length > 0)
    .map((group) => ({ ...group, rising: group.runs.filter((run) => !isMonotone(run)).length }));
  return measuredFinding({
    id,
    statement,
    because: list(
      seen,
      ({ name, runs, rising }) =>
        `${name}: ${rising} of ${runs.length} runs, by ${formatNumber(Math.max(...runs.map(({ rise }) => rise)), 3)} at most`,
      '; ',
    ),
    quantities: seen.map(({ name, runs, rising }) =>
      quantity(`runs that climb, ${name}`, wilsonInterval(rising, runs.length, level)),
    ),
    why: 'the paper quotes that the loss only decreases there and does not say for which runs; Wilson intervals at 95 %',
    enough: seen.length > 0,
  });
}
