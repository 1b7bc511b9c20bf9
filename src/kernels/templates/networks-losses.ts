/**
 * Loss and error of a network's outputs, a sample at a time, from rows of targets and a share for each sample: its weight over the sum
 * of all, times the loss's factor. Errors in the network's precision, losses in float64.
 */
import { lossCodes, panelRowOf, panelVectors } from './networks-layout.ts';
import { type VectorType, vectorType, widthTag } from './simd.ts';

/** Outputs of deep networks, in panels of units. */
export function lossFunctions(type: VectorType): string {
  const { scalar, lanes, bytes, width } = type;
  const tag = `${scalar}${widthTag(type)}`;
  const panelRow = panelRowOf(width);
  const units = panelVectors * lanes;
  const exp = exponential(scalar);
  const at = (o: string) => `networkOutput_${tag}(z, panelBytes, ${o})`;
  return `
/** Address of output o in row z of the first panel. */
@inline function networkOutput_${tag}(z: usize, panelBytes: usize, o: usize): usize {
  return z + o / ${units} * panelBytes + o % ${units} * ${bytes};
}
@inline function networkLargest_${tag}(z: usize, panelBytes: usize, outputs: usize): ${scalar} {
  let m = load<${scalar}>(z);
  for (let o: usize = 1; o < outputs; o++) m = max(m, load<${scalar}>(${at('o')}));
  return m;
}
@inline function networkLogistic_${tag}(z: ${scalar}): ${scalar} {
  const e = ${exp('-abs(z)')};
  return (z < 0 ? e : <${scalar}>1) / (<${scalar}>1 + e);
}
/** In place, outputs z to errors share (p − t). */
function networkErrors_${tag}(loss: i32, z: usize, panelBytes: usize, outputs: usize, count: usize, targets: usize, shares: usize): void {
  for (let s: usize = 0; s < count; s++) {
    const share = <${scalar}>load<f64>(shares + (s << 3));
    let scale = share;
    if (loss == ${lossCodes['cross-entropy']}) {
      const m = networkLargest_${tag}(z, panelBytes, outputs);
      let sum: ${scalar} = 0, whole: ${scalar} = 0;
      for (let o: usize = 0; o < outputs; o++) {
        const at = ${at('o')}, e = ${exp(`load<${scalar}>(at) - m`)};
        store<${scalar}>(at, e);
        sum += e;
        whole += load<${scalar}>(targets + o * ${bytes});
      }
      scale = whole * share / sum;
    } else if (loss == ${lossCodes['binary-cross-entropy']}) {
      for (let o: usize = 0; o < outputs; o++) {
        const at = ${at('o')};
        store<${scalar}>(at, networkLogistic_${tag}(load<${scalar}>(at)));
      }
    }
    for (let o: usize = 0; o < outputs; o++) {
      const at = ${at('o')};
      store<${scalar}>(at, load<${scalar}>(at) * scale - load<${scalar}>(targets) * share);
      targets += ${bytes};
    }
    z += ${panelRow};
  }
}
${lossSums(type, { name: `networkLosses_${tag}`, parameters: ', panelBytes: usize', at, row: `${panelRow}` })}
`;
}

/** How outputs lie in memory, as text that may use `z`, the first of a sample, and `parameters`. */
export interface OutputPlaces {
  readonly name: string;
  readonly parameters: string;
  readonly at: (o: string) => string;
  /** Bytes from sample to sample. */
  readonly row: string;
}

/**
 * A function that adds Σ share ℓ to the number at total; and, given labels, right answers to that at hits: the first largest output, or
 * the side on which a single output has the smaller loss.
 */
export function lossSums({ scalar, bytes }: VectorType, { name, parameters, at, row }: OutputPlaces): string {
  const exp = exponential('f64');
  return `
function ${name}(loss: i32, z: usize${parameters}, outputs: usize, count: usize, targets: usize, shares: usize, labels: usize, total: usize, hits: usize): void {
  let mean: f64 = 0, right: f64 = 0;
  for (let s: usize = 0; s < count; s++) {
    let m = load<${scalar}>(z);
    for (let o: usize = 1; o < outputs; o++) m = max(m, load<${scalar}>(${at('o')}));
    let first = outputs, sum: f64 = 0, along: f64 = 0, whole: f64 = 0;
    for (let o: usize = 0; o < outputs; o++) {
      const y = load<${scalar}>(${at('o')}), t = <f64>load<${scalar}>(targets);
      targets += ${bytes};
      if (y == m && first == outputs) first = o;
      if (loss == ${lossCodes['cross-entropy']}) {
        sum += ${exp('<f64>y - <f64>m')};
        along += t * (<f64>y - <f64>m);
        whole += t;
      } else if (loss == ${lossCodes.squared}) sum += 0.5 * (<f64>y - t) * (<f64>y - t);
      else {
        const e = ${exp('-abs(<f64>y)')}, w = <f64>1 + e;
        sum += max(<f64>y, <f64>0) + (w == 1 ? e : ln(w) * e / (w - 1)) - t * <f64>y;
      }
    }
    mean += load<f64>(shares + (s << 3)) * (loss == ${lossCodes['cross-entropy']} ? (sum < Infinity ? whole * ln(sum) - along : NaN) : sum);
    if (labels) {
      if (outputs == 1) first = <usize>(<f64>m > (loss == ${lossCodes.squared} ? 0.5 : 0.0));
      right += <f64>(first == <usize>load<u8>(labels + s));
    }
    z += ${row};
  }
  store<f64>(total, load<f64>(total) + mean);
  store<f64>(hits, load<f64>(hits) + right);
}`;
}

/** eˣ of one number x ≤ 0. */
function exponential(scalar: 'f32' | 'f64') {
  const { vector } = vectorType(scalar, 16);
  return (x: string) => `${vector}.extract_lane(rectifiedExp_${scalar}(${vector}.splat(${x})), 0)`;
}
