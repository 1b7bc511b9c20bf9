/** A second opinion in binary64: the loss by its definition, points all around, and the Hessian where there is one. */
import type { Stream } from '../../src/base/philox.ts';
import { approximate } from '../../src/certificates/approximate.ts';
import type { Layers, Problem } from '../../src/certificates/format.ts';
import { symmetricEigensystem } from '../../src/linalg/index.ts';

/** Parameters (w_1, b_1), …, (w_h, b_h), v, c of one hidden layer, and what they mean. */
export class Sketch {
  readonly x: readonly number[][];
  readonly y: readonly number[];
  readonly point: readonly number[];
  readonly units: number;
  readonly width: number;

  constructor({ x, y, network }: Problem) {
    this.x = x.map((row) => [...row.map(approximate), 1]);
    this.y = y.map(approximate);
    this.point = flatten(network);
    this.units = network[0]!.b.length;
    this.width = this.x[0]!.length;
  }

  /** Input of unit j at sample i. */
  input(parameters: readonly number[], i: number, j: number): number {
    let z = 0;
    for (let k = 0; k < this.width; k++) z += parameters[j * this.width + k]! * this.x[i]![k]!;
    return z;
  }

  residual(parameters: readonly number[], i: number): number {
    let f = parameters.at(-1)!;
    for (let j = 0; j < this.units; j++)
      f += parameters[this.units * this.width + j]! * Math.max(0, this.input(parameters, i, j));
    return f - this.y[i]!;
  }

  loss(parameters: readonly number[]): number {
    let loss = 0;
    for (let i = 0; i < this.y.length; i++) loss += this.residual(parameters, i) ** 2;
    return loss;
  }

  /** Within this distance no unit wakes up, falls asleep or changes the sign of its output but at the kinks of the point itself. */
  radius(): number {
    let radius = 0.25;
    for (let j = 0; j < this.units; j++) {
      const v = Math.abs(this.point[this.units * this.width + j]!);
      if (v > 0) radius = Math.min(radius, v / 2);
      for (let i = 0; i < this.x.length; i++) {
        const z = Math.abs(this.input(this.point, i, j));
        if (z > 1e-9) radius = Math.min(radius, z / 2 / Math.hypot(...this.x[i]!));
      }
    }
    return radius;
  }

  /** The lowest of the losses at points around, less the loss here: every third changes all, one unit's, or one parameter. */
  lowestAround(random: Stream, count: number): number {
    const [radius, here] = [this.radius(), this.loss(this.point)];
    let lowest = Infinity;
    for (let n = 0; n < count; n++) {
      const scale = (radius * [1, 0.3, 0.03][n % 3]!) / Math.sqrt(this.point.length);
      const unit = Math.floor(random.uniform() * this.units);
      const single = Math.floor(random.uniform() * this.point.length);
      const moved = this.point.map((value, p) => {
        const isOfUnit = Math.floor(p / this.width) === unit || p === this.units * this.width + unit;
        const moves =
          n % 4 === 0 || (n % 4 === 3 ? p === single : isOfUnit || (n % 4 === 2 && p === this.point.length - 1));
        return moves ? value + scale * (2 * random.uniform() - 1) : value;
      });
      lowest = Math.min(lowest, this.loss(moved) - here);
    }
    return lowest;
  }

  isSmooth(): boolean {
    return this.x.every((_, i) =>
      Array.from({ length: this.units }, (_, j) => this.input(this.point, i, j)).every((z) => Math.abs(z) > 1e-9),
    );
  }

  /** At a point without kinks: the gradient's length and the least eigenvalue of the Hessian. */
  curvature(): { gradient: number; least: number } {
    const n = this.point.length;
    const H = new Float64Array(n * n);
    const g = new Float64Array(n);
    const at = (j: number) => this.units * this.width + j;
    for (let i = 0; i < this.x.length; i++) {
      const r = this.residual(this.point, i);
      const slope = new Float64Array(n);
      slope[n - 1] = 1;
      for (let j = 0; j < this.units; j++) {
        const z = this.input(this.point, i, j);
        if (z <= 0) continue;
        slope[at(j)] = z;
        for (let k = 0; k < this.width; k++) {
          slope[j * this.width + k] = this.point[at(j)]! * this.x[i]![k]!;
          H[(j * this.width + k) * n + at(j)]! += 2 * r * this.x[i]![k]!;
          H[at(j) * n + j * this.width + k]! += 2 * r * this.x[i]![k]!;
        }
      }
      for (let p = 0; p < n; p++) {
        g[p]! += 2 * r * slope[p]!;
        for (let q = 0; q < n; q++) H[p * n + q]! += 2 * slope[p]! * slope[q]!;
      }
    }
    return { gradient: Math.hypot(...g), least: Math.min(...symmetricEigensystem(H, n).values) };
  }
}

/** Entries in the order of the sketch's parameters. */
export function flatten(layers: Layers): number[] {
  const [hidden, output] = layers;
  return [
    ...hidden!.W.flatMap((row, j) => [...row, hidden!.b[j]!].map(approximate)),
    ...output!.W[0]!.map(approximate),
    approximate(output!.b[0]!),
  ];
}
