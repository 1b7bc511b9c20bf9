/** Landscapes from a tensor in a file: the spins of a glass under couplings of one's own. */
import { z } from 'zod';
import { ArgumentError } from '../../base/errors.ts';
import type { Family } from '../family.ts';
import { glassBytes, randomStart } from '../spin-glass/spin-glass.ts';
import { tensorHeights, tensorLandscape } from './tensor.ts';

const schema = z.object({
  couplings: z
    .string()
    .min(1)
    .describe('tensor of H axes of length Λ in a .npy, .npz or .safetensors file; FILE#NAME picks an array'),
  order: z.int().min(2).max(5).optional().describe('H, axes of the tensor; read from the file, checked when given'),
  size: z.int().min(2).optional().describe('Λ, length of each axis; read from the file, checked when given'),
  seed: z.int().min(0).default(1).describe('seed of the starts'),
});
type TensorSpec = z.infer<typeof schema>;

const prefix = 'file:';
const path = ({ couplings }: TensorSpec) => (couplings.startsWith(prefix) ? couplings.slice(prefix.length) : couplings);

export const tensorFamily: Family<TensorSpec> = {
  name: 'tensor',
  schema,
  short: 'couplings',
  portable: false,
  title: (spec) => `tensor ${path(spec)}`,
  arrays: (spec) => [`${prefix}${path(spec)}`],
  sized(spec, [shape]) {
    const { order, size } = sizesOf(spec, shape!);
    for (const [name, there] of [
      ['order', order],
      ['size', size],
    ] as const)
      if (spec[name] !== undefined && spec[name] !== there)
        throw new ArgumentError('tensor', name, `${there}, as ${path(spec)} has it`, spec[name]);
    return { ...spec, order, size };
  },
  open(spec, { kernels, arrays: [array], precision }) {
    const { order, size } = sizesOf(spec, array!.shape);
    const name = `${order}-tensor of ${size} spins from ${path(spec)}`;
    return tensorLandscape({ order, size, entries: array!.entries }, kernels, { name, precision });
  },
  start: ({ dimension }, { seed, order = 2 }, k, out) =>
    randomStart({ order, size: dimension, seed, disorder: 0 }, k, out),
  heights: (landscape) => tensorHeights(landscape, landscape.form!.order),
  bytes: ({ order = 2, size = 2 }, _shapes, points) =>
    glassBytes(order, size, 'float64', points) + 8 * size ** order * 3,
  layout: ({ size = 0 }) => ({
    arrays: [{ name: 'points', layer: 'spins', kind: 'other', shape: [size], start: 0, end: size }],
  }),
  fixtures: [
    { couplings: 'noise-6x6.npy', order: 2, size: 6, seed: 6 },
    { couplings: 'file:noise-5x5x5.npy', order: 3, size: 5, seed: 6 },
    { couplings: 'noise-4x4x4x4.npy', order: 4, size: 4, seed: 6 },
  ],
};

/** @throws ArgumentError when the array is no tensor of 2 to 5 axes of one length */
function sizesOf(spec: TensorSpec, shape: readonly number[]): { readonly order: number; readonly size: number } {
  const [size = 0] = shape;
  const cube = shape.every((extent) => extent === size);
  if (shape.length >= 2 && shape.length <= 5 && cube && size >= 2) return { order: shape.length, size };
  const rule = `a tensor of 2 to 5 axes of one length ≥ 2 (${path(spec)})`;
  throw new ArgumentError('tensor', 'couplings', rule, `the shape ${shape.join(' × ') || '()'}`);
}
