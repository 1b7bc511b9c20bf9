import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeSafetensors } from '../../src/data/index.ts';
import { leastLossOfCorners } from '../ensembles/fixtures/corners.ts';
import { command, scratchFolder } from './fixtures/command.ts';
import { writeCorners, writeDigits } from './fixtures/idx.ts';
import { recompute } from './fixtures/recompute.ts';

const scratch = scratchFolder();
const at = (name: string) => join(scratch, name);
const data = writeDigits(at('digits'));
const images = { pixels: 6, trainSize: 200, testSize: 70 };

function file(name: string, content: unknown): string {
  const path = at(name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('run', () => {
  test.each<[string, object, number]>([
    ['deep-training', { hidden: [7, 9], networks: 3, epochs: 2, batch: 20, keepParameters: true, ...images }, 3],
    ['network-annealing', { widths: [5, 8], networks: 2, proposals: 2000, keepParameters: true, ...images }, 2],
  ])('%s from a file, and its networks give back their losses', async (experiment, parameters, layers) => {
    const spec = file(`${experiment}.json`, { experiment, parameters });
    const { code } = await command(['run', spec, '--data', data, '--out', at(experiment)]);
    expect(code).toBe(0);
    const archive = at(`${experiment}.safetensors`);
    await command(['export', at(experiment), '--to', 'safetensors', '--data', '--out', archive]);
    const { tensors } = decodeSafetensors(readFileSync(archive), archive);
    const array = (name: string) => tensors.get(name)!;
    const losses = array('testLoss').data;
    expect(losses.length).toBeGreaterThan(2);
    losses.forEach((loss, k) => {
      const found = recompute(array, k, 'test', layers);
      // float32 forward passes with sums of at most 36 terms.
      expect(Math.abs(found.loss / loss - 1)).toBeLessThan(2e-6);
      expect(found.accuracy).toBe(array('testAccuracy').data[k]);
    });
  });

  test('a manifest: the same run again, to the byte', async () => {
    const walk = { experiment: 'spin-glass-descent', parameters: { size: 9, replicas: 5, seed: 4 } };
    expect((await command(['run', file('glass.json', walk), '--out', at('first')])).code).toBe(0);
    expect((await command(['run', at('first/manifest.json'), '--out', at('second')])).code).toBe(0);
    const shard = (run: string) => readFileSync(join(at(run), 'shard-00000.parquet'));
    expect(shard('second')).toEqual(shard('first'));
  });

  test('a landscape by its family: a network on the images of --data, and the manifest says all of it', async () => {
    const landscape = { family: 'network', activation: 'identity', loss: 'squared', pixels: 2, images: 64 };
    const parameters = { landscape, starts: 2, methods: ['newton-mr'] };
    const spec = file('saddles.json', { experiment: 'saddle-search', parameters });
    const words = ['run', spec, '--data', writeCorners(at('corners')), '--out', at('saddles'), '--json'];
    const { code, out } = await command(words);
    expect(code).toBe(0);
    const { columns } = JSON.parse(out);
    expect(columns.status).toEqual(['converged', 'converged']);
    expect(columns.kind).toEqual(['minimum', 'minimum']);
    for (const energy of columns.energy) expect(energy).toBeCloseTo(leastLossOfCorners, 13);
    const manifest = JSON.parse(readFileSync(at('saddles/manifest.json'), 'utf8'));
    expect(manifest.spec.parameters.landscape).toEqual({
      ...landscape,
      hidden: [],
      seed: 1,
      data: `file:${at('corners')}`,
    });
    expect(Object.keys(manifest.artifacts)).toEqual([`file:${at('corners')}?pixels=2`]);
    expect((await command(['resume', at('saddles'), '--json'])).out).toBe(out);
  });

  const annealing = (parameters: object) => ({ experiment: 'network-annealing', parameters });
  test.each<[string, unknown, RegExp]>([
    ['no file', undefined, /^error: .* cannot be read \(ENOENT: there is no such file\)$/],
    [
      'no JSON',
      '{',
      /^error: .*no JSON\.json, line 1, column 2: must be a key in double quotes, got the end of the text$/,
    ],
    ['no object', [], /^error: run: spec must be an object, got \[\]$/],
    ['no experiment', {}, /experiment must be one of .*, got undefined$/],
    [
      'an unknown experiment',
      { experiment: 'deep-trianing' },
      /\(did you mean deep-training\?\), got "deep-trianing"$/,
    ],
    [
      'an unknown field',
      { experiment: 'walk', seed: 1 },
      /spec must be experiment, parameters and backend, got "seed"$/,
    ],
    ['parameters', { experiment: 'walk', parameters: 3 }, /run: parameters must be an object, got 3$/],
    ['backend', { experiment: 'small-glass', backend: 'gpu' }, /backend must be one of .*, got "gpu"$/],
    ['a single level', annealing({ levels: 1 }), /network-annealing: levels must be .*, got 1$/],
    ['temperature 0', annealing({ startTemperature: 0 }), /startTemperature must be a number > 0, got 0$/],
    ['a temperature below 0', annealing({ endTemperature: -1 }), /endTemperature must be a number > 0, got -1$/],
    [
      'no layer',
      { experiment: 'deep-training', parameters: { hidden: [] } },
      /hidden must be a list of 1 to 1000 entries/,
    ],
    [
      'an unknown family',
      { experiment: 'barriers', parameters: { landscape: { family: 'glass' } } },
      /barriers: landscape\.family must be one of deep-linear, gated-network, linear-resnet, mixed-glass, network, path-polynomial, random-tensor, sampled-glass, spin-glass, got "glass"$/,
    ],
    [
      'both forms of a landscape',
      { experiment: 'barriers', parameters: { size: 9, landscape: { family: 'spin-glass', size: 9 } } },
      /barriers: parameter must be one of .*, got "size"$/,
    ],
    [
      'a glass that does not fit',
      { experiment: 'barriers', parameters: { landscape: { family: 'spin-glass', size: 5000 } } },
      /barriers: a 3-spin glass of 5000 spins, .* needs .* the largest size that fits is \d+$/,
    ],
    ['momentum', { experiment: 'deep-training', parameters: { momentum: 2 } }, /momentum must be a number from 0 to 1/],
  ])(
    'refuses %s in one line that names argument, rule and value, and leaves nothing behind',
    async (name, spec, line) => {
      const path = spec === undefined ? at('missing.json') : file(`${name}.json`, spec);
      const { code, out, err } = await command(['run', path, '--out', at('never')]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.trimEnd().split('\n')).toHaveLength(1);
      expect(err.trimEnd()).toMatch(line);
      expect(existsSync(at('never'))).toBe(false);
    },
  );
});
