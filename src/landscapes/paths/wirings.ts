/**
 * Networks of H layers of n units, one output and gates off, as polynomials over their Ψ = n^H paths: which weight each edge carries and what coupling each
 * path has. Λ = Ψ^{1/H} = n; N = (H−1)n² + n edges.
 */
import type { Stream } from '../../base/philox.ts';
import type { PathShape } from '../../kernels/path-polynomial.ts';
import { inputsOf } from '../tensor/laws/law.ts';
import { latinSquare, type SquareKind } from './latin-squares.ts';

export interface Wired {
  readonly order: number;
  /** n. */
  readonly size: number;
  /** s of the wiring colored. */
  readonly weights: number;
  readonly squares: SquareKind;
  /** Inputs of mean 0 and mean square 1. */
  readonly centered: boolean;
}

export interface Wiring {
  readonly statement: string;
  /** s, the weights of a point. */
  weights(spec: Wired): number;
  /** All but the scale. @param draw  the purpose's own stream of this disorder */
  paths(spec: Wired, draw: (purpose: string) => Stream): Omit<PathShape, 'scale' | 'weights'>;
}

/** n, …, n, 1. */
export const widthsOf = ({ order, size }: Pick<Wired, 'order' | 'size'>) => [...new Array<number>(order).fill(size), 1];
export const edgeCount = ({ order, size }: Pick<Wired, 'order' | 'size'>) => (order - 1) * size * size + size;

const normals = ({ order, size }: Wired, draw: Stream) =>
  Float64Array.from({ length: size ** order }, () => draw.normal());

/** c_1, …, c_{H−1} by squares, c_H(p_{H−1}) = p_{H−1}: paths and their H weights are one to one, since from c_H the units follow one after another. */
export function tiedColors(spec: Pick<Wired, 'order' | 'size' | 'squares'>, draw: Stream): Int32Array {
  const { order, size, squares } = spec;
  const layers = Array.from({ length: order - 1 }, () => [...latinSquare(squares, size, draw)]);
  return Int32Array.from([...layers.flat(), ...Array.from({ length: size }, (_, i) => i)]);
}

/** Each of s weights on as many edges as any other, to one, at random places. */
export function randomColors(edges: number, weights: number, draw: Stream): Int32Array {
  const places = Uint32Array.from({ length: edges }, (_, e) => e % weights);
  draw.shuffle(places);
  return Int32Array.from(places);
}

export const wirings = {
  'path-glass': {
    statement: 'J independent N(0, 1), a weight of its own for each edge',
    weights: edgeCount,
    paths: (spec, draw) => ({
      widths: widthsOf(spec),
      colors: Int32Array.from({ length: edgeCount(spec) }, (_, e) => e),
      couplings: normals(spec, draw('couplings')),
    }),
  },
  colored: {
    statement: 'J independent N(0, 1), each of s weights on as many edges as any other, to one, at random',
    weights: ({ weights }) => weights,
    paths: (spec, draw) => ({
      widths: widthsOf(spec),
      colors: randomColors(edgeCount(spec), spec.weights, draw('colors')),
      couplings: normals(spec, draw('couplings')),
    }),
  },
  latin: {
    statement: 'J = x of the first unit, each of Λ weights once at every unit, placed by Latin squares',
    weights: ({ size }) => size,
    paths: (spec, draw) => ({
      widths: widthsOf(spec),
      colors: tiedColors(spec, draw('squares')),
      couplings: inputsOf(spec.size, spec.centered, draw('inputs')),
    }),
  },
} as const satisfies Record<string, Wiring>;

/** The tensor J_{i_1 … i_H} of tied paths: the coupling of the path whose weights are i_1, …, i_H; of several paths the sum. */
export function tensorOfPaths({ widths, weights, colors, couplings }: Omit<PathShape, 'scale'>): Float64Array {
  const H = widths.length - 1;
  const paths = widths.reduce((product, n) => product * n, 1);
  const J = new Float64Array(weights ** H);
  const units = new Int32Array(H + 1);
  for (let p = 0; p < paths; p++) {
    for (let k = H, rest = p; k >= 0; k--) {
      units[k] = rest % widths[k]!;
      rest = Math.floor(rest / widths[k]!);
    }
    let [at, start] = [0, 0];
    for (let h = 0; h < H; h++) {
      at = at * weights + colors[start + units[h + 1]! * widths[h]! + units[h]!]!;
      start += widths[h]! * widths[h + 1]!;
    }
    J[at]! += couplings[Math.floor(p / (paths / couplings.length))]!;
  }
  return J;
}
