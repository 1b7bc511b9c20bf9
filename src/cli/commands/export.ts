/** glasscape export: a run's records as one file that numpy, pandas or a spreadsheet reads. */
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { oneOf } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { Context } from '../perform.ts';
import { printJson } from '../print.ts';

interface Options {
  readonly to: string;
  readonly out?: string;
  readonly disorder?: boolean;
  readonly json?: boolean;
}

export function exportCommand({ terminal }: Context): Command {
  return new Command('export')
    .summary("a run's records as csv, npz or parquet")
    .description(
      'Writes the records of a complete run to one file. In an npz file the end points are `points` (replicas × Λ) and, with\n' +
        '--disorder, the couplings `couplings_0`, … (Λ^H, not symmetrized), so that numpy can recompute every energy.',
    )
    .argument('<run>', 'a run folder, or its name inside glasscape-runs')
    .requiredOption('--to <format>', 'csv, npz or parquet')
    .option('--out <file>', 'file to write (default: <run>.<format> here)')
    .option('--disorder', 'npz of a spin glass: the couplings too')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape export glasscape-runs/20250131-142501-spin-glass-3x100 --to npz --out run.npz --disorder\n' +
        '  glasscape export RUN --to csv --out energies.csv',
    )
    .action(async (run: string, options: Options) => {
      const { encodeExport, exportFormats } = await import('../../ensembles/export.ts');
      const format = oneOf('export', 'to', options.to, exportFormats);
      if (options.disorder && format !== 'npz') throw new ArgumentError('export', 'to', 'npz with --disorder', format);
      const { fileStore } = await import('../../ensembles/stores/files.ts');
      const { findRun } = await import('../folders.ts');
      const { store } = await findRun(run);
      const { readRecords } = await import('../../ensembles/records.ts');
      const { manifest, records } = await readRecords(store);
      const pieces = encodeExport(format, manifest, records, options.disorder === true);
      const file = resolve(options.out ?? `${basename(resolve(store.location))}.${format}`);
      await fileStore(resolve(file, '..')).write(basename(file), pieces);
      if (options.json) printJson(terminal, { file, records: records.count });
      else terminal.out(`${file}\n`);
    });
}
