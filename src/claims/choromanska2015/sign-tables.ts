/**
 * Two classifiers with answers ±1 on n points, as the counts of the four sign pairs, and the inequalities of Lemma 8.1 and Theorem 3.2
 * on them in integers: a correlation and a bound are both a fraction x/√X, compared by squares. Exact for n ≤ 64, where every product
 * stays below 2⁵³.
 */

/** Counts: both +1; Z₁ = +1 alone (n ε⁺); Z₂ = +1 alone (n ε⁻); both −1. */
export interface SignTable {
  readonly both: number;
  readonly lost: number;
  readonly won: number;
  readonly neither: number;
}

/** Every table of n points. */
export function* signTables(n: number): Generator<SignTable> {
  for (let both = 0; both <= n; both++)
    for (let lost = 0; lost <= n - both; lost++)
      for (let won = 0; won <= n - both - lost; won++) yield { both, lost, won, neither: n - both - lost - won };
}

/** x/√X with integers x and X > 0. */
export interface RootFraction {
  readonly x: number;
  readonly X: number;
}

export function points({ both, lost, won, neither }: SignTable): number {
  return both + lost + won + neither;
}

/** n p = points with Z₁ = +1; n ε = points with Z₁ ≠ Z₂. */
export function positives({ both, lost }: SignTable): number {
  return both + lost;
}
export function disagreements({ lost, won }: SignTable): number {
  return lost + won;
}

/** corr(Z₁, Z₂) = (n Σ Z₁Z₂ − Σ Z₁ Σ Z₂)/√((n² − (Σ Z₁)²)(n² − (Σ Z₂)²)); undefined when a classifier always gives the same answer. */
export function correlation(table: SignTable): RootFraction | undefined {
  const n = points(table);
  const [a, b] = [positives(table), table.both + table.won];
  const X = 16 * a * (n - a) * b * (n - b);
  if (X === 0) return undefined;
  return { x: n * (n - 2 * disagreements(table)) - (2 * a - n) * (2 * b - n), X };
}

/**
 * The bound of Lemma 8.1 with p = a/n ≤ ½ and ε = k/n:
 *      (1 − 2ε − (1−2p)² − 2(1−2p)ε)/(4 √(p(1−p)(p+ε)(1−p+ε)))
 */
export function lemmaBound(n: number, a: number, k: number): RootFraction {
  return {
    x: n * n - 2 * k * n - (n - 2 * a) ** 2 - 2 * (n - 2 * a) * k,
    X: 16 * a * (n - a) * (a + k) * (n - a + k),
  };
}

/** The bound of Theorem 3.2 with ε = k/n: (1−2ε)/(1+2ε). */
export function theoremBound(n: number, k: number): RootFraction {
  return { x: n - 2 * k, X: (n + 2 * k) ** 2 };
}

/** −1, 0, 1 as f is below, equal to or above g, exactly. */
export function compare(f: RootFraction, g: RootFraction): number {
  const [signF, signG] = [Math.sign(f.x), Math.sign(g.x)];
  if (signF !== signG) return Math.sign(signF - signG);
  return Math.sign(signF * f.x * f.x * g.X - signG * g.x * g.x * f.X);
}

/** As a decimal number, rounded. */
export function decimalOf({ x, X }: RootFraction): number {
  return x / Math.sqrt(X);
}
