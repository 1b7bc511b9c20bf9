/** glasscape work: what the elements of a submission call; nobody else does. */
import { Command } from 'commander';
import { integer } from '../../base/arguments.ts';
import { numeric } from '../options.ts';
import type { WorkContext, WorkOptions } from '../work-order.ts';

export function workCommand(context: WorkContext): Command {
  return new Command('work')
    .summary('compute one chunk of a submission')
    .description(
      'Computes one chunk of a submission to a cluster: shards and a journal. The scripts of a submission call it.',
    )
    .argument('<folder>', 'the run folder, or that of the reproduction')
    .requiredOption('--submission <name>', 'its name in the folder cluster')
    .requiredOption('--chunk <k>', 'number of the chunk in its plan', numeric)
    .option('--label <text>', 'tells this process from others on the chunk (default: its number)')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', '\nExample:\n  glasscape work /shared/g500 --submission 20250131T142501000Z-0a1b --chunk 7')
    .action(async (folder: string, options: Omit<WorkOptions, 'label'> & { readonly label?: string }) => {
      integer('work', 'chunk', options.chunk, 0);
      const { work } = await import('../work-order.ts');
      await work(context, folder, {
        ...options,
        label: (options.label ?? `pid-${process.pid}`).replace(/[^\w.-]/g, '_'),
      });
    });
}
