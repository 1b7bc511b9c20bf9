/**
 * An ensemble: what to run, how often, from which seed. A spec is plain JSON; its hash names it. It splits into tasks, which are
 * plain JSON too and independent of the number of workers; the results are records, one row of scalars and vectors per replica.
 */
import type { ZodType } from 'zod';
import type { Json } from '../base/json.ts';
import type { DataShapes } from '../data/dataset.ts';
import type { BackendName, Kernels, Precision } from '../kernels/contract.ts';
import type { LandscapeJson } from '../landscapes/landscape-spec.ts';
import type { Restart } from './restart.ts';

export type { Json } from '../base/json.ts';

/** What a task is told: plain JSON. */
export interface TaskParameters {
  readonly [key: string]: Json;
}

/** A unit of work; `index` orders the shards, `replicas` says how many records it yields. */
export interface Task<Parameters = TaskParameters> {
  readonly index: number;
  readonly experiment: string;
  readonly replicas: number;
  /** Work relative to that of the run's other tasks, for the time left; `replicas` when absent. */
  readonly cost?: number;
  readonly parameters: Parameters;
  /** Content hashes (sha256) of artifacts the task needs: data sets, points, a user's weights. */
  readonly artifacts: readonly string[];
}

/**
 * Columns of a shard, each of the same length: numbers, strings, vectors of equal length (flat, `width` numbers a row), or vectors of
 * their own lengths (flat, `widths[r]` numbers in row r), which shards of different widths become when they are put end to end.
 */
export type Column =
  | { readonly kind: 'float64'; readonly values: Float64Array }
  | { readonly kind: 'int32'; readonly values: Int32Array }
  | { readonly kind: 'text'; readonly values: readonly string[] }
  | { readonly kind: 'vector'; readonly width: number; readonly values: Float64Array }
  | { readonly kind: 'ragged'; readonly widths: Int32Array; readonly values: Float64Array };

/** Columns that every record of an experiment has, by name (column-kinds.ts reads them). */
export type ColumnKinds = Readonly<Record<string, Exclude<Column['kind'], 'ragged'>>>;

/** Results of one task or of many put end to end. */
export interface Records {
  readonly count: number;
  readonly columns: Readonly<Record<string, Column>>;
}

/** What a run will cost, said before it starts. */
export interface Forecast {
  /** Seconds on the given number of workers. */
  readonly seconds: number;
  /** Peak bytes, all workers together. */
  readonly memory: number;
  /** Bytes the run folder will take. */
  readonly disk: number;
  /** How the estimate was made, one line. */
  readonly basis: string;
}

/** What forecasts have timed on this machine, by all that a timing depends on: those that are given the same one time nothing twice. */
export type Timings = Map<string, Readonly<Record<string, number>>>;

/** What a task may use while it runs; joined to it by the executor's host (cli/task-thread.ts, web/worker.ts). */
export interface TaskContext {
  readonly kernels: Kernels;
  /** Bytes of an artifact by its content hash. */
  artifact(hash: string): Promise<Uint8Array>;
  /** Fraction of the task done, 0 to 1; called now and then. */
  progress(fraction: number): void;
  /** What a long task may keep, and what it kept; absent where nothing is. */
  readonly restart?: Restart;
}

/** Points that records keep, and the landscape each one lies on. */
export interface RecordPoints<Spec> {
  /** The vector column that holds them. */
  readonly column: string;
  /** What to do where a run did not keep them. */
  readonly remedy: string;
  /** In float32 where they were computed so; default float64. */
  precision?(spec: Spec): Precision;
  landscape(spec: Spec, records: Records, row: number): LandscapeJson;
  /** Vector columns with values and norms on the way to the point, each after twice the steps of the one before. */
  readonly trace?: { readonly values: string; readonly norms: string };
}

/**
 * A kind of ensemble: one file in experiments/, one line in its registry. `TaskSpec` is what a task is told: the spec, and the part of it
 * that is the task's.
 */
export interface Experiment<Spec = Json, TaskSpec = TaskParameters> {
  readonly name: string;
  readonly title: string;
  /** zod schema; defaults filled in, JSON Schema emitted from it. */
  readonly schema: ZodType<Spec>;
  /** The schema of specs that name the landscape by its family, in the field `landscape`. */
  readonly onLandscape?: ZodType<Spec>;
  /** Columns that all its records have; further ones depend on the spec. */
  readonly columns?: ColumnKinds;
  /** The spec with what the schema cannot complete: a family's own fields. @throws ArgumentError when these break a rule */
  complete?(spec: Spec): Spec;
  split(spec: Spec): Task<TaskSpec>[];
  /** Long tasks keep their states: one may be ended anywhere, and goes on from there. */
  readonly restarts?: true;
  run(task: Task<TaskSpec>, context: TaskContext): Promise<Records>;
  /** Predicted cost, with the shapes of the data that its spec names where these are a user's; may time a kernel for a moment on this machine, unless `timings` has it. */
  forecast(spec: Spec, workers: number, kernels: Kernels, timings?: Timings, shapes?: DataShapes): Promise<Forecast>;
  /** Throws CapacityError with the largest size that fits when the spec cannot run in `memory` bytes. */
  checkCapacity(spec: Spec, workers: number, memory: number, shapes?: DataShapes): void;
  /** Artifacts the spec needs, by name, resolved to hashes by the host before the split (e.g. 'mnist-10x10'). */
  artifacts?(spec: Spec): readonly string[];
  /** Where the records' points lie; absent where the records are about something else. */
  readonly points?: RecordPoints<Spec>;
  /** Throws ArgumentError when the spec asks of its artifacts what they do not hold; before anything is computed or written. */
  checkArtifacts?(spec: Spec, artifact: (name: string) => Uint8Array): void;
}

/** An experiment's name with its parameters: the whole of what decides a run's bytes besides version and backend. */
export interface EnsembleSpec {
  readonly experiment: string;
  readonly parameters: { readonly [key: string]: Json };
  /** Default: `defaultBackend`. */
  readonly backend?: BackendName;
}

/** A spec with every default filled in. */
export interface CompleteSpec extends EnsembleSpec {
  readonly backend: BackendName;
}
