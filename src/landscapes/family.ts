/**
 * A family of landscapes: everything that the command line, ensembles, exports and tests know of a kind of landscape. What names one is
 * its spec, plain JSON; a family is one folder and one line in families.ts.
 */
import type { ZodObject } from 'zod';
import type { Json } from '../base/json.ts';
import type { DataShape } from '../data/dataset.ts';
import type { Kernels, Precision } from '../kernels/contract.ts';
import type { Landscape } from './landscape.ts';
import type { Examples } from './network/examples.ts';

/** Consecutive parameters that belong together, under the name that files give them. */
export interface ParameterArray {
  readonly name: string;
  /** The part of the model it belongs to; arrays of one layer are shown together. */
  readonly layer: string;
  readonly kind: 'weight' | 'bias' | 'scale' | 'shift' | 'other';
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Named arrays ↔ the flat point: W1, b1, … of a network; the whole point of a glass. */
export interface Layout {
  readonly arrays: readonly ParameterArray[];
}

/** An array of a file, whose numbers are decoded when they are asked for. */
export interface FileArray {
  readonly name: string;
  readonly shape: readonly number[];
  /** The file and the array, for messages. */
  readonly label: string;
  /** Row-major. @throws DataError when the elements are no numbers */
  tensor(): { readonly data: ArrayLike<number> };
}

/** A file, with what the options say of the landscape that it may hold a point of. */
export interface PointsAsked {
  /** Its name, for messages. */
  readonly file: string;
  readonly arrays: readonly FileArray[];
  /** Which of several points. */
  readonly row: number;
  /** The family's fields that were given. */
  readonly fields: Readonly<Record<string, Json>>;
}

/** A point that was found in a file, and what the file says of its landscape. */
export interface PointFound {
  /** Fields that the file decides; those that were asked agree with them. */
  readonly fields: Readonly<Record<string, Json>>;
  /** What the point is made of, in the order of the layout: names as in the file, shapes as in the layout. */
  readonly arrays: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** @throws DataError when an array has no numbers, or one that is not finite */
  point(): Float64Array;
}

/** The layers of a layout: the arrays of each lie side by side. */
export function layerBlocks(layout: Layout | undefined): { name: string; start: number; end: number }[] {
  const blocks = new Map<string, { name: string; start: number; end: number }>();
  for (const { layer, start, end } of layout && layout.arrays.length > 1 ? layout.arrays : []) {
    const known = blocks.get(layer);
    blocks.set(layer, {
      name: layer,
      start: Math.min(known?.start ?? start, start),
      end: Math.max(known?.end ?? end, end),
    });
  }
  return [...blocks.values()];
}

/** Numbers with a shape, row-major, that a landscape is made of and that are no examples: couplings. */
export interface GivenArray {
  readonly shape: readonly number[];
  readonly entries: Float64Array;
}

/** What a family is given to open a landscape with. */
export interface Given {
  readonly kernels: Kernels;
  /** The data sets that `data` named, in that order. */
  readonly data: readonly Examples[];
  /** The arrays that `arrays` named, in that order. */
  readonly arrays: readonly GivenArray[];
  /** Of descending fleets; value, gradient and Hessian are float64. */
  readonly precision: Precision;
}

export interface Family<Spec = unknown> {
  readonly name: string;
  /**
   * → options of the command line, manifest, JSON Schema. Plain fields with .describe and .default, no transforms (they cannot be
   * represented). Options come from string, int, number, enum, boolean and arrays of these (lists separated by commas); anything nested
   * is given as a spec in a file.
   */
  readonly schema: ZodObject;
  /** The field whose option names the family by itself: `--size 50` is `--landscape spin-glass --size 50`. */
  readonly short?: string;
  /** Fields that may be others than a run had: they say what its points are looked at with, not what they are. */
  readonly adjustable?: readonly string[];
  title(spec: Spec): string;
  /** Names of the data sets it needs: 'mnist-10x10'. */
  data?(spec: Spec): readonly string[];
  /** Names of the arrays it needs besides: 'file:couplings.npy'. A spec that needs one opens only where its file is. */
  arrays?(spec: Spec): readonly string[];
  /** The spec with the sizes that its arrays have. @throws ArgumentError when it gives others, or they have no such shape */
  sized?(spec: Spec, shapes: readonly (readonly number[])[]): Spec;
  /** @throws ArgumentError when the spec asks of its data what they do not hold; before anything is computed or written */
  check?(spec: Spec, shapes: readonly DataShape[]): void;
  /** @throws ArgumentError as `check`; CapacityError when it does not fit the kernels' memory */
  open(spec: Spec, given: Given): Landscape | Promise<Landscape>;
  /** Random start number k of the spec's seed. */
  start(landscape: Landscape, spec: Spec, k: number, out: Float64Array): void;
  /** Heights between which searches for saddles start; default: 0 to the value at the start. */
  heights?(
    landscape: Landscape,
    spec: Spec,
    start: Float64Array,
  ): { readonly lowest: number; readonly highest: number };
  /** Bytes that one worker's landscape and n points take. */
  bytes(spec: Spec, shapes: readonly DataShape[], points: number): number;
  layout?(spec: Spec, shapes: readonly DataShape[]): Layout;
  /** Points as other programs save them, under names and in shapes that need not be those of the layout. */
  readonly points?: {
    /** The names that are known, for messages. */
    readonly names: string;
    /**
     * @returns undefined when the file has none of these names
     * @throws  DataError when it has some and no whole point; ArgumentError when what was asked is not what it has
     */
    find(where: string, asked: PointsAsked): PointFound | undefined;
  };
  /** What a landscape is made of at random, as exports write it beside records: the couplings of a glass. */
  readonly disorder?: {
    readonly name: string;
    shape(spec: Spec): readonly number[];
    entries(spec: Spec): Float64Array;
  };
  /** Whether a worker can open it from JSON alone; false where a process stands behind it. */
  readonly portable: boolean;
  /** Small instances with a generic point, for the contract test. */
  readonly fixtures: readonly Spec[];
}

/** Families by name. */
export type Families = Readonly<Record<string, Family>>;
