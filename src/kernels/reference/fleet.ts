/** A fleet in plain TypeScript for any value-and-gradient on any manifold: the oracle of the fused fleets, and their stand-in. */
import type { GlassFleet } from '../contract.ts';

export interface FleetParts {
  readonly dimension: number;
  evaluate(points: Float64Array, count: number, values: Float64Array, gradients: Float64Array): void;
  project(point: Float64Array, vector: Float64Array): void;
  retract(point: Float64Array): void;
  /** Residuals are divided by this: √Λ on the sphere, 1 in flat space. */
  readonly residualUnit: number;
}

/** A replica's step is halved when its energy rose by more than this share of itself: what rounding alone can do. */
const rise = 1e-12;

export function plainFleet(parts: FleetParts, capacity: number): GlassFleet {
  const { dimension } = parts;
  let count = 0;
  let points = new Float64Array(0);
  let rates = new Float64Array(0);
  let previous = new Float64Array(0);
  let energies = new Float64Array(0);
  let residuals = new Float64Array(0);
  let gradients = new Float64Array(0);

  const look = () => {
    parts.evaluate(points, count, energies, gradients);
    for (let r = 0; r < count; r++) {
      const gradient = gradients.subarray(r * dimension, (r + 1) * dimension);
      parts.project(points.subarray(r * dimension, (r + 1) * dimension), gradient);
      residuals[r] = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0)) / parts.residualUnit;
    }
  };
  return {
    capacity,
    get count() {
      return count;
    },
    get energies() {
      return energies;
    },
    get residuals() {
      return residuals;
    },
    load(start, n, rate) {
      count = n;
      points = start.slice(0, n * dimension);
      rates = new Float64Array(n).fill(rate);
      previous = new Float64Array(n).fill(Infinity);
      energies = new Float64Array(n);
      residuals = new Float64Array(n);
      gradients = new Float64Array(n * dimension);
    },
    advance(steps) {
      for (let step = 0; step < steps; step++) {
        look();
        for (let r = 0; r < count; r++) {
          if (energies[r]! > previous[r]! + rise * Math.abs(previous[r]!)) rates[r]! /= 2;
          previous[r] = energies[r]!;
          for (let i = r * dimension; i < (r + 1) * dimension; i++) points[i]! -= rates[r]! * gradients[i]!;
          parts.retract(points.subarray(r * dimension, (r + 1) * dimension));
        }
      }
    },
    measure: look,
    kick(noise) {
      for (let i = 0; i < count * dimension; i++) points[i]! += noise[i]!;
      for (let r = 0; r < count; r++) parts.retract(points.subarray(r * dimension, (r + 1) * dimension));
      previous.fill(Infinity);
    },
    point(r, out) {
      out.set(points.subarray(r * dimension, (r + 1) * dimension));
    },
    retain(keep) {
      const pick = (from: Float64Array, width: number) => {
        const to = new Float64Array(keep.length * width);
        keep.forEach((r, at) => void to.set(from.subarray(r * width, (r + 1) * width), at * width));
        return to;
      };
      points = pick(points, dimension);
      rates = pick(rates, 1);
      previous = pick(previous, 1);
      energies = pick(energies, 1);
      residuals = pick(residuals, 1);
      gradients = new Float64Array(keep.length * dimension);
      count = keep.length;
    },
  };
}
