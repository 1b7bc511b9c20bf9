/**
 * op/ladder: the open problem asks which assumptions between a network's loss and the spin glass can be dropped. Each rung of a ladder drops more of them, in two
 * orders: inputs and gates first, or weights first. Descents on every rung are compared with those on a glass, disorders being permuted between the two.
 */
import type { Records } from '../../ensembles/spec.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, figureOf } from '../layout.ts';
import { extreme, list } from '../quantities.ts';
import { scientific } from '../theory-lines.ts';
import { deviationPanels, rungFigure } from './ladder-figures.ts';
import { distanceTable, expectedLabel, type Labelled, rungFinding, rungTable } from './ladder-findings.ts';
import { descentNeeds, type Plans } from './ladder-plans.ts';
import { type Row, rowsOf } from './ladder-rows.ts';
import { order, rungs } from './ladder-rungs.ts';

const plans: Readonly<Record<Preset, Plans>> = {
  smoke: {
    reference: 4,
    kinds: {
      couplings: { sizes: [6], disorders: 4, replicas: 4 },
      paths: { sizes: [3], disorders: 4, replicas: 4 },
      gates: { sizes: [4], disorders: 2, replicas: 3 },
      networks: { sizes: [2], disorders: 2, replicas: 3 },
    },
  },
  laptop: {
    reference: 256,
    kinds: {
      couplings: { sizes: [12, 20], disorders: 32, replicas: 12 },
      paths: { sizes: [6, 8], disorders: 16, replicas: 10 },
      gates: { sizes: [8, 12], disorders: 10, replicas: 5 },
      networks: { sizes: [4, 6], disorders: 6, replicas: 3 },
    },
  },
  paper: {
    reference: 480,
    kinds: {
      couplings: { sizes: [16, 24, 32, 48], disorders: 60, replicas: 32 },
      paths: { sizes: [6, 8, 12, 16], disorders: 40, replicas: 24 },
      gates: { sizes: [8, 12, 16, 24], disorders: 24, replicas: 12 },
      networks: { sizes: [4, 6, 8, 12], disorders: 24, replicas: 12 },
    },
  },
};

/** Some 25 rungs with 11 tests each, and a reference that all share. */
const permutations = 19_999;

const rules = {
  /** Relative distance of an end to the nearest level of a solved rung. */
  distance: 1e-9,
  /** Rungs that must not be told from the glass, and those that must be. */
  same: ['glass', 'rademacher'],
  other: ['path-glass', 'latin-cyclic', 'first-segment'],
};

export const ladder: Claim = {
  id: 'op/ladder',
  statement:
    'Between the spin glass and a network stand landscapes that drop one assumption after another; each agrees with the glass by where descents end, or departs from it.',
  source: { key: 'choromanska2015open', place: 'whether assumptions A5u and A6u can be dropped' },
  openQuestions: [
    'The paper does not say in which order assumptions are dropped; we use two, inputs and gates first and weights first.',
    'Units of the untied networks are softplus of sharpness 8: with ReLU descents end on so many kinks that they do not converge here.',
  ],
  needs: (preset, seed) => descentNeeds(rungs, plans[preset], seed),
  evaluate: (records, run) => evaluate(records, run),
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const rows = rowsOf(records, run, { rungs, permutations });
  const standing = (label: string) => rows.filter(({ comparison }) => comparison.label === label);
  const [agree, depart] = [standing('agrees'), standing('departs')];
  const findings = [
    sameFinding(rows),
    otherFinding(rows),
    onLevels(rows),
    ...rows.map((row) => rungFinding(row, rows, run)),
  ];
  return evaluation({
    title: `${agree.length} of ${rows.length} rungs from glass to network agree with the glass, ${depart.length} depart`,
    findings,
    figures: [
      figureOf(run, {
        id: 'rungs',
        title: `${agree.length} of ${rows.length} rungs agree with the glass, ${depart.length} depart`,
        subtitle: `Numbers of single disorders at the largest size minus the mean of the glass, in its standard deviations over disorders, as asinh; H = ${order}, shaded: 95 % of the glass`,
        panels: deviationPanels(rows),
        canShow:
          'which rungs descents tell from the glass, by energies, their spread and how many weights carry the ends.',
        cannotShow: 'points that no descent ends at.',
      }),
      ...rows.map((row) => rungFigure(row, rows, run)),
    ],
    tables: [rungTable(rows, run), distanceTable(rows)],
  });
}

export const sameFinding = (rows: readonly Labelled[]): Finding =>
  expectedLabel(
    rows,
    'same',
    rules.same,
    'agrees',
    'The glass with other disorders, and couplings ±1, are not told from the glass.',
  );

export const otherFinding = (rows: readonly Labelled[]): Finding =>
  expectedLabel(
    rows,
    'other',
    rules.other,
    'departs',
    'The glass with a weight for each edge, cyclic squares and the deep linear network are told from the glass.',
  );

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
    quantities: solved.map(({ rung, farthest, sizes: some }) =>
      extreme(
        `farthest from a level, ${rung.id}`,
        farthest!,
        some.reduce((sum, { used }) => sum + used, 0),
      ),
    ),
  });
}
