/** glasscape runs: what lies in glasscape-runs, or in another folder. */
import { join } from 'node:path';
import { Command } from 'commander';
import { DataError } from '../../base/errors.ts';
import { shown } from '../../base/words.ts';
import type { Store } from '../../ensembles/store.ts';
import { runsFolder } from '../options.ts';
import type { Context } from '../perform.ts';
import { counted, printJson, table } from '../print.ts';

interface Row {
  readonly run: string;
  readonly kind: string;
  readonly status: string;
  readonly done: string;
  readonly about: string;
}

export function runsCommand({ terminal }: Context): Command {
  return new Command('runs')
    .summary('the runs in a folder')
    .description('Lists the runs in a folder with their status, by name: the newest last.')
    .argument('[folder]', `where the runs are (default: ${runsFolder})`)
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', '\nExamples:\n  glasscape runs\n  glasscape runs results --json')
    .action(async (asked: string | undefined, options: { json?: boolean }) => {
      const { isFolder, namesIn } = await import('../folders.ts');
      const folder = asked ?? runsFolder;
      if (asked !== undefined && !(await isFolder(asked))) throw new DataError(`${asked} is no folder`);
      const rows: Row[] = [];
      for (const name of await namesIn(folder)) {
        const row = await describeRun(join(folder, name));
        if (row) rows.push(row);
      }
      if (options.json) printJson(terminal, rows);
      else if (rows.length === 0) terminal.out(`no runs in ${folder}\n`);
      else {
        const cells = rows.map(({ run, status, done, about }) => [shown(run, 200), status, done, shown(about, 200)]);
        terminal.out(`${await table(terminal, ['run', 'status', 'done', ''], cells)}\n`);
      }
    });
}

/** One line about a run folder; undefined for any other folder. A damaged one is listed as that, and hides no other. */
async function describeRun(folder: string): Promise<Row | undefined> {
  const { runIn } = await import('../folders.ts');
  const found = await runIn(folder).catch((error: Error) => error);
  if (found === undefined) return undefined;
  if (found instanceof Error)
    return { run: folder, kind: 'damaged', status: 'damaged', done: '', about: found.message };
  const { store, kind } = found;
  if (kind === 'foreign') return { run: folder, kind, status: kind, done: '', about: 'no run of ours' };
  try {
    const row = kind === 'reproduction' ? await reproduction(store) : await ensemble(store);
    return { run: folder, kind, ...row, ...(await jobs(store, row.status)) };
  } catch (error) {
    const about = error instanceof Error ? error.message : String(error);
    return { run: folder, kind, status: 'damaged', done: await wholeShards(store), about };
  }
}

async function reproduction(store: Store): Promise<Omit<Row, 'run' | 'kind'>> {
  const { readReproduction } = await import('../reproduction-manifest.ts');
  const { status, claims, preset, seed, runs } = (await readReproduction(store))!;
  return {
    status,
    done: status === 'complete' ? '' : await shardsBelow(store, runs),
    about: `${claims.length} claims, preset ${preset}, seed ${seed}`,
  };
}

/** Of what a queue works on, what that says. */
async function jobs(store: Store, status: string): Promise<{ status: string } | undefined> {
  if (status !== 'submitted') return undefined;
  const { liveJobs, sayLive } = await import('../../cluster/watch.ts');
  const live = await liveJobs(store);
  return { status: live ? `submitted, ${sayLive(live)}` : status };
}

/** "120/4888 shards" of all ensembles that have begun. */
async function shardsBelow(store: Store, runs: readonly string[]): Promise<string> {
  const { readManifest } = await import('../../ensembles/manifest.ts');
  const { shardIndex } = await import('../../ensembles/plan.ts');
  let [there, tasks] = [0, 0];
  for (const run of runs) {
    const folder = store.child('runs').child(run);
    const manifest = await readManifest(folder);
    if (!manifest) continue;
    tasks += manifest.tasks;
    there += (await folder.list()).filter((name) => (shardIndex(name) ?? Infinity) < manifest.tasks).length;
  }
  return tasks === 0 ? '' : `${there}/${tasks} shards`;
}

async function ensemble(store: Store): Promise<Omit<Row, 'run' | 'kind'>> {
  const { readManifest } = await import('../../ensembles/manifest.ts');
  const manifest = await readManifest(store);
  if (!manifest) throw new DataError('no manifest.json; "glasscape resume" makes it again from the shards');
  const { status, tasks, spec, replicas } = manifest;
  // A killed process leaves "running" behind; only its lock tells whether it still runs.
  const alive = status === 'running' && (await store.isLocked());
  const seed = spec.parameters['seed'];
  return {
    status: status === 'running' && !alive ? 'interrupted' : status,
    done: await wholeShards(store, tasks),
    about: `${spec.experiment}, ${counted(replicas, 'replica')}${seed === undefined ? '' : `, seed ${JSON.stringify(seed)}`}`,
  };
}

/** As the folder has them: shards appear there whole. */
async function wholeShards(store: Store, tasks?: number): Promise<string> {
  const { shardIndex } = await import('../../ensembles/plan.ts');
  const there = (await store.list()).filter((name) => (shardIndex(name) ?? Infinity) < (tasks ?? Infinity));
  return tasks === undefined ? counted(there.length, 'shard') : `${there.length}/${tasks} shards`;
}
