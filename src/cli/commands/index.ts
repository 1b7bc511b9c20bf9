/** glasscape index: how many directions at a stored point go down, are flat, go up; counted by inertia, never from eigenvalues. */
import { Command } from 'commander';
import { positive } from '../../base/arguments.ts';
import { type PointOptions, withPointOptions } from '../landscape-options.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options extends PointOptions {
  readonly threshold: number;
}

/** Bytes a factorization keeps of n² numbers, its work space included. */
const bytes = (n: number) => 9 * n * n;

export function indexCommand(context: Context): Command {
  const { terminal } = context;
  const command = new Command('index')
    .summary('index of a point of a stored run, by inertia')
    .description(
      'Counts the eigenvalues of the Hessian below −τ, inside (−τ, τ) and above τ at a point that a run has kept: an end point of a spin ' +
        'glass (tangent Hessian), or a trained network (Hessian of the mean training loss). What rounding leaves open is undetermined.',
    )
    .option('--threshold <τ>', 'eigenvalues within ± τ count as zero; 0.001 is the paper’s', numeric, 0.001);
  return withPointOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape index --run 20250131-142501-spin-glass-3x100 --point 17\n' +
        '  glasscape train --widths 25 --networks 8 --keep-parameters --out nets && glasscape index --run nets --point 3\n' +
        '  glasscape index --run nets --point 0 --threshold 1e-4 --images 10000 --json',
    )
    .action(async (options: Options) => {
      const threshold = positive('index', 'threshold', options.threshold);
      const { storedPoint } = await import('../stored-point.ts');
      const point = await storedPoint(context, 'index', options, bytes);
      const { dimension, negative, zero, positive: above, undetermined, ...rest } = point.index(threshold);
      const { gradientNorm, certificate, bound, distance } = rest;
      if (options.json) {
        const counts = { dimension, threshold, negative, zero, positive: above, undetermined };
        const where = { experiment: point.experiment, run: options.run, point: options.point };
        printJson(terminal, { ...counts, gradientNorm, certificate, bound, distance, ...where });
        return;
      }
      const share = (count: number) => [String(count), (count / dimension).toFixed(4)];
      const rows = [
        [`below −${threshold}`, ...share(negative)],
        [`within ± ${threshold}`, ...share(zero)],
        [`above ${threshold}`, ...share(above)],
        ['undetermined', ...share(undetermined)],
      ];
      terminal.out(`${await table(terminal, ['eigenvalues', 'count', `share of ${dimension}`], rows)}\n`);
      const shown = certificate ? `${certificate.kind}: ${certificate.holds ? 'holds' : 'does not hold'}` : 'none';
      terminal.out(`gradient norm ${gradientNorm.toExponential(2)}; certificate ${shown}\n`);
    });
}
