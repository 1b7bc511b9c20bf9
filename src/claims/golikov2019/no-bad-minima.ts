/**
 * ll/no-bad-minima: every local minimum of a deep linear net is global (Kawaguchi; Lu and Kawaguchi: Theorem 1, a local minimum W gives a local minimum
 * W_H ⋯ W_1 of the rank-constrained problem; Theorem 2, each of those is global). Critical points are made from every subset of the spectrum and
 * judged by classifier and inertia; descents and saddle searches are run, and every point they find is looked up on the list.
 */
import { saddles } from '../../instruments/index.ts';
import { columnsOf, frobenius, plus, times, transpose } from '../../linalg/index.ts';
import { run as runSearch } from '../../search/index.ts';
import { classifyLinear, criticalValues, lossOf, mapOf, pointOf, representative } from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { exact } from '../quantities.ts';
import { fallAlong } from './fall-along.ts';
import {
  architectures,
  descentsOf,
  drawOf,
  kindNear,
  lookAt,
  type RandomNet,
  randomNet,
  signsAt,
  startOf,
} from './linear-problems.ts';

export const noBadMinima = theoryClaim({
  id: 'll/no-bad-minima',
  statement: 'Every local minimum of a deep linear net is global.',
  source: { key: 'golikov2019landscape', place: 'Theorems 1 and 2 of Lu and Kawaguchi and their corollary, as quoted' },
  openQuestions: [
    'Lu and Kawaguchi assume data of full row rank, which the lecture leaves out; data with singular X Xᵀ are looked at too.',
    'From how many starts, and how far out, is not in the lecture: a third each at 0.3, 1 and 3 times the usual size.',
  ],
  evaluate,
});

const sizes = {
  smoke: { nets: 3, singular: 1, made: 1, starts: 3, searches: 1 },
  laptop: { nets: 7, singular: 3, made: 3, starts: 150, searches: 15 },
  paper: { nets: 7, singular: 3, made: 12, starts: 450, searches: 40 },
} as const;
/** Starting weights, times the usual size. */
const gains = [0.3, 1, 3] as const;
/** Samples of data with singular X Xᵀ. */
const few = 2;
/** Of a found value from a listed one, relative to ‖Y‖²: a residual of 1e-8 leaves less on all but nearly singular points. */
const onList = 1e-7;
/** Of a minimum from the least value, relative. */
const same = 1e-8;
/** Angle by which a singular direction is turned towards another. */
const angle = 1e-2;

export interface Made {
  readonly widths: string;
  readonly points: number;
  /** Points that the classifier calls strict saddles, other saddles, global minima. */
  readonly strict: number;
  readonly flat: number;
  readonly global: number;
  readonly disagree: number;
  readonly undetermined: number;
  /** Saddles along whose direction the loss does not fall, those where rounding hides it at every step, and global minima above the least loss. */
  readonly stuck: number;
  readonly hidden: number;
  readonly above: number;
}

export interface Found {
  readonly widths: string;
  readonly samples: number;
  readonly descents: number;
  readonly converged: number;
  readonly searched: number;
  /** Points found that have no listed value, and listed values that were found. */
  readonly offList: number;
  readonly listed: number;
  readonly met: number;
  /** Points with the least loss; of the others, those from which the loss falls, does not, and those near no critical point. */
  readonly least: number;
  readonly saddles: number;
  readonly bad: number;
  readonly unresolved: number;
}

export interface Exchange {
  readonly widths: string;
  readonly points: number;
  /** Largest difference of the fall from (λ_j − λ_i) sin² t, over λ_1, and falls that are not positive. */
  readonly off: number;
  readonly stuck: number;
}

function evaluate(run: ClaimRun): Evaluation {
  const { nets: many, singular: some } = sizes[run.preset];
  const nets = architectures.slice(0, many).map((widths, k) => randomNet(run, widths, k));
  const singular = architectures.slice(0, some).map((widths, k) => randomNet(run, widths, 100 + k, few));
  const made = nets.map((net, k) => madeOf(run, net, k));
  const exchanges = nets.map(exchangesOf);
  const found = [
    ...nets.map((net, k) => foundOf(run, net, k, 15)),
    ...singular.map((net, k) => foundOf(run, net, 100 + k, few)),
  ];
  const findings = [everyFound(found), onlyGlobal(made), shallow(exchanges)];
  return evaluation({
    title: findings.every(({ verdict }) => verdict === 'reproduced')
      ? 'All points found on deep linear nets have listed values, and every minimum is global'
      : 'Not all that is found on deep linear nets is as the theorems say, or it is not decided',
    findings,
    tables: [
      tableOf('Points found by descents and saddle searches', found, {
        widths: ({ widths }) => widths,
        samples: ({ samples }) => samples,
        'descents converged': ({ descents, converged }) => `${converged} of ${descents}`,
        'points of saddle searches': ({ searched }) => searched,
        'listed values met': ({ met, listed }) => `${met} of ${listed}`,
        'global minima': ({ least }) => least,
        saddles: ({ saddles: count }) => count,
        'bad minima': ({ bad }) => bad,
      }),
      tableOf('Critical points made to order', made, {
        widths: ({ widths }) => widths,
        points: ({ points }) => points,
        'strict saddles': ({ strict }) => strict,
        'other saddles': ({ flat }) => flat,
        global: ({ global }) => global,
        'classifier against inertia': ({ disagree }) => `${disagree} differ`,
      }),
    ],
  });
}

/** Points of every subset, with different layers' blocks at zero. */
function madeOf(run: ClaimRun, net: RandomNet, k: number): Made {
  const { widths, problem, landscape } = net;
  const H = widths.length - 1;
  const draw = drawOf(run, 'll-no-bad-minima', k, 'made');
  const { minimum, values } = criticalValues(problem, widths);
  const count = {
    points: 0,
    strict: 0,
    flat: 0,
    global: 0,
    disagree: 0,
    undetermined: 0,
    stuck: 0,
    hidden: 0,
    above: 0,
  };
  for (const { subset } of values)
    for (let which = 0; which < sizes[run.preset].made; which++) {
      // Two zero blocks make it critical; first all are, then two and some more.
      const order = Uint32Array.from({ length: H }, (_, h) => h + 1);
      draw.shuffle(order);
      const zeros = which === 0 ? [...order] : [...order.slice(0, 2 + draw.integer(Math.max(1, H - 1)))];
      const { kind, weights, descent } = classifyLinear(problem, representative(draw, problem, widths, subset, zeros));
      const point = pointOf(weights);
      const { value } = lookAt(landscape, point);
      const index = signsAt(landscape, point);
      count.points++;
      count[kind === 'global' ? 'global' : kind === 'strict-saddle' ? 'strict' : 'flat']++;
      count.undetermined += index.undetermined;
      if (index.negative > 0 !== (kind === 'strict-saddle')) count.disagree++;
      if (kind === 'global') count.above += Number(Math.abs(value - minimum) > same * (1 + minimum));
      else {
        const fall = descent ? fallAlong(net, point, descent) : 'does not fall';
        count.stuck += Number(fall === 'does not fall');
        count.hidden += Number(fall === 'unresolved');
      }
    }
  return { widths: widths.join('-'), ...count };
}

function foundOf(run: ClaimRun, net: RandomNet, k: number, samples: number): Found {
  const { widths, problem, landscape } = net;
  const { starts: count, searches } = sizes[run.preset];
  const { minimum, values } = criticalValues(problem, widths);
  const start = (purpose: string) => (r: number) => {
    const gain = gains[r % gains.length]!;
    return startOf(drawOf(run, 'll-no-bad-minima', r, `${purpose}/${k}`), widths).map((w) => gain * w);
  };
  const descents = descentsOf(landscape, count, start('descents'));
  const seeking = {
    starts: searches,
    start: start('searches'),
    methods: ['newton-mr', 'trust-region'] as const,
    tolerance: 1e-9,
    maxSteps: 300,
    threshold: 1e-6,
  };
  const tools = { kernels: run.kernels, draw: drawOf(run, 'll-no-bad-minima', k, 'tools') };
  const searched = runSearch(saddles.search(landscape, seeking, tools)).points.map(({ position, index }) => ({
    point: position,
    negative: index.negative,
  }));
  const converged = descents
    .filter(({ status }) => status === 'converged')
    .map(({ point }) => ({ point, negative: 0 }));
  const scale = frobenius(problem.Y) ** 2;
  const all = [...converged, ...searched].map((one) => ({ ...one, value: lookAt(landscape, one.point).value }));
  const places = all.map(({ value }) => values.findIndex(({ loss }) => Math.abs(loss - value) <= onList * scale));
  const higher = all.filter(({ value }) => value - minimum > same * scale);
  const fates = higher.map(({ point, negative }) => (negative > 0 ? 'saddle' : fateOf(net, point)));
  const number = (fate: Fate) => fates.filter((one) => one === fate).length;
  return {
    widths: widths.join('-'),
    samples,
    descents: count,
    converged: converged.length,
    searched: searched.length,
    offList: places.filter((place) => place < 0).length,
    listed: values.length,
    met: new Set(places.filter((place) => place >= 0)).size,
    least: all.length - higher.length,
    saddles: number('saddle'),
    bad: number('no descent'),
    unresolved: number('unresolved'),
  };
}

type Fate = 'saddle' | 'no descent' | 'unresolved';

/** Where inertia names no negative curvature: whether the loss falls from the critical point next to it, along the classifier's direction. */
function fateOf(net: RandomNet, point: Float64Array): Fate {
  const near = kindNear(net, point);
  if (!near) return 'unresolved';
  if (!near.descent) return 'no descent';
  const fall = fallAlong(net, pointOf(near.weights), near.descent);
  return fall === 'falls' ? 'saddle' : fall === 'unresolved' ? 'unresolved' : 'no descent';
}

/** From every subset of d_p elements but the best: u_i turns into a u_j with a larger eigenvalue, and the rank stays. */
function exchangesOf({ widths, problem }: RandomNet): Exchange {
  const { X, Y, answer, eigenvalues } = problem;
  const all = [...eigenvalues.keys()];
  const room = Math.min(...widths, eigenvalues.length);
  const B = mapOf(
    problem,
    all.map((i) => i + 1),
  );
  const { values } = criticalValues(problem, widths);
  const others = values.filter(({ subset, kind }) => subset.length === room && kind !== 'global');
  let [off, stuck] = [0, 0];
  for (const { subset } of others) {
    const inside = subset.map((i) => i - 1);
    const i = inside.at(-1)!;
    const j = all.find((other) => !inside.includes(other))!;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const U = columnsOf(answer.U, inside);
    for (let row = 0; row < U.rows; row++) {
      const at = row * answer.U.columns;
      U.entries[row * U.columns + U.columns - 1] = cos * answer.U.entries[at + i]! + sin * answer.U.entries[at + j]!;
    }
    const loss = frobenius(plus(Y, -1, times(U, transpose(U), B, X))) ** 2;
    const fall = lossOf(problem, subset) - loss;
    off = Math.max(off, Math.abs(fall - (eigenvalues[j]! - eigenvalues[i]!) * sin ** 2) / eigenvalues[0]!);
    stuck += Number(!(fall > 0));
  }
  return { widths: widths.join('-'), points: others.length, off, stuck };
}

const total = <Row>(rows: readonly Row[], of: (row: Row) => number) => rows.reduce((sum, row) => sum + of(row), 0);

export function everyFound(rows: readonly Found[]): Finding {
  const points = total(rows, ({ converged, searched }) => converged + searched);
  const off = total(rows, ({ offList }) => offList);
  const least = total(rows, (row) => row.least);
  const bad = total(rows, (row) => row.bad);
  const open = total(rows, (row) => row.unresolved);
  const descents = total(rows, (row) => row.descents);
  return exactFinding({
    id: 'corollary',
    statement: 'Every local minimum of L_deep is global.',
    because: `${descents} descents and the saddle searches from other starts end at ${points} critical points; ${off} of them have no listed value. ${least} have the least loss, ${total(rows, (row) => row.saddles)} higher ones have a direction of descent, ${bad} have none, and of ${open} it is not seen.`,
    quantities: [
      exact('points found', points),
      exact('not on the list', off),
      exact('of the least loss', least),
      exact('higher without descent', bad),
    ],
    holds: bad > 0 || off > 0 ? false : open === 0 && least > 0 ? true : undefined,
    by: 'comparison',
    rule: `reproduced when every point found has a listed critical value within ${onList} of ‖Y‖², and at every one above the least loss inertia counts a negative eigenvalue or the loss falls along the direction that the classifier names, by a quarter of what its derivative predicts and more than rounding can hide; not reproduced when one has not or does not; open when one is put onto no critical point, rounding hides the fall at every step, or none has the least loss`,
    erratum: 'theorem',
  });
}

export function onlyGlobal(rows: readonly Made[]): Finding {
  const points = total(rows, (row) => row.points);
  const wrong = total(rows, (row) => row.stuck + row.above);
  const differ = total(rows, (row) => row.disagree);
  const hidden = total(rows, (row) => row.hidden);
  const open = total(rows, (row) => row.undetermined) + hidden;
  const kinds = [
    total(rows, ({ strict }) => strict),
    total(rows, ({ flat }) => flat),
    total(rows, ({ global }) => global),
  ];
  return exactFinding({
    id: 'enumeration',
    statement: 'Of the critical points that the enumeration lists only the global ones have no direction of descent.',
    because: `Of ${points} points made from all subsets (${kinds[0]} strict saddles, ${kinds[1]} saddles without negative curvature, ${kinds[2]} global minima) classifier and inertia differ on ${differ}; along the predicted direction the loss falls from all saddles but ${wrong}${hidden > 0 ? `, and at ${hidden} rounding hides whether it does` : ''}.`,
    quantities: [
      exact('points', points),
      exact('classifier against inertia', differ),
      exact('without descent', wrong),
      exact('hidden by rounding', hidden),
    ],
    holds: wrong > 0 || differ > 0 ? false : open === 0 && kinds.every((count) => count > 0) ? true : undefined,
    by: 'comparison',
    rule: `reproduced when classifier and inertia agree at every point (negative eigenvalues exactly at strict saddles), the loss falls along every saddle's direction by a quarter of what its derivative predicts and more than rounding can hide, and every global one has the least loss; not reproduced otherwise; open when an eigenvalue cannot be placed, rounding hides the fall at every step, or a kind is missing`,
    erratum: 'theorem',
  });
}

export function shallow(rows: readonly Exchange[]): Finding {
  const points = total(rows, (row) => row.points);
  const stuck = total(rows, (row) => row.stuck);
  const off = Math.max(0, ...rows.map((row) => row.off));
  return exactFinding({
    id: 'theorem-2',
    statement: 'Every local minimum of the rank-constrained problem is global.',
    because: `From ${points} critical maps of full rank d_p that are not global, turning one singular direction into a better one lowers the loss on all but ${stuck}, by (λ_j − λ_i) sin² t to ${off.toExponential(1)} of λ_1.`,
    quantities: [exact('critical maps', points), exact('without descent', stuck)],
    holds: stuck > 0 || off > 1e-10 ? false : points > 0 ? true : undefined,
    by: 'comparison',
    rule: 'reproduced when the loss falls along the exchange from every listed critical map of rank d_p that is not global, as predicted within 1e-10 of λ_1; not reproduced otherwise',
    erratum: 'theorem',
  });
}
