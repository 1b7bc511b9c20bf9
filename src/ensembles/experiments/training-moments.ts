/**
 * Measures at moments of a training besides its end: after chosen epochs, as the networks are, and once more after an epoch at a small
 * constant rate, which takes the noise of the last minibatches away. Training goes on from where it was, so that one run has them all.
 */
import { z } from 'zod';
import { distinct } from '../../base/schema.ts';
import type { Examples, TrainingFleet } from '../../kernels/contract.ts';
import type { State } from '../restart-state.ts';
import type { Column } from '../spec.ts';
import { type Networks, parametersOfEach } from './trained-networks.ts';

/** Not filled in: specs without them keep their hash. */
export const momentFields = {
  recordAt: distinct(z.array(z.int().min(1)).min(1))
    .optional()
    .describe('epochs after which losses and accuracies are recorded as well (default: none)'),
  settleRate: z
    .number()
    .positive()
    .optional()
    .describe(
      'record them once more after one further epoch at this constant rate; training goes on from where it was (default: not)',
    ),
};

interface MomentSpec {
  readonly recordAt?: readonly number[] | undefined;
  readonly settleRate?: number | undefined;
  readonly epochs: number;
  readonly batch: number;
  readonly trainSize: number;
}

/** Rules between the fields, each with the field it names. */
export const momentRules = [
  {
    holds: ({ recordAt = [], epochs }: MomentSpec) => recordAt.every((epoch) => epoch <= epochs),
    says: { message: 'a list of at most the number of epochs', path: ['recordAt'] },
  },
  {
    holds: ({ recordAt, settleRate }: MomentSpec) => settleRate === undefined || recordAt !== undefined,
    says: { message: 'given with recordAt', path: ['settleRate'] },
  },
];

const measures = ['trainLoss', 'testLoss', 'trainAccuracy', 'testAccuracy'] as const;
type Measures = Readonly<Record<(typeof measures)[number], Float64Array>>;

/** Column of a measure at the moments: `trainLossAt`, and `trainLossSettled` after the settling epoch. */
export const momentColumn = (measure: (typeof measures)[number], settled: boolean) =>
  `${measure}${settled ? 'Settled' : 'At'}` as const;

/** Columns at the moments, a vector a network; the second four with a settling rate. */
export const momentKinds = {
  epochsAt: 'vector',
  trainLossAt: 'vector',
  testLossAt: 'vector',
  trainAccuracyAt: 'vector',
  testAccuracyAt: 'vector',
  trainLossSettled: 'vector',
  testLossSettled: 'vector',
  trainAccuracySettled: 'vector',
  testAccuracySettled: 'vector',
} as const;

/** The moments, ascending, in epochs. */
export function momentsOf({ recordAt = [] }: Pick<MomentSpec, 'recordAt'>): number[] {
  return [...recordAt].sort((a, b) => a - b);
}

/** What the moments cost a network besides its training: passes of evaluation over both sets, and epochs of training. */
export function momentWork(spec: Pick<MomentSpec, 'recordAt' | 'settleRate'>) {
  const count = momentsOf(spec).length;
  const settled = spec.settleRate === undefined ? 0 : count;
  return { evaluations: count + settled, epochs: settled };
}

/**
 * The moments of the networks of a task: what `trainedColumns` shows it, and then its columns; none where none are asked for.
 * @param order  in which an epoch, from 0, visits the samples
 */
export function momentsIn(spec: MomentSpec, order: (epoch: number) => Uint32Array): Pick<Networks, 'looks' | 'ended'> {
  const epochs = momentsOf(spec);
  if (epochs.length === 0) return {};
  const perEpoch = Math.ceil(spec.trainSize / spec.batch);
  const seen: Measures[][] = [];
  return {
    looks: {
      at: epochs.map((epoch) => epoch * perEpoch),
      see(fleet, train, test) {
        const asItIs = measured(fleet, train, test);
        const { settleRate } = spec;
        const settled = settleRate && settle(fleet, train, order(epochs[seen.length]!), { ...spec, settleRate, test });
        seen.push(settled ? [asItIs, settled] : [asItIs]);
      },
      seen: () => seen,
      restore: (kept: State) => void seen.splice(0, seen.length, ...(kept as unknown as Measures[][])),
    },
    ended: ({ count }) => columnsOfMoments(seen, epochs, count),
  };
}

function measured(fleet: TrainingFleet, train: Examples, test: Examples | undefined): Measures {
  const over = (examples: Examples | undefined) => {
    const [losses, accuracies] = [0, 0].map(() => new Float64Array(fleet.count).fill(Number.NaN));
    if (examples) fleet.evaluate(examples, losses!, accuracies!);
    return { losses: losses!, accuracies: accuracies! };
  };
  const [learned, tested] = [over(train), over(test)];
  return {
    trainLoss: learned.losses,
    testLoss: tested.losses,
    trainAccuracy: learned.accuracies,
    testAccuracy: tested.accuracies,
  };
}

/** The measures after an epoch at the constant rate; the parameters are put back. */
function settle(
  fleet: TrainingFleet,
  train: Examples,
  order: Uint32Array,
  given: { readonly settleRate: number; readonly batch: number; readonly test: Examples | undefined },
): Measures {
  const before = parametersOfEach(fleet);
  const steps = Math.ceil(order.length / given.batch);
  fleet.train(train, order, given.batch, new Float64Array(steps).fill(given.settleRate));
  const after = measured(fleet, train, given.test);
  for (const [k, own] of before.entries()) fleet.setParameters(k, own);
  return after;
}

function columnsOfMoments(
  seen: readonly (readonly Measures[])[],
  epochs: readonly number[],
  count: number,
): Record<string, Column> {
  const vector = (of: (moment: number, k: number) => number): Column => ({
    kind: 'vector',
    width: epochs.length,
    values: Float64Array.from({ length: count * epochs.length }, (_, i) =>
      of(i % epochs.length, Math.floor(i / epochs.length)),
    ),
  });
  const ways = seen[0]!.map((_, way) => way);
  const columns = ways.flatMap((way) =>
    measures.map((name) => [momentColumn(name, way === 1), vector((m, k) => seen[m]![way]![name][k]!)] as const),
  );
  return { epochsAt: vector((m) => epochs[m]!), ...Object.fromEntries(columns) };
}
