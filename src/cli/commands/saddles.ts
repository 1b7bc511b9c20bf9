/** glasscape saddles: critical points of any index on a landscape, each labelled for what it is, and how often each method finds one. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { finite, integer, oneOf, positive } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { type PointOptions, withPointOptions } from '../landscape-options.ts';
import type { NamedLandscape } from '../named-landscape.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { counted, printJson, table } from '../print.ts';
import type { Catch, FoundPoint } from '../saddle-hunt.ts';

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
const room = {
  bytes: (n: number) => 96 * n * n,
  instead: '"glasscape index" and "glasscape spectrum" look at points of larger landscapes',
};
/** Rows of the table; --json and --out have all points. */
const longestTable = 40;

export function saddlesCommand(context: Context): Command {
  const { terminal } = context;
  const command = new Command('saddles')
    .summary('critical points of any index on any landscape')
    .description(
      'Searches for critical points from starts at a range of heights: each random start descends to a height of its own, and every method ' +
        'searches from there. With --run or --parameters the given point is the only start. A point is "certified" when a critical point ' +
        'provably lies next to it and its index is counted, "gradient-flat" when its Hessian is singular or the gradient has a least norm ' +
        'that is not 0, "nonsmooth" next to a kink, else "undetermined". Points that a symmetry connects are one.',
    )
    .option('--starts <n>', 'random starts', numeric, 24)
    .option('--methods <list>', 'newton-mr, prescribed-index, trust-region, separated by commas (default: all)')
    .option('--index <k>', 'look for this index: by prescribed-index alone, unless --methods says otherwise', numeric)
    .option(
      '--lowest <h>',
      'height of the lowest start: energy per spin (default: −E∞) or mean loss (default: 0)',
      numeric,
    )
    .option('--highest <h>', 'and of the highest (default: 0; mean loss: that of each random start)', numeric)
    .option('--tolerance <r>', 'gradient norm at which a search has converged', numeric, 1e-11)
    .option('--max-steps <n>', 'Hessians a search may take', numeric, 300)
    .option('--threshold <τ>', 'eigenvalues within ± τ count as zero', numeric, 1e-6)
    .option('--out <file>', 'write the points to this .npz: points, value, index, certified');
  return withPointOptions(command)
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
      const hunt = await checked(options);
      const { openLandscape, openPlaces } = await import('../open-landscape.ts');
      const { landscapeKind } = await import('../landscape-options.ts');
      const given = landscapeKind('saddles', options) === 'run' || options.parameters !== undefined;
      const [place] = given ? await openPlaces(context, 'saddles', options, [options.point], room) : [];
      const named = place?.named ?? (await openLandscape(context, 'saddles', options, room));
      if (hunt.index !== undefined) integer('saddles', 'index', hunt.index, 0, named.dimension);
      const file = options.out === undefined ? undefined : await writable(options.out);
      const { attendance } = await import('../attendance.ts');
      const { huntSaddles, startsAtHeights } = await import('../saddle-hunt.ts');
      const attended = attendance(terminal);
      let found: Catch;
      try {
        const starts = place ? [place.position] : await startsAtHeights(attended, named, options.starts, options);
        found = await huntSaddles(attended, named, starts, hunt);
      } finally {
        attended.stop();
      }
      if (file) await file.write(named, found.points);
      if (options.json) printJson(terminal, { ...document(named, found), ...place?.about, landscape: named.about });
      else await show(named, found);
    });

  async function show(named: NamedLandscape, { points, yields }: Catch): Promise<void> {
    const { scale, quantity, dimension, title } = named;
    const rows = points.slice(0, longestTable).map(({ energy, index, certainty, residual, methods }) => [
      (energy / scale).toFixed(6),
      String(index.negative),
      (index.negative / dimension).toFixed(3),
      certainty,
      residual.toExponential(1),
      Object.entries(methods)
        .map(([method, times]) => (times > 1 ? `${method} ${times}×` : method))
        .join(', '),
    ]);
    terminal.out(`critical points of the ${title}\n`);
    terminal.out(
      `${await table(terminal, [quantity, 'index', `share of ${dimension}`, 'certificate', 'residual', 'found by'], rows)}\n`,
    );
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
    const certified = points.filter(({ certainty }) => certainty === 'certified').length;
    terminal.out(`${counted(certified, 'certified critical point')}\n`);
  }
}

/** @throws ArgumentError when a number or a method is out of range */
async function checked(options: Options) {
  const where = 'saddles';
  const { saddleMethodNames } = await import('../../search/index.ts');
  const { tolerance, threshold, lowest, highest } = options;
  integer(where, 'starts', options.starts, 1, 100_000);
  const asked = options.methods?.split(',') ?? (options.index === undefined ? saddleMethodNames : ['prescribed-index']);
  const methods = [...new Set(asked.map((name) => oneOf(where, 'methods', name.trim(), saddleMethodNames)))];
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
    index: options.index,
  };
}

function document({ scale }: NamedLandscape, { points, yields }: Catch) {
  return {
    points: points.map(({ energy, index, certainty, residual, methods }) => ({
      value: energy / scale,
      index: index.negative,
      negative: index.negative,
      zero: index.zero,
      positive: index.positive,
      undetermined: index.undetermined,
      certificate: certainty,
      residual,
      distance: index.distance,
      methods,
    })),
    yields,
  };
}

/** A file that will take the points, checked before they are looked for. */
async function writable(out: string) {
  const { basename, dirname, extname } = await import('node:path');
  if (extname(out) !== '.npz') throw new ArgumentError('saddles', 'out', 'a file that ends in .npz', out);
  const { fileStore } = await import('../../ensembles/stores/files.ts');
  const { encodeNpz } = await import('../../data/index.ts');
  const store = fileStore(dirname(resolve(out)));
  await store.requireWritable();
  return {
    async write({ scale, landscape }: NamedLandscape, points: readonly FoundPoint[]): Promise<void> {
      const all = new Float64Array(points.length * landscape.dimension);
      points.forEach(({ position }, k) => void all.set(position, k * landscape.dimension));
      const column = (data: Float64Array | Int32Array) => ({ shape: [points.length], data });
      await store.write(
        basename(out),
        encodeNpz({
          points: { shape: [points.length, landscape.dimension], data: all },
          value: column(Float64Array.from(points, ({ energy }) => energy / scale)),
          index: column(Int32Array.from(points, ({ index }) => index.negative)),
          certified: column(Int32Array.from(points, ({ certainty }) => Number(certainty === 'certified'))),
        }),
      );
    },
  };
}
