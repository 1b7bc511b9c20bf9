import { describe, expect, it } from 'vitest';
import type { Stream } from '../../src/base/philox.ts';
import { stream } from '../../src/base/philox.ts';
import {
  attained,
  figureTitle,
  indexAttainsItsBound,
  type Network,
  near,
  rises,
  rules,
  type Sample,
} from '../../src/claims/beyond/index-attains-its-bound.ts';
import { bareEvaluation, claimRun } from './claim-run.ts';
import { expectNullFalls } from './null-draws.ts';

/** A network of 20 active units and ten classes whose index is a share of 180. */
const network = (share: number): Network => ({
  index: Math.min(180, Math.round(180 * share)),
  undetermined: 0,
  bound: 180,
  accuracy: 0.9,
  gradientNorm: 0.1,
});
const sample = (draw: Stream, width: number, share: number, count = 16, set: Sample['set'] = 'digits'): Sample => ({
  set,
  width,
  networks: Array.from({ length: count }, () => network(share + 0.02 * draw.normal())),
});
const draw = () => stream(1, 'test', 0, 'networks');

describe('gs/index-attains-its-bound', () => {
  it('near: by the mean at the largest width', () => {
    const verdict = (share: number, count = 16) => near([sample(draw(), 50, share, count)], 1).verdict;
    expect([verdict(0.95), verdict(0.85), verdict(0.9), verdict(0.95, 4)]).toEqual([
      'confirmed',
      'refuted',
      'inconclusive',
      'inconclusive',
    ]);
    expectNullFalls('index near its bound', (from, seed) => near([sample(from, 50, rules.near - 0.003)], seed));
  });

  it('rises: by the slope', () => {
    const verdict = (shares: readonly number[], count = 16) =>
      rises(
        shares.map((share, k) => sample(draw(), 10 * 2 ** k, share, count)),
        'digits',
        1,
      ).verdict;
    expect([verdict([0.6, 0.8, 0.9]), verdict([0.9, 0.8, 0.6]), verdict([0.8, 0.8, 0.8], 8), verdict([0.8])]).toEqual([
      'confirmed',
      'refuted',
      'inconclusive',
      'inconclusive',
    ]);
    expectNullFalls('index rises', (from, seed) =>
      rises(
        [10, 25, 50].map((width) => sample(from, width, 0.8)),
        'digits',
        seed,
      ),
    );
  });

  it('attained: by the share of networks at the bound', () => {
    const of = (at: number, count = 16) =>
      attained([
        { set: 'digits', width: 50, networks: Array.from({ length: count }, (_, k) => network(k < at ? 1 : 0.95)) },
      ]).verdict;
    expect([of(15), of(1), of(8), of(4, 4)]).toEqual(['confirmed', 'refuted', 'inconclusive', 'inconclusive']);
    expectNullFalls('index is its bound', (from) =>
      attained([
        {
          set: 'digits',
          width: 50,
          networks: Array.from({ length: 16 }, () => network(from.uniform() < 0.5 ? 1 : 0.9)),
        },
      ]),
    );
  });

  it('the figure says “the wider, the nearer” of the data on which the share rises, and of no others', () => {
    const title = (...stand: string[]) => {
      const findings = ['near', 'rises-digits', 'rises-permuted'].map((id) => ({
        ...{ id, statement: '', because: '', rule: '', quantities: [] },
        verdict: stand.includes(id) ? ('confirmed' as const) : ('inconclusive' as const),
      }));
      const text = figureTitle(findings, ['digits', 'permuted']);
      expect(text.length).toBeLessThanOrEqual(90);
      return text;
    };
    expect(title('near', 'rises-digits', 'rises-permuted')).toMatch(/^The wider the network, the nearer/);
    expect(title('near', 'rises-digits')).toMatch(/^On digits, the wider the network, the nearer/);
    expect(title('near', 'rises-permuted')).toMatch(/^On permuted labels, the wider the network, the nearer/);
    expect([title('near'), title('rises-digits', 'rises-permuted')].join()).not.toContain('wider the');
  });

  it('reads records, leaves out what diverged, and judges nothing without any', () => {
    expect(bareEvaluation(indexAttainsItsBound).findings.map(({ verdict }) => verdict)).toEqual([
      'inconclusive',
      'inconclusive',
      'inconclusive',
    ]);
    const count = 10;
    const kinds = {
      negative: 'int32',
      undetermined: 'int32',
      indexBound: 'int32',
      trainAccuracy: 'float64',
      gradientNorm: 'float64',
    } as const;
    const columns = (index: number) => ({
      count,
      columns: {
        ...Object.fromEntries(
          Object.entries(kinds).map(([name, kind]) => {
            const values = Array.from({ length: count }, () => ({ negative: index, indexBound: 100 })[name] ?? 0);
            return [name, { kind, values: kind === 'int32' ? Int32Array.from(values) : Float64Array.from(values) }];
          }),
        ),
        status: { kind: 'text', values: Array.from({ length: count }, (_, k) => (k === 0 ? 'diverged' : 'finished')) },
      },
    });
    const { title, findings, tables } = indexAttainsItsBound.evaluate(
      {
        'digits-5': columns(60),
        'digits-50': columns(97),
        'permuted-5': columns(70),
        'permuted-50': columns(96),
      } as never,
      claimRun('laptop', 1),
    );
    expect(title).toBe('Ends of SGD at 50 units have 97 % and 96 % of the largest index there can be');
    expect(findings.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'near confirmed',
      'rises-digits confirmed',
      'rises-permuted confirmed',
      'attained refuted',
      'trained measured',
    ]);
    expect(tables[0]!.rows.map((row) => row[2])).toEqual(['9', '9', '9', '9']);
  });
});
