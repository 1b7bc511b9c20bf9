/** glasscape spectrum: eigenvalues of the Hessian at a point: all of a small one; extremes, density and trace of a large one. */
import { Command } from 'commander';
import { integer } from '../../base/arguments.ts';
import type { Operator } from '../../linalg/operator.ts';
import { type PointOptions, withPointOptions } from '../landscape-options.ts';
import type { Work } from '../named-landscape.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options extends PointOptions {
  readonly fullUpTo: number;
  readonly extremes: number;
}

/** Vectors that Lanczos keeps at most. */
const krylov = 1000;
/** Products of an estimate: ten probes of 80 for the density, 60 for the trace, and about as many as Lanczos usually takes. */
const products = 10 * 80 + 60 + 200;

/** Seconds of all eigenvalues, over n³: 1.7 s at n = 1500. */
const cubicSeconds = 5e-10;

export function spectrumCommand(context: Context): Command {
  const { terminal } = context;
  const command = new Command('spectrum')
    .summary('spectrum of the Hessian at a point on any landscape')
    .description(
      'All eigenvalues where the Hessian is small; else the extreme ones by Lanczos with their residuals, and density and trace of all with ' +
        'standard errors. Rows that are zero (pixels never lit, units never active) are left out and counted as idle. A Hessian that does ' +
        'not fit in memory is multiplied with and never formed.',
    )
    .option('--full-up-to <n>', 'largest Hessian whose eigenvalues are all computed, at most 4000', numeric, 1500)
    .option('--extremes <k>', 'how many at either end, of a larger one', numeric, 10);
  return withPointOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape spectrum --run 20250131-142501-spin-glass-3x100 --point 17 --json\n' +
        '  glasscape spectrum --run nets --point 0 --images 10000\n' +
        '  glasscape spectrum --run nets --point 0 --full-up-to 4000 --json\n' +
        '  glasscape spectrum --order 3 --size 200 --seed 1 --point 5           (random start number 5)\n' +
        '  glasscape spectrum --hidden 8,8 --activation tanh --pixels 5 --parameters mine.npz',
    )
    .action(async (options: Options) => {
      const { seed = 1 } = options;
      const count = integer('spectrum', 'extremes', options.extremes, 1);
      integer('spectrum', 'seed', seed, 0);
      const { fullSpectrum, largestSpectrum, spectralReport } = await import('../../curvature/index.ts');
      const limit = integer('spectrum', 'full-up-to', options.fullUpTo, 0, largestSpectrum);
      const { openPlaces } = await import('../open-landscape.ts');
      const { announce } = await import('../announce.ts');
      const bytes = (n: number) => 24 * Math.min(n, limit) ** 2 + 8 * krylov * n;
      const instead = limit > 0 ? '--full-up-to 0 keeps no matrix' : undefined;
      const [place] = await openPlaces(context, 'spectrum', options, [options.point], { bytes, instead });
      const { named, position, about: from } = place!;
      const { dimension } = named;
      const full = dimension <= limit;
      const dense = named.formed && 9 * dimension ** 2 <= Math.min(await context.house.memory(), 2 ** 32);
      const seconds = (work: Work) => named.seconds(work, position, terminal.now);
      const forming = full || dense ? seconds('hessian') : products * seconds('product');
      const solving = full ? cubicSeconds * dimension ** 3 : 0;
      announce(terminal, `spectrum of ${dimension} dimensions`, forming + solving);
      const { operator, idle } = dense ? named.hessian(position) : { operator: named.products(position), idle: 0 };
      const about = { dimension, idle, ...from, landscape: named.about };
      if (operator.size <= limit) {
        const eigenvalues = fullSpectrum(operator);
        if (options.json) printJson(terminal, { ...about, method: 'full', eigenvalues: [...eigenvalues] });
        else terminal.out(`${await quantileTable(eigenvalues)}\nall ${eigenvalues.length} eigenvalues; ${idle} idle\n`);
        return;
      }
      const { stream } = await import('../../base/philox.ts');
      const { extremes } = await import('../../linalg/lanczos.ts');
      const { showProgress } = await import('../progress.ts');
      const progress = await showProgress({ ...terminal, interactive: false });
      const watched = counted(operator, (done) => progress.update(Math.min(1, done / products), 0, `product ${done}`));
      const draw = stream(seed, 'spectrum', options.point, 'probes');
      const ends = extremes(draw, watched, Math.min(count, operator.size), { tolerance: 1e-6 });
      const { density, width, trace } = spectralReport(draw, watched);
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

/** The operator, with a look at how many products were taken. */
function counted(operator: Operator, look: (done: number) => void): Operator {
  let done = 0;
  return {
    ...operator,
    apply(v, out) {
      operator.apply(v, out);
      look(++done);
    },
  };
}
