/**
 * ll/resnet-small-optimum: a linear residual net has a global optimum with max ‖W_k‖ = O(1/H) (Hardt and Ma, Theorem 2). The lecture leaves out
 * that this takes det R > 0: products of small layers have positive determinant.
 */

import { slope } from '../../ensembles/statistics.ts';
import { identityMatrix, type Matrix, matrix, scaledColumns, svd, times, transpose } from '../../linalg/index.ts';
import { productError, smallNetExcess, smallResidualNet } from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { falls, stands } from '../decide.ts';
import { exactFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, tableOf, theoryClaim, xy } from '../layout.ts';
import { extreme, list } from '../quantities.ts';
import { drawOf } from './linear-problems.ts';

export const resnetSmallOptimum = theoryClaim({
  id: 'll/resnet-small-optimum',
  statement: 'There is a global optimum of the linear ResNet with max ‖W_k‖ = O(1/H).',
  source: { key: 'golikov2019landscape', place: 'Theorem 2 of Hardt and Ma, as quoted' },
  openQuestions: [
    'The lecture does not state det R > 0; which norm is meant it does not say either: the spectral norm is taken.',
  ],
  evaluate,
});

const depths = [16, 32, 64, 128, 256] as const;
const width = 8;
const maps = { smoke: 3, laptop: 12, paper: 48 } as const;
/** Largest difference of the slope from −1, and of the product from R. */
const slopeWithin = 0.05;
const productWithin = 1e-10;

export interface SmallNets {
  readonly norms: readonly number[];
  readonly slope: number;
  readonly error: number;
}

export interface Reflected {
  /** Least excess that theory leaves, and that of the best of random small nets. */
  readonly excess: number;
  readonly best: number;
  readonly refused: boolean;
}

function evaluate(run: ClaimRun): Evaluation {
  const made = Array.from({ length: maps[run.preset] }, (_, k) => smallNets(mapOf(run, k, 1)));
  const other = Array.from({ length: maps[run.preset] }, (_, k) => reflected(run, mapOf(run, k, -1), k));
  const findings = [printed(other), corrected(made)];
  return evaluation({
    title:
      falls(findings[0]!) && stands(findings[1]!)
        ? 'Small residual nets compute every map of positive determinant, and no other'
        : 'Which maps small residual nets can compute is not settled by these',
    findings,
    figures: [
      figureOf(run, {
        id: 'norms',
        title: 'How the norm of the largest layer falls with the depth',
        subtitle: `Random maps of width ${width} with singular values between ½ and 2, det R > 0`,
        panels: [
          xy('Largest layer of the constructed optimum', logAxis('layers H'), logAxis('max ‖W_k‖₂'), [
            ...made.map(({ norms }, k) => curve(`map ${k + 1}`, 'measured', depths, (H, i) => [H, norms[i]!])),
          ]),
        ],
        canShow: 'the norm of one optimum, constructed for each map.',
        cannotShow: 'whether a smaller one exists, nor what a descent finds.',
      }),
    ],
    tables: [
      tableOf('Constructed optima', made, {
        map: (_, k) => k + 1,
        'max ‖W_k‖ at H = 16': ({ norms }) => norms[0]!.toFixed(4),
        'at H = 256': ({ norms }) => norms.at(-1)!.toFixed(5),
        slope: ({ slope }) => slope.toFixed(4),
        '‖product − R‖': ({ error }) => error.toExponential(1),
      }),
    ],
  });
}

/** Singular values between ½ and 2, determinant of the given sign. */
function mapOf(run: ClaimRun, k: number, sign: 1 | -1): Matrix {
  const draw = drawOf(run, 'll-resnet-small-optimum', k, 'map');
  const d = width;
  const normals = () =>
    svd(
      matrix(
        d,
        d,
        Float64Array.from({ length: d * d }, () => draw.normal()),
      ),
    );
  const [one, two] = [normals(), normals()];
  const turn = (Q: { left: Matrix; right: Matrix }) => times(Q.left, transpose(Q.right));
  // Q² is a rotation, whatever Q.
  const [U, V] = [one, two].map((Q) => times(turn(Q), turn(Q))) as [Matrix, Matrix];
  const σ = Float64Array.from({ length: d }, (_, i) => (i === 0 ? sign : 1) * 2 ** (2 * draw.uniform() - 1));
  return times(scaledColumns(U, σ), transpose(V));
}

function smallNets(R: Matrix): SmallNets {
  const nets = depths.map((H) => smallResidualNet(R, H));
  const norms = nets.map(({ norm }) => norm);
  const error = Math.max(...nets.map(({ layers }) => productError(layers, R)));
  return { norms, slope: slope(depths.map(Math.log), norms.map(Math.log)), error };
}

/** det R < 0: the construction refuses, and random nets with layers below 1 stay above the bound. */
function reflected(run: ClaimRun, R: Matrix, k: number): Reflected {
  const draw = drawOf(run, 'll-resnet-small-optimum', k, 'nets');
  const I = identityMatrix(width);
  let best = Number.POSITIVE_INFINITY;
  for (let trial = 0; trial < 200; trial++) {
    const layers = Array.from({ length: 3 }, () => {
      const V = matrix(
        width,
        width,
        Float64Array.from({ length: width ** 2 }, () => draw.normal()),
      );
      return scaledColumns(V, new Float64Array(width).fill(draw.uniform() / svd(V).values[0]!));
    });
    best = Math.min(best, productError(layers, R) ** 2);
  }
  let refused = false;
  try {
    smallResidualNet(R, depths[0]);
  } catch {
    refused = true;
  }
  return { excess: smallNetExcess(R, I), best, refused };
}

export function printed(rows: readonly Reflected[]): Finding {
  const excesses = rows.map(({ excess }) => excess);
  const consistent = rows.every(({ excess, best, refused }) => refused && best > excess);
  return exactFinding({
    id: 'as-printed',
    statement: 'As printed: for every map R there is a global optimum with max ‖W_k‖ = O(1/H).',
    because: `For ${rows.length} maps with det R < 0 all nets with ‖W_k‖ < 1 have an excess loss of at least σ_min(R)², ${list(excesses, (x) => x.toFixed(3))}; random such nets stay above it.`,
    quantities: excesses.map((x, k) => ({ name: `least excess, map ${k + 1}`, value: x, error: 1e-12, kind: 'bound' })),
    holds: consistent && excesses.every((x) => x > 0) ? false : undefined,
    by: 'proof',
    rule: 'contradicted when a map with det R < 0 has a positive lower bound on the excess (det(I + W) > 0 for ‖W‖ < 1, and singular maps are σ_min(R) away), which no random small net violates',
    erratum: 'theorem',
  });
}

export function corrected(rows: readonly SmallNets[]): Finding {
  const off = Math.max(...rows.map(({ slope }) => Math.abs(slope + 1)));
  const error = Math.max(...rows.map((row) => row.error));
  return exactFinding({
    id: 'positive-determinant',
    statement: 'Corrected: for every R with det R > 0 there is a global optimum with max ‖W_k‖ = O(1/H).',
    because: `For ${rows.length} maps of width ${width} the constructed net computes R to ${error.toExponential(1)}, and ln max ‖W_k‖ falls in ln H with slopes within ${off.toFixed(4)} of −1.`,
    quantities: [
      extreme('largest difference of a slope from −1', off, rows.length),
      extreme('largest ‖product − R‖', error, rows.length),
    ],
    holds: error <= productWithin && off <= slopeWithin,
    by: 'comparison',
    rule: `reproduced when every product is within ${productWithin} of R and every slope from H = ${depths[0]} to ${depths.at(-1)} within ${slopeWithin} of −1; not reproduced otherwise`,
  });
}
