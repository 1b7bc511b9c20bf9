import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import {
  barrierBetween,
  barrierSearch,
  connectedMinima,
  disconnectivityGraph,
  distance,
  leaves,
  type Pass,
  passBetween,
  pathProfile,
  straightPath,
  stringMethod,
  stroke,
} from '../../src/geometry/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { fromCallbacks, type Landscape, type Regularity, spinGlass } from '../../src/landscapes/index.ts';
import { censusOf } from '../../src/search/homotopy-glass.ts';
import { run } from '../../src/search/index.ts';

const kernels = createKernels();
const options = { images: 21, maxSteps: 3000, tolerance: 1e-4, threshold: 1e-6 };
const ends = [Float64Array.of(-1, 0), Float64Array.of(1, 0)] as const;

/** (x² − 1)²/4 + 5 (y − (1 − x²)/2)²: minima (±1, 0), a bent valley, saddle (0, ½) at height ¼; the straight path climbs to 3/2. */
const valleyWith = (regularity: Partial<Regularity> = {}) =>
  fromCallbacks({
    dimension: 2,
    name: 'valley',
    regularity: {
      usual: { gradientLipschitz: 30 },
      hessianLipschitz: () => ({ value: 100, kind: 'bound' }),
      ...regularity,
    },
    value: ([x, y]) => (x! * x! - 1) ** 2 / 4 + 5 * (y! - (1 - x! * x!) / 2) ** 2,
    gradient([x, y], out) {
      const off = y! - (1 - x! * x!) / 2;
      out.set([x! ** 3 - x! + 10 * off * x!, 10 * off]);
    },
    hessianVector([x, y], [u, v], out) {
      const off = y! - (1 - x! * x!) / 2;
      out.set([(3 * x! * x! - 1 + 10 * off + 10 * x! * x!) * u! + 10 * x! * v!, 10 * x! * u! + 10 * v!]);
    },
  });
const valley = valleyWith();

/** The valley with errors of Hessian and gradient that are taken for proved. */
const proved: Landscape = {
  ...valley,
  hessianAt(point) {
    const hessian = valley.hessianAt!(point);
    const error = { value: 1e-14, kind: 'bound' } as const;
    return { ...hessian, gradientError: error, matrix: () => ({ entries: hessian.matrix().entries, error }) };
  },
};

describe('the bent valley', () => {
  it('relaxes onto the saddle at (0, ½), height ¼, from a straight path of height 3/2', () => {
    const barrier = barrierBetween(valley, ...ends, options);
    expect([barrier.kind, barrier.reason]).toEqual(['certified-given-K', null]); // the rounding of callbacks is an estimate
    expect(barrierBetween(proved, ...ends, options).kind).toBe('certified');
    expect(barrier.value).toBeCloseTo(0.25, 12);
    expect(distance(barrier.saddle!.position, Float64Array.of(0, 0.5))).toBeLessThan(1e-10);
    expect(barrier.straight.top.value).toBeCloseTo(1.5, 2);
    expect(barrier.relaxed!.status).toBe('converged');
    expect(barrier.profile.top.value).toBeLessThan(barrier.straight.top.value);
  });

  it('the relaxed path has its gradient along itself, the straight one has not', () => {
    const path = straightPath(valley.manifold, Float64Array.of(-1, 0), Float64Array.of(1, 0), 21);
    const stopped = run(stringMethod({ landscape: valley, path, tolerance: 1e-4, maxSteps: 0 }));
    expect([stopped.status, stopped.residual > 1]).toEqual(['step-limit', true]);
    const relaxed = run(stringMethod({ landscape: valley, path, tolerance: 1e-4, maxSteps: 5000 }));
    expect([relaxed.status, relaxed.residual <= 1e-4]).toEqual(['converged', true]);
  });

  it('a path that was not relaxed gives an upper bound, and says so', () => {
    const asked = barrierBetween(valley, ...ends, { ...options, relax: false });
    expect([asked.kind, asked.saddle, asked.relaxed]).toEqual(['upper-bound', null, null]);
    expect(asked.reason).toBe('the path was not relaxed');
    const stopped = barrierBetween(valley, ...ends, { ...options, maxSteps: 0 });
    expect([stopped.kind, stopped.saddle, stopped.relaxed!.status]).toEqual(['upper-bound', null, 'step-limit']);
    for (const { value } of [asked, stopped]) expect(value).toBeCloseTo(1.5, 2);
  });

  it('without a climb the relaxed path is an upper bound, at the saddle to the spacing of its images', () => {
    const barrier = barrierBetween(valley, ...ends, { ...options, climb: false });
    expect([barrier.kind, barrier.saddle, barrier.reason]).toEqual(['upper-bound', null, 'no saddle was looked for']);
    expect(barrier.value).toBeGreaterThanOrEqual(0.25);
    expect(barrier.value).toBeLessThan(0.26);
  });

  it('a path that is highest at an end has no barrier to find', () => {
    const saddle = Float64Array.of(0, 0.5);
    const barrier = barrierBetween(valley, saddle, Float64Array.of(1, 0), options);
    expect([barrier.kind, barrier.reason]).toEqual(['upper-bound', 'the path is highest at an end']);
    expect(barrier.value).toBeCloseTo(0.25, 12);
  });

  it('a saddle counts only where it is certified: not on a kink, nor where K leaves no ball for it', () => {
    const doubtful: Partial<Regularity>[] = [
      { kinkDistance: () => 0 },
      { kinkDistance: () => Infinity, hessianLipschitz: () => ({ value: 1e30, kind: 'bound' }) },
    ];
    for (const regularity of doubtful) {
      const landscape = { ...proved, regularity: { ...valley.regularity, ...regularity } };
      const barrier = barrierBetween(landscape, ...ends, options);
      expect([barrier.kind, barrier.saddle]).toEqual(['upper-bound', null]);
      expect(barrier.reason).toBe('no certified saddle of index 1 at its top');
      expect(barrier.value).toBeGreaterThanOrEqual(0.25);
    }
  });

  it('stopped anywhere it gives what it has: an upper bound that is never below ¼ and never rises', () => {
    const search = barrierSearch({ ...options, landscape: valley, from: ends[0], to: ends[1] });
    let state = search.begin();
    const seen: [number, number][] = [];
    let unknown = 0;
    while (!search.done(state)) {
      const found = search.result(state);
      if (found) {
        expect([found.kind, found.reason]).toEqual(['upper-bound', 'it was interrupted']);
        seen.push([found.value, search.share(state)[0]]);
      } else unknown++;
      state = search.step(state) as typeof state;
    }
    expect(unknown).toBe(options.images + 2); // while the values along the shortest path are taken
    expect(search.result(state)!.kind).toBe('certified-given-K');
    expect(seen.length).toBeGreaterThan(20);
    seen.forEach(([value, share], k) => {
      const [before, done] = seen[k - 1] ?? [Infinity, 0];
      expect(value).toBeGreaterThanOrEqual(0.25);
      expect(value).toBeLessThanOrEqual(before + 1e-9); // while it is relaxed, of its images alone
      expect(share >= done && share <= 1).toBe(true);
    });
  });

  it('the profile has seven places between neighbors, in order, and the values there', () => {
    const path = straightPath(valley.manifold, Float64Array.of(-1, 0), Float64Array.of(1, 0), 6);
    const { lengths, values } = pathProfile(valley, path);
    expect([lengths.length, values.length]).toEqual([41, 41]);
    lengths.forEach((s, k) => {
      expect(s).toBeCloseTo((2 * k) / 40, 12);
      const x = s - 1;
      expect(values[k]).toBeCloseTo((x * x - 1) ** 2 / 4 + (5 * (1 - x * x) ** 2) / 4, 12);
    });
  });

  it('the saddle lies between the two minima', () => {
    const [left, right] = connectedMinima(valley, Float64Array.of(0, 0.5))!.sort((a, b) => a[0]! - b[0]!);
    expect(distance(left!, Float64Array.of(-1, 0))).toBeLessThan(1e-8);
    expect(distance(right!, Float64Array.of(1, 0))).toBeLessThan(1e-8);
  });
});

describe('the disconnectivity graph', () => {
  const minima = [-3, -5, -1, -4];
  const passes: Pass[] = [
    { value: 0, between: [0, 1] },
    { value: -0.5, between: [1, 2] },
    { value: 2, between: [0, 1] }, // a higher pass between what is joined already
    { value: 1, between: [3, 0] },
  ];

  it('joins at the lowest passes', () => {
    const trees = disconnectivityGraph(minima, passes);
    expect(trees.length).toBe(1);
    expect(leaves(trees[0]!)).toEqual([1, 2, 0, 3]); // the lower branch first
    expect(passBetween(trees, 0, 1)).toBe(0);
    expect(passBetween(trees, 2, 0)).toBe(0);
    expect(passBetween(trees, 2, 3)).toBe(1);
  });

  it('without passes every minimum is a tree of its own', () => {
    const trees = disconnectivityGraph(minima, []);
    expect(trees.map((tree) => tree.value)).toEqual([-5, -4, -3, -1]);
    expect(passBetween(trees, 0, 1)).toBeNull();
    expect(() => disconnectivityGraph([0], [{ value: 1, between: [0, 1] }])).toThrow(
      /between must be an integer from 0 to 0, got 1/,
    );
  });

  it('is drawn in one stroke that ends where it began and touches every minimum at its place', () => {
    const [tree] = disconnectivityGraph(minima, passes);
    const points = stroke(tree!, 0, 0.5);
    expect(points[0]).toEqual(points.at(-1));
    expect(points[0]![1]).toBe(1.5);
    [1, 2, 0, 3].forEach((minimum, x) => void expect(points).toContainEqual([x, minima[minimum]]));
    // only horizontal and vertical lines
    points.slice(1).forEach(([x, y], k) => void expect(x === points[k]![0] || y === points[k]![1]).toBe(true));
  });
});

describe('a glass of which every critical point is known (Λ = 7, H = 3 and Λ = 5, H = 4)', () => {
  it.each([
    [3, 7, 0],
    [3, 7, 1],
    [4, 5, 0],
  ])(
    'H = %i, Λ = %i, disorder %i: barriers found are saddles of the census and never below its lowest pass',
    (order, size, disorder) => {
      const glass = spinGlass({ order, size, seed: 6, disorder }, kernels, 'float64');
      const { points } = censusOf(stream(6, 'test/barrier', disorder, 'gamma'), glass);
      const minima = points.filter(({ index }) => index.negative === 0);
      const saddles = points.filter(({ index }) => index.negative === 1);
      const numberOf = (point: Float64Array) => minima.findIndex(({ position }) => distance(position, point) < 1e-6);
      const passes = saddles.flatMap(({ value, position }): Pass[] => {
        const [a, b] = connectedMinima(glass, position)!.map(numberOf);
        return [{ value, between: [a!, b!] }];
      });
      const trees = disconnectivityGraph(
        minima.map(({ value }) => value),
        passes,
      );
      expect(trees.length).toBe(1); // the sphere is connected, and Morse theory joins all its minima by index 1
      let [certified, lowestFound] = [0, 0];
      for (let k = 1; k < minima.length; k++) {
        const [best, other] = [minima[0]!.position, minima[k]!.position];
        const { kind, value, saddle } = barrierBetween(glass, best, other, options);
        const exact = passBetween(trees, 0, k)!;
        expect(value).toBeGreaterThan(exact - 1e-9); // also to the antipode, by one of its half circles
        if (kind === 'upper-bound') continue;
        certified++;
        expect(saddles.some(({ position }) => distance(position, saddle!.position) < 1e-6)).toBe(true);
        if (value < exact + 1e-9) lowestFound++;
      }
      expect(certified).toBeGreaterThanOrEqual(1);
      expect(lowestFound).toBeGreaterThanOrEqual(1);
    },
  );
});

it('the top of a profile lies between its places: that of sin on the line from 0 to 3 is π/2, to 1e-5', () => {
  const wave = fromCallbacks({
    dimension: 1,
    value: ([x]) => Math.sin(x!),
    gradient: ([x], out) => out.set([Math.cos(x!)]),
  });
  for (const count of [2, 3, 5]) {
    const { top } = pathProfile(wave, straightPath(wave.manifold, Float64Array.of(0), Float64Array.of(3), count));
    expect(Math.abs(top.length - Math.PI / 2)).toBeLessThan(1e-4);
    expect(1 - top.value).toBeLessThan(1e-9);
  }
  // The highest place is an end.
  const { top } = pathProfile(wave, straightPath(wave.manifold, Float64Array.of(0), Float64Array.of(1), 3));
  expect(top.value).toBe(Math.sin(1));
});
