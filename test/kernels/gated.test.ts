/** Gated networks: the kernel against its twin, bit by bit in float64; the twin against Taylor's expansion; fleets against the plain one. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import type { Fleet, GatedNetwork, Kernels, WeightDomain } from '../../src/kernels/index.ts';
import type { SampleLossName } from '../../src/kernels/sample-losses.ts';
import { enginesWith, expectTwin, once, reference } from '../support/backends.ts';
import { dot, slope } from '../support/taylor.ts';

interface Case {
  readonly widths: readonly number[];
  readonly samples: number;
  /** Of the point; one an edge when absent. */
  readonly weights?: number;
  readonly units: number | 'given';
  readonly loss: SampleLossName;
  /** Dimensions and radii. */
  readonly blocks?: readonly (readonly [number, number])[];
  readonly pull?: number;
  readonly count: number;
}

/** Sizes on both sides of tiles, of blocks of samples and of vectors. */
const cases: readonly Case[] = [
  { widths: [9, 6, 6, 1], samples: 33, units: 8, loss: 'logistic', blocks: [[96, 9.7]], count: 17 },
  { widths: [3, 7, 5, 1], samples: 9, units: Infinity, loss: 'hinge', count: 9 },
  { widths: [5, 4, 1], samples: 31, weights: 7, units: 2, loss: 'squared', blocks: [[3, 1.5], [4, 2]], pull: 0.3, count: 3 },
  { widths: [1, 1, 1, 1], samples: 1, units: 16, loss: 'logistic', count: 1 },
  { widths: [8, 1], samples: 7, units: 1, loss: 'squared', blocks: [[8, 3]], count: 8 },
  { widths: [4, 33, 3, 1], samples: 5, units: 'given', loss: 'squared', pull: 0.1, count: 7 },
  { widths: [2, 9, 8, 9, 1], samples: 66, weights: 31, units: Infinity, loss: 'linear', blocks: [[31, 5]], count: 31 },
];
const titled = cases.map((one) => [`${one.widths.join('-')}, ${one.units}, ${one.loss}, ${one.count} points`, one] as const);

function problemOf({ widths, samples, weights, units, loss, blocks, pull, count }: Case) {
  const draw = stream(7, 'test/gated', samples, widths.join('-'));
  const normals = (n: number) => Float64Array.from({ length: n }, () => draw.normal());
  const edges = widths.slice(1).reduce((sum, n, k) => sum + n * widths[k]!, 0);
  const hidden = widths.slice(1, -1).reduce((sum, n) => sum + n, 0);
  const D = weights ?? edges;
  const network: GatedNetwork = {
    ...{ widths, weights: D, loss, margin: 0.4, front: 0.7 },
    colors: Int32Array.from({ length: edges }, (_, e) => (weights === undefined ? e : draw.integer(D))),
    x: normals(samples * widths[0]!),
    y: normals(samples).map(Math.sign),
    gates: units === 'given' ? normals(samples * hidden).map((z) => Number(z > 0)) : units,
  };
  const domain: WeightDomain = {
    blocks: (blocks ?? [[D, 0] as const]).map(([dimension, radius]) => ({ dimension, radius })),
    ...{ unit: 3, pull: pull ?? 0 },
  };
  return { network, domain, D, points: normals(count * D) };
}

const evaluated = (kernels: Kernels, one: Case, precision: 'float32' | 'float64') => {
  const { network, domain, D, points } = problemOf(one);
  const [values, gradients] = [new Float64Array(one.count), new Float64Array(one.count * D)];
  kernels.gatedNetwork(network, domain).evaluate(points, one.count, precision, values, gradients);
  return { values, gradients };
};
const twin = once((k: number) => evaluated(reference, cases[k]!, 'float64'));

/** Everything that a fleet tells, on a way that takes steps back, enters the tail, loses replicas and is kicked. */
function wander(fleet: Fleet, { points, D }: { points: Float64Array; D: number }, count: number): Float64Array {
  const told: number[] = [];
  const tell = () => {
    told.push(...fleet.energies.subarray(0, fleet.count), ...fleet.residuals.subarray(0, fleet.count));
    told.push(...fleet.halvings!.subarray(0, fleet.count));
    const out = new Float64Array(D);
    for (let r = 0; r < fleet.count; r++) {
      fleet.point(r, out);
      told.push(...out);
    }
  };
  fleet.load(points, count, 40);
  fleet.measure();
  told.push(...fleet.energies.subarray(0, count));
  fleet.advance(11, 0.5);
  tell();
  fleet.advance(9, 1e3);
  tell();
  fleet.retain(Array.from({ length: Math.ceil(count / 2) }, (_, r) => count - 1 - r));
  fleet.advance(3, 1e3);
  fleet.kick(points.subarray(0, fleet.count * D).map((x) => 0.1 * x));
  fleet.advance(4);
  tell();
  return Float64Array.from(told);
}
const wandered = once((k: number) => {
  const problem = problemOf(cases[k]!);
  const kernel = reference.gatedNetwork(problem.network, problem.domain);
  return wander(kernel.fleet(cases[k]!.count, 'float64'), problem, cases[k]!.count);
});

describe.each(enginesWith('gatedNetwork'))('gated networks by %s', (_engine, kernels) => {
  it.each(titled)('%s: value and gradient are those of the twin; in float32 to 1e-4 of their size', (_title, one) => {
    const { values, gradients } = twin(cases.indexOf(one));
    const ours = evaluated(kernels, one, 'float64');
    expectTwin(kernels, ours.values, values, 11);
    expectTwin(kernels, ours.gradients, gradients, 11);
    // As many roundings of 6e-8 as there are terms of a layer and samples, and kinks may be passed by none of these.
    const single = evaluated(kernels, one, 'float32');
    const size = Math.hypot(...gradients) / Math.sqrt(one.count);
    values.forEach((v, r) => void expect(Math.abs(single.values[r]! - v)).toBeLessThan(1e-4 * (1 + Math.abs(v))));
    gradients.forEach((g, i) => void expect(Math.abs(single.gradients[i]! - g)).toBeLessThan(1e-4 * (size + Math.abs(g))));
  });

  it.each(titled)('%s: a fleet takes the steps of the plain one, taken back, in the tail, kicked', (_title, one) => {
    const problem = problemOf(one);
    const kernel = kernels.gatedNetwork(problem.network, problem.domain);
    const expected = wandered(cases.indexOf(one));
    const ours = wander(kernel.fleet(one.count, 'float64'), problem, one.count);
    // Fused multiply-add parts ways where a step is just taken back or not; its values alone are held above.
    if (kernels.deterministic) expect(ours).toEqual(expected);
    else expect(ours.subarray(0, one.count)).toEqual(expected.subarray(0, one.count).map((e, r) => (Math.abs(e - ours[r]!) < 1e-9 * (1 + Math.abs(e)) ? ours[r]! : e)));
    expect(expected.some((x) => x > 0)).toBe(true);
  });

  it('float32 descends as far as float64 does', () => {
    const problem = problemOf(cases[0]!);
    const kernel = kernels.gatedNetwork(problem.network, problem.domain);
    const ends = (['float32', 'float64'] as const).map((precision) => {
      const fleet = kernel.fleet(17, precision);
      fleet.load(problem.points, 17, 0.5);
      fleet.advance(60);
      return fleet.energies.reduce((sum, e) => sum + e, 0) / 17;
    });
    const { values } = twin(0);
    expect(ends[1]!).toBeLessThan(0.8 * (values.reduce((sum, e) => sum + e, 0) / 17));
    expect(Math.abs(ends[0]! / ends[1]! - 1)).toBeLessThan(1e-3);
  });

  it('says what does not fit', () => {
    const { network, domain } = problemOf(cases[1]!);
    const made = (changed: object, where = domain) => () => kernels.gatedNetwork({ ...network, ...changed }, where);
    expect(made({ colors: network.colors.subarray(1) })).toThrow('gatedNetwork: colors.length must be');
    expect(made({ widths: [3, 7, 5, 2] })).toThrow('gatedNetwork: last width must be');
    expect(made({ gates: 0 })).toThrow('gatedNetwork: gates must be a sharpness above 0, got 0');
    expect(made({}, { ...domain, blocks: [{ dimension: 3, radius: 1 }] })).toThrow('blocks must be 61 coordinates in all');
  });
});

it.each(titled.filter(([, { units, loss }]) => units !== Infinity && loss !== 'hinge'))(
  '%s: the twin’s gradient has slope 2',
  (_title, one) => {
    const { network, domain, D, points } = problemOf(one);
    const kernel = reference.gatedNetwork(network, domain);
    const look = (point: Float64Array) => {
      const [value, gradient] = [new Float64Array(1), new Float64Array(D)];
      kernel.evaluate(point, 1, 'float64', value, gradient);
      return { value: value[0]!, gradient };
    };
    const point = points.subarray(0, D);
    const draw = stream(8, 'test/gated', D, 'direction');
    const v = point.map(() => draw.normal() / Math.sqrt(D));
    const { value, gradient } = look(point);
    const along = dot(gradient, v);
    const remainder = (t: number) => look(point.map((x, i) => x + t * v[i]!)).value - value - t * along;
    expect(slope(remainder, [1e-2, 3e-3, 1e-3, 3e-4])).toBeCloseTo(2, 1);
  },
);
