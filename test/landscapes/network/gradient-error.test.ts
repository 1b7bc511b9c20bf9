import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { exact, multiply } from '../../../src/base/double-double.ts';
import type { ActivationName } from '../../../src/landscapes/network/activations.ts';
import { gradientError } from '../../../src/landscapes/network/gradient-error.ts';
import type { LossName } from '../../../src/landscapes/network/losses.ts';
import { networkLandscape } from '../../../src/landscapes/network/network.ts';
import { norm, someNetwork } from './some-networks.ts';

interface Golden {
  readonly sizes: number[];
  readonly activation: ActivationName;
  readonly loss: LossName;
  readonly bias: boolean;
  readonly parameters: number[];
  readonly x: number[];
  readonly t: number[];
  /** Exact gradient to 32 digits: a double and what is left. */
  readonly gradient: number[];
  readonly rest: number[];
}

const golden: Record<'networks' | 'adverse', Golden[]> = JSON.parse(
  readFileSync(new URL('../../golden/landscapes/network-gradients.json', import.meta.url), 'utf8'),
);
const ratios: number[] = [];
const adverse: number[] = [];
afterAll(() => {
  const list = (all: readonly number[]) => all.map((r) => r.toFixed(0)).join(' ');
  process.stdout.write(`bound/error of gradients: ${list(ratios)}; adverse: ${list(adverse)}\n`);
});

/** ‖computed − exact‖ and its bound. */
function compare({ sizes, activation, loss, bias, ...given }: Golden) {
  const [inputs, outputs] = [sizes[0]!, sizes.at(-1)!];
  const [x, t] = [Float64Array.from(given.x), Float64Array.from(given.t)];
  const examples = { count: x.length / inputs, inputs, outputs, x, t };
  const shape = { sizes, activation, loss, bias };
  const point = Float64Array.from(given.parameters);
  const computed = new Float64Array(point.length);
  networkLandscape(shape, examples).valueAndGradient(point, 1, new Float64Array(1), computed);
  const off = norm(computed.map((g, i) => g - given.gradient[i]! - given.rest[i]!));
  return { off, bound: gradientError(shape, examples, point) };
}

describe('rounding of gradients against 50 digits (golden/landscapes/network-gradients.py)', () => {
  it.each(golden.networks)(
    '$sizes $activation $loss: within the bound, which is at most 1000 times larger',
    (given) => {
      const { off, bound } = compare(given);
      expect(off).toBeLessThanOrEqual(bound);
      expect(bound).toBeLessThan(1000 * off);
      ratios.push(bound / off);
    },
  );

  it('is within the bound where one source of error leads: sums that cancel, the softmax', () => {
    for (const given of golden.adverse) {
      const { off, bound } = compare(given);
      expect(off).toBeLessThanOrEqual(bound);
      adverse.push(bound / off);
    }
  });
});

it('counts the sum over the samples: 20,000 times the same one, whose roundings go the same way', () => {
  const count = 20_000;
  const [x, t] = [new Float64Array(count).fill(0.1), new Float64Array(count)];
  const examples = { count, inputs: 1, outputs: 1, x, t };
  const shape = { sizes: [1, 1], activation: 'identity', loss: 'squared', bias: false } as const;
  const gradient = new Float64Array(1);
  networkLandscape(shape, examples).valueAndGradient(Float64Array.of(1), 1, new Float64Array(1), gradient);
  const { hi, lo } = multiply(exact(0.1), exact(0.1));
  const off = Math.abs(gradient[0]! - hi - lo);
  const bound = gradientError(shape, examples, Float64Array.of(1));
  expect(off).toBeLessThanOrEqual(bound);
  expect(off).toBeGreaterThan(bound / 100);
});

it('is infinite where rounding may decide the side of a ReLU, and finite beside blank images', () => {
  const { shape, examples, point } = someNetwork(
    { sizes: [3, 1, 2], activation: 'relu', loss: 'squared', bias: false },
    1,
  );
  examples.x.set([0.1, 0.2, 0.3]);
  point.set([1, 1, -1]);
  expect(gradientError(shape, examples, point)).toBe(Infinity);
  examples.x.fill(0);
  expect(gradientError(shape, examples, point)).toBe(0);
});
