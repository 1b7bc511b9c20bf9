/** The command line as a process: its terminal, Ctrl-C, and the exit code. */
import { exitCodes } from './exit.ts';
import type { Host } from './host.ts';
import { runCommandLine } from './program.ts';
import { interrupts, processTerminal } from './terminal.ts';

/** Milliseconds an interrupted command has to write its manifest. */
const patience = 5000;

export async function runProcess(host: Host): Promise<void> {
  const stop = new AbortController();
  for (const signal of interrupts)
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(exitCodes.interrupted);
      stop.abort();
      setTimeout(() => process.exit(exitCodes.interrupted), patience).unref();
    });
  process.exitCode = await runCommandLine(process.argv.slice(2), { host, terminal: processTerminal(stop.signal) });
}
