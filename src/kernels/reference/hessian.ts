/** The reference twin of wasm/hessian.ts: the Hessian's terms summed sample by sample, as they stand in the chain rule. */
import type { RectifiedHessians, RectifiedShape, Samples } from '../contract.ts';
import { litSamples } from '../lit-samples.ts';
import { rectifiedPass, rectifiedPoint } from '../rectified-pass.ts';
import { convexRows, formationError, outputWeights } from '../rectified-rows.ts';
import { referenceSymmetric } from './symmetric.ts';

export function referenceRectifiedHessians(shape: RectifiedShape, samples: Samples): RectifiedHessians {
  const examples = litSamples(shape, samples);
  const { outputs } = shape;
  return {
    shape,
    samples,
    at: (parameters) =>
      rectifiedPoint(shape, rectifiedPass(shape, examples, parameters), (pass, kept) => {
        const { lit, active, rows, hidden, probabilities, couplings } = pass;
        const [u, m] = [active.length, lit.length + 1];
        const V = outputWeights(shape, pass.parameters, active);
        const convex = convexRows(pass, shape);
        const n = kept.length;
        const matrix = referenceSymmetric(n);
        const add = (i: number, j: number, value: number) => {
          if (i === j) matrix.diagonal[i]! += value;
          else if (i < j) matrix.matrix[i * n + j]! += value;
        };
        /** Rows of J: ∂z_o/∂(kept parameter), by output. */
        const J = Array.from({ length: outputs }, () => new Float64Array(n));
        for (let s = 0; s < examples.count; s++) {
          const r = hidden.subarray(s * (u + 1), (s + 1) * (u + 1));
          const p = probabilities.subarray(s * outputs, (s + 1) * outputs);
          J.forEach((row, o) => {
            row.fill(0);
            for (let h = 0; h < u; h++) {
              row[convex + h * outputs + o] = r[h]!;
              if (r[h] === 0) continue;
              for (let e = examples.first[s]!; e < examples.first[s + 1]!; e++)
                row[rows[h * m + examples.places[e]!]!] = V[h * outputs + o]! * examples.values[e]!;
            }
            row[convex - outputs + o] = 1;
          });
          for (let i = 0; i < n; i++) {
            const mean = J.reduce((sum, row, o) => sum + p[o]! * row[i]!, 0);
            for (let j = i; j < n; j++) {
              let sum = 0;
              for (let o = 0; o < outputs; o++) sum += p[o]! * (J[o]![i]! - mean) * J[o]![j]!;
              add(i, j, sum / examples.count);
            }
          }
        }
        rows.forEach((row, i) => {
          for (let o = 0; row >= 0 && o < outputs; o++)
            add(row, convex + Math.floor(i / m) * outputs + o, couplings[i * outputs + o]!);
        });
        return { kept, convex, error: formationError(pass, outputs, examples.count), matrix };
      }),
  };
}
