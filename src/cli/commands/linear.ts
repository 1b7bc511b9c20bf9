/** glasscape linear: what theory knows of deep linear nets: every critical value, and what kind of critical point given weights are. */
import { Command } from 'commander';
import { positive } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { LinearDataOptions } from '../linear-data.ts';
import { numeric, numericList } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface ClassifyOptions extends LinearDataOptions {
  readonly parameters?: string;
  readonly array?: string;
  readonly point: number;
  readonly threshold: number;
  readonly json?: boolean;
}

/** Rows of the table; --json has all. */
const longestTable = 60;

export function linearCommand(context: Context): Command {
  return new Command('linear')
    .summary('critical points of deep linear nets, from closed forms')
    .description(
      'The landscape ‖Y − W_H … W_1 X‖² of a deep linear net is known: every critical value comes from a subset of a spectrum, and the ' +
        'factors of a critical point say whether it is a global minimum, a strict saddle, or a saddle without negative curvature.',
    )
    .addCommand(enumerateCommand(context))
    .addCommand(classifyCommand(context));
}

function withData(command: Command): Command {
  return command
    .option(
      '--data <file>',
      'data set: a file such as .npz with X (inputs × samples) and Y (outputs × samples), or as of other commands (default: drawn)',
    )
    .requiredOption('--widths <list>', 'd_0 inputs, the hidden widths, d_H outputs, separated by commas', numericList)
    .option('--samples <n>', 'samples of drawn data', numeric, 20)
    .option('--disorder <n>', 'number of the drawn data', numeric, 0)
    .option('--seed <n>', 'seed of drawn data', numeric, 1)
    .option('--json', 'print one JSON document on stdout');
}

function enumerateCommand(context: Context): Command {
  const { terminal } = context;
  return withData(new Command('enumerate'))
    .summary('every critical value, its rank, subset and kind')
    .description(
      'One entry for each subset of the nonzero spectrum with at most min d_i elements: numbers of the eigenvalues in falling order, from ' +
        '1. either: the kind depends on the factors, and "glasscape linear classify" decides it.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape linear enumerate --data mine.npz --widths 3,2,3 --json\n' +
        '  glasscape linear enumerate --widths 4,2,2,3 --seed 1',
    )
    .action(async (options: LinearDataOptions & { readonly json?: boolean }) => {
      const { linearData } = await import('../linear-data.ts');
      const { conditionsOf, criticalValues } = await import('../../theory/index.ts');
      const { problem, widths } = await linearData('linear enumerate', context, options);
      const found = criticalValues(problem, widths);
      if (options.json) return printJson(terminal, found);
      terminal.out(`minimum ${found.minimum.toPrecision(10)} of the deep linear net ${widths.join('-')}\n`);
      const rows = found.values
        .slice(0, longestTable)
        .map(({ loss, rank, subset, kind }) => [loss.toPrecision(10), String(rank), `{${subset.join(', ')}}`, kind]);
      terminal.out(`${await table(terminal, ['squared error', 'rank', 'subset', 'kind'], rows)}\n`);
      const more = found.values.length - longestTable;
      if (more > 0) terminal.out(`… and ${more} more, in --json\n`);
      for (const line of conditionLines(conditionsOf(problem))) terminal.out(`${line}\n`);
    });
}

function classifyCommand(context: Context): Command {
  const { terminal } = context;
  return withData(new Command('classify'))
    .summary('what kind of critical point given weights are')
    .description(
      'Puts the weights onto the critical point next to them (beyond 1e-3 of their size they are refused), says which subset of the ' +
        'spectrum it realizes and what kind it is, checks that against the index by inertia of the landscape’s Hessian, and gives the order ' +
        'to which the loss falls from a saddle.',
    )
    .option('--parameters <file>', 'the weights: .npz or .safetensors with W1, W2, …, or rows of points')
    .option('--array <name>', 'which array of an archive (default: the arrays W1, W2, …, else the only one)')
    .option('--point <k>', 'row of the file, from 0', numeric, 0)
    .option('--threshold <τ>', 'eigenvalues within ± τ of the largest count as zero', numeric, 1e-9)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape linear classify --data mine.npz --widths 3,2,3 --parameters weights.npz\n' +
        '  glasscape saddles --landscape deep-linear --widths 3,2,2,3 --out saddles.npz && \\\n' +
        '    glasscape linear classify --widths 3,2,2,3 --parameters saddles.npz --point 2 --json',
    )
    .action(async (options: ClassifyOptions) => {
      const where = 'linear classify';
      const share = positive(where, 'threshold', options.threshold);
      if (options.parameters === undefined)
        throw new ArgumentError(where, 'parameters', 'given: a file with the weights', undefined);
      const { linearData } = await import('../linear-data.ts');
      const { problem, widths } = await linearData(where, context, options);
      const { classifyOnLandscape } = await import('../linear-point.ts');
      const { families } = await import('../../landscapes/index.ts');
      const { openPointFile, pointIn } = await import('../point-file.ts');
      const family = families['deep-linear']!;
      const { position: point } = pointIn(where, await openPointFile(options.parameters), {
        array: options.array,
        row: options.point,
        family,
        fields: { widths },
        layout: family.layout!({ widths }, []),
      });
      const dimension = widths.slice(1).reduce((sum, d, h) => sum + d * widths[h]!, 0);
      if (point.length !== dimension) throw new ArgumentError(where, 'point', `${dimension} numbers`, point.length);
      const found = classifyOnLandscape(problem, widths, point, share, await context.host.kernels());
      const { conditionsOf } = await import('../../theory/index.ts');
      const conditions = conditionsOf(problem);
      if (options.json) return printJson(terminal, { ...found, conditions });
      const { subset, rank, kind, loss, residual, index, agrees, descent } = found;
      const counts = `${index.negative} negative, ${index.zero} zero, ${index.positive} positive, ${index.undetermined} undetermined`;
      const rows = [
        ['kind', kind],
        ['subset', `{${subset.join(', ')}}, rank ${rank}`],
        ['squared error', loss.toPrecision(12)],
        ['residual', `${residual.toExponential(2)} of the size of the weights`],
        ['index', `${counts} within ± ${index.threshold.toExponential(1)}`],
        ['agreement', agrees ? 'kind and index agree' : 'kind and index DISAGREE'],
        ...(descent
          ? [
              [
                'descent',
                `of order ${descent.order}, −${descent.coefficient.toPrecision(4)} t^${descent.order}, by layers ${descent.layers.join(', ')}`,
              ],
            ]
          : []),
      ];
      for (const [name, text] of rows) terminal.out(`${name!.padEnd(15)}${text}\n`);
      for (const line of conditionLines(conditions)) terminal.out(`${line}\n`);
    });
}

/** What of the usual assumptions the data lack. */
function conditionLines(conditions: {
  readonly inputsFullRank: boolean;
  readonly correlated: boolean;
  readonly outputsFullRank: boolean;
  readonly distinct: boolean;
}): string[] {
  const { inputsFullRank, correlated, outputsFullRank, distinct } = conditions;
  return [
    ...(inputsFullRank ? [] : ['X Xᵀ is singular: its pseudo-inverse is used']),
    ...(correlated ? [] : ['Y Xᵀ = 0: there is nothing to fit, and no saddle']),
    ...(outputsFullRank ? [] : ['the spectrum has zeros, which are not listed']),
    ...(distinct ? [] : ['eigenvalues are tied: a subset stands for any basis of their eigenspace']),
  ];
}
