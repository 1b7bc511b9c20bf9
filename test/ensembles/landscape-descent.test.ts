/** Descents on any landscape: standardized energies, participation, and ends that are one minimum. */
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/ensembles/column-kinds.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { landscapeDescentColumns } from '../../src/ensembles/experiments/landscape-descent.ts';
import { createKernels } from '../../src/kernels/index.ts';

const experiment = experiments['landscape-descent']!;
const context = { kernels: createKernels(), artifact: () => Promise.reject(new Error('none')), progress() {} };
async function records(landscape: object, given: object = {}) {
  const spec = experiment.onLandscape!.parse({ landscape, disorders: 2, replicas: 12, points: 500, ...given });
  const parts = await Promise.all(experiment.split(spec).map((task) => experiment.run(task, context)));
  return parts.map((part) => columnsOf(part, landscapeDescentColumns));
}

describe('landscape-descent', () => {
  it('on a glass the standardized energy is the energy per spin within the error of mean and spread of 500 values', async () => {
    for (const part of await records({ family: 'spin-glass', order: 3, size: 10, seed: 2 })) {
      expect(part.status).toEqual(new Array(12).fill('converged'));
      const [energy, standardized] = [part.energy, part.standardized];
      // σ₀ of one disorder is √Λ up to the scatter of its couplings.
      energy.forEach((u, r) => void expect(Math.abs(standardized[r]! / u - 1)).toBeLessThan(0.35));
      part.participation.forEach((p) => void expect(p).toBeGreaterThan(0.1));
      expect(part.kurtosis[0]).toBeLessThan(6);
      expect(part.kind).toEqual(new Array(12).fill('minimum'));
      expect([...part.index]).toEqual(new Array(12).fill(0));
    }
  });

  it('on paths with a weight for each edge, weight lies on one path and one unit a layer, and signs of units do not multiply minima', async () => {
    for (const part of await records({ family: 'path-polynomial', size: 4, seed: 2 }, { replicas: 24 })) {
      expect(part.status.filter((s) => s === 'converged').length).toBeGreaterThan(20);
      expect(new Set(part.minimum).size).toBeLessThanOrEqual(5);
      // The weights into the first unit are a direction of four, the others one weight each: less than a sixth of 36.
      part.participation.forEach((p) => void expect(p).toBeLessThan(1 / 6));
      // Same minimum, same energy.
      part.minimum.forEach((first, r) => void expect(part.energy[r]!).toBeCloseTo(part.energy[first]!, 6));
    }
  });
});
