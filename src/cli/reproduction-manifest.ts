/** manifest.json of a reproduction's folder; `resume` goes on from it. */
import { z } from 'zod';
import { StoreError } from '../base/errors.ts';
import { type Preset, presets } from '../claims/claim.ts';
import { manifestName, parseManifest, readJson, writeJson } from '../ensembles/manifest.ts';
import type { Store } from '../ensembles/store.ts';
import { type BackendName, backendNames } from '../kernels/contract.ts';

const schema = z.object({
  format: z.literal(1),
  kind: z.literal('reproduction'),
  claims: z.array(z.string()),
  preset: z.enum(presets),
  seed: z.int().min(0),
  only: z.array(z.string()).optional(),
  backend: z.enum(backendNames).optional(),
  data: z.string().optional(),
  version: z.string(),
  started: z.string(),
  status: z.enum(['submitted', 'running', 'interrupted', 'failed', 'complete']),
  runs: z.array(z.string()),
  forecasts: z
    .record(z.string(), z.object({ seconds: z.number(), workers: z.int().min(1), made: z.string() }))
    .default({}),
});

export interface ReproductionManifest {
  readonly format: 1;
  readonly kind: 'reproduction';
  readonly claims: readonly string[];
  readonly preset: Preset;
  readonly seed: number;
  readonly only?: readonly string[];
  readonly backend?: BackendName;
  readonly data?: string;
  readonly version: string;
  readonly started: string;
  readonly status: 'submitted' | 'running' | 'interrupted' | 'failed' | 'complete';
  /** Folders of the ensembles inside `runs`. */
  readonly runs: readonly string[];
  /** By folder, the first forecast of each ensemble, and when it was made. */
  readonly forecasts: Readonly<
    Record<string, { readonly seconds: number; readonly workers: number; readonly made: string }>
  >;
}

/** The manifest of a reproduction, or undefined when the folder holds none. @throws StoreError when it holds something else, or the form is wrong */
export async function readReproduction(store: Store): Promise<ReproductionManifest | undefined> {
  const document = await readJson(store, manifestName);
  if (document === undefined) return undefined;
  const kind = (document as { kind?: unknown } | null)?.kind;
  if (typeof kind === 'string' && kind !== 'reproduction')
    throw new StoreError(`${store.location} holds ${kind}, not a reproduction; choose another folder`);
  return parseManifest(store, schema, document);
}

/** Gives the manifest of a reproduction another status; a folder of something else is left alone. */
export async function markReproduction(store: Store, status: ReproductionManifest['status']): Promise<void> {
  const manifest = await readReproduction(store).catch(() => undefined);
  if (manifest) await writeJson(store, manifestName, { ...manifest, status });
}
