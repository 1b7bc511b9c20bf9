/** Set splitting and the training of three threshold nodes, both decided exactly: their answers agree. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/base/philox.ts';
import { solve } from '../../../src/certificates/prove/elimination.ts';
import { dot, isLess, type Rational, rational, sign } from '../../../src/certificates/rational.ts';
import { farkas } from '../../../src/certificates/training/exact-simplex.ts';
import { proves, separate } from '../../../src/certificates/training/separation.ts';
import {
  type SetSplitting,
  splitOf,
  type TrainingSet,
  trainingSet,
} from '../../../src/certificates/training/set-splitting.ts';
import { decideThreeNode, type ThreeNode } from '../../../src/certificates/training/three-node.ts';
import { randomInstance, smallInstances } from './instances.ts';

const integers = (replica: number, count: number, largest: number) => {
  const draw = stream(1, 'exact-simplex', replica, 'entries');
  return Array.from({ length: count }, () => BigInt(draw.integer(2 * largest + 1) - largest));
};

/** The second method: M z = r, z ≥ 0 has a solution exactly where some square subsystem has one (M of full row rank). */
function hasBasicSolution(M: readonly (readonly bigint[])[], r: readonly bigint[]): boolean | undefined {
  const [rows, width] = [M.length, M[0]!.length];
  let full = false;
  const choose = (chosen: number[], from: number): boolean => {
    if (chosen.length < rows) {
      for (let j = from; j < width; j++) if (choose([...chosen, j], j + 1)) return true;
      return false;
    }
    const z = solve(
      M.map((row) => chosen.map((j) => rational(row[j]!))),
      r.map((x) => rational(x)),
    );
    full ||= z !== undefined;
    return z?.every((x) => sign(x) >= 0) ?? false;
  };
  const found = choose([], 0);
  return full ? found : undefined;
}

describe('the exact simplex', () => {
  it('agrees with all basic solutions on 300 random systems, and proves each answer', () => {
    const answers = { solution: 0, refutation: 0 };
    for (let replica = 0; replica < 300; replica++) {
      const [rows, width] = [2 + (replica % 2), 3 + (replica % 4)];
      const entries = integers(replica, rows * width, 3);
      const M = Array.from({ length: rows }, (_, i) => entries.slice(i * width, (i + 1) * width));
      const r = integers(1000 + replica, rows, 3).map((x) => (x < 0n ? -x : x));
      const found = farkas(M, r);
      answers[found.kind]++;
      const times = (row: readonly bigint[], z: readonly Rational[]) =>
        dot(
          row.map((x) => rational(x)),
          z,
        );
      if (found.kind === 'solution') {
        expect(found.z.every((x) => sign(x) >= 0)).toBe(true);
        M.forEach((row, i) => void expect(times(row, found.z)).toEqual(rational(r[i]!)));
      } else {
        expect(sign(times(r, found.y))).toBe(1);
        for (let j = 0; j < width; j++)
          expect(
            sign(
              times(
                M.map((row) => row[j]!),
                found.y,
              ),
            ),
          ).not.toBe(1);
      }
      const second = hasBasicSolution(M, r);
      if (second !== undefined) expect(found.kind === 'solution').toBe(second);
    }
    expect(Math.min(answers.solution, answers.refutation)).toBeGreaterThan(50);
  });

  it('ends on a degenerate system, where steps of length zero could go round', () => {
    // Beale's example of cycling under the rule of the steepest cost, times 4 and 100, as a system with slacks.
    const M = [
      [25n, -6000n, -4n, 900n, 100n, 0n, 0n],
      [50n, -9000n, -2n, 300n, 0n, 100n, 0n],
      [0n, 0n, 1n, 0n, 0n, 0n, 1n],
    ];
    expect(farkas(M, [0n, 0n, 1n]).kind).toBe('solution');
  });

  it('refuses rows of different lengths and a negative right side', () => {
    expect(() => farkas([[1n], [1n, 2n]], [1n, 1n])).toThrow('farkas: M must be');
    expect(() => farkas([[1n]], [-1n])).toThrow('farkas: r must be ≥ 0, got -1');
  });
});

describe('separation', () => {
  it('of XOR finds the middle of the square, of AND a plane', () => {
    const corners = [
      [0, 0],
      [1, 1],
      [0, 1],
      [1, 0],
    ];
    const xor = separate(corners.slice(0, 2), corners.slice(2), 2);
    expect(xor).toMatchObject({ kind: 'common', first: [rational(1n, 2n), rational(1n, 2n)] });
    const and = separate(
      [[1, 1]],
      [
        [0, 0],
        [0, 1],
        [1, 0],
      ],
      2,
    );
    expect(and.kind).toBe('plane');
  });

  it('an answer with one number changed proves nothing', () => {
    const [first, second] = [
      [[1, 1]],
      [
        [0, 0],
        [0, 1],
        [1, 0],
      ],
    ];
    const plane = separate(first, second, 2);
    if (plane.kind !== 'plane') throw new Error('no plane');
    expect(proves(plane, first, second, 2)).toBe(true);
    expect(proves({ ...plane, threshold: dot(plane.weights, [rational(1n), rational(1n)]) }, first, second, 2)).toBe(
      false,
    );
    expect(proves({ ...plane, weights: [rational(0n), plane.weights[1]!] }, first, second, 2)).toBe(false);
    const square = [
      [0, 0],
      [1, 1],
    ];
    const common = separate(
      square,
      [
        [0, 1],
        [1, 0],
      ],
      2,
    );
    if (common.kind !== 'common') throw new Error('no common point');
    expect(
      proves(
        { ...common, first: [rational(1n), rational(0n)] },
        square,
        [
          [0, 1],
          [1, 0],
        ],
        2,
      ),
    ).toBe(false);
  });
});

/** Whether the network has every label right, from its definition. */
function isConsistent({ positive, negative }: TrainingSet, { inside, planes }: ThreeNode): boolean {
  const fires = (point: readonly number[]) =>
    planes.every(({ weights, threshold }) =>
      isLess(
        threshold,
        dot(
          weights,
          point.map((x) => rational(BigInt(x))),
        ),
      ),
    );
  const label = (point: readonly number[]) => (inside === 'positive' ? fires(point) : !fires(point));
  return positive.every(label) && !negative.some(label);
}

/** Brute force over all colorings. */
function canBeSplit({ elements, subsets }: SetSplitting): boolean {
  return [...Array(2 ** elements).keys()].some((colors) =>
    subsets.every((subset) => new Set(subset.map((e) => (colors >> e) & 1)).size === 2),
  );
}

function check(instance: SetSplitting, outputs: readonly ('and' | 'general')[] = ['and', 'general']): boolean {
  const { split } = splitOf(instance);
  expect(split !== null).toBe(canBeSplit(instance));
  for (const output of outputs) {
    const examples = trainingSet(instance, output);
    const { network } = decideThreeNode(examples, output);
    expect(network !== null, JSON.stringify({ ...instance, output })).toBe(split !== null);
    if (!network) continue;
    expect(isConsistent(examples, network)).toBe(true);
    expect(network.inside).toBe('positive');
    // Which plane cuts an element off is a split of its own.
    const cutBy = examples.negative.slice(0, instance.elements).map((point) => {
      const { weights, threshold } = network.planes[0];
      return isLess(
        dot(
          weights,
          point.map((x) => rational(BigInt(x))),
        ),
        threshold,
      );
    });
    for (const subset of instance.subsets) expect(new Set(subset.map((e) => cutBy[e])).size).toBe(2);
  }
  return split !== null;
}

describe('a set-splitting instance can be split exactly where its training set can be learned', () => {
  it('all 385 of three to five elements and one to four subsets', { timeout: 120_000 }, () => {
    const instances = smallInstances();
    expect(instances).toHaveLength(385);
    const split = instances.map((instance, k) => check(instance, k % 6 === 0 ? ['and', 'general'] : ['and']));
    expect(split.filter((yes) => !yes).length).toBeGreaterThan(3);
  });

  it('random ones of six and seven elements', { timeout: 120_000 }, () => {
    const split = [...Array(8).keys()].map((replica) => check(randomInstance(replica)));
    expect(new Set(split).size).toBe(2);
  });
});

describe('why the general output node needs more points', () => {
  const triangle = {
    elements: 3,
    subsets: [
      [0, 1],
      [1, 2],
      [0, 2],
    ],
  };

  it('without them another output node learns what an AND cannot', () => {
    expect(splitOf(triangle).split).toBeNull();
    const plain = trainingSet(triangle, 'and');
    expect(decideThreeNode(plain, 'and').network).toBeNull();
    const other = decideThreeNode(plain, 'general').network;
    expect(other).toMatchObject({ inside: 'negative' });
    expect(isConsistent(plain, other!)).toBe(true);
    expect(decideThreeNode(trainingSet(triangle, 'general'), 'general').network).toBeNull();
  });
});

it('empty subsets and unknown elements are refused', () => {
  expect(() => splitOf({ elements: 2, subsets: [[]] })).toThrow('subsets[0] must be not empty');
  expect(() => trainingSet({ elements: 2, subsets: [[0, 2]] }, 'and')).toThrow(
    'subsets[0] must be an integer from 0 to 1, got 2',
  );
});
