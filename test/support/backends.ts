/**
 * Every engine that this machine can run, for laws that hold on each: the reference, both WASM modules (the fused one from Node 22 on),
 * and the native library at the width that was built. GLASSCAPE_LIBRARIES names folders with further ones, of other widths; these must
 * then be there (scripts/native/widths.mjs builds them).
 */
import { delimiter } from 'node:path';
import { expect } from 'vitest';
import { CapacityError } from '../../src/base/errors.ts';
import {
  type Backend,
  createKernels,
  type KernelSet,
  type Kernels,
  openKernels,
  wasmBackend,
} from '../../src/kernels/index.ts';
import { openEngine } from '../../src/node/engine.ts';

/** Plain TypeScript in float64: the twin of the others. */
export const reference = createKernels('reference');

async function openedOrders(): Promise<Kernels[]> {
  const orders: (readonly Backend[])[] = [[wasmBackend('wasm')], [wasmBackend('wasm-relaxed')]];
  const built = await openEngine('auto');
  if (built.name === 'native') orders.push(built.order);
  for (const folder of process.env['GLASSCAPE_LIBRARIES']?.split(delimiter).filter(Boolean) ?? [])
    orders.push((await openEngine('native', folder)).order);
  const opened = await Promise.all(
    orders.map((order) =>
      openKernels(order).catch((error: unknown) => {
        if (error instanceof CapacityError) return undefined;
        throw error;
      }),
    ),
  );
  return opened.filter((kernels) => kernels !== undefined);
}

const fast = await openedOrders();

/** What computes fastest here. */
export const best: Kernels = fast.at(-1)!;

/** Engines of one kernel besides the reference, each once, by its words. */
export function enginesWith(kernel: keyof KernelSet): [engine: string, kernels: Kernels][] {
  return [...new Map(fast.map((kernels) => [kernels.engines[kernel]!, kernels])).entries()];
}

/** The reference as well. */
export function allWith(kernel: keyof KernelSet): [engine: string, kernels: Kernels][] {
  return [['reference', reference], ...enginesWith(kernel)];
}

/** A function that computes once for equal arguments: what a twin says is the same beside every engine. */
export function once<Args extends readonly unknown[], Result>(
  compute: (...args: Args) => Result,
): (...args: Args) => Result {
  const known = new Map<string, Result>();
  return (...args) => {
    const key = JSON.stringify(args);
    if (!known.has(key)) known.set(key, compute(...args));
    return known.get(key)!;
  };
}

/** The twin's numbers: its bits where equal bits are promised, so many decimals where multiply-add may be fused. */
export function expectTwin(
  { deterministic }: Kernels,
  ours: Float64Array | undefined,
  twin: Float64Array | undefined,
  decimals: number,
): void {
  if (deterministic) expect(ours).toEqual(twin);
  else ours?.forEach((x, i) => void expect(x).toBeCloseTo(twin![i]!, decimals));
}
