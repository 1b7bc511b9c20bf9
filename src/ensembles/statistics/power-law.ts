/**
 * The finite-size law y = a + b x^{−c}: how a mean approaches its limit a as the size x grows. Intercept and exponent are fitted
 * together, neither is presumed; their intervals come from resampling whole disorders within each size.
 */
import { ArgumentError } from '../../base/errors.ts';
import { exp, log } from '../../base/functions.ts';
import type { Stream } from '../../base/philox.ts';
import { type BootstrapInterval, type BootstrapOptions, bootstrap, unbounded } from './bootstrap.ts';
import { type Fit, leastSquares, type Model, type Observations } from './least-squares.ts';
import { clusteredStandardError, pooledMean } from './summary.ts';

/** y = a + b x^{−c}, x > 0. */
export const powerLaw: Model = {
  parameters: ['a', 'b', 'c'],
  value: (x, [a, b, c]) => a! + b! * exp(-c! * log(x)),
  gradient(x, [, b, c], out) {
    const power = exp(-c! * log(x));
    out[0] = 1;
    out[1] = power;
    out[2] = -b! * log(x) * power;
  },
};

/** Fits a + b x^{−c} to at least three sizes, from the best of a grid of exponents (the law is linear in a and b). */
export function fitPowerLaw(data: Observations): Fit {
  const starts = exponents.map((c) => [...linearPart(data, c), c]);
  const misfit = (start: readonly number[]) => {
    const p = Float64Array.from(start);
    return Array.from(data.x).reduce(
      (sum, x, i) => sum + ((data.y[i]! - powerLaw.value(x, p)) / data.errors[i]!) ** 2,
      0,
    );
  };
  return leastSquares(
    powerLaw,
    data,
    starts.reduce((best, start) => (misfit(start) < misfit(best) ? start : best)),
  );
}

/** Exponents to start from, 0.1 … 3.2 by factors of √2. */
const exponents = Array.from({ length: 11 }, (_, k) => 0.1 * 2 ** (k / 2));

/** Weighted straight line through (x^{−c}, y): a and b. */
function linearPart({ x, y, errors }: Observations, c: number): [number, number] {
  let [w, wt, wy, wtt, wty] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const weight = 1 / errors[i]! ** 2;
    const t = exp(-c * log(x[i]!));
    w += weight;
    wt += weight * t;
    wy += weight * y[i]!;
    wtt += weight * t * t;
    wty += weight * t * y[i]!;
  }
  const b = (w * wty - wt * wy) / (w * wtt - wt * wt);
  return [(wy - b * wt) / w, b];
}

export interface PowerLawEstimate {
  readonly fit: Fit;
  readonly a: BootstrapInterval;
  readonly b: BootstrapInterval;
  readonly c: BootstrapInterval;
}

/**
 * The law through the means at several sizes, with bootstrap intervals for a, b, c over disorders.
 * @param stream     decides the resamples
 * @param sizes      three or more, all different
 * @param clusters   clusters[s][j]: the values on disorder j at size s; at least two disorders a size
 * @returns          intervals that are the whole line when the fit to the data, or to more than a tenth of the resamples, does not
 *                   converge
 * @throws           ArgumentError on clusters of another length than sizes, fewer than three sizes or two disorders at one
 */
export function estimatePowerLaw(
  stream: Stream,
  sizes: readonly number[],
  clusters: readonly (readonly ArrayLike<number>[])[],
  options: BootstrapOptions = {},
): PowerLawEstimate {
  if (clusters.length !== sizes.length)
    throw new ArgumentError('estimatePowerLaw', 'clusters', `of length ${sizes.length}, one a size`, clusters.length);
  const errors = clusters.map(clusteredStandardError);
  const fit = fitPowerLaw({ x: sizes, y: clusters.map(pooledMean), errors });
  if (fit.status !== 'converged') {
    const [a, b, c] = Array.from(fit.parameters, (estimate) => unbounded(estimate, options.level ?? 0.95, 0));
    return { fit, a: a!, b: b!, c: c! };
  }
  // Weights stay those of the data: a resample of few disorders may have no spread at all.
  const [a, b, c] = bootstrap(
    stream,
    clusters,
    (resampled) => {
      const again = leastSquares(powerLaw, { x: sizes, y: resampled.map(pooledMean), errors }, fit.parameters);
      return again.status === 'converged' ? [...again.parameters] : [Number.NaN, Number.NaN, Number.NaN];
    },
    options,
  );
  return { fit, a: a!, b: b!, c: c! };
}
