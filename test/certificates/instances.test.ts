/** 500 small problems, 440 of them made, at least 350 of these critical, against sampling around the point and, where smooth, eigenvalues. */
import { afterAll, describe, expect, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { checkCertificate } from '../../src/certificates/check/index.ts';
import { type Claim, type Layers, sealedDocument } from '../../src/certificates/format.ts';
import { certify, type Proved } from '../../src/certificates/prove/index.ts';
import { lossOf, stateOf } from '../../src/certificates/prove/state.ts';
import { add, isLess, isZero, multiply, one, type Rational, rational, sign } from '../../src/certificates/rational.ts';
import { type Instance, instance, type Kind } from './instances.ts';
import { flatten, Sketch } from './oracle.ts';

const sizes: Readonly<Record<Kind, number>> = {
  'zero-loss': 60,
  smooth: 90,
  'silent-kinks': 80,
  'felt-kinks': 90,
  'idle-unit': 50,
  'sleeping-unit': 70,
  random: 60,
};

const verdicts = new Map<Claim, number>();

/** Minima whose kinks have residuals of both signs, and the most subsets of kinks that a decision took. */
let mixed = 0;
/** Critical points that were made. */
let made = 0;
let subsets = 0n;

function tally(kind: Kind, { verdict, certificate: { problem }, context }: Proved): void {
  if (kind !== 'random' && verdict !== 'not-critical') made++;
  if ((context.subsets ?? 0n) > subsets) subsets = context.subsets!;
  if (kind !== 'felt-kinks' || verdict !== 'local-minimum') return;
  const { z, residuals } = stateOf(problem);
  const v = problem.network[1]!.W[0]!;
  if (z[0]!.some((row, i) => row.some((value, j) => isZero(value) && sign(residuals[i]!) * sign(v[j]!) < 0))) mixed++;
}

/** θ + t D₁ + t² D₂ + … */
function along(network: Layers, curve: readonly Layers[], t: Rational): Layers {
  let power = one;
  return curve.reduce<Layers>((point, direction) => {
    power = multiply(power, t);
    const step = (entry: Rational, change: Rational) => add(entry, multiply(power, change));
    return point.map(({ W, b }, l) => ({
      W: W.map((row, u) => row.map((entry, i) => step(entry, direction[l]!.W[u]![i]!))),
      b: b.map((entry, u) => step(entry, direction[l]!.b[u]!)),
    }));
  }, network);
}

/** The loss is lower at t = 2^−k for all k from some k on: at least at eight in a row. */
function fallsAlong({ problem, loss }: Proved['certificate'], curve: readonly Layers[]): boolean {
  let run = 0;
  for (let k = 0n; k < 60n && run < 8; k++) {
    const lower = isLess(lossOf(problem, along(problem.network, curve, rational(1n, 2n ** k))), loss);
    run = lower ? run + 1 : 0;
  }
  return run === 8;
}

async function examine({ kind, number, problem }: Instance): Promise<void> {
  const found = certify(problem, { limits: { cells: 700n } });
  expect(found.verdict).not.toBe('undecided');
  const { verdict, certificate } = found as Proved;
  verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  const { accepted, reason } = await checkCertificate(await sealedDocument(certificate));
  expect({ accepted, reason }).toEqual({ accepted: true, reason: '' });

  tally(kind, found as Proved);
  const sketch = new Sketch(problem);
  const rounding = 1e-13 * (1 + sketch.loss(sketch.point));
  const lowest = sketch.lowestAround(stream(2, 'certificates', number, kind), 3000);
  const isMinimum = verdict === 'global-minimum' || verdict === 'local-minimum';
  if (isMinimum) expect(lowest).toBeGreaterThan(-rounding);
  const { witness } = certificate;
  if (witness.kind === 'slope') expect(fallsAlong(certificate, [witness.direction])).toBe(true);
  if (witness.kind === 'curve') {
    expect(fallsAlong(certificate, witness.curve)).toBe(true);
    // No slope is negative: what is lower around is lower by second order or less.
    const radius = sketch.radius();
    expect(lowest).toBeGreaterThan(-100 * radius * radius * (1 + sketch.loss(sketch.point)));
  }
  if (witness.kind === 'first-order') {
    for (const line of [...witness.flat.lines, ...witness.flat.rays]) expect(isFlat(sketch, flatten(line))).toBe(true);
    for (const line of witness.flat.lines)
      expect(
        isFlat(
          sketch,
          flatten(line).map((entry) => -entry),
        ),
      ).toBe(true);
  }
  if (sketch.isSmooth()) {
    const { gradient, least } = sketch.curvature();
    const scale = 1e-9 * (1 + sketch.loss(sketch.point));
    if (isMinimum) expect(least).toBeGreaterThan(-scale);
    if (verdict === 'not-a-minimum') expect(least).toBeLessThan(-scale);
    expect(gradient > scale).toBe(verdict === 'not-critical');
  }
  if (kind === 'zero-loss') expect(verdict).toBe('global-minimum');
  if (kind === 'smooth' || kind === 'silent-kinks') expect(isMinimum).toBe(true);
}

/** The loss grows by second order at most: a hundredth of the step, a ten-thousandth of the change. */
function isFlat(sketch: Sketch, direction: readonly number[]): boolean {
  const size = Math.hypot(...direction) || 1;
  const rise = (step: number) =>
    sketch.loss(sketch.point.map((value, p) => value + (step * direction[p]!) / size)) - sketch.loss(sketch.point);
  const step = sketch.radius() / 4;
  return rise(step / 100) < 1e-3 * Math.abs(rise(step)) + 1e-12 * (1 + sketch.loss(sketch.point));
}

describe.each(Object.entries(sizes) as [Kind, number][])('%s', (kind, count) => {
  test(`${count} problems: one verdict each, no contradiction`, async () => {
    for (let number = 0; number < count; number++)
      await examine(instance(kind, number)).catch((error: Error) => {
        error.message = `${kind} ${number}: ${error.message}`;
        throw error;
      });
  });
});

test('each verdict but undecided occurs at least 50 times in 500', () => {
  expect([...verdicts.values()].reduce((total, count) => total + count, 0)).toBe(500);
  expect([...verdicts.keys()].sort()).toEqual(['global-minimum', 'local-minimum', 'not-a-minimum', 'not-critical']);
  for (const [verdict, count] of verdicts) expect(count, verdict).toBeGreaterThanOrEqual(50);
  expect(made).toBeGreaterThanOrEqual(350);
  expect(mixed).toBeGreaterThanOrEqual(5);
  expect(subsets).toBeGreaterThan(10n);
});

afterAll(() => {
  if (process.env['VERDICTS']) process.stderr.write(`${JSON.stringify([...verdicts, made, mixed, Number(subsets)])}\n`);
});
