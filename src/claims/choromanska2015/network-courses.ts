/** Networks watched while SGD trains them, for ls/descent-avoids-saddles: what is run, and what is seen of each network at each look. */
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import type { Preset } from '../claim.ts';
import { texts, vectors } from '../columns.ts';
import { threshold } from './solution-index-samples.ts';

/** Far below τ: what is lost under τ only because everything becomes smaller is still counted here. */
export const fine = 1e-5;

interface NetworkPlan {
  readonly networks: number;
  readonly epochs: number;
  readonly trainSize: number;
  readonly looks: number;
  /** Absent: the experiment's own. */
  readonly networksPerTask?: number;
  readonly widths: readonly { readonly width: number; readonly thresholds: readonly number[] }[];
}

const both = [threshold, fine];

export const networkPlans: Readonly<Record<Preset, NetworkPlan>> = {
  smoke: { networks: 4, epochs: 100, trainSize: 300, looks: 8, widths: [{ width: 10, thresholds: both }] },
  laptop: {
    networks: 24,
    epochs: 100,
    trainSize: 2000,
    looks: 10,
    widths: [
      { width: 10, thresholds: both },
      { width: 25, thresholds: [threshold] },
    ],
  },
  paper: {
    networks: 40,
    epochs: 200,
    trainSize: 60_000,
    looks: 24,
    networksPerTask: 1,
    widths: [10, 25, 50].map((width) => ({ width, thresholds: both })),
  },
};

export function trajectoryEnsembles(preset: Preset, seed: number): Record<string, EnsembleSpec> {
  const { widths, ...common } = networkPlans[preset];
  return Object.fromEntries(
    widths.map(({ width, thresholds }) => [
      `network-${width}`,
      {
        experiment: 'network-trajectory',
        parameters: { ...common, widths: [width], thresholds, seed, matched: true },
      },
    ]),
  );
}

/** What is seen of one network at one look. */
export interface NetworkLook {
  readonly steps: number;
  readonly loss: number;
  /** ‖∇L‖ over that at the start. */
  readonly gradient: number;
  readonly gradientNorm: number;
  readonly index: number;
  /** The index, and that at the smaller threshold, over the largest possible. */
  readonly share: number;
  readonly fineShare?: number;
  /** The index over the number of parameters. */
  readonly normalized: number;
  /** The random network of the same gradient norm: its index over the largest possible there, and its norm over that at the start. */
  readonly matched?: { readonly share: number; readonly gradient: number };
}

export interface NetworkCourses {
  readonly width: number;
  /** Of each network that stayed finite, its looks in order. */
  readonly networks: readonly (readonly NetworkLook[])[];
  readonly failed: number;
  /** Eigenvalues too near −τ to be placed, over all looks. */
  readonly undetermined: number;
}

/** By width, ascending; a width without networks is dropped. */
export function networkCourses(records: Readonly<Record<string, Records>>, preset: Preset): NetworkCourses[] {
  return networkPlans[preset].widths.flatMap(({ width, thresholds }) => {
    const part = records[`network-${width}`];
    const courses = part && coursesOf(width, thresholds.length > 1, part);
    return courses && courses.networks.length > 0 ? [courses] : [];
  });
}

function coursesOf(width: number, twice: boolean, part: Records): NetworkCourses {
  const [steps, losses, norms, bounds, indices, undetermined] = [
    'steps',
    'losses',
    'gradientNorms',
    'bounds',
    'indices',
    'undetermined',
  ].map((name) => vectors(part, name)) as [number[][], number[][], number[][], number[][], number[][], number[][]];
  const status = texts(part, 'status');
  const matched = matchedLooks(part, norms);
  const finite = [...status.keys()].filter((k) => status[k] !== 'diverged' && losses[k]!.every(Number.isFinite));
  const looks = steps[0]?.length ?? 0;
  return {
    width,
    failed: part.count - finite.length,
    undetermined: finite.reduce((sum, k) => sum + undetermined[k]!.reduce((a, b) => a + b, 0), 0),
    networks: finite.map((k) =>
      Array.from({ length: looks }, (_, s) => ({
        steps: steps[k]![s]!,
        loss: losses[k]![s]!,
        gradient: norms[k]![s]! / norms[k]![0]!,
        gradientNorm: norms[k]![s]!,
        index: indices[k]![s]!,
        share: indices[k]![s]! / bounds[k]![s]!,
        ...(twice ? { fineShare: indices[k]![looks + s]! / bounds[k]![s]! } : {}),
        normalized: indices[k]![s]! / (111 * width + 10),
        ...(matched ? { matched: matched[k]![s]! } : {}),
      })),
    ),
  };
}

/** A row a network; undefined where no random networks were looked at. */
function matchedLooks(part: Records, norms: readonly (readonly number[])[]) {
  if (!('matchedIndices' in part.columns)) return undefined;
  const [indices, bounds, at] = ['matchedIndices', 'matchedBounds', 'matchedNorms'].map((name) => vectors(part, name));
  return norms.map((own, k) =>
    own.map((_, s) => ({ share: indices![k]![s]! / bounds![k]![s]!, gradient: at![k]![s]! / own[0]! })),
  );
}
