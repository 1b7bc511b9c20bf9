/** `assumptions` on files against the library on the same numbers, at random, and what it refuses. */
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { forward, gateMeasures, randomLayers } from '../../src/assumptions/index.ts';
import { stream } from '../../src/base/philox.ts';
import { encodeNpz, joinPieces } from '../../src/data/index.ts';
import { command, scratchFolder } from './fixtures/command.ts';

const scratch = scratchFolder();
const draw = stream(2, 'test/cli/assumptions', 0, 'draw');
const normals = (length: number) => Float64Array.from({ length }, () => draw.normal());
const network = { ...randomLayers(draw, [4, 5, 3]), biases: [normals(5), normals(3)] };
const x = normals(80);
const y = Int32Array.from({ length: 20 }, (_, s) => s % 3);
const [W1, W2] = network.weights as [Float64Array, Float64Array];
const [b1, b2] = network.biases as [Float64Array, Float64Array];

function write(name: string, arrays: Parameters<typeof encodeNpz>[0]): string {
  writeFileSync(`${scratch}/${name}`, joinPieces(encodeNpz(arrays)));
  return `${scratch}/${name}`;
}
const layers = {
  W1: { shape: [5, 4], data: W1 },
  b1: { shape: [5], data: b1 },
  W2: { shape: [3, 5], data: W2 },
  b2: { shape: [3], data: b2 },
};
const net = write('net.npz', layers);
const data = write('data.npz', { x: { shape: [20, 4], data: x }, y: { shape: [20], data: y } });
const across = Float64Array.from({ length: 80 }, (_, i) => x[(i % 20) * 4 + Math.floor(i / 20)]!);
const turned = write('turned.npz', { X: { shape: [4, 20], data: across }, Y: { shape: [1, 20], data: y } });

async function json(words: readonly string[]) {
  const { code, out, err } = await command(['assumptions', ...words, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

test('a network and data from files: the library’s numbers, either way round, with every key', async () => {
  const document = await json(['--parameters', net, '--data', data]);
  const inputs = { count: 20, inputs: 4, x };
  const found = gateMeasures(network, inputs, forward(network, inputs), { draw, permutations: 0 });
  for (const key of ['delta1Squared', 'delta5Squared', 'delta6', 'delta6Z', 'psiEff', 'psiEffGates'] as const)
    expect(document[key]).toEqual(found[key]);
  expect(document).toMatchObject({ samples: 20, biases: true, sizes: [4, 5, 3], psi: 60 + 15 + 3, levels: 7 });
  expect(document.deltaM.error).toBeGreaterThan(0);
  expect(await json(['--parameters', net, '--data', turned])).toEqual(document);
});

test('a random network: the same at every asking, without labels no δM; fewer samples by --samples', async () => {
  const words = ['--sizes', '6,9,1', '--samples', '50', '--seed', '4'];
  const document = await json(words);
  expect(document).toMatchObject({ samples: 50, biases: false, deltaM: null, radialSlope: null });
  expect(await json(words)).toEqual(document);
  expect((await json(['--parameters', net, '--data', data, '--samples', '7'])).samples).toBe(7);
});

test.each([
  [['--parameters', net, '--sizes', '3,4,1'], /exactly one of --parameters and --sizes, got "both"/],
  [[], /exactly one of .*neither/],
  [['--sizes', '3,x'], /sizes must be an integer ≥ 1/],
  [['--sizes', '3,4,1', '--samples', '2'], /samples must be an integer from 3 to 4000, got 2/],
  [['--parameters', data], /has none of W1, b1, .*it has x, y/],
  [['--parameters', net, '--data', net], /must hold one of x or X with y, .*got W1/],
  [
    ['--parameters', write('gap.npz', { W1: layers.W1, W3: layers.W2 }), '--data', data],
    /numbered from 1 without gaps, got W1, W3/,
  ],
  [
    ['--parameters', write('odd.npz', { W1: layers.W1, W2: layers.W1 }), '--data', data],
    /W2 must take the 5 units of W1 .*got the shape 5 × 4/,
  ],
  [
    ['--parameters', write('half.npz', { W1: layers.W1, b1: layers.b1, W2: layers.W2 })],
    /W2 has no biases beside it, W1 has/,
  ],
])('%j is refused in one line', async (words, line) => {
  const { code, out, err } = await command(['assumptions', ...words]);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(line);
  expect(err.trim().split('\n')).toHaveLength(1);
});
