/** Tiny networks in WASM: a lane a network, all steps of a group of lanes in one call, its parameters in the first-level cache. */
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { Optimizer, Precision, TinyFleet, TinySamples, TinyShape } from '../contract.ts';
import { coefficientsAfter, coefficientsOf } from '../networks.ts';
import { activationCodes, optimizerCodes } from '../templates/networks-layout.ts';
import { coefficientBytes, tinyErrors, tinyWords } from '../templates/tiny-layout.ts';
import { checkOrder, checkState, checkTiny, tinyDimension, tinyPlace } from '../tiny.ts';
import { instantiate, type KernelEngine, Layout, widthOf } from './host.ts';

/** Steps of a call: some tenths of a millisecond, so that the engine may replace baseline code between calls. */
const stepsPerCall = 500;

/** @throws ArgumentError when a size is out of range; CapacityError when all networks exceed 4 GiB */
export function wasmTinyFleet(
  engine: KernelEngine,
  shape: TinyShape,
  samples: TinySamples,
  count: number,
  precision: Precision,
  optimizer: Optimizer,
): TinyFleet {
  checkTiny(shape, samples, count, optimizer);
  const width = widthOf(engine);
  const bytes = precision === 'float32' ? 4 : 8;
  const lanes = width / bytes;
  const groups = Math.ceil(count / lanes);
  const dimension = tinyDimension(shape);
  const groupBytes = dimension * width;
  const { at, total } = layOut(shape, samples, width, groups * groupBytes);
  const { exports, memory } = instantiate(engine, total);
  const view = (address: number, length: number) =>
    precision === 'float32'
      ? new Float32Array(memory.buffer, address, length)
      : new Float64Array(memory.buffer, address, length);
  const { x, t, batch } = samples;
  const { inputs } = shape;
  const places = Array.from({ length: dimension }, (_, i) => tinyPlace(shape, i) * lanes);
  if (batch === undefined) {
    view(at.x, x.length).set(x);
    view(at.t, t.length).set(t);
  }
  const job: Record<(typeof tinyWords)[number], number> = {
    ...{
      hidden: shape.hidden,
      samples: batch ?? t.length,
      advance: batch ?? 0,
      activation: activationCodes[shape.activation],
    },
    error:
      shape.loss === 'squared' ? tinyErrors[shape.output === 'identity' ? 'linear' : 'squashed'] : tinyErrors.logistic,
    optimizer: optimizerCodes[codeOf(optimizer)],
    ...{ x: at.x, t: at.t, outputs: at.outputs, activations: at.activations, gradient: at.gradient },
    state: groups * groupBytes,
  };
  new Uint32Array(memory.buffer, at.job, tinyWords.length).set(tinyWords.map((name) => job[name]));
  const steps = exports[`tinySteps_${shape.inputs}_f${8 * bytes}${width === 16 ? '' : `_${width}`}`]!;
  let coefficients = coefficientsOf(optimizer);
  let taken = 0;
  const apart = (groups * groupBytes) / bytes;
  /** Shows where number i of network k lies, and which of the three it is. */
  const visit = (see: (numbers: Float32Array | Float64Array, place: number, at: number) => void) => {
    const numbers = view(at.networks, 3 * apart);
    let i = 1;
    for (let k = 0; k < count; k++) {
      const network = (Math.floor(k / lanes) * groupBytes) / bytes + (k % lanes);
      for (let kind = 0; kind < 3; kind++)
        for (const place of places) see(numbers, kind * apart + network + place, i++);
    }
  };
  /** A group's numbers, and the lane of network k. */
  const network = (where: string, k: number, parameters: Float64Array) => {
    integer(where, 'k', k, 0, count - 1);
    if (parameters.length !== dimension)
      throw new ArgumentError(where, 'parameters', `${dimension} numbers`, parameters.length);
    return { numbers: view(at.networks + Math.floor(k / lanes) * groupBytes, dimension * lanes), lane: k % lanes };
  };
  return {
    count,
    dimension,
    lanes,
    setParameters(k, parameters) {
      const { numbers, lane } = network('setParameters', k, parameters);
      places.forEach((place, i) => {
        numbers[place + lane] = parameters[i]!;
      });
    },
    getParameters(k, out) {
      const { numbers, lane } = network('getParameters', k, out);
      places.forEach((place, i) => {
        out[i] = numbers[place + lane]!;
      });
    },
    train(rates, rests, order) {
      checkOrder(samples, rates.length, order);
      const isAwake = (group: number) => {
        for (let k = group * lanes; k < Math.min((group + 1) * lanes, count); k++) if (!rests?.(k)) return true;
        return false;
      };
      const awake = Array.from({ length: groups }, (_, group) => group).filter(isAwake);
      for (let first = 0; first < rates.length; first += stepsPerCall) {
        const part = rates.subarray(first, first + stepsPerCall);
        part.forEach((rate, s) => {
          new Float64Array(memory.buffer, at.coefficients + s * coefficientBytes, 7).set(coefficients(rate));
        });
        if (order && batch !== undefined) {
          const seen = order.subarray(first * batch, (first + part.length) * batch);
          const [inputsOf, targetsOf] = [view(at.x, seen.length * inputs), view(at.t, seen.length)];
          seen.forEach((s, k) => {
            for (let i = 0; i < inputs; i++) inputsOf[k * inputs + i] = x[s * inputs + i]!;
            targetsOf[k] = t[s]!;
          });
        }
        for (const group of awake) steps(at.job, at.networks + group * groupBytes, part.length, at.coefficients);
      }
      taken += rates.length;
    },
    save() {
      const state = new Float64Array(1 + 3 * count * dimension);
      state[0] = taken;
      visit((numbers, place, i) => {
        state[i] = numbers[place]!;
      });
      return state;
    },
    restore(state) {
      checkState(state, count, dimension);
      visit((numbers, place, i) => {
        numbers[place] = state[i]!;
      });
      taken = state[0]!;
      coefficients = coefficientsAfter(taken, optimizer);
    },
  };
}

function codeOf(optimizer: Optimizer): keyof typeof optimizerCodes {
  if (optimizer.name === 'adam') return 'adam';
  return optimizer.momentum ? 'momentum' : 'descent';
}

/** Bytes of a fleet's memory. */
export function tinyFleetBytes(shape: TinyShape, samples: TinySamples, count: number): number {
  return layOut(shape, samples, 64, (Math.ceil(count / 16) * 16 + 16) * tinyDimension(shape) * 8).total;
}

/** Networks, then what the optimizer remembers, two numbers a parameter. */
function layOut({ hidden, inputs }: TinyShape, { t, batch }: TinySamples, width: number, networkBytes: number) {
  const layout = new Layout();
  const samples = batch ?? t.length;
  const seen = batch === undefined ? t.length : stepsPerCall * batch;
  const at = {
    job: layout.block(4 * tinyWords.length),
    x: layout.block(8 * seen * inputs),
    t: layout.block(8 * seen),
    outputs: layout.block(samples * width),
    activations: layout.block(samples * hidden * width),
    gradient: layout.block((hidden * (inputs + 2) + 1) * width),
    coefficients: layout.block(stepsPerCall * coefficientBytes),
    networks: layout.block(3 * networkBytes),
  };
  return { at, total: layout.total };
}
