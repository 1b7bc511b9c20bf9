/**
 * Small problems whose critical points are made, not found: draw data, a network and residuals that fulfil the conditions one wants, then
 * choose y so that these are the residuals. Everything in exact numbers.
 */
import { type Stream, stream } from '../../src/base/philox.ts';
import type { Layers, Problem, Vector } from '../../src/certificates/format.ts';
import { nullspace } from '../../src/certificates/prove/elimination.ts';
import { stateOf } from '../../src/certificates/prove/state.ts';
import {
  add,
  dot,
  isZero,
  multiply,
  negate,
  one,
  parse,
  type Rational,
  rational,
  sign,
  subtract,
  zero,
} from '../../src/certificates/rational.ts';

export const kinds = [
  'zero-loss',
  'smooth',
  'silent-kinks',
  'felt-kinks',
  'idle-unit',
  'sleeping-unit',
  'random',
] as const;

export type Kind = (typeof kinds)[number];

export interface Instance {
  readonly kind: Kind;
  readonly number: number;
  readonly problem: Problem;
}

/** Instance number n of a kind, the same on every machine. */
export function instance(kind: Kind, number: number): Instance {
  const random = stream(1, 'certificates', number, kind);
  for (;;) {
    const problem = attempt(kind, random);
    if (problem) return { kind, number, problem };
  }
}

const below = (random: Stream, n: number) => Math.floor(random.uniform() * n);
const pick = <T>(random: Stream, items: readonly T[]): T => items[below(random, items.length)]!;
const exact = (text: string) => parse(text)!;
const small = ['-3', '-2', '-3/2', '-1', '-1/2', '1/2', '1', '4/3', '2', '3'].map(exact);

function attempt(kind: Kind, random: Stream): Problem | undefined {
  const [d, samples, h] = [1 + below(random, 2), 3 + below(random, 6), 1 + below(random, 4)];
  const drawn = Array.from({ length: samples }, () =>
    Array.from({ length: d }, () => rational(BigInt(below(random, 9) - 4), 2n)),
  );
  // Now and then a sample occurs twice.
  const x = drawn.map((row, i) => (i > 0 && below(random, 6) === 0 ? drawn[i - 1]! : row));
  const hasKinks = kind === 'silent-kinks' || kind === 'felt-kinks' || below(random, 3) === 0;
  // A unit with w = b = 0 is on a kink at every sample.
  const blank = kind === 'felt-kinks' && below(random, 3) === 0 ? below(random, h) : -1;
  const W = Array.from({ length: h }, (_, j) =>
    x[0]!.map(() => (j === blank ? zero : pick(random, [...small, zero, zero]))),
  );
  const b = W.map((w, j) => (j === blank ? zero : biasOf(random, w, x, hasKinks)));
  const idle = kind === 'idle-unit' || kind === 'sleeping-unit' ? below(random, h) : -1;
  const v = W.map((_, j) => (j === idle ? zero : pick(random, small)));
  const network: Layers = [
    { W, b },
    { W: [v], b: [pick(random, small)] },
  ];
  const { residuals: outputs, z } = stateOf({ x, y: x.map(() => zero), network });
  const isKink = x.map((_, i) => z[0]![i]!.map(isZero));
  const touched = isKink.some((row) => row.some(Boolean));
  if (kind === 'smooth' && touched) return undefined;
  if ((kind === 'silent-kinks' || kind === 'felt-kinks') && !touched) return undefined;

  const r = residualsOf(kind, random, { x, z: z[0]!, v, idle });
  if (r && kind === 'sleeping-unit') {
    // The unit would do something if it woke up: r is not orthogonal to all that it could become nearby.
    const isOn = z[0]!.map((row) => sign(row[idle]!) > 0);
    const slopes = [...x[0]!.keys(), -1].map((k) =>
      dot(
        r.filter((_, i) => isOn[i]),
        x.filter((_, i) => isOn[i]).map((row) => row[k] ?? one),
      ),
    );
    if (slopes.every(isZero) && !r.some((value, i) => !isZero(value) && isZero(z[0]![i]![idle]!))) return undefined;
  }
  return r && { x, y: outputs.map((f, i) => subtract(f, r[i]!)), network };
}

/** On a sample, below all samples, or anywhere. */
function biasOf(random: Stream, w: Vector, x: readonly Vector[], hasKinks: boolean): Rational {
  const levels = x.map((row) => dot(w, row));
  const way = below(random, 8);
  if (hasKinks && way < 5) return negate(pick(random, levels));
  if (way === 7)
    return subtract(
      levels.reduce(
        (least, level) => (sign(subtract(negate(level), least)) < 0 ? negate(level) : least),
        negate(levels[0]!),
      ),
      one,
    );
  return add(negate(pick(random, levels)), exact(pick(random, ['1/4', '-1/4', '3/4', '-5/4'])));
}

interface Sketch {
  readonly x: readonly Vector[];
  readonly z: readonly Vector[];
  readonly v: Vector;
  readonly idle: number;
}

/** Residuals that fulfil what the kind asks for; undefined when there are none but zeros. */
function residualsOf(kind: Kind, random: Stream, { x, z, v, idle }: Sketch): Vector | undefined {
  if (kind === 'zero-loss') return x.map(() => zero);
  if (kind === 'random') return x.map(() => pick(random, small));
  const samples = x.map((row) => [...row, one]);
  const rows: Vector[] = [x.map(() => one)];
  for (const [j] of v.entries()) {
    if (kind === 'sleeping-unit' && j === idle) {
      rows.push(z.map((row) => (sign(row[j]!) > 0 ? row[j]! : zero)));
      continue;
    }
    // What a kink contributes to the subgradient that is 0: between nothing and all of it.
    const shares = x.map(() => (kind === 'felt-kinks' ? pick(random, ['0', '1/3', '1/2', '1'].map(exact)) : zero));
    const weight = (i: number) => (sign(z[i]![j]!) > 0 ? one : isZero(z[i]![j]!) ? shares[i]! : zero);
    for (const k of samples[0]!.keys()) rows.push(samples.map((row, i) => multiply(weight(i), row[k]!)));
    const silent = kind !== 'felt-kinks' && (kind !== 'idle-unit' || j !== idle || below(random, 2) === 0);
    for (const [i, row] of z.entries())
      if (silent && isZero(row[j]!)) rows.push(x.map((_, k) => (k === i ? one : zero)));
  }
  const basis = nullspace(rows, x.length);
  if (basis.length === 0) return undefined;
  const weights = basis.map(() => pick(random, small));
  const r = x.map((_, i) =>
    dot(
      weights,
      basis.map((vector) => vector[i]!),
    ),
  );
  if (kind !== 'felt-kinks') return r;
  // A kink alone wants a residual of the sign of v in a minimum; several can make up for one another.
  const fits = z.every((row, i) => row.every((value, j) => !isZero(value) || sign(r[i]!) * sign(v[j]!) >= 0));
  const isFelt = z.some((row, i) => row.some((value, j) => isZero(value) && !isZero(r[i]!) && !isZero(v[j]!)));
  return isFelt && (fits || below(random, 6) === 0) ? r : undefined;
}
