/** glasscape eigenpairs: every real eigenpair of a symmetric tensor, or the reason why the list is not complete. */
import { Command } from 'commander';
import { integer } from '../../base/arguments.ts';
import { ArgumentError } from '../../base/errors.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { printJson, table } from '../print.ts';

interface Options {
  readonly symmetrize?: boolean;
  readonly seed: number;
  readonly json?: boolean;
}

/** Differences below this are those of rounding when a symmetric tensor was computed. */
const rounding = 1e-14;

export function eigenpairsCommand({ terminal }: Context): Command {
  return new Command('eigenpairs')
    .summary('every real eigenpair of a symmetric tensor, certified and counted')
    .description(
      'Finds the Z-eigenpairs S x^(H−1) = λ x, ‖x‖ = 1, of a symmetric tensor of H axes of length Λ: the critical points of S(x, …, x) on ' +
        'the unit sphere. Every complex path of a homotopy is tracked and each end certified; with as many ends as there can be, ' +
        '((H−1)^Λ − 1)/(H−2), the list is complete. Else the reason is printed: multiple eigenpairs, or infinitely many. x and −x are one.',
    )
    .argument('<file>', 'tensor in a .npy, .npz or .safetensors file; FILE#NAME picks an array')
    .option('--symmetrize', 'take the mean over the orders of the indices of a tensor that is not symmetric')
    .option('--seed <n>', 'seed of the homotopies; decides no result', numeric, 1)
    .option('--json', 'print one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  glasscape eigenpairs tensor.npy\n' +
        '  glasscape eigenpairs glass.npz#couplings_0 --symmetrize --json',
    )
    .action(async (file: string, options: Options) => {
      const where = 'eigenpairs';
      const seed = integer(where, 'seed', options.seed, 0);
      const { readArray } = await import('../array-file.ts');
      const { asymmetry } = await import('../../landscapes/index.ts');
      const { stream } = await import('../../base/philox.ts');
      const { tensorEigenpairs } = await import('../../search/index.ts');
      const { watched } = await import('../watched.ts');
      const { shape, entries } = await readArray(where, file);
      const [size = 0] = shape;
      if (shape.length < 2 || size < 1 || shape.some((extent) => extent !== size))
        throw new ArgumentError(
          where,
          'file',
          'a tensor of two or more axes of one length',
          `the shape ${shape.join(' × ')}`,
        );
      const tensor = { order: shape.length, size, entries };
      const difference = asymmetry(tensor);
      const search = tensorEigenpairs(stream(seed, where, 0, 'gamma'), tensor);
      if (difference > rounding && !options.symmetrize)
        throw new ArgumentError(
          where,
          'tensor',
          `symmetric: ‖X − sym X‖/‖X‖ ≤ ${rounding} (--symmetrize takes the symmetric part, whose eigenpairs are others)`,
          Number(difference.toPrecision(3)),
        );
      const found = await watched(terminal, search);
      const { status, reason, pairs, nonreal, expected, paths, failures, rounds } = found;
      if (options.json) {
        const listed = pairs.map(({ vector, ...rest }) => ({ ...rest, vector: [...vector] }));
        const account = { expected, real: pairs.length, nonreal, paths, failures, rounds };
        printJson(terminal, {
          order: tensor.order,
          size,
          asymmetry: difference,
          status,
          reason,
          ...account,
          pairs: listed,
        });
        return;
      }
      if (difference > rounding) terminal.out(`symmetrized, relative difference ${difference.toPrecision(3)}\n`);
      const rows = pairs.map(({ value, index, error, vector }) => [
        value.toPrecision(10),
        index === null ? 'open' : String(index),
        error.toExponential(1),
        Array.from(vector.subarray(0, 8), (x) => x.toFixed(5)).join(' ') + (size > 8 ? ' …' : ''),
      ]);
      if (rows.length > 0) terminal.out(`${await table(terminal, ['eigenvalue', 'index', 'error', 'vector'], rows)}\n`);
      terminal.out(`${status}: ${reason}\n`);
      if (status === 'complete') terminal.out(`${pairs.length} real, ${nonreal} not real\n`);
    });
}
