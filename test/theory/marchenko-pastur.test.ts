import { expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { marchenkoPasturBelow } from '../../src/theory/index.ts';

it.each([0.012, 0.3, 0.9, 2.5])('ratio %f: all of the mass lies at or below the largest, the atom at 0', (ratio) => {
  expect(marchenkoPasturBelow(ratio, 1)).toBeCloseTo(1, 10);
  expect(marchenkoPasturBelow(ratio, 0)).toBeCloseTo(Math.max(0, 1 - 1 / ratio), 12);
});

it('a thousandth of the largest lies below the lower edge of a tall matrix', () => {
  expect(marchenkoPasturBelow(0.012, 0.001)).toBe(0);
});

it.each([
  [0.3, 0.2],
  [0.9, 0.01],
  [2.5, 0.05],
])('ratio %f, share %f: as the eigenvalues of a random matrix, to two of them', (ratio, share) => {
  const [n, draw] = [120, stream(5, 'test', Math.round(10 * ratio), 'marchenko-pastur')];
  const p = Math.round(ratio * n);
  const J = Float64Array.from({ length: n * p }, () => draw.normal());
  const gram = new Float64Array(p * p);
  for (let k = 0; k < n; k++)
    for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) gram[i * p + j]! += (J[k * p + i]! * J[k * p + j]!) / n;
  const limit = share * (1 + Math.sqrt(ratio)) ** 2;
  const below = symmetricEigenvalues(gram, p).filter((x) => x <= limit).length / p;
  // Eigenvalues are rigid: their number below a limit fluctuates by less than one.
  expect(Math.abs(marchenkoPasturBelow(ratio, share) - below)).toBeLessThan(2 / p);
});

it('refuses a ratio that is not positive', () => {
  expect(() => marchenkoPasturBelow(0, 0.1)).toThrow('marchenkoPasturBelow: ratio');
});
