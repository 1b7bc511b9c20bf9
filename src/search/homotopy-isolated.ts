/**
 * Newton–Kantorovich for a polynomial system at a complex point: with β ≥ ‖J⁻¹F‖ and K ≥ ‖J⁻¹‖ sup ‖F″‖ over a ball of radius ρ ≥ 1/K about it,
 * K β ≤ 1/20 puts one zero within 2β of the point and no second one within 1/K. Blocks are measured by their own norms, since a zero may be large
 * in one block and small in another, and equations by the sum of their terms' sizes.
 * @source [ortega1970iterative, §12.6]
 * @accuracy Points and F are double-doubles, since large terms cancel and a float is too coarse a place where ‖J⁻¹‖ > 1e7; β includes the rounding
 *           of F; a factor 2 on ‖J⁻¹‖ covers that of J and of its factorization, as long as ‖J⁻¹‖ is below some 1e12
 */
import { exact, subtract } from '../base/double-double.ts';
import { complexEvaluation, type PolynomialSystem, preciseValues } from '../linalg/polynomials.ts';
import { factorComplex, inverseNorm, solveComplex, squareNorm } from './homotopy-linear.ts';
import type { BlockedSystem } from './homotopy-projective.ts';

export interface IsolatedZero {
  readonly x: Float64Array;
  /** An exact zero lies within `error` of x, and no other within `radius`. */
  readonly error: number;
  readonly radius: number;
}

const newtonSteps = 4;
/** More than what products and sums below the range of floats lose. */
const underflow = 1e-150;
/** ρ, blocks of norm 1. */
const ball = 0.1;
/** A block of this norm is measured by 1: it is 0, to rounding. */
const small = 1e-6;

/** The zero next to x, after some Newton steps; null where it is not seen to be isolated. */
export function isolatedZero(system: BlockedSystem, near: Float64Array): IsolatedZero | null {
  const n = system.unknowns;
  const x = near.slice();
  const rest = new Float64Array(x.length);
  const [F, J] = [new Float64Array(2 * n), new Float64Array(2 * n * n)];
  const evaluate = complexEvaluation(system);
  for (let k = 0; k < newtonSteps; k++) {
    evaluate(x, F, J, n);
    const factor = factorComplex(J, n);
    if (!factor) return null;
    const step = preciseValues(system, x, rest);
    solveComplex(factor, step);
    for (let i = 0; i < x.length; i++) {
      const moved = subtract({ hi: x[i]!, lo: rest[i]! }, exact(step[i]!));
      x[i] = moved.hi;
      rest[i] = moved.lo;
    }
    if (!x.every(Number.isFinite)) return null;
  }
  const units = unitsOf(system, x);
  const { scaled, sizes, rounding, bend } = scaledTo(system, x, units);
  const values = preciseValues(system, x, rest).map((part, i) => part / sizes[i >> 1]!);
  complexEvaluation(scaled)(
    x.map((part, i) => part / units[i >> 1]!),
    F,
    J,
    n,
  );
  const factor = factorComplex(J, n);
  if (!factor) return null;
  const inverse = 2 * inverseNorm(factor);
  const β = inverse * (Math.sqrt(squareNorm(values)) + rounding);
  const K = Math.max(inverse * bend, 1 / ball);
  if (!(K * β <= 0.05)) return null;
  return { x, error: 2 * β * Math.max(...units) + Math.sqrt(squareNorm(rest)), radius: Math.min(...units) / K };
}

/** The unit of each unknown: the norm of its block. */
function unitsOf({ blocks }: BlockedSystem, x: Float64Array): number[] {
  let from = 0;
  return blocks.flatMap((n) => {
    const norm = Math.sqrt(squareNorm(x.subarray(2 * from, 2 * (from + n))));
    from += n;
    return new Array<number>(n).fill(norm > small ? norm : 1);
  });
}

/**
 * The system in these units, each equation over the sum of its terms' sizes; a bound on the rounding of its precise values at x; and one on ‖F″‖
 * over the ball: every second derivative by its terms with coordinates at most |y_v| + ρ, all of them in quadrature.
 */
function scaledTo({ unknowns, equations }: PolynomialSystem, x: Float64Array, units: readonly number[]) {
  const moduli = units.map((unit, v) => Math.hypot(x[2 * v]!, x[2 * v + 1]!) / unit);
  let [rounding, bend] = [0, 0];
  const sizes: number[] = [];
  const scaled = equations.map((terms) => {
    const own = terms.map(({ coefficient: [re, im], variables }) => {
      const factor = variables.reduce((product, v) => product * units[v]!, 1);
      return { coefficient: [re * factor, im * factor] as const, variables };
    });
    const whole = own.reduce((sum, { coefficient }) => sum + Math.hypot(...coefficient), 0);
    sizes.push(whole);
    const second = new Float64Array(unknowns ** 2);
    let size = 0;
    const out = own.map(({ coefficient: [re, im], variables }) => {
      const c = Math.hypot(re, im) / whole;
      size += variables.reduce((product, v) => product * moduli[v]!, c);
      variables.forEach((v, a) => {
        variables.forEach((w, b) => {
          if (a === b) return;
          const others = variables.filter((_, at) => at !== a && at !== b);
          second[v * unknowns + w]! += others.reduce((product, u) => product * (moduli[u]! + ball), c);
        });
      });
      return { coefficient: [re / whole, im / whole] as const, variables };
    });
    rounding += ((terms.length + 30) * (2 ** -98 * size + underflow)) ** 2;
    bend += second.reduce((sum, part) => sum + part ** 2, 0);
    return out;
  });
  return {
    scaled: { unknowns, equations: scaled },
    sizes,
    rounding: Math.sqrt(rounding),
    bend: Math.sqrt(bend) * (1 + 1e-9),
  };
}
