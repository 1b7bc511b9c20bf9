/** In: a spec. Out: tasks, shards, records and statistics. Runs in Node and in the browser; `glasscape/node` has files and threads. */
export type { Executor, Job, JobRestart, TaskHandler } from './executors/executor.ts';
export { inlineExecutor } from './executors/inline.ts';
export { experiments, experimentsOn } from './experiments/index.ts';
export type { Manifest, RunStatus, Session, ShardEntry } from './manifest.ts';
export type { Experiments } from './parameters.ts';
export { type ArtifactSource, type Plan, planEnsemble } from './plan.ts';
export { readRecords } from './records.ts';
export type { Restart } from './restart.ts';
export type { State } from './restart-state.ts';
export { type RunOptions, type RunProgress, runEnsemble } from './run.ts';
export type {
  Column,
  CompleteSpec,
  EnsembleSpec,
  Experiment,
  Forecast,
  Json,
  RecordPoints,
  Records,
  Task,
  TaskContext,
  TaskParameters,
  Timings,
} from './spec.ts';
export * from './statistics.ts';
export type { Store } from './store.ts';
export { memoryStore } from './stores/memory.ts';
