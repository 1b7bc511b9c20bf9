/**
 * gs/exact-sign-correlation: two classifiers that each predict +1 with probability ½ (as outputs symmetric in X do) and disagree on a
 * share ε have sign correlation exactly 1 − 2ε; Theorem 3.2's (1 − 2ε)/(1 + 2ε) is a valid but loose bound. Counted over all tables.
 */
import type { Claim, Evaluation, Finding } from '../claim.ts';
import { decimal } from '../theory-lines.ts';

/** Largest number of data points; every table of counts with equal margins up to it. */
const largest = 60;

export const exactSignCorrelation: Claim = {
  id: 'gs/exact-sign-correlation',
  statement: 'For symmetric outputs the correlation of signs is exactly 1 − 2ε, ε the share of disagreement.',
  source: { key: 'choromanska2015loss', place: 'beyond Theorem 3.2' },
  openQuestions: ['E[Y] = 0 alone does not give p = ½, as the printed proof says; symmetry of Y in X does.'],
  needs: () => ({}),
  evaluate: () => evaluate(),
};

interface Exceptions {
  readonly tables: number;
  /** Tables whose correlation is another, and those whose correlation lies below the printed bound. */
  readonly wrong: number;
  readonly below: number;
}

/** @param product  n E[Z₁Z₂] of a table, an integer: half − differ of the n points agree on +, as many on −, differ each way disagree */
export function exceptions(
  product = (half: number, differ: number): number => 2 * (half - differ) - 2 * differ,
): Exceptions {
  let tables = 0;
  let wrong = 0;
  let below = 0;
  for (let half = 1; 2 * half <= largest; half++)
    for (let differ = 0; differ <= half; differ++) {
      const n = 2 * half;
      const found = product(half, differ); // E Z₁ = E Z₂ = 0, both variances 1
      tables++;
      if (found !== n - 2 * (2 * differ)) wrong++;
      const ε = (2 * differ) / n;
      if (ε <= 0.5 && found * (1 + 2 * ε) < n * (1 - 2 * ε) - 1e-9) below++;
    }
  return { tables, wrong, below };
}

export function signFindings({ tables, wrong, below }: Exceptions): Finding[] {
  return [
    {
      id: 'exact',
      statement: 'With p = ½ for both classifiers corr = 1 − 2ε.',
      verdict: wrong === 0 ? 'proved' : 'contradicted',
      because: `Equal margins force as many disagreements one way as the other, so E[Z₁Z₂] = 1 − 2ε with means 0 and variances 1; ${wrong} exceptions among all ${tables} tables of up to ${largest} points, in integers.`,
      rule: 'an integer identity, no exception allowed',
      quantities: [{ name: 'exceptions', value: wrong, kind: 'exact' }],
    },
    {
      id: 'printed-bound',
      statement: 'The printed bound (1 − 2ε)/(1 + 2ε) lies below it for ε ≤ ½.',
      verdict: below === 0 ? 'proved' : 'contradicted',
      because: `At ε = 0.1 the bound is ${decimal(0.8 / 1.2, 3)}, the value 0.8; at ε = 0.4 ${decimal(0.2 / 1.8, 3)} against 0.2. Exceptions: ${below}.`,
      rule: 'no table may have a correlation below the bound',
      quantities: [{ name: 'exceptions', value: below, kind: 'exact' }],
    },
  ];
}

function evaluate(): Evaluation {
  return {
    title: 'Signs of symmetric outputs are correlated exactly 1 − 2ε',
    findings: signFindings(exceptions()),
    figures: [],
    tables: [
      {
        title: 'Exact correlation and printed bound',
        columns: ['disagreement ε', 'exact 1 − 2ε', 'printed (1 − 2ε)/(1 + 2ε)'],
        rows: [0.01, 0.05, 0.1, 0.2, 0.4].map((ε) => [
          String(ε),
          decimal(1 - 2 * ε, 4),
          decimal((1 - 2 * ε) / (1 + 2 * ε), 4),
        ]),
      },
    ],
    differences: [],
    story: [
      'A network and its image with few distinct weights need to agree on most inputs; how strongly their signs are then correlated needs no bound, it can be said exactly.',
    ],
  };
}
