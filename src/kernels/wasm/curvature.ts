/**
 * Second derivatives of a network on WASM: what all samples give out at a point is kept in the kernel's memory, in a place of a small
 * pool. curvature-point.ts fills it, curvature-products.ts multiplies, curvature-form.ts forms the matrix.
 */
import { ArgumentError, CapacityError } from '../../base/errors.ts';
import type {
  NetworkCurvature,
  NetworkInputs,
  NetworkLayers,
  OutputCurvature,
  OutputLoss,
  PreparedPoint,
} from '../contract/network-curvature.ts';
import { type RoundingCounts, roundingErrors, roundings } from '../curvature-error.ts';
import {
  checkInputs,
  checkPart,
  checkPoint,
  checkVectors,
  fillDiagonal,
  layerPlacesOf,
  matrixOf,
  preparedAtOnce,
} from '../curvature-places.ts';
import { depthAtOnce } from '../templates/curvature-layout.ts';
import { claimForm, type FormMemory, form } from './curvature-form.ts';
import { claimLists, isSparse, loadInputs } from './curvature-inputs.ts';
import { type CurvatureSizes, curvatureBytes, curvatureLayout, curvatureSizes, growing } from './curvature-memory.ts';
import { type CurvatureMemory, claimPoint, type Engine, fillPoint, type PointMemory } from './curvature-point.ts';
import { absoluteBlocks, blocksOf, formByProducts, multiply } from './curvature-products.ts';
import { type KernelEngine, memoryLimit } from './host.ts';

/** A place for a point; the rows of the curvature come when their kind is known, and grow with it. */
interface Slot {
  readonly memory: PointMemory;
  curvature: { readonly at: number; readonly bytes: number };
  taken: boolean;
}

/** @param limit   bytes of memory at most */
export function wasmNetworkCurvature(
  source: KernelEngine,
  layers: NetworkLayers,
  inputs: NetworkInputs,
  limit = memoryLimit,
): NetworkCurvature {
  const places = layerPlacesOf(layers);
  checkInputs(layers, inputs);
  const of = curvatureSizes(layers, places, inputs.count, isSparse(layers.sizes[0]!, inputs));
  const at = curvatureLayout(of);
  const memory = growing(source, at.total, limit);
  loadInputs(memory, of, at, inputs);
  const engine: Engine = { ...memory, of, at, lists: of.sparse ? claimLists(memory, of, at) : undefined };
  const counts = countsOf(of);
  const slots: Slot[] = [];
  let formation: FormMemory | undefined;
  /** Found again as long as it does not fit: products serve until then. */
  const formMemory = () => {
    formation ??= claimForm(engine);
    return formation;
  };
  return {
    layers,
    count: of.count,
    dimension: of.dimension,
    capacity: preparedAtOnce,
    at(point: Float64Array, loss: OutputLoss): PreparedPoint {
      checkPoint(point, of.dimension);
      const slot = freeSlot(engine, slots);
      slot.taken = true;
      try {
        const filled = fillPoint(engine, slot.memory, point, loss, (kind) => curvaturePlace(engine, slot, kind));
        return preparedPoint(engine, slot, filled, counts, formMemory);
      } catch (error) {
        slot.taken = false;
        throw error;
      }
    },
  };
}

function preparedPoint(
  engine: Engine,
  slot: Slot,
  { value, gradient, curvature }: ReturnType<typeof fillPoint>,
  counts: RoundingCounts,
  formMemory: () => FormMemory | undefined,
): PreparedPoint {
  const n = engine.of.dimension;
  let live = true;
  let errors: PreparedPoint['errors'] | undefined;
  const memory = () => {
    if (!live) throw new ArgumentError('networkCurvature', 'point', 'one that is not released', 'a released one');
    return slot.memory;
  };
  return {
    value,
    gradient,
    get errors() {
      errors ??= roundingErrors(
        n,
        (v, out) => multiply(engine, absoluteBlocks(engine, memory(), curvature), v, 1, out, 'whole'),
        counts,
      );
      return errors;
    },
    multiply(vectors, count, out, part = 'whole') {
      checkPart(part);
      checkVectors(vectors, count, out, n);
      multiply(engine, blocksOf(engine, memory(), curvature), vectors, count, out, part);
    },
    matrix(into, part = 'whole') {
      checkPart(part);
      const matrix = matrixOf(into, n);
      const formation = formMemory();
      if (formation) form(engine, formation, memory(), curvature, matrix, part);
      else formByProducts(engine, blocksOf(engine, memory(), curvature), matrix, part);
      fillDiagonal(into, n);
    },
    release() {
      if (live) slot.taken = false;
      live = false;
    },
  };
}

/** A place that nobody has, or a new one. */
function freeSlot(engine: Engine, slots: Slot[]): Slot {
  const free = slots.find(({ taken }) => !taken);
  if (free) return free;
  if (slots.length === preparedAtOnce)
    throw new CapacityError(`networkCurvature: ${preparedAtOnce} points are prepared; release one first`);
  const slot = { memory: claimPoint(engine), curvature: { at: 0, bytes: 0 }, taken: false };
  slots.push(slot);
  return slot;
}

function curvaturePlace(engine: Engine, slot: Slot, kind: OutputCurvature['kind']): CurvatureMemory {
  const bytes = engine.of.blocks * curvatureBytes(engine.of, kind);
  if (bytes > slot.curvature.bytes)
    slot.curvature = { at: engine.claim(bytes, `curvatures of ${engine.of.count} samples`), bytes };
  return { kind, rows: slot.curvature.at };
}

/** How sums are cut: over units into pieces, over samples into blocks, of which even and odd samples are summed apart; lists are not cut. */
function countsOf({ sizes, block, blocks, sparse }: CurvatureSizes): RoundingCounts {
  const piece = sparse ? Math.max(depthAtOnce, sizes[0]! + 1) : depthAtOnce;
  return roundings(sizes, {
    terms: (n) => Math.min(n, piece) + Math.ceil(n / piece),
    samplesOfProduct: (sparse ? block : block / 2) + 2 + 2 * blocks,
    samplesOfMatrix: block + blocks,
  });
}
