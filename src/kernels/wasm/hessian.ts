/**
 * The Hessian of a one-hidden-layer ReLU network on WASM: the first layer with itself by groups of hidden units, then with the
 * output weights a unit at a time, each over the samples on which it is active; the output weights last. Samples come in chunks that stay in cache. templates/hessian.ts has the sums, this file their order and places.
 */
import { CapacityError } from '../../base/errors.ts';
import type { NetworkHessians, NetworkPass, NetworkShape, Samples, SymmetricKernel } from '../contract.ts';
import {
  formationError,
  keptParameters,
  type LitSamples,
  litSamples,
  networkPass,
  outputWeights,
} from '../network-pass.ts';
import { pairs, placeCross, placeInputs, placeOutputs, type Sizes, stripeUnits } from './hessian-places.ts';
import { type Instance, instantiate, Layout, memoryLimit } from './host.ts';
import { type SymmetricMemory, symmetricKernel, symmetricMemory } from './symmetric.ts';

/** Samples of a chunk: what belongs to it stays in a second-level cache of 1 MiB at 100 hidden units. */
const chunk = 320;
/** Numbers of a panel, as in templates/hessian.ts. */
const panel = 14;
/** Columns of a group of units at most: below, a list of products serves too few panels to pay; above, the group's samples are nearly all. */
const groupColumns = 98;

/** Addresses for one pass. */
interface HessianMemory {
  readonly X: number;
  readonly R: number;
  readonly P: number;
  readonly E: number;
  readonly V: number;
  readonly samples: number;
  readonly columns: number;
  readonly T: number;
  readonly D: number;
  readonly lists: number;
  readonly sums: number;
  readonly cross: number;
  readonly symmetric: SymmetricMemory;
  readonly total: number;
}

export function wasmNetworkHessians(
  module: WebAssembly.Module,
  shape: NetworkShape,
  samples: Samples,
): NetworkHessians {
  const lit = litSamples(shape, samples);
  let instance: Instance | undefined;
  return {
    shape,
    samples,
    pass: (parameters) => networkPass(shape, lit, parameters),
    form(pass) {
      const sizes = sizesOf(shape, lit, pass);
      const memory = layOut(sizes);
      instance = withRoom(module, instance, memory.total, sizes);
      load(instance, memory, sizes, shape, lit, pass);
      const matrix = symmetricKernel(instance, memory.symmetric);
      for (const [first, last] of groupsOf(sizes.u)) formInputs(instance, memory, sizes, first, last, matrix);
      for (let h = 0; h < sizes.u; h++) formCross(instance, memory, sizes, h, matrix);
      formOutputs(instance, memory, sizes, matrix);
      const kept = keptParameters(shape, pass.lit, pass.active);
      const error = formationError(pass, sizes.outputs, chunk + Math.ceil(sizes.count / chunk));
      return { kept, convex: sizes.u * sizes.m + sizes.outputs, error, matrix };
    },
  };
}

function sizesOf({ outputs }: NetworkShape, { count, lit }: LitSamples, { active }: NetworkPass): Sizes {
  return { count, m: lit.length + 1, u: active.length, outputs, even: outputs + (outputs % 2) };
}

function layOut({ count, m, u, outputs, even }: Sizes): HessianMemory {
  const layout = new Layout();
  const floats = (n: number) => layout.block(n * 8);
  const wide = (columns: number) => Math.ceil(columns / panel) * panel;
  const [pixels, units, classes] = [
    wide(Math.max(u, groupColumns)),
    stripeUnits * even,
    wide((outputs * (outputs + 1)) / 2),
  ];
  return {
    X: floats(count * m),
    R: floats(count * (u + 1)),
    P: floats(count * even),
    E: floats(count * even),
    V: floats((u + 1) * even),
    samples: layout.block(chunk * 4),
    columns: floats(chunk * Math.max(m, u + 1)),
    T: floats(chunk * even),
    D: floats(chunk * Math.max(pixels, units, classes)),
    lists: layout.block(2 * (chunk + 1) * 16),
    sums: floats(Math.max(pairs(m) * pixels, pairs(u + 1) * classes)),
    cross: floats(Math.ceil((u + 1) / stripeUnits) * m * units),
    symmetric: symmetricMemory(layout, u * (m + outputs) + outputs),
    total: layout.total,
  };
}

/** The instance with at least `bytes` of memory. */
function withRoom(
  module: WebAssembly.Module,
  known: Instance | undefined,
  bytes: number,
  { u, m, outputs }: Sizes,
): Instance {
  if (bytes > memoryLimit)
    throw new CapacityError(
      `networkHessians: the Hessian of ${u * (m + outputs) + outputs} parameters needs ${(bytes / 2 ** 30).toFixed(1)} GiB, more than the 4 GiB that WASM can address; use Hessian-vector products`,
    );
  if (!known) return instantiate(module, bytes);
  const missing = bytes - known.memory.buffer.byteLength;
  if (missing > 0) known.memory.grow(Math.ceil(missing / 65536));
  return known;
}

/** Copies the pass in; outputs are padded to an even number with zeros. */
function load(
  { memory }: Instance,
  at: HessianMemory,
  { count, m, u, outputs, even }: Sizes,
  shape: NetworkShape,
  samples: LitSamples,
  pass: NetworkPass,
): void {
  const floats = (from: number, length: number) => new Float64Array(memory.buffer, from, length);
  const X = floats(at.X, count * m).fill(0);
  for (let s = 0; s < count; s++)
    for (let e = samples.first[s]!; e < samples.first[s + 1]!; e++) X[s * m + samples.places[e]!] = samples.values[e]!;
  floats(at.R, count * (u + 1)).set(pass.hidden);
  const padded = (from: number, rows: number, source: Float64Array) => {
    const target = floats(from, rows * even).fill(0);
    for (let i = 0; i < rows * outputs; i++) target[Math.floor(i / outputs) * even + (i % outputs)] = source[i]!;
  };
  padded(at.P, count, pass.probabilities);
  padded(at.E, count, pass.errors);
  padded(at.V, u + 1, outputWeights(shape, pass.parameters, pass.active));
}

/** Consecutive units whose columns (a unit with itself and those behind it) make up a few full panels; at least one. */
function groupsOf(u: number): [first: number, last: number][] {
  const groups: [number, number][] = [];
  for (let first = 0, last = 0; first < u; first = last) {
    for (let columns = 0; last < u && (last === first || columns + u - last <= groupColumns); last++)
      columns += u - last;
    groups.push([first, last]);
  }
  return groups;
}

/** Inputs of the units first … last − 1 with those of the units from each on. */
function formInputs(
  { exports, memory }: Instance,
  at: HessianMemory,
  sizes: Sizes,
  first: number,
  last: number,
  matrix: SymmetricKernel,
): void {
  const { count, m, u, even } = sizes;
  const starts = Array.from({ length: last - first + 1 }, (_, k) => k * u - pairs(first + k - 1) + pairs(first - 1));
  const panels = Math.ceil(starts.at(-1)! / panel);
  const row = panels * panel;
  const sums = new Float64Array(memory.buffer, at.sums, pairs(m) * row).fill(0);
  const R = new Float64Array(memory.buffer, at.R, count * (u + 1));
  const rRow = (u + 1) * 8;
  const anyActive = (s: number) => {
    for (let h = first; h < last; h++) if (R[s * (u + 1) + h]! > 0) return true;
    return false;
  };
  for (const n of chunksOf(memory, at.samples, count, anyActive)) {
    exports['hessianColumns']!(at.samples, n, at.X, m * 8, m, at.columns);
    for (let h = first; h < last; h++)
      exports['hessianWeights']!(
        at.samples,
        n,
        at.P,
        even,
        at.V,
        at.R,
        rRow,
        h,
        u,
        at.T,
        at.D + starts[h - first]! * 8,
        row * 8,
      );
    exports['hessianGather']!(at.columns, n, m, 0, at.D, panels, at.lists, at.sums);
  }
  for (let h = first; h < last; h++) placeInputs(matrix, sizes, h, sums, starts[h - first]!, row);
}

/** Inputs of unit h with all output weights and biases. */
function formCross(
  { exports, memory }: Instance,
  at: HessianMemory,
  sizes: Sizes,
  h: number,
  matrix: SymmetricKernel,
): void {
  const { count, m, u, even } = sizes;
  const stripes = Math.ceil((u + 1) / stripeUnits);
  const stripeRow = stripeUnits * even;
  const cross = new Float64Array(memory.buffer, at.cross, stripes * m * stripeRow).fill(0);
  const R = new Float64Array(memory.buffer, at.R, count * (u + 1));
  const rRow = (u + 1) * 8;
  for (const n of chunksOf(memory, at.samples, count, (s) => R[s * (u + 1) + h]! > 0)) {
    exports['hessianColumns']!(at.samples, n, at.X, m * 8, m, at.columns);
    exports['hessianWeights']!(at.samples, n, at.P, even, at.V, at.R, rRow, h, h, at.T, at.D, 0);
    for (let k = 0; k < stripes; k++) {
      const [first, last] = [k * stripeUnits, Math.min(u + 1, (k + 1) * stripeUnits)];
      exports['hessianProducts']!(at.samples, n, at.T, even, at.R, rRow, at.E, h, first, last, at.D, stripeRow * 8);
      exports['hessianGather']!(at.columns, n, m, m - 1, at.D, even, at.lists, at.cross + k * m * stripeRow * 8);
    }
  }
  placeCross(matrix, sizes, h, cross, stripeRow);
}

/** The block of output weights and biases. */
function formOutputs({ exports, memory }: Instance, at: HessianMemory, sizes: Sizes, matrix: SymmetricKernel): void {
  const { count, u, outputs, even } = sizes;
  const panels = Math.ceil((outputs * (outputs + 1)) / 2 / panel);
  const sums = new Float64Array(memory.buffer, at.sums, pairs(u + 1) * panels * panel).fill(0);
  for (const n of chunksOf(memory, at.samples, count, () => true)) {
    exports['hessianColumns']!(at.samples, n, at.R, (u + 1) * 8, u + 1, at.columns);
    exports['hessianCurvatures']!(at.samples, n, at.P, even * 8, outputs, at.D, panels * panel * 8);
    exports['hessianGather']!(at.columns, n, u + 1, 0, at.D, panels, at.lists, at.sums);
  }
  placeOutputs(matrix, sizes, sums, panels * panel);
}

/** Writes the numbers of the wanted samples to `to`, a chunk at a time, and yields how many there are. */
function* chunksOf(
  memory: WebAssembly.Memory,
  to: number,
  count: number,
  wanted: (s: number) => boolean,
): Generator<number> {
  const list = new Int32Array(memory.buffer, to, chunk);
  let n = 0;
  for (let s = 0; s < count; s++) {
    if (!wanted(s)) continue;
    list[n++] = s;
    if (n === chunk) {
      yield n;
      n = 0;
    }
  }
  if (n > 0) yield n;
}
