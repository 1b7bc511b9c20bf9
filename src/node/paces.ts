/** What each kernel reaches on this machine, by processor time: engines take turns, and the median of their runs counts. */
import { openKernels } from '../kernels/index.ts';
import { paces } from '../kernels/probes.ts';
import type { OpenedEngine } from './engine.ts';

export interface MeasuredPace {
  readonly kernel: string;
  readonly what: string;
  /** Of each engine, in their order: 10⁹ multiplications and additions a second. */
  readonly gigaflops: readonly number[];
}

/** @param seconds processor time for each kernel and engine, about */
export async function measurePaces(engines: readonly OpenedEngine[], seconds: number): Promise<MeasuredPace[]> {
  const opened = await Promise.all(engines.map(({ order }) => openKernels(order)));
  return paces.map(({ kernel, what, operations, start }) => {
    const runs = opened.map((kernels) => start(kernels));
    for (const run of runs) run();
    const times = runs.map((): number[] => []);
    for (let spent = 0; spent < seconds * engines.length; )
      runs.forEach((run, e) => {
        const before = process.cpuUsage();
        run();
        const { user, system } = process.cpuUsage(before);
        times[e]!.push((user + system) / 1e6);
        spent += (user + system) / 1e6;
      });
    return { kernel, what, gigaflops: times.map((list) => operations / median(list) / 1e9) };
  });
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
}
