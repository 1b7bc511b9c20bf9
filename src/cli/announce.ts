/** Long computations that cannot look up, said beforehand. */

import { unnoticed } from '../base/seconds.ts';
import { formatSeconds } from '../ensembles/forecast.ts';
import { stopIfAsked } from './perform.ts';
import type { Terminal } from './terminal.ts';

/** To be called last before the work. */
export function announce(terminal: Terminal, what: string, seconds: number): void {
  stopIfAsked(terminal);
  if (seconds > unnoticed) terminal.note(`${what}: about ${formatSeconds(seconds)}`);
}
