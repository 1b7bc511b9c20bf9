/**
 * gs/latin-network: the open problem's second question, an architecture whose connection to the spin glass is explicit under mild assumptions. In a layered
 * network whose weights stand on generic Latin squares every product of Λ weights occurs on exactly one path; with gates that do not know the weights its loss is
 * the polynomial of a tensor, known from inputs, labels and gates.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { type BootstrapInterval, bootstrap, mean, slope } from '../../ensembles/statistics.ts';
import { families } from '../../landscapes/families.ts';
import { gatedLandscape } from '../../landscapes/gated-network/gated-network.ts';
import { type GatedSpec, gatedNetworkOf } from '../../landscapes/gated-network/spec.ts';
import type { Landscape } from '../../landscapes/landscape.ts';
import { landscapeSpec, startAt } from '../../landscapes/landscape-spec.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { falls, stands } from '../decide.ts';
import { exactFinding, measuredFinding, trendFinding } from '../findings.ts';
import { curve, evaluation, figureOf, xy } from '../layout.ts';
import { extreme, list, quantity, spanned } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { deviationPanels } from './ladder-figures.ts';
import { distanceTable, expectedLabel, type Labelled, rungFinding, rungTable } from './ladder-findings.ts';
import { descentNeeds, type Plans } from './ladder-plans.ts';
import { type Row, rowsOf, type Sized, statistics } from './ladder-rows.ts';
import { order, rungs } from './ladder-rungs.ts';

const plans: Readonly<Record<Preset, Plans>> = {
  smoke: {
    reference: 4,
    kinds: {
      couplings: { sizes: [6], disorders: 4, replicas: 4 },
      gates: { sizes: [4], disorders: 2, replicas: 3 },
    },
  },
  laptop: {
    reference: 160,
    kinds: {
      couplings: { sizes: [12, 16, 24, 32], disorders: 24, replicas: 12 },
      gates: { sizes: [8, 12], disorders: 10, replicas: 5 },
    },
  },
  paper: {
    reference: 240,
    kinds: {
      couplings: { sizes: [12, 16, 24, 32, 48], disorders: 60, replicas: 32 },
      gates: { sizes: [8, 12, 16, 24], disorders: 24, replicas: 12 },
    },
  },
};

/** Gates that do not know the weights, and those that do. */
const quenched = ['gates-off', 'independent-gates', 'sign-gates', 'frozen-gates'];
const following = 'tied-relu';
const compared = rungs.filter(({ id }) => id === 'glass' || id === following || quenched.includes(id));

const rules = {
  /** Between the network's own passes and the polynomial of its tensor, relative: rounding. */
  rounding: 1e-12,
  level: 0.95,
  fewest: 8,
  /** Six rungs with up to 21 tests each: with 4,999 no adjusted p lies below 0.026. */
  permutations: 4999,
};

export const latinNetwork: Claim = {
  id: 'gs/latin-network',
  statement:
    'A layered network with its weights on generic Latin squares and gates that do not know them has a loss that is the polynomial of an explicit tensor, and a glass where gates have no mean.',
  source: { key: 'choromanska2015open', place: 'an architecture with an explicit connection to the spin glass' },
  openQuestions: [
    'The paper asks for mild assumptions; ours are weights placed by Latin squares, inputs of mean 0 in each sample, random labels, a loss linear in the output, and quenched gates.',
    'Whether constants of gates with a mean tend to those of the glass is left open: sizes up to 32 show ratios, no limit.',
  ],
  needs: (preset, seed) => descentNeeds(compared, plans[preset], seed),
  evaluate: (records, run) => evaluate(records, run),
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const rows = rowsOf(records, run, { rungs: compared, permutations: rules.permutations });
  const own = rows.filter(({ rung }) => quenched.includes(rung.id));
  const signs = signsFinding(rows);
  const findings = [
    explicitFinding(differences(run)),
    signs,
    ...own.map((row) => bandFinding(row, run)),
    ...own.map((row) => ratioFinding(row, run)),
    followingFinding(rows),
    ...rows.map((row) => rungFinding(row, rows, run)),
  ];
  const title = stands(signs)
    ? 'A network on Latin squares with quenched gates ±1 is not told from the spin glass'
    : falls(signs)
      ? 'A network on Latin squares with quenched gates ±1 is told from the spin glass'
      : 'Whether a network on Latin squares is a spin glass is not decided';
  return evaluation({
    title,
    findings,
    figures: [
      figureOf(run, {
        id: 'ratios',
        title: 'How deep descents end in networks on Latin squares, over the depth on the glass',
        subtitle: `Ratio of mean energies, H = ${order}; bars: 95 % over disorders`,
        panels: [
          xy('Gates that do not know the weights', 'size Λ', 'mean energy over that of the glass', [
            curve('the glass', 'theory', [12, 32], (x) => [x, 1]),
            ...own.map((row) => ({
              type: 'points' as const,
              label: row.rung.id,
              points: ratiosOf(row, run).map(({ size, ratio }) => {
                return { x: size, y: ratio.estimate, low: ratio.low, high: ratio.high };
              }),
            })),
          ]),
        ],
        canShow: 'by which constants each kind of gates differs from the glass, and whether they move with size.',
        cannotShow: 'their limits.',
      }),
      figureOf(run, {
        id: 'rungs',
        title,
        subtitle: `Numbers of single disorders at the largest size minus the mean of the glass, in its standard deviations over disorders, as asinh; H = ${order}, shaded: 95 % of the glass`,
        panels: deviationPanels(rows),
        canShow: 'which gates descents tell from the glass.',
        cannotShow: 'points that no descent ends at.',
      }),
    ],
    tables: [rungTable(rows, run), distanceTable(rows)],
  });
}

export const signsFinding = (rows: readonly Labelled[]): Finding =>
  expectedLabel(
    rows,
    'signs',
    ['sign-gates'],
    'agrees',
    'With quenched gates ±1, which have no mean, the network is not told from the glass.',
  );

export const followingFinding = (rows: readonly Labelled[]): Finding =>
  expectedLabel(
    rows,
    'following',
    [following],
    'departs',
    'With gates that follow the weights the network is told from the glass.',
  );

interface Difference {
  readonly id: string;
  /** The largest, relative, of loss and gradient. */
  readonly worst: number;
}
const explicitSize = 8;

/** The loss by the network's own passes over samples, and by the polynomial of its tensor, at random points. */
function differences(run: ClaimRun): Difference[] {
  return rungs
    .filter(({ id }) => quenched.includes(id))
    .map(({ id, landscape }) => {
      const which = landscapeSpec(families, latinNetwork.id, landscape(explicitSize, run.seed, 0));
      const { kernels } = run;
      const spec = which.fields as unknown as GatedSpec;
      const given = { kernels, data: [], arrays: [], precision: 'float64' as const };
      // Gated networks open at once: they load nothing.
      const polynomial = which.family.open(which.fields, given) as Landscape;
      const net = gatedNetworkOf(spec, []);
      const network = gatedLandscape(net, { name: id, domain: 'sphere', decay: 0, convention: '' });
      const n = network.dimension;
      let worst = 0;
      for (let k = 0; k < 16; k++) {
        const w = startAt(network, which, k);
        const [[a, g], [b, h]] = [network, polynomial].map((one) => {
          const [value, gradient] = [new Float64Array(1), new Float64Array(n)];
          one.valueAndGradient(w, 1, value, gradient);
          return [value[0]!, gradient] as const;
        }) as [readonly [number, Float64Array], readonly [number, Float64Array]];
        const scale = Math.hypot(...g) * Math.sqrt(n);
        worst = Math.max(worst, Math.abs(a - b) / scale, Math.hypot(...g.map((x, i) => x - h[i]!)) / Math.hypot(...g));
      }
      return { id, worst };
    });
}

export function explicitFinding(found: readonly Difference[]): Finding {
  return exactFinding({
    id: 'explicit',
    statement:
      'With gates that do not know the weights, loss and gradient of the network are those of a tensor made of its inputs, labels and gates.',
    ours: true,
    because: `Largest difference at 16 random points, Λ = ${explicitSize}, relative: ${list(found, ({ id, worst }) => `${scientific(worst, 1)} (${id})`)}.`,
    holds: found.every(({ worst }) => worst < rules.rounding),
    by: 'comparison',
    rule: `confirmed when loss and gradient by passes over the samples and by the tensor differ by less than ${rules.rounding} (relative) at 16 random points, refuted otherwise`,
    quantities: found.map(({ id, worst }) => extreme(`largest difference, ${id}`, worst, 16)),
  });
}

const spread = (units: Sized['units']) => mean(units.map(statistics.spread.of));

/** Ends crowd in a band that narrows with size, as in the glass. */
export function bandFinding(
  { rung, sizes, beside }: Pick<Row, 'rung' | 'sizes' | 'beside'>,
  run: Pick<ClaimRun, 'seed'>,
  resamples = 2000,
): Finding {
  const along = sizes.filter(({ units }) => units.length > 1).map(({ size, units }) => ({ at: size, units }));
  const there = (at: number) => beside.find(({ size }) => size === at)?.units ?? [];
  return trendFinding({
    id: `band-${rung.id}`,
    statement: `Energies where descents end lie closer together the larger the network: ${rung.words}.`,
    ours: true,
    because: `Spread within a disorder, and on the glass: ${list(along, ({ at, units }) => `${decimal(spread(units), 3)} and ${there(at).length > 1 ? decimal(spread(there(at)), 3) : '–'} at Λ = ${at}`)}.`,
    what: 'spread within a disorder',
    direction: 'falls',
    by: 'slope',
    along,
    statistic: spread,
    symbol: 'Λ',
    level: rules.level,
    unit: 'disorder',
    fewest: rules.fewest,
    resamples,
    draw: (at) => stream(run.seed, latinNetwork.id, at, `spread ${rung.id}`),
  });
}

const energy = (units: Sized['units']) => mean(units.map(statistics.energy.of));

interface Ratio {
  readonly size: number;
  readonly units: readonly [Sized['units'], Sized['units']];
  readonly ratio: BootstrapInterval;
}

/** Mean energy over that of the glass at each size. */
function ratiosOf({ rung, sizes, beside }: Row, run: ClaimRun): Ratio[] {
  return sizes.flatMap(({ size, units }) => {
    const there = beside.find((one) => one.size === size)?.units ?? [];
    if (units.length < 2 || there.length < 2) return [];
    const draw = stream(run.seed, latinNetwork.id, size, `ratio ${rung.id}`);
    const [ratio] = bootstrap(draw, [units, there], ([a, b]) => [energy(a!) / energy(b!)], { method: 'percentile' });
    return [{ size, units: [units, there] as const, ratio: ratio! }];
  });
}

/** By which constant depth differs from the glass, and whether it moves with size. */
function ratioFinding(row: Row, run: ClaimRun): Finding {
  const along = ratiosOf(row, run);
  const x = along.map(({ size }) => Math.log(size));
  const draw = stream(run.seed, latinNetwork.id, 0, `slope of the ratio ${row.rung.id}`);
  const strata = along.flatMap(({ units }) => units);
  const [growth] =
    along.length > 1
      ? bootstrap(
          draw,
          strata,
          (some) => [
            slope(
              x,
              along.map((_, i) => energy(some[2 * i]!) / energy(some[2 * i + 1]!)),
            ),
          ],
          { method: 'percentile' },
        )
      : [];
  const written = (x: number) => decimal(x, 3);
  return measuredFinding({
    id: `depth-${row.rung.id}`,
    statement: `Depth over that of the glass: ${row.rung.words}.`,
    ours: true,
    because: `Mean energy over that of the glass: ${list(along, ({ size, ratio }) => `${spanned(ratio, written)} at Λ = ${size}`)}${growth ? `; slope in ln Λ ${spanned(growth, written)}` : ''}.`,
    why: 'ratios at single sizes, with 95 % intervals over disorders of both; no limit is claimed',
    enough: along.length > 0,
    quantities: [
      ...along.map(({ size, ratio }) => quantity(`ratio of depths, Λ = ${size}`, ratio)),
      ...(growth ? [quantity('slope in ln Λ', growth)] : []),
    ],
  });
}
