/** glasscape run: any ensemble, from its spec in a file. */
import { Command } from 'commander';
import { ArgumentError } from '../../base/errors.ts';
import { shown } from '../../base/words.ts';
import type { EnsembleSpec } from '../../ensembles/spec.ts';
import { defaultBackend } from '../../kernels/contract.ts';
import { type ClusterOptions, withCluster } from '../cluster-words.ts';
import { specOnData } from '../data-option.ts';
import { dataHelp, dataOptions, withWorkers } from '../options.ts';
import type { Context } from '../perform.ts';

/** Bytes of a spec, or of a manifest with the spec in it. */
const maxSpec = 2 ** 24;

interface Options extends ClusterOptions {
  readonly out?: string;
  readonly workers: number;
  readonly data?: string;
  readonly target?: string;
  readonly sampleWeights?: string;
  readonly inputScale?: number;
  readonly permuteTargets?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function runCommand(context: Context): Command {
  const command = withCluster(withWorkers(new Command('run')))
    .summary('any ensemble, from its spec in a file')
    .description(
      'Runs the ensemble that a JSON file describes as {"experiment": …, "parameters": {…}, "backend": …}; "glasscape schema" tells ' +
        'what it may say. Parameters that are left out have their defaults, the backend is wasm. A manifest.json will do too: its ' +
        'run is made again.',
    )
    .argument('<file>', 'the spec')
    .option('--out <dir>', 'run folder (default: glasscape-runs/<date>-<experiment>)')
    .option('--dry-run', 'print the forecast and stop')
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      '\nA spec, deep.json:\n' +
        '  {"experiment": "deep-training", "parameters": {"hidden": [50, 50], "optimizer": "adam", "rate": 0.001}}\n' +
        '\nExamples:\n' +
        '  glasscape run deep.json --dry-run\n' +
        '  glasscape run glasscape-runs/20250131-142501-train-25/manifest.json --out again',
    )
    .action(async (file: string, options: Options) => {
      const { perform } = await import('../perform.ts');
      const { presentRun } = await import('../presentation.ts');
      const asked = await readSpec(file);
      const { spec, folder } = await specOnData(context, 'run', asked, options);
      const result = await perform(context, { ...options, data: folder, spec, name: spec.experiment });
      await presentRun(context, result, options);
    });
  for (const option of dataOptions(`${dataHelp}; it takes the place of the spec's`)) command.addOption(option);
  return command;
}

/** Experiment and parameters are checked where they are known. */
async function readSpec(file: string): Promise<EnsembleSpec> {
  const { plainJson, readStrictJson } = await import('../../base/strict-json.ts');
  const { readTextBytes } = await import('../../node/read-whole.ts');
  const limits = { maxBytes: maxSpec };
  const { root } = readStrictJson(await readTextBytes(file, limits), shown(file, 120), limits);
  const document = requireObject('spec', plainJson(root));
  const found = 'spec' in document ? requireObject('spec', document['spec']) : document;
  const { experiment, parameters = {}, backend = defaultBackend, ...others } = found;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new ArgumentError('run', 'spec', 'experiment, parameters and backend', unknown);
  return { experiment, parameters: requireObject('parameters', parameters), backend } as EnsembleSpec;
}

function requireObject(argument: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ArgumentError('run', argument, 'an object', value);
}
