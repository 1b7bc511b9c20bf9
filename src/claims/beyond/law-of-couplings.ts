/**
 * gs/law-of-couplings: the spin glass takes normal couplings (A2), and universality says that only their mean and variance matter. Descents on glasses
 * whose couplings are ±1, or have the law of pixels, beside many disorders of the glass.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { type BootstrapInterval, bootstrap, mean } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { falls, stands, within } from '../decide.ts';
import { intervalFinding } from '../findings.ts';
import { evaluation, figureOf } from '../layout.ts';
import { list, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { deviationPanels } from './ladder-figures.ts';
import { distanceTable, expectedLabel, type Labelled, rungFinding, rungTable } from './ladder-findings.ts';
import { descentNeeds, type Plans } from './ladder-plans.ts';
import { largestOf, type Row, rowsOf, statistics } from './ladder-rows.ts';
import { order, rungs } from './ladder-rungs.ts';

const plans: Readonly<Record<Preset, Plans>> = {
  smoke: { reference: 6, kinds: { couplings: { sizes: [6], disorders: 6, replicas: 4 } } },
  laptop: { reference: 768, kinds: { couplings: { sizes: [12, 20], disorders: 512, replicas: 12 } } },
  paper: { reference: 1536, kinds: { couplings: { sizes: [12, 20, 32], disorders: 1024, replicas: 24 } } },
};

const rules = {
  laws: ['rademacher', 'pixels'],
  /** W₁ that must be seen, in energies per spin: a third of the distance that 32 disorders showed between ±1 and the glass. */
  resolution: 0.013,
  /** Difference of mean energies that is none: 1 % of the glass's. */
  difference: 0.015,
  level: 0.95,
  /** The rung `glass` and two laws with eleven tests each. */
  permutations: 1999,
  fewest: 30,
};
const compared = rungs.filter(({ id }) => id === 'glass' || rules.laws.includes(id));

export const lawOfCouplings: Claim = {
  id: 'gs/law-of-couplings',
  statement:
    'Where descents end on a spin glass does not depend on the law of its couplings beyond mean and variance: couplings ±1, or with the law of pixels, give the same.',
  source: { key: 'choromanska2015open', place: 'assumption A2p' },
  openQuestions: [
    'Universality is a statement about large sizes; we compare at sizes where hundreds of disorders can be afforded.',
  ],
  needs: (preset, seed) => descentNeeds(compared, plans[preset], seed),
  evaluate: (records, run) => evaluate(records, run),
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const rows = rowsOf(records, run, { rungs: compared, ...rules });
  const same = sameFinding(rows);
  const findings = [same, depthFinding(rows, run), ...rows.map((row) => rungFinding(row, rows, run))];
  const words = stands(same)
    ? 'Couplings ±1 or with the law of pixels end descents where normal ones do'
    : falls(same)
      ? 'The law of couplings shows in where descents end'
      : 'Whether the law of couplings shows in where descents end is not decided';
  return evaluation({
    title: words,
    findings,
    figures: [
      figureOf(run, {
        id: 'laws',
        title: words,
        subtitle: `Numbers of single disorders at the largest size minus the mean of the glass, in its standard deviations over disorders, as asinh; H = ${order}, shaded: 95 % of the glass`,
        panels: deviationPanels(rows),
        canShow: 'whether single disorders of one law lie where those of the glass lie.',
        cannotShow: 'differences far below the spread of single disorders: those stand in the findings.',
      }),
    ],
    tables: [rungTable(rows, run), distanceTable(rows)],
  });
}

export const sameFinding = (rows: readonly Labelled[]): Finding =>
  expectedLabel(
    rows,
    'same',
    ['glass', ...rules.laws],
    'agrees',
    'A second glass, couplings ±1 and couplings with the law of pixels are not told from the glass.',
    rules.resolution,
  );

/** Mean energies at the largest size: the rung's minus that of the reference. */
export function depthFinding(
  rows: readonly Pick<Row, 'rung' | 'sizes' | 'beside'>[],
  run: Pick<ClaimRun, 'seed'>,
  resamples = 2000,
): Finding {
  const parts = rows
    .filter(({ rung }) => rules.laws.includes(rung.id))
    .flatMap(({ rung, sizes, beside }) => {
      const { size, units } = largestOf(sizes);
      const there = beside.find((one) => one.size === size)?.units ?? [];
      if (there.length < 2) return [];
      const draw = stream(run.seed, lawOfCouplings.id, size, rung.id);
      const energy = (some: typeof units) => mean(some.map(statistics.energy.of));
      const [interval] = bootstrap(draw, [units, there], ([a, b]) => [energy([...a!]) - energy([...b!])], {
        resamples,
        level: 1 - (1 - rules.level) / rules.laws.length,
        method: 'percentile',
      });
      return [{ name: `mean energy of ${rung.id} minus that of the glass, Λ = ${size}`, interval: interval! }];
    });
  const written = ({ interval }: { readonly interval: BootstrapInterval }) => spanned(interval, (x) => decimal(x, 4));
  return intervalFinding({
    id: 'depth',
    statement: 'Mean energies where descents end differ by less than 1 % of those of the glass.',
    ours: true,
    because:
      parts.length > 0 ? `${list(parts, (part) => `${part.name}: ${written(part)}`, '; ')}.` : 'Nothing was run.',
    parts: parts.map((part) => ({ ...part, region: within(0, rules.difference) })),
    of: 'of these differences (bootstrap over disorders)',
    level: rules.level,
    units: {
      unit: 'disorder',
      count: Math.min(...rows.map(({ sizes }) => largestOf(sizes).units.length), Number.MAX_SAFE_INTEGER),
      fewest: rules.fewest,
    },
  });
}
