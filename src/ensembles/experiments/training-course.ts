/**
 * What is looked at besides the end of a training: loss and accuracy on the way, the straight line from the start to the end, and how many
 * training samples share a linear region of the start. Each is asked for by a field of the spec and is one or more columns.
 */
import { z } from 'zod';
import { largestRise, segmentPlaces, segmentValues } from '../../geometry/segment.ts';
import { lookSteps } from '../../instruments/descent.ts';
import type { Examples, Kernels, NetworkShape, TrainingFleet } from '../../kernels/contract.ts';
import { firstExamples } from '../../landscapes/network/examples.ts';
import { examplesPerRegion, linearRegions } from '../../landscapes/network/linear-regions.ts';
import type { Column } from '../spec.ts';
import { floats } from './columns.ts';
import type { Networks } from './trained-networks.ts';

/** Not filled in: specs without them keep their hash. */
export const courseFields = {
  looks: z
    .int()
    .min(4)
    .max(500)
    .optional()
    .describe(
      'looks at training loss and accuracy on the way, at minibatches in geometric progression (default: none)',
    ),
  line: z
    .boolean()
    .optional()
    .describe('report the largest climb of the training loss on the straight line from the start to the end'),
  regions: z
    .int()
    .min(1)
    .optional()
    .describe(
      'training samples, the first, of which is counted how many share a linear region at the start (default: none)',
    ),
};

interface CourseSpec {
  readonly looks?: number | undefined;
  readonly line?: boolean | undefined;
  readonly regions?: number | undefined;
  readonly epochs: number;
  readonly batch: number;
  readonly trainSize: number;
}

/**
 * Columns of the three: `steps`, `losses` and `accuracies` after so many minibatches, on the training samples; `rise`, the most that the
 * training loss climbs in 65 places of the line, in float64; `samplesPerRegion`, Σ n²/N over the regions of the first N samples.
 */
export const courseKinds = {
  steps: 'vector',
  losses: 'vector',
  accuracies: 'vector',
  rise: 'float64',
  samplesPerRegion: 'float64',
} as const;

/** Minibatches after which networks are looked at; none where no looks are asked for. */
export function courseSteps({ looks, epochs, batch, trainSize }: CourseSpec): number[] {
  return looks === undefined ? [] : lookSteps({ looks, maxSteps: epochs * Math.ceil(trainSize / batch) });
}

/** Evaluations of the training set that a network costs besides those at its end; the line is walked in float64, at twice the cost. */
export function courseEvaluations(spec: CourseSpec): number {
  return courseSteps(spec).length + (spec.line ? 2 * segmentPlaces : 0);
}

/**
 * The course of the networks of a task: what `trainedColumns` shows it, and then its columns.
 * @param draw  start of the k-th network of the task
 */
export function courseOf(
  spec: CourseSpec,
  shape: NetworkShape,
  kernels: Kernels,
  draw: (k: number, out: Float64Array) => void,
): Required<Pick<Networks, 'looks' | 'ended'>> {
  const at = courseSteps(spec);
  let seen: readonly { readonly losses: Float64Array; readonly accuracies: Float64Array }[] = [];
  return {
    looks: {
      at,
      see(fleet, train) {
        seen = [...seen, evaluated(fleet, train)];
      },
      seen: () => seen,
      restore(kept) {
        seen = kept as typeof seen;
      },
    },
    ended(fleet, train) {
      const networks = [...Array(fleet.count).keys()];
      const vector = (of: (look: number, k: number) => number): Column => ({
        kind: 'vector',
        width: at.length,
        values: Float64Array.from({ length: fleet.count * at.length }, (_, i) =>
          of(i % at.length, Math.floor(i / at.length)),
        ),
      });
      const { regions } = spec;
      return {
        ...(at.length > 0 && {
          steps: vector((look) => at[look]!),
          losses: vector((look, k) => seen[look]!.losses[k]!),
          accuracies: vector((look, k) => seen[look]!.accuracies[k]!),
        }),
        ...(spec.line && { rise: floats(networks, riser(fleet, train, shape, kernels, draw)) }),
        ...(regions !== undefined && { samplesPerRegion: floats(networks, crowding(train, shape, regions, draw)) }),
      };
    },
  };
}

function evaluated(fleet: TrainingFleet, train: Examples) {
  const [losses, accuracies] = [new Float64Array(fleet.count), new Float64Array(fleet.count)];
  fleet.evaluate(train, losses, accuracies);
  return { losses, accuracies };
}

type Draw = (k: number, out: Float64Array) => void;

/** The largest climb of network k; NaN where its end is not finite. */
function riser(fleet: TrainingFleet, train: Examples, shape: NetworkShape, kernels: Kernels, draw: Draw) {
  const [start, end] = [new Float64Array(fleet.dimension), new Float64Array(fleet.dimension)];
  const exact = kernels.networks(shape, 1, 'float64', { name: 'sgd' });
  const lossAt = (point: Float64Array) => {
    exact.setParameters(0, point);
    return evaluated(exact, train).losses[0]!;
  };
  return (k: number): number => {
    draw(k, start);
    fleet.getParameters(k, end);
    return end.every(Number.isFinite) ? largestRise(segmentValues(lossAt, start, end)) : Number.NaN;
  };
}

function crowding(train: Examples, shape: NetworkShape, count: number, draw: Draw) {
  const examples = firstExamples(train, Math.min(count, train.count));
  return (k: number): number => {
    const start = new Float64Array(shape.sizes.slice(1).reduce((sum, n, l) => sum + n * (shape.sizes[l]! + 1), 0));
    draw(k, start);
    return examplesPerRegion(linearRegions(shape, examples, start));
  };
}
