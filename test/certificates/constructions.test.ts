/** Blind spots and better networks for data drawn at random, at every depth: certified and checked. */
import { describe, expect, test } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import { checkCertificate } from '../../src/certificates/check/index.ts';
import { meanTarget, zeroNetwork } from '../../src/certificates/constructions/blind-spot.ts';
import { type Layers, type Problem, sealedDocument } from '../../src/certificates/format.ts';
import { blindSpot, certify, tentNetwork } from '../../src/certificates/index.ts';
import { slopeAlong } from '../../src/certificates/prove/deep.ts';
import { still, withEntry } from '../../src/certificates/prove/directions.ts';
import type { Proved } from '../../src/certificates/prove/index.ts';
import { lossOf, stateOf } from '../../src/certificates/prove/state.ts';
import {
  add,
  equal,
  isLess,
  isZero,
  multiply,
  negate,
  one,
  print,
  rational,
  subtract,
  sum,
} from '../../src/certificates/rational.ts';
import { d1, data, exact } from './points.ts';

const whole = (draw: Stream, most: number) => rational(BigInt(draw.integer(2 * most + 1) - most));

function drawn(number: number): Problem {
  const draw = stream(7, 'constructions', number, 'problem');
  const inputs = 1 + (number % 3);
  const samples = 2 + draw.integer(8);
  const hidden = Array.from({ length: 1 + (number % 4) }, (_, l) => (l === 0 ? 3 : 1) + draw.integer(3));
  const network = zeroNetwork(inputs, hidden).map(({ W, b }) => ({
    W: W.map((row) => row.map(() => whole(draw, 3))),
    b: b.map(() => whole(draw, 3)),
  }));
  // Coordinates from few numbers, so that places repeat.
  const x = Array.from({ length: samples }, () => Array.from({ length: inputs }, () => whole(draw, 2)));
  return { x, y: x.map(() => whole(draw, 5)), network };
}

async function accepted(problem: Problem, others: Layers[] = []): Promise<Proved> {
  const found = certify(problem, { others }) as Proved;
  expect((await checkCertificate(await sealedDocument(found.certificate))).reason).toBe('');
  return found;
}

const problems = Array.from({ length: 30 }, (_, number) => drawn(number));
const hiddenOf = ({ network }: Problem) => network.slice(0, -1).map(({ b }) => b.length);

describe('30 data sets and networks of one to four hidden layers, places with several targets among them', () => {
  test('every hidden layer can be put to sleep: a local minimum with loss Σ(y − ȳ)², no slope in any parameter', async () => {
    for (const problem of problems)
      for (let layer = 1; layer < problem.network.length; layer++) {
        const asleep = { ...problem, network: blindSpot(problem, layer) };
        const { verdict, loss, certificate } = await accepted(asleep);
        const mean = meanTarget(problem);
        const squares = problem.y.map((y) => multiply(subtract(y, mean), subtract(y, mean)));
        expect(equal(loss, sum(squares))).toBe(true);
        if (verdict !== 'global-minimum') {
          expect(verdict).toBe('local-minimum');
          expect(['dead-layer', 'first-order']).toContain(certificate.witness.kind);
        }
        const state = stateOf(asleep);
        // Layers before keep their kinks: their slopes are 0 whichever way they fall.
        for (const [l, { W }] of asleep.network.entries())
          for (const [u, row] of W.entries())
            for (let i = 0; i <= row.length; i++)
              for (const way of [one, negate(one)])
                expect(isZero(slopeAlong(state, withEntry(still(asleep.network), l, u, i, way)))).toBe(true);
      }
  });

  test('with another output it is no critical point: the slope along the output bias is 2 Σ r', async () => {
    for (const problem of problems.slice(0, 10)) {
      const network = blindSpot(problem, 1, add(meanTarget(problem), one));
      const { verdict, certificate } = await accepted({ ...problem, network });
      expect(verdict).toBe('not-critical');
      expect(certificate.witness.kind === 'slope' && print(certificate.witness.slope)).toBe(`${-2 * problem.y.length}`);
    }
  });

  test('the tent network is better wherever the data are decent, by what the two means gain', async () => {
    let decent = 0;
    for (const problem of problems) {
      const better = tentNetwork(problem, { hidden: hiddenOf(problem) });
      const asleep = { ...problem, network: blindSpot(problem, 1) };
      if (!better) {
        const mean = meanTarget(problem);
        for (const [i, row] of problem.x.entries()) {
          const same = meanTarget(problem, (k) => problem.x[k]!.every((value, c) => equal(value, row[c]!)));
          expect(equal(same, mean), `sample ${i}`).toBe(true);
        }
        continue;
      }
      decent++;
      expect(isLess(lossOf(problem, better), lossOf(problem, asleep.network))).toBe(true);
      const { certificate } = await accepted(asleep, [better]);
      expect(certificate.better).toHaveLength(1);
    }
    expect(decent).toBeGreaterThan(25);
  });
});

describe('as printed', () => {
  const two = data([
    [0, -2],
    [10, -1],
  ]);

  test('behind two hidden layers negative numbers are lost: loss 5 against ½ of the blind spot, mended 0', () => {
    for (const hidden of [
      [3, 1],
      [3, 2, 2],
    ]) {
      const asleep = { ...two, network: blindSpot({ ...two, network: zeroNetwork(1, hidden) }, 1) };
      expect(print(lossOf(two as Problem, asleep.network))).toBe('1/2');
      expect(print(lossOf(two as Problem, tentNetwork(two, { hidden, asPrinted: true })!))).toBe('5');
      expect(print(lossOf(two as Problem, tentNetwork(two, { hidden })!))).toBe('0');
    }
  });

  test('with one hidden layer it is right', () => {
    expect(print(lossOf(two as Problem, tentNetwork(two, { hidden: [3], asPrinted: true })!))).toBe('0');
  });

  test('a dead unit that outputs 5 on D₁ has loss 118 and is not critical; with the mean 106/5, a minimum', async () => {
    const start = { ...d1, network: zeroNetwork(1, [1]) };
    const five = await accepted({ ...d1, network: blindSpot(start, 1, exact(5)) });
    expect([five.verdict, print(five.loss)]).toEqual(['not-critical', '118']);
    const mean = await accepted({ ...d1, network: blindSpot(start, 1) });
    expect([mean.verdict, print(mean.loss)]).toEqual(['local-minimum', '106/5']);
  });
});

test('refuses what has no blind spot or tent', () => {
  const start = { ...d1, network: zeroNetwork(1, [1]) };
  expect(() => blindSpot(start, 2)).toThrow('blindSpot: layer must be an integer from 1 to 1, got 2');
  expect(() => tentNetwork(d1, { hidden: [2] })).toThrow(/tentNetwork: hidden must be three or more units/);
});
