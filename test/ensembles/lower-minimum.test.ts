/** Times to a lower minimum: what a record says is checked against descents made here. */
import { expect, it } from 'vitest';
import { columnsOf } from '../../src/ensembles/column-kinds.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { lowerMinimumColumns } from '../../src/ensembles/experiments/lower-minimum.ts';
import { quench } from '../../src/geometry/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { randomStart, spinGlass } from '../../src/landscapes/index.ts';

const kernels = createKernels();
const context = { kernels, artifact: () => Promise.reject(new Error('it has no data')), progress: () => {} };
const experiment = experiments['lower-minimum']!;
const records = (given: object) => {
  const spec = experiment.schema.parse({ size: 8, disorders: 1, starts: 12, replicas: 6, maxTime: 20, ...given });
  return Promise.all(experiment.split(spec).map((task) => experiment.run(task, context)));
};

it('starts are ends of the first descents, ranked by all; what is found lies lower, and the time is that of a look', async () => {
  const parts = await records({ temperatures: [0.5, 0.9] });
  const glass = spinGlass({ order: 3, size: 8, seed: 1, disorder: 0 }, kernels, 'float64');
  const energies = Array.from({ length: 12 }, (_, k) => {
    const [start, value] = [new Float64Array(8), new Float64Array(1)];
    randomStart(glass.shape, k, start);
    glass.valueAndGradient(quench(glass, start, 1)[0]!, 1, value, new Float64Array(8));
    return value[0]! / 8;
  });
  for (const part of parts) {
    const { energy, lower, lowest, below, found, time } = columnsOf(part, lowerMinimumColumns);
    for (let r = 0; r < 6; r++) {
      expect(energy[r]).toBeCloseTo(energies[r]!, 9);
      expect(lowest[r]).toBeCloseTo(Math.min(...energies), 9);
      expect(below[r]).toBeCloseTo(energies.filter((other) => other < energies[r]! - 1e-6).length / 12, 12);
      expect(Number.isNaN(lower[r]!)).toBe(found[r] === 0);
      if (found[r] === 1) expect(lower[r]!).toBeLessThan(energy[r]! - 1e-6);
      expect(time[r]! / 2).toBeCloseTo(Math.round(time[r]! / 2), 9);
      if (found[r] === 0) expect(time[r]).toBeCloseTo(20, 9);
    }
    // Of the best end known of so small a glass nothing is found lower.
    expect([...found].filter((one, r) => one === 1 && below[r] === 0)).toEqual([]);
    expect([...found].some((one) => one === 1)).toBe(true);
  }
});

it('a replica has the same record whatever runs beside it', async () => {
  const [whole] = await records({ temperatures: [0.9] });
  const [alone] = await records({ temperatures: [0.9], replicas: 2 });
  for (const name of ['energy', 'lower', 'time', 'below'] as const)
    expect([...columnsOf(alone!, lowerMinimumColumns)[name]]).toEqual(
      [...columnsOf(whole!, lowerMinimumColumns)[name]].slice(0, 2),
    );
});
