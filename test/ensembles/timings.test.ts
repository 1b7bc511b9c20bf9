import { describe, expect, it } from 'vitest';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { timedOnce } from '../../src/ensembles/experiments/timing.ts';
import { forecastSpec } from '../../src/ensembles/forecast.ts';
import type { Json, Timings } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';

const unlimited = { memory: Infinity, disk: Infinity };

/** Forecasts that share one memory of timings: their seconds, and how much was timed after each. */
async function inTurn(experiment: string, ...specs: Record<string, Json>[]) {
  const timings: Timings = new Map();
  const kernels = createKernels();
  const seen: { seconds: number; timed: number }[] = [];
  for (const parameters of specs) {
    const spec = { experiment, parameters } as const;
    const { seconds } = await forecastSpec(experiments, spec, 1, kernels, unlimited, timings);
    seen.push({ seconds, timed: timings.size });
  }
  return seen;
}

describe('a timing is made once for everything that depends on nothing else', () => {
  it('is asked for by what it depends on, in whatever order that is written', () => {
    const timings: Timings = new Map();
    let calls = 0;
    const measure = () => ({ seconds: ++calls });
    expect(timedOnce(timings, { width: 5, batch: 10 }, measure)).toEqual({ seconds: 1 });
    expect(timedOnce(timings, { batch: 10, width: 5 }, measure)).toEqual({ seconds: 1 });
    expect(timedOnce(timings, { batch: 11, width: 5 }, measure)).toEqual({ seconds: 2 });
    expect(timedOnce(new Map(), { batch: 11, width: 5 }, measure)).toEqual({ seconds: 3 });
  });

  it.each<[string, Record<string, Json>, Record<string, Json>, Record<string, Json>]>([
    ['network-training', { widths: [5] }, { epochs: 100 }, { batch: 7 }],
    ['network-annealing', { widths: [5] }, { proposals: 1e7 }, { endStep: 0.2 }],
    ['deep-training', { hidden: [5, 4] }, { epochs: 100 }, { optimizer: 'adam' }],
  ])('%s %o: with %o nothing is timed anew, with %o something is', async (name, spec, longer, other) => {
    const [one, ten, another] = await inTurn(name, spec, { ...spec, ...longer, seed: 5 }, { ...spec, ...other });
    expect([ten!.timed, another!.timed]).toEqual([one!.timed, one!.timed + 1]);
    // Ten times the epochs or proposals; looks at the images, where there are some, stay as many.
    expect(ten!.seconds / one!.seconds).toBeGreaterThan(3);
    expect(ten!.seconds / one!.seconds).toBeLessThan(10 + 1e-9);
  });

  it('network-training: six networks cost what eight cost, whole groups of four', async () => {
    const [six, eight] = await inTurn('network-training', { widths: [5], networks: 6 }, { widths: [5], networks: 8 });
    expect(eight).toEqual(six);
  });
});
