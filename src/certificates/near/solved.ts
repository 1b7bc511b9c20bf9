/**
 * A point at which all residuals are 0 near a float point: as many parameters as there are outputs are free, the others keep their floats,
 * and the square system f(θ) = t is shown to have a solution in a box. No loss is below 0, so that solution is a global minimum.
 */
import type { Examples } from '../../landscapes/network/examples.ts';
import type { NetworkModel } from '../../landscapes/network/shape.ts';
import { pivotedColumns } from '../../linalg/pivoted-columns.ts';
import { middle, point, subtract } from '../interval/interval.ts';
import { proveZero, type System } from '../interval/krawczyk.ts';
import { encloseOutputs } from '../interval/network.ts';
import type { IntervalVector } from '../interval/vectors.ts';
import { distanceTo } from './distance.ts';
import { newton } from './newton.ts';
import type { Attempt } from './outcome.ts';

/** Losses that are 0 exactly where all residuals are, and nowhere below. */
const vanishing: readonly string[] = ['absolute', 'mean-squared', 'squared'];

export function proveSolved(model: Required<NetworkModel>, examples: Examples, theta: Float64Array): Attempt {
  const outputs = examples.count * examples.outputs;
  if (!vanishing.includes(model.loss)) return { reason: `the loss ${model.loss} is nowhere 0` };
  if (model.decay > 0) return { reason: 'with a penalty the loss is nowhere 0' };
  const [least, most] = rangeOf(model.output);
  if (examples.t.some((t) => t <= least || t >= most))
    return { reason: `no output of ${model.output} is exactly a target, so no minimum has loss 0` };
  if (outputs > theta.length) return { reason: `${outputs} outputs are more than ${theta.length} parameters` };

  const here = encloseOutputs(model, examples, { low: theta, high: theta });
  const chosen = pivotedColumns(here.jacobian.map(({ low, high }) => low.map((x, i) => (x + high[i]!) / 2)));
  if ('rank' in chosen) return { reason: `the outputs move in ${chosen.rank} of ${outputs} directions only` };
  const { columns, condition } = chosen;
  const system: System = {
    at(box) {
      const { outputs: values, jacobian } = encloseOutputs(model, examples, boxAround(theta, columns, box));
      return {
        values: values.map((value, k) => subtract(value, point(examples.t[k]!))),
        jacobian: jacobian.map((row) => ({
          low: Float64Array.from(columns, (j) => row.low[j]!),
          high: Float64Array.from(columns, (j) => row.high[j]!),
        })),
      };
    },
  };
  const start = Float64Array.from(columns, (j) => theta[j]!);
  const polished = newton(start, (position) => {
    const { values, jacobian } = system.at({ low: position, high: position })!;
    return { values: Float64Array.from(values, middle), rows: jacobian.map(middles) };
  });
  if (!polished) return { reason: 'Newton’s method finds no point with loss 0 from here' };
  const found = proveZero(system, polished.position, polished.inverse);
  if (!found)
    return { reason: `no box could be shown to hold a point with loss 0 (condition ${condition.toFixed(0)})` };
  const box = boxAround(theta, columns, found.box);
  return {
    proved: {
      kind: 'solved',
      statement: 'a global minimum',
      distance: distanceTo(theta, box),
      box,
      free: columns,
      loss: '0',
      index: 0,
      condition,
    },
  };
}

/** Open range of an activation. */
function rangeOf(output: NetworkModel['output']): readonly [number, number] {
  if (output === 'sigmoid') return [0, 1];
  if (output === 'tanh') return [-1, 1];
  return output === 'relu' ? [-Number.MIN_VALUE, Infinity] : [-Infinity, Infinity];
}

export function middles({ low, high }: IntervalVector): Float64Array {
  return low.map((x, i) => (x + high[i]!) / 2);
}

/** The box in all parameters of which those at `columns` are free. */
export function boxAround(theta: Float64Array, columns: readonly number[], free: IntervalVector): IntervalVector {
  const [low, high] = [theta.slice(), theta.slice()];
  columns.forEach((j, i) => {
    low[j] = free.low[i]!;
    high[j] = free.high[i]!;
  });
  return { low, high };
}
