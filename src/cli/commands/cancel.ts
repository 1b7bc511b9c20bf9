/** glasscape cancel: ends the jobs that a folder recorded, and no others. */
import { Command } from 'commander';
import { DataError } from '../../base/errors.ts';
import type { Context } from '../perform.ts';
import { counted, printJson, shellWord } from '../print.ts';

export function cancelCommand({ terminal }: Context): Command {
  return new Command('cancel')
    .summary("cancel a folder's jobs on a cluster")
    .description(
      'Cancels the jobs that were submitted for a run or a reproduction and have not ended, by the ids that its folder recorded. What is ' +
        'computed is kept; resume goes on.',
    )
    .argument('<run>', 'a run folder, or its name inside glasscape-runs')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  glasscape cancel /shared/paper')
    .action(async (run: string, { json }: { json?: boolean }) => {
      const { findRun } = await import('../folders.ts');
      const { store } = await findRun(run);
      const { cancelJobs } = await import('../campaign.ts');
      const cancelled = await cancelJobs(store);
      if (!cancelled) throw new DataError(`${store.location} has no submission`);
      if (json) printJson(terminal, { run: store.location, cancelled });
      else
        terminal.out(
          cancelled.length === 0
            ? 'no job has not ended\n'
            : `cancelled: ${counted(cancelled.length, 'job')} ${cancelled.join(', ')}; go on with: glasscape resume ${shellWord(store.location)}\n`,
        );
    });
}
