/** glasscape index: how many directions at a point go down, are flat, go up; counted by inertia, never from eigenvalues. */
import { Command } from 'commander';
import { positive } from '../../base/arguments.ts';
import type { Families } from '../../landscapes/family.ts';
import { type PointOptions, withPointOptions } from '../landscape-options.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options extends PointOptions {
  readonly threshold: number;
}

/** A factorization keeps n² numbers and its work space. */
const need = {
  points: 1,
  bytes: (n: number) => 9 * n * n,
  instead: '"glasscape spectrum --full-up-to 0" takes extremes, density and trace from Hessian-vector products',
};

export function indexCommand(context: Context, families: Families): Command {
  const { terminal } = context;
  const command = new Command('index')
    .summary('index of a point on any landscape, by inertia')
    .description(
      'Counts the eigenvalues of the Hessian below −τ, inside (−τ, τ) and above τ at a point: of a stored run, of a file, or a random ' +
        'start. On a sphere it is the tangent Hessian, on a network that of the mean training loss. What rounding leaves open is ' +
        'undetermined.',
    )
    .option('--threshold <τ>', 'eigenvalues within ± τ count as zero; 0.001 is the paper’s', numeric, 0.001);
  return withPointOptions(command, families)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape index --run 20250131-142501-spin-glass-3x100 --point 17\n' +
        '  glasscape train --widths 25 --networks 8 --keep-parameters --out nets && glasscape index --run nets --point 3\n' +
        '  glasscape index --run nets --point 0 --threshold 1e-4 --images 10000 --json\n' +
        '  glasscape index --landscape spin-glass --size 50 --seed 1 --parameters point.npy --retract\n' +
        '  glasscape index --hidden 25 --images 60000 --parameters mine.npz     (arrays W1, b1, W2, b2)\n' +
        '  glasscape index --parameters model.safetensors --activation tanh     (0.weight, fc1.weight, coefs_0, …: sizes are read)',
    )
    .action(async (options: Options) => {
      const threshold = positive('index', 'threshold', options.threshold);
      const { openPoints } = await import('../open-landscape.ts');
      const { aboutPoint, describePoint } = await import('../point-about.ts');
      const { announce } = await import('../announce.ts');
      const { indexOfPoint } = await import('../../instruments/index.ts');
      const { run } = await import('../../search/index.ts');
      const { stream } = await import('../../base/philox.ts');
      const [placed] = await openPoints(context, 'index', options, [options.point], need);
      const { opened, position } = placed!;
      const { landscape, kernels } = opened;
      announce(
        terminal,
        `index of ${landscape.manifold.tangentDimension} dimensions`,
        landscape.forecast?.('index', position, terminal.now) ?? 0,
      );
      const tools = { kernels, draw: stream(options.seed ?? 1, 'index', options.point, 'probes') };
      const found = run(indexOfPoint.search(landscape, { point: position, threshold }, tools));
      const { dimension, negative, zero, positive: above, undetermined } = found;
      const { gradientNorm, certificate, pointKind, bound, distance, value } = found;
      const shownValue = value / landscape.quantity.per;
      if (options.json) {
        const counts = { dimension, threshold, negative, zero, positive: above, undetermined };
        const measured = { quantity: landscape.quantity.name, value: shownValue, gradientNorm };
        printJson(terminal, {
          ...counts,
          ...measured,
          ...(landscape.indexBound !== undefined && { indexBound: landscape.indexBound }),
          pointKind,
          certificate,
          bound,
          distance,
          ...aboutPoint(placed!),
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
      if (landscape.indexBound !== undefined)
        terminal.out(
          `at most ${landscape.indexBound} are negative at any point: in the other parameters the loss is convex\n`,
        );
      const shown = certificate ? `${certificate.kind}: ${certificate.holds ? 'holds' : 'does not hold'}` : 'none';
      const kind = pointKind ? `; ${pointKind}` : '';
      terminal.out(`${landscape.quantity.name} ${shownValue.toPrecision(6)}${kind}\n`);
      terminal.out(`gradient norm ${gradientNorm.toExponential(2)}; certificate ${shown}\n`);
      terminal.out(describePoint(placed!));
    });
}
