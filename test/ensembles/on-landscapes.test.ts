/** The experiments on landscapes of any family: the old form is what it was, and the new one names the same glasses, or networks. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { specHash } from '../../src/ensembles/hash.ts';
import { outcomes } from '../../src/ensembles/outcomes.ts';
import { completeSpec } from '../../src/ensembles/parameters.ts';
import type { Column, Json, Records } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { numbers } from './fixtures/columns.ts';
import { cornerSet, leastLossOfCorners } from './fixtures/corners.ts';

const kernels = createKernels();
type Parameters = Record<string, Json>;
const complete = (experiment: string, parameters: Parameters) => completeSpec(experiments, { experiment, parameters });

/** The records of all tasks. */
function records(name: string, parameters: Parameters): Promise<Records[]> {
  const { experiment, parsed } = complete(name, parameters);
  const context = { kernels, artifact: async () => cornerSet(), progress() {} };
  return Promise.all(experiment.split(parsed).map((task) => experiment.run(task, context)));
}

const values = (parts: readonly Records[], name: string) =>
  parts.flatMap(({ columns }): (number | string)[] => [...(columns[name] as Column).values]);

/** Of the commit a003764, before landscapes had families: specs in the form they had then, their hashes, and some of their numbers. */
interface Pinned {
  readonly experiment: string;
  readonly parameters: Parameters;
  readonly hash: string;
  readonly columns?: Readonly<Record<string, readonly (number | string | null)[]>>;
}
const pinned: readonly Pinned[] = JSON.parse(
  readFileSync(new URL('fixtures/glasses-before-families.json', import.meta.url), 'utf8'),
);

describe('a spec in the old form', () => {
  it.each(pinned.map(({ experiment, parameters, hash }) => [experiment, parameters, hash] as const))(
    'has the hash it had: %s %o',
    async (experiment, parameters, hash) => {
      expect(await specHash(complete(experiment, parameters).spec)).toBe(hash);
    },
  );

  it.each(
    pinned.flatMap(({ experiment, parameters, columns }) =>
      columns ? [[experiment, parameters, columns] as const] : [],
    ),
  )('has the records it had: %s %o', async (experiment, parameters, columns) => {
    const parts = await records(experiment, parameters);
    const certified = columns['certified'];
    for (const [name, before] of Object.entries(columns)) {
      const now = values(parts, name);
      expect(now).toHaveLength(before.length);
      before.forEach((value, row) => {
        if (typeof value !== 'number' || Number.isInteger(value)) {
          expect(now[row], `${name} ${row}`).toEqual(value ?? Number.NaN);
          return;
        }
        const moved = Number(now[row]) - value;
        // Ends are polished before they are classified: what is stationary there moved by rounding alone, overlaps by as much as the
        // ends, which descents leave at residuals of 1e-10.
        const within = name === 'overlaps' ? 1e-9 : 1e-12;
        // The height of a path was that of the highest of 193 places; between them it may be higher, by ½ λ (Δ/2)².
        const looked = name === 'straight' || (name === 'tops' && certified?.[row] === 0);
        expect(moved, `${name} ${row}`).toBeGreaterThan(looked ? -1e-9 : -within);
        expect(moved, `${name} ${row}`).toBeLessThan(looked ? 1e-4 : within);
      });
    }
  });
});

const own: readonly (readonly [string, Parameters, readonly string[]])[] = [
  ['saddle-search', { starts: 4, lowest: -1.6, highest: -0.2 }, ['energy', 'index', 'kind', 'startEnergy', 'steps']],
  ['barriers', { starts: 12, keep: 3 }, ['energies', 'tops', 'straight', 'certified']],
  ['descent-trajectory', { replicas: 3, looks: 6, maxSteps: 200 }, ['energies', 'residuals', 'indices', 'endEnergy']],
  ['langevin-escape', { replicas: 2, starts: 4, temperatures: [0.9], maxTime: 20 }, ['energy', 'escaped', 'time']],
  ['lower-minimum', { replicas: 2, starts: 4, temperatures: [0.9], maxTime: 8 }, ['energy', 'lowest', 'found', 'time']],
];

describe('a landscape by its family', () => {
  it.each(own)('a spin glass has the records of the old form, to the bit: %s', async (name, given, columns) => {
    const glass = { order: 3, size: 10, seed: 3 };
    const old = await records(name, { ...glass, disorders: 2, ...given });
    const named = await records(name, { landscape: { family: 'spin-glass', ...glass }, disorders: 2, ...given });
    expect(named.map(({ columns: all }) => Object.keys(all))).toEqual(old.map(({ columns: all }) => Object.keys(all)));
    for (const column of ['disorder', ...columns]) expect(values(named, column)).toEqual(values(old, column));
  });

  it('counts disorders from that of the family on', async () => {
    const landscape = { family: 'spin-glass', size: 9, disorder: 1 };
    const given = { replicas: 2, looks: 4, maxSteps: 10 };
    const whole = await records('descent-trajectory', { size: 9, disorders: 3, ...given });
    const some = await records('descent-trajectory', { landscape, disorders: 2, ...given });
    expect(numbers(some, 'energies')).toEqual(numbers(whole.slice(1), 'energies'));
  });

  it('equal settings have equal hashes, whatever is left to defaults; another landscape has another', async () => {
    const hash = (parameters: Parameters) => specHash(complete('barriers', parameters).spec);
    const glass = { family: 'spin-glass', size: 9 };
    const said = { family: 'spin-glass', order: 3, size: 9, seed: 1, disorder: 0 };
    expect(await hash({ landscape: glass })).toBe(await hash({ landscape: said, disorders: 1, keep: 6 }));
    const others: Parameters[] = [
      { landscape: { ...glass, seed: 2 } },
      { landscape: { ...glass, disorder: 1 } },
      { landscape: glass, disorders: 2 },
      { landscape: { family: 'network', hidden: [9] } },
      { size: 9, disorders: 1 },
    ];
    const hashes = await Promise.all([{ landscape: glass }, ...others].map(hash));
    expect(new Set(hashes).size).toBe(1 + others.length);
  });

  it.each<[string, Parameters, string]>([
    [
      'an unknown family',
      { landscape: { family: 'spin-glas' } },
      'landscape.family must be one of deep-linear, gated-network, linear-resnet, mixed-glass, network, path-polynomial, random-tensor, sampled-glass, spin-glass, got "spin-glas"',
    ],
    [
      'no family',
      { landscape: {} },
      'landscape.family must be one of deep-linear, gated-network, linear-resnet, mixed-glass, network, path-polynomial, random-tensor, sampled-glass, spin-glass, got undefined',
    ],
    ['a glass of no size', { landscape: { family: 'spin-glass' } }, 'size must be an integer ≥ 2, got undefined'],
    [
      'an order of 7',
      { landscape: { family: 'spin-glass', size: 9, order: 7 } },
      'order must be an integer from 2 to 5, got 7',
    ],
    [
      'a field of another family',
      { landscape: { family: 'spin-glass', size: 9, hidden: [3] } },
      'parameter must be one of order, size, seed, disorder, got "hidden"',
    ],
    [
      'no units',
      { landscape: { family: 'network', hidden: [3, 0] } },
      'hidden[1] must be an integer from 1 to 65536, got 0',
    ],
    [
      'disorders of a network',
      { landscape: { family: 'network' }, disorders: 2 },
      'disorders must be 1 (a network has no disorder), got 2',
    ],
    ['both forms', { landscape: { family: 'spin-glass', size: 9 }, size: 9 }, 'got "size"'],
    ['neither form', {}, 'size must be an integer from 3 to 1000, got undefined'],
    ['no object', { landscape: 'spin-glass' }, 'landscape must be an object, got "spin-glass"'],
  ])('refuses %s in one clear line', (_, parameters, line) => {
    for (const [name] of own) {
      let message = '';
      try {
        complete(name, parameters);
      } catch (error) {
        message = String((error as Error).message);
      }
      expect(message).toContain(line);
      expect(message).toMatch(new RegExp(`^${name}: [^\n]*$`));
    }
  });

  it('refuses what does not fit with the largest that does, and takes what fits', () => {
    const check = (name: string, landscape: Json) => {
      const { experiment, parsed } = complete(name, { landscape });
      experiment.checkCapacity(parsed, 2, 4e8);
    };
    for (const [name] of own) {
      expect(() => check(name, { family: 'spin-glass', size: 900 })).toThrow(/the largest size that fits is \d+/);
      expect(() => check(name, { family: 'spin-glass', size: 40 })).not.toThrow();
      expect(() => check(name, { family: 'network', hidden: [500] })).toThrow(/the largest dimension that fits is \d+/);
      expect(() => check(name, { family: 'network', hidden: [2], pixels: 2 })).not.toThrow();
    }
  });

  it('forecasts more for more, without the data', async () => {
    const landscape = { family: 'network', hidden: [2], activation: 'tanh', pixels: 2, images: 100 };
    const forecast = async (starts: number) => {
      const { experiment, parsed } = complete('saddle-search', { landscape, starts, methods: ['newton-mr'] });
      return experiment.forecast(parsed, 1, kernels);
    };
    // Both long enough to be timed warm.
    const [small, large] = [await forecast(1000), await forecast(100_000)];
    expect(large.seconds / small.seconds).toBeGreaterThan(20); // 100, up to timing noise
    expect(large.disk / small.disk).toBeCloseTo(100, 0);
  });
});

/** Linear networks with squared loss on balanced images: the least loss is known, and with no hidden layer there is one critical point. */
describe('on networks', () => {
  const linear = { family: 'network', activation: 'identity', loss: 'squared', pixels: 2, images: 64, seed: 2 };

  it('saddle-search: without a hidden layer every search ends at the least squares', async () => {
    const parts = await records('saddle-search', { landscape: linear, starts: 3 });
    expect(parts.flatMap(outcomes)).toEqual(Array(9).fill('certified'));
    for (const energy of numbers(parts, 'energy')) expect(energy).toBeCloseTo(leastLossOfCorners, 13);
    expect(values(parts, 'kind')).toEqual(Array(9).fill('minimum'));
    // From the loss of the start down to 0, the family's own heights.
    for (const height of numbers(parts, 'startEnergy')) expect(height).toBeGreaterThan(leastLossOfCorners);
  });

  // Critical points are projections on some of the principal directions, which are worth 2/32 and 3/32 here [baldi1989neural].
  it('saddle-search: with one hidden unit the heights are 7/32, 8/32 and 10/32, the lowest a minimum', async () => {
    const parts = await records('saddle-search', { landscape: { ...linear, hidden: [1], seed: 1 }, starts: 4 });
    const [energy, index, undetermined] = ['energy', 'index', 'undetermined'].map((name) => numbers(parts, name));
    const [kind, status] = [values(parts, 'kind'), values(parts, 'status')];
    const outcome = parts.flatMap(outcomes);
    expect(new Set(outcome)).toContain('certified');
    energy!.forEach((height, row) => {
      if (status[row] !== 'converged') return;
      const level = [7, 8, 10].find((over) => Math.abs(height - over / 32) < 1e-12)!;
      expect(level, `height ${height}`).toBeDefined();
      // One mixture of the unit with itself, and one constant that the next biases undo.
      expect(undetermined![row]).toBeGreaterThanOrEqual(2);
      if (outcome[row] === 'certified')
        expect([kind[row], index![row]]).toEqual(level === 7 ? ['minimum', 0] : ['strict-saddle', level === 8 ? 1 : 2]);
      else expect(kind[row]).not.toBe('minimum');
    });
  });

  it('barriers: copies of the least squares are one minimum', async () => {
    const [part] = await records('barriers', { landscape: { ...linear, hidden: [2] }, starts: 2, keep: 2, images: 3 });
    expect(numbers([part!], 'differentMinima')).toEqual([1]);
    expect(numbers([part!], 'certifiedMinima')).toEqual([2]);
    expect(numbers([part!], 'meanEnergy')[0]).toBeCloseTo(leastLossOfCorners, 13);
    expect(numbers([part!], 'energies')[0]).toBeCloseTo(leastLossOfCorners, 13);
    expect(numbers([part!], 'energies')[1]).toBeNaN();
    for (const top of numbers([part!], 'tops')) expect(top).toBeNaN();
  });

  it('descent-trajectory: losses fall to the least squares', async () => {
    const [part] = await records('descent-trajectory', { landscape: linear, replicas: 3, looks: 10, maxSteps: 1000 });
    const energies = numbers([part!], 'energies');
    const width = energies.length / 3;
    energies.forEach((loss, i) => {
      if (i % width > 0) expect(loss).toBeLessThanOrEqual(energies[i - 1]! + 1e-12);
      expect(loss).toBeGreaterThan(leastLossOfCorners - 1e-13);
    });
    for (const end of numbers([part!], 'endEnergy')) expect(end).toBeCloseTo(leastLossOfCorners, 13);
    expect(outcomes(part!)).toEqual(['certified', 'certified', 'certified']);
    expect(Math.max(...numbers([part!], 'indices'))).toBe(0);
  });

  it('langevin-escape: nobody leaves the only minimum', async () => {
    const hot = { temperatures: [1], away: 0.01, starts: 2, replicas: 3, maxTime: 2 };
    const [part] = await records('langevin-escape', { landscape: linear, ...hot });
    expect(numbers([part!], 'escaped')).toEqual([0, 0, 0]);
    for (const time of numbers([part!], 'time')) expect(time).toBeGreaterThanOrEqual(2);
    for (const energy of numbers([part!], 'energy')) expect(energy).toBeCloseTo(leastLossOfCorners, 13);
  });
});
