/** Runs that are left to a batch system: the bytes of a run here, whatever happens to the jobs. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileStore } from '../../src/ensembles/stores/files.ts';
import { command, scratchFolder } from './fixtures/command.ts';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const scratch = scratchFolder();
const at = (name: string) => join(scratch, name);
const glass = ['spin-glass', '--size', '9', '--replicas', '320', '--seed', '3'];
const call = ['--command', `${process.execPath} ${main}`];
const here = ['--executor', 'processes', '--chunk-minutes', '0.0005', ...call];

const shards = (run: string) =>
  Object.fromEntries(
    readdirSync(run)
      .filter((name) => name.endsWith('.parquet'))
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(run, name)))
          .digest('hex'),
      ]),
  );
const manifest = (run: string) => JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'));
const submissions = (run: string) => readdirSync(join(run, 'cluster')).sort();
const document = (run: string, submission: string, name: string) =>
  JSON.parse(readFileSync(join(run, 'cluster', submission, name), 'utf8'));

/** A Slurm that accepts everything and never begins anything. @param text of sbatch instead */
function idleSlurm(
  name: string,
  text = 'n=$(($(cat "$0.count" 2>/dev/null) + 1)); echo $n > "$0.count"; echo $n',
): string {
  const folder = at(name);
  mkdirSync(folder);
  const commands = {
    sbatch: text,
    squeue: '[ -e "$0.gone" ] || printf "%s|PENDING|Priority\\n" 1 2',
    scancel: 'echo "$@" >> "$0.args"; touch "$(dirname "$0")/squeue.gone"',
    scontrol: 'echo "MaxArraySize = 1001"',
  };
  for (const [program, body] of Object.entries(commands)) {
    writeFileSync(join(folder, program), `#!/bin/bash\n${body}\n`);
    chmodSync(join(folder, program), 0o755);
  }
  return folder;
}

/** With a folder first in PATH. */
async function withPath<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const before = process.env['PATH'];
  process.env['PATH'] = `${folder}:${before}`;
  try {
    return await run();
  } finally {
    process.env['PATH'] = before;
  }
}

const logsOf = (run: string) =>
  submissions(run)
    .flatMap((name) =>
      readdirSync(join(run, 'cluster', name, 'logs')).map((log) => join(run, 'cluster', name, 'logs', log)),
    )
    .map((path) => readFileSync(path, 'utf8'))
    .join('');

/** What the scripts of the newest submission would do, one chunk. */
async function chunk(run: string, k: number) {
  const submission = submissions(run).at(-1)!;
  return command(['work', run, '--submission', submission, '--chunk', String(k), '--label', `test-${k}`, '--json']);
}
const finish = (run: string) => command(['finish', run, '--submission', submissions(run).at(-1)!]);

let expected: Record<string, string>;
beforeAll(async () => {
  expect((await command([...glass, '--out', at('local')])).code).toBe(0);
  expected = shards(at('local'));
  expect(Object.keys(expected).length).toBeGreaterThan(3);
}, 60_000);

describe('processes', () => {
  test('leave the bytes of a run here, and its manifest names the work of each machine', async () => {
    const { code, err } = await command([...glass, ...here, '--out', at('children'), '--json']);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(shards(at('children'))).toEqual(expected);
    const { status, sessions } = manifest(at('children'));
    expect(status).toBe('complete');
    expect(sessions.map(({ host }: { host: object }) => 'submission' in host)).toEqual([true, false]);
    expect(sessions[0].seconds).toBeGreaterThan(0);
    expect(existsSync(join(at('children'), 'journal'))).toBe(false);
  });
});

describe('slurm', () => {
  test('a submission returns; chunks, in any order and twice, and the finish leave the same bytes', async () => {
    const run = at('slurm');
    const words = [...glass, '--executor', 'slurm', '--chunk-minutes', '0.0005', '--partition', 'cpu', ...call];
    await withPath(idleSlurm('idle'), async () => {
      const submitted = await command([...words, '--out', run, '--json']);
      expect(submitted.code).toBe(0);
      const { jobs, elements } = JSON.parse(submitted.out);
      expect(jobs).toEqual({ queue: 'slurm', arrays: ['1'], finish: '2' });
      expect(manifest(run)).toMatchObject({ status: 'submitted', shards: {} });
      expect((await command(['runs', scratch])).out).toMatch(
        /slurm\s+submitted, 2 waiting \(Priority\)\s+0\/\d+ shards/,
      );
      // Neither a second submission nor a run here while its jobs live.
      for (const again of [
        [...words, '--out', run],
        ['resume', run],
      ])
        expect(await command(again)).toMatchObject({
          code: 2,
          err: expect.stringMatching(/^error: .* has jobs that have not ended \(1, 2: /m),
        });
      for (let k = elements - 1; k >= 0; k--) expect((await chunk(run, k)).code).toBe(0);
      expect(JSON.parse((await chunk(run, 0)).out)).toMatchObject({ computed: 0, left: 0 });
      expect(manifest(run).status).toBe('submitted');
      expect((await finish(run)).code).toBe(0);
    });
    expect(shards(run)).toEqual(expected);
    expect(manifest(run).status).toBe('complete');
    const script = readFileSync(join(run, 'cluster', submissions(run)[0]!, 'array-0.sh'), 'utf8');
    expect(script).toMatch(
      /^#!\/bin\/bash\nexec \S+ \S+ work '.*' --submission \S+ --chunk "\$\(\(0 \+ SLURM_ARRAY_TASK_ID\)\)" --label "\$SLURM_JOB_ID-\$\{SLURM_RESTART_COUNT:-0\}"\n$/,
    );
  });

  test('what the jobs lost is computed by the finish, or submitted again with twice the time and memory', async () => {
    const run = at('lost');
    // Each task is an element, whatever this machine forecasts: what is left is never little.
    const words = [...glass, '--executor', 'slurm', '--chunk-minutes', '1e-9', '--attempts', '2', ...call];
    await withPath(idleSlurm('losing'), async () => {
      await command([...words, '--out', run]);
      expect((await chunk(run, 0)).code).toBe(0);
      const kept = Object.keys(shards(run));
      const { code, out } = await finish(run);
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringMatching(/left: submitted again, \d+ elements? in 3\n$/),
      });
      const [first, second] = submissions(run).map((name) => document(run, name, 'plan.json'));
      expect(second).toMatchObject({ attempt: 2, settings: first.settings });
      expect(second.arrays[0].memoryMB).toBe(2 * first.arrays[0].memoryMB);
      const tasks = second.arrays.flatMap((a: typeof second) =>
        a.chunks.flatMap((c: typeof second) => c.parts[0].tasks),
      );
      expect(tasks.length).toBe(Object.keys(expected).length - kept.length);
      // The second attempt was the last one.
      expect(await finish(run)).toMatchObject({
        code: 3,
        err: expect.stringMatching(/left after 2 attempts; go on with: glasscape resume \S+ --executor slurm\n$/),
      });
      expect(manifest(run).status).toBe('interrupted');
      const cancelled = await command(['cancel', run, '--json']);
      expect(JSON.parse(cancelled.out).cancelled).toEqual(['1', '2']);
      expect((await command(['resume', run])).code).toBe(0);
    });
    expect(shards(run)).toEqual(expected);
  });

  test('long tasks that went on before they were ended are submitted again without counting as an attempt', async () => {
    const run = at('further');
    const spec = at('tiny.json');
    writeFileSync(
      spec,
      '{"experiment": "tiny-training", "parameters": {"networks": 4, "networksPerTask": 2, "steps": 100}}',
    );
    await withPath(idleSlurm('limiting-time'), async () => {
      const words = ['run', spec, '--executor', 'slurm', '--chunk-minutes', '1e-9', '--attempts', '1', ...call];
      expect((await command([...words, '--out', run])).code).toBe(0);
      const files = fileStore(join(run, 'restart'));
      await files.write('task-00000.x.bin', Uint8Array.of(1));
      expect(await finish(run)).toMatchObject({ code: 0, out: expect.stringMatching(/left: submitted again/) });
      expect(submissions(run).map((name) => document(run, name, 'plan.json').attempt)).toEqual([1, 1]);
      expect(await finish(run)).toMatchObject({ code: 3, err: expect.stringMatching(/left after 1 attempt; /) });
      await command(['cancel', run]);
      expect((await command(['resume', run])).code).toBe(0);
    });
    expect(existsSync(join(run, 'restart'))).toBe(false);
  });

  test('a node whose disk is full leaves no shard and no line; the finish says how to go on', async () => {
    const run = at('full');
    // Files of at most 2 kB: plan and manifest are there, shards are larger.
    const words = [...glass, ...here, '--setup', 'ulimit -f 2', '--attempts', '1', '--out', run];
    expect(await command(words)).toMatchObject({
      code: 3,
      err: expect.stringMatching(/go on with: glasscape resume /),
    });
    expect(shards(run)).toEqual({});
    expect(existsSync(join(run, 'journal'))).toBe(false);
    expect(logsOf(run)).toMatch(/error: the disk is full: \S*shard-\d+\.parquet could not be written/);
    expect((await command(['resume', run])).code).toBe(0);
    expect(shards(run)).toEqual(expected);
  });

  test('a node whose kernels have other bits refuses before it computes', async () => {
    const run = at('bits');
    await withPath(idleSlurm('other-bits'), () => command([...glass, '--executor', 'slurm', ...call, '--out', run]));
    const path = join(run, 'manifest.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"bits": "[^"]+"/, '"bits": "kernel version 2"'));
    expect(await chunk(run, 0)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/has the bits kernel version 2, this is /),
    });
    expect(shards(run)).toEqual({});
  });

  test('cancel asks for the ids of this folder alone; then resume goes on', async () => {
    const run = at('cancelled');
    const bin = idleSlurm('cancelling');
    await withPath(bin, async () => {
      await command([...glass, '--executor', 'slurm', ...call, '--out', run]);
      expect((await command(['cancel', run])).out).toMatch(/^cancelled: 2 jobs 1, 2; /);
      expect(readFileSync(join(bin, 'scancel.args'), 'utf8')).toBe('1 2\n');
      expect(manifest(run).status).toBe('interrupted');
      expect((await command(['cancel', run])).out).toBe('no job has not ended\n');
      expect((await command(['resume', run])).code).toBe(0);
    });
    expect(shards(run)).toEqual(expected);
  });

  test('what sbatch refuses ends with its own line, and leaves a resumable folder without a submission', async () => {
    const run = at('refused');
    const bin = idleSlurm('refusing', 'echo "sbatch: error: invalid partition specified: x" >&2; exit 1');
    const { code, err } = await withPath(bin, () => command([...glass, '--executor', 'slurm', ...call, '--out', run]));
    expect(code).toBe(2);
    expect(err.trimEnd().split('\n').at(-1)).toBe('error: sbatch: sbatch: error: invalid partition specified: x');
    expect(existsSync(join(run, 'cluster'))).toBe(false);
    expect(manifest(run).status).toBe('interrupted');
    expect((await command(['resume', run])).code).toBe(0);
    expect(shards(run)).toEqual(expected);
  });

  test('a limit of jobs is met by half as many, once', async () => {
    const run = at('limited');
    const limit =
      'case " $* " in *--array=0-0\\ *|*finish*) echo 1;; *) echo "$*" >> "$0.asked"; echo "sbatch: error: QOSMaxSubmitJobPerUserLimit" >&2; exit 1;; esac';
    const bin = idleSlurm('limiting', limit);
    const words = [...glass, '--executor', 'slurm', '--chunk-minutes', '0.000005', ...call, '--out', run];
    const { code, err } = await withPath(bin, () => command(words));
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringMatching(/QOSMaxSubmitJobPerUserLimit\n$/) });
    expect(readFileSync(join(bin, 'sbatch.asked'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  test('a dry run shows chunks, limits and lines, and submits and writes nothing', async () => {
    const bin = idleSlurm('dry', 'touch "$0.called"');
    const words = [
      ...glass,
      '--executor',
      'slurm',
      '--setup',
      'module load nodejs/20',
      '--account',
      'abc',
      '--dry-run',
    ];
    const { code, out } = await withPath(bin, () => command([...words, '--out', at('dry-run')]));
    expect(code).toBe(0);
    expect(out).toMatch(/^1 +5 +[\d.]+ s +10 min 0 s +512 MB$/m);
    expect(out).toMatch(/^sbatch --parsable .* --account=abc .*array-0\.sh$/m);
    expect(out).toMatch(/^ {2}module load nodejs\/20\n {2}exec /m);
    expect(existsSync(join(bin, 'sbatch.called')) || existsSync(at('dry-run'))).toBe(false);
  });

  test('two machines with different bytes of one shard fail the run and are named', async () => {
    const run = at('disagree');
    await withPath(idleSlurm('disagreeing'), async () => {
      await command([...glass, '--executor', 'slurm', ...call, '--out', run]);
      expect((await chunk(run, 0)).code).toBe(0);
      const [name] = readdirSync(join(run, 'journal'));
      const line = JSON.parse(
        readFileSync(join(run, 'journal', name!), 'utf8')
          .trim()
          .split('\n')[1]!,
      );
      const other = { ...line, sha256: '0'.repeat(64), host: { ...line.host, machine: 'n9' } };
      writeFileSync(join(run, 'journal', 'other.jsonl'), `${JSON.stringify(other)}\n`);
      const { code, err } = await finish(run);
      expect({ code, err }).toEqual({
        code: 3,
        err: expect.stringMatching(
          /shard-00001\.parquet has different bytes by \S+ \(the same when computed once more\) and n9: /,
        ),
      });
    });
    expect(manifest(run)).toMatchObject({ status: 'failed', message: expect.stringContaining('n9') });
  });

  test('where no queue answers nothing is known of the jobs: resume refuses, and goes on by --force', async () => {
    const run = at('unknown');
    await withPath(idleSlurm('answering'), () => command([...glass, '--executor', 'slurm', ...call, '--out', run]));
    await withPath(idleSlurm('silent'), async () => {
      writeFileSync(join(at('silent'), 'squeue'), '#!/bin/bash\nexit 1\n');
      expect((await command(['runs', scratch])).out).toMatch(/unknown\s+submitted, the queue does not answer/);
      expect(await command(['resume', run])).toMatchObject({ code: 2, err: expect.stringMatching(/--force\n$/) });
      expect((await command(['resume', run, '--force'])).code).toBe(0);
    });
    expect(shards(run)).toEqual(expected);
  });

  test('a plan of another version is refused before anything is computed', async () => {
    const run = at('version');
    await withPath(idleSlurm('versions'), () => command([...glass, '--executor', 'slurm', ...call, '--out', run]));
    const path = join(run, 'cluster', submissions(run)[0]!, 'plan.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"version": "[^"]+"/, '"version": "0.0.1"'));
    expect(await chunk(run, 0)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/was submitted by glasscape 0\.0\.1, this is /),
    });
    expect(shards(run)).toEqual({});
  });

  test('a reproduction: the finish judges, and its findings are those of one here', async () => {
    const words = ['reproduce', 'ls/spin-glass-descent', '--preset', 'smoke', '--out'];
    expect((await command([...words, at('judged-here')])).code).toBe(0);
    const run = at('judged');
    await withPath(idleSlurm('judging'), async () => {
      expect((await command([...words, run, '--executor', 'slurm', ...call])).code).toBe(0);
      expect(manifest(run).status).toBe('submitted');
      const { arrays } = document(run, submissions(run)[0]!, 'plan.json');
      for (let k = 0; k < arrays.flatMap((array: { chunks: object[] }) => array.chunks).length; k++)
        expect((await chunk(run, k)).code).toBe(0);
      expect((await finish(run)).code).toBe(0);
    });
    expect(manifest(run).status).toBe('complete');
    const findings = (folder: string) => readFileSync(join(folder, 'findings.json'), 'utf8');
    expect(findings(run)).toBe(findings(at('judged-here')));
  });
});
