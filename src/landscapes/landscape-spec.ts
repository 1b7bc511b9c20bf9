/** A landscape by its family and spec: how one is parsed, opened, weighed and started on, whatever the family. */

import { oneOf } from '../base/arguments.ts';
import { checkFits } from '../base/capacity.ts';
import type { Json } from '../base/json.ts';
import { parseParameters } from '../base/schema.ts';
import type { DataShape } from '../data/dataset.ts';
import type { Families, Family } from './family.ts';
import type { Landscape } from './landscape.ts';

/** A family's own fields, all of them. */
export type FamilyFields = { readonly [field: string]: Json };

export interface LandscapeSpec {
  readonly family: Family;
  readonly fields: FamilyFields;
}

/** As plain JSON, in specs and documents: the family by its name beside its own fields. */
export type LandscapeJson = { readonly family: string; readonly [field: string]: Json };

/** @throws ArgumentError for an unknown family, or as the family's schema */
export function landscapeSpec(
  families: Families,
  where: string,
  { family: name, ...own }: LandscapeJson,
): LandscapeSpec {
  const family = families[oneOf(where, 'landscape', name, Object.keys(families))]!;
  return { family, fields: parseParameters(where, family.schema, own) as FamilyFields };
}

export function landscapeJson({ family, fields }: LandscapeSpec): LandscapeJson {
  return { family: family.name, ...fields };
}

/** Names of the data sets it needs. */
export function dataOf({ family, fields }: LandscapeSpec): readonly string[] {
  return family.data?.(fields) ?? [];
}

/** Names of the arrays it needs besides. */
export function arraysOf({ family, fields }: LandscapeSpec): readonly string[] {
  return family.arrays?.(fields) ?? [];
}

/** The spec with the sizes of its arrays. @throws ArgumentError when they do not fit it */
export function sized({ family, fields }: LandscapeSpec, shapes: readonly (readonly number[])[]): LandscapeSpec {
  return { family, fields: (family.sized?.(fields, shapes) ?? fields) as FamilyFields };
}

/** Random start number k. */
export function startAt(landscape: Landscape, { family, fields }: LandscapeSpec, k: number): Float64Array {
  const start = new Float64Array(landscape.dimension);
  family.start(landscape, fields, k, start);
  return start;
}

/** Heights between which searches for critical points start: the family's own, else from 0 to the value at the start. */
export function heightsAt(
  landscape: Landscape,
  { family, fields }: LandscapeSpec,
  start: Float64Array,
): { readonly lowest: number; readonly highest: number } {
  if (family.heights) return family.heights(landscape, fields, start);
  const value = new Float64Array(1);
  landscape.valueAndGradient(start, 1, value, new Float64Array(start.length));
  return { lowest: 0, highest: value[0]! };
}

/** What else is going to be held, and what can be done where it does not fit. */
export interface MemoryNeed {
  /** Points held at once. */
  readonly points: number;
  /** Bytes besides the landscape's own, by the number of parameters. */
  bytes(dimension: number): number;
  /** What can be used instead where that is too much. */
  readonly instead?: string;
}

/** @throws CapacityError with the largest that fits, where one number of the family makes its landscapes smaller */
export function checkLandscapeFits(
  where: string,
  { family, fields }: LandscapeSpec,
  shapes: readonly DataShape[],
  { points, bytes, instead }: MemoryNeed,
  workers: number,
  memory: number,
): void {
  const needOf = (own: FamilyFields) => {
    const dimension = family.layout?.(own, shapes).arrays.at(-1)?.end ?? 0;
    return family.bytes(own, shapes, points) + bytes(dimension);
  };
  const { short } = family;
  const asked = short === undefined ? undefined : fields[short];
  const what = `${where}: a ${family.title(fields)}`;
  const alternative = instead === undefined ? {} : { instead };
  if (short !== undefined && typeof asked === 'number') {
    const need = (value: number) => needOf({ ...fields, [short]: value });
    // What can be used instead of matrices is of no help where the landscape itself does not fit.
    const alone = workers * family.bytes(fields, shapes, points) <= memory;
    checkFits({ what, parameter: short, asked, need, ...(alone ? alternative : {}) }, workers, memory);
    return;
  }
  const dimension = family.layout?.(fields, shapes).arrays.at(-1)?.end ?? 0;
  const matrices = `${where}: the Hessian of ${dimension} dimensions`;
  checkFits({ what: matrices, parameter: 'dimension', asked: dimension, need: bytes, ...alternative }, workers, memory);
  const own = family.bytes(fields, shapes, points) + bytes(dimension);
  checkFits({ what, parameter: 'share of it', asked: 1, need: (share) => share * own }, workers, memory);
}
