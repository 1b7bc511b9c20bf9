/** Small residual nets that compute a map: exactly, with layers of order 1/H, and not where the determinant is negative. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import {
  frobenius,
  identityMatrix,
  type Matrix,
  matrix,
  plus,
  scaledColumns,
  times,
  transpose,
} from '../../src/linalg/matrix.ts';
import { svd } from '../../src/linalg/svd.ts';
import { productError, smallNetExcess, smallResidualNet } from '../../src/theory/small-residual-net.ts';

const diagonal = (...d: number[]) => scaledColumns(identityMatrix(d.length), d);

/** A random map with det R > 0, singular values between 1/2 and 2. */
function map(d: number, replica: number): Matrix {
  const draw = stream(1, 'residual-net', replica, `map/${d}`);
  const { left, right } = svd(
    matrix(
      d,
      d,
      Float64Array.from({ length: d * d }, () => draw.normal()),
    ),
  );
  const σ = Float64Array.from({ length: d }, () => 2 ** (2 * draw.uniform() - 1));
  const R = times(scaledColumns(left, σ), transpose(right));
  if (determinant(R) < 0) for (let k = 0; k < d; k++) R.entries[k]! *= -1;
  return R;
}

/** By expansion along the first row. */
function determinant({ rows: n, entries }: Matrix): number {
  if (n === 1) return entries[0]!;
  let sum = 0;
  for (let j = 0; j < n; j++) {
    const minor = [...entries].filter((_, at) => at >= n && at % n !== j);
    sum += (-1) ** j * entries[j]! * determinant(matrix(n - 1, n - 1, Float64Array.from(minor)));
  }
  return sum;
}

const depths = [16, 32, 64, 128, 256];

/** Slope of ln max ‖V_k‖ in ln H, by least squares. */
function slopeOf(R: Matrix): number {
  const points = depths.map((H) => [Math.log(H), Math.log(smallResidualNet(R, H).norm)] as const);
  const mean = (k: 0 | 1) => points.reduce((sum, p) => sum + p[k], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  return points.reduce((s, p) => s + (p[0] - x) * (p[1] - y), 0) / points.reduce((s, p) => s + (p[0] - x) ** 2, 0);
}

describe('a residual net with small layers', () => {
  it.each([...Array(12).keys()])(
    'computes map %i of d = 8 to 1e-10, with max ‖V_k‖ falling like H^−1 within 0.05',
    (replica) => {
      const R = map(8, replica);
      for (const H of depths) {
        const { layers, norm } = smallResidualNet(R, H);
        expect(layers).toHaveLength(H);
        expect(productError(layers, R)).toBeLessThan(1e-10);
        expect(Math.max(...layers.map((V) => svd(V).values[0]!))).toBeCloseTo(norm, 14);
      }
      expect(Math.abs(slopeOf(R) + 1)).toBeLessThan(0.05);
    },
  );

  it('turns −I_2 by π/H a layer: ‖V_k‖ = 2 sin(π/2H); a symmetric map takes its roots', () => {
    for (const H of [2, 3, 16]) {
      const { layers, norm } = smallResidualNet(diagonal(-1, -1), H);
      expect(norm).toBeCloseTo(2 * Math.sin(Math.PI / (2 * H)), 14);
      expect(productError(layers, diagonal(-1, -1))).toBeLessThan(1e-13);
    }
    expect(smallResidualNet(diagonal(4, 1), 2).norm).toBeCloseTo(1, 14);
    expect(smallResidualNet(identityMatrix(3), 5).norm).toBe(0);
  });

  it.each([
    ['two equal angles', times(blocks(0.7, 0.7), diagonal(1, 2, 3, 4))],
    ['two angles apart by 1e-9', blocks(0.7, 0.7 + 1e-9)],
    ['half a turn and a small one', blocks(Math.PI, 1e-5)],
    ['half turns of four directions', diagonal(-1, -2, -1, -3)],
    ['almost half a turn', blocks(Math.PI - 1e-6, 0.2)],
  ])('computes a map with %s', (_, R) => {
    const { layers, norm } = smallResidualNet(R, 40);
    expect(productError(layers, R)).toBeLessThan(1e-10);
    expect(norm).toBeLessThan(0.3);
  });

  it('needs det R > 0, an invertible square R, and two layers to stretch and turn', () => {
    expect(() => smallResidualNet(diagonal(-1), 4)).toThrow('R must be of positive determinant');
    expect(() => smallResidualNet(diagonal(1, 0), 4)).toThrow('R must be invertible');
    expect(() => smallResidualNet(matrix(1, 2), 4)).toThrow('R must be square');
    expect(() => smallResidualNet(times(blocks(0.3, 0.1), diagonal(1, 2, 1, 1)), 1)).toThrow(
      'layers must be at least 2',
    );
    expect(() => smallResidualNet(diagonal(1), 0)).toThrow('layers must be an integer ≥ 1');
  });

  it('with det R < 0 leaves an excess of σ_min(R Σ^½)² at least: no random small net gets below, singular ones reach it', () => {
    const [R, F] = [diagonal(-0.5, 2), diagonal(1, 0.7)];
    const excess = smallNetExcess(R, F);
    expect(excess).toBeCloseTo(0.25, 14);
    expect(smallNetExcess(diagonal(0.5, 2), F)).toBe(0);
    const off = (M: Matrix) => frobenius(times(plus(R, -1, M), F)) ** 2;
    const draw = stream(1, 'residual-net', 0, 'small');
    let best = Number.POSITIVE_INFINITY;
    for (let trial = 0; trial < 3000; trial++) {
      const layers = [1, 2, 3].map(() => {
        const V = matrix(
          2,
          2,
          Float64Array.from({ length: 4 }, () => 0.6 * draw.normal()),
        );
        const size = svd(V).values[0]!;
        return size < 1 ? V : scaledColumns(V, [0.99 / size, 0.99 / size]);
      });
      const M = layers.reduce((product, V) => times(plus(identityMatrix(2), 1, V), product), identityMatrix(2));
      best = Math.min(best, off(M));
    }
    expect(best).toBeGreaterThan(excess);
    expect(off(diagonal(0, 2))).toBeCloseTo(excess, 14);
  });
});

function blocks(a: number, b: number): Matrix {
  const [c, s, C, S] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
  return matrix(4, 4, Float64Array.from([c, -s, 0, 0, s, c, 0, 0, 0, 0, C, -S, 0, 0, S, C]));
}
