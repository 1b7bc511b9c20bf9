/**
 * manifest.json of a reproduction's folder; `resume` goes on from it. Its words are believed as far as they can be checked: by their hash, and by
 * the runs that they ask for, which must be those that it names. Manifests without a hash are older; they are checked by their runs alone.
 */
import { z } from 'zod';
import { StoreError } from '../base/errors.ts';
import { type Preset, presets } from '../claims/claim.ts';
import { sha256Hex } from '../data/hash.ts';
import { canonicalJson } from '../ensembles/hash.ts';
import { manifestName, parseManifest, readJson, writeJson } from '../ensembles/manifest.ts';
import type { Json } from '../ensembles/spec.ts';
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
  askedHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  version: z.string(),
  started: z.string(),
  status: z.enum(['submitted', 'running', 'interrupted', 'failed', 'complete']),
  runs: z.array(z.string()),
  forecasts: z
    .record(z.string(), z.object({ seconds: z.number(), workers: z.int().min(1), made: z.string() }))
    .default({}),
});

/** What was asked for, and where it lies. */
export interface AskedReproduction {
  readonly claims: readonly string[];
  readonly preset: Preset;
  readonly seed: number;
  readonly only?: readonly string[];
  readonly backend?: BackendName;
  readonly data?: string;
  /** Folders of the ensembles inside `runs`. */
  readonly runs: readonly string[];
}

export interface ReproductionManifest extends AskedReproduction {
  readonly format: 1;
  readonly kind: 'reproduction';
  /** Of what was asked for; absent in older manifests. */
  readonly askedHash?: string;
  readonly version: string;
  readonly started: string;
  readonly status: 'submitted' | 'running' | 'interrupted' | 'failed' | 'complete';
  /** By folder, the first forecast of each ensemble, and when it was made. */
  readonly forecasts: Readonly<
    Record<string, { readonly seconds: number; readonly workers: number; readonly made: string }>
  >;
}

/** sha256 of the canonical JSON of all that decides what a reproduction answers. */
export function askedHash({ claims, preset, seed, only, backend, data, runs }: AskedReproduction): Promise<string> {
  // Undefined entries are left out.
  const words = { claims, preset, seed, only, backend, data, runs } as unknown as Json;
  return sha256Hex(new TextEncoder().encode(canonicalJson(words)));
}

/**
 * The manifest of a reproduction, or undefined when the folder holds none.
 * @throws StoreError when it holds something else, the form is wrong, or its words are not those that its hash names
 */
export async function readReproduction(store: Store): Promise<ReproductionManifest | undefined> {
  const document = await readJson(store, manifestName);
  if (document === undefined) return undefined;
  const kind = (document as { kind?: unknown } | null)?.kind;
  if (typeof kind === 'string' && kind !== 'reproduction')
    throw new StoreError(`${store.location} holds ${kind}, not a reproduction; choose another folder`);
  const manifest: ReproductionManifest = parseManifest(store, schema, document);
  if (manifest.askedHash !== undefined && manifest.askedHash !== (await askedHash(manifest)))
    throw damaged(store, 'what it asks for is not what its hash names');
  return manifest;
}

/**
 * What the manifest of a reproduction asks for, to go on with it.
 * @throws StoreError as readReproduction
 */
export async function askedOf(store: Store): Promise<AskedReproduction> {
  const manifest = await readReproduction(store);
  if (!manifest) throw new StoreError(`${store.location} holds no reproduction`);
  const { claims, preset, seed, only, backend, data, runs } = manifest;
  return { claims, preset, seed, only, backend, data, runs };
}

/**
 * Are the folders of the runs that a manifest's words ask for those that it names? Their order is that of forecasts, which are timed.
 * @throws StoreError naming a run on one side alone
 */
export function requireRuns(store: Store, asked: readonly string[], named: readonly string[]): void {
  const missing = asked.find((run) => !named.includes(run));
  const extra = named.find((run) => !asked.includes(run));
  if (missing !== undefined) throw damaged(store, `it asks for the run ${missing}, which it does not name`);
  if (extra !== undefined) throw damaged(store, `it names the run ${extra}, for which it does not ask`);
}

function damaged(store: Store, reason: string): StoreError {
  return new StoreError(`${store.location}/${manifestName} is damaged or of another version: ${reason}`);
}

/** Gives the manifest of a reproduction another status; a folder of something else is left alone. */
export async function markReproduction(store: Store, status: ReproductionManifest['status']): Promise<void> {
  const manifest = await readReproduction(store).catch(() => undefined);
  if (manifest) await writeJson(store, manifestName, { ...manifest, status });
}
