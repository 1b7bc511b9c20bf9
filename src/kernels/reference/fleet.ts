/**
 * A fleet in plain TypeScript for any value-and-gradient on any manifold: the oracle of the fused fleets, and their stand-in. Where no
 * step length is known beforehand a step that rises is taken back, so that from a finite start no step leaves the finite numbers.
 */
import type { Fleet, OnRise } from '../contract.ts';
import { tailBounds, takeBack } from '../templates/fleet-layout.ts';

export interface FleetParts {
  readonly dimension: number;
  evaluate(points: Float64Array, count: number, values: Float64Array, gradients: Float64Array): void;
  project(point: Float64Array, vector: Float64Array): void;
  retract(point: Float64Array): void;
  /** Residuals are divided by this: √Λ on the sphere, 1 in flat space. */
  readonly residualUnit: number;
  readonly onRise: OnRise;
}

const { rise, growth, sufficient } = takeBack;
/** As in kernels/templates/glass.ts. */
const { leastStep, greatestStep, farthest, relapse } = tailBounds;

/** What the tail of a descent knows of a replica. */
interface Tail {
  inside: boolean;
  /** Where it was before its last move; null where that is not known. */
  before: { readonly point: Float64Array; readonly gradient: Float64Array } | null;
  step: number;
  /** Whether s·s/s·y is next, rather than s·y/y·y. */
  long: boolean;
}

/** What is known of each replica at one moment. */
interface Look {
  readonly points: Float64Array;
  readonly gradients: Float64Array;
  readonly energies: Float64Array;
  readonly residuals: Float64Array;
}

export function plainFleet(parts: FleetParts, capacity: number): Fleet {
  const { dimension } = parts;
  let count = 0;
  let now = emptyLook(0, dimension);
  /** Where each replica was before its last step; energies of Infinity where it has taken none. */
  let last = emptyLook(0, dimension);
  let rates = new Float64Array(0);
  let halvings = new Int32Array(0);
  let tails: Tail[] = [];
  /** Whether the replicas have moved since they were looked at. */
  let moved = false;

  const measure = () => {
    moved = false;
    parts.evaluate(now.points, count, now.energies, now.gradients);
    for (let r = 0; r < count; r++) {
      const gradient = row(now.gradients, r);
      parts.project(row(now.points, r), gradient);
      now.residuals[r] = norm(gradient) / parts.residualUnit;
    }
  };
  /** Looks at the last step, if nobody has, and takes it back where it rose. */
  let judged = false;
  const settle = () => {
    if (!moved || parts.onRise !== 'take-back') return;
    measure();
    for (let r = 0; r < count; r++) judge(r);
    judged = true;
  };
  const row = (array: Float64Array, r: number) => array.subarray(r * dimension, (r + 1) * dimension);
  const halve = (r: number) => {
    rates[r]! /= 2;
    halvings[r]!++;
  };
  /** Replica r goes on from where it is now, or from where it was. */
  const judge = (r: number) => {
    const before = last.energies[r]!;
    const after = now.energies[r]!;
    if (parts.onRise === 'halve') {
      if (!tails[r]!.inside && after > before + rise * Math.abs(before)) halve(r);
    } else if (before < Infinity) {
      const tail = tails[r]!;
      const promised = (tail.inside ? tail.step : rates[r]!) * (last.residuals[r]! * parts.residualUnit) ** 2;
      const finite = Number.isFinite(now.residuals[r]!);
      if (!(finite && after <= before - sufficient * promised + rise * Math.abs(before))) {
        copyRow(last, now, r, r, dimension);
        halve(r);
        tail.before = null;
      } else rates[r]! *= growth;
    }
    copyRow(now, last, r, r, dimension);
  };
  /** Length of the next step of replica r: η, or in the tail Barzilai and Borwein's. */
  const stepOf = (r: number, handOver: number): number => {
    const tail = tails[r]!;
    const rate = rates[r]!;
    if (!(handOver > 0)) return rate;
    const residual = now.residuals[r]!;
    const [point, gradient] = [row(now.points, r), row(now.gradients, r)];
    const { before } = tail;
    tail.inside = residual <= handOver || (tail.inside && residual <= relapse * handOver);
    tail.before = { point: point.slice(), gradient: gradient.slice() };
    if (!tail.inside || before === null) {
      tail.step = rate;
      if (tail.inside) tail.long = !tail.long;
      return rate;
    }
    const move = point.map((x, i) => x - before.point[i]!);
    const carried = before.gradient.slice();
    parts.project(point, move);
    parts.project(point, carried);
    const change = gradient.map((g, i) => g - carried[i]!);
    const along = dot(move, change);
    const ratio = tail.long ? dot(move, move) / along : along / dot(change, change);
    const free = along > 0 ? Math.max(leastStep * rate, ratio) : 2 * tail.step;
    tail.step = Math.min(free, greatestStep * rate, farthest / residual);
    tail.long = !tail.long;
    return tail.step;
  };
  return {
    capacity,
    precision: 'float64',
    get count() {
      return count;
    },
    get energies() {
      settle();
      return now.energies;
    },
    get residuals() {
      settle();
      return now.residuals;
    },
    get halvings() {
      settle();
      return halvings;
    },
    load(start, n, rate) {
      count = n;
      now = emptyLook(n, dimension);
      now.points.set(start.subarray(0, n * dimension));
      last = emptyLook(n, dimension);
      last.energies.fill(Infinity);
      rates = new Float64Array(n).fill(rate);
      halvings = new Int32Array(n);
      tails = Array.from({ length: n }, () => ({ inside: false, before: null, step: rate, long: false }));
      moved = false;
      judged = false;
    },
    advance(steps, handOver = 0) {
      for (let step = 0; step < steps; step++) {
        if (!judged) {
          measure();
          for (let r = 0; r < count; r++) judge(r);
        }
        judged = false;
        for (let r = 0; r < count; r++) {
          const [point, gradient] = [row(now.points, r), row(now.gradients, r)];
          const step = stepOf(r, handOver);
          for (let i = 0; i < dimension; i++) point[i]! -= step * gradient[i]!;
          parts.retract(point);
        }
        moved = true;
      }
    },
    measure() {
      if (moved && parts.onRise === 'take-back') settle();
      else measure();
    },
    kick(noise) {
      for (let i = 0; i < count * dimension; i++) now.points[i]! += noise[i]!;
      for (let r = 0; r < count; r++) parts.retract(row(now.points, r));
      last.energies.fill(Infinity);
      for (const tail of tails) tail.before = null;
      moved = false;
      judged = false;
    },
    point(r, out) {
      settle();
      out.set(row(now.points, r));
    },
    retain(keep) {
      settle();
      const pick = (from: Look) => {
        const to = emptyLook(keep.length, dimension);
        keep.forEach((r, at) => void copyRow(from, to, r, at, dimension));
        return to;
      };
      now = pick(now);
      last = pick(last);
      rates = Float64Array.from(keep, (r) => rates[r]!);
      halvings = Int32Array.from(keep, (r) => halvings[r]!);
      tails = keep.map((r) => tails[r]!);
      count = keep.length;
    },
  };
}

function emptyLook(count: number, dimension: number): Look {
  const numbers = (length: number) => new Float64Array(length);
  return {
    points: numbers(count * dimension),
    gradients: numbers(count * dimension),
    energies: numbers(count),
    residuals: numbers(count),
  };
}

function copyRow(from: Look, to: Look, r: number, at: number, dimension: number): void {
  for (const name of ['points', 'gradients'] as const)
    to[name].set(from[name].subarray(r * dimension, (r + 1) * dimension), at * dimension);
  to.energies[at] = from.energies[r]!;
  to.residuals[at] = from.residuals[r]!;
}

function norm(v: Float64Array): number {
  return Math.sqrt(dot(v, v));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}
