import { describe, expect, it } from 'vitest';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { specHash } from '../../src/ensembles/hash.ts';
import { completeSpec } from '../../src/ensembles/parameters.ts';
import type { Column, Json, Records } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { patternSet } from './fixtures/patterns.ts';

const dataset = patternSet(101, 60);
const common = { trainSize: 101, testSize: 60, pixels: 3, networks: 9, keepParameters: true, seed: 3 };
const trained = { epochs: 2, batch: 32 };
const cases: [string, Record<string, Json>][] = [
  ['network-training', { widths: [5, 12], ...trained }],
  ['network-training', { widths: [7], precision: 'float64', ...trained }],
  ['deep-training', { hidden: [12, 9], ...trained }],
  ['deep-training', { hidden: [5], optimizer: 'adam', rate: 0.01, ...trained }],
  ['network-annealing', { widths: [3, 8], proposals: 500, plateaus: 10 }],
  ['network-annealing', { widths: [3], levels: 3, proposals: 500, plateaus: 10 }],
];

function records(name: string, parameters: Record<string, Json>) {
  const { experiment, parsed } = completeSpec(experiments, { experiment: name, parameters });
  const context = { kernels: createKernels(), artifact: async () => dataset, progress() {} };
  return Promise.all(experiment.split(parsed).map((task) => experiment.run(task, context)));
}

/** Network `network` of every width: its values in every column, bit patterns included. */
function rowsOf(parts: readonly Records[], network: number) {
  return parts.flatMap(({ count, columns }) =>
    Array.from({ length: count }, (_, row) => row)
      .filter((row) => (columns['network'] as Extract<Column, { kind: 'int32' }>).values[row] === network)
      .map((row) =>
        Object.entries(columns).map(([name, column]) => {
          const width = column.kind === 'vector' ? column.width : 1;
          return [name, [...column.values.slice(row * width, (row + 1) * width)]] as const;
        }),
      ),
  );
}

describe('network k asked for alone', () => {
  it.each(cases)('is network k of the whole ensemble, record and parameters, to the bit: %s %o', async (name, own) => {
    const whole = await records(name, { ...common, ...own, networksPerTask: 4 });
    // Neither first nor last of a task or of a kernel's group of four.
    for (const first of [2, 5, 8]) {
      const alone = await records(name, { ...common, ...own, networks: 1, first });
      const rows = rowsOf(whole, first);
      expect(rows.length).toBe(alone.length);
      expect(rows[0]!.find(([column]) => column === 'parameters')![1].length).toBeGreaterThan(20);
      expect(rowsOf(alone, first)).toEqual(rows);
    }
  });

  it('can be several in a row', async () => {
    const whole = await records('network-training', { ...common, ...cases[0]![1] });
    const some = await records('network-training', { ...common, ...cases[0]![1], networks: 3, first: 4 });
    for (const network of [4, 5, 6]) expect(rowsOf(some, network)).toEqual(rowsOf(whole, network));
    expect(rowsOf(some, 7)).toEqual([]);
  });

  it.each(cases)(
    'is another spec than the ensemble, whose hash does not know of the field: %s %o',
    async (name, own) => {
      const hash = (parameters: Record<string, Json>) =>
        specHash(completeSpec(experiments, { experiment: name, parameters }).spec);
      const { spec } = completeSpec(experiments, { experiment: name, parameters: own });
      expect(Object.keys(spec.parameters)).not.toContain('first');
      expect(await hash({ ...own, first: 1 })).not.toBe(await hash(own));
    },
  );

  it.each([-1, 0.5, 1_000_000])('is refused when its number is %s', (first) => {
    const spec = { experiment: 'network-training', parameters: { first } } as const;
    expect(() => completeSpec(experiments, spec)).toThrow(
      `network-training: first must be an integer from 0 to 999999, got ${first}`,
    );
  });
});
