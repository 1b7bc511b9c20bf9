/**
 * Forms in n = (n₁, …, n_m) ≥ 0, the lengths of a direction's parts in the m layers, with coefficients ≥ 0: a linear one as a vector, a
 * quadratic one as a matrix, a cubic one as m × m × m numbers. What is wanted is the largest value at ‖n‖ = 1.
 *
 * For a matrix G ≥ 0 and any x > 0 the spectral radius is at most max (Gx)_i/x_i (Collatz–Wielandt); the largest value of a quadratic form
 * is that of its symmetric part, that of a cubic form T at most √ρ(G), G_ij = Σ_kl T_ikl T_jkl of its symmetric part.
 * @source [horn2013matrix, §8.1]
 */

/** Products of the power method that seeks x. */
const products = 40;
/** Entries of x are at least this share of the largest, so that none vanishes. */
const least = 1e-3;
/** Room for the roundings of sums of nonnegative terms. */
const up = 1 + 1e-9;

/** form += factor · a bᵀ. */
export function addOuter(form: Float64Array, factor: number, a: Float64Array, b: Float64Array): void {
  if (factor === 0) return;
  const m = a.length;
  for (let i = 0; i < m; i++) if (a[i] !== 0) for (let j = 0; j < m; j++) form[i * m + j]! += factor * a[i]! * b[j]!;
}

/** cubic += factor · a ⊗ quadratic. */
export function addCubic(cubic: Float64Array, factor: number, a: Float64Array, quadratic: Float64Array): void {
  if (factor === 0) return;
  const square = quadratic.length;
  for (let i = 0; i < a.length; i++) {
    const x = factor * a[i]!;
    if (x !== 0) for (let j = 0; j < square; j++) cubic[i * square + j]! += x * quadratic[j]!;
  }
}

/** At least max nᵀQn over ‖n‖ = 1. */
export function quadraticNorm(Q: Float64Array, m: number): number {
  return (
    up *
    spectralRadius(
      Q.map((q, at) => (q + Q[(at % m) * m + Math.floor(at / m)]!) / 2),
      m,
    )
  );
}

/** At least max T(n, n, n) over ‖n‖ = 1. */
export function cubicNorm(T: Float64Array, m: number): number {
  const S = new Float64Array(m ** 3);
  const places = [m * m, m, 1] as const;
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++)
      for (let k = 0; k < m; k++)
        for (const [a, b, c] of orders)
          S[i * places[0] + j * places[1] + k]! += T[i * places[a] + j * places[b] + k * places[c]]! / 6;
  const G = new Float64Array(m * m);
  const square = m * m;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++)
      for (let k = 0; k < square; k++) G[i * m + j]! += S[i * square + k]! * S[j * square + k]!;
  return up * Math.sqrt(spectralRadius(G, m));
}

/** At least the spectral radius of a symmetric G ≥ 0. */
function spectralRadius(G: Float64Array, m: number): number {
  let x = new Float64Array(m).fill(1);
  let best = Infinity;
  for (let step = 0; step < products; step++) {
    const y = new Float64Array(m);
    for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) y[i]! += G[i * m + j]! * x[j]!;
    const ratios = y.map((yi, i) => yi / x[i]!);
    const worst = ratios.reduce((a, b) => Math.max(a, b), 0);
    best = Math.min(best, worst);
    const largest = y.reduce((a, b) => Math.max(a, b), 0);
    if (!(largest > 0 && largest < Infinity)) return largest === 0 ? 0 : Infinity;
    x = y.map((yi, i) => Math.max(least * largest, yi + largest * 0.1 * x[i]!) / largest);
  }
  return best * up;
}
