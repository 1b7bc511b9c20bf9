/** The spectrum of the Hessian at a point: all eigenvalues of a small one; extremes, density and trace of a large one. */
import { integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { streamAt } from '../base/philox.ts';
import { fullSpectrum, largestSpectrum, spectralReport, tangentHessian } from '../curvature/index.ts';
import type { Kernels, SymmetricKernel } from '../kernels/contract.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import type { Completeness } from '../linalg/completeness.ts';
import { countBelow } from '../linalg/counting.ts';
import { householderEigensystem, symmetricEigenvalues } from '../linalg/eigenvalues.ts';
import { extremes } from '../linalg/lanczos.ts';
import { applyEach, blockOf, type Count, fromProduct, matrixOf, type Operator } from '../linalg/operator.ts';
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
  /** Consecutive parameters, as of a layer, whose diagonal blocks are looked at too; in flat space. */
  readonly blocks?: readonly Block[];
  /** Whether eigenvectors are kept: all of a small Hessian, else those of the extremes. */
  readonly vectors?: boolean;
}

export interface Block {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The diagonal block of the Hessian over some parameters. */
export interface BlockFound {
  readonly name: string;
  readonly dimension: number;
  readonly trace: number;
  /** ‖block‖_F. */
  readonly norm: number;
  /** In increasing order. */
  readonly eigenvalues: Float64Array;
}

/** Eigenvectors in increasing order of their eigenvalues, a row each, in the coordinates of the tangent space. */
export interface VectorsFound {
  readonly values: Float64Array;
  readonly rows: Float64Array;
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
  readonly blocks?: readonly BlockFound[];
  readonly vectors?: VectorsFound;
  readonly spectrum:
    | { readonly method: 'full'; readonly eigenvalues: Float64Array }
    | {
        readonly method: 'estimate';
        /** Eigenvalues that are not idle. */
        readonly size: number;
        readonly smallest: readonly EigenvalueFound[];
        readonly largest: readonly EigenvalueFound[];
        /** Whether a list is proved to hold every eigenvalue beyond its last one, with multiplicities; else there are at least these. */
        readonly complete: { readonly smallest: Completeness; readonly largest: Completeness };
        readonly trace: Estimate;
        readonly density: Density;
        readonly width: number;
      };
}

/** Makes the stream of density and trace another one than that of the extremes, whose draws depend on what they find. */
const probeLane = 0x5bd1e995;

/** Products of an estimate: ten probes of 80 for the density, 60 for the trace, and about as many as Lanczos usually takes. */
export const usualProducts = 10 * 80 + 60 + 200;

export const spectrum: Instrument<SpectrumOptions, SpectrumFound> = {
  name: 'spectrum',
  search(landscape, options, { draw, kernels }) {
    const count = integer('spectrum', 'extremes', options.extremes, 1);
    const limit = integer('spectrum', 'fullUpTo', options.fullUpTo, 0, largestSpectrum);
    const nothing = () => {
      throw new Error('spectrum: nothing is known before it is computed');
    };
    return stepwise(function* (): Generator<Share, SpectrumFound, void> {
      yield [0, 'Hessian'];
      const here = tangentHessian(landscape, options.point);
      const { value, dimension } = here;
      const { operator, idle, kept, countBelow: counted } = relevant(landscape, here, limit, options.memory, kernels);
      const { blocks } = options;
      const found = {
        dimension,
        idle,
        value,
        ...(blocks && { blocks: blocks.map((block) => lookAtBlock(landscape, here, block, limit)) }),
      };
      if (operator.size <= limit) {
        const system = options.vectors ? householderEigensystem(matrixOf(operator), operator.size) : undefined;
        const eigenvalues = system?.values ?? fullSpectrum(operator);
        here.release();
        const vectors = system && { values: eigenvalues, rows: spread(system.vectors, kept, dimension) };
        return { ...found, ...(vectors && { vectors }), spectrum: { method: 'full', eigenvalues } };
      }
      yield [0.1, 'extreme eigenvalues'];
      const ends = extremes(draw, operator, Math.min(count, operator.size), {
        tolerance: 1e-6,
        ...(counted && { countBelow: counted }),
      });
      yield [0.5, 'density and trace'];
      const probes = streamAt({ ...draw.address, lane: draw.address.lane ^ probeLane });
      const { density, width, trace } = spectralReport(probes, operator);
      here.release();
      const [smallest, largest] = [ends.smallest, ends.largest].map((pairs) =>
        pairs.map(({ value, residual }) => ({ value, residual })),
      ) as [EigenvalueFound[], EigenvalueFound[]];
      const { size } = operator;
      const { complete } = ends;
      const pairs = [...ends.smallest, ...ends.largest];
      const rows = () => Float64Array.from(pairs.flatMap(({ vector }) => [...vector]));
      const vectors = options.vectors && {
        values: Float64Array.from(pairs, ({ value }) => value),
        rows: spread(rows(), kept, dimension),
      };
      return {
        ...found,
        ...(vectors && { vectors }),
        spectrum: { method: 'estimate', size, smallest, largest, complete, trace, density, width },
      };
    }, nothing);
  },
};

/** Rows over the kept coordinates as rows over all. */
function spread(rows: Float64Array, kept: Int32Array, dimension: number): Float64Array {
  const size = kept.length;
  const out = new Float64Array((rows.length / Math.max(1, size)) * dimension);
  for (let k = 0; k < rows.length; k++) out[Math.floor(k / size) * dimension + kept[k % size]!] = rows[k]!;
  return out;
}

function lookAtBlock(
  landscape: Landscape,
  { operator }: ReturnType<typeof tangentHessian>,
  { name, start, end }: Block,
  limit: number,
): BlockFound {
  if (landscape.manifold.tangentDimension !== landscape.dimension)
    throw new ArgumentError('spectrum', 'blocks', 'asked in flat space', landscape.manifold.name);
  const dimension = end - start;
  if (dimension > limit)
    throw new ArgumentError('spectrum', 'blocks', `of at most ${limit} parameters (fullUpTo)`, `${name}, ${dimension}`);
  const entries = matrixOf(blockOf(operator, start, end));
  let [trace, square] = [0, 0];
  for (let i = 0; i < dimension; i++) trace += entries[i * (dimension + 1)]!;
  for (const x of entries) square += x * x;
  return { name, dimension, trace, norm: Math.sqrt(square), eigenvalues: symmetricEigenvalues(entries, dimension) };
}

interface Relevant {
  readonly operator: Operator;
  readonly idle: number;
  /** Rows of the operator in the tangent space. */
  readonly kept: Int32Array;
  /** Eigenvalues of the operator below a level, where a factorization fits. */
  readonly countBelow?: (level: number) => Count;
}

/** The tangent Hessian without its idle rows: as a matrix where it is formed and fits, else as products. */
function relevant(
  landscape: Landscape,
  here: ReturnType<typeof tangentHessian>,
  limit: number,
  memory: number,
  kernels: Kernels,
): Relevant {
  const { dimension: m, euclidean, operator } = here;
  const flat = landscape.manifold.tangentDimension === landscape.dimension;
  const idle = new Set(flat ? (euclidean.idle ?? []) : []);
  const kept = Int32Array.from({ length: m }, (_, i) => i).filter((i) => !idle.has(i));
  const fits = m <= limit || (euclidean.formed && 34 * m * m <= memory);
  if (!fits) return { operator: idle.size === 0 ? operator : restricted(operator, kept), idle: idle.size, kept };
  const { entries, error } = here.matrix();
  return {
    operator: restrictedMatrix(entries, m, kept),
    idle: idle.size,
    kept,
    countBelow: inertiaCounts(kernels, entries, m, kept, error.value),
  };
}

/** Counts by the kernels' factorization of the same matrix, loaded when it is first asked. */
function inertiaCounts(kernels: Kernels, entries: Float64Array, m: number, kept: Int32Array, error: number) {
  let kernel: SymmetricKernel | undefined;
  const load = () => {
    const size = kept.length;
    const loaded = kernels.symmetric(size);
    for (let i = 0; i < size; i++) {
      const row = kept[i]! * m;
      loaded.diagonal[i] = entries[row + kept[i]!]!;
      for (let j = i; j < size; j++) loaded.matrix[i * size + j] = entries[row + kept[j]!]!;
    }
    return loaded;
  };
  return (level: number): Count => {
    kernel ??= load();
    return countBelow(kernel, level, error);
  };
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
