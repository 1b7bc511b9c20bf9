/** The command line's surroundings, injected so that a test can hold them: two streams, a clock, the interrupt. */
import { createColors } from 'picocolors';

export interface Terminal {
  /** Results, to stdout, as given. */
  out(text: string): void;
  /** Everything else, to stderr, one line. */
  note(line: string): void;
  /** Is a person looking at stderr? Then progress is a bar, drawn on this stream. */
  readonly screen?: NodeJS.WritableStream;
  readonly colors: ReturnType<typeof createColors>;
  /** Aborted by Ctrl-C. A command that does not end soon after is ended. */
  readonly signal: AbortSignal;
  /** Aborted by USR2: what is in work is ended, nothing more is begun. */
  readonly drain?: AbortSignal;
  /** Milliseconds since 1970. */
  now(): number;
  /** What is said when the command is ended before it could speak: from here on this line. */
  lastWords(line: string): void;
}

/** What a command's thread knows of the process's terminal. */
export interface TerminalFacts {
  /** Columns of stderr where a person looks at it. */
  readonly columns?: number;
  readonly colors: boolean;
}

/** What a command's thread says to the process. */
export type FromCommand =
  | { readonly type: 'out'; readonly text: string }
  | { readonly type: 'err'; readonly text: string }
  | { readonly type: 'last-words'; readonly line: string }
  | { readonly type: 'end'; readonly code: number };

/** Colors only on a terminal and when NO_COLOR does not forbid them. */
export function terminalFacts(): TerminalFacts {
  const { stderr, stdout, env } = process;
  const colors = stdout.isTTY === true && !env['NO_COLOR'];
  return stderr.isTTY ? { columns: stderr.columns, colors } : { colors };
}

/** The terminal of a command in its own thread: everything is said to the process, which writes it. */
export async function threadTerminal(
  { columns, colors }: TerminalFacts,
  say: (message: FromCommand) => void,
  signal: AbortSignal,
  drain: AbortSignal,
): Promise<Terminal> {
  const err = (text: string) => say({ type: 'err', text });
  return {
    out: (text) => say({ type: 'out', text }),
    note: (line) => err(`${line}\n`),
    ...(columns === undefined ? {} : { screen: await screenOf(columns, err) }),
    colors: createColors(colors),
    signal,
    drain,
    now: Date.now,
    lastWords: (line) => say({ type: 'last-words', line }),
  };
}

/** A stream that passes for a terminal of that width. */
async function screenOf(columns: number, write: (text: string) => void): Promise<NodeJS.WritableStream> {
  const { Writable } = await import('node:stream');
  const stream = new Writable({
    decodeStrings: false,
    write(text: string | Uint8Array, _encoding, done) {
      write(typeof text === 'string' ? text : new TextDecoder().decode(text));
      done();
    },
  });
  return Object.assign(stream, { isTTY: true, columns });
}
