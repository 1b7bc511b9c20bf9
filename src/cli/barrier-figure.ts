/** The profile of a barrier as a figure: the value along the straight path and along the relaxed one, with the saddle on it. */
import { version } from '../base/version.ts';
import type { Profile } from '../geometry/index.ts';
import type { Figure, PointMark } from '../report/figure.ts';
import type { MeasuredBarrier } from './barrier-search.ts';
import type { NamedLandscape } from './named-landscape.ts';

/** @param command  that draws it again */
export function barrierFigure(
  { title, quantity, scale, landscape }: NamedLandscape,
  { barrier, ends, straight, relaxed, reason }: MeasuredBarrier,
  command: string,
): Figure {
  const { saddle, value } = barrier;
  const unit = landscape.gradientScale;
  const points = ({ lengths, values }: Profile) => [...lengths].map((s, i) => [s / unit, values[i]! / scale] as const);
  const top = relaxed.values.indexOf(Math.max(...relaxed.values));
  const [first, second] = ends.map((end) => (value / scale - end.value).toPrecision(3));
  const finding = saddle
    ? `The path climbs ${first} from one end and ${second} from the other`
    : `The barrier is at most ${first} over one end and ${second} over the other`;
  const mark: PointMark = {
    type: 'points',
    label: 'certified saddle of index 1',
    rank: 7,
    points: [{ x: relaxed.lengths[top]! / unit, y: value / scale }],
  };
  const length = landscape.manifold.name === 'sphere' ? 'length of the path, in radii √Λ' : 'length of the path';
  return {
    id: 'barrier',
    title: finding,
    subtitle: `${title}; string method, ${barrier.relaxed.path.count} images`,
    panels: [
      {
        layout: 'xy',
        title: 'Straight and relaxed path',
        x: { name: length },
        y: { name: quantity },
        marks: [
          { type: 'curve', label: 'straight', role: 'measured', dashed: true, rank: 3, points: points(straight) },
          { type: 'curve', label: 'relaxed', role: 'measured', rank: 6, points: points(relaxed) },
          ...(saddle ? [mark] : []),
        ],
      },
    ],
    canShow: 'how high this path climbs, and whether its top is a critical point of index 1.',
    cannotShow: 'that no lower pass joins the two ends elsewhere.',
    source: `${command}; glasscape ${version}`,
    description: `${finding}; ${saddle ? `a certified saddle of index 1 at ${quantity} ${(value / scale).toFixed(6)}` : `an upper bound: ${reason}`}.`,
  };
}
