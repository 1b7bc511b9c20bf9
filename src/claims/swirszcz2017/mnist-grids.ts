/** MNIST grids of Figures 1 and 2: the ensembles that lm/bad-initialization, lm/scaled-inputs and lm/linear-regions train, and their records. */
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { courseKinds } from '../../ensembles/experiments/training-course.ts';
import { trainedKinds } from '../../ensembles/experiments/training-records.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { mean } from '../../ensembles/statistics.ts';
import { formatNumber } from '../../report/format.ts';
import type { Preset, Quantity } from '../claim.ts';
import { meanOf } from '../quantities.ts';
import { points } from './tiny-runs.ts';

export const labelings = ['true', 'permuted'] as const;
export type Labeling = (typeof labelings)[number];
export const depths = [2, 5] as const;
type Depth = (typeof depths)[number];

/**
 * Means of all weights and of all biases at the start. Those of weights are for images of 14 × 14 pixels; of others they are divided by the
 * number of pixels, so that they shift the units of the first layer as far.
 */
export const starts = {
  usual: { weightMean: 0, biasMean: 0 },
  'low weights': { weightMean: -0.07, biasMean: 0 },
  'lowest weights': { weightMean: -0.12, biasMean: 0 },
  'low biases': { weightMean: 0, biasMean: -1 },
} as const;
export type Start = keyof typeof starts;
export const startNames = Object.keys(starts) as Start[];
/** Starts that are meant to leave most units off at most images. */
export const badStarts = ['lowest weights', 'low biases'] as const;

const meansOf = (start: Start, side: number) => {
  const { weightMean, biasMean } = starts[start];
  return { weightMean: (weightMean * 14 ** 2) / side ** 2, biasMean };
};

/** A start with the mean that makes it, for images of this side. */
export function startTitle(start: Start, side: number): string {
  const { weightMean, biasMean } = meansOf(start, side);
  const moved = weightMean || biasMean;
  return moved === 0 ? `${start}: means 0` : `${start}: mean −${formatNumber(-moved, 2)}`;
}

export const scales = [1, 0.1, 0.01] as const;
export const rates = [1e-3, 1e-4] as const;

interface Sizes {
  /** Side of the images. */
  readonly side: number;
  readonly images: number;
  /** Hidden units of a layer, in Figure 1 and in Figure 2. */
  readonly widths: readonly number[];
  readonly scaledWidths: readonly number[];
  /** Starts at each place of the grid. */
  readonly networks: number;
  readonly scaledNetworks: number;
  /** Fewest updates; epochs are whole. */
  readonly updates: number;
  readonly scaledUpdates: number;
}

const laptopWidths = [25, 50, 100, 200];
const paperWidths = [100, 200, 400, 800, 1400, 2000];

/** Preset paper has about as many networks a panel as the paper, 100 and 400, as many at each width. */
const sizes: Readonly<Record<Preset, Sizes>> = {
  smoke: {
    ...{ side: 7, images: 400, widths: [8, 16], scaledWidths: [8, 16] },
    ...{ networks: 3, scaledNetworks: 3, updates: 60, scaledUpdates: 120 },
  },
  laptop: {
    ...{ side: 14, images: 6000, widths: laptopWidths, scaledWidths: laptopWidths },
    ...{ networks: 6, scaledNetworks: 10, updates: 10_000, scaledUpdates: 10_000 },
  },
  paper: {
    ...{ side: 28, images: 60_000, widths: paperWidths, scaledWidths: paperWidths },
    ...{ networks: 17, scaledNetworks: 22, updates: 1_000_000, scaledUpdates: 1_200_000 },
  },
};

export const sizesOf = (preset: Preset): Sizes => sizes[preset];
/** Images a minibatch, as in the paper. */
const batches = { grid: 200, scaled: 50 } as const;

/** One network as these claims read it. */
export interface GridRun {
  /** Of the training images, at the end. */
  readonly loss: number;
  readonly accuracy: number;
  /** After so many updates; the first is the start. */
  readonly steps: readonly number[];
  readonly accuracies: readonly number[];
  readonly firstLoss: number;
  /** The most that the training loss climbs on the line from the start to the end. */
  readonly rise: number;
  /** Training images that share a linear region of the start. */
  readonly crowd: number;
}

/** A place of the grid of Figure 1, with its networks. */
export interface Place {
  readonly labels: Labeling;
  readonly depth: Depth;
  readonly start: Start;
  readonly hidden: number;
}
export interface ScaledPlace {
  readonly scale: number;
  readonly rate: number;
  readonly hidden: number;
}
export type WithRuns<P> = P & { readonly runs: readonly GridRun[] };

export const placeName = ({ labels, depth, start, hidden }: Place): string =>
  `mnist-${labels}-labels-${depth}-layers-${start.replace(' ', '-')}-${hidden}`;
export const scaledName = ({ scale, rate, hidden }: ScaledPlace): string =>
  `mnist-scale-${scale}-rate-${rate}-${hidden}`;

export function placesOf(preset: Preset): Place[] {
  return labelings.flatMap((labels) =>
    depths.flatMap((depth) =>
      startNames.flatMap((start) => sizesOf(preset).widths.map((hidden) => ({ labels, depth, start, hidden }))),
    ),
  );
}

export function scaledPlacesOf(preset: Preset): ScaledPlace[] {
  return scales.flatMap((scale) =>
    rates.flatMap((rate) => sizesOf(preset).scaledWidths.map((hidden) => ({ scale, rate, hidden }))),
  );
}

/** Networks of a task; at preset paper each trains for hours or days, on a core of its own. */
const together = (preset: Preset, networks: number): number => (preset === 'paper' ? 1 : Math.ceil(networks / 2));

/** What both grids have in common. Looks double the updates; lines and regions are of every network. */
function training(preset: Preset, seed: number, batch: number, updates: number) {
  const { images } = sizesOf(preset);
  const epochs = Math.ceil(updates / Math.ceil(images / batch));
  const looks = Math.round(Math.log2(epochs * Math.ceil(images / batch))) + 2;
  return {
    ...{ optimizer: 'adam', batch, epochs, trainSize: images, testSize: Math.min(images, 10_000), law: 'normal' },
    ...{ looks, line: true, regions: Math.min(images, 1000), seed },
  };
}

/** Figure 1: Adam at rate 10⁻⁴; weights of variance 2/inputs around their mean, in all layers. */
export function badInitializationEnsembles(preset: Preset, seed: number): Record<string, EnsembleSpec> {
  const { side, networks, updates } = sizesOf(preset);
  return ensembles(placesOf(preset), placeName, ({ labels, depth, start, hidden }) => ({
    ...training(preset, seed, batches.grid, updates),
    ...{ data: `mnist-${side}x${side}${labels === 'true' ? '' : `?permuted=${seed}`}`, rate: 1e-4 },
    ...{
      hidden: Array<number>(depth).fill(hidden),
      ...meansOf(start, side),
      networks,
      networksPerTask: together(preset, networks),
    },
  }));
}

/** Figure 2: one hidden layer; weights of variance 1/inputs, biases of variance 1, so that kinks lie where they are for all scales. */
export function scaledInputsEnsembles(preset: Preset, seed: number): Record<string, EnsembleSpec> {
  const { side, scaledNetworks: networks, scaledUpdates } = sizesOf(preset);
  return ensembles(scaledPlacesOf(preset), scaledName, ({ scale, rate, hidden }) => ({
    ...training(preset, seed, batches.scaled, scaledUpdates),
    ...{ data: `mnist-${side}x${side}${scale === 1 ? '' : `?scale=${scale}`}`, rate, hidden: [hidden] },
    ...{ gain: Math.sqrt(3), biasDeviation: 1, networks, networksPerTask: together(preset, networks) },
  }));
}

function ensembles<P>(
  places: readonly P[],
  nameOf: (place: P) => string,
  parametersOf: (place: P) => EnsembleSpec['parameters'],
): Record<string, EnsembleSpec> {
  return Object.fromEntries(
    places.map((place): [string, EnsembleSpec] => [
      nameOf(place),
      { experiment: 'deep-training', parameters: parametersOf(place) },
    ]),
  );
}

/** The places whose ensembles there are. */
export function runsAt<P>(
  places: readonly P[],
  nameOf: (place: P) => string,
  records: Readonly<Record<string, Records>>,
): WithRuns<P>[] {
  return places.flatMap((place) => {
    const some = records[nameOf(place)];
    return some ? [{ ...place, runs: gridRuns(some) }] : [];
  });
}

function gridRuns(records: Records): GridRun[] {
  const columns = columnsOf(records, { ...trainedKinds, ...courseKinds });
  const { trainLoss, trainAccuracy, steps, accuracies, losses, rise, samplesPerRegion } = columns;
  return Array.from(trainLoss, (loss, k) => ({
    ...{ loss, accuracy: trainAccuracy[k]!, steps: steps[k]!, accuracies: accuracies[k]!, firstLoss: losses[k]![0]! },
    ...{ rise: rise[k]!, crowd: samplesPerRegion[k]! },
  }));
}

/** The places that agree with `of`, and their networks. */
export const at = <P>(places: readonly WithRuns<P>[], of: Partial<P>): readonly WithRuns<P>[] =>
  places.filter((place) => Object.entries(of).every(([key, value]) => place[key as keyof P] === value));
export const runsIn = <P>(places: readonly WithRuns<P>[], of: Partial<P>): GridRun[] =>
  at(places, of).flatMap(({ runs }) => runs);

/** Networks of a kind. */
export interface GridGroup {
  readonly name: string;
  readonly runs: readonly GridRun[];
}

/** Accuracy gained in the last half of the updates. */
export const lastGain = ({ accuracies }: GridRun): number => accuracies.at(-1)! - accuracies.at(-2)!;
export const updatesOf = ({ steps }: GridRun): number => steps.at(-1)!;

/** Mean accuracy in percent, as titles say it; an ellipsis before there are runs. */
export const percentRight = (runs: readonly GridRun[]): string =>
  runs.length === 0 ? '…' : points(mean(runs.map(({ accuracy }) => accuracy)));

/** Mean accuracy with its error: 0 of networks that all answer alike. */
export function accuracyCell(runs: readonly GridRun[]): Quantity {
  return meanOf('accuracy', runs, ({ accuracy }) => accuracy);
}
