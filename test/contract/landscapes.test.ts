/** Every family of landscapes: its instances keep the laws of checkLandscape, and it keeps its own. A new family needs no line here. */

import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stream } from '../../src/base/philox.ts';
import { type DataShape, dataShape, loadDataset } from '../../src/data/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { checkLandscape } from '../../src/landscapes/check-landscape.ts';
import { families } from '../../src/landscapes/families.ts';
import type { Landscape } from '../../src/landscapes/landscape.ts';
import {
  arraysOf,
  dataOf,
  heightsAt,
  type LandscapeSpec,
  landscapeJson,
  landscapeSpec,
  startAt,
} from '../../src/landscapes/landscape-spec.ts';
import { datasetExamples, labeledExamples } from '../../src/landscapes/network/examples.ts';

const kernels = createKernels();

/** Small sets as they are; noise where MNIST is asked for: `side` × `side` images in ten classes. */
async function examplesNamed(name: string) {
  const side = Number(/^mnist-(\d+)x\1$/.exec(name)?.[1]);
  if (!side) return datasetExamples(await loadDataset(name, () => Promise.reject(new Error(`contract: no ${name}`))));
  const [count, inputs] = [40, side * side];
  const draw = stream(2, 'contract', 0, name);
  const images = Float32Array.from({ length: count * inputs }, () => draw.uniform());
  const labels = Uint8Array.from({ length: count }, () => draw.integer(10));
  return labeledExamples({ count, inputs, images, labels }, 10, 'cross-entropy');
}

/** Noise of the shape that the name of a file gives: file:noise-3x4.npy. */
function noiseArray(name: string) {
  const extents = /^file:noise-([\dx]+)\.npy$/.exec(name)?.[1];
  if (!extents) throw new Error(`contract: no noise for the array ${name}; add how it is made`);
  const shape = extents.split('x').map(Number);
  const draw = stream(2, 'contract', 0, name);
  return { shape, entries: Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => draw.normal()) };
}

const shapesOf = (spec: LandscapeSpec): DataShape[] =>
  dataOf(spec).map((name) => {
    const shape = dataShape(name);
    return name.startsWith('mnist') ? { ...shape, count: 40 } : shape;
  });

async function open({ family, fields }: LandscapeSpec): Promise<Landscape> {
  const data = await Promise.all(dataOf({ family, fields }).map(examplesNamed));
  const arrays = arraysOf({ family, fields }).map(noiseArray);
  return family.open(fields, { kernels, data, arrays, precision: 'float64' });
}

/** A start, moved so that nothing in it is 0. */
function genericPoint(landscape: Landscape, spec: LandscapeSpec): Float64Array {
  const draw = stream(3, 'contract', landscape.dimension, 'point');
  const point = startAt(landscape, spec, 0).map((x) => x + 0.3 * draw.normal());
  landscape.manifold.retract(point);
  return point;
}

const specs = Object.entries(families).flatMap(([name, family]) =>
  family.fixtures.map((fixture): [string, LandscapeSpec] => {
    const spec = landscapeSpec(families, 'contract', { family: name, ...(fixture as object) });
    return [family.title(spec.fields), spec];
  }),
);

describe.each(specs)('%s', (title, spec) => {
  const { family, fields } = spec;
  let landscape: Landscape;
  beforeAll(async () => {
    landscape = await open(spec);
  });

  it.each([1, 2, 3])('keeps every law of checkLandscape, directions %i', (seed) => {
    const checks = checkLandscape(landscape, genericPoint(landscape, spec), seed);
    expect(checks.length).toBeGreaterThanOrEqual(3);
    expect(checks.filter(({ holds }) => !holds)).toEqual([]);
  });

  it('has a title that goes into a sentence', () => {
    expect(title).toMatch(/^\S.*\S$/);
    expect(title).not.toMatch(/[.\n]$|undefined|NaN|\[object/);
  });

  it('has starts that are on the manifold, each the same at every asking and other than the next', () => {
    for (const k of [0, 1, 7]) {
      const start = startAt(landscape, spec, k);
      expect(start).toHaveLength(landscape.dimension);
      expect(landscape.manifold.drift(start)).toBeLessThan(1e-14);
      expect(startAt(landscape, spec, k)).toEqual(start);
      expect(startAt(landscape, spec, k + 1)).not.toEqual(start);
    }
  });

  it('has heights to search between, the lowest below the highest', () => {
    const { lowest, highest } = heightsAt(landscape, spec, startAt(landscape, spec, 0));
    expect(Number.isFinite(lowest) && Number.isFinite(highest)).toBe(true);
    expect(lowest).toBeLessThan(highest);
  });

  it('lays its parameters out from 0 to the dimension without gaps, each array as long as its shape', () => {
    const { arrays } = family.layout!(fields, shapesOf(spec));
    expect(arrays.map(({ start }) => start)).toEqual([0, ...arrays.slice(0, -1).map(({ end }) => end)]);
    expect(arrays.at(-1)!.end).toBe(landscape.dimension);
    for (const { shape, start, end } of arrays) expect(shape.reduce((a, b) => a * b, 1)).toBe(end - start);
    expect(new Set(arrays.map(({ name }) => name)).size).toBe(arrays.length);
  });

  it('says how many bytes it takes: more for more points, by at least those of the points', () => {
    const bytes = (points: number) => family.bytes(fields, shapesOf(spec), points);
    expect(bytes(1)).toBeGreaterThan(0);
    for (const [few, many] of [
      [1, 2],
      [2, 1000],
    ] as const)
      expect(bytes(many) - bytes(few)).toBeGreaterThanOrEqual(8 * (many - few) * landscape.dimension);
  });

  it('is named by plain JSON, and opens from it again as the same landscape', async () => {
    const json = JSON.parse(JSON.stringify(landscapeJson(spec)));
    expect(json).toEqual(landscapeJson(spec));
    const again = landscapeSpec(families, 'contract', json);
    expect(again).toEqual(spec);
    if (!family.portable) return;
    const point = genericPoint(landscape, spec);
    const look = (one: Landscape) => {
      const [value, gradient] = [new Float64Array(1), new Float64Array(one.dimension)];
      one.valueAndGradient(point, 1, value, gradient);
      return { value, gradient };
    };
    const reopened = await open(again);
    expect(reopened.name).toBe(landscape.name);
    expect(look(reopened)).toEqual(look(landscape));
  });
});

describe.each(Object.entries(families))('the family %s', (key, family) => {
  it('is registered under its name, with fixtures, in alphabetical order', () => {
    expect(family.name).toBe(key);
    expect(family.fixtures.length).toBeGreaterThan(0);
    expect(Object.keys(families)).toEqual(Object.keys(families).sort());
  });

  it('describes every field, as JSON Schema can', () => {
    const { properties } = z.toJSONSchema(family.schema, { io: 'input' }) as {
      properties: Record<string, { description?: string; enum?: unknown[] }>;
    };
    expect(Object.keys(properties)).toEqual(Object.keys(family.schema.shape));
    for (const [name, { description }] of Object.entries(properties))
      expect(description, `${name} has a description`).toMatch(/\S/);
  });

  it('names fields of its own as the short and the adjustable ones', () => {
    const fields = Object.keys(family.schema.shape);
    for (const name of [...(family.short ? [family.short] : []), ...(family.adjustable ?? [])])
      expect(fields).toContain(name);
  });

  it('refuses a field it does not have, by name', () => {
    const spec = { family: key, ...(family.fixtures[0] as object), colour: 1 };
    expect(() => landscapeSpec(families, 'contract', spec)).toThrow(/contract: .*colour/);
  });
});
