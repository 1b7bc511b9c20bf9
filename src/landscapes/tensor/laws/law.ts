/** A law of couplings: how a tensor of order H and size Λ is drawn. */
import type { Stream } from '../../../base/philox.ts';
import type { GlassShape } from '../../../kernels/contract.ts';
import type { SquareKind } from '../../paths/latin-squares.ts';

export interface LawSpec extends GlassShape {
  /** d, number of inputs that couplings share; Λ of them where there is one for each spin. */
  readonly inputs: number;
  /** Inputs have mean 0 exactly, and mean square 1. */
  readonly centred: boolean;
  /** Squares that wire the layers of the law latin. */
  readonly squares: SquareKind;
}

export interface TensorLaw {
  readonly name: string;
  /** J_{i₁…i_H} in words, for titles of errors and help. */
  readonly statement: string;
  /** Whether L is an isotropic Gaussian field of covariance Λ R^H. */
  readonly isotropic: boolean;
  /** Λ^H numbers, row-major. @param draw  the purpose's own stream of this disorder */
  entries(spec: LawSpec, draw: (purpose: string) => Stream): Float64Array;
}

/** Inputs x: independent N(0, 1), or moved and scaled to mean 0 and mean square 1. A single input cannot be centred. */
export function inputsOf(count: number, centred: boolean, draw: Stream): Float64Array {
  const x = Float64Array.from({ length: count }, () => draw.normal());
  if (!centred) return x;
  const mean = x.reduce((sum, v) => sum + v, 0) / count;
  const moved = x.map((v) => v - mean);
  const scale = Math.sqrt(count / moved.reduce((sum, v) => sum + v * v, 0));
  return moved.map((v) => scale * v);
}

/** A uniform order of the entries, in place. @source [knuth1997art2, algorithm P] */
export function shuffle<T extends { [i: number]: number; readonly length: number }>(values: T, draw: Stream): T {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(draw.uniform() * (i + 1));
    const held = values[i]!;
    values[i] = values[j]!;
    values[j] = held;
  }
  return values;
}
