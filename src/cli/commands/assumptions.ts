/** glasscape assumptions: how far each assumption behind the spin-glass model is from holding for a ReLU network and its data. */
import { Command } from 'commander';
import type { Estimate } from '../../assumptions/index.ts';
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { numeric, numericList } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';
import type { LabelledInputs } from '../rectified-network.ts';

interface Options {
  readonly parameters?: string;
  readonly point: number;
  readonly sizes?: number[];
  readonly biases?: boolean;
  readonly data?: string;
  readonly samples?: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** Gaussian samples of a network without data. */
const usualSamples = 500;

export function assumptionsCommand(context: Context): Command {
  const { terminal } = context;
  return new Command('assumptions')
    .summary('how far each assumption behind the spin-glass model is from holding for a ReLU network')
    .description(
      'Measures A1 to A7 of the reduction of ReLU networks to spin glasses, each 0 where it holds exactly, with its standard error: equal ' +
        'activation (δ1), Gaussian inputs (δ2), redundancy (δ3), uniformity (δ4), independence of gates and inputs (δ5), independence of ' +
        'paths (δ6 with gates, δ6Z without: orders of randomness lost of H), and the maximum (δM). No path is enumerated.',
    )
    .option(
      '--parameters <file>',
      'network from a .npz or .safetensors file: W1 (units × inputs), b1, W2, …, or as torch and scikit-learn name them',
    )
    .option('--point <k>', 'network of an export: network_k_W1, …', numeric, 0)
    .option(
      '--sizes <list>',
      'a random network instead: numbers of units from inputs to outputs, separated by commas',
      numericList,
    )
    .option('--biases', 'count the paths that begin at biases, 0 in a random network')
    .option(
      '--data <set>',
      'data set: a file with x (samples × inputs) and y, or as of other commands (default: Gaussian inputs, without y)',
    )
    .option(
      '--samples <m>',
      `first samples of the data (default: all; ${usualSamples} Gaussian ones), 3 to 4000`,
      numeric,
    )
    .option('--seed <n>', 'seed of a random network, of Gaussian inputs and of the nulls', numeric, 1)
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape assumptions --sizes 50,100,1 --samples 800\n' +
        '  glasscape assumptions --parameters net.npz --data data.npz --json\n' +
        '  glasscape export RUN --to npz --data --out nets.npz && glasscape assumptions --parameters nets.npz --data nets.npz --samples 2000',
    )
    .action(async (options: Options) => {
      const where = 'assumptions';
      const { parameters, sizes, data, samples } = options;
      const seed = integer(where, 'seed', options.seed, 0);
      integer(where, 'point', options.point, 0);
      if (samples !== undefined) integer(where, 'samples', samples, 3, 4000);
      if ((parameters === undefined) === (sizes === undefined))
        throw new ArgumentError(
          where,
          'network',
          'named by exactly one of --parameters and --sizes',
          parameters && sizes ? 'both' : 'neither',
        );
      if (options.biases && parameters !== undefined)
        throw new ArgumentError(where, 'biases', 'given with --sizes (a file has its own)', true);
      if (sizes && sizes.length < 2)
        throw new ArgumentError(where, 'sizes', 'inputs and outputs at least', sizes.join(','));
      for (const size of sizes ?? []) integer(where, 'sizes', size, 1);
      const measures = await import('../../assumptions/index.ts');
      const { stream } = await import('../../base/philox.ts');
      const { labelledInputs, readLayers } = await import('../rectified-network.ts');
      const { wilsonInterval } = await import('../../ensembles/statistics.ts');
      const { readDataset } = await import('../data-option.ts');
      const { announce } = await import('../announce.ts');
      const network = sizes
        ? measures.randomLayers(stream(seed, where, 0, 'network'), sizes, options.biases)
        : await readLayers(where, parameters!, options.point);
      const inputs = network.sizes[0]!;
      const outputs = network.sizes.at(-1)!;
      const draw = stream(seed, where, 0, 'inputs');
      const count = samples ?? usualSamples;
      const gaussian = () => ({
        count,
        inputs,
        x: Float64Array.from({ length: count * inputs }, () => draw.normal()),
      });
      const side = Math.sqrt(inputs);
      const read: LabelledInputs =
        data === undefined
          ? gaussian()
          : labelledInputs(
              where,
              await readDataset(context, data, Number.isInteger(side) && side <= 28 ? side : undefined),
              network.sizes,
              samples,
            );
      integer(where, 'samples', read.count, 3, 4000);
      const { labels } = read;
      // Two dot products a pair; 1.2e-9 seconds a multiply-add.
      const words = network.sizes.slice(1, -1).reduce((sum, size) => sum + size / 32, 0);
      announce(terminal, `${read.count} samples in pairs`, read.count ** 2 * (inputs + words) * 1.2e-9);
      const pass = measures.forward(network, read);
      const nulls = stream(seed, where, 0, 'nulls');
      const gates = measures.gateMeasures(network, read, pass, { draw: nulls });
      const input = measures.inputMeasure(read, nulls);
      const clustered = measures.redundancy(network, read, pass);
      const changes = wilsonInterval(clustered.changed, read.count);
      const uniform = attempt(() => measures.uniformity(network));
      const { pull, moved } = labels ? measures.pulls(pass.outputs, outputs, labels) : { pull: null, moved: null };
      const maximum = pull ? measures.maximumMeasure(pull, moved, nulls) : null;
      const slope = labels ? measures.radialSlope(network, read, pass, labels) : null;
      const document = {
        ...gates,
        delta2: input.delta2,
        delta2Split: input.split,
        delta2Null: input.nullValue,
        delta3: { value: clustered.delta3, low: changes.low, high: changes.high },
        delta4: uniform === null ? null : { value: uniform.delta4, error: 0 },
        levels: clustered.s,
        deltaM: maximum?.deltaM ?? null,
        deltaMNull: maximum?.nullBand ?? null,
        normSquared: measures.normSquared(network),
        radialSlope: slope,
        sizes: network.sizes,
        biases: network.biases !== null,
        samples: read.count,
      };
      if (options.json) return printJson(terminal, document as unknown as Parameters<typeof printJson>[1]);
      const row = (name: string, what: string, estimate: Estimate | null, beside = '') => [
        name,
        what,
        estimate ? estimate.value.toPrecision(4) : 'none',
        estimate && estimate.error > 0 ? estimate.error.toPrecision(2) : '',
        beside,
      ];
      const band = gates.delta5Null?.map((x) => x.toPrecision(2)).join(' … ');
      const order = gates.lambda.toPrecision(4);
      const rows = [
        row('δ1²', 'equal activation', gates.delta1Squared, '0'),
        row('δ2', 'Gaussian inputs', input.delta2, input.nullValue.toPrecision(2)),
        row('δ3', `redundancy, s = ${clustered.s}`, { value: clustered.delta3, error: 0 }, '0'),
        row('δ4', 'uniformity, nats', uniform && { value: uniform.delta4, error: 0 }, '0'),
        row('δ5²', 'independence of gates and inputs', gates.delta5Squared, band),
        row('δ6Z', 'orders of randomness lost by inputs', gates.delta6Z, '0'),
        row('δ6', 'the same with gates', gates.delta6, '0'),
        row('Ψ_eff', 'independent paths, gates off', gates.psiEff, `Ψ = ${gates.psi}, Λ = ${order}`),
        row('Ψ_eff', 'independent paths', gates.psiEffGates),
        row(
          'δM',
          'independence of the maximum',
          maximum?.deltaM ?? null,
          maximum ? `± ${maximum.nullBand.toPrecision(2)}` : '',
        ),
      ];
      terminal.out(`${await table(terminal, ['measure', 'of', 'value', 'error', 'where it holds'], rows)}\n`);
      const radial = slope === null ? '' : `; d ln L/d ln|w| = ${slope.toPrecision(3)}`;
      terminal.out(`${read.count} samples; |w|² = ${document.normSquared.toPrecision(4)}${radial}\n`);
    });
}

/** null where the network is too large for a measure. */
function attempt<T>(measure: () => T): T | null {
  try {
    return measure();
  } catch (error) {
    if (error instanceof Error && error.name === 'CapacityError') return null;
    throw error;
  }
}
