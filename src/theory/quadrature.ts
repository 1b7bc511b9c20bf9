/** Gauss–Legendre rules on [−1, 1]: in doubles, and in double-doubles with the kernel −sgn(x − y) that integrates on the nodes. */
import type { DoubleDouble } from '../base/double-double.ts';
import { divide, exact, multiply, negate, one, squareRoot, subtract } from '../base/double-double.ts';
import type { DoubleDoubles } from './double-double-vector.ts';
import { addMultiple, addProducts, allocate, get, products, set } from './double-double-vector.ts';

export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** The rule of `count` nodes, ascending, exact for polynomials of degree 2·count − 1; nodes and weights to about 1e-15. */
export function gaussLegendre(count: number): Rule {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 6; step++) {
      let before = 1;
      let value = x;
      for (let n = 2; n <= count; n++) {
        const next = ((2 * n - 1) * x * value - (n - 1) * before) / n;
        before = value;
        value = next;
      }
      slope = (count * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

export interface SignRule {
  readonly count: number;
  readonly nodes: DoubleDoubles;
  readonly weights: DoubleDoubles;
  /** Square roots of the weights. */
  readonly roots: DoubleDoubles;
  /** 1/(x_a − x_b) for b < a, row-major. */
  readonly inverseGaps: DoubleDoubles;
  /** count × count, row-major: √w_a √w_b (−sgn(x_a − x_b)) in the space of polynomials of degree < count, exactly antisymmetric. */
  readonly sign: DoubleDoubles;
}

/** The rule in double-doubles. −sgn maps P_n to 2(P_{n−1} − P_{n+1})/(2n+1), which is exact on the nodes although sgn jumps. */
export function signRule(count: number): SignRule {
  const nodes = { hi: gaussLegendre(count).nodes, lo: new Float64Array(count) };
  let table = legendreTable(count, nodes);
  for (let step = 0; step < 2; step++) {
    for (let i = 0; i < count; i++) {
      const x = get(nodes, i);
      set(nodes, i, subtract(x, divide(get(table, count * count + i), slopeAt(count, x, table, i))));
    }
    table = legendreTable(count, nodes);
  }
  const roots = allocate(count);
  const inverseGaps = allocate(count * count);
  for (let i = 0; i < count; i++) {
    const x = get(nodes, i);
    const slope = slopeAt(count, x, table, i);
    set(roots, i, squareRoot(divide(exact(2), multiply(subtract(one, multiply(x, x)), multiply(slope, slope)))));
    for (let j = 0; j < i; j++) set(inverseGaps, i * count + j, divide(one, subtract(x, get(nodes, j))));
  }
  const sign = signKernel(count, table, roots);
  return { count, nodes, weights: products(roots, roots), roots, inverseGaps, sign };
}

/** Tᵀ Q T with rows P_n √(n+½) √w of T and Q[n−1, n] = −Q[n, n−1] = 2/√((2n+1)(2n−1)). */
function signKernel(count: number, table: DoubleDoubles, roots: DoubleDoubles): DoubleDoubles {
  const basis = allocate(count * count);
  for (let n = 0; n < count; n++) {
    const row = allocate(count);
    addMultiple(squareRoot(exact(n + 0.5)), table, n * count, row, 0, count);
    addProducts(row, 0, roots, 0, basis, n * count, count);
  }
  const product = allocate(count * count);
  for (let n = 1; n < count; n++) {
    const entry = divide(exact(2), squareRoot(exact((2 * n + 1) * (2 * n - 1))));
    addMultiple(entry, basis, n * count, product, (n - 1) * count, count);
    addMultiple(negate(entry), basis, (n - 1) * count, product, n * count, count);
  }
  const sign = allocate(count * count);
  for (let n = 0; n < count; n++) {
    for (let a = 0; a < count; a++) addMultiple(get(basis, n * count + a), product, n * count, sign, a * count, count);
  }
  return sign;
}

/** P_n(x_i) for n = 0 … count, a row for each n. */
function legendreTable(count: number, x: DoubleDoubles): DoubleDoubles {
  const table = allocate((count + 1) * count);
  table.hi.fill(1, 0, count);
  addMultiple(one, x, 0, table, count, count);
  for (let n = 2; n <= count; n++) {
    const climbed = allocate(count);
    addProducts(x, 0, table, (n - 1) * count, climbed, 0, count);
    addMultiple(divide(exact(2 * n - 1), exact(n)), climbed, 0, table, n * count, count);
    addMultiple(divide(exact(1 - n), exact(n)), table, (n - 2) * count, table, n * count, count);
  }
  return table;
}

/** P_count′ at x_i. */
function slopeAt(count: number, x: DoubleDouble, table: DoubleDoubles, i: number): DoubleDouble {
  const above = subtract(multiply(x, get(table, count * count + i)), get(table, (count - 1) * count + i));
  return divide(multiply(exact(count), above), subtract(multiply(x, x), one));
}
