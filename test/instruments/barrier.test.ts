import { describe, expect, it } from 'vitest';
import { isCertified } from '../../src/curvature/index.ts';
import { distance } from '../../src/geometry/index.ts';
import { type BarrierOptions, barrier, minima } from '../../src/instruments/index.ts';
import { run } from '../../src/search/index.ts';
import {
  coupled,
  type Ground,
  grounds,
  himmelblau,
  known,
  network,
  radii,
  spheres,
  tools,
  valueAt,
} from './landscapes.ts';

const usual = { images: 15, maxSteps: 2000, tolerance: 1e-4, threshold: 1e-6 };
const search = ({ landscape }: Ground, between: BarrierOptions['between'], more: Partial<BarrierOptions> = {}) =>
  barrier.search(landscape, { ...usual, ...more, between }, tools('barrier'));
const starts = 9;
const { threshold } = usual;
const minimaFrom = ({ landscape, start }: Ground) =>
  run(minima.search(landscape, { starts, start, threshold }, tools('minima')));
const minimaOfNetwork = minimaFrom(network);
const certain = (kind: string | undefined) => kind === 'certified' || kind === 'certified-given-K';

describe.each(grounds)('a barrier on %s', (_name, here) => {
  const { landscape, start } = here;
  const found = run(search(here, { starts, start }));

  it('without two points takes ends of descents, the two lowest of them', () => {
    const { from, to, ends, minima: reached } = found;
    expect(reached!.ends).toHaveLength(starts);
    const alone = here === network ? minimaOfNetwork : minimaFrom(here);
    expect(reached!.ends.map((end) => end?.value)).toEqual(alone.ends.map((end) => end?.value));
    expect(Math.min(...ends.map(({ value }) => value))).toBeCloseTo(
      Math.min(...reached!.ends.map((end) => end?.value ?? Infinity)),
      11,
    );
    [from!, to!].forEach((end, k) => {
      expect(Math.abs(valueAt(landscape, end) - ends[k]!.value)).toBeLessThan(1e-11 * (1 + Math.abs(ends[k]!.value)));
      expect(ends[k]!.gradientNorm).toBeLessThan(1e-9);
    });
    expect(distance(from!, to!)).toBeGreaterThan(1e-3);
  });

  it('is no lower than its ends; a certified one is a saddle of index 1, below the straight path', () => {
    const { kind, value, saddle, straight, reason, relaxed } = found.barrier!;
    expect(value).toBeGreaterThanOrEqual(Math.max(...found.ends.map((end) => end.value)) - 1e-12);
    expect(value).toBeLessThanOrEqual(straight.top.value + 1e-12);
    expect(relaxed).not.toBeNull();
    expect([saddle !== null, reason === null]).toEqual([certain(kind), certain(kind)]);
    if (saddle) expect([isCertified(saddle), saddle.index.negative, saddle.value]).toEqual([true, 1, value]);
  });

  it('its profile goes from end to end and is that of the relaxed path', () => {
    const { lengths, values } = found.barrier!.profile;
    expect([values[0], values.at(-1)]).toEqual(found.ends.map(({ value }) => expect.closeTo(value, 9)));
    lengths.forEach((s, k) => void expect(s).toBeGreaterThanOrEqual(lengths[k - 1] ?? 0));
    // 8 places from image to image.
    expect(values).toHaveLength(8 * (usual.images - 1) + 1);
    expect(found.barrier!.profile.top.value).toBeGreaterThanOrEqual(Math.max(...found.barrier!.relaxed!.values));
    if (found.barrier!.kind === 'upper-bound') expect(found.barrier!.value).toBe(found.barrier!.profile.top.value);
  });
});

it('Himmelblau: between (3, 2) and (3.58, −1.85) the pass at (3.385, 0.074), height 13.312', () => {
  const [from, to] = [known[0]!, known[3]!].map(([x, y]) => Float64Array.of(x, y));
  const { barrier: found, minima: none, asGiven } = run(search(himmelblau, { from: from!, to: to! }));
  const [x, y] = known[4]!;
  const pass = valueAt(himmelblau.landscape, Float64Array.of(x, y));
  expect([found!.kind, none, asGiven]).toEqual(['certified-given-K', null, null]);
  expect(Math.abs(found!.value - pass)).toBeLessThan(1e-10);
  expect(distance(found!.saddle!.position, Float64Array.of(x, y))).toBeLessThan(1e-6);
});

it('two coupled spheres: from the minimum to its antipode, over the lowest pass at −ρ₁ρ₂ d₂', () => {
  const from = Float64Array.of(0, 0, radii[0], 0, 0, radii[1]);
  const { landscape } = spheres;
  const { barrier: found, sameFunction, from: one, to } = run(search(spheres, { starts: 16, start: spheres.start }));
  expect(sameFunction).toBe(true); // copies of one minimum
  expect(
    distance(
      one!,
      to!.map((x) => -x),
    ),
  ).toBeLessThan(1e-8);
  expect(found!.value).toBeGreaterThanOrEqual(coupled[1]!.value - 1e-9);
  expect(certain(found!.kind)).toBe(true);
  expect(found!.value).toBeCloseTo(coupled[1]!.value, 11);
  // Given as two points they are one and the same: the copy next to the first is taken, and there is nothing between.
  const given = run(search(spheres, { from, to: from.map((x) => -x) }));
  expect(given.sameFunction).toBe(true);
  expect(distance(given.from!, given.to!)).toBeLessThan(1e-12);
  expect(given.barrier!.value).toBeCloseTo(valueAt(landscape, from), 12);
  expect(Math.max(...given.asGiven!.values)).toBeGreaterThan(valueAt(landscape, from) + 1);
});

it('the network: a permuted copy with changed signs is the same function; the path as given is higher than the one between', () => {
  const [lowest] = minimaOfNetwork.minima;
  let copy = lowest!.position;
  for (const { sample } of network.landscape.symmetries) copy = sample(copy, 0.1);
  const {
    sameFunction,
    asGiven,
    barrier: found,
    from,
    to,
  } = run(search(network, { from: lowest!.position, to: copy }));
  expect(sameFunction).toBe(true);
  expect(distance(from!, to!)).toBeLessThan(1e-11);
  expect(Math.max(...asGiven!.values)).toBeGreaterThan(found!.value + 1e-3);
  expect(found!.value).toBeCloseTo(lowest!.value, 12);
});

it('stopped anywhere it gives what it has', () => {
  const running = search(himmelblau, { starts: 8, start: himmelblau.start });
  let state = running.begin();
  let [withEnds, withBarrier] = [0, 0];
  let share = 0;
  while (!running.done(state)) {
    const { barrier: found, minima: reached, from } = running.result(state);
    if (reached && from) withEnds++;
    if (found) {
      withBarrier++;
      if (certain(found.kind)) expect(found.reason).toBeNull();
      else expect(['it was interrupted', 'no certified saddle of index 1 at its top']).toContain(found.reason);
    }
    state = running.step(state);
    expect(running.share(state)[0]).toBeGreaterThanOrEqual(share);
    share = running.share(state)[0];
  }
  expect([withEnds > 0, withBarrier > 0]).toEqual([true, true]);
  expect(running.result(state).barrier!.reason).not.toBe('it was interrupted');
});

it('without a path relaxed, or without a climb, it is an upper bound and says which', () => {
  const between = { from: Float64Array.of(3, 2), to: Float64Array.of(3.584428, -1.848127) };
  const plain = run(search(himmelblau, between, { relax: false })).barrier!;
  expect(plain).toMatchObject({ kind: 'upper-bound', relaxed: null, reason: 'the path was not relaxed' });
  const relaxed = run(search(himmelblau, between, { climb: false })).barrier!;
  expect(relaxed).toMatchObject({ kind: 'upper-bound', reason: 'no saddle was looked for' });
  expect(relaxed.value).toBeLessThanOrEqual(plain.value);
  // The path is looked at every eighth of the way between images: its top may lie between two looks.
  expect(relaxed.value).toBeGreaterThan(13.311926 * (1 - 1e-3));
});

it('names what is out of range', () => {
  const between = { from: Float64Array.of(3, 2), to: Float64Array.of(1, 1) };
  expect(() => search(himmelblau, between, { images: 2 })).toThrow('barrier: images must be an integer ≥ 3, got 2');
  expect(() => search(himmelblau, between, { threshold: 0 })).toThrow('barrier: threshold must be a finite number > 0');
});
