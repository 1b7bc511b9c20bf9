/**
 * ll/bad-saddles: deep linear nets have saddles without negative curvature, the origin among them as soon as there are three layers. The
 * lecture calls the origin a saddle without a condition: it takes Y Xᵀ ≠ 0 and two layers at least.
 */

import { classifyLinear, criticalValues, pointOf, representative, weightsAt } from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { stands } from '../decide.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { exact, list } from '../quantities.ts';
import { drawOf, lookAt, type RandomNet, randomNet, signsAt } from './linear-problems.ts';

export const badSaddles = theoryClaim({
  id: 'll/bad-saddles',
  statement: 'For three or more layers there are saddles where the Hessian has no negative eigenvalue: the origin.',
  source: { key: 'golikov2019landscape', place: 'slide on bad saddles, after [kawaguchi2016deep]' },
  openQuestions: ['The lecture does not say that the origin is a saddle only where Y Xᵀ ≠ 0; random data have that.'],
  evaluate,
});

const depths = { smoke: [2, 3, 4], laptop: [2, 3, 4, 5], paper: [2, 3, 4, 5, 6] } as const;

export interface Origin {
  readonly layers: number;
  readonly slope: number;
  readonly curvature: number;
  readonly kind: string;
  readonly order: number;
  /** L(t V) − L(0) over the leading term −c t^k at a small t. */
  readonly fall: number;
}

export interface Rank {
  readonly layers: number;
  readonly rank: number;
  readonly kind: string;
  readonly negative: number;
  readonly undetermined: number;
}

function evaluate(run: ClaimRun): Evaluation {
  const nets = depths[run.preset].map((H, k) => randomNet(run, new Array(H + 1).fill(3), k));
  const origins = nets.map(originOf);
  const others = nets.flatMap((net, k) => otherSaddles(run, net, k));
  const findings = [originIsFlat(origins), othersAreFlat(others)];
  return evaluation({
    title: findings.every(stands)
      ? 'The origin of a deep linear net is a saddle that no second derivative sees'
      : 'Which saddles of deep linear nets have no negative curvature is not settled by these',
    findings,
    tables: [
      tableOf('The origin of 3-…-3 nets', origins, {
        layers: ({ layers }) => layers,
        '‖∇L‖': ({ slope }) => slope.toPrecision(2),
        'largest entry of ∇²L': ({ curvature }) => curvature.toPrecision(3),
        kind: ({ kind }) => kind,
        'order of descent': ({ order }) => order,
      }),
      tableOf('Critical points with all blocks Z_h = 0 and the largest eigenvalues in', others, {
        layers: ({ layers }) => layers,
        rank: ({ rank }) => rank,
        kind: ({ kind }) => kind,
        'negative eigenvalues': ({ negative }) => negative,
      }),
    ],
  });
}

function originOf({ widths, problem, landscape }: RandomNet): Origin {
  const origin = new Float64Array(landscape.dimension);
  const { value, slope } = lookAt(landscape, origin);
  const prepared = landscape.hessianAt!(origin);
  const curvature = prepared.matrix().entries.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  prepared.release();
  const { kind, descent } = classifyLinear(problem, weightsAt(widths, origin));
  const direction = pointOf(descent!.direction);
  const t = 1e-2;
  const there = lookAt(
    landscape,
    direction.map((x) => t * x),
  );
  const fall = (there.value - value) / (-descent!.coefficient * t ** descent!.order);
  return { layers: widths.length - 1, slope, curvature, kind, order: descent!.order, fall };
}

/** Saddles with the r largest eigenvalues in, 0 < r, and room for more. */
function otherSaddles(run: ClaimRun, { widths, problem, landscape }: RandomNet, k: number): Rank[] {
  const layers = widths.length - 1;
  const draw = drawOf(run, 'll-bad-saddles', k, 'points');
  const { values } = criticalValues(problem, widths);
  const open = values.filter(
    ({ kind, subset }) => subset.length > 0 && subset.every((i, at) => i === at + 1) && kind !== 'global',
  );
  return open.map(({ subset }) => {
    const zeros = Array.from({ length: layers }, (_, h) => h + 1);
    const found = classifyLinear(problem, representative(draw, problem, widths, subset, zeros));
    const { negative, undetermined } = signsAt(landscape, pointOf(found.weights));
    return { layers, rank: subset.length, kind: found.kind, negative, undetermined };
  });
}

export function originIsFlat(rows: readonly Origin[]): Finding {
  const flat = rows.every(
    ({ layers, slope, curvature }) => slope === 0 && (layers < 3 ? curvature > 0 : curvature === 0),
  );
  const falls = rows.every(({ fall, order, layers }) => order === layers && fall > 0.5 && fall < 1.5);
  return exactFinding({
    id: 'origin',
    statement:
      'Corrected: where Y Xᵀ ≠ 0, the origin of a net of H ≥ 2 layers is a saddle; its Hessian vanishes exactly where H ≥ 3.',
    because: `Gradient and Hessian vanish to the last bit for H = ${list(
      rows.filter(({ curvature, slope }) => curvature === 0 && slope === 0),
      ({ layers }) => String(layers),
    )}; the loss falls along a straight line to order ${list(rows, ({ order }) => String(order))} for H = ${list(rows, ({ layers }) => String(layers))}.`,
    quantities: rows.map(({ layers, order }) => exact(`order of descent, H = ${layers}`, order)),
    holds: flat && falls,
    by: 'comparison',
    rule: 'reproduced when the gradient at the origin is 0, the Hessian is 0 exactly for H ≥ 3, and the loss falls to order H with the predicted coefficient within a half; not reproduced otherwise',
    erratum: 'slip',
  });
}

export function othersAreFlat(rows: readonly Rank[]): Finding {
  const deep = rows.filter(({ layers }) => layers >= 3);
  const shallow = rows.filter(({ layers }) => layers === 2);
  const seen = deep.length > 0 && shallow.length > 0;
  const known = rows.every(({ undetermined }) => undetermined === 0);
  const holds =
    deep.every(({ kind, negative }) => kind === 'non-strict-saddle' && negative === 0) &&
    shallow.every(({ kind, negative }) => kind === 'strict-saddle' && negative > 0);
  return exactFinding({
    id: 'other-ranks',
    statement:
      'Saddles without negative curvature exist at every rank below the bottleneck of nets of three or more layers, and not with two layers.',
    ours: true,
    because: `Inertia counts ${list(rows, ({ negative }) => String(negative))} negative eigenvalues at layers ${list(rows, ({ layers }) => String(layers))}, ranks ${list(rows, ({ rank }) => String(rank))}.`,
    quantities: [exact('points', rows.length)],
    holds: seen && known ? holds : undefined,
    by: 'comparison',
    rule: 'confirmed when classifier and inertia find no negative curvature at any made point of three or more layers, and some at each of two; refuted otherwise; open when an eigenvalue cannot be placed',
  });
}
