/**
 * op/assumptions: the reduction of networks to spin glasses rests on seven assumptions, which [choromanska2015open] labels plausible (p) or unrealistic (u)
 * without numbers. Each has a distance here that is 0 where it holds, measured on ReLU networks before, during and after training on MNIST.
 */
import { stream } from '../../base/philox.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { networkAssumptionsColumns } from '../../ensembles/experiments/network-assumptions.ts';
import type { Records } from '../../ensembles/spec.ts';
import { bootstrap, type Interval, mean, standardDeviation, symmetricInterval } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset, Quantity } from '../claim.ts';
import { above, below, falls, type Region, stands } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { barOf, ensemblesAt, evaluation, figureOf, points, tableOf, xy } from '../layout.ts';
import { list, meanOf, quantity, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';

/** What counts as holding, fixed beforehand: a tenth of what is compared, or answers of one image in ten. */
const rules = {
  /** δ1: coefficient of variation of a path's probability to be active. */
  activation: 0.1,
  /** δ2: W₂ from the normal law, in units of an input's size; 0.05 of it is the null of 1000 normal samples. */
  inputs: 0.25,
  /** δ3: share of images that Λ unique weights answer otherwise. */
  redundancy: 0.1,
  /** δ4, nats. */
  uniformity: 0.1,
  /** δ6: orders of randomness lost, of H. */
  lost: 0.1,
  /** δ7: coefficient of variation of |w|² over trained networks. */
  sphere: 0.1,
  level: 0.95,
  /** Standard errors of an interval: Student at 11 degrees of freedom, both architectures together at 95 %. */
  errors: 2.6,
};

interface Plan {
  /** Hidden layers, by a name with the units of the first. */
  readonly hidden: readonly (readonly number[])[];
  readonly networks: number;
  readonly epochs: number;
  readonly trainSize: number;
  readonly samples: number;
}
const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { hidden: [[5]], networks: 4, epochs: 2, trainSize: 200, samples: 60 },
  laptop: { hidden: [[25], [25, 25]], networks: 12, epochs: 12, trainSize: 6000, samples: 1000 },
  paper: { hidden: [[25], [25, 25], [100], [100, 100]], networks: 40, epochs: 30, trainSize: 60_000, samples: 2000 },
};

export const assumptionsMeasured: Claim = {
  id: 'op/assumptions',
  statement:
    'Of the assumptions called plausible, equal activation, Gaussian inputs and uniformity are far from holding on trained networks, redundancy and a common norm of the weights hold; the two called unrealistic do not hold.',
  source: { key: 'choromanska2015open', place: 'labels p and u of assumptions A1 to A7' },
  openQuestions: [
    'OP gives no numbers; the limits are ours and were fixed before the judging seed was drawn.',
    'A3 and A4 are measured after one clustering of the weights; another may give another δ4.',
    'δ5 sees pairs of an input and a gate. Gates are functions of the inputs: jointly A5 fails altogether.',
    'OP has no biases; these networks have, and a bias counts as an input of constant 1.',
  ],
  needs(preset, seed) {
    const { hidden, networks, epochs, trainSize, samples } = plans[preset];
    return ensemblesAt(
      'hidden',
      'network-assumptions',
      hidden.map((layers) => layers.join('x')),
      (layers) => ({
        hidden: layers.split('x').map(Number),
        networks,
        epochs,
        trainSize,
        samples,
        looks: [0, 1, epochs],
        seed,
      }),
    );
  },
  evaluate: (records, run) => evaluate(records, run),
};

type Columns = ReturnType<typeof columnsOf<typeof networkAssumptionsColumns>>;
type Measure = {
  [K in keyof typeof networkAssumptionsColumns]: (typeof networkAssumptionsColumns)[K] extends 'vector' ? K : never;
}[keyof typeof networkAssumptionsColumns];

export interface Architecture {
  readonly name: string;
  readonly samples: number;
  readonly looks: readonly number[];
  readonly columns: Columns;
  /** A measure of every network at a look. */
  at(measure: Measure, look: number): number[];
}

function architectures(records: Readonly<Record<string, Records>>, run: ClaimRun): Architecture[] {
  return plans[run.preset].hidden.flatMap((layers) => {
    const part = records[`hidden-${layers.join('x')}`];
    if (!part || part.count < 3) return [];
    const columns = columnsOf(part, networkAssumptionsColumns);
    return [
      {
        name: layers.join('-'),
        samples: plans[run.preset].samples,
        looks: columns.looks[0]!,
        columns,
        at: (measure, look) => columns[measure].map((row) => row[look]!),
      },
    ];
  });
}

/** Mean over networks; the error of the networks and that of the images, which all networks share. */
function overNetworks(values: readonly number[], errors: readonly number[]): Interval {
  const estimate = mean(values);
  const half = rules.errors * Math.hypot(standardDeviation(values) / Math.sqrt(values.length), mean(errors));
  return symmetricInterval(estimate, half, rules.level);
}

interface Assumption {
  readonly id: string;
  readonly name: string;
  /** p or u of OP, in words. */
  readonly label: string;
  readonly statement: string;
  /** δ1², … as it is shown. */
  readonly symbol: string;
  readonly region: Region;
  interval(one: Architecture, look: number, run: Pick<ClaimRun, 'seed'>): Interval;
}

const binomial = (one: Architecture, shares: readonly number[]) =>
  shares.map((p) => Math.sqrt((p * (1 - p)) / one.samples));

export const assumptions: readonly Assumption[] = [
  {
    id: 'A1p',
    name: 'A1, equal activation',
    label: 'plausible',
    statement: `Paths are active with nearly one probability: its coefficient of variation δ1 is below ${rules.activation}.`,
    symbol: 'δ1²',
    region: below(rules.activation ** 2),
    interval: (one, look) => overNetworks(one.at('delta1Squared', look), one.at('delta1SquaredError', look)),
  },
  {
    id: 'A2p',
    name: 'A2, Gaussian inputs',
    label: 'plausible',
    statement: `Inputs are nearly Gaussian: δ2, their distance W₂ from the normal law, is below ${rules.inputs}.`,
    symbol: 'δ2',
    region: below(rules.inputs),
    interval: (one) => overNetworks([...one.columns.delta2], [...one.columns.delta2Error]),
  },
  {
    id: 'A3p',
    name: 'A3, redundancy',
    label: 'plausible',
    statement: `Weights are redundant: with ⌊Λ⌋ unique ones fewer than ${100 * rules.redundancy} % of the answers change (δ3).`,
    symbol: 'δ3',
    region: below(rules.redundancy),
    interval: (one, look) => overNetworks(one.at('delta3', look), binomial(one, one.at('delta3', look))),
  },
  {
    id: 'A4p',
    name: 'A4, uniformity',
    label: 'plausible',
    statement: `Products of unique weights occur nearly equally often: δ4, in nats from uniform, is below ${rules.uniformity}.`,
    symbol: 'δ4',
    region: below(rules.uniformity),
    interval: (one, look) => overNetworks(one.at('delta4', look), [0]),
  },
  {
    id: 'A5u',
    name: 'A5, gates free of inputs',
    label: 'unrealistic',
    statement: 'Gates depend on the inputs: δ5² lies above what permuted gates give.',
    symbol: 'δ5² above its null',
    region: above(0),
    interval: (one, look) => {
      const null95 = one.at('delta5Null', look);
      return overNetworks(
        one.at('delta5Squared', look).map((x, k) => x - null95[k]!),
        one.at('delta5SquaredError', look),
      );
    },
  },
  {
    id: 'A6u',
    name: 'A6, independent paths',
    label: 'unrealistic',
    statement: `Couplings of paths are not independent: over ${rules.lost} of the H orders of their randomness is lost (δ6).`,
    symbol: 'δ6',
    region: above(rules.lost),
    interval: (one, look) => overNetworks(one.at('delta6', look), one.at('delta6Error', look)),
  },
  {
    id: 'A7p',
    name: 'A7, one norm',
    label: 'plausible',
    statement: `Trained networks have nearly one norm: the coefficient of variation δ7 of |w|² is below ${rules.sphere}.`,
    symbol: 'δ7',
    region: below(rules.sphere),
    interval(one, look, run) {
      const draw = stream(run.seed, 'op/assumptions', look, `norms ${one.name}`);
      const level = 1 - (1 - rules.level) / 2;
      const cv = (values: readonly number[]) => standardDeviation(values) / mean(values);
      return bootstrap(draw, [one.at('normSquared', look)], ([some]) => [cv(some!)], { level })[0]!;
    },
  },
];

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const nets = architectures(records, run);
  const judged = assumptions.map((one) => findingOf(one, nets, run));
  const findings = [...judged, maximumFinding(nets), training(nets)];
  const plausible = judged.filter((_, k) => assumptions[k]!.label === 'plausible');
  const unrealistic = judged.filter((_, k) => assumptions[k]!.label === 'unrealistic');
  const tied = unrealistic.every(stands) ? 'both unrealistic ones fail' : 'not all is decided';
  return evaluation({
    title: `Of ${plausible.length} assumptions called plausible ${plausible.filter(stands).length} hold, ${plausible.filter(falls).length} fail; ${tied}`,
    findings,
    figures: nets.length > 0 ? [figure(nets, run)] : [],
    tables: nets.map((one) =>
      tableOf(`Hidden layers ${one.name}, means over networks`, rowsOf(one), {
        measure: ({ measure }) => measure,
        ...Object.fromEntries(one.looks.map((epoch, look) => [`epoch ${epoch}`, ({ values }: RowOf) => values[look]!])),
      }),
    ),
    differences: ['OP measures nothing; every number is ours. Networks have biases.'],
  });
}

interface RowOf {
  readonly measure: string;
  readonly values: readonly Quantity[];
}

const shown: readonly (readonly [string, Measure])[] = [
  ['test accuracy', 'accuracy'],
  ['δ1², equal activation', 'delta1Squared'],
  ['δ3, redundancy', 'delta3'],
  ['δ4, uniformity', 'delta4'],
  ['δ5², independence of gates and inputs', 'delta5Squared'],
  ['Ψ_eff, gates off', 'psiEff'],
  ['Ψ_eff, with gates', 'psiEffGates'],
  ['δ6Z, orders lost by inputs', 'delta6Z'],
  ['δ6, orders lost', 'delta6'],
  ['δM, independence of the maximum', 'deltaM'],
  ['|w|²', 'normSquared'],
  ['d ln L/d ln|w|', 'radialSlope'],
];
const rowsOf = (one: Architecture): RowOf[] =>
  shown.map(([measure, column]) => ({
    measure,
    values: one.looks.map((_, look) => meanOf(measure, [...one.at(column, look)], (value) => value)),
  }));

const networksOf = (nets: readonly Architecture[]) => ({
  unit: 'network',
  count: nets.length > 0 ? Math.min(...nets.map((one) => one.columns.network.length)) : 0,
  fewest: 10,
});

/** At the end of training, all architectures together. */
export function findingOf(assumption: Assumption, nets: readonly Architecture[], run: Pick<ClaimRun, 'seed'>): Finding {
  const { id, label, statement, symbol, region, interval } = assumption;
  const parts = nets.map((one) => ({ one, interval: interval(one, one.looks.length - 1, run) }));
  return intervalFinding({
    id,
    statement,
    ours: true,
    because: `${id}, called ${label}: ${symbol} = ${list(parts, (part) => `${spanned(part.interval, (x) => decimal(x, 3))} (${part.one.name})`)} at the end of training.`,
    parts: parts.map((part) => ({ name: `${symbol}, ${part.one.name}`, interval: part.interval, region })),
    of: 'of the mean over networks',
    level: rules.level,
    units: networksOf(nets),
    quantities: nets.flatMap((one) =>
      one.looks
        .slice(0, -1)
        .map((epoch, look) => quantity(`${symbol}, ${one.name}, epoch ${epoch}`, interval(one, look, run))),
    ),
  });
}

export function maximumFinding(nets: readonly Architecture[]): Finding {
  const parts = nets.map((one) => {
    const last = one.looks.length - 1;
    const [values, bands] = [one.at('deltaM', last), one.at('deltaMNull', last)];
    return {
      name: one.name,
      interval: overNetworks(
        values.map((x, k) => Math.abs(x) - bands[k]!),
        one.at('deltaMError', last),
      ),
      value: mean(values),
    };
  });
  return intervalFinding({
    id: 'A5u-maximum',
    statement: 'What the loss weighs a sample by depends on the output: |δM| lies above what permuted samples give.',
    ours: true,
    because: `Correlation of −∂ℓ/∂Y with the output it moves: ${list(parts, ({ name, value }) => `${decimal(value, 3)} (${name})`)}.`,
    parts: parts.map(({ name, interval }) => ({ name: `|δM| above its null, ${name}`, interval, region: above(0) })),
    of: 'of the mean over networks',
    level: rules.level,
    units: networksOf(nets),
  });
}

function training(nets: readonly Architecture[]): Finding {
  const change = (one: Architecture, measure: Measure) => {
    const [start, end] = [one.at(measure, 0), one.at(measure, one.looks.length - 1)];
    return overNetworks(
      end.map((x, k) => x - start[k]!),
      [0],
    );
  };
  return measuredFinding({
    id: 'training',
    statement:
      'Training changes how equal activations are, what gates know of inputs, how many paths are independent, and the norm.',
    ours: true,
    because: list(
      nets,
      (one) =>
        `${one.name}: δ1² by ${spanned(change(one, 'delta1Squared'), (x) => decimal(x, 3))}, δ5² by ${spanned(change(one, 'delta5Squared'), (x) => decimal(x, 4))}, δ6 by ${spanned(change(one, 'delta6'), (x) => decimal(x, 3))}, |w|² by ${decimal(100 * mean(one.at('normSquared', one.looks.length - 1).map((x, k) => x / one.at('normSquared', 0)[k]! - 1)), 0)} %`,
      '; ',
    ),
    why: 'changes from start to end on the same images, intervals over networks',
    enough: nets.length > 0,
    quantities: nets.flatMap((one) => [
      quantity(`change of δ1², ${one.name}`, change(one, 'delta1Squared')),
      quantity(`change of δ5², ${one.name}`, change(one, 'delta5Squared')),
      quantity(`change of δ6, ${one.name}`, change(one, 'delta6')),
    ]),
  });
}

function figure(nets: readonly Architecture[], run: ClaimRun) {
  const panel = (assumption: Assumption) =>
    xy(
      assumption.name,
      'epochs of training',
      assumption.symbol,
      nets.map((one) =>
        points(`hidden ${one.name}`, one.looks, (epoch, look) => ({
          x: epoch,
          ...barOf(assumption.interval(one, look, run)),
        })),
      ),
    );
  return figureOf(run, {
    id: 'assumptions',
    title: 'How far four assumptions are from holding, before, during and after training',
    subtitle: 'Measures that are 0 where an assumption holds, MNIST 10×10, bars: 95 % over networks and images',
    panels: ['A1p', 'A3p', 'A5u', 'A6u'].map((id) => panel(assumptions.find((one) => one.id === id)!)),
    canShow: 'how far each assumption is from holding, and what training changes of it.',
    cannotShow: 'what the landscape would be if it held.',
  });
}
