/**
 * What the experiments on landscapes of any family have in common: schemas in both forms, the split by disorder, data, capacity, the
 * opening of the landscape in a task, and a forecast by trial. An experiment adds its fields, its tasks and what it does in one.
 */
import { z } from 'zod';
import { type DataShape, type DataShapes, dataShape, decodeDataset, shapeOfDataset } from '../../data/dataset.ts';
import type { Kernels, Precision } from '../../kernels/contract.ts';
import type { Families } from '../../landscapes/family.ts';
import type { Landscape } from '../../landscapes/landscape.ts';
import { checkLandscapeFits, dataOf, heightsAt, type LandscapeSpec, startAt } from '../../landscapes/landscape-spec.ts';
import type { Examples } from '../../landscapes/network/examples.ts';
import type { Experiment, Forecast, Records, Timings } from '../spec.ts';
import { glassFields } from './glass-tasks.ts';
import { completeLandscape, landscapeAt, landscapeFields, type OnLandscapes, openInTask } from './landscape-field.ts';
import { forecastByTrial, trialBytes } from './trial-forecast.ts';

/** A landscape opened for a task. */
export interface Opened {
  readonly landscape: Landscape;
  readonly kernels: Kernels;
  /** Number of the landscape's disorder; 0 where the family has none. */
  readonly disorder: number;
  /** Seed of the spec's random numbers. */
  readonly seed: number;
  start(k: number): Float64Array;
  heights(start: Float64Array): { readonly lowest: number; readonly highest: number };
  /** The same landscape once more, in a kernel of its own. */
  again(): Promise<Landscape>;
  progress(fraction: number): void;
}

/** What one experiment adds. `Own` are its fields, `Part` those that tell a task from the others of its disorder. */
export interface Parts<Own extends z.ZodRawShape, Part> {
  readonly name: string;
  readonly title: string;
  /** Default number of disorders of spin glasses. */
  readonly disorders: number;
  readonly fields: Own;
  /** Fields that are others where the landscape is named by its family. */
  readonly fieldsOnLandscape?: z.ZodRawShape;
  readonly precision: Precision;
  /** Tasks of one disorder, with the number of records of each. */
  tasks(own: z.infer<z.ZodObject<Own>>): readonly { readonly replicas: number; readonly part: Part }[];
  run(own: z.infer<z.ZodObject<Own>> & Part, opened: Opened): Records | Promise<Records>;
  /** Points that a fleet holds at once; bytes a worker needs besides the landscape; bytes of a record. */
  points(own: z.infer<z.ZodObject<Own>>): number;
  bytes(own: z.infer<z.ZodObject<Own>>, dimension: number): number;
  row(own: z.infer<z.ZodObject<Own>>): number;
  /** What a forecast runs, and how many of it there are in a disorder; the tasks themselves when absent. */
  readonly trial?: {
    count(own: z.infer<z.ZodObject<Own>>): number;
    perTask(own: z.infer<z.ZodObject<Own>>): number;
    run(own: z.infer<z.ZodObject<Own>>, opened: Opened, k: number): unknown;
  };
}

/** An experiment with these fields of its own, whose tasks are told the disorder and their part of it. */
export type LandscapeExperiment<Own, Part = object> = Experiment<
  Own & OnLandscapes,
  Own & OnLandscapes & Part & AtDisorder
>;

type AtDisorder = { readonly disorder: number };

export function onLandscapes<Own extends z.ZodRawShape, Part extends object>(
  families: Families,
  parts: Parts<Own, Part>,
): LandscapeExperiment<z.infer<z.ZodObject<Own>>, Part> {
  type Spec = z.infer<z.ZodObject<Own>> & OnLandscapes;
  const { name } = parts;
  const specAt = (spec: Spec, disorder: number) => landscapeAt(families, name, spec, disorder);
  const opened = async (
    spec: Spec,
    disorder: number,
    kernels: Kernels,
    open: (which: LandscapeSpec) => Promise<Landscape>,
    progress: (fraction: number) => void,
  ): Promise<Opened> => {
    const which = specAt(spec, disorder);
    const landscape = await open(which);
    return {
      landscape,
      kernels,
      disorder: Number(which.fields['disorder'] ?? disorder),
      seed: Number(which.fields['seed'] ?? 1),
      start: (k) => startAt(landscape, which, k),
      heights: (start) => heightsAt(landscape, which, start),
      again: () => open(which),
      progress,
    };
  };
  return {
    name,
    title: parts.title,
    schema: z.strictObject({
      ...glassFields({ disorders: parts.disorders, size: [3, 1000] }),
      ...parts.fields,
    }) as z.ZodType as z.ZodType<Spec>,
    onLandscape: z.strictObject({
      ...landscapeFields(families),
      ...parts.fields,
      ...parts.fieldsOnLandscape,
    }) as z.ZodType as z.ZodType<Spec>,
    complete: (spec) => completeLandscape(families, name, spec),
    artifacts: (spec) => dataOf(specAt(spec, 0)),
    split(spec) {
      const own = parts.tasks(spec);
      return Array.from({ length: spec.disorders }, (_, disorder) => own.map((task) => ({ ...task, disorder })))
        .flat()
        .map(({ replicas, part, disorder }, index) => ({
          index,
          experiment: name,
          replicas,
          parameters: { ...spec, disorder, ...part },
          artifacts: dataOf(specAt(spec, disorder)),
        }));
    },
    async run(task, context) {
      const spec = task.parameters;
      const open = (which: LandscapeSpec) => openInTask(which, task, context, parts.precision);
      return parts.run(spec, await opened(spec, spec.disorder, context.kernels, open, context.progress));
    },
    forecast,
    checkArtifacts(spec, artifact) {
      const which = specAt(spec, 0);
      which.family.check?.(
        which.fields,
        dataOf(which).map((data) => {
          return shapeOfDataset(decodeDataset(artifact(data)));
        }),
      );
    },
    checkCapacity(spec, workers, memory, shapes = dataShape) {
      const which = specAt(spec, 0);
      const need = { points: parts.points(spec), bytes: (n: number) => parts.bytes(spec, n) + trialBytes };
      checkLandscapeFits(name, which, dataOf(which).map(shapes), need, workers, memory);
    },
  };

  async function forecast(
    spec: Spec,
    workers: number,
    kernels: Kernels,
    timings?: Timings,
    shapes: DataShapes = dataShape,
  ): Promise<Forecast> {
    const tasks = parts.tasks(spec);
    const first = specAt(spec, 0);
    const data = dataOf(first).map((set) => noise(shapes(set)));
    const open = async (which: LandscapeSpec) =>
      which.family.open(which.fields, { kernels, data, arrays: [], precision: parts.precision });
    const known = new Map<number, Promise<Opened>>();
    const openedAt = (disorder: number) => {
      const there = known.get(disorder) ?? opened(spec, disorder, kernels, open, () => {});
      known.clear();
      known.set(disorder, there);
      return there;
    };
    const { landscape } = await openedAt(0);
    const { trial } = parts;
    const perDisorder = trial?.count(spec) ?? tasks.length;
    return forecastByTrial({
      // Code of every family and dimension of its own is warm by itself.
      ...{ kind: `${name} ${first.family.name}`, timings },
      async run(k, progress) {
        // Trials are of one disorder, whose landscape is made once, and in tasks of all.
        const which = trial ? 0 : Math.floor(k / tasks.length);
        const opened = { ...(await openedAt(which)), progress };
        if (trial) trial.run(spec, opened, k % perDisorder);
        else await parts.run({ ...spec, ...tasks[k % tasks.length]!.part }, opened);
      },
      count: spec.disorders * perDisorder,
      perTask: trial?.perTask(spec) ?? 1,
      workers,
      row: parts.row(spec),
      workerBytes:
        first.family.bytes(first.fields, dataOf(first).map(shapes), parts.points(spec)) +
        parts.bytes(spec, landscape.dimension),
    });
  }
}

/** Numbers that repeat after this many: enough for a forecast, and drawn in no time. */
const period = 4096;

/** Examples that stand in for those of a data set. */
function noise({ count, inputs, outputs, classes }: DataShape): Examples {
  const block = Float32Array.from({ length: period }, (_, i) => (Math.sin(12.9898 * i) * 43758.5453) % 1);
  const x = Float32Array.from({ length: count * inputs }, (_, i) => Math.abs(block[i % period]!));
  const labels = Uint8Array.from({ length: count }, (_, i) => i % outputs);
  const t = new Float32Array(count * outputs);
  for (let s = 0; s < count; s++) t[s * outputs + labels[s]!] = 1;
  return { count, inputs, outputs, x, t, ...(classes !== undefined && { labels }) };
}
