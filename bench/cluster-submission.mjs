// What handing in a campaign costs without its forecasts: cutting, writing plan and scripts, and the calls of sbatch, which a script plays.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slurmQueue } from '../dist/cluster/slurm.js';
import { submit } from '../dist/cluster/submit.js';
import { liveJobs } from '../dist/cluster/watch.js';
import { fileStore } from '../dist/ensembles/stores/files.js';

export async function measureSubmission(work) {
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-submission-'));
  try {
    const script = join(folder, 'sbatch');
    writeFileSync(script, '#!/bin/sh\necho "$*" >> "$0.calls"; wc -l < "$0.calls"\n');
    chmodSync(script, 0o755);
    const settings = {
      queue: 'slurm',
      options: [],
      setup: [],
      command: 'glasscape',
      chunkMinutes: 15,
      timeMax: 60,
      attempts: 3,
    };
    const top = fileStore(join(folder, 'run'));
    const runs = work.map(({ run, memory, tasks }) => ({
      ...{ run, memory },
      seconds: tasks.reduce((sum, { seconds }) => sum + seconds, 0),
    }));
    const began = performance.now();
    const queue = slurmQueue({ path: `${folder}:${process.env.PATH}` });
    const { submission } = await submit(queue, { top, settings, attempt: 1, runs, work, now: Date.now() });
    const seconds = (performance.now() - began) / 1000;
    const plan = statSync(join(top.location, 'cluster', submission.name, 'plan.json')).size;
    const calls = readFileSync(`${script}.calls`, 'utf8').trimEnd().split('\n').length;
    const elements = submission.arrays.reduce((sum, { chunks }) => sum + chunks.length, 0);
    // As `runs` asks while a thousand elements are at work.
    writeFileSync(join(folder, 'squeue'), '#!/bin/sh\nfor i in $(seq 1000); do echo "1|RUNNING|None"; done\n');
    chmodSync(join(folder, 'squeue'), 0o755);
    const asked = performance.now();
    const live = await liveJobs(top, () => queue);
    const askSeconds = (performance.now() - asked) / 1000;
    if (live.running !== 1000) throw new Error('the queue was not asked');
    return {
      bench: 'submit',
      seconds,
      askSeconds,
      sbatchCalls: calls,
      arrays: submission.arrays.length,
      elements,
      planBytes: plan,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
