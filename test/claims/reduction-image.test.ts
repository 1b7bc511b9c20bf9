import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { reductionImage } from '../../src/claims/choromanska2015/reduction-image.ts';
import {
  correctedMean,
  definition,
  exactValue,
  type Labeled,
  lemma,
  secondMean,
  theorem,
  zeroMean,
} from '../../src/claims/choromanska2015/reduction-image-exact.ts';
import {
  compare,
  correlation,
  decimalOf,
  lemmaBound,
  signTables,
  theoremBound,
} from '../../src/claims/choromanska2015/sign-tables.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';

describe('sign tables', () => {
  it('number n points in (n+3 choose 3) ways', () => {
    for (const n of [1, 2, 7]) expect([...signTables(n)]).toHaveLength(((n + 1) * (n + 2) * (n + 3)) / 6);
  });

  it('the correlation is Pearson’s of the ±1 answers', () => {
    for (const table of signTables(9)) {
      const { both, lost, won, neither } = table;
      const z1 = [...Array(both + lost).fill(1), ...Array(won + neither).fill(-1)] as number[];
      const z2 = [
        ...Array(both).fill(1),
        ...Array(lost).fill(-1),
        ...Array(won).fill(1),
        ...Array(neither).fill(-1),
      ] as number[];
      const mean = (z: number[]) => z.reduce((a, b) => a + b, 0) / 9;
      const product = mean(z1.map((z, i) => z * z2[i]!)) - mean(z1) * mean(z2);
      const deviation = (z: number[]) => Math.sqrt(1 - mean(z) ** 2);
      const found = correlation(table);
      if (!found) expect(deviation(z1) * deviation(z2)).toBe(0);
      else expect(decimalOf(found)).toBeCloseTo(product / deviation(z1) / deviation(z2), 12);
    }
  });

  it('the bounds are those printed, and the lemma at p = ½ is the theorem', () => {
    for (const [n, a, k] of [
      [20, 7, 3],
      [64, 31, 31],
      [10, 5, 2],
    ] as const) {
      const [p, ε] = [a / n, k / n];
      const printed =
        (1 - 2 * ε - (1 - 2 * p) ** 2 - 2 * (1 - 2 * p) * ε) / (4 * Math.sqrt(p * (1 - p) * (p + ε) * (1 - p + ε)));
      expect(decimalOf(lemmaBound(n, a, k))).toBeCloseTo(printed, 12);
    }
    expect(compare(lemmaBound(40, 20, 9), theoremBound(40, 9))).toBe(0);
    expect(decimalOf(theoremBound(40, 9))).toBeCloseTo((1 - 18 / 40) / (1 + 18 / 40), 15);
  });

  it('compare is exact where decimals are equal to the last bit, by BigInt', () => {
    const draw = stream(9, 'test', 0, 'fractions');
    const big = (f: { x: number; X: number }) => BigInt(Math.sign(f.x)) * BigInt(f.x) ** 2n;
    for (let i = 0; i < 500; i++) {
      const [f, g] = [0, 1].map(() => ({ x: draw.integer(8193) - 4096, X: draw.integer(100_000_000) + 1 })) as [
        { x: number; X: number },
        { x: number; X: number },
      ];
      const difference = big(f) * BigInt(g.X) - big(g) * BigInt(f.X);
      expect(compare(f, g)).toBe(Number(difference > 0n) - Number(difference < 0n));
      expect(compare(f, { x: 2 * f.x, X: 4 * f.X })).toBe(0);
    }
  });
});

/** Counts of one network a row, of images with s = 2, 5, 17 values. */
function records(rows: readonly (readonly [both: number, lost: number, won: number, neither: number])[][]): Records {
  const vector = (part: number) => ({
    kind: 'vector' as const,
    width: 3,
    values: Float64Array.from(rows.flatMap((row) => row.map((counts) => counts[part]!))),
  });
  return {
    count: rows.length,
    columns: {
      right: { kind: 'int32', values: new Int32Array(rows.length).fill(900) },
      both: vector(0),
      lost: vector(1),
      won: vector(2),
      neither: vector(3),
      imageRight: { kind: 'vector', width: 3, values: new Float64Array(3 * rows.length).fill(850) },
    },
  };
}
const evaluate = (part?: Records) => reductionImage.evaluate(part ? { quantized: part } : {}, claimRun('smoke', 1));

describe('findings', () => {
  const plain = Object.fromEntries(evaluate().findings.map((f) => [f.id, f]));
  it('lemma and theorem are proved with disagreement, and not with accuracy', () => {
    for (const id of ['lemma-8.1', 'theorem-3.2', 'exact-correlation', 'second-mean-corrected', 'definition-converse'])
      expect(plain[id]!.verdict, id).toBe('proved');
    for (const id of ['zero-mean', 'second-mean', 'definition-3.3', 'theorem-by-accuracy'])
      expect(plain[id]!.verdict, id).toBe('contradicted');
    expect(plain['definition-3.3']!.because).toContain('equally accurate and agree nowhere');
  });

  it('a bound, a value or a mean that is off comes out the other way on tables of six points', () => {
    const tables = [...signTables(6)].filter((table) => correlation(table) !== undefined);
    const tighter = (bound: typeof theoremBound) => (n: number, k: number) => {
      const { x, X } = bound(n, k);
      return { x: x + 1, X };
    };
    expect([lemma(tables).verdict, theorem(tables).verdict, exactValue(tables).verdict]).toEqual(
      Array(3).fill('proved'),
    );
    const off = (n: number, a: number, k: number) => ({ ...lemmaBound(n, a, k), x: lemmaBound(n, a, k).x + 1 });
    expect(lemma(tables, off).verdict).toBe('contradicted');
    expect(theorem(tables, (n, k) => ({ x: n, X: n * n + k })).verdict).toBe('contradicted');
    expect(theorem(tables, tighter(theoremBound)).verdict).toBe('contradicted');
    expect(exactValue(tables, (n, k) => ({ x: n - k, X: n * n })).verdict).toBe('contradicted');
    expect(secondMean(tables).verdict).toBe('contradicted');
    expect(secondMean(tables.filter(({ lost, won }) => lost === won)).verdict).toBe('proved');
    expect(correctedMean(tables).verdict).toBe('proved');
    // Z₁ in place of Z₂.
    expect(correctedMean(tables, ({ both, lost, won, neither }) => both + lost - won - neither).verdict).toBe(
      'contradicted',
    );
    expect([zeroMean([1, -1]).verdict, zeroMean([2, 2, -1]).verdict]).toEqual(['inconclusive', 'inconclusive']);
  });

  it('Definition 3.3 holds where all answers are alike; its converse would fall with one right answer more for the same answers', () => {
    const alike: Labeled = { labels: [1, -1], first: [1, 1], second: [1, 1] };
    const verdicts = (tables: readonly Labeled[]) =>
      definition((n) => tables.filter(({ labels }) => labels.length === n)).map(({ verdict }) => verdict);
    expect(verdicts([alike, { labels: [1, -1], first: [1, -1], second: [1, -1] }])).toEqual(Array(3).fill('proved'));
    expect(verdicts([{ labels: [1, -1], first: [1, 1], second: [-1, -1] }])[0]).toBe('contradicted');
    expect(verdicts([{ labels: [1, 1], first: [1], second: [1, 1] }])[1]).toBe('contradicted');
  });

  it('tables of symmetric answers up to 40 points: one for each even n and each ε⁺ = ε⁻, 230 with both answers', () => {
    expect(plain['exact-correlation']!.quantities[0]!.value).toBe(230);
  });

  it('measured: means over networks, images out of the range of the lemma counted, constant answers left out', () => {
    const part = records([
      [
        [250, 250, 250, 250], // ε = ½ = p: correlation 0, bound 0
        [450, 50, 50, 450],
        [490, 10, 10, 490],
      ],
      [
        [0, 400, 600, 0], // ε = 1 > p
        [400, 100, 0, 500],
        [0, 0, 1000, 0], // the image always says +1
      ],
    ]);
    const evaluation = evaluate(part);
    const f = Object.fromEntries(evaluation.findings.map((finding) => [finding.id, finding]));
    expect(f['few-values']!.quantities.map(({ value }) => value)).toEqual([0.75, 0.1, 0.02]);
    expect(f['measured-bound']!.quantities.map(({ value }) => value)).toEqual([0, 1]);
    expect(evaluation.title).toContain('17 values keep 95 % of answers');
    // Symmetric pairs lie on 1 − 2ε; [400, 100, 0, 500] has correlation √(2/3) = 0.8165 instead of 0.8; ε = 1 with p = 0.4 has −1.
    expect(f['measured-exact']!.quantities[0]!.value).toBeCloseTo(Math.sqrt(2 / 3) - 0.8, 12);
    expect(evaluation.tables[0]!.rows.map((row) => row[6])).toEqual(['ε > p', expect.any(Object), expect.any(Object)]);
    expect(JSON.stringify(evaluation.story)).not.toMatch(/NaN|undefined/);
  });
});
