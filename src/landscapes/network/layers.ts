/** Dense layers on a block of samples, float64. Rows are samples; a layer's weights are units × inputs, a unit's row contiguous. */

/** Where a layer's numbers are in the parameters: weights from `weights`, biases (when there are any) from `biases`. */
export interface LayerPlace {
  readonly inputs: number;
  readonly units: number;
  readonly weights: number;
  readonly biases: number | undefined;
}

/** Offsets of all layers of sizes n₀, n₁, …, and the number of parameters: W₁, b₁, W₂, b₂, … */
export function layerPlaces(sizes: readonly number[], bias: boolean): { layers: LayerPlace[]; dimension: number } {
  const layers: LayerPlace[] = [];
  let next = 0;
  for (let l = 1; l < sizes.length; l++) {
    const [inputs, units] = [sizes[l - 1]!, sizes[l]!];
    const weights = next;
    next += units * inputs;
    layers.push({ inputs, units, weights, biases: bias ? next : undefined });
    if (bias) next += units;
  }
  return { layers, dimension: next };
}

/** Z[s][u] (+)= b[u] + Σ_k W[u][k] A[s][k]. */
export function forward(
  theta: Float64Array,
  { inputs, units, weights, biases }: LayerPlace,
  A: Float64Array,
  count: number,
  Z: Float64Array,
  add = false,
): void {
  for (let s = 0; s < count; s++)
    for (let u = 0; u < units; u++) {
      let sum = biases === undefined ? 0 : theta[biases + u]!;
      const row = weights + u * inputs;
      for (let k = 0; k < inputs; k++) sum += theta[row + k]! * A[s * inputs + k]!;
      Z[s * units + u] = add ? Z[s * units + u]! + sum : sum;
    }
}

/** Z[s][u] += Σ_k W[u][k] A[s][k], without biases. */
export function forwardLinear(
  theta: Float64Array,
  place: LayerPlace,
  A: Float64Array,
  count: number,
  Z: Float64Array,
): void {
  forward(theta, { ...place, biases: undefined }, A, count, Z, true);
}

/** G[s][k] (+)= Σ_u D[s][u] W[u][k]. */
export function backward(
  theta: Float64Array,
  { inputs, units, weights }: LayerPlace,
  D: Float64Array,
  count: number,
  G: Float64Array,
  add = false,
): void {
  if (!add) G.fill(0, 0, count * inputs);
  for (let s = 0; s < count; s++)
    for (let u = 0; u < units; u++) {
      const d = D[s * units + u]!;
      if (d === 0) continue;
      const row = weights + u * inputs;
      for (let k = 0; k < inputs; k++) G[s * inputs + k]! += d * theta[row + k]!;
    }
}

/** W̄[u][k] += scale Σ_s D[s][u] A[s][k], and b̄[u] += scale Σ_s D[s][u]. */
export function accumulate(
  out: Float64Array,
  { inputs, units, weights, biases }: LayerPlace,
  D: Float64Array,
  A: Float64Array,
  count: number,
  scale: number,
): void {
  for (let s = 0; s < count; s++)
    for (let u = 0; u < units; u++) {
      const d = scale * D[s * units + u]!;
      if (d === 0) continue;
      if (biases !== undefined) out[biases + u]! += d;
      const row = weights + u * inputs;
      for (let k = 0; k < inputs; k++) out[row + k]! += d * A[s * inputs + k]!;
    }
}
