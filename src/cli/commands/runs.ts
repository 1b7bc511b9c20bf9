/** glasscape runs: what lies in glasscape-runs, or in another folder. */
import { join } from 'node:path';
import { Command } from 'commander';
import type { Manifest } from '../../ensembles/manifest.ts';
import { runsFolder } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

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
    .argument('[folder]', 'where the runs are', runsFolder)
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', '\nExamples:\n  glasscape runs\n  glasscape runs results --json')
    .action(async (folder: string, options: { json?: boolean }) => {
      const { namesIn } = await import('../folders.ts');
      const rows: Row[] = [];
      for (const name of await namesIn(folder)) {
        const row = await describeRun(join(folder, name));
        if (row) rows.push(row);
      }
      if (options.json) printJson(terminal, rows);
      else if (rows.length === 0) terminal.out(`no runs in ${folder}\n`);
      else {
        const cells = rows.map(({ run, status, done, about }) => [run, status, done, about]);
        terminal.out(`${await table(terminal, ['run', 'status', 'done', ''], cells)}\n`);
      }
    });
}

/** One line about a run folder; undefined for any other folder. */
async function describeRun(folder: string): Promise<Row | undefined> {
  const { readJson, manifestName } = await import('../../ensembles/manifest.ts');
  const { fileStore } = await import('../../ensembles/stores/files.ts');
  const store = fileStore(folder);
  const found = await readJson(store, manifestName).catch(() => ({ kind: 'unreadable' }));
  if (found === undefined) return undefined;
  const { kind } = found as { kind: string };
  if (kind === 'reproduction') {
    const { status, claims, preset, seed } = found as {
      status: string;
      claims: string[];
      preset: string;
      seed: number;
    };
    return { run: folder, kind, status, done: '', about: `${claims.length} claims, preset ${preset}, seed ${seed}` };
  }
  if (kind !== 'ensemble') return { run: folder, kind, status: kind, done: '', about: '' };
  const { status, shards, tasks, spec, replicas } = found as Manifest;
  // A killed process leaves "running" behind; only its lock tells whether it still runs.
  const alive = status === 'running' && (await store.isLocked());
  return {
    run: folder,
    kind,
    status: status === 'running' && !alive ? 'interrupted' : status,
    done: `${Object.keys(shards).length}/${tasks} shards`,
    about: `${spec.experiment}, ${replicas} replicas, seed ${String(spec.parameters['seed'])}`,
  };
}
