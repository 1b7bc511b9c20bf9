/** The command line's surroundings, injected so that a test can hold them: two streams, a clock, the interrupt. */
import { createColors } from 'picocolors';

export interface Terminal {
  /** Results, to stdout, as given. */
  out(text: string): void;
  /** Everything else, to stderr, one line. */
  note(line: string): void;
  /** Is a person looking at stderr? Then progress is a bar. */
  readonly interactive: boolean;
  readonly colors: ReturnType<typeof createColors>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  now(): number;
  /** From here on Ctrl-C ends the process at once: for a long computation that cannot look up, and that leaves nothing behind. */
  endAtOnce(): void;
}

/** What asks the process to stop. */
export const interrupts = ['SIGINT', 'SIGTERM'] as const;

/** The process's own streams; colors only on a terminal and when NO_COLOR does not forbid them. */
export function processTerminal(signal: AbortSignal): Terminal {
  // A reader that closes the pipe (`| head`) has seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 3));
  return {
    out: (text) => void process.stdout.write(text),
    note: (line) => void process.stderr.write(`${line}\n`),
    interactive: process.stderr.isTTY === true,
    colors: createColors(process.stdout.isTTY === true && !process.env['NO_COLOR']),
    signal,
    now: Date.now,
    endAtOnce: () => void interrupts.forEach((signal) => void process.removeAllListeners(signal)),
  };
}
