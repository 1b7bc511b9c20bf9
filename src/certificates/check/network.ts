/** A network whose parameters move along a polynomial curve: its outputs and its loss as polynomials, exact for all small t > 0. */
import { type Layers, type Problem, rowsOf, type Vector } from '../format.ts';
import { add, multiply, negate, one, type Rational, sign, zero } from '../rational.ts';

/** Coefficients of 1, t, t², …; the empty list is 0. */
type Polynomial = readonly Rational[];

const plus = (a: Polynomial, b: Polynomial): Polynomial =>
  a.length < b.length ? plus(b, a) : a.map((coefficient, k) => add(coefficient, b[k] ?? zero));
const scaled = (a: Polynomial, factor: Rational): Polynomial => a.map((coefficient) => multiply(coefficient, factor));
const raised = (a: Polynomial): Polynomial => [zero, ...a];
const times = (a: Polynomial, b: Polynomial): Polynomial =>
  a.reduceRight<Polynomial>((product, factor) => plus(raised(product), scaled(b, factor)), []);

/** The sign for all small t > 0: that of the first coefficient that is not 0. */
export const signNear = (a: Polynomial): number => a.map(sign).find((s) => s !== 0) ?? 0;

/** What goes into the units of each hidden layer, and the output, at θ(t) = Σ_k t^k curve[k]. */
export function follow(curve: readonly Layers[], x: Vector): { hidden: Polynomial[][]; output: Polynomial } {
  const hidden: Polynomial[][] = [];
  let h: Polynomial[] = x.map((value) => [value]);
  for (let l = 0; ; l++) {
    const steps = curve.map((layers) => rowsOf(layers[l]!));
    const weight = (u: number, i: number) => steps.map((step) => step[u]![i]!);
    const z = steps[0]!.map((_, u) => [...h, [one]].map((value, i) => times(weight(u, i), value)).reduce(plus));
    if (l === curve[0]!.length - 1) return { hidden, output: z[0]! };
    hidden.push(z);
    h = z.map((value) => (signNear(value) > 0 ? value : []));
  }
}

/** r_i = f(x_i) − y_i along the curve. */
export const residuals = ({ x, y }: Problem, curve: readonly Layers[]): Polynomial[] =>
  x.map((row, i) => plus(follow(curve, row).output, [negate(y[i]!)]));

/** L = Σ r_i² along the curve. */
export const lossAlong = (problem: Problem, curve: readonly Layers[]): Polynomial =>
  residuals(problem, curve).reduce<Polynomial>((total, r) => plus(total, times(r, r)), [zero]);
