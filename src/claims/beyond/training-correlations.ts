/**
 * The ensembles of gs/correlation-and-training, and what is made of them: ρ and the ratio r of mean test and training loss at several
 * moments of one training, as the networks are and after an epoch at a small rate, by recipe, width and data order.
 */
import { log } from '../../base/functions.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { momentKinds } from '../../ensembles/experiments/training-moments.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { factorCholesky, solveCholesky } from '../../linalg/cholesky.ts';
import type { Preset } from '../claim.ts';
import { texts } from '../columns.ts';

/** Rate and decay per epoch, minibatches of 100. plain: that of docs/decisions/011. */
export const recipes = {
  plain: { rate: 1, decay: 0.1 },
  slow: { rate: 0.3, decay: 0.1 },
  constant: { rate: 0.3, decay: 0 },
} as const;
export type Recipe = keyof typeof recipes;
export const recipeNames = Object.keys(recipes) as Recipe[];
export const orders = ['shared', 'own'] as const;
export type Order = (typeof orders)[number];

/** Of the epoch that takes the noise of the last minibatches away. */
export const settleRate = 0.03;

interface Plan {
  readonly widths: readonly number[];
  readonly networks: Readonly<Record<Order, number>>;
  readonly epochs: number;
  readonly recordAt: readonly number[];
  readonly trainSize: number;
  readonly testSize: number;
}

const whole = { trainSize: 60_000, testSize: 10_000 };
export const plans: Readonly<Record<Preset, Plan>> = {
  smoke: {
    widths: [10, 25],
    networks: { shared: 16, own: 12 },
    epochs: 6,
    recordAt: [2, 6],
    trainSize: 500,
    testSize: 500,
  },
  // A network with an order of its own takes five times as long.
  laptop: { widths: [25, 50, 100], networks: { shared: 96, own: 48 }, epochs: 16, recordAt: [4, 8, 16], ...whole },
  paper: {
    widths: [25, 50, 100, 250, 500],
    networks: { shared: 1000, own: 200 },
    epochs: 200,
    recordAt: [5, 10, 20, 50, 100, 200],
    ...whole,
  },
};

export function correlationEnsembles(preset: Preset, seed: number): Record<string, EnsembleSpec> {
  const { widths, networks, recordAt, ...rest } = plans[preset];
  return Object.fromEntries(
    recipeNames.flatMap((recipe) =>
      orders.flatMap((order) =>
        widths.map((width) => [
          `${recipe}-${order}-${width}`,
          {
            experiment: 'network-training',
            parameters: {
              ...rest,
              ...recipes[recipe],
              widths: [width],
              networks: networks[order],
              recordAt: [...recordAt],
              settleRate,
              seed,
              ...(order === 'own' ? { dataOrder: order } : { networksPerTask: 16 }),
            },
          },
        ]),
      ),
    ),
  );
}

/** Losses at one moment. */
export interface Losses {
  readonly train: number;
  readonly test: number;
}
/** A network's losses at the moments, as it was and settled. */
export interface Course {
  readonly asItWas: readonly Losses[];
  readonly settled: readonly Losses[];
}
export interface Cell {
  readonly recipe: Recipe;
  readonly order: Order;
  readonly width: number;
  readonly courses: readonly Course[];
}

/** Recipe by recipe, order by order, width by width; a cell with fewer than four networks whose losses are finite is dropped. */
export function cellsOf(records: Readonly<Record<string, Records>>, preset: Preset): Cell[] {
  return recipeNames.flatMap((recipe) =>
    orders.flatMap((order) =>
      plans[preset].widths.flatMap((width) => {
        const part = records[`${recipe}-${order}-${width}`];
        const courses = part ? coursesOf(part) : [];
        return courses.length >= 4 ? [{ recipe, order, width, courses }] : [];
      }),
    ),
  );
}

function coursesOf(part: Records): Course[] {
  const { trainLossAt, testLossAt, trainLossSettled, testLossSettled } = columnsOf(part, momentKinds);
  const status = texts(part, 'status');
  return status.flatMap((word, k) => {
    const along = (train: readonly number[], test: readonly number[]) =>
      train.map((loss, m) => ({ train: loss, test: test[m]! }));
    const course = {
      asItWas: along(trainLossAt[k]!, testLossAt[k]!),
      settled: along(trainLossSettled[k]!, testLossSettled[k]!),
    };
    const finite = Object.values(course).every((losses) =>
      losses.every(({ train, test }) => Number.isFinite(train) && Number.isFinite(test)),
    );
    return word !== 'diverged' && finite ? [course] : [];
  });
}

/** One correlation: artanh ρ over the networks, weight n − 3, and x = ln r. */
export interface Point {
  readonly z: number;
  readonly weight: number;
  readonly x: number;
}

/** z is NaN, a failed resample, where one loss does not vary. */
export function pointAt(courses: readonly Course[], way: keyof Course, moment: number): Point {
  const count = courses.length;
  let [train, test] = [0, 0];
  for (const course of courses) {
    const at = course[way][moment]!;
    train += at.train / count;
    test += at.test / count;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (const course of courses) {
    const at = course[way][moment]!;
    xx += (at.train - train) ** 2;
    xy += (at.train - train) * (at.test - test);
    yy += (at.test - test) ** 2;
  }
  const rho = xy / Math.sqrt(xx * yy);
  return { z: log((1 + rho) / (1 - rho)) / 2, weight: count - 3, x: log(test / train) };
}

/**
 * Coefficients c of the weighted least-squares fit z ≈ Σ c_j f_j over the points.
 * @returns NaN where the features depend on each other
 */
export function fitted(points: readonly Point[], features: readonly (readonly number[])[]): Float64Array {
  const n = features[0]!.length;
  const [normal, right] = [new Float64Array(n * n), new Float64Array(n)];
  points.forEach(({ z, weight }, p) => {
    const f = features[p]!;
    for (let i = 0; i < n; i++) {
      right[i]! += weight * f[i]! * z;
      for (let j = 0; j < n; j++) normal[i * n + j]! += weight * f[i]! * f[j]!;
    }
  });
  if (right.some(Number.isNaN) || !factorCholesky(normal, n)) return right.fill(Number.NaN);
  solveCholesky(normal, n, right);
  return right;
}

/** What besides the curve 1, x, x² the fit may need: nothing, if r alone decides. */
export const effects = ['slow', 'constant', 'own', 'ln n₁'] as const;
export type Effect = (typeof effects)[number];

/** Effects at the same r, in artanh ρ: of the recipes against plain, of orders of their own, and of ln n₁. */
export function effectsOn(points: readonly Point[], cells: readonly Cell[]): Record<Effect, number> {
  const features = points.map(({ x }, p) => {
    const { recipe, order, width } = cells[p]!;
    return [1, x, x * x, Number(recipe === 'slow'), Number(recipe === 'constant'), Number(order === 'own'), log(width)];
  });
  const c = points.length > 0 ? fitted(points, features) : undefined;
  return Object.fromEntries(effects.map((name, i) => [name, c?.[3 + i] ?? Number.NaN])) as Record<Effect, number>;
}
