/**
 * lm/three-unit-minimum: Proposition 3. Three units on D₃: two local minima, one better than the other, which divide the line into the same
 * two regions and differ in which of them gets two units.
 */
import type { Layers } from '../../certificates/index.ts';
import { proveGlobalMinimum } from '../../certificates/prove/index.ts';
import { stateOf } from '../../certificates/prove/state.ts';
import { dot, isLess, isZero, print, sum } from '../../certificates/rational.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, figureOf, tableOf, theoryClaim } from '../layout.ts';
import { d3, fitPanel, type Judged, judge, line } from './regression.ts';

export const betterPoint: Layers = line(['-3/2', '-3/2', '3/2'], [1, 0, '-79/6'], [1, 1, -1], -1);
export const worsePoint: Layers = line([-2, 1, 1], ['11/3', -10, -11], [1, -1, -1], -3);

export const threeUnitMinimum = theoryClaim({
  id: 'lm/three-unit-minimum',
  statement: 'On D₃ a network of three units has two local minima, one better than the other.',
  source: { key: 'swirszcz2017local', place: 'Proposition 3, Figure 4 (c)' },
  openQuestions: [],
  evaluate,
});

function evaluate(run: ClaimRun): Evaluation {
  const better = judge(d3, betterPoint);
  const worse = judge(d3, worsePoint, [betterPoint]);
  const both = bothMinima(better, worse);
  const two = proveGlobalMinimum(d3, 2);
  return evaluation({
    title:
      both.verdict === 'proved'
        ? `Both points are local minima, with losses ${better.text} and ${worse.text}`
        : 'What the points of Proposition 3 are, judged exactly',
    findings: [both, regionFits(), noUnitGained(better, two ? print(two.loss) : 'unknown')],
    figures: [
      figureOf(run, {
        id: 'figure-4c',
        title: `There are two local minima, of losses ${better.text} and ${worse.text}`,
        subtitle: 'D₃, three rectified units, squared loss',
        panels: [
          fitPanel('Figure 4 (c)', d3, [
            { label: `worse, loss ${worse.text}`, network: worsePoint, role: 'fit' },
            { label: `better, loss ${better.text}`, network: betterPoint, role: 'measured' },
          ]),
        ],
        canShow: 'the exact outputs of the two networks.',
        cannotShow: 'which way the loss goes around them: that is what the certificates prove.',
      }),
    ],
    tables: [
      tableOf('Points on D₃', [better, worse], {
        point: (_, i) => ['better', 'worse'][i]!,
        verdict: ({ verdict }) => verdict,
        loss: ({ text }) => text,
        'dimension of equal loss': ({ dimension }) => dimension ?? '–',
      }),
    ],
  });
}

export function bothMinima(better: Judged, worse: Judged): Finding {
  const minima = better.verdict === 'local-minimum' && worse.verdict === 'local-minimum';
  return exactFinding({
    id: 'both-minima',
    statement: 'Both points are local minima, and the one with two units on the left is better.',
    because: `The losses are ${better.text} and ${worse.text}, the certificates say ${better.verdict} and ${worse.verdict}; around both the set of equal loss has dimension ${better.dimension ?? 'unknown'} and ${worse.dimension ?? 'unknown'}.`,
    holds: minima && isLess(better.loss, worse.loss),
    by: 'proof',
    rule: 'proved when the checker accepts certificates of local minima for both and the first loss is smaller',
    erratum: 'theorem',
  });
}

/** Residuals at the samples left of 6 and right of it: sums with 1 and with x. */
function regions(network: Layers) {
  const { residuals } = stateOf({ ...d3, network });
  return [0, 3].map((from) => {
    const r = residuals.slice(from, from + 3);
    const x = d3.x.slice(from, from + 3).map((row) => row[0]!);
    return { perfect: r.every(isZero), optimal: isZero(sum(r)) && isZero(dot(r, x)) };
  });
}

export function regionFits(betterNetwork = betterPoint, worseNetwork = worsePoint): Finding {
  const [better, worse] = [regions(betterNetwork), regions(worseNetwork)];
  const word = ({ perfect, optimal }: { perfect: boolean; optimal: boolean }) =>
    perfect ? 'a perfect fit' : optimal ? 'the line of least squares' : 'neither';
  return exactFinding({
    id: 'regions',
    statement: 'In each region a single active unit gives the line of least squares, two give a perfect fit.',
    because: `Left of 6 and right of it: better point ${better.map(word).join(' and ')}, worse point ${worse.map(word).join(' and ')}.`,
    holds: better[0]!.perfect && better[1]!.optimal && worse[0]!.optimal && worse[1]!.perfect,
    by: 'proof',
    rule: 'proved when the residuals in a region are all 0, or orthogonal to 1 and to x, as the statement says, in exact numbers',
    erratum: 'statement',
  });
}

export function noUnitGained(better: Judged, two: string): Finding {
  return exactFinding({
    id: 'two-units-do-as-well',
    statement: 'The better minimum is no better than the best network of two units.',
    ours: true,
    because: `The least loss of two units on D₃ is ${two}, by enumeration of activation cells; the better point of three has ${better.text}.`,
    holds: two === better.text,
    by: 'proof',
    rule: 'proved when the least loss of two units, proved by enumeration, equals the loss of the better point',
  });
}
