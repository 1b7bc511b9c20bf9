/**
 * The exact half of ls/reduction-image: Lemma 8.1, Theorem 3.2 and the steps between them on every sign table of up to 40 points, in
 * integers; as printed and as corrected where the two differ.
 */
import type { Finding } from '../claim.ts';
import { decimal } from '../theory-lines.ts';
import {
  compare,
  correlation,
  decimalOf,
  disagreements,
  lemmaBound,
  points,
  positives,
  type RootFraction,
  type SignTable,
  signTables,
  theoremBound,
} from './sign-tables.ts';

/** Fixed before the run: up to this many points, and up to this many with labels beside the signs. */
const mostPoints = 40;
const mostLabeled = 5;

export function exactFindings(): Finding[] {
  const tables = Array.from({ length: mostPoints }, (_, i) => [...signTables(i + 1)]).flat();
  const varied = tables.filter((table) => correlation(table) !== undefined);
  return [
    lemma(varied),
    theorem(varied),
    outOfRange(varied),
    exactValue(varied),
    zeroMean(),
    secondMean(tables),
    correctedMean(tables),
    ...definition(),
  ];
}

/** Every ε = k/n from the disagreement up to p, since the lemma says “no more than ε”. */
export function lemma(tables: readonly SignTable[], bound: typeof lemmaBound = lemmaBound): Finding {
  let [cases, wrong] = [0, 0];
  for (const table of tables) {
    const [n, a, e] = [points(table), positives(table), disagreements(table)];
    if (2 * a > n) continue;
    for (let k = e; k <= a; k++) {
      cases++;
      if (compare(correlation(table)!, bound(n, a, k)) < 0) wrong++;
    }
  }
  return {
    id: 'lemma-8.1',
    statement: `Lemma 8.1 with ε the share of points classified differently, for p ≤ ½ and ε ≤ p, on every sign table of up to ${mostPoints} points.`,
    verdict: wrong === 0 ? 'proved' : 'contradicted',
    because: `${wrong} violations in ${cases} pairs of a table and an ε.`,
    rule: 'proved when the correlation is at least the bound, compared in integers, for every table and every ε = k/n between the disagreement and p; tables on which a classifier always gives one answer have no correlation',
    quantities: [{ name: 'pairs of table and ε', value: cases, kind: 'exact' }],
  };
}

export function theorem(tables: readonly SignTable[], bound: typeof theoremBound = theoremBound): Finding {
  let [cases, wrong] = [0, 0];
  for (const table of tables) {
    const [n, a, e] = [points(table), positives(table), disagreements(table)];
    if (2 * a !== n) continue;
    for (let k = e; 2 * k <= n; k++) {
      cases++;
      if (compare(correlation(table)!, bound(n, k)) < 0) wrong++;
    }
  }
  return {
    id: 'theorem-3.2',
    statement: `Theorem 3.2 with ε ≤ ½ the share of points classified differently and p = ½, on every sign table of up to ${mostPoints} points.`,
    verdict: wrong === 0 ? 'proved' : 'contradicted',
    because: `${wrong} violations in ${cases} pairs of a table and an ε.`,
    rule: 'as for Lemma 8.1, with the bound (1−2ε)/(1+2ε) and tables on which the first classifier says +1 to half of the points',
    quantities: [{ name: 'pairs of table and ε', value: cases, kind: 'exact' }],
  };
}

/** Definition 3.3 lets ε run to 1. */
function outOfRange(tables: readonly SignTable[]): Finding {
  const over = tables.filter((t) => 2 * positives(t) === points(t) && 2 * disagreements(t) > points(t));
  const wrong = over.filter((t) => compare(correlation(t)!, theoremBound(points(t), disagreements(t))) < 0);
  const total = wrong.find((t) => disagreements(t) === points(t));
  const example = total
    ? ` At ε = 1 the correlation is ${decimal(decimalOf(correlation(total)!), 4)}, the bound ${decimal(decimalOf(theoremBound(1, 1)), 4)}.`
    : '';
  return {
    id: 'range',
    statement:
      'The inequality of Theorem 3.2 on the whole range ε ∈ [0, 1] of Definition 3.3 (the theorem itself asks ε ≤ ½).',
    verdict: 'measured',
    because: `${wrong.length} of ${over.length} tables with ε > ½ violate it.${example}`,
    rule: 'measured: the theorem is printed for ε ≤ ½ only, which Definition 3.3 does not ask',
    quantities: [{ name: 'tables that violate it', value: wrong.length, kind: 'exact' }],
  };
}

/** Both symmetric: ε⁺ = ε⁻, and nothing is left to bound. */
export function exactValue(
  tables: readonly SignTable[],
  value = (n: number, k: number): RootFraction => ({ x: n - 2 * k, X: n * n }),
): Finding {
  const symmetric = tables.filter((t) => 2 * positives(t) === points(t) && t.lost === t.won);
  const wrong = symmetric.filter((t) => {
    return compare(correlation(t)!, value(points(t), disagreements(t))) !== 0;
  });
  return {
    id: 'exact-correlation',
    statement: 'When both outputs are symmetric (p = ½ for both) the correlation is exactly 1 − 2ε (not in the paper).',
    verdict: wrong.length === 0 ? 'proved' : 'contradicted',
    because: `Equal on ${symmetric.length - wrong.length} of ${symmetric.length} tables. The bound (1−2ε)/(1+2ε) is smaller by the factor 1 + 2ε: valid and loose.`,
    rule: 'proved when the two are equal in integers on every table with as many +1 as −1 for both classifiers',
    quantities: [{ name: 'tables', value: symmetric.length, kind: 'exact' }],
  };
}

/** “E[Y₁] = 0 … implies p = 0.5” at the end of §8. */
export function zeroMean(outcomes: readonly number[] = [2, -1, -1]): Finding {
  const total = outcomes.reduce((sum, y) => sum + y, 0);
  const positive = outcomes.filter((y) => y > 0).length;
  const fails = total === 0 && 2 * positive !== outcomes.length;
  return {
    id: 'zero-mean',
    statement: 'An output of zero mean is positive with probability ½ (§8, last step, as printed).',
    verdict: fails ? 'contradicted' : 'inconclusive',
    erratum: 'statement',
    because: `An output that takes the values ${outcomes.join(', ').replaceAll('-', '−')} with equal probability has mean ${total} and is positive with probability ${positive}/${outcomes.length}. What gives ½ is symmetry, Y and −Y alike; Gaussian inputs have it, so that the theorem stands.`,
    rule: 'contradicted by one law with mean 0 and p ≠ ½',
    quantities: [{ name: 'p of the example', value: positive / outcomes.length, kind: 'exact' }],
  };
}

/** n E[Z₂], counted, against 2(p ± ε⁺ ∓ ε⁻) − 1. */
export function secondMean(tables: readonly SignTable[]): Finding {
  const wrong = tables.filter((t) => meanOfSecond(t) !== 2 * (positives(t) + t.lost - t.won) - points(t)).length;
  return {
    id: 'second-mean',
    statement: 'E[Z₂] = 2(p + ε⁺ − ε⁻) − 1 (§8 and equation 10, as printed).',
    verdict: wrong > 0 ? 'contradicted' : 'proved',
    erratum: 'slip',
    because: `It fails on ${wrong} of ${tables.length} tables, all with ε⁺ ≠ ε⁻: the points of X_ε⁺ are taken from the positive ones. The bound of the lemma is not affected.`,
    rule: 'contradicted when it fails on one table',
    quantities: [{ name: 'tables on which it fails', value: wrong, kind: 'exact' }],
  };
}

export function correctedMean(tables: readonly SignTable[], mean: typeof meanOfSecond = meanOfSecond): Finding {
  const wrong = tables.filter((t) => mean(t) !== 2 * (positives(t) - t.lost + t.won) - points(t)).length;
  return {
    id: 'second-mean-corrected',
    statement: 'E[Z₂] = 2(p − ε⁺ + ε⁻) − 1 (corrected).',
    verdict: wrong === 0 ? 'proved' : 'contradicted',
    because: `It holds on ${tables.length - wrong} of ${tables.length} tables.`,
    rule: 'proved when it holds on every table',
    quantities: [{ name: 'tables on which it fails', value: wrong, kind: 'exact' }],
  };
}

function meanOfSecond({ both, lost, won, neither }: SignTable): number {
  return both + won - lost - neither;
}

/** Labels and the answers of two classifiers on n points, as sequences of ±1. */
export interface Labeled {
  readonly labels: readonly number[];
  readonly first: readonly number[];
  readonly second: readonly number[];
}

function* labeledTables(n: number): Generator<Labeled> {
  const signs = (bits: number) => Array.from({ length: n }, (_, i) => ((bits >> i) & 1 ? 1 : -1));
  for (let l = 0; l < 1 << n; l++)
    for (let a = 0; a < 1 << n; a++)
      for (let b = 0; b < 1 << n; b++) yield { labels: signs(l), first: signs(a), second: signs(b) };
}

/** The step from accuracy to answers in Definition 3.3, its converse, and what the theorem says when ε is read off accuracies. */
export function definition(tablesOf: (n: number) => Iterable<Labeled> = labeledTables): Finding[] {
  let [cases, wrong, converse, theoremCases, theoremWrong] = [0, 0, 0, 0, 0];
  let example: Labeled | undefined;
  for (let n = 1; n <= mostLabeled; n++)
    for (const table of tablesOf(n)) {
      const { labels, first, second } = table;
      const right = (answers: readonly number[]) => answers.filter((z, i) => z === labels[i]).length;
      const [gap, e] = [Math.abs(right(first) - right(second)), first.filter((z, i) => z !== second[i]).length];
      cases++;
      if (e > gap) {
        wrong++;
        example ??= gap === 0 && e === n ? table : undefined;
      }
      if (gap > e) converse++;
      const both = tableOf(first, second);
      const found = correlation(both);
      if (!found || 2 * positives(both) !== n || 2 * gap > n) continue;
      theoremCases++;
      if (compare(found, theoremBound(n, gap)) < 0) theoremWrong++;
    }
  const written = (z: readonly number[]) => `(${z.map((x) => (x > 0 ? '+' : '−')).join(' ')})`;
  return [
    {
      id: 'definition-3.3',
      statement:
        'If two accuracies differ by at most ε, at most a share ε of the points is classified differently (Definition 3.3, as printed).',
      verdict: wrong > 0 ? 'contradicted' : 'proved',
      erratum: 'statement',
      because: `It fails on ${wrong} of ${cases} triples of labels and answers on up to ${mostLabeled} points${example ? `: with labels ${written(example.labels)} the answers ${written(example.first)} and ${written(example.second)} are equally accurate and agree nowhere` : ''}.`,
      rule: 'contradicted when it fails for one triple',
      quantities: [{ name: 'triples on which it fails', value: wrong, kind: 'exact' }],
    },
    {
      id: 'definition-converse',
      statement:
        'If at most a share ε of the points is classified differently, the accuracies differ by at most ε (corrected).',
      verdict: converse === 0 ? 'proved' : 'contradicted',
      because: `It holds on ${cases - converse} of ${cases} triples.`,
      rule: 'proved when it holds for every triple; for all others since a point answered alike is right for both or for neither',
      quantities: [{ name: 'triples on which it fails', value: converse, kind: 'exact' }],
    },
    {
      id: 'theorem-by-accuracy',
      statement: 'Theorem 3.2 with ε the difference of accuracy, as Definition 3.3 measures it.',
      verdict: theoremWrong > 0 ? 'contradicted' : 'proved',
      erratum: 'theorem',
      because: `It fails on ${theoremWrong} of ${theoremCases} triples with p = ½ on up to ${mostLabeled} points; read with the share of points classified differently it is proved above.`,
      rule: 'contradicted when it fails for one triple',
      quantities: [{ name: 'triples on which it fails', value: theoremWrong, kind: 'exact' }],
    },
  ];
}

function tableOf(first: readonly number[], second: readonly number[]): SignTable {
  const count = (a: number, b: number) => first.filter((z, i) => z === a && second[i] === b).length;
  return { both: count(1, 1), lost: count(1, -1), won: count(-1, 1), neither: count(-1, -1) };
}
