/** What a run takes besides its numbers, in bytes; measured as peak resident memory by test/cli/memory.test.ts. */

/** The process: both its own threads, their modules, and what a forecast leaves there. */
export const hostBytes = 1.1e8;

/** A worker thread that has begun a task: engine, modules, machine code. */
export const engineBytes = 4e7;
