/**
 * gs/deep-linear-census: every critical point of small deep linear nets, when every weight has a decay of its own. With one decay for all, orbits of
 * the orthogonal group remain; with generic ones all critical points are isolated, of finite number, and can be listed. [mehta2021loss] finds minima
 * that are not global, which nets without decay do not have (ll/no-bad-minima); [bharadwaj2023complex] counts further.
 */
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { stands } from '../decide.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, points, tableOf, theoryClaim, xy } from '../layout.ts';
import { exact, list } from '../quantities.ts';
import { type Census, censusOf, eulerOf, type Generic, genericOf, minimaOf } from './linear-census.ts';

export const deepLinearCensus = theoryClaim({
  id: 'gs/deep-linear-census',
  statement:
    'With generic decay a deep linear net has finitely many critical points, and minima among them that are not global.',
  source: { key: 'mehta2021loss', place: 'abstract; the tables are not compared' },
  openQuestions: [
    'Mehta et al. and Bharadwaj and Hoşten print numbers of complex and real solutions for many sizes. We have not checked ours against them.',
    'Which data and decays are generic the abstracts do not say; ours are normal inputs, a normal map with noise, and decays uniform in (½, 3/2) times their mean.',
  ],
  evaluate,
});

const shallow = [
  [1, 1, 1],
  [1, 2, 1],
  [2, 1, 2],
  [2, 2, 1],
] as const;
const sizes = {
  smoke: { nets: [shallow[0], shallow[1], [1, 1, 1, 1]], instances: 1 },
  laptop: { nets: [...shallow, [3, 1, 3], [2, 2, 2], [1, 1, 1, 1], [2, 1, 1, 2]], instances: 2 },
  paper: {
    nets: [...shallow, [3, 1, 3], [1, 3, 1], [2, 2, 2], [4, 1, 4], [1, 1, 1, 1], [2, 1, 1, 1], [2, 1, 1, 2]],
    instances: 20,
  },
} as const;
/** Shares of the mean decay. */
const scales = [1, 1 / 4, 1 / 16] as const;

export interface Counted {
  readonly generic: Pick<Generic, 'widths' | 'paths' | 'totalDegree' | 'counts' | 'lost'>;
  readonly censuses: readonly Census[];
}

function evaluate(run: ClaimRun): Evaluation {
  const { nets, instances } = sizes[run.preset];
  const rows = nets.map((widths): Counted => {
    const generic = genericOf(run.seed, widths);
    const censuses = Array.from({ length: instances }, (_, k) =>
      scales.map((scale) => censusOf(run.seed, generic, k, scale)),
    ).flat();
    return { generic, censuses };
  });
  const findings = [everyPoint(rows), notGlobal(rows), moreWithLess(rows), vanishing(rows), byIndex(rows)];
  const bad = findings[1]!;
  return evaluation({
    title: titleOf(bad),
    findings,
    tables: [
      tableOf('Complex critical points of generic members', rows, {
        widths: ({ generic }) => generic.widths.join('-'),
        weights: ({ censuses }) => censuses[0]!.real[0]?.x.length ?? 0,
        'total degree': ({ generic }) => generic.totalDegree,
        'paths followed': ({ generic }) => generic.paths,
        'solutions, three homotopies': ({ generic }) => generic.counts.join(', '),
        'paths lost': ({ generic }) => generic.lost.join(', '),
      }),
      tableOf('Real critical points over the data sets', rows.flatMap(atScales), {
        widths: ({ widths }) => widths,
        'decay over its mean': ({ scale }) => scale,
        'real points': ({ censuses }) => range(censuses.map(({ real }) => real.length)),
        'by index, all data': ({ censuses }) => indicesOf(censuses).join(', '),
        minima: ({ censuses }) => range(censuses.map((one) => minimaOf(one).minima.length)),
        'not global': ({ censuses }) => range(censuses.map((one) => minimaOf(one).bad.length)),
        'largest excess/‖Y‖²': ({ censuses }) => largestExcess(censuses).toExponential(1),
      }),
    ],
    figures: [figure(run, rows, findings[3]!)],
  });
}

interface AtScale {
  readonly widths: string;
  readonly hidden: number;
  readonly scale: number;
  readonly censuses: readonly Census[];
}

function atScales({ generic: { widths }, censuses }: Counted): AtScale[] {
  return scales.map((scale) => ({
    widths: widths.join('-'),
    hidden: widths.length - 2,
    scale,
    censuses: censuses.filter((one) => one.scale === scale),
  }));
}

function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? String(low) : `${low} to ${high}`;
}

function indicesOf(censuses: readonly Census[]): number[] {
  const counts: number[] = [];
  for (const { real } of censuses)
    for (const { index } of real) if (index !== undefined) counts[index] = (counts[index] ?? 0) + 1;
  return Array.from(counts, (count) => count ?? 0);
}

/** Of a minimum that is not global, over ‖Y‖². */
const largestExcess = (censuses: readonly Census[]) =>
  Math.max(0, ...censuses.map((one) => minimaOf(one).excess / one.whole));

const total = (rows: readonly Counted[], of: (census: Census) => number) =>
  rows.reduce((sum, { censuses }) => sum + censuses.reduce((part, one) => part + of(one), 0), 0);

export function everyPoint(rows: readonly Counted[]): Finding {
  const steady = rows.filter(({ generic }) => new Set(generic.counts).size === 1);
  const lost = rows.reduce((sum, { generic }) => sum + generic.lost.reduce((part, n) => part + n, 0), 0);
  const missing = total(rows, (one) => one.missing);
  const open = total(rows, (one) => one.open + one.real.filter(({ index }) => index === undefined).length);
  const sums = rows.flatMap(({ censuses }) => censuses.map(eulerOf));
  const wrong = sums.filter((sum) => sum !== undefined && sum !== 1).length;
  const real = total(rows, (one) => one.real.length);
  const complete = lost === 0 && missing === 0 && open === 0;
  return exactFinding({
    id: 'complete',
    ours: true,
    statement:
      'Deep linear nets with generic decay have the same number of complex critical points each time, and Σ (−1)^index = 1 over the real ones.',
    because: `On ${steady.length} of ${rows.length} kinds of nets three homotopies find as many isolated solutions as each other (${list(rows, ({ generic }) => `${generic.widths.join('-')}: ${Math.max(...generic.counts)}`)}); ${lost} paths are lost. Of the paths to ${sums.length} real data sets ${missing} are missing; all ${real} real critical points are proved to be there, ${open} are open, and the alternating sum is 1 on all but ${wrong}.`,
    quantities: [
      exact('real critical points proved', real),
      exact('paths missing', missing + lost),
      exact('points open', open),
      exact('alternating sums other than 1', wrong),
    ],
    holds: complete ? steady.length === rows.length && wrong === 0 : undefined,
    by: 'comparison',
    rule: 'confirmed when on every net three homotopies with other γ and other linear forms find equally many isolated solutions, every path to real data ends at one of its own, every real one is proved with its index, and Σ (−1)^index = 1 on every data set; refuted when no path is missing, no point is open and one of these fails; open when paths are missing or points open',
  });
}

function titleOf(found: Finding): string {
  if (stands(found)) return 'Deep linear nets have minima that are not global once every weight has its own decay';
  return found.quantities.some(({ value }) => value > 0)
    ? 'Decay makes minima that are not global with two hidden layers; with one none is seen'
    : 'No minimum that is not global is seen on deep linear nets with decay';
}

export function notGlobal(rows: readonly Counted[]): Finding {
  const shallowRows = rows.filter(({ generic }) => generic.widths.length === 3);
  const withBad = (some: readonly Counted[]) => total(some, (one) => Number(minimaOf(one).bad.length > 0));
  const [here, all] = [withBad(shallowRows), total(shallowRows, () => 1)];
  const deep = rows.filter(({ generic }) => generic.widths.length > 3);
  return exactFinding({
    id: 'not-global',
    statement: 'In the presence of decay deep linear nets have local minima that are not global.',
    because: `Of ${all} data sets and decays with one hidden layer ${here} have minima that are proved to be higher than another, of ${total(deep, () => 1)} with two ${withBad(deep)}. Without decay there are none (ll/no-bad-minima).`,
    quantities: [exact('with one hidden layer', here), exact('with two', withBad(deep))],
    holds: here > 0 ? true : undefined,
    by: 'proof',
    rule: 'proved when on a net with one hidden layer Krawczyk’s operator encloses two critical points, inertia in intervals makes both minima, and their values do not overlap; open when none is found',
    erratum: 'theorem',
  });
}

export function moreWithLess(rows: readonly Counted[]): Finding {
  const counts = scales.map((scale) => total(rows, (one) => (one.scale === scale ? one.real.length : 0)));
  const missing = total(rows, (one) => one.missing + one.open);
  const falls = counts.some((count, k) => k > 0 && count < counts[k - 1]!);
  return exactFinding({
    id: 'more-with-less',
    statement: 'The number of real critical points increases as the decay decreases.',
    because: `Over all nets and data there are ${counts.join(', ')} at ${list(scales, (scale) => (scale === 1 ? '1' : `1/${1 / scale}`))} of the decay.`,
    quantities: counts.map((count, k) => exact(`real points at ${scales[k]} of the decay`, count)),
    holds: falls ? false : missing > 0 || counts.at(-1) === counts[0] ? undefined : true,
    by: 'comparison',
    rule: 'reproduced when the number over all nets and data falls at no step and is larger at the least decay than at the largest; not reproduced when it falls; open when it stays the same or paths are missing',
    erratum: 'statement',
  });
}

export function vanishing(rows: readonly Counted[]): Finding {
  const [less, least] = [scales.at(-2)!, scales.at(-1)!];
  const ratios = rows
    .filter(({ generic }) => generic.widths.length === 3)
    .flatMap(({ censuses }) => {
      const at = (scale: number) => censuses.filter((one) => one.scale === scale).map((one) => minimaOf(one).excess);
      return at(less).map((before, k) => ({ before, after: at(least)[k]! }));
    })
    .filter(({ before, after }) => before > 0 || after > 0)
    .map(({ before, after }) => after / before);
  const deep = rows
    .filter(({ generic }) => generic.widths.length > 3)
    .flatMap(({ censuses }) => censuses.filter((one) => one.scale === least));
  const origins = deep.filter((one) =>
    minimaOf(one).bad.some(({ value, x }) => value.low <= 0 && value.high >= 0 && Math.hypot(...x) < 1e-6),
  ).length;
  const worst = Math.max(...ratios);
  const right = worst <= largestRatio && origins === deep.length;
  return exactFinding({
    id: 'vanishing-decay',
    ours: true,
    statement:
      'As the decay vanishes the excess of minima that are not global does too with one hidden layer; with two the origin remains such a minimum.',
    because: `${ratios.length > 0 ? `On ${ratios.length} data sets with one hidden layer the largest excess falls between ${less} and ${least} of the decay to ${worst.toPrecision(3)} of itself at most, ${least / less} being proportional` : 'No data set with one hidden layer has such minima'}; on ${origins} of ${deep.length} data sets with two the origin is one at the least decay.`,
    quantities: [
      exact('data sets with one hidden layer', ratios.length),
      ...(ratios.length > 0 ? [exact('largest ratio of excesses', worst)] : []),
      exact('origins that are such minima', origins),
    ],
    holds: ratios.length === 0 || deep.length === 0 ? undefined : right,
    by: 'comparison',
    rule: `confirmed when on every data set with one hidden layer that has such minima their largest excess falls to at most ${largestRatio} of itself when the decay falls to a quarter, and with two hidden layers the origin is such a minimum at the least decay on every data set; refuted otherwise; open when no data set has any`,
  });
}

/** Proportional to the decay would be ¼. */
const largestRatio = 0.4;

export function byIndex(rows: readonly Counted[]): Finding {
  const counts = indicesOf(rows.flatMap(({ censuses }) => censuses));
  const sum = counts.reduce((part, count) => part + count, 0);
  return measuredFinding({
    id: 'by-index',
    statement: 'Saddles of high index are surprisingly rare.',
    because: `Of ${sum} real critical points ${list(counts, (count, k) => `${((100 * count) / sum).toFixed(1)} % have index ${k}`)}.`,
    why: 'rare against what the abstract does not say',
    quantities: counts.map((count, k) => exact(`points of index ${k}`, count)),
  });
}

function figure(run: ClaimRun, rows: readonly Counted[], finding: Finding) {
  const series = rows.filter(({ censuses }) => largestExcess(censuses) > 0);
  return figureOf(run, finding, {
    id: 'excess',
    title: stands(finding)
      ? 'Minima that are not global sink with the decay, unless there are two hidden layers'
      : 'Minima that are not global are not seen to sink with the decay',
    subtitle: 'Value of the highest minimum above the global one, over all data sets of a net',
    canShow: 'how high minima lie that decay makes, on the data drawn here.',
    cannotShow: 'what larger nets do; nets of which no such minimum is found are left out.',
    panels: [
      xy(
        'Largest excess over the global minimum',
        logAxis('decay over its mean'),
        logAxis('excess/‖Y‖²'),
        series.flatMap((row) => {
          const seen = atScales(row).filter(({ censuses }) => largestExcess(censuses) > 0);
          const label = row.generic.widths.join('-');
          const at = ({ scale, censuses }: AtScale) => [scale, largestExcess(censuses)] as const;
          return [
            curve('', 'fit', seen, at),
            points(label, seen, (one) => ({ x: one.scale, y: largestExcess(one.censuses) })),
          ];
        }),
      ),
    ],
  });
}
