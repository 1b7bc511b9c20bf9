/** Cholesky on WASM, for one matrix after another in the same memory. */
import type { Cholesky } from '../contract.ts';
import { type Instance, instantiate, type KernelEngine, Layout } from './host.ts';

/** Columns of a panel: those of linalg/cholesky.ts, since the order of the sums depends on them. */
const panelWidth = 16;
/** Columns of the trailing update that share the cache with a pair of rows. */
const stripe = 128;

/** @throws CapacityError at a matrix over 4 GiB */
export function wasmCholesky(engine: KernelEngine): Cholesky {
  let room: Room | undefined;
  return (matrix, n) => {
    if (room === undefined || room.n < n) room = makeRoom(engine, n);
    const { instance, at } = room;
    const numbers = new Float64Array(instance.memory.buffer, at.matrix, n * n);
    numbers.set(matrix);
    const whole = factor(instance, n, at);
    matrix.set(numbers);
    return whole;
  };
}

interface Room {
  readonly n: number;
  readonly instance: Instance;
  readonly at: ReturnType<typeof layOut>;
}

function makeRoom(engine: KernelEngine, n: number): Room {
  const layout = new Layout();
  const at = layOut(layout, n);
  return { n, at, instance: instantiate(engine, layout.total) };
}

function layOut(layout: Layout, n: number) {
  const packed = (n + 8) * panelWidth * 8;
  return {
    matrix: layout.block(n * n * 8),
    columns: layout.block(panelWidth * n * 8),
    x: layout.block(n * 8),
    left: layout.block(packed),
    right: layout.block(packed),
    scratch: layout.block(128),
  };
}

function factor({ exports }: Instance, n: number, { matrix, columns, x, left, right, scratch }: Room['at']): boolean {
  for (let start = 0; start < n; start += panelWidth) {
    const end = Math.min(n, start + panelWidth);
    const width = end - start;
    if (exports['choleskyPanel']!(matrix, n, start, end, columns, x) === 0) return false;
    exports['symmetricPack']!(columns, n, end, n, width, 2, left);
    exports['symmetricPack']!(columns, n, end, n, width, 8, right);
    for (let j = end; j < n; j += stripe)
      exports['symmetricUpdate']!(matrix, n, end, j, Math.min(n, j + stripe), width, left, right, scratch);
  }
  return true;
}
