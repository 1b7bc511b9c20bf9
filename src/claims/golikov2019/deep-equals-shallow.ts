/**
 * ll/deep-equals-shallow: the deep problem and the shallow one under a bound on the rank have the same minimum. The shallow one is known in closed
 * form; the deep one is descended from many starts. What stops above the minimum is compared with the list of critical values.
 */

import { frobenius, plus, svd } from '../../linalg/index.ts';
import { conditionsOf, mapOf, rankConstrainedMinimum } from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { stands } from '../decide.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { exact, extreme } from '../quantities.ts';
import {
  architectures,
  continued,
  descentsOf,
  drawOf,
  kindNear,
  type RandomNet,
  randomNet,
  startOf,
} from './linear-problems.ts';

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
/** Relative difference of two equal minima. */
const same = 1e-9;

/** Where a descent ends: converged to the closed form, to a saddle that the classifier names, to neither, or at its step limit. */
export type End = 'minimum' | 'saddle' | 'elsewhere' | 'unfinished';

export interface Ends {
  readonly widths: string;
  readonly minimum: number;
  /** (L − minimum)/minimum of each end. */
  readonly above: readonly number[];
  readonly ends: readonly End[];
  /** Descents that went on beyond their first step limit. */
  readonly longer: number;
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
        'at the closed form': ({ ends: all }) => number(all, 'minimum'),
        'largest (L − min)/min of those': (row) => worstOf(row).toExponential(1),
        'at a listed saddle': ({ ends: all }) => number(all, 'saddle'),
        'at neither': ({ ends: all }) => number(all, 'elsewhere'),
        'still descending': ({ ends: all }) => number(all, 'unfinished'),
      }),
    ],
  });
}

function endsOf(run: ClaimRun, net: RandomNet, k: number, starts: number): Ends {
  const { widths, problem, landscape } = net;
  const minimum = rankConstrainedMinimum(problem, Math.min(...widths)).value;
  const start = (r: number) => startOf(drawOf(run, 'll-deep-equals-shallow', r, `start/${k}`), widths);
  const first = descentsOf(landscape, starts, start);
  const descents = continued(landscape, first);
  const above = descents.map(({ value }) => value / minimum - 1);
  const ends = descents.map(({ point, status }, r): End => {
    if (status !== 'converged') return 'unfinished';
    if (Math.abs(above[r]!) <= same) return 'minimum';
    const near = kindNear(net, point);
    return near && near.kind !== 'global' ? 'saddle' : 'elsewhere';
  });
  const longer = first.filter(({ status }) => status === 'step-limit').length;
  return { widths: widths.join('-'), minimum, above, ends, longer };
}

const number = (ends: readonly End[], which: End) => ends.filter((end) => end === which).length;
/** The largest relative difference from the closed form among the ends at it. */
const worstOf = ({ above, ends }: Ends) => Math.max(0, ...above.filter((_, k) => ends[k] === 'minimum').map(Math.abs));

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
  const all = rows.flatMap(({ ends }) => ends);
  const worst = Math.max(0, ...rows.map(worstOf));
  const below = Math.min(0, ...rows.flatMap(({ above }) => above));
  const [least, saddles, lost, open] = (['minimum', 'saddle', 'elsewhere', 'unfinished'] as const).map((end) =>
    number(all, end),
  ) as [number, number, number, number];
  const longer = rows.reduce((sum, row) => sum + row.longer, 0);
  return exactFinding({
    id: 'same-minimum',
    statement:
      'The least value that the deep problem reaches is the minimum of the shallow problem with rank at most d_p.',
    because: `Of ${all.length} descents on ${rows.length} problems ${least} end at the closed form, at most ${worst.toExponential(1)} relative from it, ${saddles} at a saddle that the classifier names, and ${lost} at neither; ${open} are still descending. ${longer} took more than the first 10 000 steps.`,
    quantities: [
      extreme('largest relative difference at the closed form', worst, all.length),
      exact('descents', all.length),
      exact('at a listed saddle', saddles),
      exact('at neither', lost),
      exact('still descending', open),
    ],
    holds: below < -same || lost > 0 ? false : open === 0 && least > 0 ? true : undefined,
    by: 'comparison',
    rule: `reproduced when every descent converges, to a value within ${same} of the closed form or to a saddle that the classifier names, and none lies below the closed form; not reproduced when one converges elsewhere or lies below; open when one is still descending after 210 000 steps, or none reaches the closed form`,
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
