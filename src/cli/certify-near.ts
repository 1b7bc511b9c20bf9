/** glasscape certify --near: what is proved to lie near float points. */
import { integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { Near } from '../certificates/index.ts';
import type { PointOptions } from './landscape-options.ts';
import type { PlacedPoint } from './open-landscape.ts';
import type { Context } from './perform.ts';
import { counted, printJson } from './print.ts';

export interface NearCommandOptions extends PointOptions {
  readonly out?: string;
  readonly within: number;
  readonly points: number;
}

/** Matrices of intervals: of each hidden unit one, and those of the system. */
const need = {
  points: 1,
  bytes: () => 2 ** 26,
  instead: '"glasscape index" certifies large networks by Newton–Kantorovich',
};

/** @throws ArgumentError, DataError, CapacityError  before anything is computed */
export async function certifyNear(context: Context, options: NearCommandOptions): Promise<void> {
  const { terminal } = context;
  const within = positive('certify', 'within', options.within);
  const count = integer('certify', 'points', options.points, 1, 100_000);
  const { openPoints } = await import('./open-landscape.ts');
  const { aboutPoint, describePoint } = await import('./point-about.ts');
  const { proveNear, sealedDocument } = await import('../certificates/index.ts');
  const { outputFile } = await import('./output-file.ts');
  const { watched } = await import('./watched.ts');
  const { stepwise } = await import('../search/index.ts');
  const { check, legible } = await import('./certificate-document.ts');
  const numbers = Array.from({ length: count }, (_, k) => options.point + k);
  const placed = await openPoints(context, 'certify', options, numbers, need);
  const [first] = placed as [PlacedPoint];
  const { landscape } = first.opened;
  const { perceptron } = landscape;
  if (!perceptron)
    throw new ArgumentError('certify', 'near', 'asked of the loss of a network of dense layers', landscape.name);
  if (count > 1 && options.out !== undefined)
    throw new ArgumentError('certify', 'out', 'asked of one point (without --points)', options.out);
  const inputs = options.parameters === undefined ? [] : [options.parameters];
  const out = options.out === undefined ? undefined : await outputFile('certify', options.out, { inputs });

  const found: { readonly point: number; readonly near: Near }[] = [];
  const search = stepwise(
    function* () {
      for (const [k, { position, trace }] of placed.entries()) {
        yield [k / count, `point ${numbers[k]}`] as [number, string];
        found.push({ point: numbers[k]!, near: proveNear(perceptron, position, { within, trace }) });
      }
      return found;
    },
    () => found,
  );
  await watched(terminal, search);
  const exact = found[0]!.near.verdict === 'proved' ? found[0]!.near.near.exact : undefined;
  if (out && exact) {
    const document = await sealedDocument(exact.certificate);
    await check(document);
    await out.write(new TextEncoder().encode(legible(document)));
  } else if (out)
    terminal.note(`nothing is written to ${options.out}: only an exact minimum between kinks has a certificate`);

  if (options.json) {
    const points = found.map(({ point, near }, k) => ({
      ...{ point, position: Array.from(placed[k]!.position) },
      ...documentOf(near),
    }));
    printJson(terminal, { within, points, certificate: exact ? (out?.path ?? null) : null, ...aboutPoint(first) });
    return;
  }
  for (const { point, near } of found) terminal.out(count > 1 ? `${point}: ${lineOf(near)}\n` : linesOf(near));
  if (count > 1) terminal.out(summaryOf(found.map(({ near }) => near)));
  terminal.out(describePoint(first));
}

function documentOf(near: Near) {
  const { verdict, tried } = near;
  if (near.verdict !== 'proved') return { verdict, reason: near.reason, tried };
  const { kind, statement, distance, box, free, loss = null, index, condition = null } = near.near;
  const sides = { low: Array.from(free, (j) => box.low[j]!), high: Array.from(free, (j) => box.high[j]!) };
  return { verdict, kind, statement, distance, loss, index, condition, free, box: sides, tried };
}

/** Losses that are long fractions are shown by their first digits. */
function lineOf(near: Near): string {
  if (near.verdict !== 'proved') return `${near.verdict}: ${near.reason}`;
  const { statement, distance, loss } = near.near;
  const exact = loss === undefined ? '' : `, loss ${loss.length <= 40 ? loss : `${loss.slice(0, 37)}…`}`;
  return `${statement} within ${distance.toExponential(2)}${exact}`;
}

const because = {
  solved: 'Krawczyk’s operator maps a box into itself: one point of it fits all targets exactly',
  cell: 'solved in rationals between the kinks, and decided there exactly (the loss is the sum of squared errors)',
  isolated: 'Krawczyk’s operator maps a box into itself: one point of it is critical',
} as const;

function linesOf(near: Near): string {
  const rows: [string, string][] = [['verdict', lineOf(near)]];
  if (near.verdict === 'proved') {
    const { kind, free, box, condition } = near.near;
    rows.push(['because', because[kind]]);
    if (kind === 'solved')
      rows.push([
        'free',
        `${counted(free.length, 'parameter')} (${free.join(', ')}); the other ${box.low.length - free.length} keep their floats`,
      ]);
    if (condition !== undefined) rows.push(['condition', condition.toPrecision(3)]);
  }
  for (const { way, reason } of near.tried) rows.push([`not ${way}`, reason]);
  return rows.map(([name, text]) => `${name.padEnd(13)}${text}\n`).join('');
}

function summaryOf(all: readonly Near[]): string {
  const counts = new Map<string, number>();
  for (const near of all) {
    const word = near.verdict === 'proved' ? `proved ${near.near.kind}` : near.verdict;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return `${[...counts].map(([word, n]) => `${n} ${word}`).join(', ')} of ${all.length}\n`;
}
