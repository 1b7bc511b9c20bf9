/** The profile of a barrier as a figure: the value along the straight path and along the relaxed one, with the saddle on it. */
import { version } from '../base/version.ts';
import type { Profile } from '../geometry/index.ts';
import type { BarrierFound } from '../instruments/index.ts';
import type { Landscape } from '../landscapes/index.ts';
import type { Figure, PointMark } from '../report/figure.ts';

/** @param command  that draws it again */
export function barrierFigure(
  { name, quantity, manifold }: Landscape,
  { barrier, ends }: BarrierFound,
  command: string,
): Figure {
  const { saddle, value, relaxed, straight, profile: path } = barrier!;
  const { value: unit, symbol } = manifold.lengthUnit;
  const { per } = quantity;
  const points = ({ lengths, values }: Profile) => [...lengths].map((s, i) => [s / unit, values[i]! / per] as const);
  const [first, second] = ends.map((end) => ((value - end.value) / per).toPrecision(3));
  const finding = saddle
    ? `The path climbs ${first} from one end and ${second} from the other`
    : `The barrier is at most ${first} over one end and ${second} over the other`;
  const mark: PointMark = {
    type: 'points',
    label: 'certified saddle of index 1',
    rank: 7,
    points: [{ x: path.top.length / unit, y: value / per }],
  };
  return {
    id: 'barrier',
    title: finding,
    subtitle: relaxed ? `${name}; string method, ${relaxed.path.count} images` : `${name}; the shortest path`,
    panels: [
      {
        layout: 'xy',
        title: relaxed ? 'Straight and relaxed path' : 'Straight path',
        x: { name: symbol === '' ? 'length of the path' : `length of the path, in radii ${symbol}` },
        y: { name: quantity.name },
        marks: [
          { type: 'curve', label: 'straight', role: 'measured', dashed: true, rank: 3, points: points(straight) },
          ...(relaxed
            ? [{ type: 'curve' as const, label: 'relaxed', role: 'measured' as const, rank: 6, points: points(path) }]
            : []),
          ...(saddle ? [mark] : []),
        ],
      },
    ],
    canShow: 'how high this path climbs, and whether its top is a critical point of index 1.',
    cannotShow: 'that no lower pass joins the two ends elsewhere.',
    source: `${command}; glasscape ${version}`,
  };
}
