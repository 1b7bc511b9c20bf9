/**
 * The exponential power law of §5.1, E[L] ∝ e^(α n₁^β), fitted to the mean test losses of several widths:
 *      ln E[L] = c + α n₁^β,   weights from the standard errors of the means
 */
import { exp, log } from '../../base/functions.ts';
import { type Fit, fitPowerLaw, leastSquares, mean, powerLaw, standardError } from '../../ensembles/statistics.ts';

/** Fewest widths at which three parameters leave something to check. */
export const fewestWidths = 4;

export interface LossLaw {
  readonly status: Fit['status'];
  /** e^c: the limit of the loss for n₁ → ∞ when β < 0. */
  readonly factor: number;
  readonly α: number;
  readonly β: number;
  /** e^(c + α n₁^β) */
  at(width: number): number;
}

export interface LossesOfWidth {
  readonly width: number;
  readonly testLosses: readonly number[];
}

/**
 * @param samples  `fewestWidths` or more, each with two losses or more that are not all equal
 * @param from     a fit to start from; without it a grid of exponents is tried
 * @param weights  standard errors of ln mean; those of the samples when absent
 */
export function fitLossLaw(
  samples: readonly LossesOfWidth[],
  from?: LossLaw,
  weights: readonly number[] = logErrors(samples),
): LossLaw {
  const data = {
    x: samples.map(({ width }) => width),
    y: samples.map(({ testLosses }) => log(mean(testLosses))),
    errors: weights,
  };
  const { status, parameters } = from
    ? leastSquares(powerLaw, data, [log(from.factor), from.α, -from.β])
    : fitPowerLaw(data);
  const [c, α, exponent] = parameters as unknown as [number, number, number];
  return { status, factor: exp(c), α, β: -exponent, at: (width) => exp(powerLaw.value(width, parameters)) };
}

/** Standard error of ln mean ≈ that of the mean over the mean. */
export function logErrors(samples: readonly LossesOfWidth[]): number[] {
  return samples.map(({ testLosses }) => standardError(testLosses) / mean(testLosses));
}

/** The law where it can be fitted, otherwise each width's own mean. */
export function scaleOf(samples: readonly LossesOfWidth[]): { fitted: boolean; at: (width: number) => number } {
  if (samples.length >= fewestWidths) {
    const law = fitLossLaw(samples);
    if (law.status === 'converged') return { fitted: true, at: law.at };
  }
  const means = new Map(samples.map(({ width, testLosses }) => [width, mean(testLosses)]));
  return { fitted: false, at: (width) => means.get(width)! };
}
