/**
 * The ensembles of networks whose index is counted, one a width and run once for all claims on the curvature of solutions, and their
 * records as what the statistics need. What the paper did: eigenvalues of the Hessian of the loss at each solution, n₁ = 10, 25, 50
 * and 100 hidden units, those below 0.001 in magnitude set to zero.
 */
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import type { Preset } from '../claim.ts';
import { floats, integers, texts, vectors } from '../columns.ts';

/** Eigenvalues within ± τ count as zero. @source [choromanska2015loss, §5.1] */
export const threshold = 0.001;

interface WidthPlan {
  readonly width: number;
  readonly networks: number;
  /** Further thresholds; each costs an index. */
  readonly thresholds: readonly number[];
  readonly polishSteps: number;
}

interface Plan {
  readonly epochs: number;
  readonly trainSize: number;
  readonly testSize: number;
  readonly widths: readonly WidthPlan[];
}

const thresholds = [1e-4, 1e-2];

export const plans: Readonly<Record<Preset, Plan>> = {
  smoke: {
    epochs: 2,
    trainSize: 600,
    testSize: 500,
    widths: [5, 10].map((width) => ({ width, networks: 3, thresholds, polishSteps: 40 })),
  },
  laptop: {
    epochs: 50,
    trainSize: 10_000,
    testSize: 10_000,
    widths: [
      { width: 10, networks: 20, thresholds, polishSteps: 200 },
      { width: 25, networks: 10, thresholds, polishSteps: 200 },
      { width: 50, networks: 2, thresholds: [], polishSteps: 0 },
    ],
  },
  paper: {
    epochs: 200,
    trainSize: 60_000,
    testSize: 10_000,
    widths: [10, 25, 50, 100].map((width) => ({ width, networks: 100, thresholds, polishSteps: 1000 })),
  },
};

export function indexEnsembles(preset: Preset, seed: number): Readonly<Record<string, EnsembleSpec>> {
  const { epochs, trainSize, testSize, widths } = plans[preset];
  return Object.fromEntries(
    widths.map(({ width, networks, ...own }) => [
      `index-${width}`,
      {
        experiment: 'network-index',
        backend: 'wasm' as const,
        parameters: { widths: [width], networks, epochs, trainSize, testSize, seed, threshold, ...own },
      },
    ]),
  );
}

/** One network that ended with finite parameters. */
export interface Solution {
  readonly dimension: number;
  readonly negative: number;
  readonly zero: number;
  readonly undetermined: number;
  /** negative / dimension. */
  readonly share: number;
  readonly gradientNorm: number;
  readonly trainLoss: number;
  readonly testAccuracy: number;
  readonly certified: boolean;
  readonly indexBound: number;
  readonly exactZeros: number;
  readonly balancedNegative: number;
  readonly balancedUndetermined: number;
  /** Eigenvalues within ± each of the further thresholds, and how many more may be. */
  readonly within: readonly { readonly threshold: number; readonly count: number; readonly open: number }[];
  readonly polished?: { readonly negative: number; readonly gradientNorm: number; readonly loss: number };
}

export interface IndexSample {
  readonly width: number;
  readonly solutions: readonly Solution[];
  /** Networks that diverged or became non-finite, and are left out. */
  readonly failed: number;
}

/** By width, ascending; a width without solutions is dropped. */
export function indexSamples(records: Readonly<Record<string, Records>>, preset: Preset): IndexSample[] {
  return plans[preset].widths
    .flatMap(({ width, thresholds: further }) => {
      const part = records[`index-${width}`];
      return part ? [sampleOf(width, part, further)] : [];
    })
    .filter(({ solutions }) => solutions.length > 0);
}

const counted = [
  'dimension',
  'negative',
  'zero',
  'undetermined',
  'indexBound',
  'exactZeros',
  'balancedNegative',
  'balancedUndetermined',
] as const;
const measured = ['gradientNorm', 'trainLoss', 'testAccuracy'] as const;

function sampleOf(width: number, records: Records, further: readonly number[]): IndexSample {
  const status = texts(records, 'status');
  const counts = counted.map((name) => [name, integers(records, name)] as const);
  const measures = measured.map((name) => [name, floats(records, name)] as const);
  const certified = integers(records, 'certified');
  const [within, open] = further.length > 0 ? [vectors(records, 'within'), vectors(records, 'open')] : [[], []];
  const polished = 'polishedLoss' in records.columns;
  const solutions = status.flatMap((word, row): Solution[] => {
    const of = <K extends string>(columns: readonly (readonly [K, ArrayLike<number>])[]) =>
      Object.fromEntries(columns.map(([name, values]) => [name, values[row]!])) as Record<K, number>;
    const numbers = { ...of(counts), ...of(measures) };
    if (word === 'diverged' || word === 'non-finite' || numbers.negative < 0) return [];
    const solution = {
      ...numbers,
      share: numbers.negative / numbers.dimension,
      certified: certified[row] === 1,
      within: further.map((τ, t) => ({ threshold: τ, count: within[row]![t]!, open: open[row]![t]! })),
    };
    if (!polished) return [solution];
    const end = {
      negative: integers(records, 'polishedNegative')[row]!,
      gradientNorm: floats(records, 'polishedGradientNorm')[row]!,
      loss: floats(records, 'polishedLoss')[row]!,
    };
    return [{ ...solution, polished: end }];
  });
  return { width, solutions, failed: records.count - solutions.length };
}

/** In what the run differs from the published set-up. */
export function differencesOf(samples: readonly IndexSample[], preset: Preset): string[] {
  const { epochs, trainSize } = plans[preset];
  const counts = samples.map(({ width, solutions }) => `${solutions.length} at n₁ = ${width}`).join(', ');
  const missing = [10, 25, 50, 100].filter((width) => !samples.some((sample) => sample.width === width));
  const failed = samples.reduce((sum, sample) => sum + sample.failed, 0);
  return [
    `Solutions: ${counts || 'none'}; the paper has 1000 networks and does not say of how many it took the Hessian.`,
    ...(preset === 'paper'
      ? []
      : [
          `${epochs} epochs on ${trainSize} training images instead of 200 on 60000; the Hessian is that of the loss over these images.`,
        ]),
    ...(missing.length > 0 ? [`No networks of width ${missing.join(', ')}.`] : []),
    ...(failed > 0 ? [`${failed} ended as diverged or non-finite, left out.`] : []),
  ];
}

export function setupOf(samples: readonly IndexSample[], preset: Preset): string {
  const { epochs, trainSize } = plans[preset];
  const counts = samples.map(({ solutions }) => solutions.length).join(', ');
  return `ReLU networks 100–*n*₁–10; ${counts} solutions of *n*₁ = ${samples.map(({ width }) => width).join(', ')} units, ${epochs} epochs of SGD on ${trainSize} images`;
}

/** Median, for a sentence. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
