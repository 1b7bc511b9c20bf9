/** Every command, as a process and its command thread. */
import { runProcess } from './process.ts';

await runProcess(new URL(import.meta.url), async () => {
  const { host } = await import('./host.ts');
  const { runCommandLine } = await import('./program.ts');
  return (words, terminal) => runCommandLine(words, { host, terminal });
});
