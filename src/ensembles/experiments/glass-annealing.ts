/**
 * Simulated annealing on the sphere of 3-spin glasses, from the starts of spin-glass-descent, by rotations of two coordinates. Where a
 * walk ends it still has the heat of T₁, so gradient descent and Newton's method take it down to the critical point below, whose index is
 * counted. One record a replica.
 * @source [choromanska2015loss, abstract and §6]: the conjecture that annealing and SGD converge to the same band
 */
import { z } from 'zod';
import { checkFits } from '../../base/capacity.ts';
import { streamAddress } from '../../base/philox.ts';
import { type CriticalPoint, classifyCriticalPoint } from '../../curvature/critical-point.ts';
import type { Cholesky, Kernels } from '../../kernels/contract.ts';
import { glassBytes, randomStart, type SpinGlass, spinGlass } from '../../landscapes/spin-glass/spin-glass.ts';
import { type AnnealingProblem, type AnnealingResult, annealing } from '../../search/annealing.ts';
import { glassWalks, largestGlassWalk } from '../../search/annealing-glass.ts';
import { gradientDescent } from '../../search/gradient-descent.ts';
import { newtonPolish } from '../../search/newton.ts';
import { run, type Status } from '../../search/search.ts';
import type { Experiment, Forecast, Records, Task, TaskContext } from '../spec.ts';
import { coolingRule, plateauRule, scheduleFields } from './annealing-schedule.ts';
import { kindColumns } from './columns.ts';
import { type ReplicaBlock, splitReplicas } from './glass-tasks.ts';
import { stopwatch } from './stopwatch.ts';
import { trialBytes } from './trial-forecast.ts';

const order = 3;

const schema = z
  .strictObject({
    size: z.int().min(2).max(largestGlassWalk).describe('Λ, number of spins'),
    seed: z.int().min(0).default(1),
    disorders: z.int().min(1).max(1_000_000).default(16).describe('independent coupling tensors'),
    replicas: z.int().min(1).max(1_000_000).default(4).describe('starts for each disorder'),
    ...scheduleFields('energy, not per spin', {
      proposals: 100_000,
      startTemperature: 1,
      endTemperature: 1e-2,
      plateaus: 100,
      startStep: 0.5,
      endStep: 0.05,
    }),
    tolerance: z
      .number()
      .positive()
      .default(1e-10)
      .describe('residual ‖tangent gradient‖/√Λ at which the descent after the walk has converged'),
    maxSteps: z.int().min(1).default(20_000).describe('steps of that descent at most'),
    indexThreshold: z.number().positive().default(1e-6).describe('τ: eigenvalues within ± τ count as zero'),
    replicasPerTask: z.int().min(1).max(4096).default(16).describe('unit of work; part of the spec'),
  })
  .refine(coolingRule.holds, coolingRule.says)
  .refine(plateauRule.holds, plateauRule.says);
export type GlassAnnealingSpec = z.infer<typeof schema>;

type TaskSpec = GlassAnnealingSpec & ReplicaBlock;

export const glassAnnealing: Experiment<GlassAnnealingSpec, TaskSpec> = {
  name: 'glass-annealing',
  title: 'Simulated annealing on spherical 3-spin glasses',
  schema,
  split: (spec) => splitReplicas('glass-annealing', spec),
  run: async (task, context) => anneal(task, context),
  forecast: async (spec, workers, kernels) => forecast(spec, workers, kernels),
  checkCapacity({ size }, workers, memory) {
    checkFits(
      { what: `glass-annealing: size ${size}`, parameter: 'size', asked: size, need: workerBytes },
      workers,
      memory,
    );
  },
};

async function anneal(task: Task<TaskSpec>, context: TaskContext): Promise<Records> {
  const { disorder, first, ...spec } = task.parameters;
  const landscape = spinGlass({ order, size: spec.size, seed: spec.seed, disorder }, context.kernels);
  const rows = task.replicas;
  const walkOf = glassWalks(landscape);
  const walks = Array.from({ length: rows }, (_, row) => {
    const result = run(annealing(problemOf(spec, landscape, first + row, walkOf)));
    context.progress((row + 1) / rows);
    return result;
  });
  const ends = quench(spec, landscape, walks, context.kernels.cholesky());
  const { size } = spec;
  const floats = (values: Iterable<number>) => ({ kind: 'float64' as const, values: Float64Array.from(values) });
  const integers = (values: Iterable<number>) => ({ kind: 'int32' as const, values: Int32Array.from(values) });
  return {
    count: rows,
    columns: {
      disorder: integers(walks.map(() => disorder)),
      replica: integers(walks.map((_, row) => first + row)),
      energy: floats(ends.map(({ value }) => value / size)),
      annealedEnergy: floats(walks.map(({ value }) => value / size)),
      gradientNorm: floats(ends.map(({ residual }) => residual)),
      index: integers(ends.map(({ index }) => index)),
      undetermined: integers(ends.map(({ undetermined }) => undetermined)),
      proposals: floats(walks.map(() => spec.proposals)),
      acceptance: floats(walks.map(({ acceptance }) => acceptance)),
      drift: floats(walks.map(({ drift }) => drift)),
      status: { kind: 'text', values: ends.map(({ status }) => status) },
      ...kindColumns(ends.map(({ point }) => point)),
    },
  };
}

function problemOf(
  spec: GlassAnnealingSpec,
  landscape: SpinGlass,
  replica: number,
  walkOf: ReturnType<typeof glassWalks>,
): AnnealingProblem {
  const { seed, disorder } = landscape.shape;
  return {
    ...spec,
    start() {
      const walk = walkOf(streamAddress(seed, `glass-annealing/${disorder}`, replica, 'proposals'));
      const start = new Float64Array(landscape.dimension);
      randomStart(landscape.shape, replica, start);
      walk.load(start);
      return walk;
    },
  };
}

interface End {
  readonly value: number;
  readonly residual: number;
  readonly index: number;
  readonly undetermined: number;
  readonly status: Status;
  readonly point: CriticalPoint | null;
}

/** Down from where the walks ended, all side by side, and what kind of point that is. */
function quench(
  spec: GlassAnnealingSpec,
  landscape: SpinGlass,
  walks: readonly AnnealingResult[],
  cholesky: Cholesky,
): End[] {
  const { dimension } = landscape;
  const starts = new Float64Array(walks.length * dimension);
  walks.forEach(({ walk }, row) => void walk.point(starts.subarray(row * dimension, (row + 1) * dimension)));
  const descents = run(
    gradientDescent({
      landscape,
      starts,
      count: walks.length,
      tolerance: spec.tolerance,
      maxSteps: spec.maxSteps,
      polish: newtonPolish(landscape, cholesky),
    }),
  );
  return descents.map(({ status, point, value, residual }): End => {
    if (status === 'non-finite' || status === 'diverged')
      return { value, residual, index: -1, undetermined: dimension - 1, status, point: null };
    const critical = classifyCriticalPoint(landscape, point, { threshold: spec.indexThreshold, cholesky });
    const { index } = critical;
    return {
      value,
      residual,
      index: index.negative,
      undetermined: index.zero + index.undetermined,
      status,
      point: critical,
    };
  });
}

/** Proposals of a timed walk. */
const timedProposals = 20_000;

/** A short walk with the schedule of the long one and its end are timed; the rest is in proportion. */
function forecast(spec: GlassAnnealingSpec, workers: number, kernels: Kernels): Forecast {
  const clock = stopwatch();
  const landscape = spinGlass({ order, size: spec.size, seed: spec.seed, disorder: 0 }, kernels);
  const proposals = Math.min(spec.proposals, timedProposals);
  const short = { ...spec, proposals, plateaus: Math.min(spec.plateaus, proposals) };
  const begin = clock();
  const walkOf = glassWalks(landscape);
  const built = clock();
  const walked = run(annealing(problemOf(short, landscape, 0, walkOf)));
  const done = clock();
  quench(spec, landscape, [walked], kernels.cholesky());
  const tasks = spec.disorders * Math.ceil(spec.replicas / spec.replicasPerTask);
  // A batch of descents takes hardly longer than one.
  const each = (done - built) * (spec.proposals / proposals) + (clock() - done) / Math.min(4, spec.replicas);
  const work = spec.disorders * spec.replicas * each + tasks * (built - begin);
  return {
    seconds: Math.max(work / workers, (work / tasks) * Math.ceil(tasks / workers)),
    memory: workers * workerBytes(spec.size),
    disk: spec.disorders * spec.replicas * 80 + 4096 * tasks,
    basis: 'a short walk and the descent from its end timed on this machine',
  };
}

/** What one worker needs: couplings, third derivatives, Hessians, the engine itself. */
function workerBytes(size: number): number {
  return glassBytes(order, size, 'float32', 16) + 8 * size ** 3 + 64 * size ** 2 + trialBytes;
}
