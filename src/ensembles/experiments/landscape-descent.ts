/**
 * What descents from random starts end at, on any landscape: energy, its standardized form, how far a few weights carry the point, its index and whether
 * that is certified, and which ends are the same minimum. One record a replica.
 */

import { z } from 'zod';
import { stream } from '../../base/philox.ts';
import { power } from '../../base/power.ts';
import { type CriticalPoint, classifyCriticalPoint } from '../../curvature/index.ts';
import { samePoint } from '../../geometry/identity.ts';
import type { Families } from '../../landscapes/family.ts';
import type { Landscape } from '../../landscapes/landscape.ts';
import { type DescentResult, gradientDescent } from '../../search/gradient-descent.ts';
import { hessianDescent } from '../../search/hessian-descent.ts';
import { kinkDescent } from '../../search/kink-descent.ts';
import { newtonDescent } from '../../search/newton-descent.ts';
import { run } from '../../search/search.ts';
import type { Records } from '../spec.ts';
import { floats, integers, kindKinds, texts } from './columns.ts';
import { type LandscapeExperiment, type Opened, onLandscapes } from './on-landscapes.ts';
import { batch, momentsOf } from './random-points.ts';

const fields = {
  replicas: z.int().min(1).max(4096).default(24).describe('descents for each disorder'),
  tolerance: z.number().positive().default(1e-5).describe('residual ‖tangent gradient‖/√D at which a descent ends'),
  maxSteps: z.int().min(10).max(1_000_000).default(20_000).describe('steps after which a descent is given up'),
  points: z.int().min(2).max(1_000_000).default(4000).describe('random points that the standardized energy rests on'),
  indexThreshold: z
    .number()
    .positive()
    .default(1e-6)
    .describe('τ: eigenvalues of the tangent Hessian within ± τ count as zero'),
  // Not filled in: specs without these fields keep their hash.
  walk: z
    .int()
    .min(1)
    .max(4096)
    .optional()
    .describe('steps of Hessian descent that lead to the start of each descent (default: none)'),
  newton: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe("most steps of damped Newton's method, to a residual of 1e-9, after a descent (default: none)"),
};
type Own = z.infer<z.ZodObject<typeof fields>>;

/** The columns of its records. */
export const landscapeDescentColumns = {
  disorder: 'int32',
  replica: 'int32',
  energy: 'float64',
  standardized: 'float64',
  kurtosis: 'float64',
  participation: 'float64',
  meanSpin: 'float64',
  residual: 'float64',
  index: 'int32',
  minimum: 'int32',
  status: 'text',
  ...kindKinds,
} as const;

export const landscapeDescents = (families: Families): LandscapeExperiment<Own> =>
  onLandscapes<typeof fields, object>(families, {
    name: 'landscape-descent',
    title: 'Where descents end',
    disorders: 8,
    fields,
    precision: 'float64',
    tasks: ({ replicas }) => [{ replicas, part: {} }],
    run: descend,
    points: ({ replicas }) => Math.max(replicas, batch),
    // Twelve matrices: Hessian, frame, factors and their copies, four of which wait to be collected.
    bytes: ({ replicas }, n) => 64 * replicas * n + 16 * batch * n + 96 * n ** 2,
    row: ({ replicas }) => 110 * replicas,
    trial: {
      count: (spec) => Math.ceil(spec.replicas / together(spec)),
      perTask: (spec) => Math.ceil(spec.replicas / together(spec)),
      run(spec, opened, k) {
        const replicas = together(spec);
        const points = Math.ceil((spec.points * replicas) / spec.replicas);
        return descend({ ...spec, replicas, points }, { ...opened, start: (r) => opened.start(k * replicas + r) });
      },
    },
  });

/** Replicas of a trial: as many as kernels move together. */
const together = ({ replicas }: Own): number => Math.min(replicas, 8);

/** Share of the work that walks are, measured on glasses of 50 and 200 spins; and of what follows the share of descents, the rest being Hessians at their ends. */
const walking = (steps: number) => steps / (steps + 90);
const descending = 0.7;
/** Residual at which a descent has chosen its minimum and longer steps may take it there. */
const handOver = 1e-2;

function descend(spec: Own, { landscape, disorder, seed, start, progress }: Opened): Records {
  const { replicas: count, tolerance, maxSteps, points, indexThreshold: threshold } = spec;
  const n = landscape.dimension;
  const { mean, deviation, kurtosis } = momentsOf(landscape, points, seed, disorder);
  const starts = new Float64Array(count * n);
  const walked = new Float64Array(count);
  const before = spec.walk === undefined ? 0 : walking(spec.walk);
  for (let r = 0; r < count; r++) {
    const here = starts.subarray(r * n, (r + 1) * n);
    here.set(start(r));
    if (spec.walk !== undefined) {
      const draw = stream(seed, 'landscape-descent', disorder, `walk/${r}`);
      const walk = hessianDescent({ landscape, start: here, steps: spec.walk, draw });
      here.set(run(walk, (state) => progress((before * (r + walk.share(state)[0])) / count)));
      landscape.valueAndGradient(here, 1, walked.subarray(r, r + 1), new Float64Array(n));
    }
  }
  const steps = landscape.adjacent ? Math.min(maxSteps, stepsToKinks) : maxSteps;
  const search = gradientDescent({ landscape, starts, count, tolerance, maxSteps: steps, handOver });
  const descents = run({
    ...search,
    step(state) {
      const next = search.step(state);
      progress(before + (1 - before) * descending * search.share(state)[0]);
      return next;
    },
  });
  const ends = descents.map((descent, r) => {
    const end = landscape.adjacent
      ? onKinks(landscape, descent, tolerance, maxSteps)
      : smooth(landscape, spec.newton === undefined ? descent : byNewton(landscape, descent, spec.newton), threshold);
    progress(before + (1 - before) * (descending + (1 - descending) * ((r + 1) / count)));
    return end;
  });
  const minimum = sameEnds(landscape, ends);
  return {
    count,
    columns: {
      disorder: integers(ends, () => disorder),
      replica: integers(ends, (_, r) => r),
      energy: floats(ends, ({ value }) => value / landscape.quantity.per),
      standardized: floats(ends, ({ value }) => (value - mean) / (deviation * Math.sqrt(n))),
      kurtosis: floats(ends, () => kurtosis),
      participation: floats(ends, ({ point }) => participationOf(point)),
      meanSpin: floats(ends, ({ point }) => point.reduce((sum, w) => sum + w, 0) / n),
      residual: floats(ends, ({ residual }) => residual),
      index: integers(ends, ({ critical }) => critical?.index.negative ?? -1),
      minimum: integers(ends, (_, r) => minimum[r]!),
      status: texts(ends, ({ status }) => status),
      ...(spec.walk !== undefined && { walked: floats(ends, (_, r) => walked[r]! / landscape.quantity.per) }),
      kind: texts(ends, ({ kind }) => kind),
      certainty: texts(ends, ({ critical }) => critical?.certainty ?? 'uncertified'),
    },
  };
}

interface End extends Pick<DescentResult, 'status' | 'point' | 'value' | 'residual'> {
  readonly critical: CriticalPoint | null;
  readonly kind: CriticalPoint['kind'] | 'none';
}

const isLost = ({ status }: DescentResult) => status === 'non-finite' || status === 'diverged';

/** A descent taken on to rounding where steps along the gradient creep. */
function byNewton(landscape: Landscape, descent: DescentResult, maxSteps: number): DescentResult {
  if (isLost(descent)) return descent;
  return run(newtonDescent({ landscape, start: descent.point, tolerance: 1e-9, maxSteps }));
}

/** The end of a descent polished and classified. */
function smooth(landscape: Landscape, descent: DescentResult, threshold: number): End {
  const critical = isLost(descent) ? null : classifyCriticalPoint(landscape, descent.point, { threshold });
  return {
    status: descent.status,
    point: critical?.position ?? descent.point,
    value: critical?.value ?? descent.value,
    residual: critical?.residual ?? descent.residual,
    critical,
    kind: critical?.kind ?? 'none',
  };
}

/** Gradient steps after which a descent on a landscape with kinks zigzags between them, and steps along them. */
const [stepsToKinks, stepsOnKinks] = [400, 150];

/** The end of a descent taken on to where Clarke's subgradients have 0 among them: kind nonsmooth, its residual the least of them over the gradient. */
function onKinks(landscape: Landscape, descent: DescentResult, tolerance: number, maxSteps: number): End {
  if (isLost(descent)) return { ...descent, critical: null, kind: 'none' };
  const end = run(
    kinkDescent({ landscape, start: descent.point, tolerance, maxSteps: Math.min(maxSteps, stepsOnKinks) }),
  );
  const { status, point, value, subgradient } = end;
  return {
    status,
    point,
    value,
    residual: subgradient,
    critical: null,
    kind: status === 'converged' ? 'nonsmooth' : 'not-stationary',
  };
}

/** (Σ w²)²/Σ w⁴ over D: 1/3 for normal weights, 1/D where one weight is all. */
function participationOf(point: Float64Array): number {
  const [second, fourth] = [2, 4].map((p) => point.reduce((sum, w) => sum + power(w, p), 0)) as [number, number];
  return second ** 2 / fourth / point.length;
}

/** For each end the first one that is the same point modulo the symmetries; the end itself where the descent was lost. */
function sameEnds(landscape: Landscape, ends: readonly End[]): number[] {
  const first: number[] = [];
  for (const [r, end] of ends.entries()) {
    const known = [...new Set(first)].find((other) => {
      const there = ends[other]!;
      return there.kind !== 'none' && end.kind !== 'none' && samePoint(landscape, there.point, end.point, closeness);
    });
    first.push(known ?? r);
  }
  return first;
}

/** Two ends are one within this, in the manifold's unit of length: degenerate ones are not brought to rounding. */
const closeness = 1e-3;
