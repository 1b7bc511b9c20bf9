/**
 * How far a network is from linear near its data: the share of the variance of its output that no affine function explains, over a grid on
 * the box around the inputs, a tenth wider on each side.
 *     1 − R² = min_{a, b} Σ (o(x) − a·x − b)² / Σ (o(x) − ō)²
 */
import { sigmoid, tanh } from '../../base/functions.ts';

/** A network of two inputs, one hidden layer and one output. */
export interface Tiny {
  readonly hidden: number;
  readonly activation: 'relu' | 'sigmoid' | 'tanh';
  /** Whether the output goes through a sigmoid, by its own or by the loss. */
  readonly squashed: boolean;
}

const activations = { relu: (z: number) => Math.max(z, 0), sigmoid, tanh } as const;

/** o(x) = c + Σ_u v_u φ(w_u·x + b_u), squashed or not. */
export function outputAt(
  { hidden, activation, squashed }: Tiny,
  point: readonly number[],
  x: number,
  y: number,
): number {
  const value = activations[activation];
  let z = point[4 * hidden]!;
  for (let u = 0; u < hidden; u++)
    z += point[3 * hidden + u]! * value(point[2 * u]! * x + point[2 * u + 1]! * y + point[2 * hidden + u]!);
  return squashed ? sigmoid(z) : z;
}

/** Even places on the box around the inputs, a tenth wider on each side. */
export function axesAround(inputs: readonly (readonly number[])[], places: number): readonly [number[], number[]] {
  const axis = (i: number) => {
    const values = inputs.map((row) => row[i]!);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const margin = 0.1 * (high - low);
    return Array.from({ length: places }, (_, k) => low - margin + (k / (places - 1)) * (high - low + 2 * margin));
  };
  return [axis(0), axis(1)];
}

const places = 11;

/** 1 − R² of the best affine function; 0 for an output that is one number. On a grid x and y are uncorrelated, so each is fitted alone. */
export function nonlinearShare(tiny: Tiny, point: readonly number[], inputs: readonly (readonly number[])[]): number {
  const axes = axesAround(inputs, places);
  const grid = axes[0].flatMap((x) => axes[1].map((y) => ({ x, y, o: outputAt(tiny, point, x, y) })));
  const mean = (of: (at: (typeof grid)[number]) => number) => grid.reduce((sum, at) => sum + of(at), 0) / grid.length;
  const [mx, my, mo] = [mean(({ x }) => x), mean(({ y }) => y), mean(({ o }) => o)];
  const total = mean(({ o }) => (o - mo) ** 2);
  if (!(total > 1e-12)) return 0;
  const explained = (of: (at: (typeof grid)[number]) => number, center: number) =>
    mean((at) => (of(at) - center) * (at.o - mo)) ** 2 / mean((at) => (of(at) - center) ** 2);
  return Math.max(0, 1 - (explained(({ x }) => x, mx) + explained(({ y }) => y, my)) / total);
}
