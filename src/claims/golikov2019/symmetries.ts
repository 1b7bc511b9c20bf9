/**
 * ll/symmetries: a deep linear net is not convex because of its symmetries: (α W_1, α⁻¹ W_2, W_3, …) has the loss of W, and the origin is a saddle. The
 * lecture leaves out α ≠ 0, H ≥ 2 and Y Xᵀ ≠ 0. Flat directions at global minima are counted by inertia against a formula.
 */

import { matrix, svd } from '../../linalg/index.ts';
import { pointOf, rankConstrainedMinimum, representative } from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { stands } from '../decide.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { exact, extreme, list } from '../quantities.ts';
import { architectures, drawOf, lookAt, type RandomNet, randomNet, signsAt, startOf } from './linear-problems.ts';

export const linearSymmetries = theoryClaim({
  id: 'll/symmetries',
  statement:
    'Rescaled global minima are global minima, and the origin is a saddle point: the deep linear problem is not convex.',
  source: { key: 'golikov2019landscape', place: 'slide “Why complex?”' },
  openQuestions: [
    'Conditions are left out: α ≠ 0, at least two layers, and Y Xᵀ ≠ 0 for the origin.',
    'The lecture names rescaling only; the whole group mixes the units of each hidden layer. Both are counted.',
  ],
  evaluate,
});

const sizes = {
  smoke: { points: 3, minima: 1 },
  laptop: { points: 50, minima: 5 },
  paper: { points: 500, minima: 25 },
} as const;
/** Powers of two change no digit; the others round. */
const scales = { exact: [2, -4, 2 ** -10], rounded: [3, -0.1, 17.3] } as const;
/** Relative difference that rounding can make. */
const rounding = 1e-12;
/** Singular values below this share of the largest add no direction. */
const dependent = 1e-9;
/** Factor between a minimum and its copy whose middle is looked at. */
const stretch = 4;

export interface Invariance {
  readonly widths: string;
  readonly points: number;
  /** Largest relative change of the loss, by powers of two and by other numbers. */
  readonly exact: number;
  readonly rounded: number;
}

export interface Flat {
  readonly widths: string;
  /** Zero eigenvalues at each global minimum, and those not placed. */
  readonly zeros: readonly number[];
  readonly undetermined: number;
  /** n − d_p (d_0 + d_H − d_p). */
  readonly predicted: number;
  /** Independent directions of symmetries there. */
  readonly ofSymmetries: number;
}

export interface Middle {
  readonly widths: string;
  readonly minimum: number;
  /** Loss of both ends, in the middle, and what a product 25/16 times too long has. */
  readonly ends: readonly number[];
  readonly middle: number;
  readonly predicted: number;
}

function evaluate(run: ClaimRun): Evaluation {
  const nets = architectures.map((widths, k) => randomNet(run, widths, k));
  const same = nets.map((net, k) => invarianceOf(run, net, k));
  const flat = nets.map((net, k) => flatOf(run, net, k));
  const middles = nets.map((net, k) => middleOf(run, net, k));
  const [kept, families] = [invariant(same), flatDirections(flat)];
  return evaluation({
    title:
      stands(kept) && stands(families)
        ? 'Rescaling leaves the loss as it is; minima of deep linear nets lie in flat families'
        : 'What the symmetries of deep linear nets do is not wholly as stated',
    findings: [kept, notConvex(middles), printedOrigin(originWithoutCorrelation()), families],
    tables: [
      tableOf('Zero eigenvalues of the Hessian at global minima', flat, {
        widths: ({ widths }) => widths,
        counted: ({ zeros }) => [...new Set(zeros)].join(', '),
        'n − d_p (d_0 + d_H − d_p)': ({ predicted }) => predicted,
        'directions of symmetries': ({ ofSymmetries }) => ofSymmetries,
      }),
      tableOf('In the middle of a global minimum and its rescaled copy', middles, {
        widths: ({ widths }) => widths,
        'least loss': ({ minimum }) => minimum.toPrecision(6),
        'loss in the middle': ({ middle }) => middle.toPrecision(6),
      }),
    ],
  });
}

function rescaled(widths: readonly number[], point: Float64Array, α: number): Float64Array {
  const first = widths[0]! * widths[1]!;
  const second = first + widths[1]! * widths[2]!;
  return point.map((w, at) => (at < first ? α * w : at < second ? w / α : w));
}

function invarianceOf(run: ClaimRun, { widths, landscape }: RandomNet, k: number): Invariance {
  const { points } = sizes[run.preset];
  const draw = drawOf(run, 'll-symmetries', k, 'points');
  const worst = { exact: 0, rounded: 0 };
  for (let p = 0; p < points; p++) {
    const point = startOf(draw, widths);
    const { value } = lookAt(landscape, point);
    for (const how of ['exact', 'rounded'] as const)
      for (const α of scales[how]) {
        const change = Math.abs(lookAt(landscape, rescaled(widths, point, α)).value / value - 1);
        worst[how] = Math.max(worst[how], change);
      }
  }
  return { widths: widths.join('-'), points, ...worst };
}

/** A global minimum with random factors and blocks. */
function minimumOf(run: ClaimRun, { widths, problem }: RandomNet, k: number, which: number): Float64Array {
  const draw = drawOf(run, 'll-symmetries', k, `minimum/${which}`);
  const room = Math.min(...widths, problem.eigenvalues.length);
  const largest = Array.from({ length: room }, (_, i) => i + 1);
  // Where the inputs alone are as few as the rank, the product is right only with one block at zero.
  const zeros = Math.min(...widths.slice(1)) > room ? [1] : [];
  return pointOf(representative(draw, problem, widths, largest, zeros));
}

function flatOf(run: ClaimRun, net: RandomNet, k: number): Flat {
  const { widths, landscape } = net;
  const n = landscape.dimension;
  const found = Array.from({ length: sizes[run.preset].minima }, (_, which) =>
    signsAt(landscape, minimumOf(run, net, k, which)),
  );
  const point = minimumOf(run, net, k, 0);
  const directions = landscape.symmetries.flatMap((symmetry) => [...(symmetry.directions?.(point) ?? [])]);
  const { values } = svd(matrix(directions.length, n, Float64Array.from(directions.flatMap((v) => [...v]))));
  const bottleneck = Math.min(...widths);
  return {
    widths: widths.join('-'),
    zeros: found.map((index) => index.zero),
    undetermined: found.reduce((sum, { undetermined }) => sum + undetermined, 0),
    predicted: n - bottleneck * (widths[0]! + widths.at(-1)! - bottleneck),
    ofSymmetries: values.filter((σ) => σ > dependent * values[0]!).length,
  };
}

function middleOf(run: ClaimRun, net: RandomNet, k: number): Middle {
  const { widths, problem, landscape } = net;
  const point = minimumOf(run, net, k, 0);
  const copy = rescaled(widths, point, stretch);
  const ends = [point, copy].map((end) => lookAt(landscape, end).value);
  const middle = lookAt(
    landscape,
    point.map((w, i) => (w + copy[i]!) / 2),
  ).value;
  const room = Math.min(...widths, problem.eigenvalues.length);
  const minimum = rankConstrainedMinimum(problem, room).value;
  const long = ((1 + stretch) * (1 + 1 / stretch)) / 4 - 1;
  const inside = problem.eigenvalues.slice(0, room).reduce((sum, λ) => sum + λ, 0);
  return { widths: widths.join('-'), minimum, ends, middle, predicted: minimum + long ** 2 * inside };
}

/** X = (1, −1), Y = (1, 1), widths 1-1-1, in integers: Y Xᵀ, and the loss at the origin and at others around it. */
export function originWithoutCorrelation(): { correlation: number; origin: number; around: readonly number[] } {
  const [X, Y] = [
    [1, -1],
    [1, 1],
  ];
  const loss = (product: number) => X!.reduce((sum, x, s) => sum + (Y![s]! - product * x) ** 2, 0);
  return {
    correlation: X!.reduce((sum, x, s) => sum + x * Y![s]!, 0),
    origin: loss(0),
    around: [-2, -1, 1, 2].map(loss),
  };
}

export function invariant(rows: readonly Invariance[]): Finding {
  const powers = Math.max(...rows.map((row) => row.exact));
  const others = Math.max(...rows.map((row) => row.rounded));
  const points = rows.reduce((sum, row) => sum + row.points, 0);
  return exactFinding({
    id: 'rescaling',
    statement: 'Corrected by α ≠ 0: (α W_1, α⁻¹ W_2, W_3, …) has the loss of W, and is a global minimum if W is one.',
    because: `At ${points} points of ${rows.length} architectures the loss changes by ${powers} under α = ${scales.exact.join(', ')} and by at most ${others.toExponential(1)}, relative, under α = ${scales.rounded.join(', ')}.`,
    quantities: [extreme('largest relative change', others, points)],
    holds: points === 0 ? undefined : powers === 0 && others <= rounding,
    by: 'comparison',
    rule: `reproduced when powers of two change no bit of any loss and other numbers at most ${rounding}, relative; not reproduced otherwise`,
    erratum: 'slip',
  });
}

export function notConvex(rows: readonly Middle[]): Finding {
  const ends = Math.max(
    ...rows.map(({ minimum, ends: both }) => Math.max(...both.map((L) => Math.abs(L / minimum - 1)))),
  );
  const off = Math.max(...rows.map(({ middle, predicted }) => Math.abs(middle / predicted - 1)));
  const higher = rows.filter(({ middle, minimum }) => middle > minimum * (1 + 1e-6)).length;
  return exactFinding({
    id: 'not-convex',
    statement: 'The deep linear problem is not convex, due to its symmetries.',
    because: `Between a global minimum and its copy at α = ${stretch} the loss is higher on ${higher} of ${rows.length} architectures, and what a product 25/16 times too long has to ${off.toExponential(1)}.`,
    quantities: [exact('architectures', rows.length), exact('higher in the middle', higher)],
    holds: ends > 1e-9 || off > 1e-9 ? undefined : higher === rows.length && rows.length > 0,
    by: 'comparison',
    rule: 'reproduced when on every architecture both ends have the least loss within 1e-9, the middle a higher one; not reproduced when a middle has not; open when the ends have not, or the middle is not as predicted within 1e-9',
    erratum: 'theorem',
  });
}

export function printedOrigin({ correlation, origin, around }: ReturnType<typeof originWithoutCorrelation>): Finding {
  const least = around.every((loss) => loss > origin);
  return exactFinding({
    id: 'origin-as-printed',
    statement: 'As printed: (0, …, 0) is a saddle point.',
    because: `For X = (1, −1), Y = (1, 1), widths 1-1-1, Y Xᵀ = ${correlation}; the loss is ${origin} at the origin and ${list(around, String)} at products −2, −1, 1, 2: a parabola with its least value there.`,
    quantities: [exact('loss at the origin', origin)],
    holds: correlation === 0 && least ? false : undefined,
    by: 'proof',
    rule: 'contradicted when data in integers have Y Xᵀ = 0: then ‖Y − M X‖² = ‖Y‖² + ‖M X‖² for every product M, and the origin is a global minimum. Where Y Xᵀ ≠ 0 and H ≥ 2 it is a saddle (ll/bad-saddles)',
    erratum: 'statement',
  });
}

export function flatDirections(rows: readonly Flat[]): Finding {
  const known = rows.every(({ undetermined }) => undetermined === 0);
  const agree = rows.every(({ zeros, predicted }) => zeros.every((count) => count === predicted));
  const explained = rows.every(({ ofSymmetries, predicted }) => ofSymmetries === predicted);
  return exactFinding({
    id: 'flat-directions',
    statement:
      'At a global minimum with generic factors the Hessian has n − d_p (d_0 + d_H − d_p) zero eigenvalues: the directions along which the product stays.',
    ours: true,
    because: `Inertia counts ${list(rows, ({ zeros }) => [...new Set(zeros)].join('/'))} on ${list(rows, ({ widths }) => widths)}, the formula ${list(rows, ({ predicted }) => String(predicted))}; symmetries explain ${explained ? 'all of them' : list(rows, ({ ofSymmetries }) => String(ofSymmetries))}.`,
    quantities: rows.map(({ widths, zeros }) => exact(`zero eigenvalues, ${widths}`, zeros[0]!)),
    holds: known && rows.length > 0 ? agree : undefined,
    by: 'comparison',
    rule: 'confirmed when at every minimum looked at the number of eigenvalues that are 0 to rounding is that of the formula; refuted when one is not; open when an eigenvalue cannot be placed',
  });
}
