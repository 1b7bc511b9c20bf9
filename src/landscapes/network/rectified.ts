/**
 * The perceptron with one hidden ReLU layer and cross-entropy, with the dense Hessian of the kernels: the same landscape as
 * perceptron.ts, whose Hessian takes a product a parameter, at a cost that allows steps of Newton's method on thousands of parameters.
 */
import type { Kernels, NetworkShape, Samples } from '../../kernels/contract.ts';
import { labeledExamples } from './examples.ts';
import { type Perceptron, perceptron } from './perceptron.ts';

export interface RectifiedNetwork extends Perceptron {
  hessian(point: Float64Array, gradient: Float64Array, out: Float64Array): number;
}

/** @throws ArgumentError as perceptron; CapacityError from `hessian` when n² numbers do not fit the kernel's memory */
export function rectifiedNetwork(kernels: Kernels, shape: NetworkShape, samples: Samples): RectifiedNetwork {
  const { inputs, hidden, outputs } = shape;
  const loss = 'cross-entropy';
  const examples = labeledExamples(samples, outputs, loss);
  const hessians = kernels.networkHessians(shape, samples);
  return {
    ...perceptron({ sizes: [inputs, hidden, outputs], activation: 'relu', loss }, examples),
    hessian(point, gradient, out) {
      const pass = hessians.pass(point);
      const { kept, matrix } = hessians.form(pass);
      const n = point.length;
      const m = kept.length;
      out.fill(0);
      for (let i = 0; i < m; i++) {
        const row = kept[i]!;
        out[row * n + row] = matrix.diagonal[i]!;
        for (let j = i + 1; j < m; j++) out[row * n + kept[j]!] = out[kept[j]! * n + row] = matrix.matrix[i * m + j]!;
      }
      gradient.set(pass.gradient);
      return pass.loss;
    },
  };
}
