/** The reference twin of wasm/cholesky.ts: L row by row, as the formula says it. */
import type { Cholesky } from '../contract.ts';

export const referenceCholesky: Cholesky = (matrix, n) => {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]!;
      for (let p = 0; p < j; p++) rest -= matrix[i * n + p]! * matrix[j * n + p]!;
      if (j < i) matrix[i * n + j] = rest / matrix[j * n + j]!;
      else if (rest > 0 && rest < Infinity) matrix[i * n + i] = Math.sqrt(rest);
      else return false;
    }
  return true;
};
