import { expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { networkLosses } from '../../src/claims/choromanska2015/network-losses.ts';
import type { Records } from '../../src/ensembles/spec.ts';

const widths = [25, 50, 100, 250, 500];

/** Test losses normal around 0.1 + n^(−1/2) with a given relative spread. */
function records(networks: number, relative: (width: number) => number): Records {
  const rows = widths.flatMap((width) => Array.from({ length: networks }, () => width));
  const draw = stream(23, 'synthetic', networks, 'losses');
  return {
    count: rows.length,
    columns: {
      width: { kind: 'int32', values: Int32Array.from(rows) },
      testLoss: {
        kind: 'float64',
        values: Float64Array.from(rows, (n) => (0.1 + n ** -0.5) * (1 + relative(n) * draw.normal())),
      },
      testAccuracy: { kind: 'float64', values: new Float64Array(rows.length).fill(0.95) },
      status: { kind: 'text', values: rows.map(() => 'step-limit') },
    },
  };
}
const evaluate = (part: Records) =>
  networkLosses.evaluate({ networks: part }, { preset: 'laptop', seed: 3, source: 'synthetic' });

it('a relative spread that falls with the width is reproduced, one that rises is not, one that is flat decides nothing', () => {
  const verdict = (networks: number, relative: (n: number) => number) =>
    evaluate(records(networks, relative)).findings[0]!;
  expect(verdict(200, (n) => 0.5 * n ** -0.6).verdict).toBe('reproduced');
  expect(verdict(200, (n) => 0.001 * n ** 0.6).verdict).toBe('not-reproduced');
  const flat = verdict(10, () => 0.02);
  expect(flat.verdict).toBe('inconclusive');
  expect(flat.moreRuns).toBeGreaterThan(0);
});

it('the title follows the verdict, and networks that failed are left out and counted', () => {
  const part = records(100, (n) => 0.5 * n ** -0.6);
  expect(evaluate(part).title).toBe('Larger networks end at more similar test losses, even after scaling');
  const status = part.columns['status'] as { kind: 'text'; values: string[] };
  status.values[0] = 'diverged';
  (part.columns['testLoss'] as { kind: 'float64'; values: Float64Array }).values[0] = 1e6;
  const { differences, findings } = evaluate(part);
  expect(differences.join()).toContain('1 networks ended as diverged');
  expect(findings[0]!.verdict).toBe('reproduced');
});
