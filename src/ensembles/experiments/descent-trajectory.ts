/**
 * What a descent passes on its way: value, gradient and index along gradient descents, looked at after numbers of steps in geometric
 * progression, and the minimum each one ends at. One record a replica.
 */
import { z } from 'zod';
import { stream } from '../../base/philox.ts';
import { type DescentLook, descent, lookSteps } from '../../instruments/index.ts';
import type { Families } from '../../landscapes/family.ts';
import { run } from '../../search/search.ts';
import type { Records } from '../spec.ts';
import { floats, integers, kindColumns, texts } from './columns.ts';
import { type LandscapeExperiment, type Opened, onLandscapes } from './on-landscapes.ts';

const fields = {
  replicas: z.int().min(1).max(4096).default(8).describe('descents for each disorder'),
  rate: z
    .number()
    .positive()
    .default(0.02)
    .describe('η, the step length, halved where the value rises; small, so that the path is that of the gradient flow'),
  maxSteps: z.int().min(10).max(1_000_000).default(4000).describe('steps of the last look'),
  looks: z.int().min(4).max(500).default(60).describe('looks, at steps in geometric progression'),
  indexThreshold: z
    .number()
    .positive()
    .default(1e-6)
    .describe('τ: eigenvalues of the tangent Hessian within ± τ count as zero at the end'),
};
type Own = z.infer<z.ZodObject<typeof fields>>;

export const descentTrajectories = (families: Families): LandscapeExperiment<Own> =>
  onLandscapes<typeof fields, object>(families, {
    name: 'descent-trajectory',
    title: 'Value and index along descents',
    disorders: 8,
    fields,
    precision: 'float64',
    tasks: ({ replicas }) => [{ replicas, part: {} }],
    run: follow,
    points: ({ replicas }) => replicas,
    bytes: ({ replicas, looks }, n) => 120 * n ** 2 + 32 * replicas * looks,
    row: ({ replicas, looks }) => replicas * (32 * looks + 80),
  });

function follow(spec: Own, { landscape, kernels, disorder, seed, start, progress }: Opened): Records {
  const { replicas: count, rate, maxSteps, looks, indexThreshold: threshold } = spec;
  const n = landscape.dimension;
  const { per } = landscape.quantity;
  const starts = new Float64Array(count * n);
  for (let r = 0; r < count; r++) starts.set(start(r), r * n);
  const options = { starts, count, rate, maxSteps, looks, threshold };
  const search = descent.search(landscape, options, {
    kernels,
    draw: stream(seed, 'descent-trajectory', disorder, 'tools'),
  });
  const followed = run({
    ...search,
    step(state) {
      const next = search.step(state);
      progress(search.share(state)[0]);
      return next;
    },
  });
  const steps = lookSteps(spec);
  const vector = (of: (look: DescentLook) => number) => ({
    kind: 'vector' as const,
    width: steps.length,
    values: Float64Array.from({ length: count * steps.length }, (_, i) =>
      of(followed.looks[i % steps.length]![Math.floor(i / steps.length)]!),
    ),
  });
  const { ends, looks: passed } = followed;
  const told = passed.every((row) => row.every(({ halvings }) => halvings !== null));
  return {
    count,
    columns: {
      disorder: integers(ends, () => disorder),
      replica: integers(ends, (_, r) => r),
      steps: {
        kind: 'vector',
        width: steps.length,
        values: Float64Array.from({ length: count * steps.length }, (_, i) => steps[i % steps.length]!),
      },
      energies: vector(({ value }) => value / per),
      residuals: vector(({ residual }) => residual),
      indices: vector(({ index }) => index ?? Number.NaN),
      endEnergy: floats(ends, (end) => (end ? end.value / per : Number.NaN)),
      endIndex: integers(ends, (end) => end?.index.negative ?? -1),
      status: texts(ends, (end) => (end ? 'converged' : 'step-limit')),
      ...kindColumns(ends),
      // A landscape's own fleet does not tell them.
      ...(told && { halvings: vector(({ halvings }) => halvings!) }),
    },
  };
}
