/** The backends as values: what a manifest may promise of each. */
import { bitsVersion } from '../base/version.ts';
import type { BackendName } from './contract.ts';

export interface Backend {
  readonly name: BackendName;
  /** The same bits on every machine. */
  readonly deterministic: boolean;
  /** Engines with equal bits share this word, and it is all that manifest, shards and resume know of how numbers were computed. */
  readonly bits: string;
}

const backend = (name: BackendName, deterministic: boolean): Backend => ({
  name,
  deterministic,
  bits: `${name}-${bitsVersion}`,
});

export const backends: Readonly<Record<BackendName, Backend>> = {
  wasm: backend('wasm', true),
  'wasm-relaxed': backend('wasm-relaxed', false),
  reference: backend('reference', true),
};
