/** Norms of one layer's weights, as upper bounds: what a layer can make of what it is given. */
import { spectralNormBound } from '../../linalg/spectral-norm.ts';
import type { LayerPlace } from './layers.ts';

export interface WeightNorms {
  readonly place: LayerPlace;
  /** ‖W‖₂ and ‖W‖_F. */
  readonly spectral: number;
  readonly frobenius: number;
  /** ‖(W, b)‖_F, without b where there is none. */
  readonly whole: number;
  /** ‖row of W‖ and ‖row of (W, b)‖ of each unit. */
  readonly rows: Float64Array;
  readonly wholeRows: Float64Array;
  /** ‖column of W‖ of each input. */
  readonly columns: Float64Array;
}

/** Room for the roundings of sums of squares: n u relative for n terms, at most 10⁶ here. */
const up = 1 + 1e-9;

export function weightNorms(theta: Float64Array, place: LayerPlace): WeightNorms {
  const { inputs, units, weights, biases } = place;
  const rows = new Float64Array(units);
  const wholeRows = new Float64Array(units);
  const columns = new Float64Array(inputs);
  let [square, wholeSquare] = [0, 0];
  for (let u = 0; u < units; u++) {
    let row = 0;
    for (let k = 0; k < inputs; k++) {
      const w = theta[weights + u * inputs + k]!;
      row += w * w;
      columns[k]! += w * w;
    }
    const whole = biases === undefined ? row : row + theta[biases + u]! ** 2;
    square += row;
    wholeSquare += whole;
    rows[u] = up * Math.sqrt(row);
    wholeRows[u] = up * Math.sqrt(whole);
  }
  return {
    place,
    spectral: spectralNormBound(theta.subarray(weights, weights + units * inputs), units, inputs),
    frobenius: up * Math.sqrt(square),
    whole: up * Math.sqrt(wholeSquare),
    rows,
    wholeRows,
    columns: columns.map((x) => up * Math.sqrt(x)),
  };
}
