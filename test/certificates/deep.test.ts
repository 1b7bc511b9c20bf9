/** Several hidden layers: what is proved, and that nothing is where nothing can be. */
import { describe, expect, test } from 'vitest';
import { checkCertificate } from '../../src/certificates/check/index.ts';
import { type Problem, sealedDocument } from '../../src/certificates/format.ts';
import { exactProblem } from '../../src/certificates/problem.ts';
import { certify, type Proved, type Undecided } from '../../src/certificates/prove/index.ts';
import { print } from '../../src/certificates/rational.ts';

const data = { x: [[5], [4], [3], [1], [-1]], y: [2, 1, 0, -3, 3] };
const deep = (...layers: { W: (number | string)[][]; b: (number | string)[] }[]): Problem =>
  exactProblem(data, { layers });

async function proved(problem: Problem): Promise<Proved> {
  const found = certify(problem) as Proved;
  const { accepted, reason } = await checkCertificate(await sealedDocument(found.certificate));
  expect({ accepted, reason }).toEqual({ accepted: true, reason: '' });
  return found;
}

describe('two hidden layers on the data of Proposition 1', () => {
  test('its minimum with an active unit behind is a minimum: no slope along any path', async () => {
    const found = await proved(deep({ W: [[1]], b: [-3] }, { W: [[1]], b: [1] }, { W: [[1]], b: [-1] }));
    expect(found).toMatchObject({ verdict: 'local-minimum', certificate: { witness: { kind: 'paths' } } });
    expect(print(found.loss)).toBe('18');
  });

  test('with dead samples on the kink of the second layer it is undecided', () => {
    const found = certify(deep({ W: [[1]], b: [-3] }, { W: [[1]], b: [0] }, { W: [[1]], b: [0] })) as Undecided;
    expect(found.verdict).toBe('undecided');
    expect(found.open).toMatch(/^no slope along a coordinate is negative, but sample \d lies on a kink/);
    expect(found.help).not.toBe('');
  });

  test('a dead layer before the mean of y is a minimum, before another number it is not even critical', async () => {
    const layers = (c: string) => deep({ W: [[1], [-1]], b: [-9, -9] }, { W: [[1, 2]], b: [3] }, { W: [[2]], b: [c] });
    expect(await proved(layers('-27/5'))).toMatchObject({
      verdict: 'local-minimum',
      certificate: { witness: { kind: 'dead-layer', layer: 1 } },
    });
    const found = await proved(layers('-1'));
    expect(found.verdict).toBe('not-critical');
    expect(print(found.loss)).toBe('118');
  });

  test('a dead second layer counts, one on its kinks does not', async () => {
    const layers = (b: number) => deep({ W: [[1]], b: [0] }, { W: [[-1]], b: [b] }, { W: [[1]], b: ['3/5'] });
    expect((await proved(layers(-1))).certificate.witness).toEqual({ kind: 'dead-layer', layer: 2 });
    expect(certify(layers(0)).verdict).not.toBe('local-minimum');
  });

  test('all weights 0 and the mean as output: a third-order saddle, never called a minimum', () => {
    const zeros = deep({ W: [[0]], b: [0] }, { W: [[0]], b: [0] }, { W: [[0]], b: ['3/5'] });
    expect(['undecided', 'not-a-minimum']).toContain(certify(zeros).verdict);
  });

  test('loss 0 is a global minimum, at any depth', async () => {
    const line = exactProblem(
      { x: [[0], [1], [2]], y: [1, 2, 3] },
      {
        layers: [
          { W: [[1]], b: [0] },
          { W: [[1]], b: [0] },
          { W: [[1]], b: [0] },
          { W: [[1]], b: [1] },
        ],
      },
    );
    expect(await proved(line)).toMatchObject({
      verdict: 'global-minimum',
      certificate: { witness: { kind: 'zero-loss' } },
    });
  });

  test('a slope along a weight of the first layer is found, and its value is that of a difference quotient', async () => {
    const found = await proved(deep({ W: [[1], [2]], b: [1, 1] }, { W: [[1, 1]], b: [0] }, { W: [[1]], b: ['-63/5'] }));
    expect(found.verdict).toBe('not-critical');
    expect(found.certificate.witness.kind).toBe('slope');
  });

  test('the last hidden layer alone can refute a minimum: a unit with output weight 0 that would help', async () => {
    // The output is 3/5 everywhere, and no coordinate has a slope; but v = ±t² and a changed unit of the second layer go down.
    const found = await proved(deep({ W: [[1]], b: [2] }, { W: [[1]], b: [1] }, { W: [[0]], b: ['3/5'] }));
    expect(['not-critical', 'not-a-minimum']).toContain(found.verdict);
    const asleep = await proved(deep({ W: [[1]], b: [2] }, { W: [[0]], b: [1] }, { W: [[0]], b: ['3/5'] }));
    expect(asleep).toMatchObject({ verdict: 'not-a-minimum', certificate: { witness: { kind: 'curve' } } });
  });
});

test('one hidden layer can be written as layers, with the same verdict and certificate', async () => {
  const asLayers = await proved(deep({ W: [[1]], b: [-3] }, { W: [[1]], b: [0] }));
  const asUnit = await proved(exactProblem(data, { W: [[1]], b: [-3], v: [1], c: 0 }));
  expect(await sealedDocument(asLayers.certificate)).toEqual(await sealedDocument(asUnit.certificate));
});
