/** The L2 penalty ½ Σ λᵢ θᵢ², λᵢ = λ of the parameters it sums over and 0 of the others: value, gradient λ ∘ θ, Hessian diag λ. */
import { layerPlaces } from './layers.ts';
import type { NetworkModel } from './shape.ts';

/** λᵢ in the order of the parameters; undefined where there is no penalty. */
export function decayRates({ sizes, bias = true, decay = 0, decays = 'all' }: NetworkModel): Float64Array | undefined {
  if (decay === 0) return undefined;
  const { layers, dimension } = layerPlaces(sizes, bias);
  const rates = new Float64Array(dimension).fill(decay);
  if (decays === 'weights')
    for (const { biases, units } of layers) if (biases !== undefined) rates.fill(0, biases, biases + units);
  return rates;
}

/** Adds λ ∘ θ to the gradient; ½ Σ λᵢ θᵢ². */
export function addDecay(rates: Float64Array, theta: Float64Array, gradient: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < rates.length; i++) {
    const pull = rates[i]! * theta[i]!;
    gradient[i]! += pull;
    sum += pull * theta[i]!;
  }
  return sum / 2;
}

/** Adds λ ∘ v to each of `count` products. */
export function addDecayProducts(rates: Float64Array, vectors: Float64Array, count: number, out: Float64Array): void {
  const n = rates.length;
  for (let k = 0; k < count; k++) for (let i = 0; i < n; i++) out[k * n + i]! += rates[i]! * vectors[k * n + i]!;
}

/** Adds diag λ to a matrix, n × n. */
export function addDecayDiagonal(rates: Float64Array, entries: Float64Array): void {
  const n = rates.length;
  for (let i = 0; i < n; i++) entries[i * (n + 1)]! += rates[i]!;
}
