/** Systems of polynomials as lists of terms: values and Jacobians at complex points. Complex numbers lie interleaved, real part first. */
import { add, type DoubleDouble, exact, multiply, subtract, zero } from '../base/double-double.ts';

/** c x_i x_j ⋯: a variable stands as often as its power. */
export interface Term {
  readonly coefficient: readonly [re: number, im: number];
  readonly variables: readonly number[];
}

export interface PolynomialSystem {
  readonly unknowns: number;
  /** One list of terms an equation. */
  readonly equations: readonly (readonly Term[])[];
}

/** Writes F(z), and ∂F_i/∂z_j at row i of `jacobian`, whose rows have `stride` complex entries. */
export type ComplexEvaluation = (z: Float64Array, F: Float64Array, jacobian: Float64Array, stride: number) => void;

export function complexEvaluation({ unknowns, equations }: PolynomialSystem): ComplexEvaluation {
  const terms = equations.flatMap((list, equation) => list.map((term) => ({ ...term, equation })));
  // Flat arrays: a homotopy evaluates some thousand terms a step.
  const places = Int32Array.from(terms.flatMap(({ variables }) => variables));
  const ends = new Int32Array(terms.length);
  terms.forEach(({ variables }, k) => {
    ends[k] = (k > 0 ? ends[k - 1]! : 0) + variables.length;
  });
  const rows = Int32Array.from(terms, ({ equation }) => equation);
  const coefficients = Float64Array.from(terms.flatMap(({ coefficient }) => coefficient));
  const longest = Math.max(0, ...terms.map(({ variables }) => variables.length));
  // Products of a term's first variables: a derivative leaves one out, and takes the last ones besides.
  const before = new Float64Array(2 * (longest + 1));
  return (z, F, J, stride) => {
    F.fill(0, 0, 2 * equations.length);
    for (let i = 0; i < equations.length; i++) J.fill(0, 2 * i * stride, 2 * (i * stride + unknowns));
    for (let k = 0, from = 0; k < ends.length; k++) {
      const [end, row] = [ends[k]!, rows[k]!];
      let re = coefficients[2 * k]!;
      let im = coefficients[2 * k + 1]!;
      for (let at = from, b = 0; at < end; at++, b += 2) {
        before[b] = re;
        before[b + 1] = im;
        const v = 2 * places[at]!;
        const [zr, zi] = [z[v]!, z[v + 1]!];
        const next = re * zr - im * zi;
        im = re * zi + im * zr;
        re = next;
      }
      F[2 * row]! += re;
      F[2 * row + 1]! += im;
      re = 1;
      im = 0;
      for (let at = end - 1, b = 2 * (end - 1 - from); at >= from; at--, b -= 2) {
        const v = 2 * places[at]!;
        const to = 2 * row * stride + v;
        const [pr, pi] = [before[b]!, before[b + 1]!];
        J[to]! += pr * re - pi * im;
        J[to + 1]! += pr * im + pi * re;
        const [zr, zi] = [z[v]!, z[v + 1]!];
        const next = re * zr - im * zi;
        im = re * zi + im * zr;
        re = next;
      }
      from = end;
    }
  };
}

/**
 * F(z + rest) in double-doubles, rounded at the end: each value is right to 2⁻⁹⁸ of the sum of its terms' sizes.
 * @param rest  what z lacks, each part at most half a unit in the last place of its own; default 0
 */
export function preciseValues({ equations }: PolynomialSystem, z: Float64Array, rest?: Float64Array): Float64Array {
  const at = (i: number): DoubleDouble => ({ hi: z[i]!, lo: rest?.[i] ?? 0 });
  const values = equations.flatMap((terms) => {
    let sum: PreciseComplex = [zero, zero];
    for (const { coefficient, variables } of terms) {
      const start: PreciseComplex = [exact(coefficient[0]), exact(coefficient[1])];
      const [re, im] = variables.reduce((part, v) => product(part, [at(2 * v), at(2 * v + 1)]), start);
      sum = [add(sum[0], re), add(sum[1], im)];
    }
    return [sum[0].hi, sum[1].hi];
  });
  return Float64Array.from(values);
}

type PreciseComplex = readonly [re: DoubleDouble, im: DoubleDouble];

function product([a, b]: PreciseComplex, [c, d]: PreciseComplex): PreciseComplex {
  return [subtract(multiply(a, c), multiply(b, d)), add(multiply(a, d), multiply(b, c))];
}
