/** Progress on stderr: a bar with the time left on a terminal, a plain line now and then elsewhere. */
import { formatSeconds } from '../ensembles/forecast.ts';
import type { Terminal } from './terminal.ts';

/** Milliseconds between plain lines. */
const interval = 15_000;

export interface Progress {
  /** @param fraction 0 to 1, all of the work. @param kept the part of it that was there before this session. */
  update(fraction: number, kept: number, what: string): void;
  stop(): void;
}

export async function showProgress(terminal: Terminal): Promise<Progress> {
  const began = terminal.now();
  const timeLeft = (fraction: number, kept: number) => {
    const fresh = fraction - kept;
    const elapsed = (terminal.now() - began) / 1000;
    // A forecast from the first instants says nothing.
    return fresh > 0 && elapsed > 1 ? `${formatSeconds((elapsed * (1 - fraction)) / fresh)} left` : '';
  };
  return terminal.screen ? bar(terminal.screen, timeLeft) : lines(terminal, timeLeft);
}

async function bar(
  screen: NodeJS.WritableStream,
  timeLeft: (fraction: number, kept: number) => string,
): Promise<Progress> {
  const { Presets, SingleBar } = await import('cli-progress');
  const single = new SingleBar(
    {
      format: '{bar} {percentage} %  {what}  {left}',
      barsize: 28,
      hideCursor: true,
      clearOnComplete: true,
      fps: 8,
      stream: screen,
    },
    Presets.shades_classic,
  );
  single.start(1, 0, { what: '', left: '' });
  return {
    update: (fraction, kept, what) => single.update(fraction, { what, left: timeLeft(fraction, kept) }),
    stop: () => single.stop(),
  };
}

function lines(terminal: Terminal, timeLeft: (fraction: number, kept: number) => string): Progress {
  let last = terminal.now();
  return {
    update(fraction, kept, what) {
      if (terminal.now() - last < interval) return;
      last = terminal.now();
      terminal.note(`${Math.floor(100 * fraction)} %  ${what}  ${timeLeft(fraction, kept)}`.trimEnd());
    },
    stop: () => undefined,
  };
}
