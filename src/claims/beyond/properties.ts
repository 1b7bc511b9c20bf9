/**
 * op/properties: what OP wants of a network's landscape because the spin glass has it. (i) and (iii): critical points of high index lie high, those of low index
 * near the barrier; in the glass the index follows from the energy by the semicircle law. (ii): the lowest minimum is hard to find, harder the larger the
 * glass. (iv): points of low index lie nearer to the lowest minimum. Each rung whose weights are tied is compared with the glass, through the same code; on
 * untied networks index is drawn against loss.
 */
import { stream } from '../../base/philox.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import {
  bootstrap,
  type Comparison,
  compareEnsembles,
  type Distance,
  mean,
  togetherByHolm,
} from '../../ensembles/statistics.ts';
import { formatWithError } from '../../report/format.ts';
import { indexFraction } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, points, recordsAt, tableOf, xy } from '../layout.ts';
import { list, meanOf, ofUnits, quantity, type WithError } from '../quantities.ts';
import { descents } from './descent-samples.ts';
import { order, type Rung, reference, referenceGlass, rungs } from './ladder-rungs.ts';
import { harder, nearer, type Sized, semicircle } from './property-glass.ts';
import { bandTable, type NetworkRow, networkRows, networkRungs, risesFinding } from './property-networks.ts';
import {
  criticalPoints,
  hitDisorders,
  hitDistances,
  hitShare,
  indexDistances,
  meanOff,
  nearness,
  overlapDistances,
} from './property-samples.ts';

interface Plan {
  readonly sizes: readonly number[];
  readonly disorders: number;
  /** Disorders of the glass that all are compared with, which costs little. */
  readonly reference: number;
  readonly replicas: number;
  readonly starts: number;
}

const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { sizes: [6], disorders: 4, reference: 4, replicas: 6, starts: 8 },
  laptop: { sizes: [12, 20], disorders: 24, reference: 96, replicas: 16, starts: 24 },
  paper: { sizes: [12, 20, 32], disorders: 60, reference: 240, replicas: 48, starts: 48 },
};

/** Largest null of the first distance with which a rung agrees: of the index share, the share of hits, and the correlation with overlaps. */
const resolution = { index: 0.05, hits: 0.12, overlaps: 0.2 };

/** Rungs with as many weights as spins, whose descents and searches cost what those of a glass do. */
const tied = rungs.filter(({ kind }) => kind === 'couplings');

export const properties: Claim = {
  id: 'op/properties',
  statement:
    'Where weights are tied, index follows energy, the lowest minimum is as hard to find and low indices lie as near to it as in the glass, whichever assumptions on inputs and gates are dropped.',
  source: { key: 'choromanska2015open', place: 'properties of the landscape, (i) to (iv)' },
  openQuestions: [
    'The paper speaks of all critical points; searches find some, and which depends on the method.',
    'The ground state of (iv) is the lowest end of 16 descents, which need not be the lowest minimum.',
    'On kinks the index is not compared: there it counts other things.',
    'Networks have units of softplus or tanh, so that they have second derivatives, and are as small as searches need.',
    'Half of the searches on networks keep the index of their start, which rises with the loss there; those that do not are reported apart.',
    'Overlaps on networks on a sphere do not exchange hidden units.',
  ],
  needs(preset, seed) {
    const { sizes, disorders, reference: many, replicas, starts } = plans[preset];
    const search = (name: string, parameters: EnsembleSpec['parameters']): [string, EnsembleSpec] => [
      `searches-${name}`,
      { experiment: 'saddle-search', parameters: { methods: ['newton-mr'], ...parameters } },
    ];
    const all = [
      { id: reference, landscape: referenceGlass, disorders: many },
      ...tied.map(({ id, landscape }) => ({ id, landscape, disorders })),
    ];
    return Object.fromEntries([
      ...all.flatMap(({ id, landscape, disorders: count }) =>
        sizes.flatMap((size): [string, EnsembleSpec][] => {
          const on = landscape(size, seed);
          const asked = { landscape: on, disorders: count, starts, startsPerTask: starts, descents: replicas };
          return [[`descents-${id}-${size}`, descents(on, count, replicas)], search(`${id}-${size}`, asked)];
        }),
      ),
      ...networkRungs.map(({ id, size, landscape, disorders: of, starts: number, heights, methods, maxSteps }) => {
        const asked = { landscape: landscape(seed), disorders: of[preset], starts: number[preset], ...heights };
        const how = { methods: [...methods], maxSteps, tolerance: 1e-9, descents: 4, startsPerTask: 8 };
        return search(`${id}-${size}`, { ...asked, ...how });
      }),
    ]);
  },
  evaluate: (records, run) => evaluate(records, run),
};

interface Row {
  readonly rung: Rung;
  readonly sizes: readonly Sized[];
  readonly index: Comparison;
  readonly hits: Comparison;
  readonly overlaps: Comparison;
}

function sizesOf(id: string, records: Readonly<Record<string, Records>>): Sized[] {
  return recordsAt(`searches-${id}`, records)
    .filter(({ at }) => Number.isFinite(at))
    .flatMap(({ at: size, records: searches }) => {
      const part = records[`descents-${id}-${size}`];
      if (!part) return [];
      return [
        { size, searches: searches.count, critical: criticalPoints(size - 1, searches), ended: hitDisorders(part) },
      ];
    });
}

/** Every rung beside the glass by one property; labels are adjusted together. */
function compared<Unit>(
  rows: readonly { readonly rung: Rung; readonly sizes: readonly Sized[] }[],
  glass: readonly Sized[],
  of: (sized: Sized) => readonly Unit[],
  distances: readonly Distance<Unit>[],
  run: ClaimRun,
  property: keyof typeof resolution,
): Comparison[] {
  const comparisons = rows.map(({ rung, sizes }) => {
    const splits = sizes.flatMap((one) => {
      const beside = glass.find(({ size }) => size === one.size);
      const measurable = (units: readonly Unit[]) =>
        units.length > 1 && distances.every(({ between }) => Number.isFinite(between(units, units)));
      if (!beside || !measurable(of(one)) || !measurable(of(beside))) return [];
      return [{ size: one.size, left: of(one), right: of(beside) }];
    });
    const draw = stream(run.seed, properties.id, 0, `${property} ${rung.id}`);
    return compareEnsembles(draw, splits, distances, { resolution: resolution[property] });
  });
  return togetherByHolm(comparisons);
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const glass = sizesOf(reference, records);
  const present = tied
    .map((rung) => ({ rung, sizes: sizesOf(rung.id, records) }))
    .filter(({ sizes }) => sizes.length > 0);
  const critical = (sized: Sized) => sized.critical;
  const indices = compared(present, glass, critical, indexDistances(order), run, 'index');
  const hits = compared(present, glass, ({ ended }) => ended, hitDistances, run, 'hits');
  const overlaps = compared(present, glass, critical, overlapDistances, run, 'overlaps');
  const rows = present.map((one, i): Row => {
    return { ...one, index: indices[i]!, hits: hits[i]!, overlaps: overlaps[i]! };
  });
  const networks = networkRows(records);
  const findings = [
    semicircle(glass, run),
    harder(glass, run),
    nearer(glass, run),
    ...networks.map((row) => risesFinding(row, run)),
    ...rows.map((row) => rungFinding(row, glass, run)),
  ];
  const like = (of: (row: Row) => Comparison) => rows.filter((row) => of(row).label === 'agrees').length;
  return evaluation({
    title: `Index follows energy as in the glass on ${like(({ index }) => index)} of ${rows.length} tied rungs, hits do on ${like((row) => row.hits)}`,
    findings,
    // Reports of runs that go on have nothing to draw at first.
    figures: glass.length + networks.length > 0 ? [indexFigure(glass, rows, networks, run)] : [],
    tables: [
      tableOf('Properties beside the glass', rows, {
        rung: ({ rung }) => rung.id,
        sizes: ({ sizes }) => list(sizes, ({ size }) => String(size)),
        'index by energy': ({ index }) => index.label,
        'different certified points': ({ sizes }) =>
          list(sizes, (one) => String(one.critical.flatMap((unit) => unit.points).length)),
        searches: ({ sizes }) => list(sizes, ({ searches }) => String(searches)),
        'mean above the semicircle': ({ sizes }) =>
          list(sizes, (one) =>
            one.critical.length > 0 ? written(ofUnits('mean', one.critical, meanOff(order))) : '–',
          ),
        'lowest minimum': (row) => row.hits.label,
        'share of hits': ({ sizes }) =>
          list(sizes, ({ ended }) => (ended.length > 0 ? written(meanOf('share', ended, hitShare)) : '–')),
        'low indices nearer': (row) => row.overlaps.label,
        'correlation of index and overlap': ({ sizes }) =>
          list(sizes, (one) => written(ofUnits('correlation', one.critical, nearness))),
      }),
      bandTable(networks),
    ],
  });
}

/** For cells with a number of each size. */
const written = ({ value, error }: WithError) => formatWithError(value, error);

/** Panels of the figure, where they were run; networks follow. */
const shown = [reference, 'hashed', 'latin', 'independent-gates', 'frozen-gates', 'latin-cyclic'];
const energies = Array.from({ length: 61 }, (_, k) => -2 + k / 15);

function indexFigure(glass: readonly Sized[], rows: readonly Row[], networks: readonly NetworkRow[], run: ClaimRun) {
  const ofTied = shown.flatMap((id) => {
    const largest = (id === reference ? glass : rows.find(({ rung }) => rung.id === id)?.sizes)?.at(-1);
    if (!largest) return [];
    const found = largest.critical.flatMap((unit) => unit.points);
    return [
      xy(id === reference ? 'glass' : id, 'standardized energy *u*', 'share of negative eigenvalues', [
        curve('semicircle', 'theory', energies, (u) => [u, indexFraction(order, u)]),
        points(`Λ = ${largest.size}`, found, ({ u, share }) => ({ x: u, y: share })),
      ]),
    ];
  });
  const ofNetworks = networks.map(({ rung, units }) =>
    xy(rung.id, 'loss', 'share of negative eigenvalues', [
      points(
        `${rung.size} units a layer`,
        units.flatMap((unit) => unit.points),
        ({ energy, share }) => ({ x: energy, y: share }),
      ),
    ]),
  );
  return figureOf(run, {
    id: 'index',
    title: 'Indices of critical points are drawn by energy: the glass, rungs and networks',
    subtitle: `Certified points that searches find from a range of heights; largest size of each rung, H = ${order}`,
    panels: [...ofTied, ...ofNetworks],
    canShow: 'whether critical points of high index lie high.',
    cannotShow: 'critical points that no search finds.',
  });
}

function rungFinding({ rung, sizes, index, hits, overlaps }: Row, glass: readonly Sized[], run: ClaimRun): Finding {
  const largest = sizes.at(-1)!;
  const beside = glass.find(({ size }) => size === largest.size);
  const numbers = [
    { name: rung.id, units: largest.ended },
    { name: 'the glass', units: beside?.ended ?? [] },
  ].filter(({ units }) => units.length > 1);
  const word = ({ label, because }: Comparison) =>
    `${label === 'agrees' || label === 'departs' ? label : `is ${label}`}: ${because}`;
  return measuredFinding({
    id: rung.id,
    statement: `${rung.words[0]!.toUpperCase()}${rung.words.slice(1)}: index by energy, (i) and (iii); how hard the lowest minimum is to find, (ii); whether low indices lie near it, (iv).`,
    ours: true,
    because: `Index by energy ${word(index)}. Hits of the lowest minimum: the rung ${word(hits)}. Overlaps with it: the rung ${word(overlaps)}.`,
    why: 'labels by permuting disorders, adjusted by Holm over distances and sizes and once more over rungs; the share of hits is an upper bound, since the lowest minimum found need not be the lowest',
    quantities: numbers.map(({ name, units }) => {
      const draw = stream(run.seed, properties.id, largest.size, `hits of ${rung.id} ${name}`);
      const [interval] = bootstrap(draw, [units], ([some]) => [mean(some!.map(hitShare))], { method: 'percentile' });
      return quantity(`share of hits, Λ = ${largest.size}, ${name}`, interval!);
    }),
  });
}
