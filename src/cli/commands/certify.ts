/** glasscape certify: what kind of point a small ReLU network is on its data, proved in exact arithmetic; or what lies near a float point. */
import { Command } from 'commander';
import { ArgumentError, CapacityError } from '../../base/errors.ts';
import type { Layers, Proved, Witness } from '../../certificates/index.ts';
import type { Families } from '../../landscapes/family.ts';
import { certifyNear } from '../certify-near.ts';
import { type PointOptions, withPointOptions } from '../landscape-options.ts';
import { numeric } from '../options.ts';
import type { Context } from '../perform.ts';
import { counted, printJson } from '../print.ts';

/** Of a file with data or a network. */
const maxBytes = 2 ** 22;

interface Options extends PointOptions {
  readonly out?: string;
  readonly binary64?: boolean;
  readonly near?: boolean;
  readonly within: number;
  readonly points: number;
}

export function certifyCommand(context: Context, families: Families): Command {
  const { terminal } = context;
  const command = new Command('certify')
    .summary('what kind of point a small ReLU network is, with a proof')
    .description(
      'Decides in exact rational arithmetic whether a ReLU network with one output is a minimum of the sum of squared errors on its data: ' +
        'global-minimum, local-minimum, not-critical (a slope is negative) or not-a-minimum (a curve leads down), data on kinks included. With ' +
        'one hidden layer it always decides; with several the verdict can be undecided. The proof is a certificate for "glasscape check". ' +
        'With --near the point is a trained one, in floats, of a run or a file as in "glasscape index": it proves that a global minimum, a local ' +
        'minimum or an isolated critical point lies within a distance δ of it, or says why not.',
    )
    .argument(
      '[file]',
      'JSON with the data and the network; --data FILE is JSON with the data, when the first file has none',
    )
    .option('--near', 'prove what lies near a float point, named by --run or by --parameters and --data')
    .option('--points <n>', 'with --near: how many points, from --point on', numeric, 1)
    .option('--within <δ>', 'with --near: what lies farther from the point is not near', numeric, 0.01)
    .option('--out <file>', 'write the certificate to this file')
    .option('--binary64', 'read decimals as the nearest binary64, not as they are written');
  return withPointOptions(command, families)
    .addHelpText(
      'after',
      '\nA unit on five points, point.json; numbers may be texts, "13/3" or "0.1":\n' +
        '  {"data": {"x": [[5], [4], [3], [1], [-1]], "y": [2, 1, 0, -3, 3]},\n' +
        '   "network": {"W": [[1]], "b": [-3], "v": [1], "c": 0}}\n' +
        'Several hidden layers: "network": [{"W": …, "b": …}, …], the output last.\n' +
        '\nExamples:\n' +
        '  glasscape certify point.json --out point.certificate.json\n' +
        '  glasscape check point.certificate.json\n' +
        '  glasscape certify --near --parameters trained.npz --data xor --activation sigmoid --loss squared --outputs 1',
    )
    .action(async (file: string | undefined, options: Options) => {
      if (options.near) {
        if (file !== undefined)
          throw new ArgumentError('certify', 'file', 'left out with --near (--parameters names it)', file);
        return certifyNear(context, options);
      }
      if (file === undefined)
        throw new ArgumentError('certify', 'file', 'JSON with the data and the network, or --near', 'none');
      const other = (['run', 'landscape', 'hidden', 'parameters'] as const).find(
        (name) => (options as Partial<Record<typeof name, unknown>>)[name] !== undefined,
      );
      if (other) throw new ArgumentError('certify', other, 'given with --near', file);
      const { certify, defaultLimits, forecastWork, printRational, readProblem, sealedDocument, SizeError } =
        await import('../../certificates/index.ts');
      const { outputFile } = await import('../output-file.ts');
      const { check, legible } = await import('../certificate-document.ts');
      const { readTextBytes } = await import('../../node/read-whole.ts');
      const inputs = options.data === undefined ? [file] : [file, options.data];
      const out = options.out === undefined ? undefined : await outputFile('certify', options.out, { inputs });
      const [main, data] = await Promise.all(
        inputs.map(async (name) => ({ name, bytes: await readTextBytes(name, { maxBytes }) })),
      );
      const { problem, others } = readProblem(main!, { data, binary64: options.binary64, maxBytes });
      const { subsets } = await terminating(() => forecastWork(problem), SizeError);
      if (subsets !== null && subsets > 5000n && subsets <= defaultLimits.subsets)
        terminal.note(`up to ${subsets} subsets of kink points are looked at`);
      const found = await terminating(() => certify(problem, { others }), SizeError);
      const loss = printRational(found.loss);
      if (found.verdict === 'undecided') {
        const { verdict, open, help } = found;
        if (options.json) printJson(terminal, { verdict, loss, open, help, certificate: null });
        else terminal.out(lines({ verdict, loss, open, help }));
        if (out) terminal.note(`nothing is written to ${options.out}: what is undecided has no certificate`);
        return;
      }
      const document = await sealedDocument(found.certificate);
      await check(document);
      await out?.write(new TextEncoder().encode(legible(document)));
      const { verdict, context: proof } = found;
      const { witness, better, hash } = document;
      const count = (value: bigint | null) => (value === null ? null : Number(value));
      const work = { subsets: count(proof.subsets), cells: count(proof.cells) };
      const { global, dimension } = proof;
      const certificate = out?.path ?? null;
      if (options.json)
        printJson(terminal, { verdict, loss, witness, better, global, dimension, work, hash, certificate });
      else
        terminal.out(
          lines({ verdict, loss, ...summary(found, printRational), ...(certificate ? { certificate } : {}) }),
        );
    });
}

/** Numbers that grow too long are more work than allowed. */
async function terminating<T>(act: () => T, TooLong: new (...words: never[]) => Error): Promise<T> {
  try {
    return act();
  } catch (error) {
    if (error instanceof TooLong) throw new CapacityError(`certify: ${error.message}`);
    throw error;
  }
}

type Print = (value: Proved['loss']) => string;

function summary({ certificate, context }: Proved, print: Print): Record<string, string> {
  const { witness, better } = certificate;
  const [least] = better;
  return {
    because: reason(witness, print),
    ...(witness.kind === 'first-order' ? { flat: flatness(witness, context.dimension) } : {}),
    ...(least ? { better: `a network of the same shape has loss ${print(least.loss)}: not a global minimum` } : {}),
    ...(certificate.claim === 'local-minimum' && !least
      ? { global: 'not looked for: it may or may not be a global minimum' }
      : {}),
  };
}

function reason(witness: Witness, print: Print): string {
  switch (witness.kind) {
    case 'zero-loss':
      return 'no loss is below 0';
    case 'cells':
      return `${counted(witness.duals.length, 'vector')} bound the loss in all activation cells`;
    case 'first-order':
      return 'the necessary and sufficient conditions hold';
    case 'dead-layer':
      return `hidden layer ${witness.layer} is dead, and the output is the mean`;
    case 'paths':
      return 'the loss has no slope along any path through the layers';
    case 'slope':
      return `slope ${print(witness.slope)} along ${entries(witness.direction, print)}`;
    case 'curve':
      return `the loss changes by ${print(witness.coefficient)} t^${witness.order} along ${witness.curve
        .map((direction, k) => `t${k > 0 ? `^${k + 1}` : ''} (${entries(direction, print)})`)
        .join(' + ')}`;
  }
}

function flatness(
  { flat: { lines: both, rays } }: Witness & { kind: 'first-order' },
  dimension: number | null,
): string {
  const directions = `${counted(both.length, 'direction')} both ways, ${rays.length} one way`;
  return dimension === null ? directions : `${directions}; the level set has dimension ${dimension} around the point`;
}

/** The entries of a direction that are not 0, by their names in the file. */
function entries(direction: Layers, print: Print): string {
  const isOne = direction.length === 2;
  const named = direction.flatMap(({ W, b }, l) => [
    ...W.flatMap((row, u) =>
      row.map((value, i) => ({
        value,
        name: isOne ? (l === 0 ? `W[${u}][${i}]` : `v[${i}]`) : `[${l}].W[${u}][${i}]`,
      })),
    ),
    ...b.map((value, u) => ({ value, name: isOne ? (l === 0 ? `b[${u}]` : 'c') : `[${l}].b[${u}]` })),
  ]);
  return named
    .filter(({ value }) => value.n !== 0n)
    .map(({ name, value }) => `${name} ${print(value)}`)
    .join(', ');
}

function lines(rows: Record<string, string>): string {
  return Object.entries(rows)
    .map(([name, text]) => `${name.padEnd(12)}${text}\n`)
    .join('');
}
