/**
 * Farkas' alternative in exact arithmetic: M z = r has a solution z ≥ 0, or a y with yᵀM ≤ 0 and yᵀr > 0 shows that it has none. By the
 * first phase of the simplex method with Bland's rule, which ends; the tableau stays in integers, all over one denominator (Edmonds).
 * @source [bland1977new]; [edmonds1967systems]
 */
import { ArgumentError } from '../../base/errors.ts';
import { type Rational, rational } from '../rational.ts';

export type Alternative =
  | { readonly kind: 'solution'; readonly z: readonly Rational[]; readonly pivots: number }
  | { readonly kind: 'refutation'; readonly y: readonly Rational[]; readonly pivots: number };

/**
 * @param M  rows of integers
 * @param r  integers ≥ 0, one a row
 * @throws ArgumentError when the rows differ in length, or r is negative somewhere
 */
export function farkas(M: readonly (readonly bigint[])[], r: readonly bigint[]): Alternative {
  const rows = M.length;
  const width = M[0]?.length ?? 0;
  if (r.length !== rows || M.some((row) => row.length !== width))
    throw new ArgumentError('farkas', 'M', `${r.length} rows of ${width} numbers`, `${rows} rows`);
  const negative = r.find((entry) => entry < 0n);
  if (negative !== undefined) throw new ArgumentError('farkas', 'r', '≥ 0', negative);
  // Columns: z, one artificial a row, the right side. The last row holds reduced costs of the sum of artificials.
  const last = width + rows;
  const tableau = M.map((row, i) => [...row, ...unit(rows, i), r[i]!]);
  const costs = new Array<bigint>(last + 1).fill(0n);
  for (const row of tableau) for (let j = 0; j <= last; j++) if (j < width || j === last) costs[j]! -= row[j]!;
  tableau.push(costs);
  const basis = Array.from({ length: rows }, (_, i) => width + i);
  let denominator = 1n;
  let pivots = 0;
  for (;;) {
    const entering = tableau[rows]!.findIndex((cost, j) => j < last && cost < 0n);
    if (entering < 0) break;
    const leaving = leavingRow(tableau, basis, entering, last);
    // The sum of artificials is bounded below, so some row limits every step.
    denominator = pivot(tableau, leaving, entering, denominator);
    basis[leaving] = entering;
    pivots++;
  }
  if (tableau[rows]![last]! < 0n) {
    const y = Array.from({ length: rows }, (_, i) => rational(denominator - tableau[rows]![width + i]!, denominator));
    return { kind: 'refutation', y, pivots };
  }
  const z = Array.from({ length: width }, () => rational(0n));
  for (const [i, column] of basis.entries()) if (column < width) z[column] = rational(tableau[i]![last]!, denominator);
  return { kind: 'solution', z, pivots };
}

/** The row whose basic variable reaches zero first; of several the one of the smallest column (Bland). */
function leavingRow(tableau: readonly bigint[][], basis: readonly number[], entering: number, last: number): number {
  let best = -1;
  for (let i = 0; i < basis.length; i++) {
    const a = tableau[i]![entering]!;
    if (a <= 0n) continue;
    if (best < 0) {
      best = i;
      continue;
    }
    const [mine, theirs] = [tableau[i]![last]! * tableau[best]![entering]!, tableau[best]![last]! * a];
    if (mine < theirs || (mine === theirs && basis[i]! < basis[best]!)) best = i;
  }
  return best;
}

/** All other rows lose their entry in the column; divisions by the former denominator leave no rest. @returns the new denominator */
function pivot(tableau: bigint[][], row: number, column: number, denominator: bigint): bigint {
  const own = tableau[row]!;
  const p = own[column]!;
  for (const [i, other] of tableau.entries()) {
    if (i === row) continue;
    const factor = other[column]!;
    for (let j = 0; j < other.length; j++) other[j] = (other[j]! * p - factor * own[j]!) / denominator;
  }
  return p;
}

function unit(size: number, at: number): bigint[] {
  return Array.from({ length: size }, (_, i) => (i === at ? 1n : 0n));
}
