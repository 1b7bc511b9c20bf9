import { expect, it } from 'vitest';
import { activations } from '../../../src/landscapes/network/activations.ts';
import { kinkDistance } from '../../../src/landscapes/network/kink-distance.ts';
import { layerPlaces } from '../../../src/landscapes/network/layers.ts';
import { lossOf } from '../../../src/landscapes/network/losses.ts';
import { createBlock, load, runBackward, runForward } from '../../../src/landscapes/network/passes.ts';
import { createReach, type LayerReach } from '../../../src/landscapes/network/reach.ts';
import { weightNorms } from '../../../src/landscapes/network/weight-norms.ts';
import { moved, norm, randomUnit, type SomeNetwork, someNetworks, thinNetworks } from './some-networks.ts';

/** Places of the ball where something is largest: its edge along single parameters, and anywhere. */
function places({ point, draw }: SomeNetwork, radius: number): Float64Array[] {
  const along = Array.from(point, (w, i) => {
    const there = point.slice();
    there[i]! += w < 0 ? -radius : radius;
    return there;
  });
  const anywhere = Array.from({ length: 10 }, () => moved(point, radius, randomUnit(draw, point.length)));
  return [...along, ...anywhere];
}

/** Numbers of every layer of the first sample at θ; derivatives of φ as differences of its slope where it has no third. */
function numbersAt({ shape, examples }: SomeNetwork, theta: Float64Array) {
  const { sizes, bias = true } = shape;
  const { layers, dimension } = layerPlaces(sizes, bias);
  const activation = activations[shape.activation];
  const block = createBlock(layers, activation, lossOf(shape));
  load(block, examples, 0, 1);
  runForward(block, theta);
  runBackward(block, theta, 1, new Float64Array(dimension));
  const of = (numbers: Float64Array, width: number) => numbers.slice(0, width);
  return layers.map((place, l) => {
    const z = of(block.layers[l]!.z, place.units);
    const input = l === 0 ? of(block.x, place.inputs) : of(block.layers[l - 1]!.a, place.inputs);
    const W = theta.slice(place.weights, place.weights + place.units * place.inputs);
    const column = (k: number) => norm(Float64Array.from({ length: place.units }, (_, u) => W[u * place.inputs + k]!));
    const twist = (x: number) => (activation.bend(x + 1e-4) - activation.bend(x - 1e-4)) / 2e-4;
    return {
      place,
      z,
      a: of(block.layers[l]!.a, place.units),
      d: of(block.layers[l]!.d, place.units),
      g: of(block.layers[l]!.g, place.units),
      input: Math.hypot(norm(input), bias ? 1 : 0),
      columns: Array.from({ length: place.inputs }, (_, k) => column(k)),
      slopes: z.map(activation.slope),
      bends: z.map((x) => Math.abs(activation.bend(x))),
      twists: shape.activation === 'relu' ? z.map(() => 0) : z.map((x) => Math.abs(twist(x))),
    };
  });
}

type Numbers = ReturnType<typeof numbersAt>;

/** Bounds of layers that numbers at another point of the ball exceed. */
function exceeded(reached: readonly LayerReach[], here: Numbers, there: Numbers): string[] {
  const wrong: string[] = [];
  /** Rounding of the numbers there: of 1e-14 of their size; derivatives by differences are good to 1e-6. */
  const check = (name: string, l: number, x: number, bound: number, slack = 1e-14) => {
    if (!(x <= bound * (1 + 1e-9) + slack)) wrong.push(`${name} of layer ${l}: ${x} > ${bound}`);
  };
  const gap = (a: Float64Array, b: Float64Array) => norm(a.map((x, i) => x - b[i]!));
  there.forEach((now, l) => {
    const [layer, then] = [reached[l]!, here[l]!];
    check('input', l, now.input, layer.input);
    check('reach', l, gap(now.z, then.z), layer.reach);
    now.z.forEach((z, u) => void check('units', l, Math.abs(z - then.z[u]!), layer.units[u]!));
    check('errorReach', l, gap(now.d, then.d), layer.errorReach);
    check('errorBound', l, norm(now.d), layer.errorBound);
    if (l > 0) {
      const below = there[l - 1]!;
      // A column of W diag φ′ is no longer than its norm, and as long where it is the only one.
      below.slopes.forEach((s, k) => void check('gain', l, now.columns[k]! * s, layer.gain));
      below.bends.forEach((b, k) => void check('columnBend', l, now.columns[k]! * b, layer.columnBend));
    }
    if (l === there.length - 1) return;
    now.slopes.forEach((s, u) => {
      const [g, bend, twist] = [Math.abs(now.g[u]!), now.bends[u]!, now.twists[u]!];
      check('slopes', l, s, Math.min(layer.slopes[u]!, layer.slope));
      check('bends', l, bend, Math.min(layer.bends[u]!, layer.bend));
      check('twists', l, twist, layer.twists[u]!, 1e-7);
      check('pullBend', l, g * bend, layer.pullBend);
      check('pullTwist', l, g * twist, layer.pullTwist, 1e-6 * (1 + g));
    });
  });
  return wrong;
}

it.each([0.01, 0.3, 2])(
  'every bound of every layer holds at the edge of the ball of radius %d, or as far as kinks allow',
  (most) => {
    for (const network of [...someNetworks(), ...thinNetworks(10)]) {
      const { shape, examples, point } = network;
      const first = { ...examples, count: 1 };
      const radius = Math.min(most, 0.999 * kinkDistance(shape, first, point));
      const { layers, dimension } = layerPlaces(shape.sizes, shape.bias ?? true);
      const block = createBlock(layers, activations[shape.activation], lossOf(shape));
      load(block, first, 0, 1);
      runForward(block, point);
      runBackward(block, point, 1, new Float64Array(dimension));
      const norms = layers.map((place) => weightNorms(point, place));
      const reach = createReach(block, norms, shape);
      expect(reach.forward(0, radius)).toBe(true);
      reach.backward(0, radius);
      const here = numbersAt(network, point);
      const wrong = places(network, radius).flatMap((there) => exceeded(reach.layers, here, numbersAt(network, there)));
      expect(wrong, network.name).toEqual([]);
    }
  },
);
