/** glasscape descent: what a gradient descent passes on its way, and where it ends. */
import { Command } from 'commander';
import { integer, positive } from '../../base/arguments.ts';
import type { DescentsFollowed } from '../../instruments/index.ts';
import type { Families } from '../../landscapes/family.ts';
import { type PointOptions, withPointOptions } from '../landscape-options.ts';
import type { PlacedPoint } from '../open-landscape.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options extends PointOptions {
  readonly rate?: number;
  readonly maxSteps: number;
  readonly looks: number;
  readonly threshold: number;
  readonly index: boolean;
}

const need = { points: 1, bytes: (n: number) => 64 * n * n, instead: '--no-index counts no eigenvalues' };
const valuesOnly = { points: 1, bytes: (n: number) => 64 * n };

export function descentCommand(context: Context, families: Families): Command {
  const { terminal } = context;
  const command = new Command('descent')
    .summary('value, gradient and index along a gradient descent')
    .description(
      'Descends from a point, looks at value, gradient norm and index after numbers of steps in geometric progression, and labels the end for ' +
        'what it is.',
    )
    .option('--rate <η>', 'step length (default: the usual one of the landscape)', numeric)
    .option('--max-steps <n>', 'steps of the last look', numeric, 4000)
    .option('--looks <n>', 'looks, at steps in geometric progression', numeric, 30)
    .option('--no-index', 'count no eigenvalues, and end at the last look')
    .option('--threshold <τ>', 'eigenvalues within ± τ count as zero at the end', numeric, 1e-6);
  return withPointOptions(command, families)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape descent --size 50 --seed 1 --point 3\n' +
        '  glasscape descent --hidden 3 --activation tanh --pixels 4 --images 500 --rate 0.1 --json\n' +
        '  glasscape descent --run nets --point 0 --no-index --max-steps 200',
    )
    .action(async (options: Options) => {
      const { rate, threshold } = options;
      const maxSteps = integer('descent', 'max-steps', options.maxSteps, 10, 1_000_000);
      const looks = integer('descent', 'looks', options.looks, 4, 500);
      positive('descent', 'threshold', threshold);
      if (rate !== undefined) positive('descent', 'rate', rate);
      const { openPoints } = await import('../open-landscape.ts');
      const { descent } = await import('../../instruments/index.ts');
      const { stream } = await import('../../base/philox.ts');
      const { watched } = await import('../watched.ts');
      const [placed] = await openPoints(
        context,
        'descent',
        options,
        [options.point],
        options.index ? need : valuesOnly,
      );
      const { opened, position } = placed!;
      const tools = { kernels: opened.kernels, draw: stream(options.seed ?? 1, 'descent', 0, 'probes') };
      const asked = { starts: position, count: 1, maxSteps, looks, threshold, index: options.index };
      const search = descent.search(opened.landscape, { ...asked, ...(rate !== undefined && { rate }) }, tools);
      const followed = await watched(terminal, search, (partial) => report(placed!, partial, options));
      await report(placed!, followed, options);
    });

  async function report(
    { opened, about }: PlacedPoint,
    followed: DescentsFollowed,
    { json, index: counted }: Options,
  ): Promise<void> {
    const { landscape } = opened;
    const { per, name } = landscape.quantity;
    const { steps, looks, ends } = followed;
    const [end] = ends;
    if (json) {
      const { pointDocument } = await import('../points-out.ts');
      const column = <T>(of: (k: number) => T) => steps.map((_, k) => of(k));
      printJson(terminal, {
        steps,
        values: column((k) => looks[k]![0]!.value / per),
        gradientNorms: column((k) => looks[k]![0]!.residual),
        indices: column((k) => looks[k]![0]!.index),
        end: end ? pointDocument(landscape, end) : null,
        ...about,
        landscape: opened.about,
      });
      return;
    }
    const rows = steps.map((step, k) => {
      const { value, residual, index } = looks[k]![0]!;
      return [String(step), (value / per).toFixed(6), residual.toExponential(2), index === null ? '' : String(index)];
    });
    terminal.out(`descent on the ${landscape.name}\n`);
    terminal.out(`${await table(terminal, ['step', name, 'gradient norm', 'index'], rows)}\n`);
    if (!counted) return;
    if (end) terminal.out(`goes on to ${name} ${(end.value / per).toFixed(8)}: ${end.kind}, ${end.certainty}\n`);
    else terminal.out('goes on to no minimum within 50,000 steps\n');
  }
}
