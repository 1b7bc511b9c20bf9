/** What Node adds to ensembles: runs in folders, tasks on threads, the packaged data. */
export { directorySource, packagedMnist } from '../data/files.ts';
export { threadsExecutor } from './executors/threads.ts';
export { fileStore } from './stores/files.ts';
