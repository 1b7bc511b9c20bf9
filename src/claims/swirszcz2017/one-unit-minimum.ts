/**
 * lm/one-unit-minimum: Proposition 1, Remark 1 and B.4. Five points and one unit: (w, b, v, c) = (1, −3, 1, 0) is a local minimum with loss 18 on
 * a curve of equal loss, and (−7, −4, 1, 0) has loss 14. Everything in exact arithmetic; verdicts are those of certificates that the
 * independent checker accepts.
 */
import { approximate, type Layers, type Rational } from '../../certificates/index.ts';
import { lossOf } from '../../certificates/prove/state.ts';
import {
  add,
  divide,
  equal,
  multiply,
  negate,
  one,
  print,
  rational,
  subtract,
  sum,
  zero,
} from '../../certificates/rational.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { curve, evaluation, figureOf, logAxis, points, tableOf, theoryClaim, xy } from '../layout.ts';
import { exact } from '../quantities.ts';
import { d1, fitPanel, type Judged, judge, line } from './regression.ts';

export const oneUnitMinimum = theoryClaim({
  id: 'lm/one-unit-minimum',
  statement:
    'For one rectified unit and the data D₁ the point (w, b, v, c) = (1, −3, 1, 0) is a local minimum of the squared loss that is neither strict nor global.',
  source: { key: 'swirszcz2017local', place: 'Proposition 1, Remark 1, Figure 4 (a), B.4' },
  openQuestions: [
    'The curves of Figure 4 carry no parameters: the one drawn for panel (a) besides the minimum is taken to be the point of B.4.',
  ],
  evaluate,
});

const point = line([1], [-3], [1], 0);
const betterPoint = line([-7], [-4], [1], 0);
/** s along the curve (s, −3s, 1/s, 0) of Remark 1. */
const scales = [1n, 2n, 3n, 5n, 8n, 40n].flatMap((s) => [rational(s), rational(1n, s)]).slice(1);

function evaluate(run: ClaimRun): Evaluation {
  const minimum = judge(d1, point, [betterPoint]);
  const better = judge(d1, betterPoint);
  const along = scales.map((s) => ({ s, ...judge(d1, onCurve(s), [betterPoint]) }));
  const local = localMinimum(minimum);
  return evaluation({
    title:
      minimum.verdict === 'local-minimum' && better.verdict === 'global-minimum'
        ? `A local minimum with loss ${minimum.text}, proved; the least loss of one unit is ${better.text}`
        : 'Proposition 1 does not hold as printed',
    findings: [local, notGlobal(minimum, better), leastLoss(better), remark(minimum, along), printedProof()],
    figures: [
      figureOf(run, {
        id: 'figure-4a',
        title: `The local minimum has loss ${minimum.text}, the best unit ${better.text}`,
        subtitle: 'D₁, one rectified unit, squared loss',
        panels: [
          fitPanel('Figure 4 (a)', d1, [
            { label: `local minimum, loss ${minimum.text}`, network: point, role: 'fit' },
            { label: `global minimum, loss ${better.text}`, network: betterPoint, role: 'measured' },
          ]),
          xy('Loss along three directions from it', 'step', 'loss', [
            curve('along (*s*, −3*s*, 1/*s*, 0), s = 1 + step', 'theory', steps, (t) => [
              t,
              lossAt(onCurve(add(one, fraction(t)))),
            ]),
            curve('along *b*', 'measured', steps, (t) => [t, lossAt(line([1], [String(-3 + t)], [1], 0))]),
            curve('along *w*', 'measured', steps, (t) => [t, lossAt(line([String(1 + t)], [-3], [1], 0))]),
          ]),
        ],
        canShow: 'the exact outputs, and exact losses around the minimum.',
        cannotShow: 'that no direction of the four-dimensional space goes down: that is what the certificate proves.',
      }),
      figureOf(run, {
        id: 'flat-curve',
        title: `The loss is ${minimum.text} along (s, −3s, 1/s, 0); ${along.filter(({ verdict }) => verdict === 'local-minimum').length} of ${along.length} points are certified minima`,
        subtitle: 'Remark 1, exact arithmetic',
        panels: [
          xy('The curve of equal loss', logAxis('input weight *w* = *s*'), logAxis('output weight *v* = 1/*s*'), [
            points(
              'certified local minima',
              along.filter(({ verdict }) => verdict === 'local-minimum'),
              ({ s }) => ({ x: approximate(s), y: 1 / approximate(s) }),
            ),
          ]),
        ],
        canShow: 'where along the curve minima were certified.',
        cannotShow: 'the ends of the curve, which goes to infinity both ways.',
      }),
    ],
    tables: [
      tableOf('Points on D₁', [minimum, better, ...along], {
        '(w, b, v, c)': ({ network }) => written(network),
        verdict: ({ verdict }) => verdict,
        loss: ({ text }) => text,
        'dimension of equal loss': ({ dimension }) => dimension ?? '–',
      }),
    ],
  });
}

/** Eighths, which are exact in binary64. */
const steps = Array.from({ length: 17 }, (_, k) => (k - 8) / 16);
const fraction = (t: number): Rational => rational(BigInt(Math.round(16 * t)), 16n);
const lossAt = (network: Layers): number => approximate(lossOf({ ...d1, network }, network));

function onCurve(s: Rational): Layers {
  return [
    { W: [[s]], b: [multiply(rational(-3n), s)] },
    { W: [[divide(one, s)]], b: [zero] },
  ];
}

const written = ([hidden, output]: Layers): string =>
  `(${[hidden!.W[0]![0]!, hidden!.b[0]!, output!.W[0]![0]!, output!.b[0]!].map(print).join(', ')})`.replaceAll(
    '-',
    '−',
  );

export function localMinimum({ verdict, text }: Judged): Finding {
  return exactFinding({
    id: 'local-minimum',
    statement: '(1, −3, 1, 0) is a local minimum with loss 18.',
    because: `The loss is ${text}, the certificate says ${verdict}: the residuals at 5 and 4 are 0, the one on the kink at 3 too, and those at 1 and −1 add up to 0.`,
    quantities: [exact('loss', Number(text))],
    holds: verdict === 'local-minimum' && text === '18',
    by: 'proof',
    rule: 'proved when the checker accepts a certificate of a local minimum with loss 18',
    erratum: 'theorem',
  });
}

export function notGlobal(minimum: Judged, better: Judged): Finding {
  return exactFinding({
    id: 'not-global',
    statement: 'It is not a global minimum: (−7, −4, 1, 0) has loss 14.',
    because: `The loss there is ${better.text} against ${minimum.text}.`,
    holds: better.text === '14' && minimum.proved?.certificate.better.length === 1,
    by: 'proof',
    rule: 'proved when the certificate of the local minimum holds a network with loss 14',
    erratum: 'theorem',
  });
}

export function leastLoss({ verdict, text, proved }: Judged): Finding {
  const { witness } = proved?.certificate ?? {};
  const duals = witness?.kind === 'cells' ? witness.duals.length : 0;
  return exactFinding({
    id: 'least-loss',
    statement: 'No network of one unit has a loss below 14 on D₁.',
    ours: true,
    because: `(−7, −4, 1, 0) is certified as a ${verdict}: ${duals} vectors bound the loss from below by ${text} in all combinations of activation cells.`,
    holds: verdict === 'global-minimum',
    by: 'proof',
    rule: 'proved when the checker accepts a certificate of a global minimum for the point of B.4',
  });
}

export function remark(minimum: Judged, along: readonly (Judged & { readonly s: Rational })[]): Finding {
  const same = along.every(({ loss }) => equal(loss, minimum.loss));
  const minima = along.filter(({ verdict }) => verdict === 'local-minimum').length;
  return exactFinding({
    id: 'remark-1',
    statement: 'It is not strict: it lies on a one-dimensional manifold on which the loss is 18.',
    because: `v relu(wx + b) is the same function along (s, −3s, 1/s, 0), s > 0. At ${along.length} rational s from 1/40 to 40 the loss is ${same ? `exactly ${minimum.text}` : 'not the same'}, and ${minima} of these points are certified local minima. Around the point the set of equal loss has dimension ${minimum.dimension}.`,
    quantities: [exact('dimension of the set of equal loss', minimum.dimension ?? Number.NaN)],
    holds: same && minimum.dimension === 1 && minima === along.length,
    by: 'proof',
    rule: 'proved when all points tried on the curve have the loss of the minimum and are certified, and the set of equal loss has dimension 1 around it',
    erratum: 'statement',
  });
}

/** B.4 writes the loss in x = (1 + δw)(1 + δv) − 1, y = (δb − 3)(1 + δv) + 3, z = δc, with the unit on, and off, at 3. */
export function printedProof(written = asWritten): Finding {
  // Both sides have degree ≤ 2 in each of four variables: what agrees on 3⁴ points is the same polynomial.
  const grid = [0n, 1n, 2n].map((n) => rational(n, 7n));
  let [count, wrong] = [0, 0];
  for (const dw of grid)
    for (const db of grid)
      for (const dv of grid)
        for (const dc of grid)
          for (const isOn of [true, false]) {
            count++;
            if (!equal(inCell(dw, db, dv, dc, isOn), written(dw, db, dv, dc, isOn))) wrong++;
          }
  return exactFinding({
    id: 'printed-proof',
    statement: 'In both cases of B.4 the loss is 18 plus the printed sum of squares.',
    because: `Both sides are polynomials of degree at most 2 in each of δw, δb, δv, δc; they agree at ${count - wrong} of ${count} points of a 3 × 3 × 3 × 3 grid, the unit on and off at x = 3.`,
    quantities: [exact('points at which they differ', wrong)],
    holds: wrong === 0,
    by: 'proof',
    rule: 'proved when both sides agree at all points of a grid of three values in each variable, which determines such polynomials',
    erratum: 'slip',
  });
}

const square = (value: Rational): Rational => multiply(value, value);
const times = (n: bigint, value: Rational): Rational => multiply(rational(n), value);

/** The loss where the unit is active at 5 and 4, not at 1 and −1, and at 3 as said. */
export function inCell(dw: Rational, db: Rational, dv: Rational, dc: Rational, isOn: boolean): Rational {
  const on = (i: number) => i < 2 || (i === 2 && isOn);
  const [w, b, v] = [add(one, dw), add(rational(-3n), db), add(one, dv)];
  return sum(
    d1.x.map(([x], i) => {
      const unit = on(i) ? multiply(v, add(multiply(w, x!), b)) : zero;
      return square(subtract(add(unit, dc), d1.y[i]!));
    }),
  );
}

function asWritten(dw: Rational, db: Rational, dv: Rational, dc: Rational, isOn: boolean): Rational {
  const x = subtract(multiply(add(dw, one), add(one, dv)), one);
  const y = add(multiply(add(db, rational(-3n)), add(one, dv)), rational(3n));
  const at = (n: bigint) => square(add(add(times(n, x), y), dc));
  const rest = isOn ? [at(3n), times(2n, square(dc))] : [times(3n, square(dc))];
  return sum([...rest, at(4n), at(5n), negate(rational(-18n))]);
}
