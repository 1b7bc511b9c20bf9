import { describe, expect, test } from 'vitest';
import { matchedTo } from '../../src/ensembles/experiments/matched-networks.ts';
import type { RectifiedHessians } from '../../src/kernels/contract.ts';

/** Networks whose gradient has a norm that is known at each scale of the start. */
const withNorm = (normAt: (scale: number) => number) => {
  const at = ([scale]: Float64Array) => ({ gradient: Float64Array.of(normAt(scale!)) });
  return matchedTo({ at } as unknown as RectifiedHessians, Float64Array.of(1));
};

describe('a start is scaled to a gradient norm', () => {
  test('by the scale that has it: exactly where the norm is linear in ln t', () => {
    const match = withNorm((t) => 9 + Math.log2(t));
    for (const octave of [-7.3, -2, 0, 0.55]) {
      const { scale, point } = match(9 + octave);
      expect(Math.log2(scale)).toBeCloseTo(octave, 12);
      expect(point[0]).toBe(scale);
    }
  });

  test('by the one nearest to the start where several have it', () => {
    // (ln₂ t + 1)² is 1 at t = 1/4 and at t = 1, and ¼ at 2^−1.5 and 2^−0.5.
    const match = withNorm((t) => (Math.log2(t) + 1) ** 2);
    expect(match(1).scale).toBeCloseTo(1, 12);
    expect(Math.log2(match(0.25).scale)).toBeCloseTo(-0.5, 12);
  });

  test('and where none has it, by the one that comes nearest', () => {
    const match = withNorm((t) => 9 + Math.log2(t));
    expect([match(0.2).scale, match(50).scale]).toEqual([2 ** -8, 2]);
  });
});
