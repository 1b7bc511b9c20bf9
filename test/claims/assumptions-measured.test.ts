/** op/assumptions: every finding on records made by hand, right and broken, and the columns of a real task. */
import { expect, it } from 'vitest';
import { assumptionsMeasured } from '../../src/claims/beyond/assumptions-measured.ts';
import { networkAssumptionsColumns } from '../../src/ensembles/experiments/network-assumptions.ts';
import type { Column, Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';

const run = claimRun('laptop', 3);
const networks = 12;
/** Distances as they would be if A1, A2, A3, A4 and A7 held, and A5 and A6 did not. */
const held: Readonly<Record<string, number>> = {
  delta1Squared: 0.001,
  delta2: 0.06,
  delta3: 0.01,
  delta4: 0.02,
  delta5Squared: 0.02,
  delta5Null: 0.001,
  delta6: 1.5,
  deltaM: -0.6,
  deltaMNull: 0.06,
  normSquared: 100,
};

function recordsOf(values: Readonly<Record<string, number>>, spread = 1e-3): Record<string, Records> {
  const columns = Object.fromEntries(
    Object.entries(networkAssumptionsColumns).map(([name, kind]): [string, Column] => {
      const of = (k: number) => (name === 'looks' ? k : (values[name] ?? 0) * (1 + spread * Math.cos(7 * k)));
      if (kind === 'text') return [name, { kind, values: new Array<string>(networks).fill('converged') }];
      if (kind === 'int32') return [name, { kind, values: Int32Array.from({ length: networks }, (_, k) => k) }];
      if (kind === 'float64') return [name, { kind, values: Float64Array.from({ length: networks }, (_, k) => of(k)) }];
      const looks = [0, 1, 12];
      return [
        name,
        {
          kind: 'vector',
          width: looks.length,
          values: Float64Array.from({ length: networks * looks.length }, (_, i) =>
            name === 'looks' ? looks[i % looks.length]! : of(Math.floor(i / looks.length)),
          ),
        },
      ];
    }),
  );
  const one = { count: networks, columns } as Records;
  return { 'hidden-25': one, 'hidden-25x25': one };
}
const verdicts = (values: Readonly<Record<string, number>>, spread?: number) =>
  Object.fromEntries(
    assumptionsMeasured.evaluate(recordsOf(values, spread), run).findings.map(({ id, verdict }) => [id, verdict]),
  );

it('confirms what OP labels when plausible assumptions hold and unrealistic ones do not', () => {
  expect(verdicts(held)).toEqual({
    A1p: 'confirmed',
    A2p: 'confirmed',
    A3p: 'confirmed',
    A4p: 'confirmed',
    A5u: 'confirmed',
    A6u: 'confirmed',
    A7p: 'confirmed',
    'A5u-maximum': 'confirmed',
    training: 'measured',
  });
});

it.each([
  ['A1p', { delta1Squared: 0.4 }],
  ['A2p', { delta2: 1.06 }],
  ['A3p', { delta3: 0.3 }],
  ['A4p', { delta4: 1.5 }],
  ['A5u', { delta5Squared: 0 }],
  ['A6u', { delta6: 0 }],
  ['A5u-maximum', { deltaM: 0.01 }],
])('refutes %s alone where its distance lies on the other side', (id, changed) => {
  const all = verdicts({ ...held, ...changed });
  expect(all[id]).toBe('refuted');
  expect(Object.values(all).filter((verdict) => verdict === 'refuted')).toHaveLength(1);
});

it('norms that differ refute A7p; networks that differ widely, or none, decide nothing', () => {
  expect(verdicts(held, 0.5)['A7p']).toBe('refuted');
  expect(verdicts({ ...held, delta3: 0.1 }, 0.5)['A3p']).toBe('inconclusive');
  expect(new Set(assumptionsMeasured.evaluate({}, run).findings.map(({ verdict }) => verdict))).toEqual(
    new Set(['inconclusive']),
  );
});
