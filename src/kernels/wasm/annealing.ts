/**
 * The Metropolis walk of a network in WASM: samples sorted by class into blocks of one vector, pixels as rows over the blocks, and the
 * desk that templates/annealing.ts reads. At 25 hidden units and 1000 images all that a walk touches takes half a megabyte.
 */
import type { MetropolisWalk, Precision, RectifiedShape, RectifiedWalkOptions, Samples } from '../contract.ts';
import { checkAdvance, checkOptions, checkPoint } from '../metropolis.ts';
import { checkShape, inspectSamples, parameterCount } from '../minibatch.ts';
import { deskFields, deskLoss, deskStart } from '../templates/annealing.ts';
import { instantiate, type KernelEngine, Layout } from './host.ts';

/** Logits of one call into the kernel: a few milliseconds, so that the engine may replace baseline code between calls. */
const callBudget = 2e6;
/** Added to the other classes' logits in idle lanes: their samples have loss 0 exactly, in both precisions. */
const never = -1e30;

export function wasmRectifiedWalk(
  engine: KernelEngine,
  shape: RectifiedShape,
  samples: Samples,
  { stream, levels, bound, precision }: RectifiedWalkOptions,
): MetropolisWalk {
  checkShape('rectifiedWalk', shape, 1);
  inspectSamples('rectifiedWalk', shape, samples);
  checkOptions(levels, bound);
  const { inputs, hidden, outputs } = shape;
  const dimension = parameterCount(shape);
  const lanes = precision === 'float32' ? 4 : 2;
  const bytes = 16 / lanes;
  const order = blocksByClass(samples, outputs, lanes);
  const blocks = order.length / lanes;
  const { at, total } = layOut(shape, blocks, precision);
  const { exports, memory } = instantiate(engine, total);
  const view = (address: number, length: number) =>
    precision === 'float32'
      ? new Float32Array(memory.buffer, address, length)
      : new Float64Array(memory.buffer, address, length);

  const X = view(at.X, (inputs + 1) * order.length).fill(1);
  const idle = view(at.idle, order.length);
  const labels = new Uint32Array(memory.buffer, at.labels, blocks);
  order.forEach((sample, lane) => {
    for (let k = 0; k < inputs; k++) X[k * order.length + lane] = sample < 0 ? 0 : samples.images[sample * inputs + k]!;
    if (sample < 0) idle[lane] = never;
    else labels[Math.floor(lane / lanes)] = samples.labels[sample]! * 16;
  });
  const desk: Record<(typeof deskFields)[number], number> = {
    ...at,
    ...{ inputs, hidden, outputs, blocks, levels: levels ?? 0 },
    ...{ k0: stream.seed >>> 0, k1: Math.floor(stream.seed / 2 ** 32), replica: stream.replica, lane: stream.lane },
  };
  new Uint32Array(memory.buffer, at.desk + deskStart, deskFields.length).set(deskFields.map((name) => desk[name]));

  const advance = exports[`annealAdvance_f${8 * bytes}`]!;
  const refresh = exports[`annealRefresh_f${8 * bytes}`]!;
  const proposalsPerCall = Math.max(1, Math.floor(callBudget / (order.length * outputs)));
  const loss = () => new Float64Array(memory.buffer, at.desk + deskLoss, 1)[0]!;
  let next = 0;
  refresh(at.desk);
  return {
    dimension,
    get value() {
      return loss() / samples.count;
    },
    load(point) {
      checkPoint(dimension, levels, point, bound);
      view(at.theta, dimension).set(point);
      refresh(at.desk);
      next = 0;
    },
    advance(proposals, temperature, step) {
      checkAdvance(proposals, temperature, step);
      let accepted = 0;
      for (const end = next + proposals; next < end; ) {
        const count = Math.min(proposalsPerCall, end - next);
        accepted += advance(at.desk, next, count, temperature * samples.count, step, bound ?? Infinity);
        next += count;
      }
      return accepted;
    },
    refresh() {
      const kept = loss();
      return (kept - refresh(at.desk)) / samples.count;
    },
    point: (out) => out.set(view(at.theta, dimension)),
  };
}

/** Bytes of a walk's memory. */
export function rectifiedWalkBytes(shape: RectifiedShape, samples: number, precision: Precision): number {
  return layOut(shape, Math.ceil(samples / (precision === 'float32' ? 4 : 2)) + shape.outputs, precision).total;
}

/** Samples class by class, each class filled up to whole blocks with −1. */
function blocksByClass({ labels }: Samples, outputs: number, lanes: number): number[] {
  const classes: number[][] = Array.from({ length: outputs }, () => []);
  labels.forEach((label, sample) => void classes[label]!.push(sample));
  return classes.flatMap((members) => [
    ...members,
    ...Array.from({ length: (lanes - (members.length % lanes)) % lanes }, () => -1),
  ]);
}

function layOut(shape: RectifiedShape, blocks: number, precision: Precision) {
  const { inputs, hidden, outputs } = shape;
  const layout = new Layout();
  const at = {
    desk: layout.block(deskStart + 4 * deskFields.length),
    theta: layout.block(parameterCount(shape) * (precision === 'float32' ? 4 : 8)),
    column: layout.block(16 * outputs),
    labels: layout.block(4 * blocks),
    touched: layout.block(4 * blocks),
    moves: layout.block(16 * blocks),
    idle: layout.block(16 * blocks),
    records: layout.block(16 * blocks * (2 * outputs + 2)),
    trial: layout.block(16 * blocks * (2 * outputs + 2)),
    A: layout.block(16 * blocks * (hidden + 1)),
    X: layout.block(16 * blocks * (inputs + 1)),
  };
  return { at, total: layout.total };
}
