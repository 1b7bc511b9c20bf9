/** glasscape minima: descents from random starts, and which different minima they end at. */
import { Command } from 'commander';
import { integer, positive } from '../../base/arguments.ts';
import type { MinimaFound } from '../../instruments/index.ts';
import type { Families } from '../../landscapes/family.ts';
import { type LandscapeOptions, withLandscapeOptions } from '../landscape-options.ts';
import type { OpenedLandscape } from '../opened-landscape.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options extends LandscapeOptions {
  readonly starts: number;
  readonly tolerance: number;
  readonly maxSteps: number;
  readonly threshold: number;
  readonly out?: string;
}

/** Tangent Hessians with their factors, and copies on the way. */
const need = {
  points: 64,
  bytes: (n: number) => 64 * n * n,
  instead: '"glasscape spin-glass" and "glasscape train" descend on larger ones',
};
const longestTable = 40;

export function minimaCommand(context: Context, families: Families): Command {
  const { terminal } = context;
  const command = new Command('minima')
    .summary('minima of any landscape, by descents from random starts')
    .description(
      'Descends from random starts by gradient descent, polishes by Newton’s method where that is safe, and labels every end for what it ' +
        'is. Minima that a symmetry connects are one.',
    )
    .option('--starts <n>', 'random starts', numeric, 24)
    .option('--tolerance <r>', 'gradient norm at which a descent has converged', numeric, 1e-10)
    .option('--max-steps <n>', 'steps of a descent', numeric, 50_000)
    .option('--threshold <τ>', 'eigenvalues within ± τ count as zero', numeric, 1e-6)
    .option('--out <file>', 'write the minima to this .npz: points, value, index, certified, kind, certainty');
  return withLandscapeOptions(command, families)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape minima --size 50 --starts 200\n' +
        '  glasscape minima --hidden 2 --activation tanh --loss squared --pixels 2 --images 200 --json\n' +
        '  glasscape minima --size 50 --out minima.npz && glasscape barrier --size 50 --parameters minima.npz --from 0 --to 1',
    )
    .action(async (options: Options) => {
      const { tolerance, maxSteps, threshold } = options;
      const starts = integer('minima', 'starts', options.starts, 1, 100_000);
      positive('minima', 'tolerance', tolerance);
      positive('minima', 'threshold', threshold);
      integer('minima', 'max-steps', maxSteps, 1);
      const { openLandscape } = await import('../open-landscape.ts');
      const { minima } = await import('../../instruments/index.ts');
      const { stream } = await import('../../base/philox.ts');
      const { watched } = await import('../watched.ts');
      const { pointsFile } = await import('../points-out.ts');
      const opened = await openLandscape(context, 'minima', options, { ...need, points: starts });
      const { landscape, kernels, start } = opened;
      const file = options.out === undefined ? undefined : await pointsFile('minima', options.out);
      const tools = { kernels, draw: stream(options.seed ?? 1, 'minima', 0, 'probes') };
      const search = minima.search(landscape, { starts, start, tolerance, maxSteps, threshold }, tools);
      const told = async (found: MinimaFound) => {
        if (file) await file.write(landscape, found.minima);
        await report(opened, found, options.json);
      };
      await told(await watched(terminal, search, told));
    });

  async function report({ landscape, about }: OpenedLandscape, found: MinimaFound, json = false): Promise<void> {
    const { pointDocument } = await import('../points-out.ts');
    const { minima, ends } = found;
    if (json) {
      const shown = minima.map((one) => ({ ...pointDocument(landscape, one), times: one.times }));
      const all = ends.map((end) => end && pointDocument(landscape, end));
      printJson(terminal, { minima: shown, ends: all, landscape: about });
      return;
    }
    const { per, name: quantity } = landscape.quantity;
    const rows = minima
      .slice(0, longestTable)
      .map(({ value, times, certainty, residual, index }) => [
        (value / per).toFixed(8),
        String(times),
        certainty,
        residual.toExponential(1),
        String(index.zero),
      ]);
    terminal.out(`minima of the ${landscape.name}\n`);
    terminal.out(`${await table(terminal, [quantity, 'times', 'certainty', 'residual', 'zero modes'], rows)}\n`);
    if (minima.length > longestTable) terminal.out(`… and ${minima.length - longestTable} more, in --json and --out\n`);
    const reached = minima.reduce((sum, { times }) => sum + times, 0);
    terminal.out(`${reached} of ${ends.length} descents ended at ${minima.length} different certified minima\n`);
    const others = new Map<string, number>();
    for (const end of ends) {
      if (end?.kind === 'minimum' && end.certainty !== 'uncertified') continue;
      const word = end?.kind ?? 'lost';
      others.set(word, (others.get(word) ?? 0) + 1);
    }
    if (others.size > 0) terminal.out(`others: ${[...others].map(([word, n]) => `${n} ${word}`).join(', ')}\n`);
  }
}
