/** The pictures of ls/hardness: barriers and escape rates against the size, and the disconnectivity graph of one disorder. */
import { mean, standardError } from '../../ensembles/statistics.ts';
import { leaves, stroke } from '../../geometry/disconnectivity.ts';
import { type Figure, type Mark, sizeRank } from '../../report/figure.ts';
import type { ClaimRun } from '../claim.ts';
import { fitted } from '../rival-laws.ts';
import { barrierLine, groundLine } from '../theory-lines.ts';
import { heightLaws, heightSeries, rules } from './hardness-findings.ts';
import { type BarrierSample, type EscapeSample, escapeRate } from './hardness-samples.ts';
import { rateLaws, rateSeries } from './leaving-rates.ts';

export function hardnessFigures(
  barriers: readonly BarrierSample[],
  escapes: readonly EscapeSample[],
  run: ClaimRun,
  title: string,
): Figure[] {
  const largest = barriers.at(-1);
  return [growth(barriers, escapes, run, title), ...(largest ? graph(largest, run) : [])];
}

function growth(
  barriers: readonly BarrierSample[],
  escapes: readonly EscapeSample[],
  run: ClaimRun,
  title: string,
): Figure {
  const heights = barriers.flatMap(({ size, disorders }) => {
    const climbs = disorders.flatMap(({ climbBound }) => (climbBound === null ? [] : [climbBound]));
    if (climbs.length < 2) return [];
    return [{ size, value: mean(climbs), error: standardError(climbs) }];
  });
  const temperatures = [...new Set(escapes.map(({ temperature }) => temperature))];
  return {
    id: 'hardness',
    title,
    subtitle:
      'Spherical spin glass of order *H* = 3; heights of all paths, upper bounds included; escapes by Langevin dynamics from the best minimum found',
    panels: [
      {
        layout: 'xy',
        title: 'Height to climb to reach the best minimum found',
        x: { name: 'size Λ', scale: 'log' },
        y: { name: 'mean height in units of energy', scale: 'log' },
        marks: [
          ...heightFits(barriers),
          {
            type: 'points',
            label: '',
            points: heights.map(({ size, value, error }) => ({
              x: size,
              y: value,
              low: Math.max(value / 10, value - 2 * error),
              high: value + 2 * error,
              label: `Λ = ${size}`,
              rank: sizeRank(size, 'spins'),
            })),
          },
        ],
      },
      {
        layout: 'xy',
        title: 'Rate of escape',
        x: { name: 'size Λ' },
        y: { name: 'escapes per unit of time', scale: 'log' },
        marks: [
          ...rateFits(escapes),
          ...temperatures.map(
            (temperature): Mark => ({
              type: 'points',
              label: `T = ${temperature}`,
              points: escapes
                .filter((sample) => sample.temperature === temperature)
                .map(({ size, disorders }) => ({ size, ...escapeRate(disorders) }))
                .filter(({ rate }) => rate > 0)
                .map(({ size, rate, error }) => ({
                  x: size,
                  y: rate,
                  low: Math.max(rate / 10, rate - 2 * error),
                  high: rate + 2 * error,
                })),
            }),
          ),
        ],
      },
    ],
    canShow:
      'how heights and escape rates change between small sizes, beside fits of the laws that are judged; bars are two standard errors over disorders.',
    cannotShow:
      'that a lower pass does not exist, that the best minimum found is the ground state (the less likely the larger Λ), nor the law at large Λ.',
    source: run.source,
  };
}

/** Both laws that are judged, the rival dashed; a fit has no curve where it has no line. */
function fitCurve(label: string, points: readonly (readonly [number, number])[], dashed: boolean): Mark[] {
  return points.length > 0 ? [{ type: 'curve', role: 'fit', label, points, dashed }] : [];
}

function heightFits(barriers: readonly BarrierSample[]): Mark[] {
  const series = heightSeries(barriers);
  const { size, root } = heightLaws;
  return [...fitCurve('a + bΛ', fitted(series, size), false), ...fitCurve('a + b√Λ', fitted(series, root), true)];
}

/** At each temperature; the first names them. */
function rateFits(escapes: readonly EscapeSample[]): Mark[] {
  const { exponential, power } = rateLaws;
  return rateSeries({ samples: escapes, fewest: rules.fewest }).flatMap((series, k) => [
    ...fitCurve(k === 0 ? 'exponential' : '', fitted(series, exponential, Math.exp), false),
    ...fitCurve(k === 0 ? 'power' : '', fitted(series, power, Math.exp), true),
  ]);
}

/** The first disorder of the largest size, one tree a curve. */
function graph({ size, disorders }: BarrierSample, run: ClaimRun): Figure[] {
  const disorder = disorders[0];
  if (!disorder || disorder.trees.length === 0) return [];
  let first = 1;
  const marks = disorder.trees.map((tree): Mark => {
    const points = stroke(tree, first, 0.01);
    first += leaves(tree).length;
    return { type: 'curve', role: 'measured', label: '', rank: sizeRank(size, 'spins'), points };
  });
  const minima = disorder.energies.length;
  return [
    {
      id: 'disconnectivity',
      title: `The ${minima} lowest minima found of one disorder join at certified saddles`,
      subtitle: `Spherical spin glass of order *H* = 3, Λ = ${size}, first disorder; branches end at minima and join at certified saddles of index 1`,
      panels: [
        {
          layout: 'xy',
          title: 'Disconnectivity graph',
          x: { name: 'minima, the lower branch to the left', domain: [0.5, minima + 0.5] },
          y: { name: 'energy per spin *u*' },
          marks: [{ type: 'theory', axis: 'y', lines: [groundLine(3), barrierLine(3)] }, ...marks],
        },
      ],
      canShow: 'at which height these minima join along the paths that were found.',
      cannotShow: 'minima that no descent reached and passes that no path found; a join may lie lower than drawn.',
      source: run.source,
    },
  ];
}
