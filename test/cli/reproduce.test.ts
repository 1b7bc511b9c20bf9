import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/claims/claim.ts';
import type { Executor } from '../../src/ensembles/executors/executor.ts';
import { inlineExecutor } from '../../src/ensembles/executors/inline.ts';
import { noKernels } from '../ensembles/fixtures/kernels.ts';
import { experiments } from '../ensembles/fixtures/walk.ts';
import { walkClaims } from './fixtures/claims.ts';
import { command, scratchFolder } from './fixtures/command.ts';

const scratch = scratchFolder();
const at = (name: string) => join(scratch, name);
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));

/** The host with walks; `executed` counts the executions, and `stop` is called at the given one. */
function walking(verdict: Verdict, stopAt = Infinity, stop = () => {}) {
  const inner = inlineExecutor((task, context) => experiments.walk.run(task, context), noKernels);
  const executed: string[] = [];
  const executor: Executor = {
    workers: 1,
    execute(job) {
      if (executed.push(job.tasks[0]!.experiment) === stopAt) stop();
      return inner.execute(job);
    },
  };
  const host = {
    claims: async () => walkClaims(verdict),
    experiments: async () => experiments,
    kernels: async () => noKernels('reference'),
    executor: async () => executor,
  };
  return { host, executed };
}

describe('reproduce', () => {
  test('runs every distinct ensemble once, judges all claims, and writes findings and report', async () => {
    const { host, executed } = walking('measured');
    const { code, out } = await command(['reproduce', '--out', at('all'), '--seed', '4'], host);
    expect(code).toBe(0);
    expect(executed).toHaveLength(2);
    expect(out).toMatch(
      /test\/one +reproduced +shared 12\ntest\/two +measured +same 12, other 12\nreport: .*all\/report.html\n$/,
    );
    expect(readdirSync(at('all'))).toEqual(['findings.json', 'manifest.json', 'report.html', 'runs']);
    expect(json(at('all/findings.json'))).toMatchObject({
      preset: 'laptop',
      seed: 4,
      claims: [{ id: 'test/one', findings: [{ verdict: 'reproduced' }] }, { id: 'test/two' }],
    });
    expect(json(at('all/manifest.json'))).toMatchObject({ kind: 'reproduction', status: 'complete', seed: 4 });
    expect(readFileSync(at('all/report.html'), 'utf8')).toContain(
      'glasscape reproduce test/one test/two --preset laptop --seed 4',
    );

    const again = walking('measured');
    await command(['reproduce', 'test/two', '--out', at('all'), '--seed', '4'], again.host);
    expect(again.executed).toEqual([]);
  });

  test('exits with 1 under --strict exactly when a verdict is not-reproduced', async () => {
    for (const verdict of ['not-reproduced', 'contradicted', 'inconclusive'] as const) {
      const { host } = walking(verdict);
      const loose = await command(['reproduce', '--out', at(verdict)], host);
      const strict = await command(['reproduce', '--out', at(verdict), '--strict', '--json'], host);
      expect([loose.code, strict.code]).toEqual([0, verdict === 'not-reproduced' ? 1 : 0]);
      expect(strict.err.includes('not reproduced: test/two\n')).toBe(verdict === 'not-reproduced');
      // The document is whole either way.
      expect(JSON.parse(strict.out)).toEqual(json(join(at(verdict), 'findings.json')));
    }
  });

  test('interrupted between ensembles, goes on from its own folder with the same result', async () => {
    await command(['reproduce', '--out', at('whole')], walking('measured').host);
    const stop = new AbortController();
    const first = walking('measured', 2, () => stop.abort());
    const { code, err, out } = await command(['reproduce', '--out', at('cut')], first.host, stop.signal);
    expect({ code, out }).toEqual({ code: 130, out: '' });
    expect(err).toContain(`interrupted; what is done is kept, go on with: glasscape resume ${at('cut')}\n`);
    expect(json(at('cut/manifest.json')).status).toBe('interrupted');
    const second = walking('measured');
    expect((await command(['resume', at('cut')], second.host)).code).toBe(0);
    expect(second.executed).toHaveLength(1);
    expect(json(at('cut/findings.json'))).toEqual(json(at('whole/findings.json')));
  });

  test('--dry-run lists the ensembles with their claims and writes nothing', async () => {
    const { host, executed } = walking('measured');
    const { out } = await command(['reproduce', '--dry-run', '--json', '--out', at('dry')], host);
    const { ensembles } = JSON.parse(out);
    expect(ensembles.map((ensemble: { claims: string[] }) => ensemble.claims)).toEqual([
      ['test/one', 'test/two'],
      ['test/two'],
    ]);
    expect(executed).toEqual([]);
    expect(existsSync(at('dry'))).toBe(false);
  });

  test('says what it will do as one row an ensemble: on stdout when dry, on stderr before it runs', async () => {
    const plan = [
      /^ensemble +kind +replicas +time +memory +needed by$/,
      /^shared, same +walk +12 +0\.0 s +\d+ [kM]?B +test\/one, test\/two$/,
      /^other +walk +12 +0\.0 s +\d+ [kM]?B +test\/two$/,
      /^forecast: about 0\.0 s, .* with 2 workers; 2 ensembles, 24 replicas$/,
    ];
    const dry = await command(
      ['reproduce', '--dry-run', '--workers', '2', '--out', at('told')],
      walking('measured').host,
    );
    const wet = await command(['reproduce', '--workers', '2', '--out', at('told')], walking('measured').host);
    plan.forEach((line, i) => {
      expect(dry.out.split('\n')[i]).toMatch(line);
      expect(wet.err.split('\n')[i + 1]).toMatch(line);
    });
    // No bar without a terminal, but a line, before the wait.
    expect(dry.err).toBe('timing 2 ensembles on this machine for the forecast\n');
    expect(wet.err.split('\n')[0]).toBe('timing 2 ensembles on this machine for the forecast');
    const theory = await command(['reproduce', 'ls/thresholds', '--dry-run']);
    expect(theory.out).toBe('no ensemble to run: these claims are theory alone\n');
  });

  test('keeps the first forecast of an ensemble and when it was made, and records which ensembles each claim had', async () => {
    const forecast = async (seconds: number) => {
      const { host } = walking('measured');
      const timed = { ...experiments.walk, forecast: async () => ({ seconds, memory: 1, disk: 1, basis: 'given' }) };
      return { ...host, experiments: async () => ({ walk: timed }) };
    };
    const words = ['reproduce', '--workers', '2', '--out', at('forecasts')];
    await command([...words, '--only', 'shared,same'], await forecast(5));
    expect(json(at('forecasts/findings.json')).claims).toMatchObject([
      { ensembles: [{ name: 'shared', experiment: 'walk' }], missing: [] },
      { ensembles: [{ name: 'same', experiment: 'walk' }], missing: ['other'] },
    ]);
    await command(words, await forecast(7));
    const { runs, forecasts, started } = json(at('forecasts/manifest.json'));
    expect(runs.map((run: string) => forecasts[run])).toMatchObject([
      { seconds: 5, workers: 2 },
      { seconds: 7, workers: 2, made: started },
    ]);
    expect(forecasts[runs[0]].made < started).toBe(true);
    expect(json(at('forecasts/findings.json')).claims[1].missing).toEqual([]);
  });

  test('writes the figures of a real claim as SVG and PNG', async () => {
    const { code } = await command(['reproduce', 'ls/thresholds', '--preset', 'smoke', '--out', at('real')]);
    expect(code).toBe(0);
    const files = readdirSync(at('real/figures'));
    expect(files.map((name) => name.replace(/^ls-thresholds-.*\./, ''))).toEqual(['png', 'svg']);
    for (const { figures } of json(at('real/findings.json')).claims)
      for (const { file } of figures) expect(existsSync(at(`real/${file}.svg`))).toBe(true);
  });
});
