/** The spectrum of the Hessian at a point: all eigenvalues of a small one; extremes, density and trace of a large one. */
import { integer } from '../base/arguments.ts';
import { fullSpectrum, largestSpectrum, spectralReport, tangentHessian } from '../curvature/index.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { extremes } from '../linalg/lanczos.ts';
import { applyEach, fromProduct, type Operator } from '../linalg/operator.ts';
import type { Density, Estimate } from '../linalg/stochastic-quadrature.ts';
import { type Share, stepwise } from '../search/index.ts';
import type { Instrument } from './instrument.ts';

export interface SpectrumOptions {
  readonly point: Float64Array;
  /** Largest Hessian whose eigenvalues are all computed, at most 4000. */
  readonly fullUpTo: number;
  /** How many at either end, of a larger one. */
  readonly extremes: number;
  /** Bytes a matrix may take; beyond, there are products alone. */
  readonly memory: number;
}

/** An eigenvalue lies within `residual` of `value`. */
export interface EigenvalueFound {
  readonly value: number;
  readonly residual: number;
}

export interface SpectrumFound {
  /** Of the tangent space. */
  readonly dimension: number;
  /** Rows that are zero, left out of what follows. */
  readonly idle: number;
  readonly value: number;
  readonly spectrum:
    | { readonly method: 'full'; readonly eigenvalues: Float64Array }
    | {
        readonly method: 'estimate';
        /** Eigenvalues that are not idle. */
        readonly size: number;
        readonly smallest: readonly EigenvalueFound[];
        readonly largest: readonly EigenvalueFound[];
        readonly trace: Estimate;
        readonly density: Density;
        readonly width: number;
      };
}

/** Products of an estimate: ten probes of 80 for the density, 60 for the trace, and about as many as Lanczos usually takes. */
export const usualProducts = 10 * 80 + 60 + 200;

export const spectrum: Instrument<SpectrumOptions, SpectrumFound> = {
  name: 'spectrum',
  search(landscape, options, { draw }) {
    const count = integer('spectrum', 'extremes', options.extremes, 1);
    const limit = integer('spectrum', 'fullUpTo', options.fullUpTo, 0, largestSpectrum);
    const nothing = () => {
      throw new Error('spectrum: nothing is known before it is computed');
    };
    return stepwise(function* (): Generator<Share, SpectrumFound, void> {
      yield [0, 'Hessian'];
      const here = tangentHessian(landscape, options.point);
      const { value, dimension } = here;
      const { operator, idle } = relevant(landscape, here, limit, options.memory);
      const found = { dimension, idle, value };
      if (operator.size <= limit) {
        const eigenvalues = fullSpectrum(operator);
        here.release();
        return { ...found, spectrum: { method: 'full', eigenvalues } };
      }
      yield [0.1, 'extreme eigenvalues'];
      const ends = extremes(draw, operator, Math.min(count, operator.size), { tolerance: 1e-6 });
      yield [0.5, 'density and trace'];
      const { density, width, trace } = spectralReport(draw, operator);
      here.release();
      const [smallest, largest] = [ends.smallest, ends.largest].map((pairs) =>
        pairs.map(({ value, residual }) => ({ value, residual })),
      ) as [EigenvalueFound[], EigenvalueFound[]];
      const { size } = operator;
      return { ...found, spectrum: { method: 'estimate', size, smallest, largest, trace, density, width } };
    }, nothing);
  },
};

/** The tangent Hessian without its idle rows: as a matrix where it is formed and fits, else as products. */
function relevant(
  landscape: Landscape,
  here: ReturnType<typeof tangentHessian>,
  limit: number,
  memory: number,
): { readonly operator: Operator; readonly idle: number } {
  const { dimension: m, euclidean, operator } = here;
  const flat = landscape.manifold.tangentDimension === landscape.dimension;
  const idle = new Set(flat ? (euclidean.idle ?? []) : []);
  const kept = Int32Array.from({ length: m }, (_, i) => i).filter((i) => !idle.has(i));
  const fits = m <= limit || (euclidean.formed && 17 * m * m <= memory);
  if (fits) return { operator: restrictedMatrix(here.matrix().entries, m, kept), idle: idle.size };
  return { operator: idle.size === 0 ? operator : restricted(operator, kept), idle: idle.size };
}

/** Rows and columns `kept` of an m × m matrix. */
function restrictedMatrix(entries: Float64Array, m: number, kept: Int32Array): Operator {
  const size = kept.length;
  return fromProduct(size, true, (v, out) => {
    for (let i = 0; i < size; i++) {
      const row = kept[i]! * m;
      let sum = 0;
      for (let j = 0; j < size; j++) sum += entries[row + kept[j]!]! * v[j]!;
      out[i] = sum;
    }
  });
}

/** The same of an operator, whose other rows are zero. */
function restricted(operator: Operator, kept: Int32Array): Operator {
  const { size: m } = operator;
  const size = kept.length;
  const applyBlock = (vectors: Float64Array, count: number, out: Float64Array) => {
    const [whole, products] = [new Float64Array(count * m), new Float64Array(count * m)];
    for (let k = 0; k < count; k++) for (let i = 0; i < size; i++) whole[k * m + kept[i]!] = vectors[k * size + i]!;
    applyEach(operator, whole, count, products);
    for (let k = 0; k < count; k++) for (let i = 0; i < size; i++) out[k * size + i] = products[k * m + kept[i]!]!;
  };
  return { size, symmetric: operator.symmetric, apply: (v, out) => applyBlock(v, 1, out), applyBlock };
}
