/** glasscape train: ensembles of networks on MNIST or on own data. */
import { Command, Option } from 'commander';
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { DataShapes } from '../../data/dataset.ts';
import type { EnsembleSpec } from '../../ensembles/spec.ts';
import { type ClusterOptions, withCluster } from '../cluster-words.ts';
import { specOnData } from '../data-option.ts';
import { dataOptions, type EnsembleOptions, numeric, numericList, withEnsembleOptions } from '../options.ts';
import type { Context } from '../perform.ts';
import { given } from './spin-glass.ts';

interface Options extends EnsembleOptions, ClusterOptions {
  readonly widths: number[];
  readonly hidden?: number[];
  readonly activation?: string;
  readonly optimizer?: string;
  readonly momentum?: number;
  readonly gain?: number;
  readonly law?: string;
  readonly weightMean?: number;
  readonly biasMean?: number;
  readonly biasDeviation?: number;
  readonly looks?: number;
  readonly line?: boolean;
  readonly regions?: number;
  readonly loss?: string;
  readonly outputs?: number;
  readonly weightDecay?: number;
  readonly decays?: string;
  readonly smoothing?: number;
  readonly classWeights?: number[];
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
  readonly dataOrder?: string;
  readonly recordAt?: number[];
  readonly settleRate?: number;
  readonly pixels?: number;
  readonly precision?: string;
  readonly tolerance?: number;
  readonly keepParameters?: boolean;
  readonly data?: string;
  readonly target?: string;
  readonly sampleWeights?: string;
  readonly inputScale?: number;
  readonly permuteTargets?: number;
}

/** Options of one kind of ensemble that the other does not have. */
const deepOnly = [
  ...(['activation', 'optimizer', 'momentum', 'gain', 'law', 'weightMean', 'biasMean', 'biasDeviation'] as const),
  ...(['looks', 'line', 'regions'] as const),
] as const;
const wideOnly = ['cube', 'cubeCenter', 'fanIn', 'dataOrder', 'recordAt', 'settleRate'] as const;

/** Bytes of parameters up to which a run keeps them unasked. */
const smallParameters = 250e6;

export function trainCommand(context: Context): Command {
  const command = new Command('train')
    .summary('networks of any depth on MNIST or own data, by classes or real targets')
    .description(
      'Trains networks by stochastic gradient descent or Adam: train and test loss and accuracy of each, and the trained parameters, ' +
        'which "glasscape export" writes for numpy and torch. --widths trains ReLU networks with one hidden layer of each width ' +
        '(network-training); --hidden trains networks of any depth and activation (deep-training).',
    )
    .addOption(
      new Option('--widths <list>', 'units of the hidden layer, separated by commas')
        .argParser(numericList)
        .default([25, 50], '25,50'),
    )
    .addOption(
      new Option('--hidden <list>', 'units of each hidden layer, separated by commas, instead of --widths')
        .argParser(numericList)
        .conflicts('widths'),
    )
    .option('--activation <name>', 'with --hidden: identity, relu, sigmoid or tanh (default: relu)')
    .option('--optimizer <name>', 'with --hidden: sgd or adam (default: sgd)')
    .option('--momentum <μ>', 'with --hidden: μ of sgd (default: 0)', numeric)
    .option('--gain <g>', 'with --hidden: weights start uniform on ± g/√inputs (default: √6)', numeric)
    .option(
      '--law <name>',
      'with --hidden: of the weights at the start, uniform or normal, of one variance (default: uniform)',
    )
    .option('--weight-mean <μ>', 'with --hidden: mean of all weights at the start (default: 0)', numeric)
    .option('--bias-mean <μ>', 'with --hidden: mean of all biases at the start (default: 0)', numeric)
    .option(
      '--bias-deviation <σ>',
      'with --hidden: standard deviation of all biases at the start (default: 0)',
      numeric,
    )
    .option('--looks <n>', 'with --hidden: looks at training loss and accuracy on the way (default: none)', numeric)
    .option('--line', 'with --hidden: report how far the training loss climbs on the straight line from start to end')
    .option(
      '--regions <n>',
      'with --hidden: count how many of the first n training samples share a linear region at the start (default: none)',
      numeric,
    )
    .option(
      '--loss <name>',
      'cross-entropy, squared, mean-squared or binary-cross-entropy; real targets take the last three (default: cross-entropy)',
    )
    .option('--outputs <n>', 'outputs; 1 stands for class 1 of two (default: as many as the data have)', numeric)
    .option('--weight-decay <λ>', 'λ of the penalty (λ/2) Σ θ², part of the objective (default: 0)', numeric)
    .option('--decays <which>', 'what the penalty sums over: all parameters, or weights (default: all)')
    .option('--smoothing <ε>', 'label smoothing: targets (1 − ε) t + ε/classes (default: 0)', numeric)
    .option('--class-weights <list>', 'weight of each class in the mean (default: equal weights)', numericList)
    .option('--networks <n>', 'networks, of each width', numeric, 100)
    .addOption(
      new Option('--network <k>', 'network number k (from 0) of that ensemble alone, with its parameters')
        .argParser((text) => integer('train', 'network', numeric(text), 0))
        .conflicts('networks'),
    )
    .option('--epochs <n>', 'passes over the training set', numeric, 20)
    .option('--batch <n>', 'samples per minibatch (default: 100)', numeric)
    .option('--rate <η>', 'learning rate at the start (default: 1; with --hidden: 0.1)', numeric)
    .option('--decay <d>', 'rate η/(1 + d·t) after t epochs (default: 0.1; with --hidden: 0)', numeric)
    .option(
      '--cube <c>',
      'with --widths: half-width of the cube that weights and biases start in (default: 0.5)',
      numeric,
    )
    .option('--cube-center <c>', 'with --widths: its center; 0.5 with --cube 0.5 is [0, 1] (default: 0)', numeric)
    .option('--fan-in', "with --widths: divide a layer's start by the square root of its number of inputs")
    .option(
      '--data-order <whose>',
      'with --widths: order in which epochs visit the samples, shared by all networks or own (default: shared)',
    )
    .option(
      '--record-at <list>',
      'with --widths: epochs after which losses and accuracies are recorded as well, separated by commas (default: none)',
      numericList,
    )
    .option(
      '--settle-rate <η>',
      'with --record-at: record them once more after an epoch at this constant rate, aside (default: not)',
      numeric,
    )
    .option('--pixels <n>', 'side of the images, averaged down from 28 (default: 10)', numeric)
    .option('--train-size <n>', 'training samples, the first of the set (default: 60000; of own data all)', numeric)
    .option('--test-size <n>', 'test samples, the first of the set (default: 10000; of own data all)', numeric)
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
    .option('--no-keep-parameters', 'do not store them');
  for (const option of dataOptions()) command.addOption(option);
  return withCluster(withEnsembleOptions(command))
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape train --widths 25,50 --networks 100 --epochs 20 --seed 1\n' +
        '  glasscape train --widths 25 --network 73 --epochs 20 --seed 1\n' +
        '  glasscape train --widths 25 --networks 40 --epochs 20 --record-at 2,5,10,20 --data-order own\n' +
        '  glasscape train --widths 10 --networks 4 --epochs 1 --data ~/mnist --json\n' +
        '  glasscape train --data house.csv --target price --loss squared --hidden 8,8 --optimizer adam --rate 0.01',
    )
    .action(async (options: Options) => {
      const { perform } = await import('../perform.ts');
      const { presentRun } = await import('../presentation.ts');
      const { spec: asked, folder, shapes } = await specOnData(context, 'train', specOf(options), options);
      const keepParameters = options.keepParameters ?? (await isKept(context, asked, options, shapes));
      const spec = { ...asked, parameters: { ...asked.parameters, keepParameters } };
      const result = await perform(context, { ...options, data: folder, spec, name: nameOf(options) });
      await presentRun(context, result, options);
    });
}

/** What the options ask for, but for the data and what is kept. */
function specOf(options: Options): EnsembleSpec {
  const { widths, hidden, network, epochs, seed, batch, rate, decay, trainSize, testSize } = options;
  const { pixels, precision, tolerance, loss, outputs, weightDecay, decays, smoothing, classWeights } = options;
  if (batch !== undefined && trainSize !== undefined && trainSize >= 1 && batch > trainSize)
    throw new ArgumentError('train', 'batch', `at most --train-size (${trainSize})`, batch);
  for (const name of hidden ? wideOnly : deepOnly)
    if (options[name] !== undefined)
      throw new ArgumentError('train', name, `given with ${hidden ? '--widths' : '--hidden'}`, options[name]);
  const which = network === undefined ? { networks: options.networks } : { networks: 1, first: network };
  const run = { ...which, epochs, seed, batch, rate, decay, trainSize, testSize, pixels, precision, tolerance };
  const objective = { loss, outputs, weightDecay, decays, smoothing, classWeights };
  const { activation, optimizer, momentum, cube, cubeCenter, fanIn, backend } = options;
  const { dataOrder, recordAt, settleRate } = options;
  const { gain, law, weightMean, biasMean, biasDeviation, looks, line, regions } = options;
  const start = { gain, law, weightMean, biasMean, biasDeviation };
  return hidden
    ? {
        experiment: 'deep-training',
        parameters: given({
          hidden,
          activation,
          optimizer,
          momentum,
          ...start,
          looks,
          line,
          regions,
          ...run,
          ...objective,
        }),
        backend,
      }
    : {
        experiment: 'network-training',
        parameters: given({ widths, cube, cubeCenter, fanIn, dataOrder, recordAt, settleRate, ...run, ...objective }),
        backend,
      };
}

function nameOf({ widths, hidden, network }: Options): string {
  return `train-${(hidden ?? widths).join('-')}${network === undefined ? '' : `-network-${network}`}`;
}

/** Whether parameters are kept unasked: those of a single network, and of all where they take little room. */
async function isKept(
  { terminal }: Context,
  { experiment, parameters }: EnsembleSpec,
  { network }: Options,
  shapes?: DataShapes,
): Promise<boolean> {
  if (network !== undefined) return true;
  const bytes = await keptBytes(experiment, parameters, shapes);
  if (bytes === undefined) return false;
  if (bytes > smallParameters) {
    const { formatBytes } = await import('../../ensembles/forecast.ts');
    terminal.note(`parameters are not kept: they would take ${formatBytes(bytes)}; --keep-parameters keeps them`);
  }
  return bytes <= smallParameters;
}

/** Bytes of the parameters of all networks; undefined where a rule is broken, which whoever completes the spec tells. */
async function keptBytes(experiment: string, parameters: EnsembleSpec['parameters'], shapes?: DataShapes) {
  if (experiment === 'deep-training') {
    const { deepParameterBytes } = await import('../../ensembles/experiments/deep-training-forecast.ts');
    const { deepTrainingSchema } = await import('../../ensembles/experiments/deep-training-spec.ts');
    const { data } = deepTrainingSchema.safeParse(parameters);
    return data && deepParameterBytes(data, shapes);
  }
  const { parameterBytes } = await import('../../ensembles/experiments/network-training-forecast.ts');
  const { networkTrainingSchema } = await import('../../ensembles/experiments/network-training-spec.ts');
  const { data } = networkTrainingSchema.safeParse(parameters);
  return data && parameterBytes(data, shapes);
}
