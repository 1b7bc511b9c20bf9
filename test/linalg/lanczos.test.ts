import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { labeledExamples } from '../../src/landscapes/network/examples.ts';
import { networkLandscape } from '../../src/landscapes/network/network.ts';
import { countBelow } from '../../src/linalg/counting.ts';
import { symmetricEigenvalues } from '../../src/linalg/eigenvalues.ts';
import { type Extremes, extremes } from '../../src/linalg/lanczos.ts';
import { type Count, dense, matrixOf, type Operator } from '../../src/linalg/operator.ts';
import { chain, distance, randomSymmetric, single, skewness, trueResiduals, withSpectrum } from './matrices.ts';

const draw = (purpose: string, replica = 0) => stream(3, 'test/lanczos', replica, purpose);

const values = (pairs: readonly { readonly value: number }[]) => pairs.map(({ value }) => value);
const sorted = (spectrum: ArrayLike<number>) => Array.from(spectrum).sort((a, b) => a - b);
const atLeast = { smallest: { verdict: 'at-least' }, largest: { verdict: 'at-least' } };
const proved = { smallest: { verdict: 'proved' }, largest: { verdict: 'proved' } };

/** A diagonal matrix: to random start vectors it is as good as any other of its spectrum. */
const diagonal = (spectrum: readonly number[]): Operator => ({
  size: spectrum.length,
  symmetric: true,
  apply: (v, out) => void out.set(v.map((x, i) => x * spectrum[i]!)),
});

/** N(level) of a dense matrix by inertia. */
function inertiaOf(A: Float64Array, n: number): (level: number) => Count {
  const kernel = createKernels().symmetric(n);
  kernel.matrix.set(A);
  for (let i = 0; i < n; i++) kernel.diagonal[i] = A[i * n + i]!;
  return (level) => countBelow(kernel, level);
}

/** Exact N(level) of a spectrum that is known. */
const exactly =
  (spectrum: readonly number[]) =>
  (level: number): Count => {
    const count = spectrum.filter((λ) => λ < level).length;
    return { low: count, high: count, bound: 0 };
  };

/**
 * How much worse the lists are than they say, at most 0 where they are right. Eigenvalues are matched within ‖R‖, the norm of the residuals
 * together; of a proved list those in the last cluster lie between its level and the listed value.
 * @param rounding   of the spectrum that is compared with
 */
function falsehood({ smallest, largest, complete }: Extremes, spectrum: ArrayLike<number>, rounding: number): number {
  const eigenvalues = sorted(spectrum);
  let worst = -Infinity;
  for (const [side, pairs, sign] of [
    ['smallest', smallest, 1],
    ['largest', largest, -1],
  ] as const) {
    const verdict = complete[side];
    const level = verdict.verdict === 'proved' ? sign * verdict.level : Infinity;
    const R = Math.hypot(...pairs.map(({ residual }) => residual)) + rounding;
    const first = sign > 0 ? 0 : eigenvalues.length - pairs.length;
    for (const [i, { value }] of pairs.entries()) {
      const [θ, λ] = [sign * value, sign * eigenvalues[first + i]!];
      worst = Math.max(worst, λ - θ - R, θ < level ? θ - λ - R : level - λ);
    }
  }
  return worst;
}

describe('extremes', () => {
  it.each([1, 2, 7, 33, 65])('agrees with all eigenvalues within its residuals at n = %i', (n) => {
    const A = randomSymmetric(n);
    const eigenvalues = symmetricEigenvalues(A, n);
    for (const operator of [dense(A, n), single(dense(A, n))]) {
      const found = extremes(draw(`n${n}`), operator, Math.min(n, 3));
      expect(falsehood(found, eigenvalues, 1e-13)).toBeLessThanOrEqual(0);
    }
  });

  it('finds the ends of the second difference on 400 points, closed form, with true residuals', () => {
    const n = 400;
    const { smallest, largest, products } = extremes(draw('chain'), chain(n), 2);
    const exact = (k: number) => 2 - 2 * Math.cos((k * Math.PI) / (n + 1));
    expect(distance(values(smallest), [exact(1), exact(2)])).toBeLessThan(1e-12);
    expect(distance(values(largest), [exact(n - 1), exact(n)])).toBeLessThan(1e-12);
    expect(products).toBeLessThanOrEqual(n + 4); // the whole space, and the four that are listed
    const pairs = [...smallest, ...largest];
    const residuals = pairs.map(({ residual }) => residual);
    expect(distance(trueResiduals(chain(n), pairs), residuals)).toBeLessThan(1e-14);
    expect(Math.max(...residuals)).toBeLessThan(4e-8); // the default 1e-8, relative to ‖A‖ = 4
  });

  it('says by its residual that it stopped short', () => {
    const { smallest, largest, products, complete } = extremes(draw('short'), chain(400), 1, { steps: 30 });
    expect(products).toBe(32); // and one for each of the two that are listed
    expect(smallest[0]!.residual).toBeGreaterThan(1e-4);
    const [low, high] = trueResiduals(chain(400), [smallest[0]!, largest[0]!]);
    expect(low! / smallest[0]!.residual).toBeCloseTo(1, 9);
    expect(high! / largest[0]!.residual).toBeCloseTo(1, 9);
    expect(complete).toEqual(atLeast);
  });

  it('refuses what is not symmetric, and NaN', () => {
    const nan: Operator = { size: 2, symmetric: true, apply: (_, out) => void out.fill(Number.NaN) };
    expect(() => extremes(draw('asymmetric'), dense(Float64Array.of(0, 1, 2, 0), 2), 1)).toThrow(
      'extremes: operator must be symmetric, got false',
    );
    expect(() => extremes(draw('nan'), nan, 1)).toThrow('extremes: operator must be finite, got NaN');
  });
});

/** 1 to 3 groups at one end, each of up to ten values that are equal or 1e-10 to 1e-3 apart. */
function groups(draws: ReturnType<typeof draw>): number[] {
  const group: number[] = [];
  let at = 2 + draws.uniform();
  for (let left = 1 + draws.integer(3); left > 0; left--, at -= 0.3 * draws.uniform()) {
    const gap = draws.integer(2) === 0 ? 0 : 10 ** (-10 + 7 * draws.uniform());
    for (let copies = 1 + draws.integer(10); copies > 0; copies--, at -= gap) group.push(at);
  }
  return group;
}

/** A spectrum with groups at both ends, of low rank or all of one value, at n = 1, 2, 3 or from 20 to 200. */
function spectrumOf(replica: number): number[] {
  const draws = draw('spectrum', replica);
  const n = replica % 10 === 9 ? 1 + draws.integer(3) : 20 + draws.integer(181);
  const same = replica % 10 === 4 ? [draws.integer(2)] : undefined;
  const bulk = Array.from({ length: n }, (_, i) => {
    if (same) return same[0]!;
    if (replica % 3 === 0) return i < n / 8 ? draws.normal() ** 2 : 0;
    return replica % 3 === 1 && i > n / 8 ? 0 : 0.3 * draws.normal();
  });
  if (same && replica % 20 === 4) return bulk;
  const half = Math.floor(n / 2);
  const [low, high] = [groups(draws).slice(0, half), groups(draws).slice(0, n - half)];
  const definite = replica % 6 === 0;
  return [...(definite ? [] : low.map((x) => -x)), ...high, ...bulk].slice(0, n);
}

describe('extremes of 50 random operators with clusters and multiplicities', () => {
  const replicas = Array.from({ length: 50 }, (_, replica) => {
    const spectrum = spectrumOf(replica);
    const n = spectrum.length;
    const draws = draw('problem', replica);
    return {
      replica,
      spectrum,
      n,
      A: withSpectrum(spectrum, replica),
      count: 1 + draws.integer(Math.min(n, 12)),
      tolerance: [1e-6, 1e-8, 1e-10][draws.integer(3)]!,
      blocks: draws.integer(2) === 0,
    };
  });
  // The matrix is made by n reflections, which move its eigenvalues by a few u ‖A‖ each.
  const rounding = (spectrum: readonly number[]) => 1e-15 * spectrum.length * Math.max(...spectrum.map(Math.abs));

  it.each(replicas)(
    'replica $replica, n = $n: $count at either end, proved by inertia, each as often as it occurs',
    ({ replica, spectrum, n, A, count, tolerance, blocks }) => {
      const operator = blocks ? dense(A, n) : single(dense(A, n));
      const options = { tolerance, countBelow: inertiaOf(A, n) };
      const found = extremes(draw('start', replica), operator, count, options);
      expect(found.complete).toMatchObject(proved);
      expect([found.smallest.length, found.largest.length]).toEqual([count, count]);
      expect(falsehood(found, spectrum, rounding(spectrum))).toBeLessThanOrEqual(0);
      for (const pairs of [found.smallest, found.largest]) {
        expect(values(pairs)).toEqual(sorted(values(pairs)));
        expect(skewness(pairs.map(({ vector }) => vector))).toBeLessThan(1e-13);
        const norm = Math.max(...spectrum.map(Math.abs));
        const residuals = pairs.map(({ residual }) => residual);
        expect(distance(trueResiduals(operator, pairs), residuals)).toBeLessThanOrEqual(1e-14 * (1 + norm));
        expect(Math.max(...residuals)).toBeLessThanOrEqual(1.01 * tolerance * norm);
      }
    },
  );

  it.each(replicas)(
    'replica $replica, n = $n: without a count the same lists, at least',
    ({ replica, spectrum, n, A, count, tolerance, blocks }) => {
      const operator = blocks ? dense(A, n) : single(dense(A, n));
      const found = extremes(draw('start', replica), operator, count, { tolerance });
      expect(found.complete).toEqual(atLeast);
      expect([found.smallest.length, found.largest.length]).toEqual([count, count]);
      expect(falsehood(found, spectrum, rounding(spectrum))).toBeLessThanOrEqual(0);
    },
  );
});

describe('extremes of a tanh network at zero weights, every eigenvalue as often as there are units', () => {
  const shape = { sizes: [25, 8, 10], activation: 'tanh', loss: 'cross-entropy' } as const;
  const [x, y] = [draw('images'), draw('labels')];
  const samples = {
    count: 100,
    inputs: 25,
    images: Float32Array.from({ length: 2500 }, () => x.uniform()),
    labels: Uint8Array.from({ length: 100 }, () => y.integer(10)),
  };
  const zero = new Float64Array(25 * 8 + 8 + 10 * 8 + 10);
  const hessian = networkLandscape(shape, labeledExamples(samples, 10, 'cross-entropy')).hessianAt(zero);
  const A = matrixOf(hessian);
  const eigenvalues = symmetricEigenvalues(A, zero.length);

  it.each([
    ['products', hessian],
    ['blocks', dense(A, zero.length)],
  ])('lists eight copies, by %s', (_, operator) => {
    expect(eigenvalues[7]! - eigenvalues[0]!).toBeLessThan(1e-15);
    const found = extremes(draw('network'), operator, 10, { tolerance: 1e-6 });
    expect(distance(values(found.smallest), eigenvalues.slice(0, 10))).toBeLessThan(1e-12);
    expect(distance(values(found.largest), eigenvalues.slice(-10))).toBeLessThan(1e-12);
    const counted = { tolerance: 1e-6, countBelow: inertiaOf(A, zero.length) };
    expect(extremes(draw('network'), operator, 10, counted).complete).toMatchObject(proved);
  });
});

describe('extremes without a count', () => {
  it('waits for the second copy of −0.003, which leaves the bulk [0, 1] slowly, 1/600 from value to value', () => {
    const spectrum = Array.from({ length: 600 }, (_, i) => (i < 2 ? -0.003 : i / 600));
    for (let replica = 0; replica < 8; replica++) {
      const { smallest } = extremes(draw('copy', replica), diagonal(spectrum), 2, { tolerance: 1e-3 });
      expect(distance(values(smallest), [-0.003, -0.003])).toBeLessThan(1e-4);
    }
  });

  it('takes no more spaces where one adds less than the residuals: a rough list of a dense spectrum', () => {
    const spectrum = Array.from({ length: 300 }, (_, i) => (i / 300) ** 2);
    for (let replica = 0; replica < 4; replica++)
      expect(extremes(draw('rough list', replica), diagonal(spectrum), 5, { tolerance: 1e-2 }).products).toBeLessThan(
        250,
      );
  });
});

describe('the word "proved"', () => {
  const spectrum = [...new Array(40).fill(-1), ...Array.from({ length: 60 }, (_, i) => 1 + i / 10)];
  const A = withSpectrum(spectrum);
  const operator = single(dense(A, 100));

  it('is kept from a list that the steps do not suffice for, and given to the same list with more', () => {
    const short = extremes(draw('forty'), operator, 12, { steps: 40, countBelow: exactly(spectrum) });
    expect(short.smallest.filter(({ value }) => value < -0.99).length).toBeLessThan(12);
    expect(short.complete).toMatchObject(atLeast);
    const long = extremes(draw('forty'), operator, 12, { countBelow: exactly(spectrum) });
    expect(distance(values(long.smallest), new Array(12).fill(-1))).toBeLessThan(1e-12);
    expect(long.complete).toMatchObject(proved);
  });

  it('is kept from pairs that have not converged, even where the count agrees', () => {
    const n = 400;
    const closed = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
    const found = extremes(draw('short'), chain(n), 1, { steps: 30, countBelow: exactly(closed) });
    expect(found.complete).toEqual(atLeast);
  });

  it.each([
    ['of one more than there are', exactly([-9, ...spectrum])],
    ['of one less', exactly(spectrum.slice(1))],
    ['that is open', () => ({ low: 0, high: 100, bound: 1 })],
    ['that will stay open', () => ({ low: 0, high: 100, bound: Infinity })],
  ])('is not given by a count %s', (_, wrong) => {
    const found = extremes(draw('wrong'), operator, 42, { countBelow: wrong, steps: 400 });
    expect(found.complete.smallest).toEqual({ verdict: 'at-least' });
  });

  it('is given where products err by more than the residuals show, and the operator says so', () => {
    const n = 60;
    const spread = Array.from({ length: n }, (_, i) => (i - 20.5) / 8);
    const moved = dense(withSpectrum(spread.map((λ) => λ + 1e-4)), n);
    const options = { countBelow: exactly(spread) };
    expect(extremes(draw('moved'), moved, 4, options).complete.largest).toEqual({ verdict: 'at-least' });
    const error = { value: 1e-4, kind: 'bound' } as const;
    expect(extremes(draw('moved'), { ...moved, error }, 4, options).complete).toMatchObject(proved);
  });

  it('is given where products err by what the operator says, and not where it does not say', () => {
    const n = 60;
    const spread = Array.from({ length: n }, (_, i) => (i - 20.5) / 8);
    const exact = dense(withSpectrum(spread), n);
    const rounded: Operator = {
      size: n,
      symmetric: true,
      apply(v, out) {
        exact.apply(v, out);
        for (let i = 0; i < n; i++) out[i] = Math.fround(out[i]!);
      },
    };
    const error = { value: 2 ** -24 * 5, kind: 'bound' } as const; // half an ulp of what A v has, ‖A‖ < 5
    const options = { tolerance: 1e-10, countBelow: exactly(spread) };
    expect(extremes(draw('float32'), rounded, 4, options).complete).toEqual(atLeast);
    const found = extremes(draw('float32'), { ...rounded, error }, 4, options);
    expect(found.complete).toMatchObject(proved);
    expect(falsehood(found, spread, 2 * error.value)).toBeLessThanOrEqual(0);
  });
});

describe('an eigenvector that start vectors have no part of', () => {
  const spectrum = [-5, -4, ...Array.from({ length: 48 }, (_, i) => i / 10)];
  /** A stream whose first vectors have nothing along the first coordinate: no product brings it in. */
  const blind = (vectors: number) => {
    const draws = draw('blind');
    let drawn = 0;
    return { ...draws, normal: () => (drawn++ % 50 === 0 && drawn <= 50 * vectors ? 0 : draws.normal()) };
  };

  it('goes unseen without a count, and the list is at least', () => {
    const { smallest, complete } = extremes(blind(1), diagonal(spectrum), 1);
    expect(smallest[0]!.value).toBeCloseTo(-4, 12);
    expect(complete).toEqual(atLeast);
  });

  it.each([
    [1, 1],
    [2, 3],
  ])('is searched for while the count misses it: a list of %i, unseen by %i vectors', (count, vectors) => {
    const counts: number[] = [];
    const countBelow = (level: number) => {
      counts.push(level);
      return exactly(spectrum)(level);
    };
    const { smallest, complete } = extremes(blind(vectors), diagonal(spectrum), count, { countBelow });
    expect(distance(values(smallest), spectrum.slice(0, count))).toBeLessThan(1e-12);
    expect(complete).toMatchObject(proved);
    // Two levels at the lower end, one at the upper, and one when the list has changed; none when a space has found nothing.
    expect(counts.length).toBe(4);
  });
});

describe('what extremes spends', () => {
  it('one space from one vector for a list of one, roughly: 24 products and 2', () => {
    const n = 300;
    const start = draw('rough');
    const A = withSpectrum(Array.from({ length: n }, (_, i) => Math.cos(i) + (i === 7 ? 2 : i === 9 ? -3 : 0)));
    const found = extremes(start, dense(A, n), 1, { tolerance: 1e-2 });
    expect(found.products).toBe(26);
    const reference = draw('rough');
    for (let i = 0; i < n; i++) reference.normal();
    expect(start.normal()).toBe(reference.normal());
  });

  it('twice the first space, or less, where nothing is multiple', () => {
    const n = 300;
    const A = randomSymmetric(n);
    const once = extremes(draw('simple'), single(dense(A, n)), 6, { countBelow: inertiaOf(A, n) });
    const twice = extremes(draw('simple'), single(dense(A, n)), 6);
    expect(once.complete).toMatchObject(proved);
    expect(twice.products).toBeGreaterThan(once.products);
    expect(twice.products).toBeLessThanOrEqual(2 * once.products);
  });

  it('multiplies blocks, and only blocks, where the operator has them', () => {
    const n = 80;
    const operator = dense(randomSymmetric(n), n);
    let products = 0;
    const counted: Operator = {
      ...operator,
      apply: () => expect.unreachable('single product'),
      applyBlock(vectors, count, out) {
        products += count;
        operator.applyBlock?.(vectors, count, out);
      },
    };
    expect(extremes(draw('blocks'), counted, 5).products).toBe(products);
  });

  it('no more than its steps, and the products of the lists', () => {
    const n = 200;
    for (const steps of [1, 2, 3, 5, 17, 90]) {
      const options = { steps, countBelow: exactly([]) };
      const { smallest, largest, products } = extremes(draw('steps'), dense(randomSymmetric(n), n), 3, options);
      expect([smallest.length, largest.length]).toEqual([Math.min(3, steps), Math.min(3, steps)]);
      expect(products).toBeLessThanOrEqual(steps + 6 * Math.ceil(steps / 32));
    }
  });
});
