/** Mixtures of glasses as a family: orders, their shares of the variance, size, seed and number of the disorder. */
import { z } from 'zod';
import { ArgumentError } from '../../base/errors.ts';
import { fillNormals, streamAddress } from '../../base/philox.ts';
import { distinct } from '../../base/schema.ts';
import type { Family } from '../family.ts';
import { randomStart } from '../spin-glass/spin-glass.ts';
import { mixedGlass } from './mixed-glass.ts';

const schema = z.object({
  orders: distinct(z.array(z.int().min(1).max(6)).min(1))
    .default([1, 2, 3])
    .describe('orders p that are mixed; 1 is an external field'),
  shares: z
    .array(z.number().positive())
    .optional()
    .describe('their shares c_p² of the variance, scaled to sum 1 (default: equal)'),
  size: z.int().min(2).describe('Λ, number of spins'),
  seed: z.int().min(0).default(1).describe('seed of couplings and starts'),
  disorder: z.int().min(0).max(0xffffffff).default(0).describe('number of the disorder'),
});
type MixedSpec = z.infer<typeof schema>;

/** Orders with c_p² that sum to 1. @throws ArgumentError when shares are not one for each order */
function mixtureOf({ orders, shares }: MixedSpec): { readonly order: number; readonly share: number }[] {
  if (shares && shares.length !== orders.length)
    throw new ArgumentError('mixed-glass', 'shares', `one for each of ${orders.length} orders`, shares.length);
  const total = shares?.reduce((sum, share) => sum + share, 0) ?? orders.length;
  return orders.map((order, k) => ({ order, share: (shares?.[k] ?? 1) / total }));
}

/** X^p, Λ^p normals of the stream of their order. */
function entriesOf({ seed, disorder, size }: MixedSpec, order: number): Float64Array {
  const X = new Float64Array(size ** order);
  fillNormals(streamAddress(seed, 'mixed-glass', disorder, `order ${order}`), 0, X);
  return X;
}

export const mixedGlassFamily: Family<MixedSpec> = {
  name: 'mixed-glass',
  schema,
  portable: true,
  title: (spec) =>
    `glass of mixed orders ${mixtureOf(spec)
      .map(({ order, share }) => `${order} (${share.toPrecision(3)})`)
      .join(', ')}, ${spec.size} spins, seed ${spec.seed}, disorder ${spec.disorder}`,
  open: (spec) =>
    mixedGlass(
      spec.size,
      mixtureOf(spec).map(({ order, share }) => ({
        order,
        amplitude: Math.sqrt(share),
        entries: entriesOf(spec, order),
      })),
      mixedGlassFamily.title(spec),
    ),
  start: (_landscape, { size, seed, disorder }, k, out) => randomStart({ order: 2, size, seed, disorder }, k, out),
  heights: ({ dimension }) => ({ lowest: -1.65 * dimension, highest: 0 }),
  bytes: ({ orders, size }, _shapes, points) =>
    8 * (3 * orders.reduce((sum, order) => sum + size ** order, 0) + 4 * size ** 2 + (points + 8) * size),
  disorder: {
    name: 'couplings',
    shape: ({ orders, size }) => [orders.reduce((sum, order) => sum + size ** order, 0)],
    entries: (spec) => Float64Array.from(spec.orders.flatMap((order) => [...entriesOf(spec, order)])),
  },
  layout: ({ size }) => ({
    arrays: [{ name: 'points', layer: 'spins', kind: 'other', shape: [size], start: 0, end: size }],
  }),
  fixtures: [
    { orders: [1, 2, 3], size: 7, seed: 6, disorder: 0 },
    { orders: [4, 2], shares: [1, 3], size: 5, seed: 6, disorder: 1 },
    { orders: [1], size: 4, seed: 6, disorder: 0 },
  ],
};
