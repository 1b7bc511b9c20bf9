/**
 * ls/count-all-critical-points: the premise behind all of §4, that the critical points of the glass are as many, and of the indices, as
 * Kac–Rice says. The paper quotes it and lets Λ grow. Here Λ is so small that every critical point of a disorder is found (polynomial
 * roots at Λ = 2, homotopy above, complete by certificate), and the counts are averaged over disorders, none left out.
 */
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { smallGlassColumns } from '../../ensembles/experiments/small-glass.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { mean, standardError } from '../../ensembles/statistics.ts';
import { countStatistics, lnMeanByIndex } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { verdictOf } from '../decide.ts';
import { exactFinding } from '../findings.ts';
import { around, curve, evaluation, figureOf, points, tableOf, xy } from '../layout.ts';
import { bounded, exact } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { type Bounded, fromLogarithm } from './exact-counts.ts';

/** Fixed before any run. */
export const rules = {
  /** Standard errors within which every mean must agree; about one run in twenty leaves it somewhere by chance. */
  agree: 3,
  /** Standard errors beyond which a mean disagrees: less than one run in a thousand by chance. */
  disagree: 4.5,
  /** Energies per spin below which minima are counted too. */
  levels: [-1.5, -1, -0.5],
};

/** [order H, size Λ] */
type Glass = readonly [number, number];
export const glasses: readonly Glass[] = [
  [3, 2],
  [3, 3],
  [3, 4],
  [3, 5],
  [4, 2],
  [4, 3],
];
const plans: Readonly<Record<Preset, { glasses: readonly Glass[]; disorders: number }>> = {
  smoke: { glasses: glasses.filter(([, size]) => size < 5), disorders: 200 },
  laptop: { glasses, disorders: 2000 },
  paper: { glasses, disorders: 10_000 },
};

export const countAllCriticalPoints: Claim = {
  id: 'ls/count-all-critical-points',
  statement: 'The mean numbers of critical points of each index of the spherical spin glass are those of Kac–Rice.',
  source: { key: 'choromanska2015loss', place: '§4, Theorem 4.1; §11' },
  openQuestions: [
    'The paper counts nothing at finite size; sizes and number of disorders are ours.',
    'Means over disorders are compared. Λ ln E C and E ln C differ for large Λ, of which small sizes say nothing.',
  ],
  needs(preset, seed) {
    const { glasses, disorders } = plans[preset];
    const specOf = ([order, size]: Glass): EnsembleSpec => ({
      experiment: 'small-glass',
      parameters: { order, size, seed, disorders },
    });
    return Object.fromEntries(glasses.map((glass) => [glass.join('-'), specOf(glass)]));
  },
  evaluate,
};

/** A mean over disorders beside the expectation. */
interface Comparison {
  readonly name: string;
  readonly value: number;
  readonly error: number;
  readonly expected: Bounded;
  /** (mean − exact)/standard error. */
  readonly z: number;
}

type Counted = ReturnType<typeof count>;

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const counted = Object.entries(records)
    .map(([name, part]) => count(name.split('-').map(Number) as [number, number], part))
    .sort((a, b) => a.order - b.order || a.size - b.size);
  const findings = [completeFinding(counted), indexFinding(counted), levelFinding(counted)];
  const disorders = Math.min(...counted.map((c) => c.disorders));
  const last = Math.max(...counted.map((c) => c.size - 1));
  const domain = [-0.2, last + 0.2] as const;
  const title =
    findings[1]!.verdict === 'reproduced'
      ? 'Small glasses have as many critical points of each index as Kac–Rice says'
      : 'Small glasses are not seen to have as many critical points as Kac–Rice says';
  const series = (c: Counted) => [
    curve('', 'layer', c.byIndex, (part, k) => [k, part.expected.value]),
    {
      ...points(`Λ = ${c.size}`, c.byIndex, ({ value, error }, k) => ({ x: k, ...around(value, 3 * error) })),
      rank: Math.min(7, c.size + 1),
    },
  ];
  return evaluation({
    title,
    findings,
    figures: [
      figureOf(run, {
        id: 'counts',
        title,
        subtitle: `Spherical spin glasses of Λ = ${[...new Set(counted.map((c) => c.size))].join(', ')}; mean over ${disorders} disorders, every critical point of each found`,
        panels: [...new Set(counted.map((c) => c.order))].map((order) => {
          const marks = counted.filter((c) => c.order === order).flatMap(series);
          const x = { name: 'index *k*, line: Kac–Rice', domain };
          return xy(`Order *H* = ${order}`, x, 'mean number of critical points', marks);
        }),
        canShow: 'whether the exact expectation at finite size is met, index by index; bars are three standard errors.',
        cannotShow: 'large Λ, where the expectation is carried by rare disorders.',
      }),
    ],
    tables: [
      tableOf('Mean number of critical points of each index', counted.flatMap(byRow), {
        'order H': ({ order }) => order,
        'size Λ': ({ size }) => size,
        index: ({ k }) => k,
        found: ({ value, error }) => ({ name: 'found', value, error }),
        expected: (part) => bounded('expected', part.expected),
        'standard errors apart': ({ z }) => decimal(z, 2),
      }),
    ],
    differences: [
      'The paper lets Λ go to infinity; our Λ is 2 to 5, where every critical point can be found.',
      `${disorders} disorders per size; the expectation is the exact one at that size.`,
    ],
    story: [
      'All of the paper’s section on the spin glass rests on an exact expectation of the number of critical points. At small sizes it can be put to the test without a search that might miss some: the critical points are the real solutions of a polynomial system, and its complex solutions are known in number, so a list that has them all is complete.',
      `${findings[0]!.because} ${findings[1]!.because}`,
    ],
  });
}

const byRow = ({ order, size, byIndex }: Counted) => byIndex.map((part, k) => ({ ...part, order, size, k }));

function count([order, size]: [number, number], part: Records) {
  const columns = columnsOf(part, smallGlassColumns);
  const { counts, energies, indices, euler, paired } = columns;
  const total = (name: 'points' | 'paths' | 'failures' | 'complete') => columns[name].reduce((sum, x) => sum + x, 0);
  const statistics = countStatistics(size);
  const compare = (name: string, index: number, u: number, of: (row: readonly number[], d: number) => number) => {
    const values = counts.map(of);
    const expected = fromLogarithm(lnMeanByIndex(order, statistics, index, u)!);
    const [value, error] = [mean(values), standardError(values)];
    const z = (value - expected.value) / error;
    return { name: `${name}, H = ${order}, Λ = ${size}`, value, error, expected, z } satisfies Comparison;
  };
  const minima = (u: number, d: number) => energies[d]!.filter((e, i) => e <= u && indices[d]![i] === 0).length;
  return {
    order,
    size,
    disorders: part.count,
    points: total('points'),
    paths: total('paths'),
    failures: total('failures'),
    /** Disorders in which something is amiss. */
    incomplete: part.count - total('complete'),
    unbalanced: euler.filter((ok, row) => !ok || !paired[row]).length,
    byIndex: Array.from({ length: size }, (_, k) => compare(`index ${k}`, k, Infinity, (row) => row[k]!)),
    minimaBelow: rules.levels.map((u) => compare(`minima below ${decimal(u, 1)}`, 0, u, (_, d) => minima(u, d))),
  };
}

function completeFinding(counted: readonly Counted[]): Finding {
  const sum = (of: (c: Counted) => number) => counted.reduce((total, c) => total + of(c), 0);
  const [disorders, incomplete, unbalanced] = [
    sum((c) => c.disorders),
    sum((c) => c.incomplete),
    sum((c) => c.unbalanced),
  ];
  const [points, again] = [sum((c) => c.points), sum((c) => c.failures)];
  return exactFinding({
    id: 'complete',
    statement: 'Every critical point of every disorder was found.',
    ours: true,
    because: `In ${disorders - incomplete} of ${disorders} disorders all complex eigenpairs are accounted for and every critical point is certified; Euler characteristic and antipodes fail in ${unbalanced}. ${points} critical points on ${sum((c) => c.paths)} paths, of which ${again} had to be tracked again.`,
    holds: disorders > 0 && incomplete === 0 && unbalanced === 0 ? true : undefined,
    by: 'proof',
    rule: 'proved when in every disorder as many different eigenpairs are certified (Newton–Kantorovich) as a tensor can have, ((H−1)^Λ − 1)/(H−2), every critical point has a certified index, Σ(−1)^index = 1 + (−1)^(Λ−1), and every antipode has the index it must have',
    quantities: [
      exact('disorders', disorders),
      exact('incomplete', incomplete),
      exact('critical points', points),
      exact('paths tracked again', again),
    ],
  });
}

export function indexFinding(counted: readonly Counted[]): Finding {
  // At odd order antipodes make the counts of k and Λ − 1 − k the same number.
  const parts = counted.flatMap((c) => c.byIndex.filter((_, k) => c.order % 2 === 0 || 2 * k <= c.size - 1));
  const statement = 'The mean number of critical points of every index is that of Kac–Rice at finite size.';
  return comparisonFinding('counts', statement, parts, counted);
}

export function levelFinding(counted: readonly Counted[]): Finding {
  const levels = rules.levels.map((u) => decimal(u, 1)).join(', ');
  const statement = `The mean number of minima below an energy per spin of ${levels} is that of Kac–Rice.`;
  return comparisonFinding(
    'minima-below',
    statement,
    counted.flatMap((c) => c.minimaBelow),
    counted,
  );
}

function comparisonFinding(
  id: string,
  statement: string,
  parts: readonly Comparison[],
  counted: readonly Counted[],
): Finding {
  const known = parts.filter(({ z }) => Number.isFinite(z));
  const worst = known.toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))[0];
  const sure = worst !== undefined && known.length === parts.length && counted.every((c) => c.incomplete === 0);
  const far = Math.abs(worst?.z ?? Number.NaN);
  const failed = far > rules.disagree ? 'fails' : 'open';
  return {
    id,
    statement,
    verdict: verdictOf(sure && far <= rules.agree ? 'holds' : failed, { by: 'comparison' }),
    because: worst
      ? `Of ${parts.length} means the one farthest off, ${worst.name}, is ${decimal(worst.value, 4)} ± ${decimal(worst.error, 4)} where ${decimal(worst.expected.value, 4)} is expected, ${decimal(far, 1)} standard errors away.`
      : 'No mean with a standard error was computed.',
    rule: `reproduced when all lie within ${rules.agree} standard errors over disorders, none of them left out; not reproduced when one lies beyond ${rules.disagree}`,
    quantities: parts.map(({ expected, z, ...quantity }) => ({ ...quantity, published: expected.value })),
  };
}
