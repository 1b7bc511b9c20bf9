/** glasscape train: ensembles of networks on MNIST. */
import { Command, Option } from 'commander';
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { Json } from '../../ensembles/spec.ts';
import { type ClusterOptions, withCluster } from '../cluster-words.ts';
import { specOnData } from '../data-option.ts';
import { dataHelp, type EnsembleOptions, numeric, numericList, withEnsembleOptions } from '../options.ts';
import type { Context } from '../perform.ts';
import { given } from './spin-glass.ts';

interface Options extends EnsembleOptions, ClusterOptions {
  readonly widths: number[];
  readonly networks: number;
  readonly network?: number;
  readonly epochs: number;
  readonly batch?: number;
  readonly rate?: number;
  readonly decay?: number;
  readonly trainSize?: number;
  readonly testSize?: number;
  readonly cube?: number;
  readonly cubeCenter?: number;
  readonly fanIn?: boolean;
  readonly pixels?: number;
  readonly precision?: string;
  readonly tolerance?: number;
  readonly keepParameters?: boolean;
  readonly data?: string;
}

/** Bytes of parameters up to which a run keeps them unasked. */
const smallParameters = 250e6;

export function trainCommand(context: Context): Command {
  const command = new Command('train')
    .summary('networks with one hidden layer on 10×10 MNIST')
    .description(
      'Trains ReLU networks with one hidden layer by stochastic gradient descent: train and test loss and accuracy of each, and the ' +
        'trained parameters, which "glasscape export" writes for numpy and torch.',
    )
    .addOption(
      new Option('--widths <list>', 'units of the hidden layer, separated by commas')
        .argParser(numericList)
        .default([25, 50], '25,50'),
    )
    .option('--networks <n>', 'networks of each width', numeric, 100)
    .addOption(
      new Option('--network <k>', 'network number k (from 0) of that ensemble alone, with its parameters')
        .argParser((text) => integer('train', 'network', numeric(text), 0))
        .conflicts('networks'),
    )
    .option('--epochs <n>', 'passes over the training set', numeric, 20)
    .option('--batch <n>', 'images per minibatch (default: 100)', numeric)
    .option('--rate <η>', 'learning rate at the start (default: 1)', numeric)
    .option('--decay <d>', 'rate η/(1 + d·t) after t epochs (default: 0.1)', numeric)
    .option('--cube <c>', 'half-width of the cube that weights and biases start in (default: 0.5)', numeric)
    .option('--cube-center <c>', 'its center; 0.5 with --cube 0.5 is [0, 1] (default: 0)', numeric)
    .option('--fan-in', "divide a layer's start by the square root of its number of inputs")
    .option('--pixels <n>', 'side of the images, averaged down from 28 (default: 10)', numeric)
    .option('--train-size <n>', 'training images, the first of the set (default: 60000)', numeric)
    .option('--test-size <n>', 'test images, the first of the set (default: 10000)', numeric)
    .option('--precision <type>', 'of the training: float32 or float64 (default: float32)')
    .option(
      '--tolerance <r>',
      'relative change of the loss over the last epoch up to which a network has converged (default: 0.01)',
      numeric,
    )
    .option(
      '--keep-parameters',
      `store the trained parameters (default: when they take at most ${smallParameters / 1e6} MB)`,
    )
    .option('--no-keep-parameters', 'do not store them')
    .option('--data <set>', dataHelp);
  return withCluster(withEnsembleOptions(command))
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape train --widths 25,50 --networks 100 --epochs 20 --seed 1\n' +
        '  glasscape train --widths 25 --network 73 --epochs 20 --seed 1\n' +
        '  glasscape train --widths 10 --networks 4 --epochs 1 --data ~/mnist --json',
    )
    .action(async (options: Options) => {
      const { perform } = await import('../perform.ts');
      const { presentRun } = await import('../presentation.ts');
      const { widths, network, epochs, seed, batch, rate, decay, trainSize, testSize } = options;
      const { cube, cubeCenter, fanIn, pixels, precision, tolerance } = options;
      if (batch !== undefined && trainSize !== undefined && trainSize >= 1 && batch > trainSize)
        throw new ArgumentError('train', 'batch', `at most --train-size (${trainSize})`, batch);
      const which = network === undefined ? { networks: options.networks } : { networks: 1, first: network };
      const asked = { widths, ...which, epochs, seed, batch, rate, decay, trainSize, testSize };
      const parameters = given({ ...asked, cube, cubeCenter, fanIn, pixels, precision, tolerance });
      const keepParameters = options.keepParameters ?? (network !== undefined || (await isSmall(context, parameters)));
      const whole = {
        experiment: 'network-training',
        parameters: { ...parameters, keepParameters },
        backend: options.backend,
      };
      const { spec, folder } = await specOnData(context, 'train', whole, options);
      const result = await perform(context, { ...options, data: folder, spec, name: nameOf(options) });
      await presentRun(context, result, options);
    });
}

function nameOf({ widths, network }: Options): string {
  return `train-${widths.join('-')}${network === undefined ? '' : `-network-${network}`}`;
}

/** Do the parameters of all networks take little room? */
async function isSmall({ terminal }: Context, parameters: Record<string, Json>): Promise<boolean> {
  const { parameterBytes } = await import('../../ensembles/experiments/network-training-forecast.ts');
  const { networkTrainingSchema } = await import('../../ensembles/experiments/network-training-spec.ts');
  const { formatBytes } = await import('../../ensembles/forecast.ts');
  const { data: spec } = networkTrainingSchema.safeParse(parameters);
  // A broken rule is told by whoever completes the spec.
  if (!spec) return false;
  const bytes = parameterBytes(spec);
  if (bytes > smallParameters)
    terminal.note(`parameters are not kept: they would take ${formatBytes(bytes)}; --keep-parameters keeps them`);
  return bytes <= smallParameters;
}
