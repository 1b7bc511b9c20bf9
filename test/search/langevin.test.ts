import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { quench, samePoint } from '../../src/geometry/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { fromCallbacks, type Landscape, randomStart, type SpinGlass, spinGlass } from '../../src/landscapes/index.ts';
import { fleetOf } from '../../src/search/gradient-descent.ts';
import { langevinEscape, langevinSteps } from '../../src/search/langevin.ts';
import { run } from '../../src/search/search.ts';

const kernels = createKernels();
const streams = (count: number, purpose: string) =>
  Array.from({ length: count }, (_, r) => stream(4, 'test/langevin', r, purpose));

/** h (x² − 1)²: minima ±1, barrier h at 0, curvature 8h at the minima and −4h at the top. */
const doubleWell = (h: number): Landscape =>
  fromCallbacks({
    dimension: 1,
    name: 'double-well',
    value: ([x]) => h * (x! * x! - 1) ** 2,
    gradient: ([x], out) => out.set([4 * h * x! * (x! * x! - 1)]),
  });

describe('Langevin dynamics', () => {
  it('samples exp(−L/T): ⟨x²⟩ = T for L = x²/2, to the discretization η/2 and 4 standard errors', () => {
    const harmonic = fromCallbacks({
      dimension: 1,
      value: ([x]) => x! ** 2 / 2,
      gradient: (x, out) => out.set(x),
    });
    const [count, temperature, rate] = [400, 0.7, 0.05];
    const fleet = fleetOf(harmonic, count);
    fleet.load(new Float64Array(count), count, rate);
    const draws = streams(count, 'harmonic');
    let sum = 0;
    const point = new Float64Array(1);
    langevinSteps(fleet, draws, 1, temperature, rate, 100);
    for (let look = 0; look < 20; look++) {
      langevinSteps(fleet, draws, 1, temperature, rate, 40); // twice the correlation time
      for (let r = 0; r < count; r++) {
        fleet.point(r, point);
        sum += point[0]! ** 2 / (20 * count);
      }
    }
    // exact for the step: T/(1 − η/2); variance of x² is 2T²
    expect(Math.abs(sum - temperature / (1 - rate / 2))).toBeLessThan(
      (4 * temperature * Math.SQRT2) / Math.sqrt(20 * count),
    );
  });

  it('on the glass at T = 2 the energy per spin is −1/T, the annealed value, within 0.06', () => {
    const size = 60;
    const glass = spinGlass({ order: 3, size, seed: 2, disorder: 0 }, kernels, 'float64');
    const count = 32;
    const starts = new Float64Array(count * size);
    for (let r = 0; r < count; r++) randomStart(glass.shape, r, starts.subarray(r * size, (r + 1) * size));
    const fleet = fleetOf(glass, count);
    const rate = 0.01;
    fleet.load(starts, count, rate);
    const draws = streams(count, 'glass');
    langevinSteps(fleet, draws, size, 2, rate, 400);
    let mean = 0;
    for (let look = 0; look < 20; look++) {
      langevinSteps(fleet, draws, size, 2, rate, 50);
      fleet.measure();
      for (let r = 0; r < count; r++) mean += fleet.energies[r]! / size / (20 * count);
    }
    // one disorder of 60 spins: its mean energy scatters by about 1/(T√(2·60)) ≈ 0.05·(correlations); η adds a few per cent
    expect(Math.abs(mean + 0.5)).toBeLessThan(0.06);
  });
});

describe('escape', () => {
  const escapes = (h: number, temperature: number, count = 200) =>
    run(
      langevinEscape({
        landscape: doubleWell(h),
        starts: new Float64Array(count).fill(-1),
        temperature,
        rate: 0.01 / h,
        maxTime: 1e4,
        streams: streams(count, `escape ${h}`),
        away: 0.5,
        left: (points) => Array.from(points, (x) => x >= 0),
      }),
    );

  it('escape times are about twice the mean first-passage time to the top, at h/T = 2 and at 4', () => {
    const mean = (h: number) => escapes(h, 1).reduce((sum, { time }) => sum + time, 0) / 200;
    // exact mean first passage from −1 to 0 at T = 1: ∫₋₁⁰ e^{V(y)} ∫₋∞^y e^{−V(z)} dz dy
    const exact = (h: number) => {
      const V = (x: number) => h * (x * x - 1) ** 2;
      const dx = 1e-3;
      let [inner, outer] = [0, 0];
      for (let x = -4; x < 0; x += dx) {
        inner += Math.exp(-V(x + dx / 2)) * dx;
        if (x >= -1) outer += Math.exp(V(x + dx)) * inner * dx;
      }
      return outer;
    };
    // from the top half fall back, and a look comes every 0.5; 200 escapes have a standard error of 7 %
    for (const h of [2, 4]) expect(Math.abs(mean(h) / exact(h) - 2)).toBeLessThan(0.6);
  });

  it('at T = 0 nobody leaves; the time watched is reported', () => {
    const results = run(
      langevinEscape({
        landscape: doubleWell(1),
        starts: new Float64Array(3).fill(-1),
        temperature: 0,
        rate: 0.01,
        maxTime: 3,
        streams: streams(3, 'cold'),
        away: 0.5,
        left: (_, ids) => ids.map(() => true),
      }),
    );
    expect(results).toEqual(Array(3).fill({ escaped: false, time: expect.closeTo(3, 9) }));
  });

  it('on the glass: a replica’s escape does not depend on which others run', () => {
    const size = 12;
    const shape = { order: 3, size, seed: 7, disorder: 0 };
    const [glass, still] = [0, 1].map(() => spinGlass(shape, kernels, 'float64')) as [SpinGlass, SpinGlass];
    const start = new Float64Array(size);
    randomStart(glass.shape, 0, start);
    const minimum = quench(still, start, 1)[0]!;
    const watch = (which: number[]) =>
      run(
        langevinEscape({
          landscape: glass,
          starts: Float64Array.from(which.flatMap(() => [...minimum])),
          temperature: 0.8,
          rate: 0.02,
          maxTime: 200,
          streams: which.map((r) => stream(4, 'test/langevin', r, 'glass escape')),
          away: 0.5,
          left: (points, ids) =>
            quench(still, points, ids.length).map((end) => end !== null && !samePoint(still, end, minimum)),
        }),
      );
    const all = watch([0, 1, 2, 3, 4]);
    expect(all.filter(({ escaped }) => escaped).length).toBeGreaterThan(0);
    expect(watch([3])[0]).toEqual(all[3]);
  });
});
