/**
 * op/properties: what OP wants of a network's landscape because the spin glass has it. (i) and (iii): critical points of high index lie high, those of low index
 * near the barrier; in the glass the index follows from the energy by the semicircle law. (ii): the lowest minimum is hard to find, harder the larger the
 * glass. Each rung whose weights are tied is compared with the glass, through the same code.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import {
  bootstrap,
  type Comparison,
  compareEnsembles,
  type Distance,
  mean,
  togetherByHolm,
} from '../../ensembles/statistics.ts';
import { indexFraction } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { above, within } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { curve, evaluation, figureOf, points, recordsAt, tableOf, xy } from '../layout.ts';
import { list, quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { type DisorderEnds, descents } from './descent-samples.ts';
import { order, type Rung, reference, referenceGlass, rungs } from './ladder-rungs.ts';
import {
  type CriticalPoints,
  criticalPoints,
  hitDisorders,
  hitDistances,
  hitShare,
  indexCorrelation,
  indexDistances,
  meanOff,
} from './property-samples.ts';

interface Plan {
  readonly sizes: readonly number[];
  readonly disorders: number;
  readonly replicas: number;
  readonly starts: number;
}

const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { sizes: [6], disorders: 4, replicas: 6, starts: 8 },
  laptop: { sizes: [12, 16], disorders: 24, replicas: 16, starts: 16 },
  paper: { sizes: [12, 16, 24, 32], disorders: 60, replicas: 48, starts: 32 },
};

const rules = {
  /** Mean index share of the glass about the semicircle's: finite sizes leave some. */
  tolerance: 0.03,
  /** Correlation of energy and index on the glass. */
  correlation: 0.8,
  level: 0.95,
  /** Largest null of the first distance with which a rung agrees: of the index share, and of the share of hits. */
  resolution: { index: 0.05, hits: 0.12 },
};

/** Rungs with as many weights as spins, whose descents and searches cost what those of a glass do. */
const tied = rungs.filter(({ kind }) => kind === 'couplings');

export const properties: Claim = {
  id: 'op/properties',
  statement:
    'Where weights are tied, the index of critical points follows from their energy as in the glass, and the lowest minimum is as hard to find, whichever assumptions on inputs and gates are dropped.',
  source: { key: 'choromanska2015open', place: 'properties of the landscape, (i) to (iii)' },
  openQuestions: [
    'The paper speaks of all critical points; searches find some, and which depends on the method.',
    'Property (iv), that low indices lie nearer to the ground state, is not measured here: searches do not record where points lie.',
    'On kinks and on untied weights the index is not compared: there it counts other things.',
  ],
  needs(preset, seed) {
    const { sizes, disorders, replicas, starts } = plans[preset];
    const all = [{ id: reference, landscape: referenceGlass }, ...tied.map(({ id, landscape }) => ({ id, landscape }))];
    return Object.fromEntries(
      all.flatMap(({ id, landscape }) =>
        sizes.flatMap((size) => {
          const on = landscape(size, seed);
          const searches = { landscape: on, disorders, starts, methods: ['newton-mr'] };
          return [
            [`descents-${id}-${size}`, descents(on, disorders, replicas)],
            [`searches-${id}-${size}`, { experiment: 'saddle-search', backend: 'wasm' as const, parameters: searches }],
          ];
        }),
      ),
    );
  },
  evaluate: (records, run) => evaluate(records, run),
};

interface Sized {
  readonly size: number;
  readonly searches: number;
  readonly critical: readonly CriticalPoints[];
  readonly ended: readonly DisorderEnds[];
}

interface Row {
  readonly rung: Rung;
  readonly sizes: readonly Sized[];
  readonly index: Comparison;
  readonly hits: Comparison;
}

function sizesOf(id: string, records: Readonly<Record<string, Records>>): Sized[] {
  const searched = recordsAt(`searches-${id}`, records).filter(({ at }) => Number.isFinite(at));
  return searched
    .flatMap(({ at: size, records: searches }) => {
      const part = records[`descents-${id}-${size}`];
      if (!part) return [];
      const critical = criticalPoints(order, size, searches, part);
      return [{ size, searches: searches.count, critical, ended: hitDisorders(part) }];
    })
    .sort((a, b) => a.size - b.size);
}

function compared<Unit>(
  own: readonly Sized[],
  glass: readonly Sized[],
  of: (sized: Sized) => readonly Unit[],
  distances: readonly Distance<Unit>[],
  resolution: number,
  run: ClaimRun,
  purpose: string,
): Comparison {
  const splits = own.flatMap((one) => {
    const beside = glass.find(({ size }) => size === one.size);
    if (!beside || of(one).length < 2 || of(beside).length < 2) return [];
    return [{ size: one.size, left: of(one), right: of(beside) }];
  });
  return compareEnsembles(stream(run.seed, properties.id, 0, purpose), splits, distances, { resolution });
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const glass = sizesOf(reference, records);
  const present = tied
    .map((rung) => ({ rung, sizes: sizesOf(rung.id, records) }))
    .filter(({ sizes }) => sizes.length > 0);
  const { resolution } = rules;
  const indices = togetherByHolm(
    present.map(({ rung, sizes }) =>
      compared(sizes, glass, ({ critical }) => critical, indexDistances, resolution.index, run, `index ${rung.id}`),
    ),
  );
  const hits = togetherByHolm(
    present.map(({ rung, sizes }) =>
      compared(sizes, glass, ({ ended }) => ended, hitDistances, resolution.hits, run, `hits ${rung.id}`),
    ),
  );
  const rows = present.map((one, i) => ({ ...one, index: indices[i]!, hits: hits[i]! }));
  const findings = [semicircle(glass, run), ...rows.map((row) => rungFinding(row, glass, run))];
  const like = (of: (row: Row) => Comparison) => rows.filter((row) => of(row).label === 'agrees').length;
  return evaluation({
    title: `Index follows energy as in the glass on ${like(({ index }) => index)} of ${rows.length} tied rungs, hits do on ${like((row) => row.hits)}`,
    findings,
    figures: [
      figureOf(run, findings[0]!, {
        id: 'index',
        title: 'How the index of critical points depends on energy, on rungs of the ladder and the glass',
        subtitle: `Certified points that Newton–MR finds from random heights; largest size of each rung, H = ${order}`,
        panels: shown.flatMap((id) => {
          const sizes = id === reference ? glass : rows.find(({ rung }) => rung.id === id)?.sizes;
          const largest = sizes?.at(-1);
          if (!largest) return [];
          const found = largest.critical.flatMap((unit) => unit.points);
          return [
            xy(id === reference ? 'glass' : id, 'standardized energy *u*', 'share of negative eigenvalues', [
              curve('semicircle', 'theory', energies, (u) => [u, indexFraction(order, u)]),
              points(`Λ = ${largest.size}`, found, ({ u, share }) => ({ x: u, y: share })),
            ]),
          ];
        }),
        canShow: 'whether critical points of high index lie high.',
        cannotShow: 'critical points that no search finds.',
      }),
    ],
    tables: [
      tableOf('Properties beside the glass', rows, {
        rung: ({ rung }) => rung.id,
        sizes: ({ sizes }) => list(sizes, ({ size }) => String(size)),
        'index by energy': ({ index }) => index.label,
        'certified points': ({ sizes }) =>
          list(sizes, ({ critical }) => String(critical.flatMap((unit) => unit.points).length)),
        searches: ({ sizes }) => list(sizes, ({ searches }) => String(searches)),
        'mean above the semicircle': ({ sizes }) =>
          list(sizes, ({ critical }) => (critical.length > 0 ? decimal(meanOff(critical), 3) : '–')),
        'lowest minimum': (row) => row.hits.label,
        'share of hits': ({ sizes }) =>
          list(sizes, ({ ended }) => (ended.length > 0 ? decimal(mean(ended.map(hitShare)), 2) : '–')),
      }),
    ],
  });
}

/** Panels of the figure, where they were run. */
const shown = [reference, 'hashed', 'latin', 'independent-gates', 'frozen-gates', 'latin-cyclic'];
const energies = Array.from({ length: 61 }, (_, k) => -2 + k / 15);

/** (i) and (iii) on the glass itself, through the same code. */
function semicircle(glass: readonly Sized[], run: ClaimRun): Finding {
  const largest = glass.at(-1);
  const units = largest?.critical ?? [];
  const intervals =
    units.length > 1
      ? bootstrap(
          stream(run.seed, properties.id, 0, 'glass'),
          [units],
          ([some]) => [meanOff(some!), indexCorrelation(some!)],
          { level: 1 - (1 - rules.level) / 2, method: 'percentile' },
        )
      : [];
  return intervalFinding({
    id: 'glass',
    statement: 'On the glass the index of critical points follows from their energy by the semicircle law.',
    ours: true,
    because: largest
      ? `At Λ = ${largest.size} ${units.flatMap((unit) => unit.points).length} certified points of ${largest.searches} searches; index share minus the semicircle’s ${decimal(intervals[0]?.estimate ?? Number.NaN, 3)}, correlation with the energy ${decimal(intervals[1]?.estimate ?? Number.NaN, 3)}.`
      : 'Nothing was run.',
    parts: intervals.map((interval, i) =>
      i === 0
        ? { name: 'mean index share minus the semicircle’s', interval, region: within(0, rules.tolerance) }
        : { name: 'correlation of energy and index', interval, region: above(rules.correlation) },
    ),
    of: 'of these numbers (bootstrap over disorders)',
    level: rules.level,
    units: { unit: 'disorder', count: units.length, fewest: 8 },
  });
}

function rungFinding({ rung, sizes, index, hits }: Row, glass: readonly Sized[], run: ClaimRun): Finding {
  const largest = sizes.at(-1)!;
  const beside = glass.find(({ size }) => size === largest.size);
  const numbers = [
    { name: rung.id, units: largest.ended },
    { name: 'the glass', units: beside?.ended ?? [] },
  ].filter(({ units }) => units.length > 1);
  const word = ({ label }: Comparison) => (label === 'agrees' || label === 'departs' ? label : `is ${label}`);
  return measuredFinding({
    id: rung.id,
    statement: `${rung.words[0]!.toUpperCase()}${rung.words.slice(1)}: index by energy, (i) and (iii), and how hard the lowest minimum is to find, (ii).`,
    ours: true,
    because: `Index by energy ${word(index)}: ${index.because}. Hits of the lowest minimum: the rung ${word(hits)}: ${hits.because}.`,
    why: 'labels by permuting disorders, adjusted by Holm over distances and sizes and once more over rungs; the share of hits is an upper bound, since the lowest minimum found need not be the lowest',
    quantities: numbers.map(({ name, units }) => {
      const draw = stream(run.seed, properties.id, largest.size, `hits of ${rung.id} ${name}`);
      const [interval] = bootstrap(draw, [units], ([some]) => [mean(some!.map(hitShare))], { method: 'percentile' });
      return quantity(`share of hits, Λ = ${largest.size}, ${name}`, interval!);
    }),
  });
}
