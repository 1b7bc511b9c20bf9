/** Stored certificates of test/golden/certificates: true, weak (true, but less than could be proved), broken (sealed, but false). */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CertificateError, checkCertificate } from '../../src/certificates/check/index.ts';
import { readCertificate } from '../../src/certificates/format.ts';
import { certify } from '../../src/certificates/prove/index.ts';

const root = new URL('../golden/certificates/', import.meta.url);
const names = (folder: string) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.replace('.json', ''));
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, root), 'utf8'));

test.each(names('.').filter((name) => name !== 'verdicts'))(
  '%s is accepted, and the prover says the same',
  async (name) => {
    const { accepted, reason, certificate } = await checkCertificate(read(name));
    expect({ accepted, reason }).toEqual({ accepted: true, reason: '' });
    expect(certify(certificate.problem).verdict).toBe(certificate.claim);
  },
);

test('a second checker, in Python and by other routes (check.py), comes to the same', async () => {
  const verdicts = read('verdicts') as Record<string, { holds: boolean; sealed: boolean }>;
  expect(Object.keys(verdicts)).toHaveLength(36);
  for (const [name, { holds, sealed }] of Object.entries(verdicts))
    expect((await checkCertificate(read(name))).accepted, name).toBe(holds && sealed);
});

test.each(names('weak/'))('weak: %s is accepted', async (name) => {
  expect(await checkCertificate(read(`weak/${name}`))).toMatchObject({ accepted: true, reason: '' });
});

test('the worked example of docs/certificate-format.md is the certificate of Proposition 1', async () => {
  const text = readFileSync(new URL('../../docs/certificate-format.md', import.meta.url), 'utf8');
  const blocks = [...text.matchAll(/^```json\n(.*?)^```/gms)].map((match) => JSON.parse(match[1]!) as unknown);
  const example = blocks.find((block) => (block as { format?: unknown }).format !== undefined);
  expect(example).toEqual(read('proposition-1'));
  expect((await checkCertificate(example)).accepted).toBe(true);
});

const reasons: Readonly<Record<string, string>> = {
  'a-better-one-beside-a-global-minimum': 'what is better is not',
  'a-curve-where-a-slope-is': 'a slope is negative: the point is not critical',
  'a-dead-layer-before-another-number': 'the residuals do not sum to 0',
  'a-flat-line-that-is-not': 'an output changes along a flat direction',
  'a-flat-line-twice': 'the flat lines are not independent',
  'a-layer-that-lives': 'not all units of hidden layer 2 are below zero at all samples',
  'a-minimum-called-global': 'what is better is not',
  'a-ray-as-a-line': 'an output changes along a flat direction',
  'a-sleeping-unit-called-a-minimum': 'a condition of a local minimum does not hold',
  'a-slope-called-a-minimum': 'a condition of a local minimum does not hold',
  'a-vector-missing': 'no vector bounds the loss on some combination of cells',
  'another-loss': 'the loss is 18',
  'another-power': 'the loss falls with -2 t^3',
  'another-slope': 'the loss falls with -6 t^1',
  'better-that-is-worse': 'what is better is not',
  'global-but-for-one-more-unit': 'no vector bounds the loss on some combination of cells',
  'paths-past-a-kink': 'a kink lies on a path that matters',
  'slope-along-a-flat-line': 'the loss does not fall along the curve',
  uphill: 'the loss does not fall along the curve',
  'zero-loss-that-is-18': 'the loss is not 0',
};

test('every broken certificate has its reason here', () => {
  expect(names('broken/').sort()).toEqual(Object.keys(reasons).sort());
});

test.each(Object.entries(reasons))('broken: %s', async (name, reason) => {
  expect(await checkCertificate(read(`broken/${name}`))).toMatchObject({ accepted: false, reason });
});

describe('documents that are no certificates', () => {
  const good = read('proposition-1') as Record<string, unknown>;
  const { problem } = good as { problem: { x: unknown[]; network: { W: string[][]; b: string[] }[] } };
  test.each<[string, unknown, string]>([
    ['nothing', null, 'format must be glasscape-certificate'],
    ['a list', [], 'format must be glasscape-certificate'],
    ['another version', { ...good, version: 2 }, 'version must be 1'],
    [
      'another loss',
      { ...good, convention: 'L = mean of squared residuals' },
      'convention must be L = sum of squared residuals',
    ],
    ['no hash', { ...good, hash: undefined }, 'hash must be a text'],
    ['a field more', { ...good, more: 1 }, 'certificate must be an object of claim, problem, loss, witness, better'],
    [
      'a field of an object all objects have',
      { ...good, claim: 'toString' },
      'certificate.claim must be global-minimum or local-minimum or not-critical or not-a-minimum',
    ],
    [
      'another kind',
      { ...good, witness: { kind: 'constructor' } },
      'certificate.witness.kind must be zero-loss or cells or first-order or dead-layer or paths or slope or curve',
    ],
    ['a number', { ...good, loss: 18 }, 'certificate.loss must be a text like "-7" or "13/3", in lowest terms'],
    [
      'not in lowest terms',
      { ...good, loss: '36/2' },
      'certificate.loss must be a text like "-7" or "13/3", in lowest terms',
    ],
    [
      'ragged',
      { ...good, problem: { ...problem, x: [['5'], ['4', '3'], ['3'], ['1'], ['-1']] } },
      'problem must be rows x of one length, and a y for each',
    ],
    [
      'one layer',
      { ...good, problem: { ...problem, network: problem.network.slice(0, 1) } },
      'problem.network must be layers, two or more, whose sizes agree',
    ],
    [
      'two outputs',
      { ...good, problem: { ...problem, network: [problem.network[0], { W: [['1'], ['1']], b: ['0', '0'] }] } },
      'problem.network must be layers of units, the last of one',
    ],
    [
      'no units',
      {
        ...good,
        problem: {
          ...problem,
          network: [
            { W: [], b: [] },
            { W: [[]], b: ['0'] },
          ],
        },
      },
      'problem.network must be layers of units, the last of one',
    ],
    [
      'a direction of another shape',
      { ...good, witness: { kind: 'first-order', flat: { lines: [[]], rays: [] } } },
      'witness must be of the shape of the network',
    ],
    [
      'a number too long',
      { ...good, loss: `1e${'9'.repeat(9)}` },
      'a number has more than 9864 digits: too long for exact arithmetic here',
    ],
  ])('%s', async (_name, document, message) => {
    const refused = checkCertificate(document);
    await expect(refused).rejects.toThrow(message);
    if (!message.startsWith('a number has')) await expect(refused).rejects.toBeInstanceOf(CertificateError);
    expect(() => readCertificate(document)).toThrow(message);
  });

  test('white space and the order of keys are no content', async () => {
    const turned = Object.fromEntries(Object.entries(good).reverse());
    expect(await checkCertificate(JSON.parse(JSON.stringify(turned, null, 3)))).toMatchObject({ accepted: true });
  });
});
