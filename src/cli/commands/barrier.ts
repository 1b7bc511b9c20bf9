/** glasscape barrier: the path of least height between two minima, its barrier, and the saddle that certifies it. */
import { Command } from 'commander';
import { integer, positive } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import type { BarrierFound, PathEnd } from '../../instruments/index.ts';
import type { Families } from '../../landscapes/family.ts';
import { type LandscapeOptions, landscapeName, withFileOptions, withLandscapeOptions } from '../landscape-options.ts';
import type { OpenedLandscape } from '../opened-landscape.ts';
import { givenWords, numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options extends LandscapeOptions {
  readonly parameters?: string;
  readonly array?: string;
  readonly retract?: boolean;
  readonly from?: number;
  readonly to?: number;
  readonly starts: number;
  readonly pathImages: number;
  readonly maxSteps: number;
  readonly tolerance: number;
  readonly threshold: number;
  readonly straight?: boolean;
  readonly climb: boolean;
  readonly out?: string;
}

/** ‖gradient‖ of an end up to which it passes for a minimum. */
const still = 1e-6;
/** Eigenvectors by Jacobi's rotations take n³ a step: above, no saddle is looked for. */
const largestClimb = 600;

export function barrierCommand(context: Context, families: Families): Command {
  const { terminal } = context;
  const command = new Command('barrier')
    .summary('path of least height between two minima, and its saddle')
    .description(
      'Aligns the other end by the symmetries of the landscape, looks at the shortest path between the two, relaxes it by the string method ' +
        'until the gradient lies along it, and climbs from its top to a saddle. Where that is certified to be a critical point of index 1 on ' +
        'the path, its height is the barrier of the path; else the height of the path is an upper bound, and the output says so. The ends are ' +
        'points of a run or of a file, or the two lowest minima that descents from random starts find. Ctrl-C keeps what is known.',
    )
    .option(
      '--from <i>',
      'record of the run, or row of the file, from 0, that is one end (default: descents find both)',
      numeric,
    )
    .option('--to <j>', 'and that of the other end (default: descents find both)', numeric)
    .option('--starts <n>', 'number of descents whose two lowest ends are taken, without --from and --to', numeric, 64)
    .option('--straight', 'look at the shortest path alone')
    .option('--no-climb', 'relax the path, and look for no saddle')
    .option('--path-images <n>', 'number of images of the path, ends included', numeric, 25)
    .option('--max-steps <n>', 'steps of the string method', numeric, 1000)
    .option('--tolerance <r>', 'gradient across the path at which it is relaxed', numeric, 1e-3)
    .option('--threshold <τ>', 'eigenvalues within ± τ count as zero', numeric, 1e-6)
    .option('--out <file>', 'draw the profile to this .svg or .png');
  return withFileOptions(withLandscapeOptions(command, families))
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape barrier --order 3 --size 50 --seed 1 --out barrier.svg\n' +
        '  glasscape barrier --run 20250131-142501-spin-glass-3x50 --from 0 --to 7 --json\n' +
        '  glasscape barrier --run nets --from 0 --to 1 --straight\n' +
        '  glasscape barrier --run nets --from 0 --to 1 --images 500 --path-images 15 --no-climb\n' +
        '  glasscape barrier --size 50 --parameters points.npz --from 0 --to 1   (of "glasscape saddles --out")',
    )
    .action(async (options: Options) => {
      check(options);
      const { pictureFile } = await import('../picture-file.ts');
      const file = options.out === undefined ? undefined : await pictureFile('barrier', options.out);
      const { barrier } = await import('../../instruments/index.ts');
      const { stream } = await import('../../base/philox.ts');
      const { watched } = await import('../watched.ts');
      const { opened, between, about } = await openEnds(options);
      const { landscape, kernels } = opened;
      const climb = options.climb && landscape.manifold.tangentDimension <= largestClimb;
      const { pathImages: images, maxSteps, tolerance, threshold } = options;
      const asked = { images, maxSteps, tolerance, threshold, relax: !options.straight, climb, between };
      await announceRelaxation(opened, options);
      const tools = { kernels, draw: stream(options.seed ?? 1, 'barrier', 0, 'probes') };
      const search = barrier.search(landscape, asked, tools);
      const found = await watched(terminal, search, (partial) => report(opened, partial, about, options));
      if (found.barrier && file) {
        const { barrierFigure } = await import('../barrier-figure.ts');
        await file.write(barrierFigure(landscape, found, givenWords(command)));
      }
      await report(opened, found, about, options);
    });

  /** What the relaxation may take, where it takes long: Ctrl-C keeps the straight path. */
  async function announceRelaxation({ landscape, start }: OpenedLandscape, options: Options): Promise<void> {
    if (options.straight || !landscape.forecast) return;
    const { formatSeconds } = await import('../../ensembles/forecast.ts');
    const each = landscape.forecast('value', start(0), terminal.now);
    const seconds = each * options.pathImages * options.maxSteps;
    if (seconds > 10)
      terminal.note(
        `barrier: the string method may take up to ${formatSeconds(seconds)} (--straight looks at the shortest path alone; Ctrl-C keeps it)`,
      );
  }

  async function openEnds(options: Options) {
    const where = 'barrier';
    const { openLandscape, openPoints } = await import('../open-landscape.ts');
    const { from, to, starts } = options;
    const name = landscapeName(where, families, options);
    // Hessians of the climb with their eigenvectors, and the path. Too large for a climb is not too large for a path.
    const bytes = (n: number) => 64 * Math.min(n, largestClimb) ** 2 + 64 * options.pathImages * n;
    const need = { points: 16 * options.pathImages, bytes, instead: 'fewer --path-images' };
    if (name.kind === 'run' || options.parameters !== undefined) {
      const source = name.kind === 'run' ? '--run' : '--parameters';
      if (from === undefined || to === undefined)
        throw new ArgumentError(where, from === undefined ? 'from' : 'to', `given with ${source}`, 'nothing');
      if (from === to) throw new ArgumentError(where, 'to', 'another point than --from', to);
      const [one, other] = await openPoints(context, where, { ...options, point: from }, [from, to], need);
      const { point: _, row: __, ...about } = one!.about;
      return {
        opened: one!.opened,
        between: { from: one!.position, to: other!.position },
        about: { ...about, from, to },
      };
    }
    const opened = await openLandscape(context, where, options, need);
    return { opened, between: { starts, start: opened.start }, about: {} };
  }

  async function report(opened: OpenedLandscape, found: BarrierFound, from: object, options: Options): Promise<void> {
    const { barrier, minima } = found;
    if (!barrier) {
      const ends = minima?.ends.length ?? 0;
      if (terminal.signal.aborted) return;
      throw new Error(`barrier: ${ends} descents found no two different ends; raise --starts`);
    }
    if (options.json) printJson(terminal, { ...document(opened, found), ...from, landscape: opened.about });
    else await show(opened, found);
  }

  async function show({ landscape }: OpenedLandscape, found: BarrierFound): Promise<void> {
    const { barrier, ends, sameFunction, asGiven, minima } = found;
    const { per, name: quantity } = landscape.quantity;
    const { kind, saddle, value, straight, profile, relaxed, reason } = barrier!;
    const row = (what: string, height: number) => [
      what,
      ...[height, ...ends.map((end) => height - end.value)].map((x) => (x / per).toFixed(6)),
    ];
    const rows = [
      row('from', ends[0]!.value),
      row('to', ends[1]!.value),
      ...(asGiven ? [row('straight path as given, top', asGiven.top.value)] : []),
      row('straight path, top', straight.top.value),
      ...(relaxed ? [row(saddle ? 'saddle' : 'relaxed path, top', value)] : []),
    ];
    terminal.out(`barrier on the ${landscape.name}\n`);
    terminal.out(`${await table(terminal, ['', quantity, 'over from', 'over to'], rows)}\n`);
    if (sameFunction) terminal.out('the two ends are the same function, up to the symmetries of the landscape\n');
    if (saddle)
      terminal.out(`${kind}: a saddle of index 1 on the path, residual ${saddle.residual.toExponential(1)}\n`);
    else terminal.out(`upper bound: ${reason}; a lower path may exist\n`);
    const { value: unit, symbol } = landscape.manifold.lengthUnit;
    const length = (profile.lengths.at(-1)! / unit).toFixed(3);
    const shown = symbol === '' ? '' : ` ${symbol}`;
    const course = relaxed
      ? `, ${relaxed.status} after ${relaxed.steps} steps, residual ${relaxed.residual.toExponential(1)}`
      : ', not relaxed';
    const images = relaxed ? `${relaxed.path.count} images` : 'straight';
    terminal.out(`path: ${images}, length ${length}${shown}${course}\n`);
    if (minima) {
      const reached = minima.minima.reduce((sum, { times }) => sum + times, 0);
      terminal.out(
        `${reached} of ${minima.ends.length} descents ended at ${minima.minima.length} different certified minima\n`,
      );
    }
    noteRestless(ends);
  }

  function noteRestless(ends: readonly PathEnd[]): void {
    const [restless] = ends.map(({ gradientNorm }) => gradientNorm).filter((norm) => norm > still);
    if (restless !== undefined)
      terminal.note(`an end is no minimum, its gradient norm is ${restless.toExponential(1)}; the path is held there`);
  }
}

/** @throws ArgumentError when a number is out of range */
function check({ starts, pathImages, maxSteps, tolerance, threshold }: Options): void {
  integer('barrier', 'starts', starts, 2, 100_000);
  integer('barrier', 'path-images', pathImages, 3, 1000);
  integer('barrier', 'max-steps', maxSteps, 0);
  positive('barrier', 'tolerance', tolerance);
  positive('barrier', 'threshold', threshold);
}

function document({ landscape }: OpenedLandscape, found: BarrierFound) {
  const { per } = landscape.quantity;
  const unit = landscape.manifold.lengthUnit.value;
  const { barrier, ends, sameFunction, asGiven, minima } = found;
  const { kind, value, saddle, straight, profile, relaxed, reason } = barrier!;
  const over = (height: number) => ends.map((end) => (height - end.value) / per);
  const height = (value: number) => ({ value: value / per, barrier: over(value) });
  const lengths = [...profile.lengths].map((s) => s / unit);
  return {
    kind,
    ...height(value),
    reason,
    sameFunction,
    straight: height(straight.top.value),
    asGiven: asGiven && height(asGiven.top.value),
    saddle: saddle && {
      value: saddle.value / per,
      index: saddle.index.negative,
      certificate: saddle.certainty,
      residual: saddle.residual,
      distance: saddle.index.distance,
    },
    ends: ends.map(({ value: end, gradientNorm }) => ({ value: end / per, gradientNorm })),
    path: {
      images: relaxed?.path.count ?? null,
      length: lengths.at(-1),
      status: relaxed?.status ?? 'straight',
      steps: relaxed?.steps ?? 0,
      residual: relaxed?.residual ?? null,
      lengths,
      values: [...profile.values].map((v) => v / per),
    },
    ...(minima && {
      minima: {
        starts: minima.ends.length,
        certified: minima.minima.reduce((sum, { times }) => sum + times, 0),
        different: minima.minima.length,
      },
    }),
  };
}
