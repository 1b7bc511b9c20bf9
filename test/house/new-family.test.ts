/**
 * A family that src knows nothing of joins by one line of the registry: every command, every experiment on landscapes, exports, schemas,
 * options and the laws of landscapes take it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpz, joinPieces } from '../../src/data/index.ts';
import { readZip } from '../../src/data/zip.ts';
import { inlineExecutor } from '../../src/ensembles/executors/inline.ts';
import { experimentsOn } from '../../src/ensembles/experiments/index.ts';
import { encodeExport } from '../../src/ensembles/export.ts';
import { forecastSpec } from '../../src/ensembles/forecast.ts';
import { outcomes } from '../../src/ensembles/outcomes.ts';
import { findExperiment, specJsonSchema } from '../../src/ensembles/parameters.ts';
import { planEnsemble } from '../../src/ensembles/plan.ts';
import { readRecords } from '../../src/ensembles/records.ts';
import { runEnsemble } from '../../src/ensembles/run.ts';
import type { Json } from '../../src/ensembles/spec.ts';
import { memoryStore } from '../../src/ensembles/stores/memory.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { checkLandscape } from '../../src/landscapes/check-landscape.ts';
import { families } from '../../src/landscapes/families.ts';
import type { Families, Family } from '../../src/landscapes/family.ts';
import { landscapeSpec, startAt } from '../../src/landscapes/landscape-spec.ts';
import { command, interrupted, scratchFolder } from '../cli/fixtures/command.ts';
import { optionsOf } from '../cli/fixtures/help.ts';
import { numbers } from '../ensembles/fixtures/columns.ts';
import { coupledSpheresFamily } from './coupled-spheres/family.ts';

/** The one line. */
const all: Families = { ...families, 'coupled-spheres': coupledSpheresFamily as Family };

const experiments = experimentsOn(all);
const host = { families: async () => all, experiments: async () => experiments };
const scratch = scratchFolder();
const at = (name: string) => `${scratch}/${name}`;
const kernels = createKernels();

const spheres = ['--landscape', 'coupled-spheres', '--first-size', '5', '--second-size', '4', '--seed', '3'];
const landscape = { family: 'coupled-spheres', firstSize: 5, secondSize: 4, seed: 3 };
const whole = { ...landscape, form: 'quartic', coupling: 0.5, repulsive: false, disorder: 0 };
/** Tangent directions: 4 + 3. */
const dimension = 7;

async function json(words: readonly string[]) {
  const { code, out, err } = await command([...words, '--json'], host);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

async function open(given: object) {
  const which = landscapeSpec(all, 'test', { family: 'coupled-spheres', ...given });
  return {
    which,
    landscape: await which.family.open(which.fields, { kernels, data: [], arrays: [], precision: 'float64' }),
  };
}

it('no file under src knows of it', () => {
  const root = new URL('../../src/', import.meta.url);
  const naming = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && /coupled/i.test(readFileSync(new URL(file, root), 'utf8')),
  );
  expect(naming).toEqual([]);
});

it.each(coupledSpheresFamily.fixtures)('keeps the laws of landscapes: %o', async (fixture) => {
  const { which, landscape: spheresOf } = await open(fixture);
  const checks = checkLandscape(spheresOf, startAt(spheresOf, which, 0), 1);
  expect(checks.filter(({ holds }) => !holds)).toEqual([]);
  expect(checks.length).toBeGreaterThan(fixture.form === 'quartic' ? 11 : 9);
});

describe('on the command line', () => {
  it.each(['index', 'spectrum', 'descent', 'minima', 'saddles', 'barrier'])(
    '%s --help has its fields as options, and those of the others still',
    async (name) => {
      const told = optionsOf((await command([name, '--help'], host)).out);
      expect(told['landscape']).toMatch(/^([a-z-]+ or )+coupled-spheres, /);
      expect(told['first-size']).toBe('short for --landscape coupled-spheres: n, coordinates of the first sphere');
      expect(told['second-size']).toBe('of a coupled-spheres: m, coordinates of the second (default: 4)');
      expect(told['form']).toMatch(/^of a coupled-spheres: degree of the forms on each: cubic, quartic \(default: "/);
      expect(told['coupling']).toBe('of a coupled-spheres: ε, strength of the coupling (default: 0.5)');
      expect(told['repulsive']).toMatch(/^of a coupled-spheres: the coupling changes its sign/);
      // A field of two families is one option.
      expect(told['disorder']).toMatch(
        /of a [a-z -]*sampled-glass or spin-glass: number of the disorder .*; of a coupled-spheres: number of the couplings /,
      );
      expect(told['size']).toMatch(/^short for --landscape spin-glass: /);
    },
  );

  it('index and spectrum: counts are those of the eigenvalues, value and gradient those of the landscape', async () => {
    const index = await json(['index', ...spheres, '--point', '2']);
    const { eigenvalues, method, idle } = await json(['spectrum', ...spheres, '--point', '2']);
    expect({ method, idle }).toEqual({ method: 'full', idle: 0 });
    expect(eigenvalues).toHaveLength(dimension);
    expect(index).toMatchObject({
      dimension,
      negative: eigenvalues.filter((x: number) => x < -0.001).length,
      positive: eigenvalues.filter((x: number) => x > 0.001).length,
      pointKind: 'not-stationary',
      start: 2,
      landscape: whole,
    });
    const { which, landscape: own } = await open(landscape);
    const [point, value, gradient] = [startAt(own, which, 2), new Float64Array(1), new Float64Array(9)];
    own.valueAndGradient(point, 1, value, gradient);
    own.manifold.project(point, gradient);
    expect(index.value).toBeCloseTo(value[0]! / 9, 13);
    // Over √(n + m), the unit of length of the product.
    expect(index.gradientNorm).toBeCloseTo(Math.hypot(...gradient) / 3, 13);
    const { smallest, largest, trace } = await json([
      ...['spectrum', ...spheres, '--point', '2'],
      '--full-up-to',
      '0',
      '--extremes',
      '1',
    ]);
    expect(Math.abs(smallest[0].value - eigenvalues[0])).toBeLessThan(smallest[0].residual + 1e-9);
    expect(Math.abs(largest[0].value - eigenvalues.at(-1))).toBeLessThan(largest[0].residual + 1e-9);
    const sum = eigenvalues.reduce((a: number, b: number) => a + b, 0);
    expect(Math.abs(trace.value - sum)).toBeLessThan(5 * trace.standardError + 1e-9);
  });

  it('every option reaches the landscape, and the short form names it', async () => {
    const more = ['--form', 'cubic', '--coupling', '0.25', '--repulsive', '--disorder', '2'];
    const named = await json(['index', ...spheres, ...more]);
    expect(named.landscape).toEqual({ ...landscape, form: 'cubic', coupling: 0.25, repulsive: true, disorder: 2 });
    expect(await json(['index', ...spheres.slice(2), ...more])).toEqual(named);
    const other = await json(['index', ...spheres, ...more.filter((word) => word !== '--repulsive')]);
    expect(other.value).not.toBe(named.value);
  });

  it('minima, descent and barrier: mirror images are one minimum, and the pass from it lies above', async () => {
    const file = at('minima.npz');
    const { minima, ends } = await json(['minima', ...spheres, '--starts', '24', '--out', file]);
    expect(minima.length).toBeGreaterThan(1);
    expect(minima.reduce((sum: number, { times }: { times: number }) => sum + times, 0)).toBe(24);
    for (const end of ends) expect([end.kind, end.index]).toEqual(['minimum', 0]);
    // Nothing is proved of its third derivatives: certified given what was estimated.
    expect(new Set(minima.map(({ certainty }: { certainty: string }) => certainty))).toEqual(
      new Set(['certified-given-K']),
    );
    const { end, values } = await json(['descent', ...spheres, '--point', '5']);
    expect(minima.some(({ value }: { value: number }) => Math.abs(value - end.value) < 1e-12)).toBe(true);
    // The first look behind the start is one step on.
    expect(values[1]).toBeLessThan(values[0]);
    // A rise by 1e-12 of the value is rounding to the fleet.
    for (let k = 1; k < values.length; k++) expect(values[k]).toBeLessThanOrEqual(values[k - 1] + 1e-11);
    const words = ['barrier', ...spheres, '--parameters', file, '--from', '0', '--to', '1'];
    const between = await json(words);
    between.ends.forEach((point: { value: number }, k: number) => {
      expect(point.value).toBeCloseTo(minima[k].value, 12);
      expect(between.value).toBeGreaterThan(point.value);
    });
    expect(between.value).toBeLessThanOrEqual(between.straight.value + 1e-12);
    const found = await json(['barrier', ...spheres, '--starts', '24']);
    expect(found.minima).toEqual({ starts: 24, certified: 24, different: minima.length });
    expect(found.landscape).toEqual(whole);
  });

  it('saddles: certified points are critical in the eyes of index, and each is its own end', async () => {
    const file = at('saddles.npz');
    const { points } = await json(['saddles', ...spheres, '--starts', '6', '--out', file]);
    const certified = points.filter(({ certainty }: { certainty: string }) => certainty !== 'uncertified');
    expect(certified.length).toBeGreaterThan(2);
    expect(new Set(certified.map(({ index }: { index: number }) => index)).size).toBeGreaterThan(1);
    for (const k of [0, certified.length - 1]) {
      const words = [...spheres, '--parameters', file, '--point', String(k)];
      const index = await json(['index', ...words, '--threshold', '1e-6']);
      expect(index).toMatchObject({ negative: points[k].index, pointKind: points[k].kind, undetermined: 0 });
      const again = await json(['saddles', ...words, '--methods', 'newton-mr']);
      expect(again.points).toHaveLength(1);
      expect(again.points[0].value).toBeCloseTo(points[k].value, 12);
    }
  });

  it('reads its own arrays, and refuses what does not belong to it in one line', async () => {
    const { which, landscape: own } = await open(landscape);
    const point = startAt(own, which, 2);
    const [x, y] = [point.slice(0, 5), point.slice(5)];
    writeFileSync(at('own.npz'), joinPieces(encodeNpz({ x: { shape: [5], data: x }, y: { shape: [4], data: y } })));
    const read = await json(['index', ...spheres, '--parameters', at('own.npz')]);
    const named = await json(['index', ...spheres, '--point', '2']);
    for (const field of ['value', 'negative', 'positive', 'gradientNorm']) expect(read[field]).toBe(named[field]);
    for (const [words, line] of [
      [['--size', '9', '--form', 'cubic'], /form must be asked of a coupled-spheres, got "spin-glass"$/],
      [[...spheres, '--hidden', '3'], /hidden must be asked of a network, got "coupled-spheres"$/],
      [['--landscape', 'coupled-spheres'], /firstSize must be an integer from 2 to 16, got undefined$/],
      [[...spheres, '--form', 'linear'], /form must be one of cubic, quartic, got "linear"$/],
      [[...spheres, '--coupling', '-1'], /coupling must be a number ≥ 0, got -1$/],
      [[...spheres, '--point', '0.5'], /point must be an integer ≥ 0, got 0\.5$/],
    ] as const) {
      const { code, out, err } = await command(['index', ...words], host);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.trimEnd()).toMatch(line);
      expect(err.trimEnd()).not.toContain('\n');
    }
    const parts = { ...host, memory: async () => 1e4 };
    const { code, err } = await command(['minima', ...spheres], parts);
    expect(code).toBe(2);
    expect(err).toMatch(/the largest firstSize that fits is \d+/);
  });

  it('Ctrl-C leaves what is known', async () => {
    const long = [...spheres, '--starts', '3000'];
    expect(await interrupted(['saddles', ...long], host)).toMatchObject({ code: 130, err: 'interrupted\n' });
  });
});

describe('ensembles', () => {
  const own: readonly (readonly [string, Record<string, Json>])[] = [
    ['saddle-search', { starts: 4 }],
    ['barriers', { starts: 12, keep: 3, images: 9, maxSteps: 100 }],
    ['descent-trajectory', { replicas: 3, looks: 8, maxSteps: 500 }],
    ['langevin-escape', { replicas: 3, starts: 6, temperatures: [0.5], maxTime: 5 }],
    ['lower-minimum', { replicas: 3, starts: 6, temperatures: [0.5], maxTime: 4 }],
  ];

  async function run(experiment: string, parameters: Record<string, Json>) {
    const source = () => Promise.reject(new Error('it has no data'));
    const plan = await planEnsemble(experiments, { experiment, parameters }, source);
    const store = memoryStore();
    const executor = inlineExecutor(
      (task, context) => findExperiment(experiments, task.experiment).run(task, context),
      createKernels,
    );
    const manifest = await runEnsemble(plan, { store, executor, clock: () => 0 });
    expect(manifest.status).toBe('complete');
    return readRecords(store);
  }

  it.each(own)('%s runs in a memory store, twice to the bit, and goes to npz', async (name, given) => {
    const parameters = { landscape, disorders: 2, ...given };
    const { manifest, records } = await run(name, parameters);
    expect(manifest.spec.parameters['landscape']).toEqual(whole);
    expect((await run(name, parameters)).records).toEqual(records);
    expect(new Set(numbers([records], 'disorder'))).toEqual(new Set([0, 1]));
    const npz = joinPieces(encodeExport({ experiments, families: all }, 'npz', manifest, records));
    const files = readZip(npz, 'run.npz');
    for (const [column, { kind }] of Object.entries(records.columns)) {
      const file = files.get(`${column}.npy`)!;
      expect(file, column).toBeDefined();
      if (kind !== 'text') expect([...decodeNpy(file).data]).toEqual(numbers([records], column));
    }
  });

  it('records say of it what the instruments say', async () => {
    const { records: saddles } = await run('saddle-search', { landscape, starts: 4 });
    const certified = outcomes(saddles).flatMap((outcome, row) => (outcome === 'certified' ? [row] : []));
    expect(certified.length).toBeGreaterThan(2);
    const { points } = await json(['saddles', ...spheres, '--starts', '4']);
    for (const row of certified) {
      const [energy, index] = ['energy', 'index'].map((name) => numbers([saddles], name)[row]!);
      const near = points.filter(({ value }: { value: number }) => Math.abs(value - energy!) < 1e-12);
      expect(near.map((point: { index: number }) => point.index)).toContain(index);
    }
    const { records: barriers } = await run('barriers', { landscape, starts: 24, keep: 3, images: 9 });
    const { minima } = await json(['minima', ...spheres, '--starts', '24']);
    expect(numbers([barriers], 'differentMinima')).toEqual([minima.length]);
    numbers([barriers], 'energies').forEach((energy, k) => {
      if (k < minima.length) expect(energy).toBeCloseTo(minima[k].value, 12);
      else expect(energy).toBeNaN();
    });
  });

  it('schema, forecast and capacity know it', async () => {
    const { oneOf } = specJsonSchema(experiments) as {
      oneOf: { properties: Record<string, Record<string, unknown>> }[];
    };
    const text = JSON.stringify(oneOf.find(({ properties }) => properties['experiment']!['const'] === 'barriers'));
    expect(text).toContain(
      '"enum":["deep-linear","gated-network","linear-resnet","mixed-glass","network","path-polynomial","random-tensor","sampled-glass","spin-glass","coupled-spheres"]',
    );
    const spec = { experiment: 'barriers', parameters: { landscape, starts: 4 } } as const;
    const limits = { memory: 4e9, disk: 4e9 };
    const { seconds, memory } = await forecastSpec(experiments, spec, 1, kernels, limits);
    expect(Math.min(seconds, memory)).toBeGreaterThan(0);
    await expect(forecastSpec(experiments, spec, 1, kernels, { memory: 1e7, disk: 4e9 })).rejects.toThrow(
      /^barriers: a quartic pair of coupled spheres .* needs .* the largest firstSize that fits is \d+$/,
    );
  });

  it('run and export of the command line take it', async () => {
    const spec = { experiment: 'descent-trajectory', parameters: { landscape, replicas: 2, looks: 5, maxSteps: 50 } };
    writeFileSync(at('spec.json'), JSON.stringify(spec));
    expect((await command(['run', at('spec.json'), '--out', at('run')], host)).code).toBe(0);
    expect((await command(['export', at('run'), '--to', 'npz', '--out', at('run.npz')], host)).code).toBe(0);
    const files = readZip(readFileSync(at('run.npz')), 'run.npz');
    expect(decodeNpy(files.get('energies.npy')!).shape).toEqual([2, 5]);
    // Without the line it is refused, in one.
    const { code, err } = await command(['run', at('spec.json'), '--out', at('other')]);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: descent-trajectory: landscape.family must be one of deep-linear, gated-network, linear-resnet, mixed-glass, network, path-polynomial, random-tensor, sampled-glass, spin-glass, got "coupled-spheres"\n$/,
    );
  });
});
