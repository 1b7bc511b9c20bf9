/**
 * The balanced gauge of a one-hidden-layer ReLU network. What goes into a unit times c > 0 and what comes out over c is the same
 * network, but not the same Hessian: it becomes D H D, whose eigenvalues differ while its inertia at zero does not (Sylvester). An
 * index at a threshold τ > 0 therefore depends on the gauge; the balanced one is the same from wherever it is reached.
 */
import { ArgumentError } from '../../base/errors.ts';
import type { RectifiedShape } from '../../kernels/contract.ts';
import { parameterCount } from '../../kernels/minibatch.ts';

/**
 * Every unit rescaled by c = √(‖out‖/‖in‖), so that its input weights with the bias and its output weights have equal norms: the
 * smallest ‖θ‖ of all rescalings. A unit with nothing coming in or going out stays as it is.
 * @param parameters  W₁, b₁, W₂, b₂; not changed
 * @throws            ArgumentError when they are not as many as the shape has
 * @source            [neyshabur2015path, §2] for the rescaling
 */
export function balancedGauge({ inputs, hidden, outputs }: RectifiedShape, parameters: Float64Array): Float64Array {
  const count = parameterCount({ inputs, hidden, outputs });
  if (parameters.length !== count)
    throw new ArgumentError('balancedGauge', 'parameters', `${count} numbers`, parameters.length);
  const balanced = parameters.slice();
  const biases = inputs * hidden;
  const weights = biases + hidden;
  for (let h = 0; h < hidden; h++) {
    const into = [...Array.from({ length: inputs }, (_, k) => h * inputs + k), biases + h];
    const from = Array.from({ length: outputs }, (_, o) => weights + o * hidden + h);
    const square = (places: readonly number[]) => places.reduce((sum, i) => sum + parameters[i]! ** 2, 0);
    const [entering, leaving] = [square(into), square(from)];
    if (!(entering > 0 && leaving > 0)) continue;
    const c = Math.sqrt(Math.sqrt(leaving / entering));
    for (const i of into) balanced[i]! *= c;
    for (const i of from) balanced[i]! /= c;
  }
  return balanced;
}
