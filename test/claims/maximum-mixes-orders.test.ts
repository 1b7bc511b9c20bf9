/** gs/maximum-mixes-orders: every finding on records made by hand, right and broken. */
import { expect, it } from 'vitest';
import { maximumMixesOrders } from '../../src/claims/beyond/maximum-mixes-orders.ts';
import { landscapeDescentColumns } from '../../src/ensembles/experiments/landscape-descent.ts';
import type { Column, Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';

const run = claimRun('laptop', 3);
const [disorders, replicas] = [20, 4];

/** Ends at one standardized energy, give or take 0.02, and one loss. */
function ends(standardized: number, loss: number): Records {
  const count = disorders * replicas;
  const values: Partial<Record<string, (row: number) => number | string>> = {
    disorder: (row) => Math.floor(row / replicas),
    replica: (row) => row % replicas,
    standardized: (row) => standardized + 0.02 * Math.cos(3 * row),
    energy: () => loss,
    status: () => 'converged',
    kind: () => 'minimum',
    certainty: () => 'certified',
  };
  const columns = Object.entries(landscapeDescentColumns).map(([name, kind]): [string, Column] => {
    const of = values[name] ?? (() => 0);
    const all = Array.from({ length: count }, (_, row) => of(row));
    if (kind === 'text') return [name, { kind, values: all.map(String) }];
    return [
      name,
      {
        kind,
        values: kind === 'int32' ? Int32Array.from(all as number[]) : Float64Array.from(all as number[]),
      } as Column,
    ];
  });
  return { count, columns: Object.fromEntries(columns) };
}
/** Energies that come to `limit` like √(Λ/m). */
const records = (limit: number, few = 0, many = 0.2) => ({
  'glass-8': ends(-1.3, -1.3),
  'mixture-8': ends(-1.27, -1.27),
  'squared-0.5': ends(-0.5, few),
  ...Object.fromEntries([8, 32, 128].map((ratio) => [`squared-${ratio}`, ends(limit + 0.5 / Math.sqrt(ratio), many)])),
});
const verdicts = (given: Record<string, Records>) =>
  Object.fromEntries(maximumMixesOrders.evaluate(given, run).findings.map(({ id, verdict }) => [id, verdict]));

it('confirms a limit that is the mixture, and zero loss for few samples alone', () => {
  expect(verdicts(records(-1.27))).toEqual({ orders: 'proved', limit: 'confirmed', 'few-samples': 'confirmed' });
});

it('refutes another limit, loss that stays, and loss that vanishes for many samples', () => {
  expect(verdicts(records(-1.0))['limit']).toBe('refuted');
  expect(verdicts(records(-1.27, 0.1))['few-samples']).toBe('refuted');
  expect(verdicts(records(-1.27, 0, 0))['few-samples']).toBe('refuted');
  expect(verdicts({})).toEqual({ orders: 'proved', limit: 'inconclusive', 'few-samples': 'inconclusive' });
});
