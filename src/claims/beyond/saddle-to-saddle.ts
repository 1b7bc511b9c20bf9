/**
 * gs/saddle-to-saddle: from small balanced starts along the singular vectors of whitened data, gradient flow of a deep linear net is known in closed
 * form [saxe2014exact]: every singular mode rises by itself, at a time of its own, and between two rises the net waits near a saddle of the
 * list of critical points. Descents are run as ensembles and laid beside the closed form, at three step lengths.
 */
import { columnsOf } from '../../ensembles/column-kinds.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { whitenedExamples } from '../../landscapes/index.ts';
import {
  criticalValues,
  type LinearProblem,
  lossOf,
  lossOfStrengths,
  type Mode,
  strengthAt,
} from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { stands } from '../decide.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { problemOf } from '../golikov2019/linear-problems.ts';
import { curve, evaluation, figureOf, tableOf, xy } from '../layout.ts';
import { exact, extreme, list } from '../quantities.ts';

const rules = {
  /** Ratio of delays at steps of η and η/2: 2 where the error is proportional to the step. */
  ratio: [1.8, 2.2],
  /** Largest delay at the shortest step, over the time. */
  delay: 0.01,
  /** From a critical value, over ‖Y‖². */
  near: 0.02,
} as const;

/** s, and times η: halved twice. */
const spectrum = [4, 2, 1] as const;
const halvings = [1, 2, 4] as const;

interface Net {
  readonly name: string;
  readonly widths: readonly number[];
  /** a at the start of replica 0, and the time of the last look. */
  readonly strength: number;
  readonly time: number;
}

const nets: readonly Net[] = [
  { name: 'two-layers', widths: [3, 3, 3], strength: 1e-6, time: 6 },
  { name: 'bottleneck', widths: [3, 2, 3], strength: 1e-6, time: 6 },
  { name: 'three-layers', widths: [4, 3, 3, 3], strength: 1e-4, time: 20 },
  { name: 'four-layers', widths: [3, 4, 3, 3, 3], strength: 1e-3, time: 24 },
];

const plans: Readonly<Record<Preset, { nets: number; rate: number; replicas: number; looks: number }>> = {
  smoke: { nets: 2, rate: 0.006, replicas: 1, looks: 80 },
  laptop: { nets: 4, rate: 0.004, replicas: 3, looks: 300 },
  paper: { nets: 4, rate: 0.002, replicas: 6, looks: 400 },
};

const dataOf = (seed: number, { widths }: Net) => ({ seed, disorder: 0, widths, spectrum });

export const saddleToSaddle: Claim = {
  id: 'gs/saddle-to-saddle',
  statement:
    'From small balanced starts along the singular vectors of whitened data, descents of deep linear nets follow the closed form and wait at one listed saddle after another.',
  source: { key: 'saxe2014exact', place: 'exact solutions for whitened inputs' },
  openQuestions: [
    'The closed form is of gradient flow; descents take steps, and the difference must fall in proportion to their length.',
  ],
  needs(preset, seed) {
    const { nets: many, rate, replicas, looks } = plans[preset];
    const spec = (net: Net, share: number, landscape: object): EnsembleSpec => ({
      experiment: 'descent-trajectory',
      parameters: {
        landscape: { family: 'deep-linear', widths: [...net.widths], spectrum: [...spectrum], seed, ...landscape },
        replicas,
        rate: rate / share,
        maxSteps: Math.round((net.time * share) / rate),
        looks,
      },
    });
    return Object.fromEntries(
      nets
        .slice(0, many)
        .flatMap((net) => [
          ...halvings.map((share) => [`${net.name}-${share}`, spec(net, share, { strength: net.strength })]),
          [`${net.name}-random`, spec(net, 1, { gain: smallGain })],
        ]),
    );
  },
  evaluate: (records, run) => evaluate(records, run),
};

/** Of random starts, in units of the usual standard deviation. */
const smallGain = 0.03;

const columns = {
  steps: 'vector',
  energies: 'vector',
  residuals: 'vector',
  indices: 'vector',
  halvings: 'vector',
} as const;

/** One descent: times η k of its looks, with loss and index there, and how often the step had been halved by then. */
export interface Course {
  readonly times: readonly number[];
  readonly losses: readonly number[];
  readonly indices: readonly number[];
  readonly halvings: readonly number[];
}

/** A descent passes a loss half-way between two levels. */
export interface Passage {
  /** When, by the closed form, and how much later the descent is there. */
  readonly time: number;
  readonly delay: number;
  /** Whether its step had been halved before. */
  readonly halved: boolean;
}

export interface Followed {
  readonly name: string;
  readonly widths: readonly number[];
  /** ‖Y‖², and the values of {1, …, k} for k = 0, …, d_p. */
  readonly whole: number;
  readonly levels: readonly number[];
  /** At each step length, longest first: when the descents pass the losses between the levels; null where one does not. */
  readonly passages: readonly (readonly (Passage | null)[])[];
  /** Courses at the shortest step, the closed form at their times, and courses from random starts. */
  readonly courses: readonly Course[];
  readonly predicted: readonly (readonly number[])[];
  readonly random: readonly Course[];
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  // While ensembles run, nets of which all are there.
  const rows = nets
    .slice(0, plans[run.preset].nets)
    .filter(({ name }) => [...halvings, 'random'].every((part) => `${name}-${part}` in records))
    .map((net) => followedOf(net, records, run));
  const findings = [closedForm(rows), stages(rows), randomStarts(rows)];
  const both = findings.slice(0, 2).every(stands);
  return evaluation({
    title: both
      ? 'Descents of deep linear nets follow the closed form and wait at one saddle after another'
      : 'Descents of deep linear nets are not seen to follow the closed form from saddle to saddle',
    findings,
    tables: [
      tableOf('Descents beside the closed form', rows, {
        widths: ({ widths }) => widths.join('-'),
        descents: ({ courses }) => courses.length,
        'largest delay/time, η, η/2, η/4': (row) => list(delaysOf(row), (d) => d.toExponential(2)),
        'values of saddles and minimum': ({ levels }) => list(levels, (level) => level.toPrecision(4)),
        'nearest to each, over ‖Y‖²': (row) => list(nearestOf(row, row.courses), (d) => d.toExponential(1)),
        'the same from random starts': (row) => list(nearestOf(row, row.random), (d) => d.toExponential(1)),
      }),
    ],
    figures: rows.length > 0 ? [figure(run, rows, findings[0]!)] : [],
    differences: ['Descents with steps of 0.004 (laptop) instead of gradient flow.'],
  });
}

function followedOf(net: Net, records: Readonly<Record<string, Records>>, run: ClaimRun): Followed {
  const { rate } = plans[run.preset];
  const problem = problemOf(whitenedExamples(dataOf(run.seed, net)));
  const room = Math.min(...net.widths, spectrum.length);
  const { values } = criticalValues(problem, net.widths);
  const leading = Array.from({ length: room + 1 }, (_, k) => Array.from({ length: k }, (_, i) => i + 1));
  // Each is on the list of critical values.
  const levels = leading.map((subset) => {
    const level = lossOf(problem, subset);
    return values.find(({ loss }) => Math.abs(loss - level) <= 1e-12 * values[0]!.loss)?.loss ?? Number.NaN;
  });
  const whole = problem.Y.entries.reduce((sum, y) => sum + y * y, 0);
  const coursesAt = (name: string, η: number) => coursesOf(records[`${net.name}-${name}`]!, η);
  const runs = halvings.map((share) => coursesAt(String(share), rate / share));
  const passages = runs.map((courses) =>
    courses.flatMap((course, k) => {
      const flow = (time: number) => predictedOf(problem, net, k, [time])[0]!;
      return levels
        .slice(1)
        .map((level, at): Passage | null => passageOf(course, flow, (level + levels[at]!) / 2, net.time));
    }),
  );
  return {
    name: net.name,
    widths: net.widths,
    whole,
    levels,
    passages,
    courses: runs.at(-1)!,
    predicted: runs.at(-1)!.map(({ times }, k) => predictedOf(problem, net, k, times)),
    random: coursesAt('random', rate),
  };
}

function coursesOf(records: Records, η: number): Course[] {
  const { steps, energies, indices, halvings: halved } = columnsOf(records, columns);
  return steps.map((row, r) => ({
    times: row.map((k) => η * k),
    losses: energies[r]!,
    indices: indices[r]!,
    halvings: halved[r]!,
  }));
}

/**
 * When a course passes a loss: at the looks before and after, the flow's own time at the loss of the look is known, and the delay between is
 * that of a straight line in the loss. No length of time between looks enters.
 * @param flow  the falling loss of gradient flow
 * @param end   a time at which the flow has passed it
 */
export function passageOf(course: Course, flow: (time: number) => number, loss: number, end: number): Passage | null {
  const { times, losses } = course;
  const after = losses.findIndex((here) => here < loss);
  if (after < 1) return null;
  const timeAt = (value: number) => fallsTo(flow, value, end);
  const [high, low] = [losses[after - 1]!, losses[after]!];
  const [early, late] = [after - 1, after].map((at) => times[at]! - timeAt(losses[at]!)) as [number, number];
  const share = (high - loss) / (high - low);
  const delay = early + share * (late - early);
  return { time: timeAt(loss), delay, halved: course.halvings[after]! > 0 };
}

/** The time in [0, 2 end] at which a falling function has a value, by secants that keep it between them (Illinois), to 1e-9 of `end` and better. */
function fallsTo(flow: (time: number) => number, value: number, end: number): number {
  let [low, high] = [0, 2 * end];
  let [above, below] = [flow(low) - value, flow(high) - value];
  let side = 0;
  for (let k = 0; k < 100 && high - low > 1e-9 * end; k++) {
    // Every third time by halves: on a plateau secants are slow.
    const middle = k % 3 === 2 ? (low + high) / 2 : low + ((high - low) * above) / (above - below);
    const here = flow(middle) - value;
    if (here > 0) {
      [low, above] = [middle, here];
      if (side === 1) below /= 2;
      side = 1;
    } else {
      [high, below] = [middle, here];
      if (side === -1) above /= 2;
      side = -1;
      if (here === 0) break;
    }
  }
  return above === below ? (low + high) / 2 : low + ((high - low) * above) / (above - below);
}

/** The largest delay over the time, at each step length. */
const delaysOf = ({ passages }: Followed): number[] =>
  passages.map((list) => Math.max(...list.map((one) => (one ? Math.abs(one.delay) / one.time : Number.NaN))));

/** The closed form from the start of replica k. */
function predictedOf(problem: LinearProblem, net: Net, k: number, times: readonly number[]): number[] {
  const modes = spectrum
    .slice(0, Math.min(...net.widths))
    .map((strength): Mode => ({ strength, scale: 1, start: net.strength * 0.5 ** k, layers: net.widths.length - 1 }));
  return times.map((time) =>
    lossOfStrengths(
      problem,
      modes.map((mode) => strengthAt(mode, time)),
    ),
  );
}

/** Of each level: the least distance of a look, the largest over the courses. */
function nearestOf({ levels, whole }: Followed, courses: readonly Course[]): number[] {
  return levels.map((level) =>
    Math.max(...courses.map(({ losses }) => Math.min(...losses.map((loss) => Math.abs(loss - level))) / whole)),
  );
}

export function closedForm(rows: readonly Followed[]): Finding {
  const delays = rows.map(delaysOf);
  const ratios = delays.flatMap((list) => list.slice(1).map((d, k) => list[k]! / d));
  const compared = ratios.length > 0;
  const last = Math.max(...delays.map((list) => list.at(-1)!));
  const passages = rows.flatMap((row) => row.passages.flat());
  const [never, halved] = [null, true].map(
    (state) => passages.filter((one) => (one === null ? null : one.halved) === state).length,
  ) as [number, number];
  const [low, high] = rules.ratio;
  const right = never === 0 && ratios.every((ratio) => ratio >= low && ratio <= high) && last <= rules.delay;
  const seen =
    never === 0 ? `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}` : 'an unknown factor';
  return exactFinding({
    id: 'closed-form',
    statement:
      'The loss of gradient flow from such starts is that of modes which rise independently, by the closed form.',
    because: !compared
      ? 'No net has been followed at two step lengths.'
      : `Descents pass the losses half-way between listed values at the times of the closed form, at the shortest step with a largest delay of ${list(rows, ({ widths }, at) => `${widths.join('-')}: ${(100 * delays[at]!.at(-1)!).toFixed(2)} %`)}, which falls by ${seen} when the step is halved: an error of the steps, of first order. Of ${passages.length} passages ${never} are missing; before ${halved} the step was halved by itself.`,
    quantities: [
      ...(rows.length > 0 ? [extreme('largest delay at the shortest step, over the time', last, rows.length)] : []),
      ...(compared
        ? [
            extreme('least ratio when the step is halved', Math.min(...ratios), ratios.length),
            extreme('largest ratio when the step is halved', Math.max(...ratios), ratios.length),
          ]
        : []),
    ],
    holds: halved > 0 || !compared ? undefined : right,
    by: 'comparison',
    rule: `reproduced when every descent passes every loss half-way between two neighbouring listed values, and on every net the largest delay against the closed form, over its time, falls by a factor in [${low}, ${high}] at each halving of the step and is at most ${rules.delay} at the shortest; not reproduced otherwise; open when a step was halved by itself before a passage`,
    erratum: 'theorem',
  });
}

export function stages(rows: readonly Followed[]): Finding {
  // A saddle's level is passed when a look near it has a direction of descent; the last one is the minimum.
  const seen = rows.flatMap(({ levels, whole, courses }) =>
    courses.map(({ losses, indices }) =>
      levels.map((level, k) =>
        losses.findIndex(
          (loss, at) => Math.abs(loss - level) <= rules.near * whole && (k === levels.length - 1 || indices[at]! > 0),
        ),
      ),
    ),
  );
  const inOrder = seen.filter((at) => at.every((look, k) => look >= 0 && (k === 0 || look > at[k - 1]!))).length;
  const listed = rows.every(({ levels }) => levels.every(Number.isFinite));
  return exactFinding({
    id: 'stages',
    statement:
      'Learning goes in stages: the loss stays near the critical values of {1, …, k}, k = 0, 1, …, one after another.',
    because: `${inOrder} of ${seen.length} descents come within ${rules.near} of ‖Y‖² of every listed critical value of {1, …, k} in order, with directions of negative curvature at all but the last.`,
    quantities: [exact('descents', seen.length), exact('through all stages in order', inOrder)],
    holds: seen.length === 0 ? undefined : listed && inOrder === seen.length,
    by: 'comparison',
    rule: `reproduced when every descent comes within ${rules.near} of ‖Y‖² of each value of {1, …, k} on the list of critical values, in order, and the Hessian there has a negative eigenvalue unless k is the rank of the minimum; not reproduced otherwise`,
  });
}

export function randomStarts(rows: readonly Followed[]): Finding {
  const nearest = rows.map((row) => nearestOf(row, row.random));
  return measuredFinding({
    id: 'random-starts',
    ours: true,
    statement: 'Descents from small random starts, neither balanced nor aligned, pass the same values.',
    because: `From random starts of ${smallGain} of the usual size the farthest of the nearest looks to the values of {1, …, k} are, over ‖Y‖²: ${list(rows, ({ widths }, at) => `${widths.join('-')}: ${list(nearest[at]!, (d) => d.toExponential(0))}`, '; ')}.`,
    why: 'how near they come depends on the size of the starts, for which the source gives no number; distances are the largest over the starts of the least over the looks',
    quantities: rows.map(({ widths, random }, at) =>
      extreme(`${widths.join('-')}: farthest of the nearest looks`, Math.max(...nearest[at]!), random.length),
    ),
  });
}

function figure(run: ClaimRun, rows: readonly Followed[], finding: Finding) {
  return figureOf(run, {
    id: 'stages',
    title: stands(finding)
      ? 'Descents wait at one saddle after another, as long as the closed form says'
      : 'How long descents wait at each saddle, and how long the closed form says',
    subtitle:
      'Loss over ‖Y‖² of the first start against time η k, at the shortest step, beside gradient flow in closed form',
    panels: rows.map(({ widths, courses, predicted, levels, whole }) => {
      const [course, theory] = [courses[0]!, predicted[0]!];
      const shown = course.times.map((time, at) => ({ time, at })).filter(({ time }) => time > 0.02);
      return xy(widths.join('-'), 'time', 'L/‖Y‖²', [
        ...levels.map((level, k) =>
          curve(
            `{1…${k}}`.replace('{1…0}', '∅').replace('{1…1}', '{1}'),
            'layer',
            [shown[0]!, shown.at(-1)!],
            ({ time }) => [time, level / whole],
          ),
        ),
        curve('closed form', 'theory', shown, ({ time, at }) => [time, theory[at]! / whole]),
        curve('descent', 'measured', shown, ({ time, at }) => [time, course.losses[at]! / whole]),
      ]);
    }),
    canShow: 'that steps of this length follow the flow, from these starts.',
    cannotShow: 'what starts do that are not aligned: they are in the table alone.',
  });
}
