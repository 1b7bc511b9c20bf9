/**
 * A symmetric matrix in WASM memory whose inertia is asked at several shifts. Calls of the kernel take a few milliseconds: one panel
 * of columns, or one stripe of the trailing update.
 */
import { finite, integer } from '../../base/arguments.ts';
import { ArgumentError, CapacityError } from '../../base/errors.ts';
import type { Pivots, SymmetricKernel } from '../contract.ts';
import { clearance } from './clearance.ts';
import { type Instance, instantiate, type KernelEngine, Layout, memoryLimit } from './host.ts';
import { panelWidth, type SymmetricMemory, symmetricMemory } from './symmetric-memory.ts';

/** Columns of a panel within a panel, where no pivots are sought. */
const narrowWidth = 24;
/** Columns of the trailing update that share the cache with a pair of rows. */
const stripe = 128;
/** Rows whose mirror image is written by one call. */
const rowsAtOnce = 256;

/** @throws CapacityError when n² numbers and the work space exceed 4 GiB, above n = 22,000 */
export function wasmSymmetric(engine: KernelEngine, n: number): SymmetricKernel {
  integer('symmetric', 'n', n, 1);
  const layout = new Layout();
  const memory = symmetricMemory(layout, n);
  if (layout.total > memoryLimit)
    throw new CapacityError(
      `symmetric: n = ${n} needs ${(layout.total / 2 ** 30).toFixed(1)} GiB, more than the 4 GiB that WASM can address; n = 22000 fits; use Lanczos on products beyond`,
    );
  return symmetricKernel(instantiate(engine, layout.total), memory);
}

/** The kernel on memory that is laid out already; the memory must not grow afterwards. */
export function symmetricKernel(instance: Instance, at: SymmetricMemory): SymmetricKernel {
  const { exports, memory } = instance;
  const { n } = at;
  const [L, W] = [at.panels, at.panels + (panelWidth + 1) * n * 8];
  const floats = (from: number, length: number) => new Float64Array(memory.buffer, from, length);
  const matrix = floats(at.matrix, n * n);
  const diagonal = floats(at.diagonal, n);
  const D = floats(at.D, 2 * n);
  const inRows = (call: (first: number, last: number) => void) => {
    for (let first = 0; first < n; first += rowsAtOnce) call(first, Math.min(n, first + rowsAtOnce));
  };
  const norm = (shift: number) => {
    const sums = floats(at.norms, n).fill(0);
    inRows((first, last) => exports['symmetricSums']!(at.matrix, n, at.norms, first, last));
    return sums.reduce((worst, sum, i) => Math.max(worst, sum + Math.abs(diagonal[i]! - shift)), 0);
  };
  /** Subtracts the product of the columns start … next − 1 of the panel that began at `origin` from the columns next … end − 1. */
  const subtract = (origin: number, start: number, next: number, end: number) => {
    const width = next - start;
    const skipped = (start - origin) * n * 8;
    exports['symmetricPack']!(L + skipped, n, next, n, width, 2, at.left);
    exports['symmetricPack']!(W + skipped, n, next, end, width, 8, at.right);
    for (let j = next; j < end; j += stripe)
      exports['symmetricUpdate']!(
        at.matrix,
        n,
        next,
        j,
        Math.min(end, j + stripe),
        width,
        at.left,
        at.right,
        at.scratch,
      );
  };
  /** Factors a panel and updates what is behind it. In order it goes by narrower panels, whose columns stay in cache. */
  const panel = (start: number, end: number, unpivoted: number) => {
    const { x, y, sums, D, exchanges } = at;
    let next = start;
    while (next < end) {
      const from = next;
      const skipped = (from - start) * n * 8;
      const to = next < unpivoted ? Math.min(end, next + narrowWidth) : end;
      next = exports['symmetricPanel']!(
        at.matrix,
        n,
        from,
        to,
        unpivoted,
        L + skipped,
        W + skipped,
        x,
        y,
        sums,
        D,
        exchanges,
      );
      if (next < end) subtract(start, from, next, end);
    }
    subtract(start, start, next, n);
    return next;
  };
  /** Factors columns 0 … end − 1 of the matrix shifted by `shift`, in order or with pivoting; `done` is told of each panel. */
  const factor = (
    shift: number,
    end: number,
    unpivoted: number,
    done: (start: number, next: number) => void,
  ): Pivots => {
    const sums = floats(at.sums, n).fill(0);
    inRows((first, last) => exports['symmetricMirror']!(at.matrix, n, at.diagonal, shift, first, last));
    for (let start = 0; start < end; ) {
      const next = panel(start, Math.min(end, start + panelWidth), unpivoted);
      done(start, next);
      start = next;
    }
    const growth = sums.reduce((worst, sum) => Math.max(worst, sum), 0);
    return { ...signsOf(D, end), growth };
  };
  return {
    size: n,
    // A panel's terms are summed apart, at most one more than its width; their sums are subtracted panel by panel.
    additions: Math.min(n, panelWidth + 1 + Math.ceil(n / panelWidth)),
    matrix,
    diagonal,
    norm,
    factor(shift) {
      const starts = [0];
      const pivots = factor(finite('symmetric.factor', 'shift', shift), n, 0, (start, next) => {
        exports['symmetricKeep']!(at.matrix, n, start, next, L, at.exchanges, at.squares);
        starts.push(next);
      });
      return { ...pivots, clearance: (side) => clearance(instance, at, starts, side) };
    },
    eliminate(shift, columns, complement) {
      finite('symmetric.eliminate', 'shift', shift);
      integer('symmetric.eliminate', 'columns', columns, 0, n);
      const left = n - columns;
      if (complement.length !== left * left)
        throw new ArgumentError('symmetric.eliminate', 'complement', `of length ${left}²`, complement.length);
      const pivots = factor(shift, columns, columns, () => {});
      for (let i = 0; i < left; i++) {
        const row = (columns + i) * n + columns;
        complement.set(matrix.subarray(row, row + i + 1), i * left);
      }
      return pivots;
    },
  };
}

/** Signs of the first `end` rows of D; a block of order 2 has one of each. */
function signsOf(D: Float64Array, end: number): { negative: number; zero: number } {
  const n = D.length / 2;
  let [negative, zero] = [0, 0];
  for (let k = 0; k < end; k++) {
    const pair = D[n + k] !== 0;
    if (pair || D[k]! < 0) negative++;
    else if (D[k] === 0) zero++;
    if (pair) k++;
  }
  return { negative, zero };
}
