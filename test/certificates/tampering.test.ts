/**
 * Every field of 20 certificates is changed in several ways. As it stands, the changed document is refused: by the check, or by its hash. Sealed
 * again, it is accepted only if what it claims is true, which the prover, sharing no code with the checker, finds out for itself.
 */
import { describe, expect, test } from 'vitest';
import { CertificateError, checkCertificate } from '../../src/certificates/check/index.ts';
import { type Certificate, type Problem, readCertificate, sealedDocument } from '../../src/certificates/format.ts';
import { exactProblem } from '../../src/certificates/problem.ts';
import { certify, type Proved } from '../../src/certificates/prove/index.ts';
import { lossOf, stateOf } from '../../src/certificates/prove/state.ts';
import { equal, isLess } from '../../src/certificates/rational.ts';
import { instance, type Kind } from './instances.ts';
import { points } from './points.ts';

const line = { x: [[5], [4], [3], [1], [-1]], y: [2, 1, 0, -3, 3] };
const deep = [
  [
    { W: [[1]], b: [-3] },
    { W: [[1]], b: [1] },
    { W: [[1]], b: [-1] },
  ],
  [
    { W: [[1], [-1]], b: [-9, -9] },
    { W: [[1, 2]], b: [3] },
    { W: [[2]], b: ['-27/5'] },
  ],
  [
    { W: [[1]], b: [2] },
    { W: [[0]], b: [1] },
    { W: [[0]], b: ['3/5'] },
  ],
  [
    { W: [[1], [2]], b: [1, 1] },
    { W: [[1, 1]], b: [0] },
    { W: [[1]], b: ['-63/5'] },
  ],
];
const drawn: [Kind, number][] = [
  ['sleeping-unit', 0],
  ['sleeping-unit', 1],
  ['felt-kinks', 0],
  ['felt-kinks', 4],
  ['idle-unit', 3],
  ['silent-kinks', 0],
  ['random', 0],
];
const problems: [string, Problem][] = [
  ...Object.entries(points),
  ...deep.map((layers, k): [string, Problem] => [`deep ${k}`, exactProblem(line, { layers })]),
  ...drawn.map(([kind, k]): [string, Problem] => [`${kind} ${k}`, instance(kind, k).problem]),
];

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Other values for a field: numbers, words, lists and objects that are near, and some that do not belong there. */
function changes(value: Json): (Json | undefined)[] {
  if (typeof value === 'number') return [value + 1, value - 1, -value, String(value), null];
  if (typeof value === 'string') {
    const [, n, d] = /^(-?\d+)(?:\/(\d+))?$/.exec(value) ?? [];
    if (n === undefined)
      return [
        `${value}x`,
        '',
        'local-minimum',
        'not-critical',
        'global-minimum',
        'first-order',
        'paths',
        'zero-loss',
        'slope',
        'curve',
      ];
    const text = (top: bigint) => (d === undefined ? String(top) : `${top}/${d}`);
    const nearby = [
      text(BigInt(n) + 1n),
      text(BigInt(n) - 1n),
      text(-BigInt(n)),
      text(2n * BigInt(n)),
      '0',
      '1',
      '-1',
      '1/7',
    ];
    return [...nearby, `${BigInt(n) * 2n}/${BigInt(d ?? 1) * 2n}`, `${value}.0`, Number(n), 'NaN'];
  }
  if (Array.isArray(value))
    return [
      [],
      value.slice(1),
      value.slice(0, -1),
      [...value, ...value.slice(-1)],
      [...value].reverse(),
      undefined,
      null,
    ];
  if (typeof value === 'object' && value !== null)
    return [
      undefined,
      null,
      {},
      { ...value, more: '0' },
      ...Object.keys(value).map((key) => ({ ...value, [key]: undefined as unknown as Json })),
    ];
  return [0, []];
}

/** Every place in a document, the root left out. */
function* places(value: Json, path: (string | number)[] = []): Generator<{ path: (string | number)[]; value: Json }> {
  if (path.length > 0) yield { path, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value))
    yield* places(child, [...path, Array.isArray(value) ? Number(key) : key]);
}

function changed(document: Json, [key, ...rest]: (string | number)[], value: Json | undefined): Json {
  const copy = (Array.isArray(document) ? [...document] : { ...(document as object) }) as Record<string | number, Json>;
  if (rest.length > 0) copy[key!] = changed(copy[key!]!, rest, value);
  else if (value !== undefined) copy[key!] = value;
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key!];
  return copy;
}

/** By problem: many changes leave it as it is. */
const verdicts = new Map<string, string>();

/** A certificate made true by its own claim: the prover comes to the same, or to more. */
function isTrue({ claim, problem, loss, better }: Certificate): boolean {
  const key = JSON.stringify(problem, (_, part) => (typeof part === 'bigint' ? String(part) : part));
  const verdict = verdicts.get(key) ?? certify(problem).verdict;
  verdicts.set(key, verdict);
  if (!equal(stateOf(problem).loss, loss)) return false;
  if (!better.every((other) => isLess(other.loss, loss) && equal(lossOf(problem, other.network), other.loss)))
    return false;
  const stronger = claim === 'local-minimum' ? ['local-minimum', 'global-minimum'] : [claim];
  // With several hidden layers a curve may lead down where a slope does, too.
  if (problem.network.length > 2 && claim === 'not-a-minimum') stronger.push('not-critical');
  return stronger.includes(verdict);
}

const same = (a: Json, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const tally = { changes: 0, malformed: 0, refuted: 0, hash: 0, resealed: 0 };

test('there are 20 certificates, of every claim and every kind of witness', () => {
  const certificates = problems.map(([, problem]) => (certify(problem) as Proved).certificate);
  expect(certificates).toHaveLength(20);
  expect(new Set(certificates.map(({ claim }) => claim)).size).toBe(4);
  expect(new Set(certificates.map(({ witness }) => witness.kind)).size).toBe(7);
});

describe.each(problems)('%s', (_name, problem) => {
  test('no change of a field is accepted, unless it is true and sealed again', async () => {
    const { certificate } = certify(problem) as Proved;
    const document = JSON.parse(JSON.stringify(await sealedDocument(certificate))) as Json;
    expect((await checkCertificate(document)).accepted).toBe(true);
    for (const { path, value } of places(document))
      for (const other of changes(value)) {
        const altered = changed(document, path, other);
        if (same(document, altered)) continue;
        tally.changes++;
        const where = `${path.join('.')}: ${JSON.stringify(value)?.slice(0, 40)} → ${JSON.stringify(other)?.slice(0, 40)}`;
        const verification = await checkCertificate(altered).catch((error: unknown) => {
          expect(error).toBeInstanceOf(CertificateError);
          tally.malformed++;
          return undefined;
        });
        if (!verification) continue;
        expect(verification.accepted, where).toBe(false);
        if (verification.reason !== 'the hash is not that of the content') {
          tally.refuted++;
          continue;
        }
        tally.hash++;
        const sealed = await sealedDocument(readCertificate(altered).certificate);
        if (!(await checkCertificate(sealed)).accepted) continue;
        if (path[0] === 'hash') continue;
        tally.resealed++;
        expect(isTrue(verification.certificate), where).toBe(true);
      }
  });
});

test('most changes are refused by the check itself', () => {
  expect(tally.changes).toBeGreaterThan(10_000);
  expect(tally.refuted).toBeGreaterThan(tally.hash);
  expect(tally.malformed).toBeGreaterThan(1000);
  if (process.env['TALLY']) process.stderr.write(`${JSON.stringify(tally)}\n`);
});
