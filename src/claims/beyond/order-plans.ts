/** What gs/order-of-the-network runs: glasses of order 2, 3 and 4, and networks of one, two and three hidden layers. */
import { root } from '../../base/power.ts';
import type { EnsembleSpec } from '../../ensembles/spec.ts';
import { networkEnsembles } from '../choromanska2015/network-samples.ts';
import { spinGlassDescent } from '../choromanska2015/spin-glass-descent.ts';
import type { Preset } from '../claim.ts';

interface GlassPlan {
  readonly sizes: readonly number[];
  readonly disorders: number;
  readonly replicas: number;
}

interface Plan {
  /** By order. Order 3 is that of Figure 3, left. */
  readonly glasses: Readonly<Record<2 | 4, GlassPlan>>;
  /** Hidden layers are equally wide; the networks of Figure 3, right, are run besides. */
  readonly deep: {
    readonly widths: readonly number[];
    readonly networks: number;
    readonly epochs: number;
    readonly trainSize: number;
  };
}

const plans: Readonly<Record<Preset, Plan>> = {
  smoke: {
    glasses: {
      2: { sizes: [10, 15, 25], disorders: 12, replicas: 2 },
      4: { sizes: [8, 12], disorders: 6, replicas: 4 },
    },
    deep: { widths: [10, 25], networks: 6, epochs: 1, trainSize: 500 },
  },
  laptop: {
    glasses: {
      2: { sizes: [25, 50, 100, 200], disorders: 200, replicas: 2 },
      4: { sizes: [15, 25, 35, 50], disorders: 16, replicas: 16 },
    },
    deep: { widths: [10, 25, 50, 100], networks: 48, epochs: 10, trainSize: 20_000 },
  },
  paper: {
    glasses: {
      2: { sizes: [25, 50, 100, 200, 300, 500], disorders: 400, replicas: 2 },
      4: { sizes: [15, 25, 50, 100], disorders: 20, replicas: 50 },
    },
    deep: { widths: [25, 50, 100, 250], networks: 200, epochs: 50, trainSize: 60_000 },
  },
};

/** Hidden layers of the networks beside glasses of order 2, 3 and 4. */
export const depths = [1, 2, 3] as const;
/** Pixels of the images, n_0. */
const inputs = 100;

/** Λ = Ψ^{1/H} of a network with this many hidden layers of n units and one output: Ψ = n_0 n^{H−1} paths, H − 1 hidden layers. */
export function networkSize(hiddenLayers: number, width: number): number {
  return root(inputs * width ** hiddenLayers, hiddenLayers + 1);
}

/**
 * Ensembles 'glass-H-Λ', 'deep-layers-n₁', and 'published-1-n₁', the networks of Figure 3. Glasses of order 3 and published networks are
 * those of ls/spin-glass-descent and ls/network-losses.
 */
export function orderEnsembles(preset: Preset, seed: number): Readonly<Record<string, EnsembleSpec>> {
  const { glasses, deep } = plans[preset];
  const renamed = (from: string, to: string, ensembles: Readonly<Record<string, EnsembleSpec>>) =>
    Object.entries(ensembles)
      .filter(([name]) => name.startsWith(from))
      .map(([name, spec]) => [`${to}${name.slice(from.length)}`, spec] as const);
  const glassesOf = (order: 2 | 4) =>
    glasses[order].sizes.map((size) => {
      const { disorders, replicas } = glasses[order];
      const parameters = { order, size, seed, disorders, replicas };
      return [`glass-${order}-${size}`, { experiment: 'spin-glass-descent', parameters }] as const;
    });
  const { widths, ...rest } = deep;
  const deepOf = (layers: number) =>
    widths.map((width) => {
      const hidden = new Array<number>(layers).fill(width);
      const parameters = { hidden, ...rest, rate: 0.3, decay: 0.1, seed };
      return [`deep-${layers}-${width}`, { experiment: 'deep-training', parameters }] as const;
    });
  return Object.fromEntries([
    ...glassesOf(2),
    ...renamed('size-', 'glass-3-', spinGlassDescent.needs(preset, seed)),
    ...glassesOf(4),
    ...renamed('width-', 'published-1-', networkEnsembles(preset, seed)),
    ...depths.flatMap(deepOf),
  ]);
}
