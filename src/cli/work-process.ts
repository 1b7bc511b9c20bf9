/**
 * `glasscape work` alone, process and both kinds of its threads: scripts/build.mjs makes one file of this and all that it needs, so that a
 * thousand elements that start at once ask a shared file system for little. The worker threads of every command start from the same file.
 */
import { isMainThread, workerData } from 'node:worker_threads';
import { programOf, runProgram } from './command-line.ts';
import { workCommand } from './commands/work.ts';
import { computingHost } from './computing-host.ts';
import { runProcess } from './process.ts';

const entry = new URL(import.meta.url);
const isTaskThread = !isMainThread && 'kernels' in workerData;

if (isTaskThread) (await import('./task-thread.ts')).serveTasks();
else
  await runProcess(entry, async () => (words, terminal) => {
    const program = programOf([workCommand({ host: computingHost(entry), terminal })]);
    return runProgram(program, words, terminal);
  });
