/** In: a spec. Out: tasks, shards, records and statistics. Runs in Node and in the browser; `glasscape/node` has files and threads. */
export { inlineExecutor } from './executors/inline.ts';
export { experiments } from './experiments/index.ts';
export { readRecords } from './records.ts';
export { runEnsemble } from './run.ts';
export type { Column, EnsembleSpec, Experiment, Forecast, Json, Records, Task, TaskContext } from './spec.ts';
export * from './statistics.ts';
export type { Store } from './store.ts';
export { memoryStore } from './stores/memory.ts';
