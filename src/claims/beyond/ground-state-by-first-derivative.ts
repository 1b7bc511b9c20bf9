/**
 * gs/ground-state-by-first-derivative: an isotropic Gaussian field on the sphere, Cov = Λ ξ(R), ξ(1) = 1. Where its ground state lies below the barrier the
 * mean number of critical points there is the mean Euler characteristic, which by the Gaussian kinematic formula knows ξ through ξ′(1) alone: the annealed E_0
 * is that of a pure glass of real order ξ′(1). Where E_0 < E∞, ξ″(1) matters.
 */
import { isotropicMixture, type MixtureTerm } from '../../theory/index.ts';
import type { Evaluation, Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { extreme, list } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';

/** Two orders and the share of the second that gives ξ′(1). */
const mixed = (first: number, second: number, slope: number): MixtureTerm[] => {
  const share = (slope - first) / (second - first);
  return [
    { power: first, share: 1 - share },
    { power: second, share },
  ];
};

/** By ξ′(1); each with mixtures of orders of which E_0 > E∞ or not, as it turns out. */
const slopes = [2.5, 3, 4, 5];
const pairs: readonly (readonly [number, number])[] = [
  [2, 6],
  [2, 12],
  [2, 8],
  [3, 6],
  [3, 5],
  [3, 9],
  [4, 6],
];

/** Bisections to the last bit; E_0 errs by about 1e-14 of itself over the slope of the complexity there. */
const tolerance = 1e-11;

export const groundStateByFirstDerivative = theoryClaim({
  id: 'gs/ground-state-by-first-derivative',
  statement:
    'The annealed ground state of an isotropic mixture is that of the pure glass of real order ξ′(1) wherever it lies below the barrier, and is not where it lies above.',
  source: { key: 'auffinger2013complexity', place: 'the complexity of mixtures, evaluated' },
  openQuestions: ['The ground state is annealed: for mixtures the quenched one may lie higher.'],
  evaluate,
});

export interface Row {
  readonly slope: number;
  readonly orders: string;
  readonly barrier: number;
  readonly groundState: number;
  readonly pure: number;
}

function evaluate(): Evaluation {
  const rows = slopes.flatMap((slope) => {
    const pure = isotropicMixture([{ power: slope, share: 1 }]).groundState;
    return pairs
      .filter(([low, high]) => low < slope && slope < high)
      .map(([low, high]): Row => {
        const { barrier, groundState } = isotropicMixture(mixed(low, high, slope));
        return { slope, orders: `${low} and ${high}`, barrier, groundState, pure };
      });
  });
  const findings = [belowFinding(rows), aboveFinding(rows)];
  return evaluation({
    title: `${rows.filter((row) => off(row) < tolerance).length} of ${rows.length} mixtures have the ground state of the pure glass of order ξ′(1)`,
    findings,
    tables: [
      tableOf('Mixtures of two orders', rows, {
        'ξ′(1)': ({ slope }) => slope,
        orders: ({ orders }) => orders,
        'E∞': ({ barrier }) => decimal(barrier, 6),
        E_0: ({ groundState }) => decimal(groundState, 9),
        'E_0 of the pure glass': ({ pure }) => decimal(pure, 9),
      }),
    ],
  });
}

const isBelow = ({ groundState, barrier }: Row) => groundState > barrier;
const off = ({ groundState, pure }: Row) => Math.abs(groundState - pure);

export function belowFinding(rows: readonly Row[]): Finding {
  const some = rows.filter(isBelow);
  const most = Math.max(0, ...some.map(off));
  return exactFinding({
    id: 'below-the-barrier',
    statement: 'Where E_0 > E∞, E_0 of a mixture is E_0 of the pure glass of order ξ′(1).',
    ours: true,
    because: `${some.length} mixtures with ξ′(1) = ${list([...new Set(some.map(({ slope }) => slope))], String)}: E_0 differs from that of the pure glass by at most ${scientific(most, 1)}.`,
    holds: some.length > 0 ? most < tolerance : undefined,
    by: 'comparison',
    rule: `confirmed when the two differ by less than ${tolerance} in every mixture of the list with E_0 > E∞`,
    quantities: [extreme('largest difference of E_0', most, some.length)],
  });
}

export function aboveFinding(rows: readonly Row[]): Finding {
  const some = rows.filter((row) => !isBelow(row));
  const least = Math.min(...some.map(off));
  return exactFinding({
    id: 'above-the-barrier',
    statement: 'Where E_0 < E∞, it is another.',
    ours: true,
    because:
      some.length > 0
        ? `${some.length} mixtures (${list(some, ({ slope, orders }) => `orders ${orders} at ξ′(1) = ${slope}`)}) have E_0 < E∞; there it differs by at least ${scientific(least, 2)}.`
        : 'No mixture of the list has E_0 < E∞.',
    holds: some.length > 0 ? least > tolerance : undefined,
    by: 'comparison',
    rule: `confirmed when the two differ by more than ${tolerance} in every mixture of the list with E_0 < E∞`,
    quantities: some.length > 0 ? [extreme('smallest difference of E_0', least, some.length)] : [],
  });
}
