/**
 * Backends as values. A backend brings kernels, all or some, and each kernel comes from the first backend that has it. What a manifest,
 * a shard and a resumed run know of all this is one word, the bits; which engine computed stands in the session of a run.
 */
import { CapacityError } from '../base/errors.ts';
import { bitsVersion } from '../base/version.ts';
import type { BackendName, KernelSet, Kernels } from './contract.ts';

/** What a manifest may promise of computed numbers. */
export interface Bits {
  /** Shared by all that compute equal bits. */
  readonly bits: string;
  /** The same bits on every machine. */
  readonly deterministic: boolean;
}

const promise = (name: BackendName, deterministic: boolean): Bits => ({
  bits: `${name}-${bitsVersion}`,
  deterministic,
});

/** What a spec asks for by name. */
export const backendBits: Readonly<Record<BackendName, Bits>> = {
  wasm: promise('wasm', true),
  'wasm-relaxed': promise('wasm-relaxed', false),
  reference: promise('reference', true),
};

/** What a backend brings on this machine, with a word for the session that names engine and width; or why it brings nothing. */
export type Opened = { readonly kernels: Partial<KernelSet>; readonly engine: string } | { readonly reason: string };

export interface Backend extends Bits {
  readonly name: string;
  open(): Promise<Opened>;
  /** What a worker needs to open it again without compiling: data that structured clone carries. */
  share?(): unknown;
}

/** Every kernel's name; the compiler counts them. */
export const kernelNames = Object.keys({
  fillNormals: true,
  glass: true,
  rectified: true,
  networks: true,
  gatedNetwork: true,
  tiny: true,
  rectifiedWalk: true,
  rectifiedHessians: true,
  networkCurvature: true,
  symmetric: true,
  cholesky: true,
} satisfies Record<keyof KernelSet, true>) as readonly (keyof KernelSet)[];

/**
 * Each kernel of the first backend that has it. Backends of other bits than the first that opens are passed over, and one is not opened
 * when nothing is missing any more.
 * @throws CapacityError when none opens, with their reasons, or when a kernel is in none
 */
export async function openKernels(order: readonly Backend[]): Promise<Kernels> {
  let chosen: Bits | undefined;
  const kernels: Partial<KernelSet> = {};
  const engines: Record<string, string> = {};
  const reasons: string[] = [];
  for (const backend of order) {
    const missing = kernelNames.filter((name) => !kernels[name]);
    if (missing.length === 0) break;
    if (chosen && chosen.bits !== backend.bits) continue;
    const opened = await backend.open();
    if ('reason' in opened) {
      reasons.push(opened.reason);
      continue;
    }
    chosen ??= backend;
    for (const name of missing)
      if (opened.kernels[name]) {
        Object.assign(kernels, { [name]: opened.kernels[name] });
        engines[name] = opened.engine;
      }
  }
  if (!chosen) throw new CapacityError(reasons.join('; ') || 'no backend was named');
  const absent = kernelNames.find((name) => !kernels[name]);
  if (absent)
    throw new CapacityError([`no backend of the bits ${chosen.bits} has the kernel ${absent}`, ...reasons].join('; '));
  const { bits, deterministic } = chosen;
  return { ...(kernels as KernelSet), bits, deterministic, engines };
}

/** Kernels of one engine that has them all and is there at once. */
export function wholeKernels(kernels: KernelSet, { bits, deterministic }: Bits, engine: string): Kernels {
  return { ...kernels, bits, deterministic, engines: Object.fromEntries(kernelNames.map((name) => [name, engine])) };
}

/** For a session: each engine once, the one with most kernels first. */
export function enginesOf({ engines }: Pick<Kernels, 'engines'>): string {
  const all = Object.values(engines);
  const kernelsOf = (engine: string) => all.filter((each) => each === engine).length;
  return [...new Set(all)].sort((a, b) => kernelsOf(b) - kernelsOf(a)).join(' and ');
}
