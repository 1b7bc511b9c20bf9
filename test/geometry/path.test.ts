import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { arcLengths, distance, image, redistribute, shortestPath, straightPath } from '../../src/geometry/index.ts';
import { flat, lattice, product, sphere } from '../../src/landscapes/index.ts';

function onSphere(size: number, replica: number): Float64Array {
  const draw = stream(9, 'test/path', replica, `point-${size}`);
  const point = Float64Array.from({ length: size }, () => draw.normal());
  sphere(size).retract(point);
  return point;
}

describe('straightPath', () => {
  it('on the sphere: the great circle, equal distances, on the sphere to rounding, ends exact', () => {
    for (const size of [2, 3, 9, 31])
      for (const count of [2, 3, 8, 33]) {
        const [a, b] = [onSphere(size, 0), onSphere(size, 1)];
        const path = straightPath(sphere(size), a, b, count);
        const lengths = arcLengths(path);
        for (let k = 0; k < count; k++) {
          expect(sphere(size).drift(image(path, k))).toBeLessThan(1e-14);
          expect(lengths[k]).toBeCloseTo((k * lengths.at(-1)!) / (count - 1), 11);
        }
        expect([...image(path, 0)]).toEqual([...a]);
        expect([...image(path, count - 1)]).toEqual([...b]);
        // chords of a circle of radius √Λ: each 2√Λ sin(θ/2(count − 1))
        const θ = 2 * Math.asin(distance(a, b) / (2 * Math.sqrt(size)));
        expect(lengths[1]).toBeCloseTo(2 * Math.sqrt(size) * Math.sin(θ / 2 / (count - 1)), 11);
      }
  });

  it('in flat space: the line; equal ends give a path of length 0', () => {
    const path = straightPath(flat(2), Float64Array.of(0, 0), Float64Array.of(3, 4), 6);
    expect([...arcLengths(path)]).toEqual([0, 1, 2, 3, 4, 5].map((x) => expect.closeTo(x, 12)));
    expect(arcLengths(straightPath(sphere(3), onSphere(3, 0), onSphere(3, 0), 4)).at(-1)).toBeCloseTo(0, 14);
  });

  it('refuses opposite points, a lattice and wrong lengths', () => {
    const a = onSphere(5, 0);
    const opposite = a.map((x) => -x);
    expect(() => straightPath(sphere(5), a, opposite, 5)).toThrow(/to must be not opposite to from, got 3.14/);
    expect(() => straightPath(lattice(2, 3), Float64Array.of(0, 0), Float64Array.of(1, 1), 3)).toThrow(
      'geodesic: manifold must be one with continuous paths, got "a lattice"',
    );
    expect(() => straightPath(flat(2), Float64Array.of(0), Float64Array.of(1, 1), 3)).toThrow(
      /from must be of length 2/,
    );
  });
});

describe('shortestPath', () => {
  it('is the straight path where that is unique', () => {
    const [a, b] = [onSphere(5, 0), onSphere(5, 1)];
    expect(shortestPath(sphere(5), a, b, 9)).toEqual(straightPath(sphere(5), a, b, 9));
    expect(shortestPath(flat(5), a, b, 9)).toEqual(straightPath(flat(5), a, b, 9));
  });

  it.each([2, 3, 9, 31])(
    'between opposite points of a sphere: half a great circle, the same one always, Λ = %i',
    (size) => {
      const a = onSphere(size, 0);
      const b = a.map((x) => -x);
      for (const count of [2, 3, 4, 5, 21, 200]) {
        const path = shortestPath(sphere(size), a, b, count);
        expect(path).toMatchObject({ dimension: size, count });
        expect(path.images).toHaveLength(count * size);
        expect([image(path, 0), image(path, count - 1)]).toEqual([a, b]);
        for (let k = 0; k < count; k++) expect(sphere(size).drift(image(path, k))).toBeLessThan(1e-14);
        expect(shortestPath(sphere(size), a, b, count)).toEqual(path);
      }
      // The chords of 199 arcs of π/199 on the average: shorter than the arc by less than their square over 24, twice as long ones by 4 times that.
      const length = arcLengths(shortestPath(sphere(size), a, b, 200)).at(-1)! / (Math.PI * Math.sqrt(size));
      expect(length).toBeLessThan(1);
      expect(length).toBeGreaterThan(1 - (4 * (Math.PI / 199) ** 2) / 24);
    },
  );

  it('between points of which one part is opposite: each part goes its own way', () => {
    const two = product([sphere(3), flat(1)]);
    const from = Float64Array.of(...onSphere(3, 0), 5);
    const to = Float64Array.of(...onSphere(3, 0).map((x) => -x), 7);
    const path = shortestPath(two, from, to, 11);
    for (let k = 0; k < 11; k++) expect(two.drift(image(path, k))).toBeLessThan(1e-14);
    expect([image(path, 0), image(path, 10)]).toEqual([from, to]);
  });

  it('refuses a lattice and wrong lengths, as straightPath', () => {
    expect(() => shortestPath(lattice(2, 3), Float64Array.of(0, 0), Float64Array.of(1, 1), 3)).toThrow('a lattice');
    expect(() => shortestPath(flat(2), Float64Array.of(0, 1), Float64Array.of(1), 3)).toThrow(/to must be of length 2/);
  });
});

it('redistribute evens out the distances and keeps the course and the ends', () => {
  const images = Float64Array.of(0, 0, 0.1, 0, 0.2, 0, 1, 0, 1, 1); // an L in the plane
  const path = redistribute(flat(2), { dimension: 2, count: 5, images });
  expect([...path.images]).toEqual([0, 0, 0.5, 0, 1, 0, 1, 0.5, 1, 1].map((x) => expect.closeTo(x, 12)));
});
