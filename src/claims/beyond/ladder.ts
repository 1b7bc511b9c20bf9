/**
 * op/ladder: the open problem asks which assumptions between a network's loss and the spin glass can be dropped. Each rung of a ladder drops more of them, in two
 * orders: inputs and gates first, or weights first. Descents on every rung are compared with those on a glass, disorders being permuted between the two.
 */
import type { Records } from '../../ensembles/spec.ts';
import { mean, standardDeviation } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { evaluation, figureOf, rowsPanel, tableOf } from '../layout.ts';
import { exact, list, quantity } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { descents } from './descent-samples.ts';
import { explained, fewErrors, largestOf, type Row, rowsOf, type StatisticName, statistics } from './ladder-rows.ts';
import { order, type RungKind, reference, referenceGlass, rungs } from './ladder-rungs.ts';

interface Plan {
  readonly sizes: readonly number[];
  readonly disorders: number;
  readonly replicas: number;
}

const plans: Readonly<Record<Preset, Readonly<Record<RungKind, Plan>>>> = {
  smoke: {
    couplings: { sizes: [6], disorders: 4, replicas: 4 },
    paths: { sizes: [3], disorders: 4, replicas: 4 },
    gates: { sizes: [4], disorders: 2, replicas: 3 },
    networks: { sizes: [2], disorders: 2, replicas: 3 },
  },
  laptop: {
    couplings: { sizes: [12, 20], disorders: 32, replicas: 12 },
    paths: { sizes: [6, 8], disorders: 16, replicas: 10 },
    gates: { sizes: [8, 12], disorders: 10, replicas: 5 },
    networks: { sizes: [4, 6], disorders: 6, replicas: 3 },
  },
  paper: {
    couplings: { sizes: [16, 24, 32, 48], disorders: 60, replicas: 32 },
    paths: { sizes: [6, 8, 12, 16], disorders: 40, replicas: 24 },
    gates: { sizes: [8, 12, 16, 24], disorders: 24, replicas: 12 },
    networks: { sizes: [4, 6, 8, 12], disorders: 24, replicas: 12 },
  },
};

/** How descents end: those of networks creep, and go on by Newton's method; the ends of gates are told by subgradients over the gradient. */
const endings: Readonly<Record<RungKind, Record<string, number>>> = {
  couplings: { tolerance: 1e-5, maxSteps: 20_000, points: 4000 },
  paths: { tolerance: 1e-6, maxSteps: 40_000, points: 4000 },
  gates: { tolerance: 1e-6, maxSteps: 20_000, points: 1000 },
  networks: { tolerance: 1e-3, maxSteps: 600, points: 1000, newton: 100 },
};

const rules = {
  /** Relative distance of an end to the nearest level of a solved rung. */
  distance: 1e-9,
  /** Rungs that must not be told from the glass, and those that must be. */
  same: ['glass', 'rademacher'],
  other: ['path-glass', 'latin-cyclic', 'first-segment'],
};

const kinds = Object.keys(plans.smoke) as RungKind[];

export const ladder: Claim = {
  id: 'op/ladder',
  statement:
    'Between the spin glass and a network stand landscapes that drop one assumption after another; each agrees with the glass by where descents end, or departs from it.',
  source: { key: 'choromanska2015open', place: 'whether assumptions A5u and A6u can be dropped' },
  openQuestions: [
    'The paper does not say in which order assumptions are dropped; we use two, inputs and gates first and weights first.',
    'Units of the untied networks are softplus of sharpness 8: with ReLU descents end on so many kinks that they do not converge here.',
  ],
  needs(preset, seed) {
    const ensembles = (name: string, kind: RungKind, of: (size: number) => Parameters<typeof descents>[0]) => {
      const { sizes, disorders, replicas } = plans[preset][kind];
      return sizes.map((size) => [`${name}-${size}`, descents(of(size), disorders, replicas, endings[kind])]);
    };
    return Object.fromEntries([
      ...kinds.flatMap((kind) =>
        ensembles(`${reference}-${kind}`, kind, (size) => referenceGlass(size, seed)).map(([name, spec]) => {
          // The glass costs little: as many disorders as decide, with as many descents each as the rungs have.
          const { parameters, ...rest } = spec as ReturnType<typeof descents>;
          const { replicas } = plans[preset][kind];
          const { disorders } = plans[preset].couplings;
          return [name, { ...rest, parameters: { ...parameters, disorders, replicas, ...endings.couplings } }];
        }),
      ),
      ...rungs.flatMap(({ id, kind, landscape }) => ensembles(id, kind, (size) => landscape(size, seed))),
    ]);
  },
  evaluate: (records, run) => evaluate(records, run),
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const rows = rowsOf(records, run);
  const standing = (label: string) => rows.filter(({ comparison }) => comparison.label === label);
  const [agree, depart] = [standing('agrees'), standing('departs')];
  const findings = [
    expectedLabel(
      rows,
      'same',
      rules.same,
      'agrees',
      'The glass with other disorders, and couplings ±1, are not told from the glass.',
    ),
    expectedLabel(
      rows,
      'other',
      rules.other,
      'departs',
      'The glass with a weight for each edge, cyclic squares and the deep linear network are told from the glass.',
    ),
    onLevels(rows),
    ...rows.map((row) => rungFinding(row, rows, run)),
  ];
  return evaluation({
    title: `${agree.length} of ${rows.length} rungs from glass to network agree with the glass, ${depart.length} depart`,
    findings,
    figures: [
      figureOf(run, findings.slice(0, 2), {
        id: 'rungs',
        title: `${agree.length} of ${rows.length} rungs agree with the glass, ${depart.length} depart`,
        subtitle: `Numbers of single disorders at the largest size minus the mean of the glass, in its standard deviations over disorders, as asinh; H = ${order}, shaded: 95 % of the glass`,
        panels: (Object.keys(statistics) as StatisticName[]).map((name) =>
          rowsPanel('boxes', statistics[name].words, 'asinh of deviations', '', [
            { type: 'band', axis: 'x', from: -Math.asinh(1.96), to: Math.asinh(1.96) },
            ...rows.map((row) => ({
              type: 'box' as const,
              label: row.rung.id,
              values: deviations(row, name),
            })),
          ]),
        ),
        canShow:
          'which rungs descents tell from the glass, by energies, their spread and how many weights carry the ends.',
        cannotShow: 'points that no descent ends at.',
      }),
    ],
    tables: [
      tableOf('Every rung beside the glass', rows, {
        rung: ({ rung }) => rung.id,
        chain: ({ rung }) => rung.chain,
        drops: ({ rung }) => rung.drops,
        'what it is': ({ rung }) => rung.words,
        'against the glass': ({ comparison }) => comparison.label,
        sizes: ({ sizes }) => list(sizes, ({ size }) => String(size)),
        'descents used': ({ sizes }) => list(sizes, ({ used, runs }) => `${used}/${runs}`),
        'mean energy u': ({ numbers }) => quantity('u', numbers.energy),
        'in errors from its prediction': (row) => {
          const about = explained(row, rows, run);
          return about ? decimal(about.difference, 1) : '–';
        },
      }),
      tableOf(
        'Distances to the glass',
        rows.flatMap(({ rung, comparison }) => comparison.tests.map((test) => ({ rung, test }))),
        {
          rung: ({ rung }) => rung.id,
          size: ({ test }) => test.size,
          distance: ({ test }) => test.name,
          value: ({ test }) => decimal(test.distance, 4),
          'null, 95 %': ({ test }) => decimal(test.null95, 4),
          'p, adjusted': ({ test }) => decimal(test.adjusted, 3),
        },
      ),
    ],
  });
}

/** Of single disorders at the rung's largest size. */
function deviations({ sizes, beside }: Row, name: StatisticName): number[] {
  const { of } = statistics[name];
  const own = largestOf(sizes);
  const values = beside.find(({ size }) => size === own.size)?.units.map(of) ?? [];
  if (values.length < 2) return [];
  const [middle, deviation] = [mean(values), standardDeviation(values)];
  return own.units.map((unit) => Math.asinh((of(unit) - middle) / deviation));
}

/** These rungs have the label that theory demands of them. */
function expectedLabel(
  rows: readonly Row[],
  id: string,
  which: readonly string[],
  label: 'agrees' | 'departs',
  statement: string,
): Finding {
  const own = rows.filter(({ rung }) => which.includes(rung.id));
  const wrong = label === 'agrees' ? 'departs' : 'agrees';
  const labels = own.map(({ comparison }) => comparison.label);
  return exactFinding({
    id,
    statement,
    ours: true,
    because:
      own.length > 0 ? `${list(own, ({ rung, comparison }) => `${rung.id} ${comparison.label}`)}.` : 'Nothing was run.',
    holds:
      labels.length === which.length && labels.every((one) => one === label)
        ? true
        : labels.includes(wrong)
          ? false
          : undefined,
    by: 'comparison',
    rule: `confirmed when every one of them ${label}, refuted when one ${wrong}; a rung departs when a distance at some size leaves its null at 5 %, disorders permuted, adjusted by Holm over distances and sizes and once more over rungs; it agrees when none does and the null of W₁ at the largest size stays below 0.05`,
    quantities: own.map(({ rung, comparison }) => exact(`least adjusted p, ${rung.id}`, comparison.pValue)),
  });
}

/** Ends of the rungs that are solved, against their levels. */
function onLevels(rows: readonly Row[]): Finding {
  const solved = rows.filter(({ farthest }) => farthest !== undefined);
  return exactFinding({
    id: 'levels',
    statement: 'On rungs that are solved every certified minimum that descents end at is on a predicted level.',
    ours: true,
    because:
      solved.length > 0
        ? `Farthest from a level, relative: ${list(solved, ({ rung, farthest }) => `${scientific(farthest!, 1)} (${rung.id})`)}.`
        : 'Nothing was run.',
    holds: solved.length > 0 ? solved.every(({ farthest }) => farthest! < rules.distance) : undefined,
    by: 'comparison',
    rule: `confirmed when no certified minimum lies farther than ${rules.distance} (relative) from a level, refuted when one does`,
    quantities: solved.map(({ rung, farthest }) => exact(`farthest from a level, ${rung.id}`, farthest!)),
  });
}

function rungFinding(row: Row, rows: readonly Row[], run: ClaimRun): Finding {
  const { rung, comparison, numbers, sizes, spiked } = row;
  const about = explained(row, rows, run);
  const at = largestOf(sizes).size;
  const from = rung.expected === reference ? 'the glass' : rung.expected;
  const used = sizes.reduce((sum, one) => sum + one.used, 0);
  const runs = sizes.reduce((sum, one) => sum + one.runs, 0);
  const prediction = about
    ? ` Expected at ${about.size} as on ${from}, ${decimal(about.predicted.estimate, 3)}: ${decimal(Math.abs(about.difference), 1)} errors apart${about.cause ? `; ${about.cause}` : ''}.`
    : '';
  const { label } = comparison;
  return measuredFinding({
    id: rung.id,
    statement: `${rung.words[0]!.toUpperCase()}${rung.words.slice(1)}${rung.drops && rung.drops !== 'none' ? ` (${rung.drops} dropped)` : ''}.`,
    ours: true,
    because: `The rung ${label === 'agrees' || label === 'departs' ? label : `is ${label}`}: ${comparison.because}. Mean energy ${decimal(numbers.energy.estimate, 3)} at ${at}, ${used} of ${runs} descents used.${prediction}`,
    why: `label, prediction and cause are computed; a difference above ${fewErrors} errors has a cause that another run shows, or is unexplained`,
    quantities: [
      quantity(`mean energy u, ${at}`, numbers.energy),
      quantity(`spread within a disorder, ${at}`, numbers.spread),
      quantity(`participation, ${at}`, numbers.participation),
      exact(`share of ends with |m| > ½, ${at}`, spiked),
      ...(about ? [quantity(`predicted at ${about.size}, as on ${from}`, about.predicted)] : []),
    ],
  });
}
