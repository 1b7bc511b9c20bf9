/**
 * manifest.json of a run folder: what was asked, what decides the bytes, which shards are whole (by checksum), and, unlike the
 * shards, when and where it was computed. Only the process that holds the folder's lock writes it.
 */
import { DataError, StoreError } from '../base/errors.ts';
import type { EnsembleSpec, Json } from './spec.ts';
import type { Store } from './store.ts';

export const manifestName = 'manifest.json';

/** running also stands in the manifest of a killed process; whoever resumes it takes over. */
export type RunStatus = 'running' | 'interrupted' | 'failed' | 'complete';

export interface ShardEntry {
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
}

/** One stretch of work on the run, from a start or a resume to its end. */
export interface Session {
  readonly started: string;
  readonly seconds: number;
  readonly workers: number;
  /** Machine, engine, operating system: whatever the host knows about itself. */
  readonly host: Readonly<Record<string, Json>>;
}

export interface Manifest {
  readonly format: 1;
  readonly kind: 'ensemble';
  readonly spec: EnsembleSpec;
  readonly specHash: string;
  readonly preset?: string;
  readonly artifacts: Readonly<Record<string, string>>;
  readonly version: string;
  /** Which bits the shards have, of a backend of kernels/backends.ts; a folder of version 2 or older has a number `kernelVersion` instead. */
  readonly bits: string;
  readonly kernelVersion?: number;
  readonly status: RunStatus;
  /** Why it is failed. */
  readonly message?: string;
  readonly replicas: number;
  /** Number of shards of the complete run. */
  readonly tasks: number;
  readonly shards: Readonly<Record<string, ShardEntry>>;
  readonly sessions: readonly Session[];
}

/** The manifest of a run, or undefined when the folder holds none. @throws StoreError when it is no manifest of an ensemble */
export async function readManifest(store: Store): Promise<Manifest | undefined> {
  const manifest = await readJson(store, manifestName);
  if (manifest === undefined) return undefined;
  const { format, kind } = manifest as { format?: unknown; kind?: unknown };
  if (format !== 1 || kind !== 'ensemble')
    throw new StoreError(`${store.location} holds ${String(kind)}, not an ensemble`);
  return manifest as Manifest;
}

export function writeManifest(store: Store, manifest: Manifest): Promise<void> {
  return writeJson(store, manifestName, manifest);
}

/** A JSON document of the folder; undefined when there is none. @throws StoreError when it is not JSON */
export async function readJson(store: Store, name: string): Promise<unknown> {
  if (!(await store.exists(name))) return undefined;
  const text = new TextDecoder().decode(await store.read(name));
  try {
    return JSON.parse(text);
  } catch {
    throw new StoreError(`${store.location}/${name} is not JSON`);
  }
}

export function writeJson(store: Store, name: string, value: unknown): Promise<void> {
  return store.write(name, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`));
}

/** Bytes of the whole shards a folder holds already; 0 when it holds no run. */
export async function storedBytes(store: Store): Promise<number> {
  const manifest = await readManifest(store);
  return Object.values(manifest?.shards ?? {}).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The manifest of a run that must be there. @throws DataError otherwise */
export async function requireManifest(store: Store): Promise<Manifest> {
  const manifest = await readManifest(store);
  if (!manifest) throw new DataError(`${store.location} is no run (it has no ${manifestName})`);
  return manifest;
}
