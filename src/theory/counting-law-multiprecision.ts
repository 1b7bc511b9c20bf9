/**
 * P(# = j), the law of the number of GOE eigenvalues below s ≤ 0, for every j at any depth, by the Pfaffian of de Bruijn in a basis
 * in which all integrals are moments. With E = e^{−s²/2} and the functions e^{−x²/2}, d/dx[(x − s)^{i−1} e^{−x²/2}], i = 1 … N − 1, the
 * skew product ∬ sgn(y − x) f_i(x) f_j(y), weighted by z for every argument below s, is B(z²) + z c (e₀e₁ᵀ − e₁e₀ᵀ):
 *      B(t)_ij = (j − i) h_{i+j−3}(t),   i, j ≥ 1;      B(t)_0j = −2 h_{j−1}(t) + δ_j1 E (r + t l),      c = −√(2π) E,
 *      h_m(t) = ∫_s^∞ (y−s)^m e^{−y²} dy + t ∫_{−∞}^s (y−s)^m e^{−y²} dy,      l = ∫_{−∞}^s e^{−y²/2} dy,   r = √(2π) − l,
 * where for odd N the border (r, −E, 0 …) + z (l, E, 0 …) is added. Hence, with D(t) the Pfaffian of rows 2, 3, … (for odd N without
 * the last, p), the generating function of P(# = j) is, up to a constant, even part + z · odd part in t = z²:
 *      N even:  Pf B(t),                      c D(t)
 *      N odd:   D · (r B_p1 + E B_p0),        D · (l B_p1 − E B_p0),        B_p· after elimination.
 * Both are polynomials with coefficients of one sign, interpolated from values at t = 0, t = ∞ and points where consecutive terms balance.
 * D is a partition function of the symplectic ensemble, therefore positive, and so is every pivot: elimination needs no exchanges.
 * Source: [debruijn1955multiple] for the Pfaffian; the basis is derived here, by integration by parts.
 */
import type { BigFloat } from './big-float.ts';
import {
  add,
  bitLength,
  divide,
  fromNumber,
  gaussian,
  logarithm,
  multiply,
  multiplyExact,
  negate,
  shift,
  subtract,
  withLength,
} from './big-float.ts';
import type { CountingLaw } from './counting-law.ts';

/** Largest size at which every index is counted. */
export const allIndicesUpTo = 30;

/** Left end of the supported range of s: u = −8.4 at 30 spins and H = 3, further out at fewer. */
export const lowestEigenvalue = -40;

/** The law at −40 ≤ s ≤ 0 for k = 0 … size − 1, with infinite error bounds left of it.
 *  @param size at most `allIndicesUpTo` */
export function countingLawInFull(size: number, s: number): CountingLaw {
  if (s < lowestEigenvalue) return lawOutOfRange(size);
  return lawOf(eigenvalueCounts(size, s, rightBits + lostBits(size, s)));
}

/** Bits that every probability keeps: those of a double, and some more. */
const rightBits = 64;

/** Bits that cancel, from above: measured for size ≤ 30 and −40 ≤ s ≤ 0, to a few bits independent of the length. */
export function lostBits(size: number, s: number): number {
  const nearZero = 0.18 * size * size * Math.max(0, 1 + s / 2.4);
  return Math.ceil(16 + size * (1.94 * Math.log2(4 - s) - 1.2) + nearZero);
}

function lawOutOfRange(size: number): CountingLaw {
  const all = (value: number) => new Float64Array(size).fill(value);
  const [none, unknown] = [all(-Infinity), all(Infinity)];
  return { lnAtLeast: none, lnAtMost: none, errorAtLeast: unknown, errorAtMost: unknown };
}

function lawOf(probabilities: readonly BigFloat[]): CountingLaw {
  const size = probabilities.length - 1;
  const lnAtLeast = new Float64Array(size);
  const lnAtMost = new Float64Array(size);
  const all = probabilities.reduce(add);
  for (let k = 0; k < size; k++) {
    lnAtLeast[k] = logarithm(divide(probabilities.slice(k + 1).reduce(add), all));
    lnAtMost[k] = logarithm(divide(probabilities.slice(0, k + 1).reduce(add), all));
  }
  const rounding = (ln: number) => 1e-15 + 4e-16 * Math.abs(ln);
  return { lnAtLeast, lnAtMost, errorAtLeast: lnAtLeast.map(rounding), errorAtMost: lnAtMost.map(rounding) };
}

/** P(# = j), j = 0 … size, up to a common positive factor.
 *  @accuracy relative 2^{lostBits − bits} */
export function eigenvalueCounts(size: number, s: number, bits: number): BigFloat[] {
  const ingredients = integrals(size, s, bits);
  const right = evaluate(ingredients, (m) => ingredients.right[m]!, ingredients.rightTail);
  const left = evaluate(ingredients, (m) => ingredients.left[m]!, ingredients.leftTail);
  const points = balances(ingredients);
  const values = points.map((n) =>
    evaluate(
      ingredients,
      (m) => add(ingredients.right[m]!, shift(ingredients.left[m]!, n)),
      add(ingredients.rightTail, shift(ingredients.leftTail, n)),
    ),
  );
  const even = interpolate(
    points,
    right.even,
    left.even,
    values.map((value) => value.even),
    bits,
  );
  // For even size the odd part has one term less than points can tell: the largest is left out.
  const used = size % 2 ? points : points.slice(0, -1);
  const odd =
    size === 2
      ? [right.odd]
      : interpolate(
          used,
          right.odd,
          left.odd,
          values.map((value) => value.odd),
          bits,
        );
  return Array.from({ length: size + 1 }, (_, j) => (j % 2 ? odd : even)[j >> 1]!);
}

interface Integrals {
  readonly size: number;
  readonly bits: number;
  /** ∫ (y−s)^m e^{−y²} dy on either side of s, m = 0 … 2·size. */
  readonly left: readonly BigFloat[];
  readonly right: readonly BigFloat[];
  /** l and r of the opening, and E. */
  readonly leftTail: BigFloat;
  readonly rightTail: BigFloat;
  readonly density: BigFloat;
  readonly rootTwoPi: BigFloat;
}

/** J_1 = ∓½e^{−s²} − s J_0, J_{m+1} = ½ m J_{m−1} − s J_m. To the left the terms cancel: longer mantissas there. */
function integrals(size: number, s: number, bits: number): Integrals {
  const longer = bits + 16 * size;
  const full = gaussian(s, 1, longer);
  const half = gaussian(s, 0.5, bits);
  const place = fromNumber(s, longer);
  const moments = (zeroth: BigFloat, side: 1 | -1): BigFloat[] => {
    const edge = multiplyExact(shift(full.density, -1), side);
    const found = [zeroth, subtract(edge, multiply(place, zeroth))];
    for (let m = 1; m < 2 * size; m++) {
      const grown = shift(multiplyExact(found[m - 1]!, m), -1);
      found.push(subtract(grown, multiply(place, found[m]!)));
    }
    return found.map((moment) => (bitLength(moment.mantissa) > bits ? withLength(moment, bits) : moment));
  };
  return {
    size,
    bits,
    left: moments(full.below, -1),
    right: moments(subtract(full.line, full.below), 1),
    leftTail: half.below,
    rightTail: subtract(half.line, half.below),
    density: half.density,
    rootTwoPi: half.line,
  };
}

/** Even and odd part at one t, from the moments h_m and r + t l. The parts of t = ∞ are those of the leading coefficients. */
function evaluate(
  { size, bits, density, rootTwoPi, leftTail, rightTail }: Integrals,
  moment: (m: number) => BigFloat,
  tails: BigFloat,
): { even: BigFloat; odd: BigFloat } {
  // Rows 2 … N−1, then 0 and 1.
  const labels = [...Array.from({ length: size - 2 }, (_, i) => i + 2), 0, 1];
  const entry = (i: number, j: number): BigFloat => {
    if (i > 0 && j > 0) return multiplyExact(moment(i + j - 3), j - i);
    const plain = shift(moment(i + j - 1), 1);
    if (j === 0) return plain;
    return j === 1 ? subtract(multiply(density, tails), plain) : negate(plain);
  };
  const matrix = skewMatrix(labels, (i) => moment(Math.max(0, 2 * i - 2)), entry, bits);
  const pivots = eliminate(matrix, (size - 2) >> 1);
  const product = pivots.length ? pivots.reduce((a, b) => multiply(a, b)) : undefined;
  if (size % 2 === 0) {
    const last = valueAt(matrix, size - 2, size - 1);
    const even = negate(product ? multiply(product, last) : last);
    const front = multiply(rootTwoPi, density);
    return { even, odd: product ? multiply(product, front) : front };
  }
  const [first, second] = [valueAt(matrix, size - 3, size - 2), valueAt(matrix, size - 3, size - 1)];
  const even = negate(add(multiply(rightTail, second), multiply(density, first)));
  const odd = subtract(multiply(density, first), multiply(leftTail, second));
  return product ? { even: multiply(product, even), odd: multiply(product, odd) } : { even, odd };
}

/** The upper triangle of a skew matrix in fixed point: entry (a, b) is rows[a][b] 2^{scales[a] + scales[b] − bits}. */
interface SkewMatrix {
  readonly rows: bigint[][];
  readonly scales: readonly number[];
  readonly bits: number;
}

/** @param square of about the size of entry²(i, j)/square(j), which makes the mantissas of like length */
function skewMatrix(
  labels: readonly number[],
  square: (i: number) => BigFloat,
  entry: (i: number, j: number) => BigFloat,
  bits: number,
): SkewMatrix {
  const scales = labels.map((i) => Math.ceil(0.5 * binaryLogarithm(square(i))));
  const rows = labels.map((i, a) =>
    labels.map((j, b) => {
      if (b <= a) return 0n;
      const { mantissa, exponent } = entry(i, j);
      const up = exponent + bits - scales[a]! - scales[b]!;
      return up >= 0 ? mantissa << BigInt(up) : mantissa >> BigInt(-up);
    }),
  );
  return { rows, scales, bits };
}

/** With a mantissa of the length that is right, but for a few bits: fixed point errs by some units of the last place. */
function valueAt({ rows, scales, bits }: SkewMatrix, a: number, b: number): BigFloat {
  return { mantissa: rows[a]![b]!, exponent: scales[a]! + scales[b]! - bits };
}

/** Skew-symmetric elimination of the leading pairs, in place; the pivots, whose product is their Pfaffian. */
function eliminate(matrix: SkewMatrix, pairs: number): BigFloat[] {
  const { rows } = matrix;
  const bits = BigInt(matrix.bits);
  const pivots: BigFloat[] = [];
  for (let a = 0; a < 2 * pairs; a += 2) {
    const [first, second] = [rows[a]!, rows[a + 1]!];
    const pivot = first[a + 1]!;
    pivots.push(valueAt(matrix, a, a + 1));
    for (let j = a + 2; j < rows.length; j++) first[j] = (first[j]! << bits) / pivot;
    for (let i = a + 2; i < rows.length; i++) {
      const row = rows[i]!;
      const [x, y] = [first[i]!, second[i]!];
      for (let j = i + 1; j < rows.length; j++) row[j]! -= (x * second[j]! - y * first[j]!) >> bits;
    }
  }
  return pivots;
}

/** Where the terms j − 1 and j of D(t) are about equal, j = 1, 2, …, as exponents of 2, increasing: in D the term t^j is about the leading
 *  minor of the left moments (2j rows) times the trailing minor of the right ones (the other rows). */
function balances({ size, bits, left, right }: Integrals): number[] {
  const pairs = (size - 2) >> 1;
  const pivotsOf = (moment: readonly BigFloat[], reversed: boolean) => {
    const labels = Array.from({ length: 2 * pairs }, (_, a) => (reversed ? 2 * pairs + 1 - a : a + 2));
    const entry = (i: number, j: number) => multiplyExact(moment[i + j - 3]!, j - i);
    const matrix = skewMatrix(labels, (i) => moment[2 * i - 2]!, entry, bits);
    // Reversed rows turn the sign of every pivot.
    return eliminate(matrix, pairs).map((pivot) => binaryLogarithm(reversed ? negate(pivot) : pivot));
  };
  const leading = pivotsOf(left, false);
  const trailing = pivotsOf(right, true).reverse();
  let last = -Infinity;
  return leading.map((value, j) => {
    last = Math.max(last + 1, Math.round(trailing[j]! - value));
    return last;
  });
}

function binaryLogarithm(value: BigFloat): number {
  return logarithm(value) / Math.LN2;
}

/** Coefficients of c_0 + c_1 t + … + c_n t^n from c_0, c_n and the values at the n − 1 points 2^{points}, by Newton's divided differences. */
function interpolate(
  points: readonly number[],
  constant: BigFloat,
  leading: BigFloat,
  values: readonly BigFloat[],
  bits: number,
): BigFloat[] {
  const count = points.length;
  if (count === 0) return [constant, leading];
  const differences = points.map((n, i) =>
    shift(subtract(subtract(values[i]!, constant), shift(leading, n * (count + 1))), -n),
  );
  for (let order = 1; order < count; order++) {
    for (let i = count - 1; i >= order; i--) {
      const [from, to] = [points[i - order]!, points[i]!];
      const width = withLength({ mantissa: (1n << BigInt(to - from)) - 1n, exponent: from }, bits);
      differences[i] = divide(subtract(differences[i]!, differences[i - 1]!), width);
    }
  }
  let inner = [differences[count - 1]!];
  for (let i = count - 2; i >= 0; i--) {
    const lowered = inner.map((value) => negate(shift(value, points[i]!)));
    const sums = inner.map((value, j) => (j + 1 < inner.length ? add(value, lowered[j + 1]!) : value));
    inner = [add(differences[i]!, lowered[0]!), ...sums];
  }
  return [constant, ...inner, leading];
}
