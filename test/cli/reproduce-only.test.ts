import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inlineExecutor } from '../../src/ensembles/executors/inline.ts';
import { noKernels } from '../ensembles/fixtures/kernels.ts';
import { experiments } from '../ensembles/fixtures/walk.ts';
import { walkClaims } from './fixtures/claims.ts';
import { command, scratchFolder } from './fixtures/command.ts';

const scratch = scratchFolder();
const host = {
  claims: async () => walkClaims('measured'),
  experiments: async () => experiments,
  kernels: async () => noKernels('reference'),
  executor: async () => inlineExecutor((task, context) => experiments.walk.run(task, context), noKernels),
};
const reproduce = (...words: string[]) => command(['reproduce', '--seed', '4', ...words], host);

describe('reproduce --only', () => {
  test('runs the named ensembles, and each claim is judged on what is there', async () => {
    const out = join(scratch, 'part');
    const { code } = await reproduce('test/two', '--only', 'other', '--out', out);
    expect(code).toBe(0);
    const { claims } = JSON.parse(readFileSync(join(out, 'findings.json'), 'utf8'));
    expect(claims[0].findings[0].because).toBe('other 12');
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('--seed 4 --only other');
  });

  test('a resume keeps to the part, a later call runs the rest and keeps what is there', async () => {
    const out = join(scratch, 'part');
    expect((await command(['resume', out, '--json'], host)).out).toContain('"other 12"');
    const { out: text } = await reproduce('test/two', '--only', 'other, same', '--out', out);
    expect(text).toContain('same 12, other 12');
  });

  test('a claim of whose ensembles none has run says so', async () => {
    const { out } = await reproduce('--only', 'shared', '--json', '--out', join(scratch, 'shared'));
    const because = JSON.parse(out).claims.map(
      (claim: { findings: { because: string }[] }) => claim.findings[0]!.because,
    );
    expect(because).toEqual(['shared 12', 'None of its ensembles has run.']);
  });

  test('the dry run lists the names', async () => {
    const { out } = await reproduce('--dry-run', '--json', '--out', join(scratch, 'dry'));
    expect(JSON.parse(out).ensembles.map((e: { names: string[] }) => e.names)).toEqual([['shared', 'same'], ['other']]);
  });

  test('an unknown name is refused with the nearest', async () => {
    const { code, err } = await reproduce('--only', 'othr', '--out', join(scratch, 'none'));
    expect(code).toBe(2);
    expect(err).toContain('reproduce: --only must be one of shared, same, other (did you mean other?), got "othr"');
  });
});
