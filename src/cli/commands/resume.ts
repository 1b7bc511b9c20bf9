/** glasscape resume: goes on with an interrupted run, or mends a damaged one. */
import { Command } from 'commander';
import { ArgumentError, StoreError } from '../../base/errors.ts';
import { type ClusterOptions, withCluster } from '../cluster-words.ts';
import { absolute, withWorkers } from '../options.ts';
import type { Context } from '../perform.ts';

interface Options extends ClusterOptions {
  readonly workers: number;
  readonly data?: string;
  readonly json?: boolean;
}

export function resumeCommand(context: Context): Command {
  return withCluster(withWorkers(new Command('resume')))
    .summary('go on with an interrupted run')
    .description(
      'Goes on with a run that was interrupted, killed or stopped by a full disk. Shards that are whole are kept, damaged ones are ' +
        'computed again; the result is the same to the byte as that of an uninterrupted run.',
    )
    .argument('<run>', 'a run folder, or its name inside glasscape-runs')
    .option('--data <dir>', 'folder with the IDX files (default: where the run had them from)', absolute)
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape resume glasscape-runs/20250131-142501-spin-glass-3x100\n' +
        '  glasscape resume /shared/paper --executor slurm      submits what is missing, nothing else',
    )
    .action(async (run: string, options: Options) => {
      const { findRun } = await import('../folders.ts');
      const { store, kind } = await findRun(run);
      if (kind === 'reproduction') {
        const { askedOf } = await import('../reproduction-manifest.ts');
        const asked = await askedOf(store);
        const { reproduce } = await import('../reproduction.ts');
        const data = options.data ?? asked.data;
        await reproduce(context, { ...options, ...asked, data, out: store.location });
        return;
      }
      const { dataFolderOf, perform } = await import('../perform.ts');
      const { presentRun, presentStored } = await import('../presentation.ts');
      const { earlierOf } = await import('../../ensembles/run.ts');
      const earlier = await earlierOf(store, true);
      if (!earlier) throw new StoreError(`${store.location} holds no run`);
      if (earlier.status === undefined)
        context.terminal.note(`${store.location} has no sound manifest.json; it is made again from the shards`);
      const { repeatedLists } = await import('../../ensembles/parameters.ts');
      // No plan is made of such a spec any more; what is complete is shown, and marked.
      const repeats = repeatedLists(await context.host.experiments(), earlier.spec).length > 0;
      if (repeats && earlier.status === 'complete') return presentStored(context, store, options);
      const hasData = Object.keys(earlier.artifacts).length > 0;
      if (options.data !== undefined && !hasData)
        throw new ArgumentError('resume', 'data', 'given for a run that reads data', earlier.spec.experiment);
      const data = !hasData ? undefined : (options.data ?? dataFolderOf(earlier.sessions ?? []));
      const asked = { ...options, data, spec: earlier.spec, name: 'resumed', out: store.location, rebuild: true };
      await presentRun(context, await perform(context, asked), options);
    });
}
