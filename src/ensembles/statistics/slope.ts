/** The slope of a straight line through points, as an exponent is read off logarithms. */
import { mean } from './summary.ts';

/** Least-squares slope Σ(x − x̄)(y − ȳ)/Σ(x − x̄)² of y against x, of equal length; NaN when all x are equal. */
export function slope(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [mean(x), mean(y)];
  const top = x.reduce((sum, v, i) => sum + (v - mx) * (y[i]! - my), 0);
  return top / x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
}
