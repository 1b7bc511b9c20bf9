/** The probe along a predicted descent: what it says of right and wrong predictions, and its bound on rounding against exact arithmetic. */
import { describe, expect, it } from 'vitest';
import * as exact from '../../src/certificates/rational.ts';
import { fallAlong, lossRounding } from '../../src/claims/golikov2019/fall-along.ts';
import { drawOf, lookAt, type RandomNet, randomNet, startOf } from '../../src/claims/golikov2019/linear-problems.ts';
import type { Matrix } from '../../src/linalg/index.ts';
import { classifyLinear, type LinearDescent, pointOf, representative, weightsAt } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';

const run = claimRun('smoke', 7);

/** A critical point of rank one of a net of five layers, whose factors are scaled by powers of `scale`: the loss falls to order 5. */
function flatSaddle(scale: number): { net: RandomNet; point: Float64Array; descent: LinearDescent } {
  const net = randomNet(run, [3, 2, 2, 2, 2, 3], 0);
  const made = representative(drawOf(run, 'test', 0, 'made'), net.problem, net.widths, [1], [1, 2, 3, 4, 5]);
  const scaled = made.map((W, h) => ({
    ...W,
    entries: W.entries.map((w) => w * [scale, 1, 1 / scale, scale, 1 / scale][h]!),
  }));
  const { weights, descent } = classifyLinear(net.problem, scaled);
  return { net, point: pointOf(weights), descent: descent! };
}

describe('a predicted fall', () => {
  it.each([1, 8])('is seen at an order of 5, where a fixed step hides it (factors scaled by %d)', (scale) => {
    const { net, point, descent } = flatSaddle(scale);
    expect(descent.order).toBe(5);
    expect(fallAlong(net, point, descent)).toBe('falls');
    // Odd order: the loss rises the other way.
    const back = descent.direction.map((V) => ({ ...V, entries: V.entries.map((v) => -v) }));
    expect(fallAlong(net, point, { ...descent, direction: back })).toBe('does not fall');
    expect(fallAlong(net, point, { ...descent, coefficient: 8 * descent.coefficient })).toBe('does not fall');
    // Too small a coefficient asks for so short a step that rounding hides everything.
    expect(fallAlong(net, point, { ...descent, coefficient: 1e-12 * descent.coefficient })).toBe('unresolved');
  });
});

describe('the bound on the rounding of the loss', () => {
  /** ‖Y − W_H ⋯ W_1 X‖² of these floats, in rationals. */
  function exactLoss(X: Matrix, Y: Matrix, weights: readonly Matrix[]): exact.Rational {
    const rows = (A: Matrix) =>
      Array.from({ length: A.rows }, (_, i) =>
        Array.from(A.entries.subarray(i * A.columns, (i + 1) * A.columns), exact.fromBinary64),
      );
    const columns = rows(X)[0]!.map((_, s) => rows(X).map((row) => row[s]!));
    const targets = rows(Y);
    return exact.sum(
      columns.flatMap((x, s) => {
        const out = weights.map(rows).reduce((a, W) => W.map((row) => exact.dot(row, a)), x);
        return out.map((z, o) => {
          const r = exact.subtract(z, targets[o]![s]!);
          return exact.multiply(r, r);
        });
      }),
    );
  }

  it.each([[[3, 2, 3]], [[4, 2, 3, 3]], [[3, 1, 2]]])('holds for widths %s', (widths) => {
    const net = randomNet(run, widths, 1, 5);
    for (let k = 0; k < 6; k++) {
      const point = startOf(drawOf(run, 'test', k, 'start'), widths).map((w) => w * 10 ** (k - 2));
      const weights = weightsAt(widths, point);
      const { X, Y } = net.problem;
      const value = exact.fromBinary64(lookAt(net.landscape, point).value);
      const off = exact.subtract(value, exactLoss(X, Y, weights));
      const error = Math.abs(Number(off.n)) / Number(off.d);
      expect(error).toBeLessThanOrEqual(lossRounding({ X, Y }, weights));
      // No more than some thousand roundings of what the sums are made of.
      const size = 1 + lookAt(net.landscape, point).value;
      expect(lossRounding({ X, Y }, weights)).toBeLessThan(1e4 * 2 ** -53 * size);
    }
  });
});
