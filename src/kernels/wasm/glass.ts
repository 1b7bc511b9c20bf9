/** The glass on WASM: couplings as monomials in float64, packed for the gradient in the precision that is asked for. */

import { streamAddress } from '../../base/philox.ts';
import { power } from '../../base/power.ts';
import type { CouplingNorms, Fleet, GivenTensor, GlassKernel, GlassShape, Precision } from '../contract.ts';
import { frobeniusBound, gamma, monomialNorms } from '../coupling-norms.ts';
import { collapse, monomialCount } from '../monomials.ts';
import { type GramMemory, gramMemory, gramSums } from './gram-sums.ts';
import { type FleetMemory, recycled } from './fleet-memory.ts';
import { type Instance, instantiate, type KernelEngine, Layout } from './host.ts';

const rowBytes = 64;
const padRows = 2;
/** Columns of a slice that are multiplied at a time: 250 rows of 64 bytes stay in a 32 KiB cache beside the slice's own. */
const columnBlock = 250;
/** Multiply-adds of one call into the kernel: a few milliseconds, so that the engine may replace baseline code between calls. */
const callBudget = 2e7;

/**
 * Rows of a panel's lanes: energy, previous energy, residual², η; and of the tail: whether the replica is in it, whether its last point is
 * known, its last step, and which of the two rules is next.
 */
const laneRows = 8;
const [previousRow, residualRow, rateRow, knownRow, stepRow] = [1, 2, 3, 5, 6];

/** Previous energy of a replica that has none: finite in both precisions, above any energy. */
const noEnergyYet = 1e38;

interface Packed {
  readonly at: number;
  readonly offsets: number;
}

type Shape = Pick<GlassShape, 'order' | 'size'>;

export function wasmGlass(engine: KernelEngine, shape: GlassShape | GivenTensor): GlassKernel {
  const { order: H, size: L } = shape;
  const monomials = monomialCount(H, L);
  const layout = new Layout();
  const spins = layout.block(L * 8);
  const square = layout.block(L * L * 8);
  const starts = layout.block(H === 3 ? L * L * 8 : 0);
  const couplings = layout.block(monomials * 8);
  const reserve = (bytes: number) => {
    const at = layout.block(bytes);
    const missing = layout.total - instance.memory.buffer.byteLength;
    if (missing > 0) instance.memory.grow(Math.ceil(missing / 65536));
    return at;
  };
  const instance = instantiate(engine, layout.total);
  const floats = (at: number, length: number) => new Float64Array(instance.memory.buffer, at, length);
  fillCouplings(instance, shape, { starts, couplings, buffer: square });

  const packed = new Map<Precision, Packed>();
  const pack = (precision: Precision): Packed => {
    const known = packed.get(precision);
    if (known) return known;
    const bytes = precision === 'float32' ? 4 : 8;
    let result: Packed;
    if (H === 3) {
      const sizes = Array.from({ length: L }, (_, i) => 2 * Math.ceil((L - i) / 2) * (L - i) * bytes);
      const offsets = reserve(L * 8);
      const at = reserve(sizes.reduce((sum, size) => sum + size, 0));
      let offset = 0;
      for (let i = 0; i < L; i++) {
        floats(offsets, L)[i] = offset;
        offset += instance.exports[`pack3_f${bytes * 8}`]!(starts, couplings, i, L, columnBlock, at + offset);
      }
      result = { at, offsets };
    } else if (precision === 'float64') {
      result = { at: couplings, offsets: 0 };
    } else {
      const at = reserve(monomials * 4);
      new Float32Array(instance.memory.buffer, at, monomials).set(floats(couplings, monomials));
      result = { at, offsets: 0 };
    }
    packed.set(precision, result);
    return result;
  };
  const memory = recycled(reserve);
  const scratch = new Map<string, WasmFleet>();
  let norms: CouplingNorms | undefined;
  let gram: GramMemory | undefined;
  const sums = () => {
    gram ??= gramMemory(L, reserve);
    return gramSums(instance, L, gram);
  };
  const kernel: GlassKernel = {
    shape,
    norms() {
      const γ = gamma(hessianRoundings(shape));
      norms ??= monomialNorms(shape, () => floats(couplings, monomials), γ, frobeniusBound(shape), sums);
      return norms;
    },
    fleet: (capacity, precision) => wasmFleet(instance, shape, pack(precision), capacity, precision, memory),
    evaluate(points, count, precision, energies, gradients) {
      const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, count)));
      const key = `${capacity} ${precision}`;
      const fleet = scratch.get(key) ?? wasmFleet(instance, shape, pack(precision), capacity, precision, memory);
      scratch.set(key, fleet);
      fleet.load(points, count, 0);
      fleet.measure();
      energies.set(fleet.energies.subarray(0, count));
      for (let r = 0; r < count; r++) fleet.gradient(r, gradients.subarray(r * L, (r + 1) * L));
    },
    hessian(point, gradient, out) {
      if (H === 3) hessian3(instance, { starts, couplings, spins, square }, L, point, out);
      else hessianOf(H, L, floats(couplings, monomials), point, out);
      const scale = power(L, -(H - 1) / 2);
      for (let n = 0; n < L * L; n++) out[n]! *= scale;
      // Euler: ∇²L w = (H − 1) ∇L and w·∇L = H L
      let energy = 0;
      for (let i = 0; i < L; i++) {
        let sum = 0;
        for (let j = 0; j < L; j++) sum += out[i * L + j]! * point[j]!;
        gradient[i] = sum / (H - 1);
        energy += (gradient[i]! * point[i]!) / H;
      }
      return energy;
    },
  };
  return kernel;
}

/**
 * Roundings that a term A w…w of an entry of the Hessian goes through: additions into the entry, products, and five of the scale. At
 * H = 3 each of the other Λ indices adds at most once, four more join the lanes. Else a monomial adds m_a m_b times to (a, b), or
 * m_a(m_a − 1) times: coefficients of 1/(1 − x)^{Λ+2}, twice that on the diagonal.
 */
function hessianRoundings({ order: H, size: L }: Shape): number {
  return H === 3 ? L + 11 : 2 * monomialCount(H - 2, L + 2) + H + 4;
}

function fillCouplings(
  instance: Instance,
  shape: GlassShape | GivenTensor,
  at: { starts: number; couplings: number; buffer: number },
): void {
  const { order: H, size: L } = shape;
  const floats = (from: number, length: number) => new Float64Array(instance.memory.buffer, from, length);
  const draw = entriesOf(instance, shape, at.buffer, floats);
  if (H !== 3) {
    collapse(
      H,
      L,
      (first, out) => {
        draw(first, out.length);
        out.set(floats(at.buffer, out.length));
      },
      floats(at.couplings, monomialCount(H, L)),
    );
    return;
  }
  const table = floats(at.starts, L * L);
  for (let i = 0, start = 0; i < L; i++)
    for (let j = i; j < L; j++) {
      table[i * L + j] = start;
      start += L - j;
    }
  for (let i = 0; i < L; i++) {
    draw(i * L * L, L * L);
    instance.exports['collapse3']!(at.buffer, at.starts, at.couplings, i, L);
  }
}

/** Writes entries number first … first + count − 1 of the tensor into the buffer: drawn there, or copied. */
function entriesOf(
  instance: Instance,
  shape: GlassShape | GivenTensor,
  buffer: number,
  floats: (from: number, length: number) => Float64Array,
): (first: number, count: number) => void {
  if ('entries' in shape)
    return (first, count) => floats(buffer, count).set(shape.entries.subarray(first, first + count));
  const { seed, disorder } = shape;
  const { replica, lane } = streamAddress(seed, 'spin-glass', disorder, 'couplings');
  return (first, count) =>
    void instance.exports['normals']!(seed >>> 0, Math.floor(seed / 2 ** 32), replica, lane, first, count, buffer);
}

function hessian3(
  instance: Instance,
  at: { starts: number; couplings: number; spins: number; square: number },
  L: number,
  point: Float64Array,
  out: Float64Array,
): void {
  new Float64Array(instance.memory.buffer, at.spins, L).set(point);
  const upper = new Float64Array(instance.memory.buffer, at.square, L * L).fill(0);
  const rows = Math.max(1, Math.floor(callBudget / (L * L)));
  for (let i = 0; i < L; i += rows)
    instance.exports['hessian3']!(at.starts, at.couplings, at.spins, at.square, L, i, Math.min(L, i + rows));
  for (let i = 0; i < L; i++)
    for (let j = 0; j < L; j++) out[i * L + j] = j >= i ? upper[i * L + j]! : upper[j * L + i]!;
}

/** Hessian of Σ A w…w for any order: every pair of positions of every monomial. */
function hessianOf(H: number, L: number, monomials: Float64Array, w: Float64Array, out: Float64Array): void {
  out.fill(0);
  const indices = new Int32Array(H);
  for (let n = 0; n < monomials.length; n++) {
    const a = monomials[n]!;
    for (let p = 0; p < H; p++)
      for (let q = 0; q < H; q++) {
        if (p === q) continue;
        let rest = a;
        for (let m = 0; m < H; m++) if (m !== p && m !== q) rest *= w[indices[m]!]!;
        out[indices[p]! * L + indices[q]!]! += rest;
      }
    // the next nondecreasing sequence
    let m = H - 1;
    while (m >= 0 && indices[m] === L - 1) m--;
    if (m < 0) break;
    const next = indices[m]! + 1;
    for (; m < H; m++) indices[m] = next;
  }
}

interface WasmFleet extends Fleet {
  /** Euclidean gradient of replica r at the last evaluation. */
  gradient(r: number, out: Float64Array): void;
}

function wasmFleet(
  instance: Instance,
  shape: Shape,
  couplings: Packed,
  capacity: number,
  precision: Precision,
  memory: FleetMemory,
): WasmFleet {
  const { order: H, size: L } = shape;
  const suffix = precision === 'float32' ? 'f32' : 'f64';
  const width = precision === 'float32' ? 16 : 8;
  const panels = Math.ceil(capacity / width);
  const panelBytes = (L + padRows) * rowBytes;
  const bytes = panels * (4 * panelBytes + laneRows * rowBytes);
  const W = memory.take(bytes);
  // Gradients; then the last points and their tangent gradients, which the tail of a descent knows.
  const [G, P, Q, lanes] = [1, 2, 3, 4].map((k) => W + k * panels * panelBytes) as [number, number, number, number];
  const scale = power(L, -(H - 1) / 2);
  const rise = precision === 'float32' ? 1e-5 : 1e-12;
  // A view made once dies when the memory grows, so views are made when they are needed.
  const view = (at: number, length: number): Float32Array | Float64Array =>
    precision === 'float32'
      ? new Float32Array(instance.memory.buffer, at, length)
      : new Float64Array(instance.memory.buffer, at, length);
  const gradientKernel = instance.exports[`glass${H}_${suffix}`]!;
  const sphereKernel = instance.exports[`sphere_${suffix}`]!;
  const tailKernel = instance.exports[`tail_${suffix}`]!;
  const slicesPerCall = Math.max(1, Math.floor(callBudget / (L * L * width)));
  let count = 0;
  let live = 0;
  const energies = new Float64Array(capacity);
  const residuals = new Float64Array(capacity);

  const evaluate = (move: boolean, handOver = 0) => {
    new Uint8Array(instance.memory.buffer, G, live * panelBytes).fill(0);
    if (H === 3) {
      const step = Math.max(1, Math.floor(slicesPerCall / Math.max(1, live)));
      for (let i = 0; i < L; i += step)
        gradientKernel(couplings.at, couplings.offsets, W, G, L, columnBlock, i, Math.min(L, i + step), live);
    } else {
      for (let p = 0; p < live; p++) gradientKernel(couplings.at, W, G, L, p);
    }
    if (move && handOver > 0) tailKernel(W, G, P, Q, lanes, L, live, scale, H, rise, handOver);
    else sphereKernel(W, G, lanes, L, live, scale, H, rise, move ? 1 : 0);
  };
  const observe = () => {
    const all = view(lanes, live * laneRows * width);
    for (let r = 0; r < count; r++) {
      const lane = laneOf(r);
      energies[r] = all[lane]!;
      residuals[r] = Math.sqrt(all[lane + residualRow * width]! / L);
    }
  };
  /** First of a replica's numbers among the lanes. */
  const laneOf = (r: number) => Math.floor(r / width) * laneRows * width + (r % width);
  const base = (r: number) => Math.floor(r / width) * (L + padRows) * width + (r % width);
  const column = (at: number, r: number, factor: number, out: Float64Array) => {
    const all = view(at, panels * (L + padRows) * width);
    for (let k = 0, from = base(r); k < L; k++, from += width) out[k] = factor * all[from]!;
  };
  const fleet: WasmFleet = {
    capacity,
    precision,
    get count() {
      return count;
    },
    energies,
    residuals,
    load(points, n, rate) {
      count = n;
      live = Math.ceil(count / width);
      const all = view(W, panels * (L + padRows) * width).fill(0);
      const lane = view(lanes, panels * laneRows * width).fill(0);
      for (const at of [P, Q]) view(at, panels * (L + padRows) * width).fill(0);
      for (let r = 0; r < live * width; r++) {
        const source = Math.min(r, n - 1) * L; // idle lanes repeat the last replica, so that no lane divides by zero
        for (let k = 0, to = base(r); k < L; k++, to += width) all[to] = points[source + k]!;
        const at = laneOf(r);
        lane[at + previousRow * width] = noEnergyYet;
        lane[at + rateRow * width] = rate;
        lane[at + stepRow * width] = rate;
      }
    },
    advance(steps, handOver) {
      for (let step = 0; step < steps; step++) evaluate(true, handOver);
      observe();
    },
    measure() {
      evaluate(false);
      observe();
    },
    kick(noise) {
      const all = view(W, panels * (L + padRows) * width);
      const lane = view(lanes, panels * laneRows * width);
      for (let r = 0; r < count; r++) {
        let square = 0;
        for (let k = 0, at = base(r); k < L; k++, at += width) {
          const x = all[at]! + noise[r * L + k]!;
          all[at] = x;
          square += x * x;
        }
        const scale = Math.sqrt(L / square);
        for (let k = 0, at = base(r); k < L; k++, at += width) all[at]! *= scale;
        lane[laneOf(r) + previousRow * width] = noEnergyYet;
        lane[laneOf(r) + knownRow * width] = 0;
      }
    },
    point: (r, out) => column(W, r, 1, out),
    gradient: (r, out) => column(G, r, scale, out),
    retain(keep) {
      const sources = [W, P, Q].map((at) => view(at, panels * (L + padRows) * width));
      const lane = view(lanes, panels * laneRows * width);
      count = keep.length;
      live = Math.ceil(count / width);
      // Idle lanes repeat the last replica. Who stays where it is is not copied.
      const moves = Array.from({ length: live * width }, (_, to) => ({ from: keep[Math.min(to, count - 1)]!, to }));
      const moved = moves.filter(({ from, to }) => from !== to);
      const length = sources.length * L + laneRows;
      const copies = new Float64Array(moved.length * length);
      moved.forEach(({ from }, m) => {
        let out = m * length;
        for (const all of sources) for (let k = 0, at = base(from); k < L; k++, at += width) copies[out++] = all[at]!;
        for (let row = 0, at = laneOf(from); row < laneRows; row++, at += width) copies[out++] = lane[at]!;
      });
      moved.forEach(({ to }, m) => {
        let from = m * length;
        for (const all of sources) for (let k = 0, at = base(to); k < L; k++, at += width) all[at] = copies[from++]!;
        for (let row = 0, at = laneOf(to); row < laneRows; row++, at += width) lane[at] = copies[from++]!;
      });
      observe();
    },
  };
  memory.bind(fleet, W, bytes);
  return fleet;
}
