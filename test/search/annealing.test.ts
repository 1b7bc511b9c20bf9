import { describe, expect, it } from 'vitest';
import { streamAddress } from '../../src/base/philox.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { fromCallbacks } from '../../src/landscapes/from-callbacks.ts';
import type { Landscape } from '../../src/landscapes/landscape.ts';
import { sphere } from '../../src/landscapes/manifold.ts';
import { randomStart, type SpinGlass, spinGlass } from '../../src/landscapes/spin-glass/spin-glass.ts';
import { type AnnealingProblem, annealing, coordinateWalk, stepAt, temperatureAt } from '../../src/search/annealing.ts';
import { glassWalks } from '../../src/search/annealing-glass.ts';
import { run } from '../../src/search/search.ts';

const kernels = createKernels();
const address = (replica: number) => streamAddress(3, 'test', replica, 'proposals');
const schedule = {
  startTemperature: 1,
  endTemperature: 1e-4,
  proposals: 6000,
  plateaus: 50,
  startStep: 2,
  endStep: 0.02,
  tolerance: 0.1,
};

/** ½ Σ k_i (x_i − 1)². */
const bowl = (stiffness: readonly number[]): Landscape =>
  fromCallbacks({
    dimension: stiffness.length,
    name: 'bowl',
    value: (x) => stiffness.reduce((sum, k, i) => sum + (k * (x[i]! - 1) ** 2) / 2, 0),
    gradient: (x, out) => out.set(stiffness.map((k, i) => k * (x[i]! - 1))),
  });

function pointOf(walk: { dimension: number; point(out: Float64Array): void }): Float64Array {
  const out = new Float64Array(walk.dimension);
  walk.point(out);
  return out;
}

function glassAt(size: number, disorder: number): { landscape: SpinGlass; start: Float64Array } {
  const shape = { order: 3, size, seed: 4, disorder };
  const start = new Float64Array(size);
  randomStart(shape, 0, start);
  return { landscape: spinGlass(shape, kernels), start };
}

const meanAndError = (values: readonly number[]) => {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const square = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, error: Math.sqrt(square / (values.length - 1) / values.length) };
};

describe('annealing', () => {
  const problem = (given: Partial<AnnealingProblem> = {}, replica = 0): AnnealingProblem => ({
    ...schedule,
    start() {
      const walk = coordinateWalk(bowl([1, 10, 0.3]), address(replica));
      walk.load(new Float64Array([5, -5, 5]));
      return walk;
    },
    ...given,
  });

  it('ends at the value n T₁/2 that equipartition gives: mean of 30 runs within 4 standard errors', () => {
    const results = Array.from({ length: 30 }, (_, replica) => run(annealing(problem({}, replica))));
    const { mean, error } = meanAndError(results.map(({ value }) => value / 1e-4));
    expect(Math.abs(mean - 3 / 2)).toBeLessThan(4 * error);
    expect(4 * error).toBeLessThan(1.2);
    const { values, acceptance, drift } = results[0]!;
    expect(values[0]).toBe(0.5 * 16 + 5 * 36 + 0.15 * 16);
    expect(values).toHaveLength(51);
    expect(acceptance).toBeGreaterThan(0.3);
    expect(drift).toBeLessThan(1e-11);
  });

  it('spreads proposals over plateaus without losing one, whatever the remainder', () => {
    const counts: number[] = [];
    const start = () => {
      const walk = coordinateWalk(bowl([1]), address(0));
      return { ...walk, value: 1, advance: (n: number) => counts.push(n), refresh: () => 0 };
    };
    run(annealing(problem({ start, proposals: 31, plateaus: 7 })));
    expect(counts).toHaveLength(7);
    expect(counts.reduce((a, b) => a + b)).toBe(31);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  it('cools geometrically from T₀ to T₁, and shortens the step by the same law', () => {
    const law = { ...schedule, startTemperature: 8, endTemperature: 0.5, plateaus: 5 };
    expect([0, 1, 2, 3, 4].map((p) => Number(temperatureAt(law, p).toFixed(12)))).toEqual([8, 4, 2, 1, 0.5]);
    expect(temperatureAt({ ...law, plateaus: 1 }, 0)).toBe(0.5);
    expect(stepAt({ ...law, startStep: 1, endStep: 0.01 }, 2)).toBeCloseTo(0.1, 12);
  });

  it('names the end: heated up is diverged, a value that is none is non-finite', () => {
    const cold = problem().start();
    cold.load(new Float64Array([1.01, 1, 1]));
    expect(run(annealing(problem({ start: () => cold, startTemperature: 9, endTemperature: 9 }))).status).toBe(
      'diverged',
    );
    const lost = problem().start();
    lost.load(new Float64Array([Number.NaN, 1, 1]));
    expect(run(annealing(problem({ start: () => lost }))).status).toBe('non-finite');
  });

  it.each([
    [{ endTemperature: 0 }, 'annealing: endTemperature must be a finite number > 0, got 0'],
    [{ startTemperature: 1e-5 }, 'annealing: startTemperature must be a finite number ≥ 0.0001, got 0.00001'],
    [{ plateaus: 0 }, 'annealing: plateaus must be an integer from 1 to 6000, got 0'],
    [{ endStep: 0 }, 'annealing: endStep must be a finite number > 0, got 0'],
  ])('refuses %o', (given, message) => expect(() => run(annealing(problem(given)))).toThrow(message));
});

describe('the plain walk', () => {
  it('has the energy n T/2 of equipartition at fixed temperature, within 4 standard errors', () => {
    const walk = coordinateWalk(bowl([1, 10, 0.3, 4]), address(1));
    walk.load(new Float64Array(4).fill(1));
    walk.advance(2000, 0.7, 1.5);
    const means = Array.from({ length: 60 }, () => {
      let sum = 0;
      for (let k = 0; k < 400; k++) {
        walk.advance(1, 0.7, 1.5);
        sum += walk.value;
      }
      return sum / 400;
    });
    const { mean, error } = meanAndError(means);
    expect(Math.abs(mean - (4 * 0.7) / 2)).toBeLessThan(4 * error);
    expect(4 * error).toBeLessThan(0.3);
    expect(Math.abs(walk.refresh())).toBeLessThan(1e-11);
  });

  it('asks for flat space', () => {
    const landscape = { ...bowl([1, 1]), manifold: sphere(2) };
    expect(() => coordinateWalk(landscape, address(0))).toThrow('landscape must be in flat space, got "sphere"');
  });
});

describe('the walk on the sphere of a glass', () => {
  it.each([2, 3, 9, 24])('keeps energy and sphere to 1e-10 over thousands of accepted moves: Λ = %i', (size) => {
    const { landscape, start } = glassAt(size, 0);
    const walk = glassWalks(landscape)(address(2));
    walk.load(start);
    const accepted = walk.advance(4000, 1, 0.3);
    expect(accepted).toBeGreaterThan(1000);
    const point = pointOf(walk);
    expect(landscape.manifold.drift(point)).toBeLessThan(1e-12);
    const energy = new Float64Array(1);
    landscape.valueAndGradient(point, 1, energy, new Float64Array(size));
    expect(Math.abs(walk.value - energy[0]!)).toBeLessThan(1e-10);
    expect(Math.abs(walk.refresh())).toBeLessThan(1e-10);
  });

  it('has the annealed energy −1/T per spin above the glass transition: 40 disorders at T = 2, within 4 standard errors', () => {
    const energies = Array.from({ length: 40 }, (_, disorder) => {
      const { landscape, start } = glassAt(32, disorder);
      const walk = glassWalks(landscape)(address(disorder));
      walk.load(start);
      walk.advance(1500, 2, 0.5);
      let sum = 0;
      for (let k = 0; k < 60; k++) {
        walk.advance(50, 2, 0.5);
        sum += walk.value / 32;
      }
      return sum / 60;
    });
    const { mean, error } = meanAndError(energies);
    // Corrections of order 1/Λ are about 0.01.
    expect(Math.abs(mean + 0.5)).toBeLessThan(4 * error + 0.01);
    expect(4 * error).toBeLessThan(0.1);
  });

  it('annealed slowly, passes below where it started by half a unit per spin and converges', () => {
    const { landscape, start } = glassAt(24, 1);
    const walk = glassWalks(landscape)(address(0));
    walk.load(start);
    const result = run(annealing({ ...schedule, start: () => walk, proposals: 20000, tolerance: 0.01 }));
    expect(result.value / 24).toBeLessThan(-1.3);
    expect(result.status).toBe('converged');
    expect(result.drift).toBeLessThan(1e-10);
  });

  it('is the same to the bit however it is cut into calls', () => {
    const { landscape, start } = glassAt(7, 3);
    const [whole, parts] = [glassWalks(landscape)(address(1)), glassWalks(landscape)(address(1))];
    for (const walk of [whole, parts]) walk.load(start);
    whole.advance(300, 0.5, 0.4);
    for (const count of [1, 99, 200]) parts.advance(count, 0.5, 0.4);
    expect(pointOf(parts)).toEqual(pointOf(whole));
  });

  it('refuses other orders', () => {
    const landscape = spinGlass({ order: 4, size: 5, seed: 1, disorder: 0 }, kernels);
    expect(() => glassWalks(landscape)).toThrow('glassWalks: order must be 3, got 4');
  });
});
