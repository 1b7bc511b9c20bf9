/** In: a network on its examples and a float point. Out: what is proved to lie near it, or why nothing is. */
import type { Perceptron } from '../../landscapes/index.ts';
import { proveCell } from './cell.ts';
import { estimateEscape, type Trace } from './escape.ts';
import { proveIsolated } from './isolated.ts';
import type { ProvedNear } from './outcome.ts';
import { isSeparated, isUnreachable } from './separated.ts';
import { proveSolved } from './solved.ts';

export type { ProvedNear } from './outcome.ts';

export type Near =
  | { readonly verdict: 'proved'; readonly near: ProvedNear; readonly tried: readonly Tried[] }
  /** The loss falls along a ray, or the run's norm grew while its loss fell (an estimate). */
  | { readonly verdict: 'runs-to-infinity'; readonly reason: string; readonly tried: readonly Tried[] }
  | { readonly verdict: 'undecided'; readonly reason: string; readonly tried: readonly Tried[] };

/** A way that led to nothing. */
export interface Tried {
  readonly way: 'solved' | 'cell' | 'isolated';
  readonly reason: string;
}

export interface NearOptions {
  /** What is proved farther away is not near. Default 0.01. */
  readonly within?: number;
  /** What the run that ended here kept on the way. */
  readonly trace?: Trace | undefined;
}

const ways = [
  ['solved', proveSolved],
  ['cell', proveCell],
  ['isolated', proveIsolated],
] as const;

/**
 * Three theorems in turn: a point with loss 0 in a box (Krawczyk on the outputs), the exact minimum of the quadratic between kinks (rational),
 * an isolated critical point in a box (Krawczyk on the gradient).
 * @param theta  in the order of the parameters; finite
 * @source [krawczyk1969newton]; docs/decisions/026
 */
export function proveNear(
  { model, examples }: Perceptron,
  theta: Float64Array,
  { within = 0.01, trace }: NearOptions = {},
): Near {
  if (isSeparated(model, examples, theta)) {
    const reason =
      'every sample is on the right side, so the loss falls to 0 as the last layer grows: the point is not critical, and no minimum has loss 0';
    return { verdict: 'runs-to-infinity', reason, tried: [] };
  }
  const tried: Tried[] = [];
  let zeroModes: number | undefined;
  for (const [way, prove] of ways) {
    const attempt = prove(model, examples, theta);
    if ('proved' in attempt && attempt.proved.distance <= within)
      return { verdict: 'proved', near: attempt.proved, tried };
    if ('proved' in attempt) {
      const { statement, distance } = attempt.proved;
      tried.push({ way, reason: `${statement} is proved at distance ${distance.toPrecision(3)} only` });
    } else {
      zeroModes = attempt.zeroModes ?? zeroModes;
      tried.push({ way, reason: attempt.reason });
    }
  }
  const running = trace && estimateEscape(trace);
  if (running) {
    const limit = running.limit === null ? 'of unknown limit' : `towards ${running.limit.toPrecision(4)}`;
    const reason = `in each of the last doublings of the steps the norm grew by ${(100 * Math.expm1(running.growth)).toFixed(1)} % or more while the loss fell ${limit} (estimates)`;
    return { verdict: 'runs-to-infinity', reason, tried };
  }
  const limits = isUnreachable(model, examples) ? '; loss 0 is not reached by any network' : '';
  const modes =
    zeroModes === undefined
      ? tried.at(-1)!.reason
      : `${zeroModes} zero ${zeroModes === 1 ? 'mode' : 'modes'} of the Hessian are not shown to be flat`;
  return { verdict: 'undecided', reason: modes + limits, tried };
}
