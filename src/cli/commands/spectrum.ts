/** glasscape spectrum: eigenvalues of the Hessian at a stored point: all of a small one; extremes, density and trace of a large one. */
import { Command } from 'commander';
import { integer } from '../../base/arguments.ts';
import { type PointOptions, withPointOptions } from '../landscape-options.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options extends PointOptions {
  readonly fullUpTo: number;
  readonly extremes: number;
  readonly seed: number;
}

/** Eigenvalues need the matrix, its tridiagonal form, and their source. */
const bytes = (n: number) => 24 * n * n;

export function spectrumCommand(context: Context): Command {
  const { terminal } = context;
  const command = new Command('spectrum')
    .summary('spectrum of the Hessian at a point of a stored run')
    .description(
      'All eigenvalues where the Hessian is small; else the extreme ones by Lanczos with their residuals, and density and trace of all with ' +
        'standard errors. Rows that are zero (pixels never lit, units never active) are left out and counted as idle.',
    )
    .option('--full-up-to <n>', 'largest Hessian whose eigenvalues are all computed, at most 4000', numeric, 1500)
    .option('--extremes <k>', 'how many at either end, of a larger one', numeric, 10)
    .option('--seed <n>', 'of the random vectors', numeric, 1);
  return withPointOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape spectrum --run 20250131-142501-spin-glass-3x100 --point 17 --json\n' +
        '  glasscape spectrum --run nets --point 0 --images 10000\n' +
        '  glasscape spectrum --run nets --point 0 --full-up-to 4000 --json',
    )
    .action(async (options: Options) => {
      const { run, point, seed } = options;
      const count = integer('spectrum', 'extremes', options.extremes, 1);
      integer('spectrum', 'seed', seed, 0);
      const { fullSpectrum, largestSpectrum, spectralReport } = await import('../../curvature/index.ts');
      const limit = integer('spectrum', 'full-up-to', options.fullUpTo, 0, largestSpectrum);
      const { storedPoint } = await import('../stored-point.ts');
      const { dimension, experiment, hessian } = await storedPoint(context, 'spectrum', options, bytes);
      const { operator, idle } = hessian();
      const about = { dimension, idle, experiment, run, point };
      if (operator.size <= limit) {
        const eigenvalues = fullSpectrum(operator);
        if (options.json) printJson(terminal, { ...about, method: 'full', eigenvalues: [...eigenvalues] });
        else terminal.out(`${await quantileTable(eigenvalues)}\nall ${eigenvalues.length} eigenvalues; ${idle} idle\n`);
        return;
      }
      const { stream } = await import('../../base/philox.ts');
      const { extremes } = await import('../../linalg/lanczos.ts');
      const draw = stream(seed, 'spectrum', point, 'probes');
      const ends = extremes(draw, operator, Math.min(count, operator.size), { tolerance: 1e-6 });
      const { density, width, trace } = spectralReport(draw, operator);
      const [smallest, largest] = [ends.smallest, ends.largest].map((pairs) =>
        pairs.map(({ value, residual }) => ({ value, residual })),
      );
      if (options.json) {
        const { at, density: heights, standardErrors } = density;
        const curve = { at: [...at], density: [...heights], standardErrors: [...standardErrors], width };
        printJson(terminal, { ...about, method: 'estimate', smallest, largest, trace, density: curve });
        return;
      }
      const rows = [...smallest!, ...largest!].map((p) => [p.value.toExponential(6), p.residual.toExponential(1)]);
      terminal.out(`${await table(terminal, ['eigenvalue', 'residual'], rows)}\n`);
      const [tr, error] = [trace.value, trace.standardError].map((x) => x.toExponential(3));
      terminal.out(
        `extremes of ${operator.size} eigenvalues; trace ${tr} ± ${error}; ${idle} idle; --json has the density\n`,
      );
    });

  function quantileTable(sorted: Float64Array): Promise<string> {
    const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))]!.toExponential(6);
    const shares = [0, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1];
    return table(
      terminal,
      ['share below', 'eigenvalue'],
      shares.map((q) => [q.toFixed(2), at(q)]),
    );
  }
}
