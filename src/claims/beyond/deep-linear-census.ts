/**
 * gs/deep-linear-census: every critical point of small deep linear nets, when every weight has a decay of its own. With one decay for all, orbits of
 * the orthogonal group remain; with generic ones all critical points are isolated, of finite number, and can be listed. [mehta2021loss] finds minima
 * that are not global, which nets without decay do not have (ll/no-bad-minima); [bharadwaj2023complex] counts further.
 */
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { stands } from '../decide.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, points, tableOf, theoryClaim, xy } from '../layout.ts';
import { exact, extreme, list } from '../quantities.ts';
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
  return stands(found)
    ? 'Decay makes minima that are not global on deep linear nets, which have none without it'
    : 'No minimum that is not global is seen on deep linear nets with decay';
}

/** Nets by the number of their hidden layers, fewest first; of each the censuses, and how many of them have minima that are not global. */
function byDepth(rows: readonly Counted[]): { hidden: number; censuses: Census[]; bad: number }[] {
  const depths = [...new Set(rows.map(({ generic }) => generic.widths.length - 2))].sort((a, b) => a - b);
  return depths.map((hidden) => {
    const censuses = rows.filter(({ generic }) => generic.widths.length - 2 === hidden).flatMap((row) => row.censuses);
    return { hidden, censuses, bad: censuses.filter((one) => minimaOf(one).bad.length > 0).length };
  });
}

const layers = (hidden: number) => (hidden === 1 ? 'one hidden layer' : `${hidden} hidden layers`);

export function notGlobal(rows: readonly Counted[]): Finding {
  const depths = byDepth(rows);
  const some = depths.some(({ bad }) => bad > 0);
  return exactFinding({
    id: 'not-global',
    statement: 'In the presence of decay deep linear nets have local minima that are not global.',
    because: `Minima that are proved to be higher than another are found on ${list(depths, ({ hidden, censuses, bad }) => `${bad} of ${censuses.length} data sets and decays with ${layers(hidden)}`)}. Without decay there are none (ll/no-bad-minima).`,
    quantities: depths.map(({ hidden, bad }) => exact(`with ${layers(hidden)}`, bad)),
    holds: some ? true : undefined,
    by: 'proof',
    rule: 'proved when on some net Krawczyk’s operator encloses two critical points, inertia in intervals makes both minima, and their values do not overlap; open when none is found',
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

/** Whether the origin is a minimum that is proved to be higher than another, and its excess over ‖Y‖². */
function originOf(census: Census): { bad: boolean; excess: number } {
  const { minima, bad } = minimaOf(census);
  const origin = bad.find(({ x }) => Math.hypot(...x) < 1e-6);
  const least = Math.min(...minima.map(({ value }) => value.high));
  return { bad: origin !== undefined, excess: origin ? (origin.value.low - least) / census.whole : 0 };
}

export function vanishing(rows: readonly Counted[]): Finding {
  const deep = rows.filter(({ generic }) => generic.widths.length > 3);
  const instances = deep.flatMap(({ censuses }) =>
    [...new Set(censuses.map(({ instance }) => instance))].map((instance) =>
      scales.map((scale) => originOf(censuses.find((one) => one.instance === instance && one.scale === scale)!)),
    ),
  );
  const at = instances.map((row) => row.at(-1)!);
  const stay = at.filter(({ bad }) => bad).length;
  const grow = instances.filter((row) => row.every(({ excess }, k) => k === 0 || excess >= row[k - 1]!.excess)).length;
  const least = Math.min(...at.map(({ excess }) => excess));
  return exactFinding({
    id: 'vanishing-decay',
    ours: true,
    statement:
      'With two hidden layers the origin remains a minimum that is not global as the decay vanishes, and lies no lower.',
    because: `On ${stay} of ${instances.length} data sets with two hidden layers the origin is a minimum proved to be higher than another at ${scales.at(-1)} of the decay, by ${least.toPrecision(2)} of ‖Y‖² and more; on ${grow} its excess falls at no step on the way there.`,
    quantities: [
      exact('data sets with two hidden layers', instances.length),
      exact('origins that are such minima at the least decay', stay),
      ...(instances.length > 0 ? [extreme('least excess there, over ‖Y‖²', least, instances.length)] : []),
    ],
    holds: instances.length === 0 ? undefined : stay === instances.length && grow === instances.length,
    by: 'comparison',
    rule: `confirmed when with two hidden layers the origin is such a minimum at ${scales.at(-1)} of the decay on every data set, and its excess falls at none of the steps there; refuted otherwise; open when no such net is solved`,
  });
}

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
  return figureOf(run, {
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
