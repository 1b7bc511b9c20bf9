/** Gated networks in WASM: a lane a point; all steps of a group of lanes in one call, on memory that it shares with no other kernel. */
import type { Fleet, GatedKernel, GatedNetwork, Precision, WeightDomain } from '../contract.ts';
import { checkGated } from '../gated.ts';
import { laneRows } from '../templates/fleet-layout.ts';
import { type FleetMemory, recycled } from './fleet-memory.ts';
import { bytesOf, placeGated } from './gated-memory.ts';
import { instantiate, type KernelEngine, type KernelExports, Layout, widthOf } from './host.ts';
import { widthFor } from './rectified-memory.ts';

/** Multiply-adds of one call into the kernel: a few milliseconds, so that the engine may replace baseline code between calls. */
const callBudget = 2e6;
/** Arrays of a point in a group: point, gradient, and both at the last step. */
const arrays = 4;

type Call = 'Evaluate' | 'Measure' | 'Judge' | 'Descend' | 'Retract';

/** What groups of one width stand on. */
interface Place {
  readonly lanes: number;
  readonly groupBytes: number;
  readonly memory: FleetMemory;
  call(name: Call, group: number, ...more: number[]): void;
  /** Numbers of the group at this address: arrays of points, then rows of lanes. Dies when memory grows. */
  view(group: number): Float32Array | Float64Array;
}

/** @throws ArgumentError naming what does not fit; CapacityError when samples exceed 4 GiB */
export function wasmGatedNetwork(engine: KernelEngine, network: GatedNetwork, domain: WeightDomain): GatedKernel {
  checkGated(network, domain);
  const { weights: D, colors, y } = network;
  const places = new Map<string, Place>();
  const placeFor = (count: number, precision: Precision): Place => {
    const width = widthFor(count, precision, widthOf(engine));
    const key = `${precision} ${width}`;
    const place = places.get(key) ?? newPlace(engine, network, domain, precision, width);
    places.set(key, place);
    return place;
  };
  const stepsPerCall = Math.max(1, Math.floor(callBudget / (3 * colors.length * y.length)));
  return {
    evaluate(points, count, precision, values, gradients) {
      const place = placeFor(count, precision);
      const { lanes, memory, groupBytes } = place;
      const group = memory.take(groupBytes);
      for (let first = 0; first < count; first += lanes) {
        const here = Math.min(lanes, count - first);
        const numbers = place.view(group);
        for (let lane = 0; lane < lanes; lane++) {
          // Lanes that are not used repeat a point.
          const from = (first + Math.min(lane, here - 1)) * D;
          for (let i = 0; i < D; i++) numbers[i * lanes + lane] = points[from + i]!;
        }
        place.call('Evaluate', group);
        for (let lane = 0; lane < here; lane++) {
          values[first + lane] = numbers[arrays * D * lanes + lane]!;
          for (let i = 0; i < D; i++) gradients[(first + lane) * D + i] = numbers[(D + i) * lanes + lane]!;
        }
      }
      memory.give(group, groupBytes);
    },
    fleet: (capacity, precision) => gatedFleet(placeFor(capacity, precision), D, capacity, precision, stepsPerCall),
  };
}

function newPlace(
  engine: KernelEngine,
  network: GatedNetwork,
  domain: WeightDomain,
  precision: Precision,
  width: number,
): Place {
  const layout = new Layout();
  const { job, write } = placeGated(layout, network, domain, precision, width);
  const { exports, memory } = instantiate(engine, layout.total);
  write(memory);
  const bytes = bytesOf(precision);
  const groupBytes = (arrays * network.weights + laneRows.length) * width;
  const suffix = `_f${8 * bytes}${width === 16 ? '' : `_${width}`}`;
  const functions: KernelExports = exports;
  return {
    lanes: width / bytes,
    groupBytes,
    memory: recycled((size) => {
      const at = layout.block(size);
      const missing = layout.total - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / 65536));
      return at;
    }),
    call: (name, group, ...more) => void functions[`gated${name}${suffix}`]!(job, group, ...more),
    view: (group) =>
      precision === 'float32'
        ? new Float32Array(memory.buffer, group, groupBytes / bytes)
        : new Float64Array(memory.buffer, group, groupBytes / bytes),
  };
}

function gatedFleet(
  { lanes, groupBytes, memory, call, view }: Place,
  D: number,
  capacity: number,
  precision: Precision,
  stepsPerCall: number,
): Fleet {
  const all = Math.ceil(capacity / lanes);
  const base = memory.take(all * groupBytes);
  const [energies, residuals] = [new Float64Array(capacity), new Float64Array(capacity)];
  const halvings = new Int32Array(capacity);
  let count = 0;
  /** Whether values belong to where the replicas are, and whether steps that rose have been taken back. */
  let [isMeasured, isJudged, hasMoved] = [false, false, false];
  const groupsOf = (n: number) => Array.from({ length: Math.ceil(n / lanes) }, (_, g) => base + g * groupBytes);
  const row = (name: (typeof laneRows)[number]) => arrays * D + laneRows.indexOf(name);
  /** The group of replica r, and where its number i is in it. */
  const groupOf = (r: number) => view(base + Math.floor(r / lanes) * groupBytes);
  const at = (i: number, r: number) => i * lanes + (r % lanes);
  const observe = () => {
    for (let r = 0; r < count; r++) {
      const numbers = groupOf(r);
      energies[r] = numbers[at(row('energy'), r)]!;
      residuals[r] = numbers[at(row('residual'), r)]!;
      halvings[r] = numbers[at(row('halvings'), r)]!;
    }
  };
  const measure = () => {
    if (!isMeasured) for (const group of groupsOf(count)) call('Measure', group);
    isMeasured = true;
  };
  /** Looks at the last step, if nobody has, and takes it back where it rose. */
  const settle = () => {
    if (!hasMoved) return;
    measure();
    for (const group of groupsOf(count)) call('Judge', group);
    [hasMoved, isJudged] = [false, true];
    observe();
  };
  const fleet: Fleet = {
    capacity,
    precision,
    get count() {
      return count;
    },
    get energies() {
      settle();
      return energies;
    },
    get residuals() {
      settle();
      return residuals;
    },
    get halvings() {
      settle();
      return halvings;
    },
    load(points, n, rate) {
      count = n;
      const lanesUsed = Math.ceil(n / lanes) * lanes;
      for (let r = 0; r < lanesUsed; r++) {
        const numbers = groupOf(r);
        // Idle lanes repeat the last replica, so that none divides by zero.
        const from = Math.min(r, n - 1) * D;
        for (let i = 0; i < row('energy'); i++) numbers[at(i, r)] = i < D ? points[from + i]! : 0;
        for (const name of laneRows) numbers[at(row(name), r)] = 0;
        numbers[at(row('lastEnergy'), r)] = Infinity;
        numbers[at(row('rate'), r)] = rate;
        numbers[at(row('step'), r)] = rate;
      }
      [isMeasured, isJudged, hasMoved] = [false, false, false];
    },
    advance(steps, handOver = 0) {
      if (steps === 0) return;
      for (const group of groupsOf(count))
        for (let first = 0; first < steps; first += stepsPerCall)
          call('Descend', group, Math.min(stepsPerCall, steps - first), handOver, Number(first === 0 && isJudged));
      [isMeasured, isJudged, hasMoved] = [false, false, true];
    },
    measure() {
      if (hasMoved) settle();
      else {
        measure();
        observe();
      }
    },
    kick(noise) {
      for (let r = 0; r < count; r++) {
        const numbers = groupOf(r);
        for (let i = 0; i < D; i++) numbers[at(i, r)]! += noise[r * D + i]!;
        numbers[at(row('lastEnergy'), r)] = Infinity;
        numbers[at(row('known'), r)] = 0;
      }
      for (const group of groupsOf(count)) call('Retract', group);
      [isMeasured, isJudged, hasMoved] = [false, false, false];
    },
    point(r, out) {
      settle();
      const numbers = groupOf(r);
      for (let i = 0; i < D; i++) out[i] = numbers[at(i, r)]!;
    },
    retain(keep) {
      settle();
      const size = row('energy') + laneRows.length;
      const kept = keep.map((r) => {
        const numbers = groupOf(r);
        return Float64Array.from({ length: size }, (_, i) => numbers[at(i, r)]!);
      });
      count = keep.length;
      for (let r = 0; r < Math.ceil(count / lanes) * lanes; r++) {
        const [numbers, from] = [groupOf(r), kept[Math.min(r, count - 1)]!];
        for (let i = 0; i < size; i++) numbers[at(i, r)] = from[i]!;
      }
      observe();
    },
  };
  memory.bind(fleet, base, all * groupBytes);
  return fleet;
}
