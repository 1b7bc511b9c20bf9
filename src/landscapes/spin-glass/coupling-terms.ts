/**
 * The couplings of a disorder as a sum of P independent tensors, X = Σ_p X_p with entries of variance 1/P: what a stochastic gradient takes one
 * term of at a time. The terms are drawn given X, one after another: with S what the last m of them sum to, the next one is normal with
 * mean S/m and variance (1 − 1/m)/P, and the last is S. So a disorder keeps its couplings, whatever P.
 */
import { integer } from '../../base/arguments.ts';
import { fillNormals, streamAddress } from '../../base/philox.ts';
import type { GlassShape } from '../../kernels/contract.ts';
import { couplings } from './spin-glass.ts';

/**
 * X_1, X_2, … X_P in turn, row-major, Λ^H numbers each; the same array every time, overwritten.
 * @param terms  P ≥ 1
 * @throws ArgumentError; CapacityError when the couplings have more than 2^28 numbers
 */
export function* couplingTerms(shape: GlassShape, terms: number): Generator<Float64Array> {
  integer('couplingTerms', 'terms', terms, 1);
  const left = couplings(shape);
  const term = new Float64Array(left.length);
  for (let p = 0; p < terms; p++) {
    const m = terms - p;
    const deviation = Math.sqrt((1 - 1 / m) / terms);
    if (m > 1) fillNormals(streamAddress(shape.seed, `spin-glass/${shape.disorder}`, p, `term of ${terms}`), 0, term);
    else term.fill(0);
    for (let i = 0; i < left.length; i++) {
      term[i] = left[i]! / m + deviation * term[i]!;
      left[i]! -= term[i]!;
    }
    yield term;
  }
}
