/** Tiny networks in plain TypeScript, float64, operation for operation as the kernel does it: the oracle of wasm/tiny.ts. */
import { sigmoid, tanh } from '../../base/functions.ts';
import type { Optimizer, TinyFleet, TinySamples, TinyShape } from '../contract.ts';
import { coefficientsAfter, coefficientsOf } from '../networks.ts';
import { leastMoments } from '../templates/tiny-layout.ts';
import { checkOrder, checkState, checkTiny, tinyDimension } from '../tiny.ts';

const activations = {
  relu: { value: (z: number) => Math.max(z, 0), slope: (d: number, y: number) => (y > 0 ? d : 0) },
  sigmoid: { value: sigmoid, slope: (d: number, y: number) => d * (y * (1 - y)) },
  tanh: { value: tanh, slope: (d: number, y: number) => d * (1 - y * y) },
} as const;

export function referenceTinyFleet(
  shape: TinyShape,
  samples: TinySamples,
  count: number,
  optimizer: Optimizer,
): TinyFleet {
  checkTiny(shape, samples, count, optimizer);
  const dimension = tinyDimension(shape);
  const networks = Array.from({ length: count }, () => ({
    theta: new Float64Array(dimension),
    first: new Float64Array(dimension),
    second: new Float64Array(dimension),
  }));
  const gradient = new Float64Array(dimension);
  let coefficients = coefficientsOf(optimizer);
  let taken = 0;
  return {
    count,
    dimension,
    lanes: 1,
    setParameters: (k, parameters) => networks[k]!.theta.set(parameters),
    getParameters: (k, out) => out.set(networks[k]!.theta),
    save: () => Float64Array.from([taken, ...networks.flatMap((one) => [...one.theta, ...one.first, ...one.second])]),
    restore(state) {
      checkState(state, count, dimension);
      taken = state[0]!;
      coefficients = coefficientsAfter(taken, optimizer);
      networks.forEach(({ theta, first, second }, k) => {
        [theta, first, second].forEach((numbers, kind) => {
          const at = 1 + (3 * k + kind) * dimension;
          numbers.set(state.subarray(at, at + dimension));
        });
      });
    },
    train(rates, rests, order) {
      checkOrder(samples, rates.length, order);
      taken += rates.length;
      for (const [step, rate] of rates.entries()) {
        const seen = batchOf(shape, samples, step, order);
        const [c0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0] = coefficients(rate);
        for (const [k, { theta, first, second }] of networks.entries()) {
          if (rests?.(k)) continue;
          tinyGradient(shape, seen, theta, gradient);
          for (let i = 0; i < dimension; i++) {
            const g = gradient[i]!;
            if (optimizer.name === 'sgd') {
              first[i] = optimizer.momentum ? g + c1 * first[i]! : g;
              theta[i]! -= c0! * first[i]!;
              continue;
            }
            const m = c2 * g + c1 * first[i]!;
            const v = c4 * (g * g) + c3 * second[i]!;
            theta[i]! -= (c0! * m) / (c6 + c5 * Math.sqrt(v));
            first[i] = Math.abs(m) > leastMoments.first ? m : 0;
            second[i] = v > leastMoments.second ? v : 0;
          }
        }
      }
    },
  };
}

/** Samples that a step sees. */
function batchOf({ inputs }: TinyShape, samples: TinySamples, step: number, order?: Uint32Array): TinySamples {
  const { x, t, batch } = samples;
  if (!order || batch === undefined) return samples;
  const seen = Array.from(order.subarray(step * batch, (step + 1) * batch));
  return {
    x: Float64Array.from(seen.flatMap((s) => [...x.subarray(s * inputs, (s + 1) * inputs)])),
    t: Float64Array.from(seen, (s) => t[s]!),
  };
}

/** ∇L at θ. */
function tinyGradient(
  { inputs, hidden, activation, loss, output }: TinyShape,
  { x, t }: TinySamples,
  theta: Float64Array,
  out: Float64Array,
): void {
  const { value, slope } = activations[activation];
  const [biases, weights] = [hidden * inputs, hidden * (inputs + 1)];
  out.fill(0);
  const share = 1 / t.length;
  for (let s = 0; s < t.length; s++) {
    let z = theta[weights + hidden]!;
    const y = Array.from({ length: hidden }, (_, u) => {
      let sum = theta[biases + u]!;
      for (let i = 0; i < inputs; i++) sum += theta[u * inputs + i]! * x[s * inputs + i]!;
      return value(sum);
    });
    for (let u = 0; u < hidden; u++) z += theta[weights + u]! * y[u]!;
    const o = sigmoid(z);
    const linear = output === 'identity' ? z - t[s]! : (o - t[s]!) * (o * (1 - o));
    const e = share * (loss === 'squared' ? linear : o - t[s]!);
    out[weights + hidden]! += e;
    for (let u = 0; u < hidden; u++) {
      out[weights + u]! += e * y[u]!;
      const d = slope(e * theta[weights + u]!, y[u]!);
      out[biases + u]! += d;
      for (let i = 0; i < inputs; i++) out[u * inputs + i]! += d * x[s * inputs + i]!;
    }
  }
}
