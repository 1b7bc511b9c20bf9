/** A file that takes found points, checked before they are looked for. */
import type { CriticalPoint } from '../curvature/index.ts';
import { encodeNpz } from '../data/index.ts';
import type { Landscape } from '../landscapes/index.ts';
import { outputFile } from './output-file.ts';

export interface PointsFile {
  /** points (points × dimension), value over the quantity's unit, index, certified (1 or 0), kind and certainty in words. */
  write(landscape: Landscape, points: readonly CriticalPoint[]): Promise<void>;
}

/** @throws ArgumentError when the name ends otherwise; StoreError as outputFile */
export async function pointsFile(where: string, out: string): Promise<PointsFile> {
  const file = await outputFile(where, out, { endings: ['.npz'] });
  return {
    async write({ dimension, quantity }, points) {
      const all = new Float64Array(points.length * dimension);
      points.forEach(({ position }, k) => void all.set(position, k * dimension));
      const column = (data: Float64Array | Int32Array) => ({ shape: [points.length], data });
      await file.write(
        encodeNpz({
          points: { shape: [points.length, dimension], data: all },
          value: column(Float64Array.from(points, ({ value }) => value / quantity.per)),
          index: column(Int32Array.from(points, ({ index }) => index.negative)),
          certified: column(Int32Array.from(points, ({ certainty }) => Number(certainty !== 'uncertified'))),
          kind: { text: points.map(({ kind }) => kind) },
          certainty: { text: points.map(({ certainty }) => certainty) },
        }),
      );
    },
  };
}

/** A point for JSON documents, its value over the quantity's unit. */
export function pointDocument(
  { quantity }: Landscape,
  { value, index, kind, certainty, given, lipschitz, residual }: CriticalPoint,
) {
  return {
    value: value / quantity.per,
    index: index.negative,
    negative: index.negative,
    zero: index.zero,
    positive: index.positive,
    undetermined: index.undetermined,
    kind,
    certainty,
    given,
    lipschitz,
    residual,
    distance: index.distance,
  };
}
