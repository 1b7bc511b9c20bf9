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

/** Share of the whole, done in this session, after which what was measured alone tells the time left; before, the forecast counts too. */
const trusted = 0.05;

/**
 * Seconds left at the pace so far, drawn towards the forecast while little is done: a single slow start would say days.
 * @param fresh     share of the whole that was done since the session began
 * @param forecast  seconds for the whole; absent where nothing is forecast
 */
export function secondsLeft(fraction: number, fresh: number, elapsed: number, forecast?: number): number {
  const pace = elapsed / fresh;
  const weight = forecast === undefined ? 1 : Math.min(1, fresh / trusted);
  return (1 - fraction) * (weight * pace + (1 - weight) * (forecast ?? 0));
}

/** @param forecast  seconds for all of the work, where there is a forecast */
export async function showProgress(terminal: Terminal, forecast?: number): Promise<Progress> {
  const began = terminal.now();
  const timeLeft = (fraction: number, kept: number) => {
    const fresh = fraction - kept;
    const elapsed = (terminal.now() - began) / 1000;
    // The first instants say nothing.
    return fresh > 0 && elapsed > 1 ? `${formatSeconds(secondsLeft(fraction, fresh, elapsed, forecast))} left` : '';
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
