/** glasscape barrier: the path of least height between two minima, its barrier, and the saddle that certifies it. */
import { Command } from 'commander';
import { integer, positive } from '../../base/arguments.ts';
import type { EndOptions, PathEnds } from '../barrier-ends.ts';
import type { MeasuredBarrier, PathOptions } from '../barrier-search.ts';
import { withFileOptions, withLandscapeOptions } from '../landscape-options.ts';
import { givenWords, numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options extends EndOptions, PathOptions {
  readonly out?: string;
}

/** ‖gradient‖ of an end up to which it passes for a minimum. */
const still = 1e-6;

export function barrierCommand(context: Context): Command {
  const { terminal } = context;
  const command = new Command('barrier')
    .summary('path of least height between two minima, and its saddle')
    .description(
      'Relaxes the straight path between two minima (the great circle on a sphere) by the string method until the gradient lies along it, ' +
        'and climbs from its top to a saddle. Where that is certified to be a critical point of index 1 on the path, its height is the ' +
        'barrier of the path; else the height of the path is an upper bound, and the output says so. The minima are points of a run or of ' +
        'a file, or the two lowest that descents on a spin glass find.',
    )
    .option('--from <i>', 'record of the run, or row of the file', numeric)
    .option('--to <j>', 'and that of the other end', numeric)
    .option(
      '--starts <n>',
      'of a spin glass without --from and --to: descents whose two lowest ends are taken',
      numeric,
      64,
    )
    .option('--path-images <n>', 'images of the path, ends included', numeric, 25)
    .option('--max-steps <n>', 'steps of the string method', numeric, 1000)
    .option('--tolerance <r>', 'gradient across the path at which it is relaxed', numeric, 1e-3)
    .option('--threshold <τ>', 'eigenvalues within ± τ count as zero', numeric, 1e-6)
    .option('--out <file>', 'draw the profile to this .svg or .png');
  return withFileOptions(withLandscapeOptions(command))
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape barrier --order 3 --size 50 --seed 1 --out barrier.svg\n' +
        '  glasscape barrier --run 20250131-142501-spin-glass-3x50 --from 0 --to 7 --json\n' +
        '  glasscape barrier --run nets --from 0 --to 1 --images 500 --path-images 15\n' +
        '  glasscape barrier --size 50 --parameters points.npz --from 0 --to 1   (of "glasscape saddles --out")',
    )
    .action(async (options: Options) => {
      check(options);
      const { pictureFile } = await import('../picture-file.ts');
      const file = options.out === undefined ? undefined : await pictureFile('barrier', options.out);
      const { attendance } = await import('../attendance.ts');
      const { pathEnds } = await import('../barrier-ends.ts');
      const { largestClimb, searchBarrier } = await import('../barrier-search.ts');
      // Hessians of the climb with their eigenvectors, and the path. Too large for a climb is not too large for a path.
      const bytes = (n: number) => 64 * Math.min(n, largestClimb) ** 2 + 64 * options.pathImages * n;
      const room = { bytes, instead: 'fewer --path-images' };
      const attended = attendance(terminal);
      let ends: PathEnds;
      let measured: MeasuredBarrier;
      try {
        ends = await pathEnds(context, options, room, attended);
        measured = await searchBarrier(attended, ends, options);
      } finally {
        attended.stop();
      }
      if (file) {
        const { barrierFigure } = await import('../barrier-figure.ts');
        await file.write(barrierFigure(ends.named, measured, givenWords(command)));
      }
      if (options.json) printJson(terminal, document(ends, measured));
      else await show(ends, measured);
    });

  async function show({ named, about }: PathEnds, { barrier, ends, relaxed, reason }: MeasuredBarrier): Promise<void> {
    const { scale, quantity, landscape, title } = named;
    const { kind, saddle, value, straight } = barrier;
    const row = (what: string, height: number) => [
      what,
      ...[height, ...ends.map((end) => height - end.value)].map((x) => x.toFixed(6)),
    ];
    const rows = [
      row('from', ends[0].value),
      row('to', ends[1].value),
      row('straight path, top', straight / scale),
      row(kind === 'certified' ? 'saddle' : 'relaxed path, top', value / scale),
    ];
    terminal.out(`barrier on the ${title}\n`);
    terminal.out(`${await table(terminal, ['', quantity, 'over from', 'over to'], rows)}\n`);
    if (saddle)
      terminal.out(`certified: a saddle of index 1 on the path, residual ${saddle.residual.toExponential(1)}\n`);
    else terminal.out(`upper bound: ${reason}; a lower path may exist\n`);
    const { steps, status, residual, path } = barrier.relaxed;
    const length = (relaxed.lengths.at(-1)! / landscape.gradientScale).toFixed(3);
    const unit = landscape.manifold.name === 'sphere' ? ' √Λ' : '';
    terminal.out(
      `path: ${path.count} images, length ${length}${unit}, ${status} after ${steps} steps, residual ${residual.toExponential(1)}\n`,
    );
    if (about['minima']) {
      const { starts, certified, different } = about['minima'] as Record<string, number>;
      terminal.out(`${certified} of ${starts} descents ended at ${different} different certified minima\n`);
    }
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

function document({ named, about }: PathEnds, { barrier, ends, relaxed, reason }: MeasuredBarrier) {
  const { scale, landscape } = named;
  const { kind, value, saddle, straight } = barrier;
  const { steps, status, residual, path } = barrier.relaxed;
  const lengths = [...relaxed.lengths].map((s) => s / landscape.gradientScale);
  const over = (height: number) => ends.map((end) => height - end.value);
  return {
    kind,
    value: value / scale,
    barrier: over(value / scale),
    reason,
    straight: { value: straight / scale, barrier: over(straight / scale) },
    saddle: saddle && {
      value: saddle.energy / scale,
      index: saddle.index.negative,
      certificate: saddle.certainty,
      residual: saddle.residual,
      distance: saddle.index.distance,
    },
    ends,
    path: {
      images: path.count,
      length: lengths.at(-1),
      status,
      steps,
      residual,
      lengths,
      values: [...relaxed.values].map((v) => v / scale),
    },
    ...about,
    landscape: named.about,
  };
}
