/** What Node adds: runs in folders, tasks on threads, kernels compiled for the processor, files read whole, the packaged data, a document and fonts for figures, PNG. */
export { type ThreadsOptions, threadsExecutor } from '../ensembles/executors/threads.ts';
export { fileStore } from '../ensembles/stores/files.ts';
export type { Lease } from '../ensembles/stores/lock.ts';
export { readDataPath } from './data-path.ts';
export { type EngineName, engineNames, type OpenedEngine, openEngine } from './engine.ts';
export { directorySource, packagedMnist } from './mnist-files.ts';
export { type PngOptions, renderPng } from './png.ts';
export { readTextBytes, readWhole } from './read-whole.ts';
export { openStage } from './stage.ts';
