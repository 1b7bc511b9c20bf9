/** glasscape spectrum: eigenvalues of the Hessian at a point: all of a small one; extremes, density and trace of a large one. */
import { Command, Option } from 'commander';
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { EigenvalueFound } from '../../instruments/index.ts';
import type { Families } from '../../landscapes/family.ts';
import type { Work } from '../../landscapes/landscape.ts';
import { type PointOptions, withPointOptions } from '../landscape-options.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options extends PointOptions {
  readonly fullUpTo: number;
  readonly extremes: number;
  readonly by?: 'layer';
  readonly gaussNewton?: boolean;
  readonly vectors?: string;
}

/** Vectors that Lanczos keeps at most. */
const krylov = 1000;
/** Seconds of all eigenvalues, over n³: 1.7 s at n = 1500. */
const cubicSeconds = 5e-10;

export function spectrumCommand(context: Context, families: Families): Command {
  const { terminal } = context;
  const command = new Command('spectrum')
    .summary('spectrum of the Hessian at a point on any landscape')
    .description(
      'All eigenvalues where the Hessian is small; else the extreme ones by Lanczos with their residuals, and density and trace of all with ' +
        'standard errors. Rows that are zero (pixels never lit, units never active) are left out and counted as idle. A Hessian that does ' +
        'not fit in memory is multiplied with and never formed.',
    )
    .option('--full-up-to <n>', 'largest Hessian whose eigenvalues are all computed, at most 4000', numeric, 1500)
    .option('--extremes <k>', 'how many at either end, of a larger one', numeric, 10)
    .addOption(
      new Option('--by <part>', 'the diagonal blocks of each layer as well (default: the whole alone)').choices([
        'layer',
      ]),
    )
    .option('--gauss-newton', 'of the Gauss–Newton part of the Hessian in place of all of it; without penalties')
    .option('--vectors <file>', 'eigenvectors to a .npz file: all of a small Hessian, else those of the extremes');
  return withPointOptions(command, families)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape spectrum --run 20250131-142501-spin-glass-3x100 --point 17 --json\n' +
        '  glasscape spectrum --run nets --point 0 --images 10000\n' +
        '  glasscape spectrum --run nets --point 0 --full-up-to 4000 --json\n' +
        '  glasscape spectrum --order 3 --size 200 --seed 1 --point 5           (random start number 5)\n' +
        '  glasscape spectrum --hidden 8,8 --activation tanh --pixels 5 --parameters mine.npz\n' +
        '  glasscape spectrum --parameters model.safetensors --data iris.csv --activation tanh --by layer --vectors vectors.npz',
    )
    .action(async (options: Options) => {
      const { seed = 1 } = options;
      const count = integer('spectrum', 'extremes', options.extremes, 1);
      integer('spectrum', 'seed', seed, 0);
      const { largestSpectrum } = await import('../../curvature/index.ts');
      const limit = integer('spectrum', 'full-up-to', options.fullUpTo, 0, largestSpectrum);
      const { openPoints } = await import('../open-landscape.ts');
      const { aboutPoint, describePoint } = await import('../point-about.ts');
      const { announce } = await import('../announce.ts');
      const { spectrum, usualProducts } = await import('../../instruments/index.ts');
      const { run } = await import('../../search/index.ts');
      const { stream } = await import('../../base/philox.ts');
      const bytes = (n: number) => 24 * Math.min(n, limit) ** 2 + 8 * (krylov + 2 * count) * n;
      const instead = limit > 0 ? '--full-up-to 0 keeps no matrix' : undefined;
      const need = { points: 1, bytes, ...(instead !== undefined && { instead }) };
      const { outputFile } = await import('../output-file.ts');
      const file =
        options.vectors === undefined
          ? undefined
          : await outputFile('spectrum', options.vectors, { argument: 'vectors', endings: ['.npz'] });
      const { gaussNewtonLandscape, layerBlocks } = await import('../../landscapes/index.ts');
      const { encodeNpz } = await import('../../data/index.ts');
      const [placed] = await openPoints(context, 'spectrum', options, [options.point], need);
      const { opened, position } = placed!;
      const { kernels, layout } = opened;
      const landscape = options.gaussNewton ? gaussNewtonLandscape(opened.landscape) : opened.landscape;
      const blocks = options.by === undefined ? undefined : layerBlocks(layout);
      if (blocks?.length === 0) throw new ArgumentError('spectrum', 'by', 'asked of a landscape with layers', 'layer');
      const dimension = landscape.manifold.tangentDimension;
      const full = dimension <= limit;
      const memory = Math.min(await context.host.memory(), 2 ** 32);
      const seconds = (work: Work) => landscape.forecast?.(work, position, terminal.now) ?? 0;
      const forming = full ? seconds('hessian') : Math.min(seconds('hessian'), usualProducts * seconds('product'));
      const solving = full ? cubicSeconds * dimension ** 3 : 0;
      announce(terminal, `spectrum of ${dimension} dimensions`, forming + solving);
      const tools = { kernels, draw: stream(seed, 'spectrum', options.point, 'probes') };
      const asked = {
        ...{ point: position, fullUpTo: limit, extremes: count, memory, vectors: file !== undefined },
        ...(blocks && { blocks }),
      };
      const found = run(spectrum.search(landscape, asked, tools));
      const { idle, spectrum: seen } = found;
      if (file && found.vectors) {
        const { values, rows } = found.vectors;
        const shape = [values.length, dimension];
        await file.write(
          encodeNpz({ eigenvalues: { shape: [values.length], data: values }, vectors: { shape, data: rows } }),
        );
      }
      const byLayer = found.blocks?.map(({ eigenvalues: own, ...block }) => ({ ...block, eigenvalues: [...own] }));
      const value = found.value / landscape.quantity.per;
      const about = {
        dimension,
        idle,
        quantity: landscape.quantity.name,
        value,
        ...aboutPoint(placed!),
        ...(options.gaussNewton && { part: 'gauss-newton' }),
        ...(byLayer && { byLayer }),
      };
      const described = `${byLayer ? `${await layerTable(byLayer)}\n` : ''}${landscape.quantity.name} ${value.toPrecision(6)}\n${describePoint(placed!)}`;
      if (seen.method === 'full') {
        const { eigenvalues } = seen;
        if (options.json) printJson(terminal, { ...about, method: 'full', eigenvalues: [...eigenvalues] });
        else {
          terminal.out(`${await quantileTable(eigenvalues)}\nall ${eigenvalues.length} eigenvalues; ${idle} idle\n`);
          terminal.out(described);
        }
        return;
      }
      const { smallest, largest, complete, trace, density, width, size } = seen;
      if (options.json) {
        const { at, density: heights, standardErrors } = density;
        const curve = { at: [...at], density: [...heights], standardErrors: [...standardErrors], width };
        printJson(terminal, { ...about, method: 'estimate', smallest, largest, complete, trace, density: curve });
        return;
      }
      const row = ({ value: λ, residual }: EigenvalueFound) => [λ.toExponential(6), residual.toExponential(1)];
      const rows = [...smallest, ...largest].map(row);
      terminal.out(`${await table(terminal, ['eigenvalue', 'residual'], rows)}\n`);
      const [tr, error] = [trace.value, trace.standardError].map((x) => x.toExponential(3));
      const proved = (end: { verdict: string }) =>
        end.verdict === 'proved' ? 'all, proved by count' : 'at least these';
      terminal.out(`lowest: ${proved(complete.smallest)}; highest: ${proved(complete.largest)}\n`);
      terminal.out(`extremes of ${size} eigenvalues; trace ${tr} ± ${error}; ${idle} idle; --json has the density\n`);
      terminal.out(described);
    });

  function layerTable(blocks: readonly { name: string; dimension: number; trace: number; eigenvalues: number[] }[]) {
    const rows = blocks.map(({ name, dimension, trace, eigenvalues }) => [
      ...[name, String(dimension), trace.toExponential(6)],
      ...[eigenvalues[0]!, eigenvalues.at(-1)!].map((x) => x.toExponential(6)),
    ]);
    return table(terminal, ['layer', 'parameters', 'trace', 'smallest', 'largest'], rows);
  }

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
