/**
 * Ensembles on any landscape: how a spec names the landscapes, and how a task opens one. A spec without the field `landscape` is on spin
 * glasses, by the fields that name those; its form and its hash are what they always were.
 */
import { z } from 'zod';
import { ArgumentError } from '../../base/errors.ts';
import { decodeDataset } from '../../data/dataset.ts';
import type { Families, Given } from '../../landscapes/family.ts';
import type { Landscape } from '../../landscapes/landscape.ts';
import {
  type LandscapeJson,
  type LandscapeSpec,
  landscapeJson,
  landscapeSpec,
} from '../../landscapes/landscape-spec.ts';
import { datasetExamples } from '../../landscapes/network/examples.ts';
import type { Task, TaskContext } from '../spec.ts';

/** Those of a spec on landscapes of any family; the family's own fields are checked by its schema. */
export function landscapeFields(families: Families) {
  // A worker opens a landscape from JSON alone.
  const portable = Object.values(families).filter((family) => family.portable);
  const names = portable.map(({ name }) => name) as [string, ...string[]];
  return {
    landscape: z
      .looseObject({ family: z.enum(names).describe('family of landscapes') })
      .describe('the landscape: its family, and that family’s own fields'),
    disorders: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(1)
      .describe('landscapes: numbers from the field "disorder" of the family on'),
  };
}

/** What names the landscapes of a spec, in either form. */
export type OnLandscapes = { readonly disorders: number } & (
  | { readonly order: number; readonly size: number; readonly seed: number; readonly landscape?: undefined }
  | { readonly landscape: LandscapeJson }
);

/**
 * Landscape number `disorder` of an ensemble.
 * @throws ArgumentError when the family's schema refuses the spec, or the family has no disorders to count
 */
export function landscapeAt(families: Families, where: string, spec: OnLandscapes, disorder: number): LandscapeSpec {
  if (spec.landscape === undefined) {
    const { order, size, seed } = spec;
    return landscapeSpec(families, where, { family: 'spin-glass', order, size, seed, disorder });
  }
  const { family, fields } = landscapeSpec(families, where, spec.landscape);
  const first = fields['disorder'];
  if (disorder > 0 && typeof first !== 'number')
    throw new ArgumentError(where, 'disorders', `1 (a ${family.name} has no disorder)`, spec.disorders);
  if (typeof first !== 'number') return { family, fields };
  return landscapeSpec(families, where, { family: family.name, ...fields, disorder: first + disorder });
}

/** The spec with the family's defaults filled in, so that equal settings have equal hashes. */
export function completeLandscape<Spec extends OnLandscapes>(families: Families, where: string, spec: Spec): Spec {
  if (spec.landscape === undefined) return spec;
  landscapeAt(families, where, spec, spec.disorders - 1);
  return { ...spec, landscape: landscapeJson(landscapeAt(families, where, spec, 0)) };
}

/** The landscape of a task, whose data are the task's artifacts. */
export async function openInTask(
  { family, fields }: LandscapeSpec,
  task: Pick<Task, 'artifacts'>,
  { kernels, artifact }: Pick<TaskContext, 'kernels' | 'artifact'>,
  precision: Given['precision'],
): Promise<Landscape> {
  const data = await Promise.all(
    task.artifacts.map(async (hash) => {
      return datasetExamples(decodeDataset(await artifact(hash)));
    }),
  );
  return family.open(fields, { kernels, data, arrays: [], precision });
}
