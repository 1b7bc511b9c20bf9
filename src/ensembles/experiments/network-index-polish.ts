/** From the end of SGD towards a critical point: full-batch descent in float64 that never lets the loss rise. */
import type { Kernels, RectifiedShape, Samples } from '../../kernels/contract.ts';
import { classExamples } from '../../kernels/minibatch.ts';

/** Steps between two looks at the loss. */
const stepsPerLook = 20;

/**
 * Descends from the parameters along the gradient of the mean loss over all samples. The rate is halved, and the steps since the last
 * look are taken back, whenever the loss has risen; it grows by a tenth otherwise.
 * @param rate   η at the start
 * @param steps  gradients in all; those taken back count
 */
export function polish(
  kernels: Kernels,
  shape: RectifiedShape,
  samples: Samples,
  parameters: Float64Array,
  rate: number,
  steps: number,
): { readonly parameters: Float64Array; readonly loss: number } {
  const fleet = kernels.rectified(shape, 1, 'float64');
  const examples = classExamples(samples, shape.outputs);
  const all = Uint32Array.from({ length: samples.count }, (_, s) => s);
  const [losses, accuracies] = [new Float64Array(1), new Float64Array(1)];
  const look = () => {
    fleet.evaluate(examples, losses, accuracies);
    return losses[0]!;
  };
  let best = parameters.slice();
  fleet.setParameters(0, best);
  let loss = look();
  let η = rate;
  for (let done = 0; done < steps; done += stepsPerLook) {
    const now = Math.min(stepsPerLook, steps - done);
    for (let t = 0; t < now; t++) fleet.train(examples, all, samples.count, Float64Array.of(η));
    const reached = look();
    if (reached <= loss) {
      best = new Float64Array(parameters.length);
      fleet.getParameters(0, best);
      loss = reached;
      η *= 1.1;
    } else {
      fleet.setParameters(0, best);
      η /= 2;
    }
  }
  return { parameters: best, loss };
}
