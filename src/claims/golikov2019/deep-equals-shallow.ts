/**
 * ll/deep-equals-shallow: the deep problem and the shallow one under a bound on the rank have the same minimum. The shallow one is known in closed
 * form; the deep one is descended from many starts. What stops above the minimum is compared with the list of critical values.
 */

import { ArgumentError } from '../../base/errors.ts';
import { frobenius, plus, svd } from '../../linalg/index.ts';
import {
  classifyLinear,
  conditionsOf,
  type LinearProblem,
  lossOf,
  mapOf,
  nearestSubset,
  productOf,
  rankConstrainedMinimum,
  weightsAt,
} from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { stands } from '../decide.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { exact } from '../quantities.ts';
import { architectures, descentsOf, drawOf, type RandomNet, randomNet, startOf } from './linear-problems.ts';

export const deepEqualsShallow = theoryClaim({
  id: 'll/deep-equals-shallow',
  statement: 'Global minima of the deep and of the rank-constrained shallow problem have the same value.',
  source: { key: 'golikov2019landscape', place: 'slides on linear nets' },
  openQuestions: [
    'The lecture bounds the rank by the bottleneck; what is meant where X is rank-deficient it does not say: the pseudo-inverse is taken.',
  ],
  evaluate,
});

const sizes = {
  smoke: { problems: 2, starts: 2 },
  laptop: { problems: 7, starts: 10 },
  paper: { problems: 50, starts: 20 },
} as const;
/** Relative difference of two equal minima, and the misfit to a saddle's product of a run that stalls near it. */
const same = 1e-9;
const near = 0.05;

export interface Ends {
  readonly widths: string;
  readonly minimum: number;
  /** (L − minimum)/minimum of each end. */
  readonly above: readonly number[];
  readonly converged: readonly boolean[];
  /** Of each end above the minimum: whether it is near the product of a listed saddle, and not below that saddle's value. */
  readonly stalled: readonly boolean[];
}

export interface Convexity {
  readonly widths: string;
  readonly bound: number;
  readonly room: number;
  /** Rank of the middle of two maps of the largest rank allowed. */
  readonly middle: number;
}

function evaluate(run: ClaimRun): Evaluation {
  const { problems, starts } = sizes[run.preset];
  const nets = Array.from({ length: problems }, (_, k) => randomNet(run, architectures[k % architectures.length]!, k));
  const ends = nets.map((net, k) => endsOf(run, net, k, starts));
  const middles = nets.map(middleOf);
  const findings = [sameMinimum(ends), convexExactly(middles)];
  return evaluation({
    title: stands(findings[0]!)
      ? 'Descents of deep linear nets end at the closed form of the rank-constrained minimum'
      : 'Not every descent of deep linear nets is seen to end at the closed form',
    findings,
    tables: [
      tableOf('Ends of descents', ends, {
        widths: ({ widths }) => widths,
        'closed form': ({ minimum }) => minimum.toPrecision(8),
        converged: ({ converged }) => converged.filter(Boolean).length,
        'largest (L − min)/min of those': ({ above, converged }) =>
          Math.max(0, ...above.filter((_, k) => converged[k]).map(Math.abs)).toExponential(1),
        'stalled near a listed saddle': ({ stalled }) => stalled.filter(Boolean).length,
      }),
    ],
  });
}

function endsOf(run: ClaimRun, { widths, problem, landscape }: RandomNet, k: number, starts: number): Ends {
  const minimum = rankConstrainedMinimum(problem, Math.min(...widths)).value;
  const start = (r: number) => startOf(drawOf(run, 'll-deep-equals-shallow', r, `start/${k}`), widths);
  const descents = descentsOf(landscape, starts, start);
  const above = descents.map(({ value }) => value / minimum - 1);
  const saddle = descents.map(({ point }, r) => Math.abs(above[r]!) > same && isAtSaddle(problem, widths, point));
  const converged = descents.map(({ status }, r) => status === 'converged' && !saddle[r]);
  const stalled = descents.flatMap(({ point, value }, r) => {
    if (Math.abs(above[r]!) <= same) return [];
    if (saddle[r]) return [true];
    const product = productOf(weightsAt(widths, point), widths, widths.length - 1, 1);
    const { subset, misfit } = nearestSubset(problem, product);
    return [misfit <= near && value >= lossOf(problem, subset) * (1 - near)];
  });
  return { widths: widths.join('-'), minimum, above, converged, stalled };
}

/** Whether the critical point next to the weights is a saddle. */
function isAtSaddle(problem: LinearProblem, widths: readonly number[], point: Float64Array): boolean {
  try {
    return classifyLinear(problem, weightsAt(widths, point)).kind !== 'global';
  } catch (reason) {
    if (reason instanceof ArgumentError) return false;
    throw reason;
  }
}

/** Of the best map of rank d_p and one with other singular directions of that rank, halfway. */
function middleOf({ widths, problem }: RandomNet): Convexity {
  const bound = Math.min(...widths);
  const s = problem.eigenvalues.length;
  const numbers = (from: number) => Array.from({ length: Math.min(bound, s) }, (_, i) => ((from + i) % s) + 1);
  const middle = plus(mapOf(problem, numbers(0)), 1, mapOf(problem, numbers(Math.min(bound, s))));
  const { values } = svd(middle);
  const rank = frobenius(middle) === 0 ? 0 : values.filter((σ) => σ > 1e-9 * values[0]!).length;
  const room = conditionsOf(problem).inputsFullRank ? Math.min(widths[0]!, widths.at(-1)!) : s;
  return { widths: widths.join('-'), bound, room, middle: rank };
}

export function sameMinimum(rows: readonly Ends[]): Finding {
  const converged = rows.flatMap(({ above, converged: done }) => above.filter((_, k) => done[k]));
  const worst = Math.max(0, ...converged.map(Math.abs));
  const below = Math.min(0, ...rows.flatMap(({ above }) => above));
  const stalled = rows.flatMap((row) => row.stalled);
  const lost = stalled.filter((there) => !there).length;
  const total = rows.reduce((sum, { above }) => sum + above.length, 0);
  return exactFinding({
    id: 'same-minimum',
    statement:
      'The least value that the deep problem reaches is the minimum of the shallow problem with rank at most d_p.',
    because: `Of ${total} descents on ${rows.length} problems ${converged.length} converged, at most ${worst.toExponential(1)} relative from the closed form; ${stalled.length} stopped above it, ${stalled.length - lost} of them near a listed saddle.`,
    quantities: [
      exact('largest relative difference of a converged descent', worst),
      exact('descents', total),
      exact('stopped elsewhere', lost),
    ],
    holds: below < -same || worst > same || lost > 0 ? false : converged.length > 0 ? true : undefined,
    by: 'comparison',
    rule: `reproduced when every converged descent is within ${same} of the closed form, none lies below it, and every other one is near the product of a listed saddle; not reproduced otherwise; open when none converges`,
    erratum: 'theorem',
  });
}

export function convexExactly(rows: readonly Convexity[]): Finding {
  const right = rows.every(({ bound, room, middle }) => (bound < room ? middle > bound : middle <= bound));
  return exactFinding({
    id: 'convexity',
    statement: 'The shallow problem is not convex unless d_p = min(d_0, d_H).',
    because: `The middle of two maps of rank d_p has a larger rank on all ${rows.filter(({ bound, room }) => bound < room).length} problems with d_p < min(d_0, d_H), and never more than d_p on the others: ${right ? 'as stated' : 'not so'}.`,
    quantities: [exact('problems', rows.length)],
    holds: right,
    by: 'comparison',
    rule: 'reproduced when the middle of two feasible maps is infeasible on every problem with d_p < min(d_0, d_H) and feasible on every other; not reproduced otherwise',
  });
}
