import { describe, expect, test } from 'vitest';
import { claims } from '../../src/claims/index.ts';
import { noKernels } from '../ensembles/fixtures/kernels.ts';
import { experiments } from '../ensembles/fixtures/walk.ts';
import { walkClaims } from './fixtures/claims.ts';
import { command } from './fixtures/command.ts';

/** The host with two claims on walks; `forecasts` counts how often a cost is asked for. */
function walking() {
  const asked: unknown[] = [];
  const walk = {
    ...experiments.walk,
    async forecast(spec: unknown) {
      asked.push(spec);
      return { seconds: 40, memory: 1, disk: 1, basis: 'given' };
    },
  };
  const host = {
    claims: async () => walkClaims('measured'),
    experiments: async () => ({ walk }),
    kernels: async () => noKernels('reference'),
  };
  return { host, asked };
}

describe('claims', () => {
  test('lists every claim with its ensembles at the preset, and times nothing', async () => {
    const { code, out } = await command(['claims', '--preset', 'smoke', '--json']);
    expect(code).toBe(0);
    const list: { id: string; ensembles: string[]; preset: string }[] = JSON.parse(out);
    expect(list.map(({ id }) => id)).toEqual(Object.keys(claims));
    for (const { id, ensembles, preset } of list) {
      expect(ensembles).toEqual(Object.keys(claims[id]!.needs('smoke', 1)));
      expect(preset).toBe('smoke');
    }
    const { host, asked } = walking();
    expect((await command(['claims'], host)).out).toMatch(
      /^claim +statement +place +ensembles\ntest\/one +Walks walk. +pearson1905problem, p. 294 +1\ntest\/two .* +2\n/,
    );
    expect(asked).toEqual([]);
  });

  test('--cost times an ensemble that two claims share once and counts it with each', async () => {
    const { host, asked } = walking();
    const { out } = await command(['claims', '--cost', '--json'], host);
    const list: { forecast: { seconds: number } }[] = JSON.parse(out);
    expect(list.map(({ forecast }) => forecast.seconds)).toEqual([40, 80]);
    expect(asked).toHaveLength(2);
    expect((await command(['claims', '--cost', '--workers', '3'], host)).out).toMatch(
      /cost\n.* 1 +40 s\n.* 2 +1 min 20 s\npresets: .*; cost at laptop: time on 3 workers of this machine\n$/,
    );
  });

  test('refuses an unknown preset with the nearest', async () => {
    const { code, err } = await command(['claims', '--preset', 'papre']);
    expect(code).toBe(2);
    expect(err).toContain('claims: preset must be one of smoke, laptop, paper (did you mean paper?), got "papre"');
  });
});
