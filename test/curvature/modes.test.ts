import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { acrossModes, classifyCriticalPoint } from '../../src/curvature/index.ts';
import { flat, type Landscape } from '../../src/landscapes/index.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';

function symmetric(n: number): Float64Array {
  const draw = stream(4, 'test/modes', n, 'entries');
  const A = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) A[i * n + j] = A[j * n + i] = draw.normal();
  return A;
}

function someModes(n: number, k: number): Float64Array[] {
  const draw = stream(5, 'test/modes', n, 'modes');
  // One along a coordinate, as those of pixels never lit; the others anywhere.
  return Array.from({ length: k }, (_, j) =>
    Float64Array.from({ length: n }, (_, i) => (j === 0 ? Number(i === n - 1) : draw.normal())),
  );
}

/** PAP with P the projector across the modes, by Gram–Schmidt. */
function projected(A: Float64Array, n: number, modes: readonly Float64Array[]): Float64Array {
  const basis: Float64Array[] = [];
  for (const mode of modes) {
    const q = mode.slice();
    for (const b of basis) {
      const along = b.reduce((sum, x, i) => sum + x * q[i]!, 0);
      q.forEach((x, i) => void q.fill(x - along * b[i]!, i, i + 1));
    }
    const length = Math.hypot(...q);
    basis.push(q.map((x) => x / length));
  }
  const P = Float64Array.from(A, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return Number(i === j) - basis.reduce((sum, b) => sum + b[i]! * b[j]!, 0);
  });
  const times = (X: Float64Array, Y: Float64Array) =>
    Float64Array.from(X, (_, at) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += X[Math.floor(at / n) * n + k]! * Y[k * n + (at % n)]!;
      return sum;
    });
  return times(P, times(A, P));
}

describe('acrossModes', () => {
  it.each([
    [1, 0],
    [2, 1],
    [7, 1],
    [8, 3],
    [31, 9],
    [9, 9],
  ])('n = %i, k = %i: the eigenvalues of PAP but for k zeros, within the stated error', (n, k) => {
    const A = symmetric(n);
    const modes = someModes(n, k);
    const across = acrossModes(A, n, modes);
    expect([across.n, across.matrix.length]).toEqual([n - k, (n - k) ** 2]);
    const expected = [...symmetricEigenvalues(projected(A, n, modes), n)].sort((a, b) => Math.abs(a) - Math.abs(b));
    const kept = expected.slice(k).sort((a, b) => a - b);
    const found = across.n > 0 ? symmetricEigenvalues(across.matrix, across.n) : new Float64Array(0);
    // The two eigenvalue solvers round as the slice does.
    found.forEach((x, i) => void expect(Math.abs(x - kept[i]!)).toBeLessThan(across.error + 1e-13 * n));
    expect(expected.slice(0, k).every((x) => Math.abs(x) < 1e-12)).toBe(true);
  });

  it('refuses modes that depend on one another', () => {
    const [a] = someModes(5, 1);
    expect(() => acrossModes(symmetric(5), 5, [a!, a!.map((x) => 2 * x)])).toThrow(/modes must be independent/);
  });
});

/** (x² + y² − 1)²/4 − z²/2: a circle of critical points of index 1. */
const circle: Landscape = {
  name: 'circle',
  dimension: 3,
  manifold: flat(3),
  smoothness: 'analytic',
  symmetries: [],
  gradientScale: 1,
  hessianLipschitz: 10,
  valueAndGradient([x, y, z], _count, values, gradients) {
    const r = x! ** 2 + y! ** 2 - 1;
    values[0] = r ** 2 / 4 - z! ** 2 / 2;
    gradients.set([r * x!, r * y!, -z!]);
  },
  hessianVector([x, y], [u, v, w], out) {
    const r = x! ** 2 + y! ** 2 - 1;
    const along = 2 * (x! * u! + y! * v!);
    out.set([r * u! + along * x!, r * v! + along * y!, -w!]);
  },
};

describe('classifyCriticalPoint on a family of critical points', () => {
  const at = Float64Array.of(0.6, 0.8, 0);
  const around = Float64Array.of(-0.8, 0.6, 0);

  it('is gradient-flat where the family is not known', () => {
    const { certainty, index } = classifyCriticalPoint(circle, at, { threshold: 1e-3 });
    expect(certainty).toBe('gradient-flat');
    expect(index).toMatchObject({ dimension: 3, negative: 1, zero: 1, positive: 1 });
  });

  it('is certified across it, with the same counts', () => {
    const { certainty, index } = classifyCriticalPoint(circle, at, { threshold: 1e-3, modes: [around] });
    expect(certainty).toBe('certified');
    expect(index).toMatchObject({ dimension: 3, negative: 1, zero: 1, positive: 1, undetermined: 0 });
  });

  it('is not, far from any', () => {
    const off = Float64Array.of(0.3, 0.4, 0.2);
    expect(classifyCriticalPoint(circle, off, { threshold: 1e-3, modes: [around] }).certainty).toBe('undetermined');
  });
});
