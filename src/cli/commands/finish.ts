/** glasscape finish: what the last job of a submission calls; nobody else does. */
import { Command } from 'commander';
import type { Context } from '../perform.ts';

export function finishCommand(context: Context): Command {
  return new Command('finish')
    .summary('end a submission')
    .description(
      'Checks every shard of a submission to a cluster, computes what little is missing or submits it again, and completes the runs. ' +
        'The last job of a submission calls it.',
    )
    .argument('<folder>', 'the run folder, or that of the reproduction')
    .requiredOption('--submission <name>', 'its name in the folder cluster')
    .addHelpText('after', '\nExample:\n  glasscape finish /shared/g500 --submission 20250131T142501000Z-0a1b')
    .action(async (folder: string, { submission }: { submission: string }) => {
      const { finish } = await import('../finish-order.ts');
      await finish(context, folder, submission);
    });
}
