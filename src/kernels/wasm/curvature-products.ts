/**
 * Products of the Hessian with blocks of vectors, from the records of a prepared point: along the layers, and back. The same with
 * absolute values in place of all numbers, behind bounds on rounding.
 * @source [pearlmutter1994fast]; [schraudolph2002fast]
 */
import type { HessianPart } from '../contract/network-curvature.ts';
import { curvatureCodes } from '../templates/curvature-layout.ts';
import { curvatureBytes, even, type Packs, sumsRow } from './curvature-memory.ts';
import {
  type CurvatureMemory,
  clearSums,
  type Engine,
  enter,
  type InputBlock,
  inputBlock,
  leave,
  type PointMemory,
  packWeights,
  pullBack,
  unpack,
} from './curvature-point.ts';

/** One block of samples: its inputs, the addresses of its record and curvature, and of the weights. */
interface BlockAt {
  readonly packs: Packs;
  readonly inputs: InputBlock;
  readonly record: number;
  readonly kind: number;
  readonly curvature: number;
  /** All numbers are absolute values. */
  readonly absolute: boolean;
}

/** Gives block after block. */
type Blocks = (b: number) => BlockAt;

/** The blocks of a point. */
export function blocksOf(engine: Engine, { packs, records }: PointMemory, { kind, rows }: CurvatureMemory): Blocks {
  const { of } = engine;
  const bytes = curvatureBytes(of, kind);
  return (b) => ({
    packs,
    inputs: inputBlock(engine, b),
    record: records + b * of.record,
    kind: curvatureCodes[kind],
    curvature: rows + b * bytes,
    absolute: false,
  });
}

/** out ← H v of count vectors. */
export function multiply(
  engine: Engine,
  blocks: Blocks,
  vectors: Float64Array,
  count: number,
  out: Float64Array,
  part: HessianPart,
): void {
  const { of, at } = engine;
  const n = of.dimension;
  for (let first = 0; first < count; first += of.vectors) {
    const some = Math.min(of.vectors, count - first);
    engine.floats(at.vectors, some * n).set(vectors.subarray(first * n, (first + some) * n));
    for (let v = 0; v < some; v++) packWeights(engine, at.vectors + v * n * 8, at.packs, v);
    clearSums(engine, some);
    for (let b = 0; b < of.blocks; b++) {
      const block = blocks(b);
      along(engine, block, some);
      back(engine, block, some, part);
    }
    for (let v = 0; v < some; v++) unpack(engine, v);
    out.set(engine.floats(at.products, some * n), first * n);
  }
}

/** H by n products, the mean of its two triangles. */
export function formByProducts(engine: Engine, blocks: Blocks, matrix: Float64Array, part: HessianPart): void {
  const { dimension: n, vectors } = engine.of;
  const units = new Float64Array(vectors * n);
  for (let first = 0; first < n; first += vectors) {
    const some = Math.min(vectors, n - first);
    for (let v = 0; v < some; v++) units[v * n + first + v] = 1;
    multiply(engine, blocks, units, some, matrix.subarray(first * n, (first + some) * n), part);
    for (let v = 0; v < some; v++) units[v * n + first + v] = 0;
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const mean = (matrix[i * n + j]! + matrix[j * n + i]!) / 2;
      matrix[i * n + j] = mean;
      matrix[j * n + i] = mean;
    }
}

/** Pre-activations and activations along the vectors. */
function along(engine: Engine, { packs, inputs: block, record }: BlockAt, vectors: number): void {
  const { of, at, exports } = engine;
  const { sizes, top, stride, rows } = of;
  const { columns } = block;
  const product = exports['curvatureProduct']!;
  for (let l = 1; l <= top; l++) {
    const [inputs, units] = [sizes[l - 1]!, sizes[l]!];
    const pairs = even(units) / 2;
    const z = at.alongZ[l]!;
    const from = record + rows[l - 1]!.a;
    if (l === 1) enter(engine, at.packs, block, vectors * even(units), z);
    else product(at.packs.rows[l]!, from, stride, inputs + 1, z, stride, vectors * pairs, columns, 0);
    for (let v = 0; v < vectors; v++) {
      const to = z + v * even(units) * stride;
      const below = at.alongA[l - 1]! + v * (inputs + 1) * stride;
      if (l > 1) product(packs.rows[l]!, below, stride, inputs + 1, to, stride, pairs, columns, 1);
      if (l === top) continue;
      const a = at.alongA[l]! + v * (units + 1) * stride;
      exports['curvatureTimes']!(record + rows[l]!.slope, to, a, units * stride);
    }
  }
}

/** Errors along the vectors, and their sums with what the layers read. */
function back(
  engine: Engine,
  { packs, inputs: block, record, kind, curvature, absolute }: BlockAt,
  vectors: number,
  part: HessianPart,
): void {
  const { of, at, exports } = engine;
  const { sizes, top, stride, rows } = of;
  const { columns } = block;
  const accumulate = exports['curvatureAccumulate']!;
  const product = exports['curvatureProduct']!;
  let [errors, other] = at.back;
  const outputs = sizes[top]!;
  const curve = part === 'residual' ? curvatureCodes.zero : kind;
  for (let v = 0; v < vectors; v++) {
    const o = v * even(outputs) * stride;
    exports['curvatureCurve']!(curve, curvature, at.alongZ[top]! + o, errors + o, outputs, stride, columns, +absolute);
  }
  for (let l = top; l > 0; l--) {
    const [inputs, units] = [sizes[l - 1]!, sizes[l]!];
    if (l === 1) {
      leave(engine, block, errors, vectors * even(units));
      break;
    }
    const row = sumsRow(inputs);
    const from = record + rows[l - 1]!.a;
    accumulate(errors, vectors * even(units), from, inputs + 1, stride, columns, at.sums[l]!, row);
    const { slope, bend, pull } = rows[l - 1]!;
    const here = errorsOf(engine, record, l);
    const pairs = even(inputs) / 2;
    const bytes = inputs * stride;
    if (part !== 'gauss-newton')
      product(at.packs.columns[l]!, here, stride, units, other, stride, vectors * pairs, columns, 0);
    for (let v = 0; v < vectors; v++) {
      const to = other + v * even(inputs) * stride;
      const above = errors + v * even(units) * stride;
      if (part === 'gauss-newton') {
        product(packs.columns[l]!, above, stride, units, to, stride, pairs, columns, 0);
        exports['curvatureTimes']!(record + slope, to, to, bytes);
        continue;
      }
      const beside = at.alongA[l - 1]! + v * (inputs + 1) * stride;
      accumulate(here, units, beside, inputs, stride, columns, at.sums[l]! + v * even(units) * row, row);
      product(packs.columns[l]!, above, stride, units, to, stride, pairs, columns, 1);
      const z = at.alongZ[l - 1]! + v * even(inputs) * stride;
      if (of.bent) exports['curvatureBend']!(to, record + slope, record + bend, record + pull, z, bytes);
      else exports['curvatureTimes']!(record + slope, to, to, bytes);
    }
    [errors, other] = [other, errors];
  }
}

/** ∂L/∂z of layer l: its address. */
function errorsOf({ of: { sizes, top, stride, rows }, at, exports }: Engine, record: number, l: number): number {
  const { slope, pull } = rows[l]!;
  if (l === top) return record + pull;
  exports['curvatureTimes']!(record + slope, record + pull, at.errors[l]!, sizes[l]! * stride);
  return at.errors[l]!;
}

/** The blocks of a point with absolute values in place of all numbers, back-propagation included; each until the next one. */
export function absoluteBlocks(engine: Engine, point: PointMemory, curvature: CurvatureMemory): Blocks {
  const { of, at } = engine;
  const { packs, x, record, curvature: rows } = at.absolute;
  const absolute = engine.exports['curvatureAbsolute']!;
  absolute(point.parameters, at.vectors, even(of.dimension) * 8);
  packWeights(engine, at.vectors, packs);
  const blocks = blocksOf(engine, point, curvature);
  return (b) => {
    const block = blocks(b);
    absolute(block.inputs.x, x, (of.sizes[0]! + 1) * of.stride);
    absolute(block.record, record, of.record);
    absolute(block.curvature, rows, curvatureBytes(of, curvature.kind));
    pullBack(engine, packs, record, block.inputs.columns);
    const inputs = { ...block.inputs, x, lists: undefined };
    return { ...block, packs, inputs, record, curvature: rows, absolute: true };
  };
}
