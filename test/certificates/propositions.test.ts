/** Propositions 1–3 of [swirszcz2017local], as printed and as corrected: verdicts, losses, flat directions, and what is better. */
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { approximate } from '../../src/certificates/approximate.ts';
import { checkCertificate } from '../../src/certificates/check/index.ts';
import { type Claim, type Problem, sealedDocument } from '../../src/certificates/format.ts';
import { certify, type Proved, proveGlobalMinimum } from '../../src/certificates/prove/index.ts';
import { print } from '../../src/certificates/rational.ts';
import { d1, d2, d3, network, points } from './points.ts';

async function proved(problem: Problem): Promise<Proved> {
  const started = process.cpuUsage();
  const found = certify(problem) as Proved;
  expect(found.verdict).not.toBe('undecided');
  const document: unknown = JSON.parse(JSON.stringify(await sealedDocument(found.certificate)));
  expect(await checkCertificate(document)).toMatchObject({ accepted: true, reason: '' });
  // Microseconds of the processor, not of the clock: about a tenth of this.
  const { user, system } = process.cpuUsage(started);
  expect(user + system).toBeLessThan(1e6);
  return found;
}

interface Expected {
  readonly verdict: Claim;
  readonly loss: string;
  /** Of the level set around a local minimum. */
  readonly dimension?: number;
  readonly better?: string;
}

const table: Readonly<Record<keyof typeof points, Expected>> = {
  proposition1: { verdict: 'local-minimum', loss: '18', dimension: 1, better: '14' },
  better1: { verdict: 'global-minimum', loss: '14' },
  proposition2GlobalAsPrinted: { verdict: 'not-critical', loss: '29' },
  proposition2Global: { verdict: 'global-minimum', loss: '0' },
  proposition2LocalAsPrinted: { verdict: 'not-critical', loss: '23/3' },
  proposition2Local: { verdict: 'local-minimum', loss: '8/3', dimension: 3, better: '0' },
  proposition3Better: { verdict: 'local-minimum', loss: '1/6', dimension: 5, better: '0' },
  proposition3Worse: { verdict: 'local-minimum', loss: '2/3', dimension: 5, better: '0' },
  zeroLoss3: { verdict: 'global-minimum', loss: '0' },
};

test.each(Object.entries(table) as [keyof typeof points, Expected][])(
  '%s: proved and accepted in less than a second',
  async (name, { verdict, loss, dimension = null, better }) => {
    const found = await proved(points[name]);
    expect(found.verdict).toBe(verdict);
    expect(print(found.loss)).toBe(loss);
    expect(found.context.dimension).toBe(dimension);
    expect(found.certificate.better.map((other) => print(other.loss))).toEqual(better === undefined ? [] : [better]);
  },
);

describe('what stands in the certificates', () => {
  test('Remark 1: the one flat direction is the rescaling (s, −3s, 1/s, 0)', async () => {
    const { certificate } = await proved(points.proposition1);
    expect(certificate.witness).toEqual({
      kind: 'first-order',
      flat: { lines: [[...network([1], [-3], [-1], 0)]], rays: [] },
    });
  });

  test('Proposition 2: a half-line c + t, (b_1, b_2) − t/v, off the kink at x = 10, ends a three-dimensional level set', async () => {
    const { certificate } = await proved(points.proposition2Local);
    expect(certificate.witness).toMatchObject({
      kind: 'first-order',
      flat: { lines: { length: 2 }, rays: [network([0, 0], [-1, 1], [0, 0], 1)] },
    });
  });

  test('as printed, Proposition 2 falls along its output bias: slopes −18 and −6', async () => {
    for (const [name, slope] of [
      ['proposition2GlobalAsPrinted', '-18'],
      ['proposition2LocalAsPrinted', '-6'],
    ] as const) {
      const { witness } = (await proved(points[name])).certificate;
      expect(witness.kind === 'slope' && print(witness.slope)).toBe(slope);
    }
  });

  test('a network to compare with spares the search: Proposition 1 beside the point of B.4', () => {
    const { verdict, certificate } = certify(points.proposition1, { others: [points.better1.network] }) as Proved;
    expect(verdict).toBe('local-minimum');
    expect(certificate.better).toEqual([{ network: points.better1.network, loss: { n: 14n, d: 1n } }]);
    const other = certify(points.better1, { others: [points.proposition1.network] }) as Proved;
    expect(other.verdict).toBe('global-minimum');
  });
});

describe('the least loss of all networks with so many units', () => {
  test.each<[string, Pick<Problem, 'x' | 'y'>, number, string]>([
    ['D₁', d1, 1, '14'],
    ['D₂', d2, 1, '14/3'],
    ['D₃', d3, 1, '16/3'],
    ['D₁', d1, 2, '1/14'],
    ['D₂', d2, 2, '0'],
    ['D₃', d3, 2, '1/6'],
    ['D₁', d1, 3, '0'],
    ['D₃', d3, 3, '0'],
  ])('%s, %i', async (_name, data, units, loss) => {
    const least = proveGlobalMinimum(data, units)!;
    expect(print(least.loss)).toBe(loss);
    expect(least.network[0]!.b).toHaveLength(units);
    const found = await proved({ ...data, network: least.network });
    expect({ verdict: found.verdict, loss: print(found.loss) }).toEqual({ verdict: 'global-minimum', loss });
  });

  interface Bend {
    readonly at: number;
    readonly way: number;
  }

  /** The least loss of units that bend at these places, whatever their output weights: what is left of y after Gram–Schmidt. */
  function leastOf({ x, y }: Pick<Problem, 'x' | 'y'>, bends: readonly Bend[]): number {
    const inner = (a: readonly number[], b: readonly number[]) =>
      a.reduce((total, value, i) => total + value * b[i]!, 0);
    const without = (a: readonly number[], basis: readonly number[][]) =>
      basis.reduce((rest, b) => rest.map((value, i) => value - (inner(rest, b) / inner(b, b)) * b[i]!), [...a]);
    const basis: number[][] = [x.map(() => 1)];
    for (const { at, way } of bends) {
      const rest = without(
        without(
          x.map((row) => Math.max(0, way * (approximate(row[0]!) - at))),
          basis,
        ),
        basis,
      );
      if (inner(rest, rest) > 1e-12) basis.push(rest);
    }
    const left = without(y.map(approximate), basis);
    return inner(left, left);
  }

  test.each<[string, Pick<Problem, 'x' | 'y'>, number]>([
    ['D₁', d1, 14],
    ['D₂', d2, 14 / 3],
    ['D₃', d3, 16 / 3],
  ])('%s, one unit: no bend on a grid of 20 000 does better, and the best comes near', (_name, data, loss) => {
    let least = Infinity;
    for (let p = -5; p <= 15; p += 1e-3)
      for (const way of [1, -1]) least = Math.min(least, leastOf(data, [{ at: p, way }]));
    expect(least).toBeGreaterThan(loss - 1e-9);
    expect(least).toBeLessThan(loss + 1e-3);
  });

  test.each([1, 2])(
    'data drawn at random, %i units: none of 6000 networks with the best output weights does better',
    (units) => {
      const random = stream(1, 'certificates', units, 'global');
      for (let set = 0; set < 6; set++) {
        const size = 3 + (set % 4) + units;
        const integer = () => BigInt(Math.floor(random.uniform() * 13) - 6);
        const data = {
          x: Array.from({ length: size }, () => [{ n: integer(), d: 1n }]),
          y: Array.from({ length: size }, () => ({ n: integer(), d: 1n })),
        };
        const loss = approximate(proveGlobalMinimum(data, units)!.loss);
        let least = Infinity;
        for (let n = 0; n < 6_000; n++) {
          const bends = Array.from({ length: units }, () => ({
            at: 16 * random.uniform() - 8,
            way: random.uniform() < 0.5 ? 1 : -1,
          }));
          least = Math.min(least, leastOf(data, bends));
        }
        expect(least).toBeGreaterThan(loss - 1e-9 * (1 + loss));
        expect(least).toBeLessThan(loss + 0.1 * (1 + loss));
      }
    },
  );
});
