/** The plain fleet, the oracle of the fused ones: what it makes of a step after which the energy rose. */
import { describe, expect, it } from 'vitest';
import { type FleetParts, plainFleet } from '../../src/kernels/reference/fleet.ts';

type Plane = (x: number, y: number) => readonly [value: number, dx: number, dy: number];

const planes: Record<string, Plane> = {
  Himmelblau: (x, y) => {
    const [a, b] = [x * x + y - 11, x + y * y - 7];
    return [a * a + b * b, 4 * x * a + 2 * b, 2 * a + 4 * y * b];
  },
  'x⁴ + y⁴': (x, y) => [x ** 4 + y ** 4, 4 * x ** 3, 4 * y ** 3],
  'x⁴ + y²': (x, y) => [x ** 4 + y ** 2, 4 * x ** 3, 2 * y],
  '(x² − 1)² + 100 (y − x²)²': (x, y) => {
    const off = y - x * x;
    return [(x * x - 1) ** 2 + 100 * off * off, 4 * x * (x * x - 1) - 400 * off * x, 200 * off];
  },
  'e^(x² + y²)': (x, y) => {
    const value = Math.exp(x * x + y * y);
    return [value, 2 * x * value, 2 * y * value];
  },
  // NaN outside of the disk of radius 15.
  '−ln(225 − x² − y²) + x': (x, y) => {
    const room = 225 - x * x - y * y;
    return [x - Math.log(room), 1 + (2 * x) / room, (2 * y) / room];
  },
};

function parts(plane: Plane, onRise: FleetParts['onRise']): FleetParts {
  return {
    dimension: 2,
    residualUnit: 1,
    onRise,
    project() {},
    retract() {},
    evaluate(points, count, values, gradients) {
      for (let r = 0; r < count; r++) {
        const [value, dx, dy] = plane(points[2 * r]!, points[2 * r + 1]!);
        values[r] = value;
        gradients.set([dx, dy], 2 * r);
      }
    },
  };
}

/** 121 starts on the square from −10 to 10. */
const grid = Float64Array.from({ length: 2 * 121 }, (_, i) => {
  const k = i >> 1;
  return i % 2 ? 2 * Math.floor(k / 11) - 10 : 2 * (k % 11) - 10;
});
const pointOf = (fleet: ReturnType<typeof plainFleet>, r: number): [number, number] => {
  const out = new Float64Array(2);
  fleet.point(r, out);
  return [out[0]!, out[1]!];
};

describe.each(Object.entries(planes))('take-back on %s', (_name, plane) => {
  const fleet = plainFleet(parts(plane, 'take-back'), 121);

  it('at rate 1 from 121 starts up to ±10: no energy is not finite, none rises, and each is that of its point', () => {
    fleet.load(grid, 121, 1);
    fleet.measure();
    let before = fleet.energies.slice();
    for (let step = 0; step < 300; step++) {
      fleet.advance(1);
      for (let r = 0; r < 121; r++) {
        const energy = fleet.energies[r]!;
        if (!Number.isFinite(energy) || !(energy <= before[r]! + 1e-12 * Math.abs(before[r]!)))
          throw new Error(`replica ${r} at step ${step}: ${energy} after ${before[r]}`);
        const [value, dx, dy] = plane(...pointOf(fleet, r));
        if (value !== energy || Math.sqrt(dx * dx + dy * dy) !== fleet.residuals[r])
          throw new Error(`replica ${r} at step ${step}: ${energy} is not the energy ${value} of its point`);
      }
      before = fleet.energies.slice();
    }
  });

  it('gets ahead: after 3000 steps every residual has fallen below 1e-3 of what it was', () => {
    fleet.load(grid, 121, 1);
    fleet.measure();
    const before = fleet.residuals.slice();
    fleet.advance(3000);
    fleet.residuals.forEach((residual, r) => {
      if (before[r]! > 0) expect(residual / before[r]!).toBeLessThan(1e-3);
    });
  });
});

it.each(Object.entries(planes))(
  'take-back with a tail on %s: no energy rises, and every residual falls below 1e-3',
  (_name, plane) => {
    const fleet = plainFleet(parts(plane, 'take-back'), 121);
    fleet.load(grid, 121, 1);
    fleet.measure();
    const first = fleet.residuals.slice();
    let before = fleet.energies.slice();
    for (let step = 0; step < 100; step++) {
      fleet.advance(10, 1e9);
      fleet.energies.forEach((energy, r) => {
        // Ten steps, each of which may rise by rounding.
        if (!(energy <= before[r]! + 10 * 1e-12 * Math.abs(before[r]!)))
          throw new Error(`replica ${r} rose at ${step}: ${before[r]} to ${energy}`);
      });
      before = fleet.energies.slice();
    }
    fleet.residuals.forEach((residual, r) => {
      if (first[r]! > 0) expect(residual / first[r]!).toBeLessThan(1e-3);
    });
  },
);

it('take-back: a lower energy without a gradient is no gain; the replica stays where it has one', () => {
  const cliff: Plane = (x) => [x, x < 0 ? Number.NaN : 1, 0];
  const fleet = plainFleet(parts(cliff, 'take-back'), 1);
  fleet.load(Float64Array.of(5, 0), 1, 3);
  for (let step = 0; step < 40; step++) {
    fleet.advance(1);
    expect([fleet.residuals[0], fleet.energies[0]! >= 0]).toEqual([1, true]);
  }
  expect(fleet.energies[0]).toBeLessThan(1e-3);
});

describe('on a parabola of curvature 3 at rate 1, where a step takes x to −2x', () => {
  const parabola: Plane = (x) => [1.5 * x * x, 3 * x, 0];
  const steps = (onRise: FleetParts['onRise'], count: number) => {
    const fleet = plainFleet(parts(parabola, onRise), 1);
    fleet.load(Float64Array.of(8, 0), 1, 1);
    return Array.from({ length: count }, () => {
      fleet.advance(1);
      return [fleet.energies[0]!, pointOf(fleet, 0)[0]];
    });
  };

  it('halve: the step stays, the next is half as long', () => {
    // 8 → −16 at rate 1; the rise is seen, −16 → 8 at rate ½; no rise, 8 → −4, …
    expect(steps('halve', 4)).toEqual([
      [1.5 * 64, -16],
      [1.5 * 256, 8],
      [1.5 * 64, -4],
      [1.5 * 16, 2],
    ]);
  });

  it('take-back: back to where it was, half as long from there; then a tenth longer each', () => {
    const seen = steps('take-back', 4);
    expect(seen[0]).toEqual([1.5 * 64, 8]); // −16 is not where it is: it rises
    const different = seen.filter(([, x], k) => x !== seen[k - 1]?.[1]);
    expect(different[1]).toEqual([1.5 * 16, -4]); // at rate ½
    expect(different[2]![1]).toBeCloseTo(-4 * (1 - 3 * 0.55), 14);
  });
});

describe('fleets of either kind', () => {
  it.each(['halve', 'take-back'] as const)(
    '%s: a replica’s bits do not depend on the others, nor on how the steps are cut',
    (onRise) => {
      const all = plainFleet(parts(planes['Himmelblau']!, onRise), 121);
      all.load(
        grid.map((x) => x / 2),
        121,
        1e-2,
      );
      all.advance(40);
      const kept = [5, 0, 77];
      all.retain(kept);
      all.advance(25);
      expect(all.count).toBe(3);
      kept.forEach((r, lane) => {
        const alone = plainFleet(parts(planes['Himmelblau']!, onRise), 1);
        alone.load(
          grid.subarray(2 * r, 2 * r + 2).map((x) => x / 2),
          1,
          1e-2,
        );
        for (const n of [1, 2, 37, 25]) alone.advance(n);
        expect([alone.energies[0], ...pointOf(alone, 0)]).toEqual([all.energies[lane], ...pointOf(all, lane)]);
      });
    },
  );

  it.each(['halve', 'take-back'] as const)(
    '%s: a kick moves the point, and a rise after it neither shortens the step nor is taken back',
    (onRise) => {
      const fleet = plainFleet(
        parts((x, y) => [(x * x + y * y) / 2, x, y], onRise),
        1,
      );
      fleet.load(Float64Array.of(1, 0), 1, 0.5);
      fleet.advance(1);
      fleet.kick(Float64Array.of(10, 3));
      // A step that was not looked at yet is part of where the kick starts.
      const kicked = pointOf(fleet, 0);
      expect(kicked).toEqual([10.5, 3]);
      fleet.measure();
      expect(fleet.energies[0]).toBe((10.5 ** 2 + 9) / 2);
      fleet.advance(1);
      fleet.measure();
      expect(fleet.energies[0]).toBe((5.25 ** 2 + 1.5 ** 2) / 2);
    },
  );
});
