// Processor time, which other work on the machine disturbs less than the clock; and the kernels that are at hand.
import { createKernels, openKernels } from '../dist/kernels/index.js';
import { openEngine } from '../dist/node/engine.js';

/** Of this process with all its threads, in milliseconds. */
export function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}

/** Milliseconds of so many calls. */
export function spent(work, repeats) {
  const start = processorMs();
  for (let k = 0; k < repeats; k++) work();
  return processorMs() - start;
}

/** The kernels of a backend, and in a word what runs them. @param engine of the backend wasm: auto, wasm or native */
export async function kernelsAtHand(backend, engine = 'auto') {
  if (backend !== 'wasm') return { kernels: createKernels(backend), engine: backend };
  const opened = await openEngine(engine);
  return { kernels: await openKernels(opened.order), engine: `${opened.name} ${opened.width} bit` };
}
