/** Saddle searches in flat space: what is certified on small networks has a small gradient, and the index of the dense eigenvalues. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import {
  type CriticalPoint,
  classifyCriticalPoint,
  isCertified,
  knownZeroModes,
  tangentHessian,
} from '../../src/curvature/index.ts';
import {
  type Examples,
  type NetworkLandscape,
  type NetworkModel,
  networkLandscape,
} from '../../src/landscapes/index.ts';
import { factorCholesky, solveCholesky } from '../../src/linalg/cholesky.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { levelDescent, run, type SaddleMethodName, saddleMethodNames, saddleSearch } from '../../src/search/index.ts';

const tolerance = 1e-11;
const threshold = 1e-6;

/** Normal inputs; normal targets, or classes for cross-entropy. */
function someExamples(count: number, { sizes, loss }: NetworkModel): Examples {
  const [inputs, outputs] = [sizes[0]!, sizes.at(-1)!];
  const classes = loss === 'cross-entropy';
  const draw = stream(3, 'test/network-saddles', inputs, 'data');
  const x = Float64Array.from({ length: count * inputs }, () => draw.normal());
  const t = Float64Array.from({ length: count * outputs }, () => (classes ? 0 : draw.normal()));
  for (let s = 0; classes && s < count; s++) t[s * outputs + draw.integer(outputs)] = 1;
  return { count, inputs, outputs, x, t };
}

const hunts = new Map<string, [NetworkLandscape, CriticalPoint[]]>();

/** Ends of all methods from starts on the way down, those that converged classified; once for a shape. */
function hunted(shape: NetworkModel, starts: number): [NetworkLandscape, CriticalPoint[]] {
  const key = JSON.stringify([shape, starts]);
  const found = hunts.get(key) ?? hunt(shape, someExamples(31, shape), starts);
  hunts.set(key, found);
  return found;
}

function hunt(shape: NetworkModel, examples: Examples, starts: number): [NetworkLandscape, CriticalPoint[]] {
  const network = networkLandscape(shape, examples);
  const found: CriticalPoint[] = [];
  for (let r = 0; r < starts; r++) {
    const draw = stream(4, 'test/network-saddles', r, 'start');
    const start = Float64Array.from({ length: network.dimension }, () => draw.normal());
    const value = new Float64Array(1);
    network.valueAndGradient(start, 1, value, new Float64Array(start.length));
    const level = value[0]! * (1 - (r + 0.5) / starts);
    const from = run(levelDescent({ landscape: network, start, level, maxSteps: 500 }));
    for (const method of saddleMethodNames) found.push(...searchFrom(network, method, from.point));
  }
  return [network, found];
}

function searchFrom(network: NetworkLandscape, method: SaddleMethodName, start: Float64Array): CriticalPoint[] {
  const end = run(saddleSearch(method, { landscape: network, start, tolerance, maxSteps: 150 }));
  return end.status === 'converged' ? [classifyCriticalPoint(network, end.point, { threshold })] : [];
}

/** The law of every certified point: its counts are those of the eigenvalues, its kind that of those which no known mode explains. */
function expectTrue(network: NetworkLandscape, { position, residual, index, kind }: CriticalPoint): void {
  const eigenvalues = symmetricEigenvalues(tangentHessian(network, position).matrix().entries, network.dimension);
  expect(residual).toBeLessThanOrEqual(tolerance);
  expect(index.negative).toBe(eigenvalues.filter((x) => x < -threshold).length);
  expect(index.positive).toBe(eigenvalues.filter((x) => x > threshold).length);
  expect(index.zero).toBe(eigenvalues.filter((x) => Math.abs(x) <= threshold).length);
  const modes = knownZeroModes(network, position).length;
  const others = [...eigenvalues].sort((a, b) => Math.abs(a) - Math.abs(b)).slice(modes);
  const down = others.filter((x) => x < 0).length;
  expect(kind).toBe(down === 0 ? 'minimum' : down === others.length ? 'maximum' : 'strict-saddle');
}

/** Shape, starts, and how many different indices they certify at least. */
const networks: [NetworkModel, number, number][] = [
  [{ sizes: [3, 2, 2], activation: 'tanh', loss: 'squared' }, 12, 2],
  // Most searches here end on a continuum of degenerate saddles: a constant network.
  [{ sizes: [2, 1, 2], activation: 'tanh', loss: 'cross-entropy' }, 36, 2],
  [{ sizes: [2, 2, 1], activation: 'sigmoid', loss: 'squared' }, 12, 1],
  [{ sizes: [2, 3, 1], activation: 'relu', loss: 'squared' }, 12, 1],
  [{ sizes: [1, 2, 2], activation: 'relu', loss: 'cross-entropy' }, 12, 3],
  [{ sizes: [3, 2, 3], activation: 'identity', loss: 'squared' }, 12, 5],
  [{ sizes: [2, 2, 3], activation: 'identity', loss: 'cross-entropy' }, 12, 3],
];

describe.each(networks)('%j', (shape, starts, different) => {
  const [network, found] = hunted(shape, starts);
  const certified = found.filter(isCertified);

  it(`at least ${different} different indices are certified, each as the dense eigenvalues say`, () => {
    for (const point of certified) expectTrue(network, point);
    expect(new Set(certified.map(({ index }) => index.negative)).size).toBeGreaterThanOrEqual(different);
  });
});

it('deep linear: every certified point keeps one or two of the three principal directions, and only the largest two have index 0', () => {
  const shape: NetworkModel = { sizes: [3, 2, 3], activation: 'identity', loss: 'squared' };
  const examples = someExamples(31, shape);
  const { explained, total } = principal(examples);
  const [, found] = hunted(shape, 12);
  const kept = [[0, 1], [0, 2], [1, 2], [0], [1], [2]];
  const values = kept.map((some) => (total - some.reduce((sum, i) => sum + explained[i]!, 0)) / 2);
  const seen = new Set<number>();
  for (const point of found) {
    const { value, index } = point;
    expect(isCertified(point)).toBe(true);
    const which = values.findIndex((expected) => Math.abs(expected - value) < 1e-12);
    seen.add(which);
    expect([index.negative === 0, which === 0]).toEqual(which === 0 ? [true, true] : [false, false]);
  }
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});

/**
 * Eigenvalues of Σ_yx Σ_xx⁻¹ Σ_xy in decreasing order, and tr Σ_yy, of centered data: with biases a linear network's critical
 * values of rank r are ½ (tr Σ_yy − the sum of r of them). [baldi1989neural]
 */
function principal({ count, inputs: m, outputs: o, x, t }: Examples) {
  const centered = (data: Float64Array | Float32Array, width: number) => {
    const mean = Array.from({ length: width }, (_, k) => {
      let sum = 0;
      for (let s = 0; s < count; s++) sum += data[s * width + k]!;
      return sum / count;
    });
    return Float64Array.from(data, (value, at) => value - mean[at % width]!);
  };
  const [X, Y] = [centered(x, m), centered(t, o)];
  const moment = (a: Float64Array, p: number, i: number, b: Float64Array, q: number, j: number) => {
    let sum = 0;
    for (let s = 0; s < count; s++) sum += a[s * p + i]! * b[s * q + j]!;
    return sum / count;
  };
  const Sxx = Float64Array.from({ length: m * m }, (_, at) => moment(X, m, Math.floor(at / m), X, m, at % m));
  factorCholesky(Sxx, m);
  const M = new Float64Array(o * o);
  let total = 0;
  for (let j = 0; j < o; j++) {
    total += moment(Y, o, j, Y, o, j);
    const column = Float64Array.from({ length: m }, (_, k) => moment(X, m, k, Y, o, j));
    solveCholesky(Sxx, m, column);
    for (let i = 0; i < o; i++) for (let k = 0; k < m; k++) M[i * o + j]! += moment(Y, o, i, X, m, k) * column[k]!;
  }
  return { explained: [...symmetricEigenvalues(M, o)].reverse(), total };
}
