/**
 * Weighted nonlinear least squares by Levenberg and Marquardt, for models with few parameters.
 * @source [marquardt1963algorithm]; [more1978levenberg]
 */
import { finite } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { factorCholesky, solveCholesky } from '../../linalg/cholesky.ts';

/** y = value(x; p). */
export interface Model {
  readonly parameters: readonly string[];
  value(x: number, p: Float64Array): number;
  /** out ← ∂value/∂p. */
  gradient(x: number, p: Float64Array, out: Float64Array): void;
}

export interface Observations {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Standard error of each y, > 0; the weights are 1/error². */
  readonly errors: ArrayLike<number>;
}

export const fitMessages = {
  converged: 'the remaining step is below 1e-10 of the data',
  'step-limit': 'stopped at the step limit; start nearer to the solution',
  stalled: 'no step lowers the sum of squares; check that the model is finite around the start and its gradient right',
  singular: 'the parameters cannot be told apart on these data; drop one or add observations',
} as const;

export interface Fit {
  readonly status: keyof typeof fitMessages;
  readonly parameters: Float64Array;
  /** From (JᵀWJ)⁻¹, taking `errors` at their word; infinite when singular. */
  readonly standardErrors: Float64Array;
  /** Σ ((y − value)/error)². */
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
}

const maxSteps = 200;

/**
 * Minimizes χ² = Σ ((y_i − value(x_i; p))/error_i)² from a start.
 * @throws   ArgumentError on lengths, errors ≤ 0, fewer observations than parameters
 * @accuracy parameters to about 1e-7 standard errors; a local minimum, which one depends on the start
 */
export function leastSquares(model: Model, data: Observations, start: ArrayLike<number>): Fit {
  check(model, data, start);
  let p: Float64Array = Float64Array.from(start);
  let chiSquare = sumOfSquares(model, data, p);
  let λ = 1e-3;
  let size = 0; // Σ (y/error)², the unit of convergence
  for (let i = 0; i < data.x.length; i++) size += (data.y[i]! / data.errors[i]!) ** 2;
  let status: Fit['status'] = 'step-limit';
  for (let step = 0; step < maxSteps; step++) {
    const { normal, slope } = normalEquations(model, data, p);
    const newton = dampedStep(normal, slope, 0);
    if (!newton) λ = Math.max(λ, 1e-6);
    else if (slope.reduce((sum, g, i) => sum + g * newton[i]!, 0) <= 1e-20 * size) {
      // The step that is known to be small is taken all the same: it squares the error.
      p = p.map((x, i) => x + newton[i]!);
      chiSquare = sumOfSquares(model, data, p);
      status = 'converged';
      break;
    }
    let next: Float64Array | undefined;
    for (; λ < 1e14 && !next; λ *= 10) {
      const move = dampedStep(normal, slope, λ);
      if (!move) continue;
      const tried = p.map((x, i) => x + move[i]!);
      const value = sumOfSquares(model, data, tried);
      // A rise by rounding is no rise.
      if (value <= chiSquare * (1 + 1e-14)) {
        next = tried;
        chiSquare = value;
        λ /= 100;
      }
    }
    if (!next) {
      status = newton ? 'stalled' : 'singular';
      break;
    }
    p = next;
    λ = Math.max(λ, 1e-14);
  }
  const standardErrors = errorsFrom(normalEquations(model, data, p).normal, p.length);
  if (status === 'step-limit' && !standardErrors.every(Number.isFinite)) status = 'singular';
  return { status, parameters: p, standardErrors, chiSquare, degreesOfFreedom: data.x.length - p.length };
}

function sumOfSquares(model: Model, { x, y, errors }: Observations, p: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += ((y[i]! - model.value(x[i]!, p)) / errors[i]!) ** 2;
  return sum;
}

/** JᵀWJ, row-major, and JᵀW(y − value). */
function normalEquations(model: Model, { x, y, errors }: Observations, p: Float64Array) {
  const m = p.length;
  const normal = new Float64Array(m * m);
  const slope = new Float64Array(m);
  const row = new Float64Array(m);
  for (let i = 0; i < x.length; i++) {
    const weight = 1 / errors[i]! ** 2;
    const residual = y[i]! - model.value(x[i]!, p);
    model.gradient(x[i]!, p, row);
    for (let a = 0; a < m; a++) {
      slope[a]! += weight * row[a]! * residual;
      for (let b = 0; b < m; b++) normal[a * m + b]! += weight * row[a]! * row[b]!;
    }
  }
  return { normal, slope };
}

/** Solves (A + λ diag A) δ = g, scaled to unit diagonal first; undefined when A is not positive definite to rounding. */
function dampedStep(normal: Float64Array, slope: Float64Array, λ: number): Float64Array | undefined {
  const m = slope.length;
  const scale = slope.map((_, a) => 1 / Math.sqrt(normal[a * m + a]!));
  const scaled = normal.map((entry, at) => entry * scale[Math.floor(at / m)]! * scale[at % m]!);
  for (let a = 0; a < m; a++) scaled[a * m + a] = 1 + λ;
  if (!factorCholesky(scaled, m)) return undefined;
  const step = slope.map((g, a) => g * scale[a]!);
  solveCholesky(scaled, m, step);
  return step.map((x, a) => x * scale[a]!);
}

/** Square roots of the diagonal of A⁻¹. */
function errorsFrom(normal: Float64Array, m: number): Float64Array {
  return Float64Array.from({ length: m }, (_, a) => {
    const column = dampedStep(
      normal,
      Float64Array.from({ length: m }, (_, b) => (a === b ? 1 : 0)),
      0,
    );
    return column ? Math.sqrt(column[a]!) : Infinity;
  });
}

function check(model: Model, { x, y, errors }: Observations, start: ArrayLike<number>): void {
  const where = 'leastSquares';
  const m = model.parameters.length;
  if (start.length !== m)
    throw new ArgumentError(where, 'start', `of length ${m} (${model.parameters.join(', ')})`, start.length);
  if (x.length < m) throw new ArgumentError(where, 'observations', `at least ${m}, one a parameter`, x.length);
  if (y.length !== x.length) throw new ArgumentError(where, 'y', `of length ${x.length} as x`, y.length);
  if (errors.length !== x.length) throw new ArgumentError(where, 'errors', `of length ${x.length} as x`, errors.length);
  for (let i = 0; i < x.length; i++) {
    finite(where, 'x', x[i]);
    finite(where, 'y', y[i]);
    finite(where, 'error', errors[i], Number.MIN_VALUE);
  }
}
