/**
 * Stochastic Lanczos quadrature: the spectral density of a symmetric operator without its eigenvalues. From a random unit vector v,
 * Lanczos gives the Gauss quadrature of the measure Σ (v·x_i)² δ(λ − λ_i): nodes θ_j, the Ritz values, with weights the squared
 * first entries of T's eigenvectors. Its mean over v is the spectral measure (1/n) Σ δ(λ − λ_i).
 * @source [ubaru2017fast]; weights [golub1969calculation]
 */
import { finite, integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { exp } from '../base/functions.ts';
import type { Stream } from '../base/philox.ts';
import { tridiagonalEigenpairs } from './eigenvalues.ts';
import { krylovSpace } from './krylov-space.ts';
import type { Operator } from './operator.ts';

/** One random vector's quadrature: Σ weights = 1. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** A mean over probes with the standard error of that mean. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
}

/**
 * One quadrature a probe, exact for polynomials of degree 2 · steps − 1.
 * @param probes       random vectors, at least 2 for a standard error
 * @param steps        Lanczos steps a probe
 * @randomness         probes · n normals of `stream`, scaled to unit vectors
 */
export function spectralQuadratures(stream: Stream, operator: Operator, probes: number, steps: number): Quadrature[] {
  integer('spectralQuadratures', 'probes', probes, 2);
  integer('spectralQuadratures', 'steps', steps, 1);
  return Array.from({ length: probes }, () => {
    const start = Float64Array.from({ length: operator.size }, () => stream.normal());
    const { tridiagonal } = krylovSpace(operator, start, steps);
    const first = new Float64Array(tridiagonal.diagonal.length);
    first[0] = 1;
    const { values, rows } = tridiagonalEigenpairs(tridiagonal, first);
    return { nodes: values, weights: rows.map((s) => s * s) };
  });
}

/** Estimate of (1/n) Σ f(λ_i), a mean of f over the spectrum. */
export function spectralMean(quadratures: readonly Quadrature[], f: (eigenvalue: number) => number): Estimate {
  return estimate(quadratures.map(({ nodes, weights }) => nodes.reduce((sum, θ, j) => sum + weights[j]! * f(θ), 0)));
}

/** Share of the spectrum below a level, each probe's step function at its nodes; blurred by the spacing of the nodes. */
export function shareBelow(quadratures: readonly Quadrature[], level: number): Estimate {
  finite('shareBelow', 'level', level);
  return spectralMean(quadratures, (θ) => (θ < level ? 1 : 0));
}

export interface Density {
  readonly at: Float64Array;
  /** Density of the spectral measure smoothed by a normal kernel; integrates to 1. */
  readonly density: Float64Array;
  readonly standardErrors: Float64Array;
}

/**
 * (1/n) Σ N(λ; λ_i, width²) at given places. width is the resolution: finer than the spacing of the nodes there is nothing to see.
 * @throws ArgumentError when width is not positive
 */
export function spectralDensity(quadratures: readonly Quadrature[], at: Float64Array, width: number): Density {
  positive('spectralDensity', 'width', width);
  if (quadratures.length < 2)
    throw new ArgumentError('spectralDensity', 'quadratures', 'at least 2', quadratures.length);
  const scale = 1 / (width * Math.sqrt(2 * Math.PI));
  const estimates = Array.from(at, (λ) => spectralMean(quadratures, (θ) => scale * exp(-0.5 * ((λ - θ) / width) ** 2)));
  return {
    at,
    density: Float64Array.from(estimates, ({ value }) => value),
    standardErrors: Float64Array.from(estimates, ({ standardError }) => standardError),
  };
}

/** Mean of independent values with its standard error. */
export function estimate(values: readonly number[]): Estimate {
  const n = values.length;
  const value = values.reduce((a, b) => a + b, 0) / n;
  const square = values.reduce((sum, x) => sum + (x - value) ** 2, 0);
  return { value, standardError: Math.sqrt(square / (n - 1) / n) };
}
