/** Spheres on which the coordinates of a point lie one after another, plain: tangent parts and nearest points. */
import type { WeightDomain } from '../contract.ts';

export function onSpheres({ blocks }: Pick<WeightDomain, 'blocks'>) {
  const each = (act: (radius: number, start: number, end: number) => void) => {
    let start = 0;
    for (const { dimension, radius } of blocks) {
      if (radius > 0) act(radius, start, start + dimension);
      start += dimension;
    }
  };
  const dot = (a: Float64Array, b: Float64Array, start: number, end: number) => {
    let sum = 0;
    for (let i = start; i < end; i++) sum += a[i]! * b[i]!;
    return sum;
  };
  return {
    project: (point: Float64Array, vector: Float64Array) =>
      each((radius, start, end) => {
        const along = dot(point, vector, start, end) / (radius * radius);
        for (let i = start; i < end; i++) vector[i]! -= along * point[i]!;
      }),
    retract: (point: Float64Array) =>
      each((radius, start, end) => {
        const scale = radius / Math.sqrt(dot(point, point, start, end));
        for (let i = start; i < end; i++) point[i]! *= scale;
      }),
  };
}
