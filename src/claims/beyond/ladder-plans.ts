/** What claims on rungs of the ladder run: descents on each rung at its sizes, and on the glass of the same sizes. */
import type { EnsembleSpec } from '../../ensembles/spec.ts';
import { descents } from './descent-samples.ts';
import { type Rung, type RungKind, reference, referenceGlass } from './ladder-rungs.ts';

interface Plan {
  readonly sizes: readonly number[];
  readonly disorders: number;
  readonly replicas: number;
}

export interface Plans {
  /** Disorders of the glass that all are compared with: it costs little, and its error is in every comparison. */
  readonly reference: number;
  /** A plan for every kind of rung that is run. */
  readonly kinds: Readonly<Partial<Record<RungKind, Plan>>>;
}

/** How descents end: those of networks creep, and go on by Newton's method; the ends of gates are told by subgradients over the gradient. */
const endings: Readonly<Record<RungKind, Record<string, number>>> = {
  couplings: { tolerance: 1e-5, maxSteps: 20_000, points: 4000 },
  paths: { tolerance: 1e-6, maxSteps: 40_000, points: 4000 },
  gates: { tolerance: 1e-6, maxSteps: 20_000, points: 1000 },
  networks: { tolerance: 1e-3, maxSteps: 600, points: 1000, newton: 100 },
};

export function descentNeeds(rungs: readonly Rung[], { kinds, reference: disorders }: Plans, seed: number) {
  const ensembles = (name: string, kind: RungKind, of: (size: number) => EnsembleSpec) =>
    kinds[kind]!.sizes.map((size): [string, EnsembleSpec] => [`${name}-${size}`, of(size)]);
  const present = (Object.keys(kinds) as RungKind[]).filter((kind) => rungs.some((rung) => rung.kind === kind));
  return Object.fromEntries([
    ...present.flatMap((kind) =>
      ensembles(`${reference}-${kind}`, kind, (size) =>
        // As many descents each as the rungs have.
        descents(referenceGlass(size, seed), disorders, kinds[kind]!.replicas, endings.couplings),
      ),
    ),
    ...rungs.flatMap(({ id, kind, landscape }) =>
      ensembles(id, kind, (size) =>
        descents(landscape(size, seed), kinds[kind]!.disorders, kinds[kind]!.replicas, endings[kind]),
      ),
    ),
  ]);
}
