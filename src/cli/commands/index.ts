/** glasscape index: how many directions at a point go down, are flat, go up; counted by inertia, never from eigenvalues. */
import { Command } from 'commander';
import { positive } from '../../base/arguments.ts';
import { type PointOptions, withPointOptions } from '../landscape-options.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options extends PointOptions {
  readonly threshold: number;
}

/** A factorization keeps n² numbers and its work space. */
const room = {
  bytes: (n: number) => 9 * n * n,
  instead: '"glasscape spectrum --full-up-to 0" takes extremes, density and trace from Hessian-vector products',
};

export function indexCommand(context: Context): Command {
  const { terminal } = context;
  const command = new Command('index')
    .summary('index of a point on any landscape, by inertia')
    .description(
      'Counts the eigenvalues of the Hessian below −τ, inside (−τ, τ) and above τ at a point: of a stored run, of a file, or a random ' +
        'start. On a spin glass it is the tangent Hessian, on a network that of the mean training loss. What rounding leaves open is ' +
        'undetermined.',
    )
    .option('--threshold <τ>', 'eigenvalues within ± τ count as zero; 0.001 is the paper’s', numeric, 0.001);
  return withPointOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape index --run 20250131-142501-spin-glass-3x100 --point 17\n' +
        '  glasscape train --widths 25 --networks 8 --keep-parameters --out nets && glasscape index --run nets --point 3\n' +
        '  glasscape index --run nets --point 0 --threshold 1e-4 --images 10000 --json\n' +
        '  glasscape index --order 3 --size 50 --seed 1 --parameters point.npy --retract\n' +
        '  glasscape index --hidden 25 --images 60000 --parameters mine.npz     (arrays W1, b1, W2, b2)',
    )
    .action(async (options: Options) => {
      const threshold = positive('index', 'threshold', options.threshold);
      const { openPlaces } = await import('../open-landscape.ts');
      const { announce } = await import('../announce.ts');
      const [place] = await openPlaces(context, 'index', options, [options.point], room);
      const { named, position, about } = place!;
      announce(terminal, `index of ${named.dimension} dimensions`, named.seconds('index', position, terminal.now));
      const { dimension, negative, zero, positive: above, undetermined, ...rest } = named.index(position, threshold);
      const { gradientNorm, certificate, bound, distance } = rest;
      if (options.json) {
        const counts = { dimension, threshold, negative, zero, positive: above, undetermined };
        printJson(terminal, {
          ...counts,
          gradientNorm,
          certificate,
          bound,
          distance,
          ...about,
          landscape: named.about,
        });
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
