/**
 * ll/resnet-critical-points: every critical point of the linear ResNet with max ‖W_k‖ ≤ τ < 1 is global (Hardt and Ma, Theorem 1). Their lower bound
 * on the gradient says more: ‖∇L‖² ≥ 4 H (1 − τ)^{2(H−1)} σ_min(Σ) (L − L*). It is checked at random points of the ball, on the way of descents,
 * and at every critical point that searches find.
 */

import { saddles } from '../../instruments/index.ts';
import { linearResnet } from '../../landscapes/index.ts';
import { matrix, svd } from '../../linalg/index.ts';
import { run as runSearch } from '../../search/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { stands } from '../decide.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { exact, extreme, list } from '../quantities.ts';
import { drawOf, lookAt } from './linear-problems.ts';

export const resnetCriticalPoints = theoryClaim({
  id: 'll/resnet-critical-points',
  statement: 'Critical points of the linear ResNet with max ‖W_k‖ ≤ τ < 1 are global optima.',
  source: { key: 'golikov2019landscape', place: 'Theorem 1 of Hardt and Ma, as quoted' },
  openQuestions: [
    'The bound on the gradient is not in the lecture; it is worked out from the proof, and sharp for H = 1.',
  ],
  evaluate,
});

const sizes = {
  smoke: { layers: [2, 3], points: 100, starts: 2 },
  laptop: { layers: [2, 3, 5], points: 2000, starts: 20 },
  paper: { layers: [2, 3, 5, 8], points: 20_000, starts: 60 },
} as const;
const width = 3;
/** Above the least loss by this share of 1 + L*, a critical point is not global. */
const global = 1e-9;

export interface Ball {
  readonly layers: number;
  readonly points: number;
  /** Least ‖∇L‖² over the bound. */
  readonly least: number;
  /** τ and L − L* of every critical point found. */
  readonly critical: readonly { readonly norm: number; readonly excess: number }[];
}

function evaluate(run: ClaimRun): Evaluation {
  const rows = sizes[run.preset].layers.map((layers, k) => ballOf(run, layers, k));
  const findings = [insideGlobal(rows), gradientBound(rows)];
  return evaluation({
    title: findings.every(stands)
      ? 'Inside the ball the gradient of a linear ResNet is as large as the bound demands'
      : 'Whether critical points of a linear ResNet inside the ball are global is open or fails',
    findings,
    tables: [
      tableOf('Points with max ‖W_k‖ < 1', rows, {
        layers: ({ layers }) => layers,
        points: ({ points }) => points,
        'least ‖∇L‖² over the bound': ({ least }) => least.toFixed(3),
        'critical points inside': ({ critical }) => critical.filter(({ norm }) => norm < 1).length,
        'critical points outside': ({ critical }) => critical.filter(({ norm }) => norm >= 1).length,
      }),
    ],
  });
}

function ballOf(run: ClaimRun, layers: number, k: number): Ball {
  const { points, starts } = sizes[run.preset];
  const d = width;
  const draw = drawOf(run, 'll-resnet-critical-points', k, 'problem');
  const normals = (scale: number) => Float64Array.from({ length: d * d }, () => scale * draw.normal());
  const map = normals(0.4).map((x, at) => x + Number(at % (d + 1) === 0));
  const factor = normals(0.3).map((x, at) => x + Number(at % (d + 1) === 0));
  const floor = d;
  const landscape = linearResnet(d, layers, { map, factor, noise: floor }, run.kernels);
  const smallest = svd(matrix(d, d, factor)).values.at(-1)! ** 2;
  const n = landscape.dimension;
  let least = Number.POSITIVE_INFINITY;
  const look = (point: Float64Array) => {
    const τ = normOf(point, layers);
    const { value, slope } = lookAt(landscape, point);
    const bound = 4 * layers * (1 - τ) ** (2 * (layers - 1)) * smallest * (value - floor);
    // Next to the optimum both sides are rounding.
    if (τ < 1 && value - floor > 1e-10 * floor) least = Math.min(least, slope ** 2 / bound);
  };
  const inside = () => {
    const point = Float64Array.from({ length: n }, () => draw.normal());
    const scale = draw.uniform() / normOf(point, layers);
    return point.map((x) => scale * x);
  };
  for (let p = 0; p < points; p++) look(inside());
  for (let p = 0; p < starts; p++) {
    const point = inside();
    for (let step = 0; step < 60; step++) {
      const [value, gradient] = [new Float64Array(1), new Float64Array(n)];
      landscape.valueAndGradient(point, 1, value, gradient);
      for (let i = 0; i < n; i++) point[i]! -= 0.01 * gradient[i]!;
      look(point);
    }
  }
  const asked = {
    starts,
    start: inside,
    methods: ['newton-mr', 'trust-region'] as const,
    tolerance: 1e-10,
    maxSteps: 300,
    threshold: 1e-6,
  };
  const found = runSearch(saddles.search(landscape, asked, { kernels: run.kernels, draw }));
  const critical = found.points
    .filter(({ residual }) => residual <= 1e-8)
    .map(({ position, value }) => ({ norm: normOf(position, layers), excess: value - floor }));
  return { layers, points: points + 60 * starts, least, critical };
}

/** max ‖V_k‖₂. */
function normOf(point: Float64Array, layers: number): number {
  const d = width;
  return Math.max(
    ...Array.from({ length: layers }, (_, h) => svd(matrix(d, d, point.slice(h * d * d, (h + 1) * d * d))).values[0]!),
  );
}

export function insideGlobal(rows: readonly Ball[]): Finding {
  const all = rows.flatMap(({ critical }) => critical);
  const inside = all.filter(({ norm }) => norm < 1);
  const worse = inside.filter(({ excess }) => excess > global * (1 + width));
  const above = all.filter(({ norm, excess }) => norm >= 1 && excess > global * (1 + width));
  return exactFinding({
    id: 'global',
    statement: 'Every critical point with max ‖W_k‖ < 1 that searches find is a global optimum.',
    because: `Of ${inside.length} critical points found inside the ball ${worse.length} lie above the least loss; of ${all.length - inside.length} outside ${above.length} do.`,
    quantities: [exact('critical points inside', inside.length), exact('of them not global', worse.length)],
    holds: worse.length > 0 ? false : inside.length > 0 ? true : undefined,
    by: 'comparison',
    rule: `reproduced when at least one critical point is found inside the ball and all of them have the least loss within ${global} of 1 + L*; not reproduced when one has not`,
    erratum: 'theorem',
  });
}

export function gradientBound(rows: readonly Ball[]): Finding {
  const violated = rows.some(({ least }) => least < 1 - 1e-9);
  return exactFinding({
    id: 'gradient-bound',
    statement: '‖∇L‖² ≥ 4 H (1 − τ)^{2(H−1)} σ_min(Σ) (L − L*) wherever max ‖W_k‖ ≤ τ < 1.',
    ours: true,
    because: `The least ratio of the two sides over ${list(rows, ({ points }) => String(points))} points is ${list(rows, ({ least }) => least.toFixed(3))} at H = ${list(rows, ({ layers }) => String(layers))}.`,
    quantities: rows.map(({ layers, least, points }) => extreme(`least ratio, H = ${layers}`, least, points)),
    holds: !violated,
    by: 'comparison',
    rule: 'confirmed when no ratio is below 1 by more than 1e-9; refuted when one is',
  });
}
