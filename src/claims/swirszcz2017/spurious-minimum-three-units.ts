/**
 * gs/spurious-minimum-three-units: the better point of Proposition 3 is not global. Three units fit D₃ exactly, so both points are minima
 * that gradient descent can stop at although the network could do without any error.
 */
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, figureOf, theoryClaim } from '../layout.ts';
import { d3, fitPanel, type Judged, judge, line } from './regression.ts';
import { betterPoint, worsePoint } from './three-unit-minimum.ts';

export const spuriousMinimumThreeUnits = theoryClaim({
  id: 'gs/spurious-minimum-three-units',
  statement: 'Both points of Proposition 3 are spurious: three units fit D₃ without error.',
  source: { key: 'swirszcz2017local', place: 'beyond Proposition 3' },
  openQuestions: [],
  evaluate,
});

const perfect = line([1, 1, 1], ['-7/25', '-169/16', 2], ['25/9', '-16/9', -3], 6);

function evaluate(run: ClaimRun): Evaluation {
  const best = judge(d3, perfect);
  const finding = spurious(
    best,
    [betterPoint, worsePoint].map((point) => judge(d3, point, [perfect])),
  );
  return evaluation({
    title:
      finding.verdict === 'proved'
        ? 'Three units fit D₃ exactly; both minima of Proposition 3 are spurious'
        : 'No perfect fit of D₃ was certified',
    findings: [finding],
    figures: [
      figureOf(run, {
        id: 'perfect-fit',
        title:
          finding.verdict === 'proved'
            ? 'A network of three units goes through all six samples'
            : 'Which samples a network of three units goes through',
        subtitle: 'D₃, w = (1, 1, 1), b = (−7/25, −169/16, 2), v = (25/9, −16/9, −3), c = 6',
        panels: [
          fitPanel('D₃', d3, [
            { label: 'better point of Proposition 3', network: betterPoint, role: 'fit' },
            { label: `three units, loss ${best.text}`, network: perfect, role: 'measured' },
          ]),
        ],
        canShow: 'the exact outputs.',
        cannotShow: 'how likely a descent finds them.',
      }),
    ],
  });
}

export function spurious(best: Judged, minima: readonly Judged[]): Finding {
  return exactFinding({
    id: 'spurious',
    statement:
      'The local minima of Proposition 3 have larger losses than another network of three units, which has none.',
    ours: true,
    because: `A network with loss ${best.text} stands in the certificates of both, whose losses are ${minima.map(({ text }) => text).join(' and ')}.`,
    holds:
      best.verdict === 'global-minimum' &&
      minima.every(({ verdict, proved }) => verdict === 'local-minimum' && proved!.certificate.better.length === 1),
    by: 'proof',
    rule: 'proved when the checker accepts certificates of local minima for both points that hold a better network, and one of loss 0',
  });
}
