/**
 * ls/count-all-critical-points: the premise behind all of §4, that the critical points of the glass are as many, and of the indices, as
 * Kac–Rice says. The paper quotes it and lets Λ grow. Here Λ is so small that every critical point of a disorder is found (polynomial
 * roots at Λ = 2, homotopy above, complete by certificate), and the counts are averaged over disorders, none left out.
 */
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { mean, standardError } from '../../ensembles/statistics.ts';
import type { Figure, Mark } from '../../report/figure.ts';
import { countStatistics, lnMeanByIndex } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset, Quantity, ResultTable } from '../claim.ts';
import { integers, vectors } from '../columns.ts';
import { decimal } from '../theory-lines.ts';

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
const glasses: readonly Glass[] = [
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
    return Object.fromEntries(
      glasses.map(([order, size]): [string, EnsembleSpec] => [
        `${order}-${size}`,
        { experiment: 'small-glass', backend: 'wasm', parameters: { order, size, seed, disorders } },
      ]),
    );
  },
  evaluate: (records, run) => evaluate(records, run),
};

/** A mean over disorders beside the expectation. */
interface Comparison extends Quantity {
  readonly exact: number;
  /** (mean − exact)/standard error. */
  readonly z: number;
}

interface Counted {
  readonly order: number;
  readonly size: number;
  readonly disorders: number;
  readonly points: number;
  readonly paths: number;
  readonly failures: number;
  /** Disorders in which something is amiss. */
  readonly incomplete: number;
  readonly unbalanced: number;
  readonly byIndex: readonly Comparison[];
  readonly minimaBelow: readonly Comparison[];
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const counted = Object.entries(records)
    .map(([name, part]) => count(name.split('-').map(Number) as [number, number], part))
    .sort((a, b) => a.order - b.order || a.size - b.size);
  const findings = [completeFinding(counted), indexFinding(counted), levelFinding(counted)];
  const disorders = Math.min(...counted.map((c) => c.disorders));
  const title =
    findings[1]!.verdict === 'reproduced'
      ? 'Small glasses have as many critical points of each index as Kac–Rice says'
      : 'The counts of critical points of small glasses beside Kac–Rice';
  return {
    title,
    findings,
    figures: [figure(counted, run, title, findings[1]!.because)],
    tables: [table(counted)],
    differences: [
      'The paper lets Λ go to infinity; here Λ is 2 to 5, where every critical point can be found.',
      `${disorders} disorders a size; the expectation is the exact one at that size.`,
    ],
    story: [
      'All of the paper’s section on the spin glass rests on an exact expectation of the number of critical points. At small sizes it can be put to the test without a search that might miss some: the critical points are the real solutions of a polynomial system, and its complex solutions are known in number, so a list that has them all is complete.',
      `${findings[0]!.because} ${findings[1]!.because}`,
    ],
  };
}

function count([order, size]: [number, number], part: Records): Counted {
  const total = (name: string) => integers(part, name).reduce((sum, x) => sum + x, 0);
  const counts = vectors(part, 'counts');
  const energies = vectors(part, 'energies');
  const indices = vectors(part, 'indices');
  const statistics = countStatistics(size);
  const compare = (name: string, values: readonly number[], index: number, u: number): Comparison => {
    const exact = Math.exp(lnMeanByIndex(order, statistics, index, u)!.ln);
    const [value, error] = [mean(values), standardError(values)];
    return { name: `${name}, H = ${order}, Λ = ${size}`, value, error, exact, z: (value - exact) / error };
  };
  return {
    order,
    size,
    disorders: part.count,
    points: total('points'),
    paths: total('paths'),
    failures: total('failures'),
    incomplete: part.count - total('complete'),
    unbalanced: integers(part, 'euler').filter((ok, row) => !ok || !integers(part, 'paired')[row]).length,
    byIndex: Array.from({ length: size }, (_, k) =>
      compare(
        `index ${k}`,
        counts.map((row) => row[k]!),
        k,
        Infinity,
      ),
    ),
    minimaBelow: rules.levels.map((u) =>
      compare(
        `minima below ${decimal(u, 1)}`,
        energies.map((row, d) => row.filter((energy, i) => energy <= u && indices[d]![i] === 0).length),
        0,
        u,
      ),
    ),
  };
}

function completeFinding(counted: readonly Counted[]): Finding {
  const sum = (of: (c: Counted) => number) => counted.reduce((total, c) => total + of(c), 0);
  const [disorders, incomplete, unbalanced] = [
    sum((c) => c.disorders),
    sum((c) => c.incomplete),
    sum((c) => c.unbalanced),
  ];
  return {
    id: 'complete',
    statement: 'Every critical point of every disorder was found.',
    verdict: disorders > 0 && incomplete === 0 && unbalanced === 0 ? 'proved' : 'inconclusive',
    because: `In ${disorders - incomplete} of ${disorders} disorders all complex eigenpairs are accounted for and every critical point is certified; Euler characteristic and antipodes fail in ${unbalanced}. ${sum((c) => c.points)} critical points on ${sum((c) => c.paths)} paths, of which ${sum((c) => c.failures)} had to be tracked again.`,
    rule: 'proved when in every disorder as many different eigenpairs are certified (Newton–Kantorovich) as a tensor can have, ((H−1)^Λ − 1)/(H−2), every critical point has a certified index, Σ(−1)^index = 1 + (−1)^(Λ−1), and every antipode has the index it must have',
    quantities: [
      { name: 'disorders', value: disorders, kind: 'exact' },
      { name: 'incomplete', value: incomplete, kind: 'exact' },
      { name: 'critical points', value: sum((c) => c.points), kind: 'exact' },
      { name: 'paths tracked again', value: sum((c) => c.failures), kind: 'exact' },
    ],
  };
}

function indexFinding(counted: readonly Counted[]): Finding {
  // At odd order antipodes make the counts of k and Λ − 1 − k the same number.
  const parts = counted.flatMap((c) => c.byIndex.filter((_, k) => c.order % 2 === 0 || 2 * k <= c.size - 1));
  return comparisonFinding(
    'counts',
    'The mean number of critical points of every index is that of Kac–Rice at finite size.',
    parts,
    counted,
  );
}

function levelFinding(counted: readonly Counted[]): Finding {
  return comparisonFinding(
    'minima-below',
    `The mean number of minima below an energy per spin of ${rules.levels.map((u) => decimal(u, 1)).join(', ')} is that of Kac–Rice.`,
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
  const worst = known.reduce((a, b) => (Math.abs(b.z) > Math.abs(a.z) ? b : a), known[0] ?? parts[0]!);
  const sure = known.length === parts.length && counted.every((c) => c.incomplete === 0);
  const verdict =
    sure && Math.abs(worst.z) <= rules.agree
      ? 'reproduced'
      : Math.abs(worst.z) > rules.disagree
        ? 'not-reproduced'
        : 'inconclusive';
  const disorders = Math.min(...counted.map((c) => c.disorders));
  return {
    id,
    statement,
    verdict,
    because: `Of ${parts.length} means the one farthest off, ${worst.name}, is ${decimal(worst.value, 4)} ± ${decimal(worst.error ?? Number.NaN, 4)} where ${decimal(worst.exact, 4)} is expected, ${decimal(Math.abs(worst.z), 1)} standard errors away.`,
    rule: `reproduced when all lie within ${rules.agree} standard errors over disorders, none of them left out; not reproduced when one lies beyond ${rules.disagree}`,
    quantities: parts.map(({ name, value, error, exact }) => ({ name, value, error, published: exact })),
  };
}

function table(counted: readonly Counted[]): ResultTable {
  return {
    title: 'Mean number of critical points of each index',
    columns: ['order H', 'size Λ', 'index', 'found', 'expected', 'standard errors apart'],
    rows: counted.flatMap((c) =>
      c.byIndex.map((part, k) => [
        String(c.order),
        String(c.size),
        String(k),
        { name: 'found', value: part.value, error: part.error },
        { name: 'expected', value: part.exact, kind: 'exact' as const },
        decimal(part.z, 2),
      ]),
    ),
  };
}

function figure(counted: readonly Counted[], run: ClaimRun, title: string, because: string): Figure {
  const orders = [...new Set(counted.map((c) => c.order))];
  const last = Math.max(...counted.map((c) => c.size - 1));
  return {
    id: 'counts',
    title,
    subtitle: `Spherical spin glasses of Λ = ${[...new Set(counted.map((c) => c.size))].join(', ')}; mean over ${Math.min(...counted.map((c) => c.disorders))} disorders, every critical point of each found`,
    panels: orders.map((order) => ({
      layout: 'xy' as const,
      title: `Order *H* = ${order}`,
      x: { name: 'index *k*, line: Kac–Rice', domain: [-0.2, last + 0.2] as const },
      y: { name: 'mean number of critical points' },
      marks: counted
        .filter((c) => c.order === order)
        .flatMap((c): Mark[] => [
          {
            type: 'curve',
            role: 'layer',
            label: '',
            points: c.byIndex.map((part, k) => [k, part.exact] as const),
          },
          {
            type: 'points',
            label: `Λ = ${c.size}`,
            rank: Math.min(7, c.size + 1),
            points: c.byIndex.map(({ value, error = 0 }, k) => ({
              x: k,
              y: value,
              low: value - 3 * error,
              high: value + 3 * error,
            })),
          },
        ]),
    })),
    canShow: 'whether the exact expectation at finite size is met, index by index; bars are three standard errors.',
    cannotShow: 'large Λ, where the expectation is carried by rare disorders.',
    source: run.source,
    description: because,
  };
}
