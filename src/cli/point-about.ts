/** What a command tells of a point besides its own result: what it was read from, its landscape's data, and what is measured there. */
import type { Json } from '../base/json.ts';
import { shown } from '../base/words.ts';
import { shapeWords } from '../data/tensor.ts';
import type { PlacedPoint } from './open-landscape.ts';

/** Names of a list that a line recites. */
const recited = 12;

/** For JSON documents: how the value is defined, arrays read and ignored, the layers' shapes, data by name and sha256, measures such as the accuracy. */
export function aboutPoint({ opened, position, about, read }: PlacedPoint): Readonly<Record<string, Json>> {
  const { layers, data, landscape } = opened;
  const { convention } = landscape.quantity;
  return {
    ...(convention !== undefined && { convention }),
    ...landscape.measures?.(position),
    ...about,
    ...(read && { arrays: { read: read.read.map(({ name }) => name), ignored: read.ignored } }),
    layers,
    data,
    landscape: opened.about,
  };
}

/** The same in lines. */
export function describePoint({ opened, position, about, read }: PlacedPoint): string {
  const { layers, data, landscape } = opened;
  const list = (names: readonly string[]) =>
    names.length > recited ? `${names.slice(0, recited).join(', ')}, …` : names.join(', ');
  const measured = Object.entries(landscape.measures?.(position) ?? {}).map(
    ([name, x]) => `${name} ${x.toPrecision(4)}`,
  );
  const { name, convention } = landscape.quantity;
  const lines = [
    ...(convention === undefined ? [] : [`${name}: ${convention}`]),
    ...measured,
    ...(layers.length > 1 ? [`layers: ${list(layers.map(({ name, shape }) => `${name} ${shapeWords(shape)}`))}`] : []),
    ...(read
      ? [`read from ${shown(String(about['parameters']), 120)}: ${list(read.read.map(({ name }) => shown(name)))}`]
      : []),
    ...(read && read.ignored.length > 0 ? [`ignored there: ${list(read.ignored.map((name) => shown(name)))}`] : []),
    ...data.map(({ name, sha256 }) => `data ${name}, sha256 ${sha256.slice(0, 16)}…`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
