/** What is asked of a queue, on Slurm's commands played by scripts and on children of this process. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processesQueue } from '../../src/cluster/processes.ts';
import { type JobState, type Order, type Queue, QueueError } from '../../src/cluster/queue.ts';
import { slurmQueue } from '../../src/cluster/slurm.ts';
import { scratchFolder } from '../cli/fixtures/command.ts';

const scratch = scratchFolder();
let folders = 0;

/** Slurm's commands as shell scripts; each writes its arguments, one a line, into NAME.args beside it. */
function played(
  commands: Readonly<Record<string, string>>,
  timeout = 5000,
): { queue: Queue; said(name: string): string[] } {
  const folder = join(scratch, `bin-${folders++}`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(commands)) {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/bash\nprintf '%s\\n' "$@" > "$0.args"\n${text}\n`);
    chmodSync(path, 0o755);
  }
  const said = (name: string) =>
    readFileSync(join(folder, `${name}.args`), 'utf8')
      .trimEnd()
      .split('\n');
  return { queue: slurmQueue({ timeout, path: `${folder}:/usr/bin:/bin` }), said };
}

const order = (script: string, more: Partial<Order> = {}): Order => ({
  ...{ name: 'glasscape', script, minutes: 10, memoryMB: 256, cpus: 1, options: [] },
  ...{ logs: join(scratch, 'logs', '%A_%a.out') },
  ...more,
});

describe('slurm', () => {
  test('passes an array on in the words of sbatch, each an argument of its own', async () => {
    const { queue, said } = played({ sbatch: 'echo 4711' });
    const odd = '--comment=a b; rm -rf $HOME';
    expect(await queue.submit(order('/r/array.sh', { elements: 120, parallel: 50, options: [odd] }))).toBe('4711');
    expect(said('sbatch')).toEqual([
      '--parsable',
      '--job-name=glasscape',
      '--array=0-119%50',
      '--signal=B:USR2@120',
      '--requeue',
      '--open-mode=append',
      '--time=10',
      '--mem=256M',
      '--cpus-per-task=1',
      `--output=${join(scratch, 'logs', '%A_%a.out')}`,
      odd,
      '/r/array.sh',
    ]);
  });

  test('a finishing job begins after all arrays, however they end, and has no warning', async () => {
    const { queue, said } = played({ sbatch: 'echo "12;cluster"' });
    expect(await queue.submit(order('/r/finish.sh', { after: ['10', '11'] }))).toBe('12');
    expect(said('sbatch')).toContain('--dependency=afterany:10:11');
    expect(said('sbatch').join(' ')).not.toMatch(/--array|--signal/);
  });

  test.each<[string, string, RegExp]>([
    [
      'refuses',
      'echo "sbatch: error: invalid partition" >&2; echo "sbatch: error: failed" >&2; exit 1',
      /^sbatch: sbatch: error: invalid partition; sbatch: error: failed$/,
    ],
    ['answers without an id', 'echo maintenance', /^sbatch: no job id in its answer "maintenance"$/],
    ['does not answer', 'exec sleep 30', /^sbatch: did not answer within 0.5 s$/],
  ])('sbatch that %s is an error in its own words', async (_, text, words) => {
    const error = await played({ sbatch: text }, 500)
      .queue.submit(order('/r/a.sh'))
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(QueueError);
    expect((error as Error).message).toMatch(words);
  });

  test('without Slurm the error says so', async () => {
    await expect(slurmQueue({ path: scratch }).submit(order('/r/a.sh'))).rejects.toThrow(
      'sbatch: is not installed here, or not in PATH',
    );
  });

  test('counts elements by what squeue says; what it does not know has ended', async () => {
    const lines = [
      '7|RUNNING|None',
      '7|COMPLETING|None',
      '7|PENDING|Priority',
      '8|PENDING|Dependency',
      '99|RUNNING|None',
    ];
    const { queue } = played({
      squeue: `printf '%s\\n' 'a line of the site' ${lines.map((line) => `'${line}'`).join(' ')}`,
    });
    expect(await queue.states(['7', '8', '9'])).toEqual(
      new Map<string, JobState>([
        ['7', { running: 2, pending: 1, reason: 'Priority' }],
        ['8', { running: 0, pending: 1, reason: 'Dependency' }],
        ['9', 'gone'],
      ]),
    );
  });

  test.each(['echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1', 'exec sleep 30'])(
    'squeue that fails is no answer: %s',
    async (text) => {
      expect(await played({ squeue: text }, 500).queue.states(['7'])).toEqual(new Map([['7', 'unknown']]));
    },
  );

  test('takes the size of arrays from the site, and Slurm’s own where that does not answer', async () => {
    const site = played({ scontrol: 'printf "MaxArraySize            = 4001\\nMaxJobCount = 10000\\n"' });
    expect(await site.queue.limits()).toEqual({ maxArray: 4001 });
    expect(await played({ scontrol: 'exit 1' }).queue.limits()).toEqual({ maxArray: 1001 });
  });

  test('cancels the ids it is given and asks nothing for none', async () => {
    const { queue, said } = played({ scancel: 'true' });
    await queue.cancel([]);
    await queue.cancel(['7', '8']);
    expect(said('scancel')).toEqual(['7', '8']);
  });
});

describe('processes', () => {
  const script = (name: string, text: string) => {
    const path = join(scratch, name);
    writeFileSync(path, `#!/bin/bash\n${text}\n`);
    return path;
  };

  test('run every element once, at most as many as may at once, and what comes after them last', async () => {
    const out = join(scratch, 'order');
    const queue = processesQueue(2);
    const echo = script(
      'echo.sh',
      `echo "begin $GLASSCAPE_ELEMENT" >> ${out}; sleep 0.05; echo "end" >> ${out}; exit 3`,
    );
    const first = await queue.submit(order(echo, { elements: 5 }));
    const last = await queue.submit(order(script('last.sh', `echo last >> ${out}`), { after: [first] }));
    expect(await queue.states([first, last])).toEqual(
      new Map([
        [first, { pending: 5, running: 0 }],
        [last, { pending: 1, running: 0 }],
      ]),
    );
    await queue.settle!();
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(lines.filter((line) => line.startsWith('begin')).sort()).toEqual([0, 1, 2, 3, 4].map((k) => `begin ${k}`));
    expect(lines.at(-1)).toBe('last');
    let at = 0;
    for (const line of lines) {
      at += line.startsWith('begin') ? 1 : line === 'end' ? -1 : 0;
      expect(at).toBeLessThanOrEqual(2);
    }
    expect(await queue.states([first, last])).toEqual(
      new Map([
        [first, 'gone'],
        [last, 'gone'],
      ]),
    );
  });

  test('are ended by cancel, and those that wait never begin', async () => {
    const out = join(scratch, 'cancelled');
    const queue = processesQueue(1);
    const id = await queue.submit(order(script('long.sh', `echo begin >> ${out}; exec sleep 60`), { elements: 3 }));
    while (((await queue.states([id])).get(id) as { running?: number }).running !== 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await queue.cancel([id]);
    await queue.settle!();
    expect(readFileSync(out, 'utf8')).toBe('begin\n');
  });

  test('of a process that is gone are gone; those of another one nobody can tell', async () => {
    const states = await processesQueue().states(['999999999-0', `${process.ppid}-0`]);
    expect([...states.values()]).toEqual(['gone', 'unknown']);
  });
});
