import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { acrossModes, classifyCriticalPoint, isCertified, knownZeroModes } from '../../src/curvature/index.ts';
import { fromCallbacks, type Landscape, type Symmetry, sphere } from '../../src/landscapes/index.ts';
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
const circle = (symmetries: readonly Symmetry[]): Landscape =>
  fromCallbacks({
    dimension: 3,
    name: 'circle',
    symmetries,
    regularity: { hessianLipschitz: () => ({ value: 10, kind: 'bound' }) },
    value([x, y, z]) {
      const r = x! ** 2 + y! ** 2 - 1;
      return r ** 2 / 4 - z! ** 2 / 2;
    },
    gradient([x, y, z], out) {
      const r = x! ** 2 + y! ** 2 - 1;
      out.set([r * x!, r * y!, -z!]);
    },
    hessianVector([x, y], [u, v, w], out) {
      const r = x! ** 2 + y! ** 2 - 1;
      const along = 2 * (x! * u! + y! * v!);
      out.set([r * u! + along * x!, r * v! + along * y!, -w!]);
    },
  });

const turns: Symmetry = {
  name: 'turn',
  statement: 'nothing changes around the z axis',
  sample([x, y, z], choice) {
    const [c, s] = [Math.cos(2 * Math.PI * choice), Math.sin(2 * Math.PI * choice)];
    return Float64Array.of(c * x! - s * y!, s * x! + c * y!, z!);
  },
  *directions([x, y]) {
    yield Float64Array.of(-y!, x!, 0);
  },
};

describe('knownZeroModes', () => {
  const at = Float64Array.of(0.6, 0.8, 0);

  it('are orthonormal, one of each that depend on one another, and tangent', () => {
    const twice: Symmetry = {
      ...turns,
      *directions([x, y]) {
        yield Float64Array.of(-3 * y!, 3 * x!, 0);
        yield new Float64Array(3); // a unit that is zero is moved by no rescaling
      },
    };
    const modes = knownZeroModes(circle([turns, twice]), at);
    expect(modes.map((mode) => [...mode])).toEqual([[expect.closeTo(-0.8, 15), expect.closeTo(0.6, 15), 0]]);
    const more = { ...circle([turns]), zeroModes: () => [Float64Array.of(1, 1, 1), Float64Array.of(0, 1, 0)] };
    const basis = knownZeroModes(more, at);
    expect(basis).toHaveLength(3);
    basis.forEach((a, i) => {
      basis.forEach((b, j) => {
        const product = a.reduce((sum, x, k) => sum + x * b[k]!, 0);
        expect(Math.abs(product - Number(i === j))).toBeLessThan(1e-15);
      });
    });
  });

  it('on a curved manifold they are the tangent parts, and a direction off it is none, at 20 points', () => {
    const onSphere = (directions: readonly Float64Array[]): Landscape => ({
      ...fromCallbacks({
        dimension: 9,
        manifold: sphere(9),
        value: ([x]) => x!,
        gradient: (_, out) => out.fill(0).set([1]),
      }),
      zeroModes: () => directions,
    });
    for (let replica = 0; replica < 20; replica++) {
      const draw = stream(6, 'test/modes', replica, 'sphere');
      const [point, direction] = [0, 1].map(() => Float64Array.from({ length: 9 }, () => draw.normal()));
      sphere(9).retract(point!);
      expect(knownZeroModes(onSphere([point!.map((x) => 5 * x)]), point!)).toEqual([]);
      const modes = knownZeroModes(onSphere([direction!, direction!.map((x, i) => x - 2 * point![i]!)]), point!);
      expect(modes).toHaveLength(1);
      const tangent = direction!.slice();
      sphere(9).project(point!, tangent);
      const length = Math.hypot(...tangent);
      modes[0]!.forEach((x, i) => void expect(Math.abs(x - tangent[i]! / length)).toBeLessThan(1e-14));
    }
  });

  it('none where nothing is known', () => expect(knownZeroModes(circle([]), at)).toEqual([]));
});

describe('classifyCriticalPoint on a family of critical points', () => {
  const at = Float64Array.of(0.6, 0.8, 0);
  const options = { threshold: 1e-3, polish: false };

  it('is not certified where the family is not known', () => {
    const { kind, certainty, index } = classifyCriticalPoint(circle([]), at, options);
    expect(certainty).toBe('uncertified');
    expect(['degenerate', 'strict-saddle']).toContain(kind); // whether the gradient is 0 or 1e-16
    expect(index).toMatchObject({ dimension: 3, negative: 1, zero: 1, positive: 1 });
  });

  it('is certified across it, with the same counts', () => {
    const point = classifyCriticalPoint(circle([turns]), at, options);
    expect([isCertified(point), point.kind]).toEqual([true, 'strict-saddle']);
    expect(point.index).toMatchObject({ dimension: 3, negative: 1, zero: 1, positive: 1, undetermined: 0 });
  });

  it('is not, far from any', () => {
    const off = Float64Array.of(0.3, 0.4, 0.2);
    expect(classifyCriticalPoint(circle([turns]), off, options)).toMatchObject({
      kind: 'not-stationary',
      certainty: 'uncertified',
    });
  });

  it('is polished across the family, not along it: the circle is met where it is nearest, to rounding', () => {
    const near = Float64Array.of(0.6, 0.8, 0).map((x, i) => x * (1 + 3e-5) + (i === 2 ? 2e-5 : 0));
    const { position, residual, kind } = classifyCriticalPoint(circle([turns]), near, { threshold: 1e-3 });
    expect([kind, residual < 1e-15]).toEqual(['strict-saddle', true]);
    position.forEach((x, i) => void expect(Math.abs(x - at[i]!)).toBeLessThan(1e-15));
  });
});
