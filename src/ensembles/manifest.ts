/**
 * manifest.json of a run folder: what was asked, what decides the bytes, which shards are whole (by checksum), and, unlike the
 * shards, when and where it was computed. Only the process that holds the folder's lock writes it, at the beginning and at the end; between
 * them the journal says what is whole. What a manifest says is believed only as far as it can be checked: form, hash of the spec, and
 * sums here, each shard's own words in records.ts.
 */
import { type ZodType, z } from 'zod';
import { ArgumentError, DataError, StoreError } from '../base/errors.ts';
import { parseParameters } from '../base/schema.ts';
import { backendNames } from '../kernels/contract.ts';
import { specHash } from './hash.ts';
import { shardIndex } from './plan.ts';
import type { CompleteSpec, Json } from './spec.ts';
import type { Store } from './store.ts';

export const manifestName = 'manifest.json';

const json: ZodType<Json> = z.json();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(1);

const shardEntry = z.object({ sha256, bytes: z.int().min(0), rows: z.int().min(0) });
/** What a manifest says of a shard. */
export interface ShardEntry {
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
}

const session = z.object({
  started: z.string(),
  seconds: z.number(),
  workers: count,
  host: z.record(z.string(), json),
});

/** One stretch of work on the run, from a start or a resume to its end. */
export interface Session {
  readonly started: string;
  readonly seconds: number;
  readonly workers: number;
  /** Machine, engine, operating system: whatever the host knows about itself. */
  readonly host: Readonly<Record<string, Json>>;
}

/** submitted: left to a queue. running also stands in the manifest of a killed process; whoever resumes it takes over. */
const runStatuses = [
  'submitted',
  'running',
  'interrupted',
  'failed',
  'complete',
] as const satisfies readonly RunStatus[];
export type RunStatus = 'submitted' | 'running' | 'interrupted' | 'failed' | 'complete';

const identity = z.object({
  spec: z.strictObject({
    experiment: z.string().regex(/^[\w-]{1,60}$/),
    parameters: z.record(z.string(), json),
    backend: z.enum(backendNames),
  }),
  specHash: sha256,
  preset: z.string().optional(),
  artifacts: z.record(z.string(), sha256),
  version: z.string(),
  bits: z.string().regex(/^[\w -]{1,40}$/),
});

const schema = identity.extend({
  format: z.literal(1),
  kind: z.literal('ensemble'),
  status: z.enum(runStatuses),
  message: z.string().optional(),
  replicas: count,
  tasks: count,
  shards: z.record(z.string().regex(/^shard-\d{5,}\.parquet$/), shardEntry),
  sessions: z.array(session),
});

/** What a run is: the part of its manifest that its shards repeat. */
export interface RunIdentity {
  readonly spec: CompleteSpec;
  readonly specHash: string;
  readonly preset?: string;
  readonly artifacts: Readonly<Record<string, string>>;
  readonly version: string;
  /** Which bits the shards have: the word of a backend (kernels/backends.ts), or "kernel version 2" and older. */
  readonly bits: string;
}

export interface Manifest extends RunIdentity {
  readonly format: 1;
  readonly kind: 'ensemble';
  readonly status: RunStatus;
  /** Why it is failed. */
  readonly message?: string;
  readonly replicas: number;
  /** Number of shards of the complete run. */
  readonly tasks: number;
  readonly shards: Readonly<Record<string, ShardEntry>>;
  readonly sessions: readonly Session[];
}

/**
 * The manifest of a run, or undefined when the folder holds none.
 * @throws StoreError when it is no manifest of an ensemble, or contradicts itself: form, hash of the spec, numbers of shards and rows
 */
export async function readManifest(store: Store): Promise<Manifest | undefined> {
  const document = await readJson(store, manifestName);
  if (document === undefined) return undefined;
  const kind = (document as { kind?: unknown } | null)?.kind;
  if (typeof kind === 'string' && kind !== 'ensemble')
    throw new StoreError(`${store.location} holds ${kind}, not an ensemble`);
  const manifest: Manifest = parseManifest(store, schema, withBits(document));
  const { spec, artifacts, shards, tasks, replicas, status, sessions } = manifest;
  const refuse = (reason: string): never => {
    throw new StoreError(`${store.location}/${manifestName} is damaged: ${reason}`);
  };
  if ((await specHash(spec, artifacts)) !== manifest.specHash) refuse('its spec is not the one that its hash names');
  const entries = Object.entries(shards);
  const beyond = entries.find(([name]) => shardIndex(name)! >= tasks);
  if (beyond) refuse(`${beyond[0]} is none of ${tasks} shards`);
  if (status === 'complete') {
    const rows = entries.reduce((sum, [, entry]) => sum + entry.rows, 0);
    if (entries.length !== tasks) refuse(`complete with ${entries.length} of ${tasks} shards`);
    if (sessions.length === 0) refuse('complete although no session is named');
    if (rows !== replicas) refuse(`${rows} rows for ${replicas} replicas`);
  }
  return manifest;
}

/** Manifests and shards of kernel version 2 or older have a number in place of the word. */
export function bitsOf({
  bits,
  kernelVersion,
}: {
  readonly bits?: unknown;
  readonly kernelVersion?: unknown;
}): unknown {
  return bits ?? (kernelVersion === undefined ? undefined : `kernel version ${kernelVersion}`);
}

function withBits(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('kernelVersion' in document)) return document;
  const { kernelVersion, ...rest } = document;
  return { ...rest, bits: bitsOf(document) };
}

/** A document in the form of a schema. @throws StoreError naming the file, and the first rule that is broken */
export function parseManifest<T>(store: Store, form: ZodType<T>, document: unknown): T {
  try {
    return parseParameters(manifestName, form, document as Json);
  } catch (error) {
    if (error instanceof ArgumentError) throw new StoreError(`${store.location}/${error.message}`);
    throw error;
  }
}

export function writeManifest(store: Store, manifest: Manifest): Promise<void> {
  return writeJson(store, manifestName, manifest);
}

/** Levels that a document of ours may have. */
const deepest = 100;

/** A JSON document of the folder; undefined when there is none. @throws StoreError when it is not JSON, or nested too deep */
export async function readJson(store: Store, name: string): Promise<unknown> {
  if (!(await store.exists(name))) return undefined;
  const text = new TextDecoder().decode(await store.read(name));
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new StoreError(`${store.location}/${name} is not JSON`);
  }
  if (isDeep(document)) throw new StoreError(`${store.location}/${name} is nested more than ${deepest} levels deep`);
  return document;
}

function isDeep(document: unknown): boolean {
  let level: unknown[] = [document];
  for (let depth = 0; depth <= deepest && level.length > 0; depth++)
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  return level.length > 0;
}

export function writeJson(store: Store, name: string, value: unknown): Promise<void> {
  return store.write(name, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`));
}

/** The manifest of a run that must be there. @throws DataError otherwise */
export async function requireManifest(store: Store): Promise<Manifest> {
  const manifest = await readManifest(store);
  if (!manifest) throw new DataError(`${store.location} is no run (it has no ${manifestName})`);
  return manifest;
}
