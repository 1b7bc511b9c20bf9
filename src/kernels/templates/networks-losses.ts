/**
 * Loss and error of the outputs of a deep network, a sample at a time: cross-entropy of the softmax, or half the squared distance to
 * the targets, 1 for the label and 0 for the rest (one output stands for label 1). Errors in the network's precision, losses in float64.
 */
import { lossCodes, panelRowOf, panelVectors } from './networks-layout.ts';
import { type VectorType, vectorType, widthTag } from './simd.ts';

export function lossFunctions(type: VectorType): string {
  const { scalar, lanes, bytes, width } = type;
  const tag = `${scalar}${widthTag(type)}`;
  const panelRow = panelRowOf(width);
  const { vector } = vectorType(scalar, 16);
  const units = panelVectors * lanes;
  const exp = (x: string) => `${vector}.extract_lane(rectifiedExp_${scalar}(${vector}.splat(${x})), 0)`;
  return `
/** Address of output o in row z of the first panel. */
@inline function networkOutput_${tag}(z: usize, panelBytes: usize, o: usize): usize {
  return z + o / ${units} * panelBytes + o % ${units} * ${bytes};
}
@inline function networkTarget_${tag}(outputs: usize, o: usize, label: usize): ${scalar} {
  return <${scalar}>(outputs == 1 ? label == 1 : o == label);
}
@inline function networkLargest_${tag}(z: usize, panelBytes: usize, outputs: usize): ${scalar} {
  let m = load<${scalar}>(z);
  for (let o: usize = 1; o < outputs; o++) m = max(m, load<${scalar}>(networkOutput_${tag}(z, panelBytes, o)));
  return m;
}
/** In place, outputs z to errors ∂ℓ/∂z / count. */
function networkErrors_${tag}(loss: i32, z: usize, panelBytes: usize, outputs: usize, count: usize, labels: usize): void {
  const share = <${scalar}>1 / <${scalar}>count;
  for (let s: usize = 0; s < count; s++) {
    const label = <usize>load<u8>(labels + s);
    let scale: ${scalar} = share;
    if (loss == ${lossCodes['cross-entropy']}) {
      const m = networkLargest_${tag}(z, panelBytes, outputs);
      let sum: ${scalar} = 0;
      for (let o: usize = 0; o < outputs; o++) {
        const at = networkOutput_${tag}(z, panelBytes, o), e = ${exp(`load<${scalar}>(at) - m`)};
        store<${scalar}>(at, e);
        sum += e;
      }
      scale /= sum;
    }
    for (let o: usize = 0; o < outputs; o++) {
      const at = networkOutput_${tag}(z, panelBytes, o);
      store<${scalar}>(at, load<${scalar}>(at) * scale - networkTarget_${tag}(outputs, o, label) * share);
    }
    z += ${panelRow};
  }
}
/** Adds Σ ℓ to the number at sums, and the right answers to the next: the first largest output, or the side of ½ of a single one. */
function networkLosses_${tag}(loss: i32, z: usize, panelBytes: usize, outputs: usize, count: usize, labels: usize, sums: usize): void {
  let total: f64 = 0, hits: f64 = 0;
  for (let s: usize = 0; s < count; s++) {
    const label = <usize>load<u8>(labels + s), m = networkLargest_${tag}(z, panelBytes, outputs);
    let first = outputs, sum: f64 = 0, along: f64 = 0;
    for (let o: usize = 0; o < outputs; o++) {
      const y = load<${scalar}>(networkOutput_${tag}(z, panelBytes, o)), t = <f64>networkTarget_${tag}(outputs, o, label);
      if (y == m && first == outputs) first = o;
      if (loss == ${lossCodes['cross-entropy']}) {
        sum += f64x2.extract_lane(rectifiedExp_f64(f64x2.splat(<f64>y - <f64>m)), 0);
        along += t * (<f64>y - <f64>m);
      } else sum += 0.5 * (<f64>y - t) * (<f64>y - t);
    }
    if (outputs == 1) first = <usize>(m > 0.5);
    hits += <f64>(first == label);
    total += loss == ${lossCodes['cross-entropy']} ? (sum < Infinity ? ln(sum) - along : NaN) : sum;
    z += ${panelRow};
  }
  store<f64>(sums, load<f64>(sums) + total);
  store<f64>(sums, load<f64>(sums, 8) + hits, 8);
}
`;
}
