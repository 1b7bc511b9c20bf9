/**
 * The command line as a process. The command runs in a thread of its own, so that this one, which only writes what it is told, hears Ctrl-C and
 * SIGTERM at every moment: it asks the command to stop, and ends the process when that does not happen soon. Nothing is lost by it: what a
 * run has computed is on the disk, and other commands write their files in one step.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { exitCodes } from './exit.ts';
import { type FromCommand, type Terminal, type TerminalFacts, terminalFacts, threadTerminal } from './terminal.ts';

/** What asks the process to stop. */
const interrupts = ['SIGINT', 'SIGTERM'] as const;

/** Milliseconds that an interrupted command has to end by itself. */
const patience = 1000;

interface Errand {
  readonly words: readonly string[];
  readonly facts: TerminalFacts;
}

/** Words and a terminal in, the exit code out. */
export type CommandLine = (words: readonly string[], terminal: Terminal) => Promise<number>;

/**
 * @param entry  the module that calls this: it is the thread's too
 * @param load   what runs in the thread
 */
export async function runProcess(entry: URL, load: () => Promise<CommandLine>): Promise<void> {
  if (isMainThread) supervise(entry);
  else await serve(load, workerData as Errand);
}

function supervise(entry: URL): void {
  let lastWords = 'interrupted';
  let stopping = false;
  let code: number | undefined;
  // A full or closed stderr is no reason to stop: the results go elsewhere.
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that closes the pipe (`| head`) has seen enough.
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    process.stderr.write(`error: stdout cannot be written (${error.code})\n`);
    process.exit(exitCodes.failed);
  });
  const data: Errand = { words: process.argv.slice(2), facts: terminalFacts() };
  const command = new Worker(entry, { workerData: data });

  const stop = () => {
    if (stopping) process.exit(exitCodes.interrupted);
    stopping = true;
    command.postMessage('stop');
    setTimeout(() => {
      process.stderr.write(`${lastWords}\n`);
      process.exit(exitCodes.interrupted);
    }, patience).unref();
  };
  for (const signal of interrupts) process.on(signal, stop);
  // USR1 would start Node's debugger.
  process.on('SIGUSR2', () => command.postMessage('drain'));

  command.on('message', (message: FromCommand) => {
    switch (message.type) {
      case 'out':
        // Results come last. Nothing is left to be kept, and a reader that does not read makes this thread deaf.
        if (!stopping) for (const signal of interrupts) process.off(signal, stop);
        process.stdout.write(message.text);
        return;
      case 'err':
        process.stderr.write(message.text);
        return;
      case 'last-words':
        lastWords = message.line;
        return;
      case 'end':
        code = message.code;
    }
  });
  command.on('error', (error) => {
    process.stderr.write(`error: ${error.message}\n`);
    code = exitCodes.failed;
  });
  command.on('exit', () => {
    process.exitCode = code ?? exitCodes.failed;
    for (const signal of interrupts) process.off(signal, stop);
  });
}

async function serve(load: () => Promise<CommandLine>, { words, facts }: Errand): Promise<void> {
  const port = parentPort!;
  const say = (message: FromCommand) => port.postMessage(message);
  const [stop, drain] = [new AbortController(), new AbortController()];
  port.on('message', (message: 'stop' | 'drain') => (message === 'stop' ? stop : drain).abort());
  port.unref();
  const run = await load();
  const terminal = await threadTerminal(facts, say, stop.signal, drain.signal);
  say({ type: 'end', code: await run(words, terminal) });
}
