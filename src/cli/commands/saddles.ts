/** glasscape saddles: critical points of any index on a landscape, each labelled for what it is, and how often each method finds one. */
import { Command } from 'commander';
import { finite, integer, oneOf, positive } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { SaddlesFound } from '../../instruments/index.ts';
import type { Families } from '../../landscapes/family.ts';
import type { Landscape } from '../../landscapes/landscape.ts';
import type { CriticalCounts } from '../critical-counts.ts';
import { landscapeName, type PointOptions, withPointOptions } from '../landscape-options.ts';
import type { OpenedLandscape } from '../opened-landscape.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { counted, printJson, table } from '../print.ts';

interface Options extends PointOptions {
  readonly starts: number;
  readonly methods?: string;
  readonly index?: number;
  readonly lowest?: number;
  readonly highest?: number;
  readonly tolerance: number;
  readonly maxSteps: number;
  readonly threshold: number;
  readonly out?: string;
}

/** Tangent Hessians, their squares and eigenvectors, and copies on the way. */
const need = {
  points: 16,
  bytes: (n: number) => 96 * n * n,
  instead: '"glasscape index" and "glasscape spectrum" look at points of larger landscapes',
};
/** Rows of the table; --json and --out have all points. */
const longestTable = 40;

export function saddlesCommand(context: Context, families: Families): Command {
  const { terminal } = context;
  const command = new Command('saddles')
    .summary('critical points of any index on any landscape')
    .description(
      'Searches for critical points from starts at a range of heights: each random start descends to a height of its own, and every method ' +
        'searches from there. With --run or --parameters the given point is the only start. A point is "certified" when a critical point ' +
        'provably lies next to it, "certified-given-K" when that rests on an estimated Lipschitz constant of the Hessian, else ' +
        '"uncertified". Its kind is minimum, maximum or strict-saddle; "degenerate" when its Hessian has zero modes that no symmetry ' +
        'explains, "nonsmooth" next to a kink, else "undecided". Points that a symmetry connects are one.',
    )
    .option('--starts <n>', 'random starts', numeric, 24)
    .option('--methods <list>', 'newton-mr, prescribed-index, trust-region, separated by commas (default: all)')
    .option(
      '--index <k>',
      'index to look for, by prescribed-index alone unless --methods says otherwise (default: any)',
      numeric,
    )
    .option(
      '--lowest <h>',
      'height of the lowest start, in shown units (default: −E∞ of a spin glass, 0 of a network)',
      numeric,
    )
    .option(
      '--highest <h>',
      'and of the highest (default: 0 of a spin glass; of a network that of each start)',
      numeric,
    )
    .option('--tolerance <r>', 'gradient norm at which a search has converged', numeric, 1e-11)
    .option('--max-steps <n>', 'Hessians a search may take', numeric, 300)
    .option('--threshold <τ>', 'eigenvalues within ± τ count as zero', numeric, 1e-6)
    .option('--out <file>', 'write the points to this .npz: points, value, index, certified, kind, certainty');
  return withPointOptions(command, families)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape saddles --order 3 --size 50 --seed 1\n' +
        '  glasscape saddles --size 50 --index 4 --starts 40 --lowest -1.6 --highest -1.2 --json\n' +
        '  glasscape saddles --hidden 2 --activation identity --loss squared --pixels 2 --images 200 --starts 8\n' +
        '  glasscape saddles --run nets --point 0 --images 200 --methods newton-mr\n' +
        '  glasscape saddles --size 50 --out points.npz && glasscape spectrum --size 50 --parameters points.npz --point 3',
    )
    .action(async (options: Options) => {
      const asked = await checked(options);
      const { openLandscape, openPoints } = await import('../open-landscape.ts');
      const { saddles } = await import('../../instruments/index.ts');
      const { stream } = await import('../../base/philox.ts');
      const { watched } = await import('../watched.ts');
      const given = landscapeName('saddles', families, options).kind === 'run' || options.parameters !== undefined;
      const [placed] = given ? await openPoints(context, 'saddles', options, [options.point], need) : [];
      const opened = placed?.opened ?? (await openLandscape(context, 'saddles', options, need));
      const { landscape, kernels } = opened;
      if (asked.index !== undefined) integer('saddles', 'index', asked.index, 0, landscape.manifold.tangentDimension);
      const { pointsFile } = await import('../points-out.ts');
      const file = options.out === undefined ? undefined : await pointsFile('saddles', options.out);
      const tools = { kernels, draw: stream(options.seed ?? 1, 'saddles', 0, 'probes') };
      const starts = placed
        ? { starts: 1, start: () => placed.position.slice() }
        : { starts: options.starts, start: opened.start, heights: heightsOf(opened, options) };
      const told = async (found: SaddlesFound, counts: CriticalCounts | null) => {
        if (file) await file.write(landscape, found.points);
        await report(opened, found, counts, placed?.about, options.json);
      };
      const search = saddles.search(landscape, { ...asked, ...starts }, tools);
      const found = await watched(terminal, search, (partial) => told(partial, null));
      const { criticalCounts } = await import('../critical-counts.ts');
      const certified = found.points.filter(({ certainty }) => certainty !== 'uncertified').length;
      const gamma = stream(options.seed ?? 1, 'saddles', 0, 'gamma');
      await told(found, await criticalCounts(terminal, landscape, gamma, certified));
    });

  async function report(
    { landscape, about }: OpenedLandscape,
    found: SaddlesFound,
    counts: CriticalCounts | null,
    from: object | undefined,
    json = false,
  ): Promise<void> {
    if (!json) return show(landscape, found, counts);
    const { pointDocument } = await import('../points-out.ts');
    const points = found.points.map((point) => ({ ...pointDocument(landscape, point), methods: point.methods }));
    printJson(terminal, { points, yields: found.yields, counts: counts && { ...counts }, ...from, landscape: about });
  }

  async function show(
    { name, quantity, manifold }: Landscape,
    { points, yields }: SaddlesFound,
    counts: CriticalCounts | null,
  ): Promise<void> {
    const dimension = manifold.tangentDimension;
    const rows = points.slice(0, longestTable).map(({ value, index, kind, certainty, residual, methods }) => [
      (value / quantity.per).toFixed(6),
      String(index.negative),
      (index.negative / dimension).toFixed(3),
      kind,
      certainty,
      residual.toExponential(1),
      Object.entries(methods)
        .map(([method, times]) => (times > 1 ? `${method} ${times}×` : method))
        .join(', '),
    ]);
    terminal.out(`critical points of the ${name}\n`);
    const columns = [quantity.name, 'index', `share of ${dimension}`, 'kind', 'certainty', 'residual', 'found by'];
    terminal.out(`${await table(terminal, columns, rows)}\n`);
    if (points.length > longestTable) terminal.out(`… and ${points.length - longestTable} more, in --json and --out\n`);
    const fates = [...new Set(Object.values(yields).flatMap(({ fates }) => Object.keys(fates)))];
    const lines = Object.entries(yields).map(([method, { searches, fates: ends, distinct, steps }]) => [
      method,
      String(searches),
      ...fates.map((fate) => String((ends as Record<string, number>)[fate] ?? 0)),
      String(distinct),
      steps.toFixed(1),
    ]);
    const head = ['method', 'searches', ...fates, 'different certified', 'mean steps'];
    terminal.out(`\n${await table(terminal, head, lines)}\n`);
    const certified = points.filter(({ certainty }) => certainty !== 'uncertified');
    const estimated = certified.filter(({ certainty }) => certainty === 'certified-given-K').length;
    const given = estimated > 0 ? `, ${estimated} of them given an estimated constant` : '';
    terminal.out(`${counted(certified.length, 'certified critical point')}${given}\n`);
    const { countLines } = await import('../critical-counts.ts');
    for (const line of counts ? countLines(counts) : []) terminal.out(`${line}\n`);
  }
}

/** The heights that were asked for, the family's own where none were. */
function heightsOf({ landscape, heights }: OpenedLandscape, { lowest, highest }: Options) {
  const { per } = landscape.quantity;
  return (start: Float64Array) => {
    const usual = heights(start);
    return {
      lowest: lowest === undefined ? usual.lowest : lowest * per,
      highest: highest === undefined ? usual.highest : highest * per,
    };
  };
}

/** @throws ArgumentError when a number or a method is out of range */
async function checked(options: Options) {
  const where = 'saddles';
  const { saddleMethodNames } = await import('../../search/index.ts');
  const { tolerance, threshold, lowest, highest } = options;
  integer(where, 'starts', options.starts, 1, 100_000);
  const asked = options.methods?.split(',') ?? (options.index === undefined ? saddleMethodNames : ['prescribed-index']);
  const methods = asked.map((name) => oneOf(where, 'methods', name.trim(), saddleMethodNames));
  if (new Set(methods).size < methods.length)
    throw new ArgumentError(where, 'methods', 'a list without repeated entries', methods.join(','));
  if (options.index !== undefined && !methods.includes('prescribed-index'))
    throw new ArgumentError(where, 'index', 'given with the method prescribed-index', methods.join(','));
  for (const [name, height] of Object.entries({ lowest, highest }))
    if (height !== undefined) finite(where, name, height);
  if (lowest !== undefined && highest !== undefined) finite(where, 'lowest', lowest, -Infinity, highest);
  return {
    methods,
    tolerance: positive(where, 'tolerance', tolerance),
    maxSteps: integer(where, 'max-steps', options.maxSteps, 1),
    threshold: positive(where, 'threshold', threshold),
    ...(options.index !== undefined && { index: options.index }),
  };
}
