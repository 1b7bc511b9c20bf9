/** What kind of point a stuck run of a tiny network is: by the proofs near float points, with what is short of a proof counted apart. */
import { proveNear } from '../../certificates/index.ts';
import { smallSets } from '../../data/small-sets.ts';
import { networkLandscape } from '../../landscapes/network/network.ts';
import type { Run } from '../swirszcz2017/tiny-runs.ts';
import { type Cell, grid, type Setting } from '../swirszcz2017/tiny-settings.ts';

/**
 * minimum: a proved local minimum, not at a blind spot. blind-spot: one at which every unit is off at all samples. saddle: a proved critical
 * point with a direction down. kink: the minimum of the loss on a kink, across which a slope leads down. infinity: the norm grows while the
 * loss falls (an estimate). solution: a proved minimum with loss 0 next to the point. undecided: none of these is shown.
 */
export const kinds = ['minimum', 'blind-spot', 'saddle', 'kink', 'infinity', 'solution', 'undecided'] as const;
export type Kind = (typeof kinds)[number];

export interface Judgment {
  readonly kind: Kind;
  /** Exact sum of squared errors, where a minimum is proved. */
  readonly loss?: string;
  /** Why it is undecided. */
  readonly reason?: string;
}

export function perceptronOf({ loss }: Pick<Setting, 'loss'>, { data, activation, hidden }: Cell) {
  const { x, y } = smallSets[data]!;
  const model = { sizes: [2, hidden, 1], activation, ...grid.losses[loss] };
  const examples = { count: y.length, inputs: 2, outputs: 1, x: Float64Array.from(x.flat()), t: Float64Array.from(y) };
  return networkLandscape(model, examples).perceptron!;
}

export function judgmentOf(
  setting: Pick<Setting, 'loss'>,
  cell: Cell,
  { point, losses, norms }: Pick<Run, 'point' | 'losses' | 'norms'>,
): Judgment {
  const near = proveNear(perceptronOf(setting, cell), Float64Array.from(point), { trace: { losses, norms } });
  if (near.verdict === 'runs-to-infinity') return { kind: 'infinity' };
  if (near.verdict === 'undecided') return { kind: 'undecided', reason: near.reason };
  const { exact, loss, index, kind } = near.near;
  if (kind === 'solved' || loss === '0') return { kind: 'solution' };
  if (kind === 'isolated') {
    if (index === null) return { kind: 'undecided', reason: 'a critical point of unknown index' };
    return { kind: index === 0 ? 'minimum' : 'saddle' };
  }
  if (exact!.verdict === 'not-critical') return { kind: 'kink', loss: loss! };
  if (exact!.verdict === 'not-a-minimum') return { kind: 'saddle', loss: loss! };
  return { kind: isBlind(cell, point) ? 'blind-spot' : 'minimum', loss: loss! };
}

/** Whether every unit is off at all samples. */
function isBlind({ data, hidden }: Cell, point: readonly number[]): boolean {
  return smallSets[data]!.x.every(([a, b]) =>
    Array.from({ length: hidden }, (_, u) => u).every(
      (u) => point[2 * u]! * a! + point[2 * u + 1]! * b! + point[2 * hidden + u]! < 0,
    ),
  );
}
