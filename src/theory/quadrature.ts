/** Gauss–Legendre rules on [−1, 1]: in doubles, and in double-doubles with the kernel −sgn(x − y) that integrates on the nodes. */
import type { DoubleDouble, DoubleDoubles } from './double-double.ts';
import {
  add,
  addMultiple,
  allocate,
  divide,
  exact,
  get,
  multiply,
  negate,
  one,
  set,
  squareRoot,
  subtract,
} from './double-double.ts';

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
      for (let n = 2; n <= count; n++) [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
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
  /** Square roots of the weights. */
  readonly roots: DoubleDoubles;
  /** count × count, row-major: √w_a √w_b (−sgn(x_a − x_b)) in the space of polynomials of degree < count, exactly antisymmetric. */
  readonly sign: DoubleDoubles;
}

/** The rule in double-doubles. −sgn maps P_n to 2(P_{n−1} − P_{n+1})/(2n+1), which is exact on the nodes although sgn jumps. */
export function signRule(count: number): SignRule {
  const start = gaussLegendre(count);
  const nodes = allocate(count);
  const roots = allocate(count);
  const basis = allocate(count * count);
  for (let i = 0; i < count; i++) {
    let x = exact(start.nodes[i]!);
    let values = legendre(count, x);
    for (let step = 0; step < 2; step++) {
      x = subtract(x, divide(values[count]!, slopeAt(count, x, values)));
      values = legendre(count, x);
    }
    const slope = slopeAt(count, x, values);
    const root = squareRoot(divide(exact(2), multiply(subtract(one, multiply(x, x)), multiply(slope, slope))));
    set(nodes, i, x);
    set(roots, i, root);
    for (let n = 0; n < count; n++) {
      set(basis, n * count + i, multiply(multiply(values[n]!, squareRoot(exact(n + 0.5))), root));
    }
  }
  return { count, nodes, roots, sign: signKernel(count, basis) };
}

/** Tᵀ Q T with Q[n−1, n] = −Q[n, n−1] = 2/√((2n+1)(2n−1)). */
function signKernel(count: number, basis: DoubleDoubles): DoubleDoubles {
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

/** P_0(x) … P_count(x). */
function legendre(count: number, x: DoubleDouble): DoubleDouble[] {
  const values = [one, x];
  for (let n = 2; n <= count; n++) {
    const twice = multiply(multiply(exact(2 * n - 1), x), values[n - 1]!);
    values.push(divide(add(twice, multiply(exact(1 - n), values[n - 2]!)), exact(n)));
  }
  return values;
}

function slopeAt(count: number, x: DoubleDouble, values: readonly DoubleDouble[]): DoubleDouble {
  const above = subtract(multiply(x, values[count]!), values[count - 1]!);
  return divide(multiply(exact(count), above), subtract(multiply(x, x), one));
}
