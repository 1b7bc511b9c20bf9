/**
 * gs/index-attains-its-bound: gs/index-bound says how large the index of a network with one hidden ReLU layer can be at all, (outputs − 1) times the active
 * units under softmax. The claim asks how much of it is there where training ends, over widths, on digits and on the same digits with permuted labels. Counts
 * are by inertia, below −10⁻⁸: what a threshold of 0.001 takes for zero is most of them (ls/solution-index).
 */
import { stream } from '../../base/philox.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { mean, wilsonInterval } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { floats, integers, texts } from '../columns.ts';
import { above, stands } from '../decide.ts';
import { intervalFinding, jointly, measuredFinding, trendFinding, valuesAlong } from '../findings.ts';
import { barOf, evaluation, figureOf, logAxis, points, tableOf, xy } from '../layout.ts';
import { list, meanOf, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';

/** Eigenvalues below −τ count as negative: the least at which nearly all can be placed. */
const threshold = 1e-8;

export const rules = {
  /** Share of the largest index that the mean over networks of the widest must reach. */
  near: 0.9,
  /** Most networks of the widest have the largest index itself: more than this share. */
  attained: 0.5,
  level: 0.95,
  /** Networks at a width below which nothing is decided. */
  fewest: 8,
};

interface Plan {
  readonly widths: readonly number[];
  readonly networks: number;
  readonly pixels: number;
  readonly trainSize: number;
  readonly testSize: number;
  readonly epochs: number;
}

const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { widths: [5, 10], networks: 3, pixels: 7, trainSize: 400, testSize: 400, epochs: 4 },
  laptop: { widths: [5, 10, 25, 50], networks: 16, pixels: 7, trainSize: 2000, testSize: 2000, epochs: 20 },
  paper: { widths: [5, 10, 25, 50, 100], networks: 40, pixels: 10, trainSize: 60_000, testSize: 10_000, epochs: 200 },
};

/** Data sets by the name of their ensembles. */
const sets = { digits: 'digits', permuted: 'digits with permuted labels' } as const;
type SetName = keyof typeof sets;

export const indexAttainsItsBound: Claim = {
  id: 'gs/index-attains-its-bound',
  statement:
    'Wide networks with one hidden ReLU layer end near the largest index there can be, (outputs − 1) times the active units: on digits, the wider, the nearer.',
  source: { key: 'choromanska2015loss', place: 'beyond Fig. 4' },
  openQuestions: [
    'Ends of SGD are no critical points; the index is that of the Hessian where training stopped.',
    'Between −10⁻⁸ and 0 nothing is counted: eigenvalues there cannot be told from rounding.',
  ],
  needs(preset, seed) {
    const { widths, pixels, ...common } = plans[preset];
    const of = (data: string, width: number): EnsembleSpec => ({
      experiment: 'network-index',
      parameters: {
        ...common,
        data,
        pixels,
        widths: [width],
        seed,
        threshold,
        thresholds: [],
        polishSteps: 0,
        // A Hessian of the widest takes minutes at paper: no task waits for two.
        networksPerTask: preset === 'paper' ? 1 : 4,
      },
    });
    const data = `mnist-${pixels}x${pixels}`;
    return Object.fromEntries(
      widths.flatMap((width) => [
        [`digits-${width}`, of(data, width)],
        [`permuted-${width}`, of(`${data}?permuted=${seed}`, width)],
      ]),
    );
  },
  evaluate: (records, run) => evaluate(records, run),
};

export interface Network {
  readonly index: number;
  readonly undetermined: number;
  readonly bound: number;
  readonly accuracy: number;
  readonly gradientNorm: number;
}

export interface Sample {
  readonly set: SetName;
  readonly width: number;
  readonly networks: readonly Network[];
}

/** Of the largest index; 1 for a network that can have none. */
const share = ({ index, bound }: Network) => (bound === 0 ? 1 : index / bound);

function samplesOf(records: Readonly<Record<string, Records>>): Sample[] {
  return Object.entries(records)
    .map(([name, part]) => {
      const [set, width] = name.split('-') as [SetName, string];
      const counts = ['negative', 'undetermined', 'indexBound'].map((column) => integers(part, column));
      const [accuracy, gradientNorm] = ['trainAccuracy', 'gradientNorm'].map((column) => floats(part, column));
      const networks = texts(part, 'status').flatMap((status, row): Network[] => {
        const [index, undetermined, bound] = counts.map((values) => values[row]!) as [number, number, number];
        if (status === 'diverged' || status === 'non-finite' || index < 0) return [];
        return [{ index, undetermined, bound, accuracy: accuracy![row]!, gradientNorm: gradientNorm![row]! }];
      });
      return { set, width: Number(width), networks };
    })
    .filter(({ networks }) => networks.length > 0)
    .sort((a, b) => a.set.localeCompare(b.set) || a.width - b.width);
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = samplesOf(records);
  const widest = widestOf(samples);
  const findings = [
    near(widest, run.seed),
    ...setsIn(samples).map((set) => rises(samples, set, run.seed)),
    attained(widest),
    accurate(samples),
  ];
  const widths = [...new Set(widest.map(({ width }) => width))];
  return evaluation({
    title: stands(findings[0]!)
      ? `Ends of SGD at ${list(widths, String, ' and ')} units have ${list(widest, ({ networks }) => percent(mean(networks.map(share))), ' and ')} of the largest index there can be`
      : 'Ends of SGD are not seen near the largest index there can be',
    findings,
    tables: [
      tableOf(`Eigenvalues below −${threshold}, means over networks`, samples, {
        data: ({ set }) => sets[set],
        'hidden units n₁': ({ width }) => width,
        networks: ({ networks }) => networks.length,
        index: ({ networks }) => meanOf('index', networks, ({ index }) => index),
        undetermined: ({ networks }) => meanOf('undetermined', networks, ({ undetermined }) => undetermined),
        'largest possible': ({ networks }) => meanOf('largest possible', networks, ({ bound }) => bound),
        'networks at it': ({ networks }) => networks.filter(isAtBound).length,
        'training accuracy': ({ networks }) => meanOf('training accuracy', networks, ({ accuracy }) => accuracy),
        'gradient norm': ({ networks }) => meanOf('gradient norm', networks, ({ gradientNorm }) => gradientNorm),
      }),
    ],
    figures: samples.length > 0 ? [figure(run, samples, findings)] : [],
    differences: ['The threshold is 10⁻⁸; the paper’s is 0.001. Images have 7 × 7 pixels at laptop.'],
  });
}

const percent = (x: number) => `${decimal(100 * x, 0)} %`;
const isAtBound = ({ index, bound }: Network) => index === bound;
const setsIn = (samples: readonly Sample[]) => [...new Set(samples.map(({ set }) => set))];

/** Of each data set the sample of the widest networks. */
const widestOf = (samples: readonly Sample[]) =>
  setsIn(samples).map((set) =>
    samples.filter((sample) => sample.set === set).reduce((a, b) => (b.width > a.width ? b : a)),
  );

const drawOf = (seed: number, what: string) => (at: number) => stream(seed, indexAttainsItsBound.id, at, what);
const unitsOf = (samples: readonly Sample[]) => ({
  unit: 'network',
  count: samples.length === 0 ? 0 : Math.min(...samples.map(({ networks }) => networks.length)),
  fewest: rules.fewest,
});

export function near(widest: readonly Sample[], seed: number): Finding {
  const intervals = widest.flatMap(({ set, width: at, networks }) =>
    jointly(
      [{ at, strata: [networks.map(share)] }],
      ([shares]) => mean(shares!),
      1 - (1 - rules.level) / widest.length,
      drawOf(seed, `share ${set}`),
    ),
  );
  return intervalFinding({
    id: 'near',
    ours: true,
    statement: `Networks of the largest width have ${percent(rules.near)} of the largest index there can be, or more.`,
    because: `Mean share of the largest index: ${list(widest, ({ set, width }, k) => `${spanned(intervals[k]!, (x) => decimal(x, 3))} on ${sets[set]} (n₁ = ${width})`) || 'no networks'}.`,
    parts: widest.map(({ set, width }, k) => ({
      name: `mean share of the largest index, ${sets[set]}, n₁ = ${width}`,
      interval: intervals[k]!,
      region: { low: rules.near, high: Infinity, closed: true, words: `at ${rules.near} or above` },
    })),
    of: '(bootstrap over networks) of the mean share of the largest index at the largest width',
    level: rules.level,
    units: unitsOf(widest),
  });
}

export function rises(samples: readonly Sample[], set: SetName, seed: number): Finding {
  const along = samples
    .filter((sample) => sample.set === set)
    .map(({ width: at, networks }) => ({ at, units: networks.map(share) }));
  const draw = drawOf(seed, `rise ${set}`);
  const values = valuesAlong({ along, statistic: mean, level: rules.level }, draw);
  return trendFinding({
    id: `rises-${set}`,
    ours: true,
    statement: `The share of the largest index rises with the width, on ${sets[set]}.`,
    because: `Mean share: ${list(along, ({ at }, k) => `${spanned(values[k]!, (x) => decimal(x, 3))} (n₁ = ${at})`)}.`,
    what: 'mean share of the largest index',
    direction: 'rises',
    by: 'slope',
    along,
    statistic: mean,
    symbol: 'n₁',
    level: rules.level,
    unit: 'network',
    fewest: rules.fewest,
    draw,
  });
}

export function attained(widest: readonly Sample[]): Finding {
  const level = 1 - (1 - rules.level) / Math.max(1, widest.length);
  const at = ({ networks }: Sample) => networks.filter(isAtBound).length;
  return intervalFinding({
    id: 'attained',
    ours: true,
    statement: 'Most networks of the largest width have the largest index itself.',
    because: `${list(widest, (sample) => `${at(sample)} of ${sample.networks.length} on ${sets[sample.set]} (n₁ = ${sample.width})`) || 'No networks'} have it.`,
    parts: widest.map((sample) => ({
      name: `share of networks with the largest index, ${sets[sample.set]}, n₁ = ${sample.width}`,
      interval: wilsonInterval(at(sample), sample.networks.length, level),
      region: above(rules.attained),
    })),
    of: '(Wilson) of the share of networks with the largest index',
    level: rules.level,
    units: unitsOf(widest),
  });
}

function accurate(samples: readonly Sample[]): Finding {
  return measuredFinding({
    id: 'trained',
    ours: true,
    statement: 'How far the networks are trained, and how much of their index is not placed.',
    because: `Training accuracy and gradient norm: ${list(samples, ({ set, width, networks }) => `${percent(mean(networks.map(({ accuracy }) => accuracy)))}, ${decimal(mean(networks.map(({ gradientNorm }) => gradientNorm)), 3)} on ${sets[set]} (n₁ = ${width})`) || 'no networks'}.`,
    why: 'the claim is about where training ends, wherever that is; standard errors over networks',
    enough: samples.length > 0,
    quantities: samples.flatMap(({ set, width, networks }) => [
      meanOf(`training accuracy, ${sets[set]}, n₁ = ${width}`, networks, ({ accuracy }) => accuracy),
      meanOf(`eigenvalues not placed, ${sets[set]}, n₁ = ${width}`, networks, ({ undetermined }) => undetermined),
    ]),
  });
}

/** 'The wider, the nearer' on those data alone where the share rises. */
export function figureTitle(findings: readonly Finding[], sets: readonly SetName[]): string {
  const found = (id: string) => findings.some((finding) => finding.id === id && stands(finding));
  if (!found('near')) return 'How near the index of trained networks is to the largest there can be';
  const risen = sets.filter((set) => found(`rises-${set}`));
  if (risen.length === 0) return 'The index of wide trained networks is near the largest there can be';
  const nearer = 'he wider the network, the nearer its index is to the largest possible';
  if (risen.length === sets.length && sets.length > 1) return `T${nearer}`;
  return `On ${risen[0] === 'digits' ? 'digits' : 'permuted labels'}, t${nearer}`;
}

function figure(run: ClaimRun, samples: readonly Sample[], findings: readonly Finding[]) {
  return figureOf(run, {
    id: 'share',
    title: figureTitle(findings, setsIn(samples)),
    subtitle: `Eigenvalues below −10⁻⁸ over (outputs − 1) × active units, mean over networks, 95 % intervals`,
    canShow: 'how much of the largest index is there at ends of SGD.',
    cannotShow: 'eigenvalues nearer to zero than the threshold, or other data.',
    panels: [
      xy(
        'Share of the largest index',
        logAxis('n₁'),
        { name: 'index / bound' },
        setsIn(samples).map((set) => {
          const some = samples.filter((sample) => sample.set === set);
          const bars = valuesAlong(
            {
              along: some.map(({ width: at, networks }) => ({ at, units: networks.map(share) })),
              statistic: mean,
              level: rules.level,
            },
            drawOf(run.seed, `figure ${set}`),
          );
          return points(sets[set], some, (sample) => ({ x: sample.width, ...barOf(bars[some.indexOf(sample)]!) }));
        }),
      ),
    ],
  });
}
