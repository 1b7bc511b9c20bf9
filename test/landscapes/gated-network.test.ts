/** Gated networks: their passes against the sum over paths, the coloured polynomial, the tensor and the perceptron. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels, type GatedNetwork } from '../../src/kernels/index.ts';
import { pathPolynomial } from '../../src/kernels/path-polynomial.ts';
import { rectifierOf } from '../../src/kernels/rectifier.ts';
import { gatedPasses } from '../../src/kernels/reference/gated-passes.ts';
import { gatedNetworkFamily } from '../../src/landscapes/gated-network/family.ts';
import { gatedLandscape } from '../../src/landscapes/gated-network/gated-network.ts';
import { drawnGates, pathCouplings } from '../../src/landscapes/gated-network/gates.ts';
import { gradientDescent } from '../../src/search/gradient-descent.ts';
import { run } from '../../src/search/search.ts';
import { type GatedSpec, gatedNetworkOf } from '../../src/landscapes/gated-network/spec.ts';
import { families, networkLandscape, tensorLandscape } from '../../src/landscapes/index.ts';
import type { Landscape } from '../../src/landscapes/landscape.ts';
import { landscapeSpec } from '../../src/landscapes/landscape-spec.ts';
import { tensorOfPaths } from '../../src/landscapes/paths/wirings.ts';

const kernels = createKernels();
const specOf = (fields: object) =>
  landscapeSpec(families, 'test', { family: 'gated-network', seed: 8, ...fields }).fields as GatedSpec;
const opened = (fields: object) =>
  gatedNetworkFamily.open(specOf(fields), { kernels, data: [], arrays: [], precision: 'float64' }) as Landscape;
const pointOf = (D: number) => {
  const draw = stream(4, 'test/gated-network', D, 'point');
  return Float64Array.from({ length: D }, () => draw.normal());
};
const plain = { name: 'x', domain: 'sphere', decay: 0, convention: '' } as const;

function look(landscape: Landscape, point: Float64Array) {
  const [value, gradient] = [new Float64Array(1), new Float64Array(point.length)];
  landscape.valueAndGradient(point, 1, value, gradient);
  return { value: value[0]!, gradient };
}
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);

/** Y_μ by the definition: Σ over paths of input, gates and weights. */
function outputByPaths(net: GatedNetwork, point: Float64Array, μ: number): number {
  const { widths, colors, x } = net;
  const passes = gatedPasses(net);
  passes.load(point);
  passes.forward(μ);
  const { slope } = passes.sample;
  const walk = (layer: number, unit: number): number => {
    if (layer === 0) return x[μ * widths[0]! + unit]!;
    const { inputs, edges, hidden } = passes.layers[layer - 1]!;
    const gate = layer === passes.layers.length ? 1 : slope[hidden + unit]!;
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += gate * point[colors[edges + unit * inputs + i]!]! * walk(layer - 1, i);
    return sum;
  };
  return walk(widths.length - 1, 0);
}

describe('gates that do not know w', () => {
  it.each([
    { size: 5, gates: 'frozen', wiring: 'latin', samples: 13 },
    { size: 3, gates: 'independent', wiring: 'latin', samples: 8, order: 4, squares: 'cyclic' },
    { size: 4, gates: 'signs', wiring: 'colored', weights: 9, samples: 31 },
    { size: 3, gates: 'frozen', wiring: 'own', samples: 7, inputs: 5 },
    { size: 7, gates: 'off', wiring: 'own', samples: 3, order: 2 },
  ])('%j: the network is the polynomial over its paths, to 1e-13', (fields) => {
    const net = gatedNetworkOf(specOf(fields), []);
    const [network, polynomial] = [gatedLandscape(net, plain), opened(fields)];
    const w = pointOf(net.weights);
    const [a, b] = [look(network, w), look(polynomial, w)];
    const scale = Math.hypot(...a.gradient);
    expect(Math.abs(a.value - b.value)).toBeLessThan(1e-13 * scale * Math.hypot(...w));
    expect(apart(a.gradient, b.gradient)).toBeLessThan(1e-13 * scale);
    const [A, B] = [network.hessianAt!(w).matrix().entries, polynomial.hessianAt!(w).matrix().entries];
    expect(apart(A, B)).toBeLessThan(1e-13 * Math.hypot(...A));
  });

  it.each(['frozen', 'independent', 'off'] as const)(
    'tied by Latin squares, gates %s: the tensor, to 1e-13',
    (gates) => {
      const net = gatedNetworkOf(specOf({ size: 7, gates, wiring: 'latin', samples: 29, centring: 'samples' }), []);
      const [H, D] = [3, 7];
      const couplings = pathCouplings(net, net.gates as Float64Array);
      const factor = -net.front * net.margin * D ** ((H - 1) / 2);
      const entries = tensorOfPaths({ ...net, couplings }).map((J) => factor * J);
      const tensor = tensorLandscape({ order: H, size: D, entries }, kernels, {
        name: 'the same',
        precision: 'float64',
      });
      const w = pointOf(D);
      const [a, b] = [look(gatedLandscape(net, plain), w), look(tensor, w)];
      const scale = Math.hypot(...a.gradient);
      expect(Math.abs(a.value - b.value)).toBeLessThan(1e-13 * scale * Math.hypot(...w));
      expect(apart(a.gradient, b.gradient)).toBeLessThan(1e-13 * scale);
    },
  );

  it('outputs have variance 1 at random weights on average over samples, within four errors', () => {
    for (const gates of ['signs', 'independent', 'off'] as const) {
      let sum = 0;
      const values: number[] = [];
      for (let disorder = 0; disorder < 60; disorder++) {
        const net = gatedNetworkOf(specOf({ size: 6, gates, samples: 20, disorder }), []);
        const passes = gatedPasses(net);
        passes.load(pointOf(net.weights).map((_, i) => stream(disorder, 'w', i, 'w').normal()));
        let square = 0;
        for (let μ = 0; μ < 20; μ++) square += (net.margin * passes.forward(μ)) ** 2 / 20;
        values.push(square);
        sum += square / 60;
      }
      const error = Math.sqrt(values.reduce((s, v) => s + (v - sum) ** 2, 0) / 59 / 60);
      expect(Math.abs(sum - 1)).toBeLessThan(4 * error);
    }
  });
});

describe('gates that follow w', () => {
  it('are those of the perceptron: hinge loss of own weights as networkLandscape has it, to 1e-13', () => {
    const spec = specOf({ size: 4, samples: 17, loss: 'hinge', inputs: 6 });
    const net = gatedNetworkOf(spec, []);
    const ours = gatedLandscape(net, plain);
    const examples = { count: 17, inputs: 6, outputs: 1, x: net.x, t: net.y };
    const theirs = networkLandscape(
      { sizes: [6, 4, 4, 1], activation: 'relu', loss: 'hinge', bias: false },
      examples,
      kernels,
    );
    // The perceptron has no scale of its output: it goes into the last layer.
    const w = pointOf(net.weights);
    const scaled = w.map((v, i) => (i >= 40 ? net.margin * v : v));
    const front = net.front * 17;
    const [a, b] = [look(ours, w), look(theirs, scaled)];
    expect(Math.abs(a.value - front * b.value)).toBeLessThan(1e-13 * Math.abs(a.value));
    const chained = b.gradient.map((g, i) => front * g * (i >= 40 ? net.margin : 1));
    expect(apart(a.gradient, chained)).toBeLessThan(1e-13 * Math.hypot(...a.gradient));
    const [A, B] = [ours.hessianAt!(w).matrix().entries, theirs.hessianAt!(scaled).matrix().entries];
    const D = w.length;
    const factor = (i: number) => (i >= 40 ? net.margin : 1);
    const Bs = B.map((v, at) => front * v * factor(at % D) * factor(Math.floor(at / D)));
    expect(apart(A, Bs)).toBeLessThan(1e-13 * Math.hypot(...A));
  });

  it.each([
    { size: 3, samples: 5, order: 3 },
    { size: 2, samples: 4, order: 4, wiring: 'latin' },
    { size: 3, samples: 3, order: 2, gates: 'frozen', inputs: 7 },
  ])('%j: outputs are sums over paths', (fields) => {
    const net = gatedNetworkOf(specOf(fields), []);
    const passes = gatedPasses(net);
    const w = pointOf(net.weights);
    for (let μ = 0; μ < net.y.length; μ++) {
      passes.load(w);
      const Y = passes.forward(μ);
      expect(Math.abs(Y - outputByPaths(net, w, μ))).toBeLessThan(1e-13 * (1 + Math.abs(Y)));
    }
  });

  it('frozen at w they give the value and gradient at w', () => {
    const net = gatedNetworkOf(specOf({ size: 5, samples: 11, wiring: 'latin' }), []);
    const w = pointOf(5);
    const passes = gatedPasses(net);
    passes.load(w);
    const gates = new Float64Array(11 * 10);
    for (let μ = 0; μ < 11; μ++) {
      passes.forward(μ);
      gates.set(passes.sample.slope, 10 * μ);
    }
    const held = gatedLandscape({ ...net, gates }, plain);
    expect(look(held, w)).toEqual(look(gatedLandscape(net, plain), w));
  });

  it('softplus comes as near to ReLU as ln 2/κ a unit', () => {
    const [w, fields] = [pointOf(5), { size: 5, samples: 11, wiring: 'latin' }];
    const sharp = look(opened(fields), w).value;
    const off = [16, 64, 256].map((sharpness) => Math.abs(look(opened({ ...fields, sharpness }), w).value - sharp));
    expect(off[1]!).toBeLessThan(off[0]!);
    expect(off[2]!).toBeLessThan(off[1]! / 2);
  });
});

it.each([
  // The networks of the ladder: relu-sphere, free-norm, tied-relu, and spheres of layers and units.
  { size: 4, inputs: 9, samples: 32, sharpness: 8, loss: 'logistic' },
  { size: 3, inputs: 9, samples: 20, sharpness: 8, loss: 'logistic', domain: 'free', decay: 0.2 },
  { size: 8, samples: 64, wiring: 'latin', centring: 'samples' },
  { size: 3, samples: 15, sharpness: 2, loss: 'squared', domain: 'layers' },
  { size: 3, samples: 15, gates: 'independent', loss: 'logistic', domain: 'units' },
])('%j: descents in the kernel end where plain ones do, to the bit', (fields) => {
  const landscapes = [opened(fields), gatedLandscape(gatedNetworkOf(specOf(fields), []), { ...plain, ...fields, kernels: undefined } as never)];
  const D = landscapes[0]!.dimension;
  const starts = new Float64Array(5 * D);
  for (let r = 0; r < 5; r++) gatedNetworkFamily.start(landscapes[0]!, specOf(fields), r, starts.subarray(r * D, (r + 1) * D));
  const [ours, theirs] = landscapes.map((landscape) =>
    run(gradientDescent({ landscape, starts, count: 5, tolerance: 1e-3, maxSteps: 120, handOver: 1e-2 })),
  );
  expect(ours).toEqual(theirs);
});

describe('cells next to a kink', () => {
  const net = gatedNetworkOf(specOf({ size: 4, samples: 6, wiring: 'own' }), []);
  const landscape = gatedLandscape(net, plain);
  /** The point moved along one weight until unit 1 of layer 1 is at 0 on sample 2. */
  const onKink = () => {
    const w = pointOf(net.weights);
    const [x, row] = [net.x.subarray(8, 12), w.subarray(4, 8)];
    const z = row.reduce((sum, v, i) => sum + v * x[i]!, 0);
    w[4]! -= z / x[0]!;
    return w;
  };

  it('at a generic point there are none', () => {
    expect(landscape.adjacent!(pointOf(net.weights), 1e-9)!.groups).toEqual([]);
  });

  it('at a kink the two cells are the gradients on its two sides, and a part differs as the whole does', () => {
    const w = onKink();
    const cells = landscape.adjacent!(w, 1e-9)!;
    expect(cells.groups).toEqual([[0]]);
    const at = (one: Pick<Landscape, 'valueAndGradient'>) => look({ ...landscape, ...one }, w).gradient;
    const sides = [0, 1].map((gate) => at(cells.held(Float64Array.of(gate))));
    const parts = [0, 1].map((gate) => at(cells.part(0, Float64Array.of(gate))));
    const across = (t: number) => {
      const moved = w.map((v, i) => (i >= 4 && i < 8 ? v + t * net.x[4 + i]! : v));
      return look(landscape, moved).gradient;
    };
    const jump = sides[1]!.map((g, i) => g - sides[0]![i]!);
    const size = Math.hypot(...jump);
    expect(size).toBeGreaterThan(0.01);
    expect(apart(across(1e-7), sides[1]!)).toBeLessThan(1e-5 * size);
    expect(apart(across(-1e-7), sides[0]!)).toBeLessThan(1e-5 * size);
    const partial = parts[1]!.map((g, i) => g - parts[0]![i]!);
    expect(apart(jump, partial)).toBeLessThan(1e-13 * Math.hypot(...sides[0]!));
  });

  it('the stated distance to a kink is free of them', () => {
    const hinge = gatedNetworkOf(specOf({ size: 4, samples: 6, wiring: 'own', loss: 'hinge' }), []);
    const hinged = gatedLandscape(hinge, plain);
    const w = pointOf(hinge.weights);
    const r = hinged.regularity.kinkDistance(w);
    expect(r).toBeGreaterThan(0);
    const draw = stream(9, 'test/gated-network', 0, 'directions');
    const signsAt = (point: Float64Array) => {
      const passes = gatedPasses(hinge);
      passes.load(point);
      return hinge.y.reduce((list, y, μ) => {
        const z = hinge.margin * y * passes.forward(μ);
        return `${list}${[...passes.sample.slope].join('')}${z < 1 ? '-' : '+'}`;
      }, '');
    };
    for (let k = 0; k < 50; k++) {
      const v = w.map(() => draw.normal());
      const length = Math.hypot(...v);
      expect(signsAt(w.map((x, i) => x + (r * v[i]!) / length))).toBe(signsAt(w));
    }
    expect(hinged.regularity.kinkDistance(onKink())).toBeLessThan(1e-12);
  });
});

it('couplings of paths are what their kernel makes of them: sums over samples of input and gates', () => {
  const net = gatedNetworkOf(specOf({ size: 3, samples: 4, order: 4, inputs: 2 }), []);
  const gates = drawnGates('independent', net, stream(1, 'test/gated-network', 0, 'gates'));
  const J = pathCouplings({ ...net }, gates);
  expect(J).toHaveLength(2 * 27);
  const wanted = (p: readonly number[]) =>
    net.y.reduce((sum, y, μ) => {
      const g = (k: number) => gates[μ * 9 + 3 * k + p[k + 1]!]!;
      return sum + y * net.x[2 * μ + p[0]!]! * g(0) * g(1) * g(2);
    }, 0);
  for (const p of [
    [0, 0, 0, 0],
    [1, 2, 0, 1],
    [0, 1, 1, 2],
    [1, 2, 2, 2],
  ])
    expect(J[((p[0]! * 3 + p[1]!) * 3 + p[2]!) * 3 + p[3]!]).toBeCloseTo(wanted(p), 13);
  const relu = rectifierOf(Infinity);
  expect([relu.value(0), relu.slope(0), relu.bend(0)]).toEqual([0, 0, 0]);
  expect(pathPolynomial({ ...net, couplings: J, scale: 1 }).shape.widths).toEqual([2, 3, 3, 3, 1]);
});

it.each([
  [{ wiring: 'latin', inputs: 3 }, /inputs must be n = 4 where squares place the weights, got 3/],
  [{ wiring: 'colored', weights: 99 }, /weights must be at most 36, one for each edge, got 99/],
  [{ wiring: 'latin', domain: 'units' }, /domain must be sphere or free where weights are shared/],
  [{ domain: 'free' }, /domain must be bounded where the loss is linear, got "?free/],
  [{ gates: 'off', sharpness: 2 }, /sharpness must be given with own gates, got 2/],
])('refuses %j', (fields, message) => {
  expect(() => gatedNetworkOf(specOf({ size: 4, samples: 5, ...fields }), [])).toThrow(message);
});
