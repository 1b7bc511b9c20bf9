/** The option --data of commands that run a spec: the data set goes into the spec, by its name. */
import { integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { inputSchema } from '../base/schema.ts';
import type { DataChange, DataRule } from '../data/data-name.ts';
import type { DataShapes, Dataset } from '../data/dataset.ts';
import type { EnsembleSpec, Json } from '../ensembles/spec.ts';
import type { Context } from './perform.ts';

export interface DataOptions {
  readonly data?: string | undefined;
  readonly target?: string | undefined;
  readonly sampleWeights?: string | undefined;
  readonly inputScale?: number | undefined;
  readonly permuteTargets?: number | undefined;
}

/** How the options ask data to be read and changed. */
export function dataRule({ target, sampleWeights, inputScale, permuteTargets }: DataOptions): DataRule & DataChange {
  return {
    ...(target !== undefined && { target }),
    ...(sampleWeights !== undefined && { weights: sampleWeights }),
    ...(inputScale !== undefined && { scale: positive('data', 'inputScale', inputScale) }),
    ...(permuteTargets !== undefined && { permuted: integer('data', 'permuteTargets', permuteTargets, 0) }),
  };
}

/** The first of the options that speaks of data, though none were asked for. */
export function dataOptionWithoutData(options: DataOptions): string | undefined {
  return (['target', 'sampleWeights', 'inputScale', 'permuteTargets'] as const).find(
    (name) => options[name] !== undefined,
  );
}

/**
 * The spec on the data that were asked for, all of their samples unless it says how many, with their shapes; or the folder where MNIST
 * itself lies.
 * @throws ArgumentError when the experiment has no data
 */
export async function specOnData(
  { host }: Context,
  where: string,
  spec: EnsembleSpec,
  options: DataOptions,
): Promise<{ readonly spec: EnsembleSpec; readonly folder?: string; readonly shapes?: DataShapes }> {
  const rule = dataRule(options);
  if (options.data === undefined) {
    const asked = dataOptionWithoutData(options);
    if (asked !== undefined) throw new ArgumentError(where, asked, 'given with --data', 'no data');
    return { spec };
  }
  const found = await host.data(options.data, rule);
  if (found.kind === 'mnist') return { spec, folder: found.folder };
  const { parameters } = spec;
  if (isObject(parameters['landscape'])) {
    const landscape = { ...parameters['landscape'], data: found.name };
    return { spec: { ...spec, parameters: { ...parameters, landscape } } };
  }
  const experiment = (await host.experiments())[spec.experiment];
  const { properties = {} } = experiment ? (inputSchema(experiment.schema) as Properties) : {};
  if (experiment && !('data' in properties))
    throw new ArgumentError(where, 'data', 'asked of an experiment on data', spec.experiment);
  const { decodeDataset, knownShapes } = await import('../data/index.ts');
  const own = { ...parameters, data: found.name };
  // A broken rule is told by whoever completes the spec.
  const parsed = experiment?.schema.safeParse(own);
  if (!parsed?.success) return { spec: { ...spec, parameters: own } };
  const [name = found.name] = experiment!.artifacts?.(parsed.data) ?? [];
  const dataset = decodeDataset(await host.artifacts()(name));
  const { train, test } = dataset;
  const sizes = {
    ...('trainSize' in properties && { trainSize: train.count }),
    ...('testSize' in properties && test && { testSize: test.count }),
  };
  return { spec: { ...spec, parameters: { ...sizes, ...own } }, shapes: knownShapes([dataset]) };
}

/**
 * The data set that --data names, for a command that takes it as it is.
 * @param side  what square images are averaged down to; MNIST from a folder has 28 pixels a side when absent
 */
export async function readDataset({ host }: Context, data: string, side?: number): Promise<Dataset> {
  const { decodeDataset, withRule } = await import('../data/index.ts');
  const found = await host.data(data);
  if (found.kind === 'mnist')
    return decodeDataset(await host.artifacts(found.folder)(`mnist-${side ?? 28}x${side ?? 28}`));
  return decodeDataset(await host.artifacts()(withRule(found.name, side === undefined ? {} : { pixels: side })));
}

interface Properties {
  readonly properties?: Readonly<Record<string, unknown>>;
}

function isObject(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
