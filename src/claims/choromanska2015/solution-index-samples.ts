/**
 * The ensembles of networks whose index is counted, one a width and run once for all claims on the curvature of solutions, and their
 * records as what the statistics need. What the paper did: eigenvalues of the Hessian of the loss at each solution, n₁ = 10, 25, 50
 * and 100 hidden units, those below 0.001 in magnitude set to zero.
 */

import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { mean } from '../../ensembles/statistics.ts';
import { rectifiedIndexBound } from '../../landscapes/network/rectified-index.ts';
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
  /** Whether eigenvalues are also counted relative to the largest, at the start as well; it costs as much again. */
  readonly flat: boolean;
}

interface Plan {
  readonly epochs: number;
  readonly trainSize: number;
  readonly testSize: number;
  readonly widths: readonly WidthPlan[];
  /** Absent: the experiment's own. */
  readonly networksPerTask?: number;
}

/** Eigenvalues within this share of the largest are flat, whatever the scale of the loss: what τ is where λ_max = 1. */
export const flatness = 0.001;

/** The smallest hides next to nothing, and can still be decided. */
const thresholds = [1e-8, 1e-6, 1e-4, 1e-2];

export const plans: Readonly<Record<Preset, Plan>> = {
  smoke: {
    epochs: 2,
    trainSize: 600,
    testSize: 500,
    widths: [5, 10].map((width) => ({ width, networks: 3, thresholds, polishSteps: 40, flat: true })),
  },
  laptop: {
    epochs: 50,
    trainSize: 10_000,
    testSize: 10_000,
    widths: [
      { width: 10, networks: 20, thresholds, polishSteps: 200, flat: true },
      { width: 25, networks: 12, thresholds, polishSteps: 200, flat: true },
      { width: 50, networks: 5, thresholds: [], polishSteps: 0, flat: false },
    ],
  },
  paper: {
    epochs: 200,
    trainSize: 60_000,
    testSize: 10_000,
    // A Hessian of the widest takes minutes: no task waits for two.
    networksPerTask: 1,
    widths: [10, 25, 50, 100].map((width) => ({ width, networks: 100, thresholds, polishSteps: 1000, flat: true })),
  },
};

export function indexEnsembles(preset: Preset, seed: number): Readonly<Record<string, EnsembleSpec>> {
  const { widths, ...common } = plans[preset];
  return Object.fromEntries(
    widths.map(({ width, networks, flat, ...own }) => [
      `index-${width}`,
      {
        experiment: 'network-index',
        parameters: { ...common, widths: [width], networks, seed, threshold, ...own, ...(flat ? { flatness } : {}) },
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
  readonly coupling: number;
  readonly balancedNegative: number;
  readonly balancedUndetermined: number;
  /** |ΔL| from one gauge to the other. */
  readonly balancedChange: number;
  readonly further: readonly FurtherCounts[];
  /** After full-batch descent. */
  readonly polished?: Polished;
  /** Relative to λ_max, at the start, at the end and after full-batch descent. */
  readonly flat?: Flat;
}

export type FlatPoint = 'start' | 'end' | 'polished';

/** At a point of a network: eigenvalues within `flatness` · λ_max, exact zero modes among them. */
export type Flat = Readonly<Partial<Record<FlatPoint, { within: number; exactZeros: number; largest: number }>>>;

/** Eigenvalues at one of the further thresholds: within ± it, either within or not, surely below minus it. */
export interface FurtherCounts {
  readonly threshold: number;
  readonly within: number;
  readonly open: number;
  readonly below: number;
  readonly balancedBelow: number;
  readonly polishedBelow?: number;
}

export interface Polished {
  readonly negative: number;
  readonly undetermined: number;
  readonly certified: boolean;
  readonly gradientNorm: number;
  readonly loss: number;
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
const measured = ['gradientNorm', 'trainLoss', 'testAccuracy', 'coupling', 'balancedChange'] as const;

function sampleOf(width: number, records: Records, further: readonly number[]): IndexSample {
  const status = texts(records, 'status');
  const counts = counted.map((name) => [name, integers(records, name)] as const);
  const measures = measured.map((name) => [name, floats(records, name)] as const);
  const certified = integers(records, 'certified');
  const [atFurther, polished, flat] = [furtherCounts(records, further), polishedEnds(records), flatCounts(records)];
  const solutions = status.flatMap((word, row): Solution[] => {
    const of = <K extends string>(columns: readonly (readonly [K, ArrayLike<number>])[]) =>
      Object.fromEntries(columns.map(([name, values]) => [name, values[row]!])) as Record<K, number>;
    const numbers = { ...of(counts), ...of(measures) };
    if (word === 'diverged' || word === 'non-finite' || numbers.negative < 0) return [];
    const solution = {
      ...numbers,
      share: numbers.negative / numbers.dimension,
      certified: certified[row] === 1,
      further: atFurther[row]!,
    };
    return [{ ...solution, ...(polished ? { polished: polished[row]! } : {}), ...(flat ? { flat: flat[row]! } : {}) }];
  });
  return { width, solutions, failed: records.count - solutions.length };
}

/** A row a network. */
function furtherCounts(records: Records, thresholds: readonly number[]): FurtherCounts[][] {
  const rows = Array.from({ length: records.count }, (_, row) => row);
  if (thresholds.length === 0) return rows.map(() => []);
  const [within, open, below, balanced] = ['within', 'open', 'below', 'balancedBelow'].map((n) => vectors(records, n));
  const polished = 'polishedBelow' in records.columns ? vectors(records, 'polishedBelow') : undefined;
  return rows.map((row) =>
    thresholds.map((τ, t) => ({
      threshold: τ,
      within: within![row]![t]!,
      open: open![row]![t]!,
      below: below![row]![t]!,
      balancedBelow: balanced![row]![t]!,
      ...(polished ? { polishedBelow: polished[row]![t]! } : {}),
    })),
  );
}

/** A row a network; undefined where eigenvalues were not counted relative to the largest. */
function flatCounts(records: Records): Flat[] | undefined {
  if (!('startFlat' in records.columns)) return undefined;
  const points = (['start', 'end', 'polished'] as const).filter((at) => `${at}Flat` in records.columns);
  const columns = points.map((at) => {
    const [within, exactZeros] = [`${at}Flat`, `${at}Zeros`].map((name) => integers(records, name));
    return { at, within: within!, exactZeros: exactZeros!, largest: floats(records, `${at}Largest`) };
  });
  return Array.from({ length: records.count }, (_, row) =>
    Object.fromEntries(
      columns.map(({ at, within, exactZeros, largest }) => [
        at,
        { within: within[row]!, exactZeros: exactZeros[row]!, largest: largest[row]! },
      ]),
    ),
  );
}

/** A row a network; undefined where none was polished. */
function polishedEnds(records: Records): Polished[] | undefined {
  if (!('polishedLoss' in records.columns)) return undefined;
  const [negative, undetermined, certified] = ['polishedNegative', 'polishedUndetermined', 'polishedCertified'].map(
    (name) => integers(records, name),
  );
  const [gradientNorm, loss] = ['polishedGradientNorm', 'polishedLoss'].map((name) => floats(records, name));
  return Array.from({ length: records.count }, (_, row) => ({
    negative: negative![row]!,
    undetermined: undetermined![row]!,
    certified: certified![row] === 1,
    gradientNorm: gradientNorm![row]!,
    loss: loss![row]!,
  }));
}

/** The largest share that any point can have when all units are active and all pixels lit. */
export function structuralShare(width: number): number {
  const shape = { inputs: 100, hidden: width, outputs: 10 };
  const all = { shape, lit: new Int32Array(100), active: new Int32Array(width) };
  return rectifiedIndexBound(all) / (111 * width + 10);
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

/** The share of the largest possible index that lies below minus the smallest of the thresholds, means over the solutions. */
export function hiddenShares({ solutions }: IndexSample) {
  const of = (count: (least: FurtherCounts) => number | undefined) =>
    mean(solutions.map((s) => (count(s.further[0]!) ?? Number.NaN) / s.indexBound));
  return { trained: of((f) => f.below), balanced: of((f) => f.balancedBelow), polished: of((f) => f.polishedBelow) };
}

/** Median, for a sentence. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
