/**
 * The critical points of a deep linear net with a decay of its own for every weight,
 *     L(W) = ‖Y − W_H ⋯ W_1 X‖² + Σ λ_hij (W_h)_ij²,
 * as polynomial equations: half the gradient, with M = X Xᵀ and B = Y Xᵀ,
 *     (W_H ⋯ W_{h+1})ᵀ (W_H ⋯ W_1 M − B) (W_{h−1} ⋯ W_1)ᵀ + λ_h ∘ W_h = 0.
 * Coefficients are linear in (M, B, λ), which may be complex: they span the family that a homotopy moves in.
 * @source [mehta2021loss] (the decay); the equations are worked out here
 */
import type { PolynomialSystem, Term } from '../../linalg/polynomials.ts';
import { layerPlaces } from '../network/layers.ts';

export type Complex = readonly [re: number, im: number];

export interface StationaryCoefficients {
  /** d_0, …, d_H. */
  readonly widths: readonly number[];
  /** M, d_0 × d_0, symmetric. */
  inputs(k: number, l: number): Complex;
  /** B, d_H × d_0. */
  answers(i: number, l: number): Complex;
  /** λ of weight number w, in the order of the flat point. */
  decay(w: number): Complex;
}

/** Unknowns and equations in the order of the flat point: W_1, …, W_H, each row by row. */
export function stationaryEquations({ widths, inputs, answers, decay }: StationaryCoefficients): PolynomialSystem {
  const { layers, dimension } = layerPlaces(widths, false);
  const H = layers.length;
  const at = (h: number, row: number, column: number) => layers[h]!.weights + row * layers[h]!.inputs + column;
  /** Weights on each way through the layers from unit `to` of layer hi − 1 down to unit `from` of layer lo's inputs. */
  const ways = (lo: number, hi: number, from: number, to: number): number[][] => {
    if (lo === hi) return from === to ? [[]] : [];
    return Array.from({ length: layers[lo]!.units }, (_, u) =>
      ways(lo + 1, hi, u, to).map((way) => [at(lo, u, from), ...way]),
    ).flat();
  };
  const [outputs, entries] = [widths.at(-1)!, widths[0]!];
  const range = (n: number) => Array.from({ length: n }, (_, i) => i);
  const equations: Term[][] = [];
  layers.forEach(({ units, inputs: columns }, h) => {
    for (let i = 0; i < units; i++)
      for (let j = 0; j < columns; j++) {
        const terms: Term[] = [{ coefficient: decay(at(h, i, j)), variables: [at(h, i, j)] }];
        for (const o of range(outputs))
          for (const above of ways(h + 1, H, i, o))
            for (const l of range(entries))
              for (const below of ways(0, h, l, j)) {
                const [re, im] = answers(o, l);
                terms.push({ coefficient: [-re, -im], variables: [...above, ...below] });
                for (const k of range(entries))
                  for (const whole of ways(0, H, k, o))
                    terms.push({ coefficient: inputs(k, l), variables: [...above, ...whole, ...below] });
              }
        equations.push(terms);
      }
  });
  return { unknowns: dimension, equations };
}
