/**
 * Spectra of a Hessian: all eigenvalues where the matrix fits, the extreme ones by Lanczos where only products are at hand, and the
 * density of all with the trace, estimated with standard errors.
 */
import { integer, positive } from '../base/arguments.ts';
import { CapacityError } from '../base/errors.ts';
import type { Stream } from '../base/philox.ts';
import { symmetricEigenvalues } from '../linalg/eigenvalues.ts';
import { hutchPlusPlus } from '../linalg/hutch-plus-plus.ts';
import { matrixOf, type Operator } from '../linalg/operator.ts';
import {
  type Density,
  type Estimate,
  type Quadrature,
  spectralDensity,
  spectralQuadratures,
} from '../linalg/stochastic-quadrature.ts';

/** Largest size of a full spectrum: 4n³/3 operations, 1.7 s at n = 1500 and growing as n³. */
export const largestSpectrum = 4000;

/**
 * All eigenvalues in increasing order, by n products and a tridiagonalization.
 * @throws CapacityError above `largestSpectrum`
 */
export function fullSpectrum(operator: Operator): Float64Array {
  const n = operator.size;
  if (n > largestSpectrum)
    throw new CapacityError(
      `fullSpectrum: ${n} eigenvalues are over the limit of ${largestSpectrum}; use extremes, spectralReport or inertia at a threshold`,
    );
  return symmetricEigenvalues(matrixOf(operator), n);
}

export interface SpectralReportOptions {
  /** Random vectors; default 10. */
  readonly probes?: number;
  /** Lanczos steps a probe; default 80. */
  readonly steps?: number;
  /** Products spent on the trace; default 60. */
  readonly traceProducts?: number;
  /** Places at which the density is given, evenly over the range of the nodes and four widths beyond; default 400. */
  readonly places?: number;
  /** Standard deviation of the smoothing normal; default 1/100 of the range of the nodes. */
  readonly width?: number;
}

export interface SpectralReport {
  readonly size: number;
  /** Density of (1/n) Σ δ(λ − λ_i), smoothed by `width`. */
  readonly density: Density;
  readonly width: number;
  /** tr A, not divided by n. */
  readonly trace: Estimate;
  readonly quadratures: readonly Quadrature[];
}

/**
 * Density and trace of a symmetric operator from products alone.
 * @randomness   normals for the density, then signs for the trace, of `stream`
 */
export function spectralReport(
  stream: Stream,
  operator: Operator,
  options: SpectralReportOptions = {},
): SpectralReport {
  const { probes = 10, steps = 80, traceProducts = 60, places = 400 } = options;
  integer('spectralReport', 'places', places, 2);
  const quadratures = spectralQuadratures(stream, operator, probes, steps);
  const lowest = Math.min(...quadratures.map(({ nodes }) => nodes[0]!));
  const highest = Math.max(...quadratures.map(({ nodes }) => nodes.at(-1)!));
  // One eigenvalue alone has no range; its own size gives the scale.
  const range = highest > lowest ? highest - lowest : Math.abs(highest) || 1;
  const width = positive('spectralReport', 'width', options.width ?? range / 100);
  const start = lowest - 4 * width;
  const spacing = (highest - lowest + 8 * width) / (places - 1);
  const at = Float64Array.from({ length: places }, (_, i) => start + i * spacing);
  const trace = hutchPlusPlus(stream, operator, traceProducts);
  return { size: operator.size, density: spectralDensity(quadratures, at, width), width, trace, quadratures };
}
