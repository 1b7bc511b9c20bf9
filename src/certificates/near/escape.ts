/** Whether a training run runs to infinity: its norm grows while its loss falls. An estimate from what was kept on the way, never a proof. */

/** Losses and ‖θ‖ of a run, each after twice the steps of the one before. */
export interface Trace {
  readonly losses: ArrayLike<number>;
  readonly norms: ArrayLike<number>;
}

export interface Escape {
  /** Smallest growth of ln ‖θ‖ in a doubling of the steps. */
  readonly growth: number;
  /** Limit of the losses by Aitken's Δ², which is exact where what is above it halves with every doubling; null where they do not slow down. */
  readonly limit: number | null;
}

/** Doublings that are looked at, and what the norm must grow by in each. */
const rule = { doublings: 3, growth: 0.02 };

/** @returns undefined when in one of the last three doublings the norm grew by less than 2 %, or the loss did not fall */
export function estimateEscape({ losses, norms }: Trace): Escape | undefined {
  const last = losses.length - 1;
  if (last < rule.doublings) return undefined;
  let growth = Infinity;
  for (let k = last; k > last - rule.doublings; k--) {
    growth = Math.min(growth, Math.log(norms[k]! / norms[k - 1]!));
    if (!(losses[k]! < losses[k - 1]!) || !(growth >= rule.growth)) return undefined;
  }
  const [before, fall] = [losses[last - 1]! - losses[last - 2]!, losses[last]! - losses[last - 1]!];
  return { growth, limit: fall > before ? Math.max(0, losses[last]! - fall ** 2 / (fall - before)) : null };
}
