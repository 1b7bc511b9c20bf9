/**
 * gs/tying-makes-the-glass: two assumptions, dropped one by one and together. Couplings independent or shared, weights tied or one for each edge: sharing inputs
 * leaves the glass, untying weights does not. Between tied and untied stands a dial, s weights at random on the edges.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { mean } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { falls, stands } from '../decide.ts';
import { trendFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, tableOf, xy } from '../layout.ts';
import { list, quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { deviationPanels } from './ladder-figures.ts';
import { distanceTable, expectedLabel, type Labelled, rungFinding, rungTable } from './ladder-findings.ts';
import { descentNeeds, type Plans } from './ladder-plans.ts';
import { numbersOf, type Row, rowsOf, type Sized, statistics } from './ladder-rows.ts';
import { coloredRung, order, rungs } from './ladder-rungs.ts';

const plans: Readonly<Record<Preset, Plans>> = {
  smoke: {
    reference: 4,
    kinds: {
      couplings: { sizes: [6], disorders: 4, replicas: 4 },
      paths: { sizes: [4], disorders: 4, replicas: 4 },
    },
  },
  laptop: {
    reference: 256,
    kinds: {
      couplings: { sizes: [12, 18, 24], disorders: 40, replicas: 12 },
      paths: { sizes: [6, 8, 10], disorders: 24, replicas: 10 },
    },
  },
  paper: {
    reference: 480,
    kinds: {
      couplings: { sizes: [16, 24, 32, 48], disorders: 60, replicas: 32 },
      paths: { sizes: [6, 8, 12, 16], disorders: 40, replicas: 24 },
    },
  },
};

/** s/Λ. */
const multiples = [1, 2, 4, 8];
const dial = multiples.map(coloredRung);
const tied = ['hashed', 'sign-gates'];
const untied = ['path-glass', 'untied-gates'];
const compared = [...rungs.filter(({ id }) => ['glass', ...tied, ...untied].includes(id)), ...dial];

const rules = {
  level: 0.95,
  fewest: 8,
  /** Nine rungs with up to 16 tests each: with 4,999 no adjusted p lies below 0.029. */
  permutations: 4999,
};

export const tyingMakesTheGlass: Claim = {
  id: 'gs/tying-makes-the-glass',
  statement:
    'At three layers what makes a network’s loss a spin glass is that its weights are tied, not that its couplings are independent: inputs can be shared, weights cannot be untied.',
  source: { key: 'choromanska2015open', place: 'assumptions A3p and A4p against A6u' },
  openQuestions: [
    'Tied and untied landscapes of equal width differ in the number of weights; we compare at equal width, on standardized energies.',
    'Gates ±1 stand for quenched gates without a mean; gates open by chance have one, and change constants (op/ladder).',
  ],
  needs: (preset, seed) => descentNeeds(compared, plans[preset], seed),
  evaluate: (records, run) => evaluate(records, run),
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const rows = rowsOf(records, run, { rungs: compared, permutations: rules.permutations });
  const [shared, untying] = [sharedFinding(rows), untyingFinding(rows)];
  const sizes = new Set(
    rows.flatMap(({ sizes: some, rung }) => (rung.kind === 'paths' ? some.map((s) => s.size) : [])),
  );
  const falling = condensationFinding(rows, Math.max(...sizes), run);
  const findings = [shared, untying, falling, ...rows.map((row) => rungFinding(row, rows, run))];
  const title =
    stands(shared) && stands(untying)
      ? 'The glass comes from tied weights: inputs can be shared, weights cannot be untied'
      : falls(shared) || falls(untying)
        ? 'Tied weights alone do not decide whether a network is a glass'
        : 'Whether tied weights alone make the glass is not decided';
  return evaluation({
    title,
    findings,
    figures: [
      figureOf(run, {
        id: 'rungs',
        title,
        subtitle: `Numbers of single disorders at the largest size minus the mean of the glass, in its standard deviations over disorders, as asinh; H = ${order}, shaded: 95 % of the glass`,
        panels: deviationPanels(rows),
        canShow: 'which of the two assumptions takes descents away from those of the glass.',
        cannotShow: 'points that no descent ends at.',
      }),
      figureOf(run, {
        id: 'dial',
        title: stands(falling)
          ? 'The more weights there are, the fewer carry the point'
          : 'How many weights carry the point, by how many there are',
        subtitle: 'Participation (Σw²)²/(D Σw⁴) where descents end, bars: 95 % over disorders; 1/3 for normal weights',
        panels: [dialPanel(rows, run)],
        canShow: 'whether weight condenses as weights are untied.',
        cannotShow: 'at which number of weights it begins in the limit of wide layers.',
      }),
    ],
    tables: [
      tableOf('Participation along the dial', dialRows(rows), {
        's/Λ': ({ multiple }) => multiple,
        n: ({ sized }) => sized.size,
        participation: ({ row, sized }) => quantity('participation', numbersOf(sized, run, row.rung.id).participation),
      }),
      rungTable(rows, run),
      distanceTable(rows),
    ],
  });
}

export const sharedFinding = (rows: readonly Labelled[]): Finding =>
  expectedLabel(
    rows,
    'inputs-can-be-shared',
    tied,
    'agrees',
    'With tied weights, couplings that share inputs at random places, or inputs through quenched gates ±1 in layers, are not told from the glass.',
  );

export const untyingFinding = (rows: readonly Labelled[]): Finding =>
  expectedLabel(
    rows,
    'weights-cannot-be-untied',
    untied,
    'departs',
    'With a weight for each edge, independent couplings and shared inputs alike are told from the glass.',
  );

type OnDial = Pick<Row, 'rung' | 'sizes'>;

function dialRows(rows: readonly OnDial[]): { multiple: number; row: OnDial; sized: Sized }[] {
  return multiples.flatMap((multiple) =>
    rows
      .filter(({ rung }) => rung.id === coloredRung(multiple).id)
      .flatMap((row) => row.sizes.filter(({ units }) => units.length > 1).map((sized) => ({ multiple, row, sized }))),
  );
}

function dialPanel(rows: readonly Row[], run: ClaimRun) {
  const along = dialRows(rows);
  const sizes = [...new Set(along.map(({ sized }) => sized.size))];
  return xy(
    'Independent couplings, s weights at random on the edges',
    logAxis('weights over width s/n'),
    'participation',
    [
      curve('normal weights', 'theory', [multiples[0]!, multiples.at(-1)!], (x) => [x, 1 / 3]),
      ...sizes.map((size) => ({
        type: 'points' as const,
        label: `n = ${size}`,
        points: along
          .filter(({ sized }) => sized.size === size)
          .map(({ multiple, row, sized }) => {
            const { estimate, low, high } = numbersOf(sized, run, row.rung.id).participation;
            return { x: multiple, y: estimate, low, high };
          }),
      })),
    ],
  );
}

/** Participation at the largest width, along the numbers of weights. */
export function condensationFinding(
  rows: readonly OnDial[],
  size: number,
  run: Pick<ClaimRun, 'seed'>,
  resamples = 2000,
): Finding {
  const along = dialRows(rows)
    .filter(({ sized }) => sized.size === size)
    .map(({ multiple, sized }) => ({ at: multiple, units: sized.units }));
  const statistic = (units: Sized['units']) => mean(units.map(statistics.participation.of));
  return trendFinding({
    id: 'condensation',
    statement: 'The more weights stand on the edges, the fewer of them carry the points where descents end.',
    ours: true,
    because:
      along.length > 0
        ? `Participation at n = ${size}: ${list(along, ({ at, units }) => `${decimal(statistic(units), 3)} with ${at === 1 ? 'n' : `${at}n`} weights`)}.`
        : 'Nothing was run.',
    what: 'participation',
    direction: 'falls',
    by: 'steps',
    along,
    statistic,
    symbol: 's/n',
    level: rules.level,
    unit: 'disorder',
    fewest: rules.fewest,
    resamples,
    draw: (at) => stream(run.seed, tyingMakesTheGlass.id, at, 'participation'),
  });
}
