/**
 * lm/two-unit-minimum: Proposition 2. Two units on D₂: a global minimum with a perfect fit and a local one, both printed with w₂ = −1. So
 * written the second unit is off at all samples, and neither point is critical; with w₂ = 1 both are what they are said to be.
 */
import type { Layers } from '../../certificates/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, figureOf, tableOf, theoryClaim } from '../layout.ts';
import { exact, list } from '../quantities.ts';
import { blindSamples, d2, fitPanel, type Judged, judge, line, slopeOf } from './regression.ts';

export const twoUnitMinimum = theoryClaim({
  id: 'lm/two-unit-minimum',
  statement:
    'On D₂ a network of two units has a global minimum with a perfect fit and a local minimum that is not global.',
  source: { key: 'swirszcz2017local', place: 'Proposition 2, Figure 4 (b)' },
  openQuestions: [
    'w = (−5, −1) and (−3, −1) are taken as misprints of (−5, 1) and (−3, 1): of all changes of one sign these alone give what the proposition says.',
  ],
  evaluate,
});

/** The two points with the second input weight as printed, and as corrected. */
const global = (w2: number): Layers => line([-5, w2], [1, -8], [1, -1], -1);
const local = (w2: number): Layers => line([-3, w2], ['13/3', -10], [1, -1], -3);

function evaluate(run: ClaimRun): Evaluation {
  const best = judge(d2, global(1));
  const minimum = judge(d2, local(1), [best.network]);
  const printed = { best: judge(d2, global(-1)), minimum: judge(d2, local(-1)) };
  const corrected = localCorrected(minimum, best);
  return evaluation({
    title:
      minimum.verdict === 'local-minimum' && printed.minimum.verdict === 'not-critical'
        ? `With w₂ = 1 the local minimum is one, with loss ${minimum.text}; as printed neither point is critical`
        : 'What the points of Proposition 2 are, judged exactly',
    findings: [
      globalAsPrinted(printed.best),
      globalCorrected(best),
      localAsPrinted(printed.minimum),
      corrected,
      blindSpot(best, minimum),
    ],
    figures: [
      figureOf(run, {
        id: 'figure-4b',
        title: `The local minimum (loss ${minimum.text}) and the perfect fit, with w₂ = 1`,
        subtitle: 'D₂, two rectified units, squared loss',
        panels: [
          fitPanel('Figure 4 (b)', d2, [
            { label: `local minimum, loss ${minimum.text}`, network: minimum.network, role: 'fit' },
            { label: 'global minimum, loss 0', network: best.network, role: 'measured' },
          ]),
          fitPanel('As printed, w₂ = −1', d2, [
            { label: `“local”, loss ${printed.minimum.text}`, network: printed.minimum.network, role: 'fit' },
            { label: `“global”, loss ${printed.best.text}`, network: printed.best.network, role: 'measured' },
          ]),
        ],
        canShow: 'the exact outputs of the four networks.',
        cannotShow: 'which way the loss goes around them: that is what the certificates prove.',
      }),
    ],
    tables: [
      tableOf(
        'Points on D₂',
        [
          { name: 'global, as printed', at: printed.best },
          { name: 'global, w₂ = 1', at: best },
          { name: 'local, as printed', at: printed.minimum },
          { name: 'local, w₂ = 1', at: minimum },
        ],
        {
          point: ({ name }) => name,
          verdict: ({ at }) => at.verdict,
          loss: ({ at }) => at.text,
          'dimension of equal loss': ({ at }) => at.dimension ?? '–',
          'slope that refutes it': ({ at }) => slopeOf(at).replace('-', '−') || '–',
          'samples without an active unit': ({ at }) => list(blindSamples(d2, at.network), String) || 'none',
        },
      ),
    ],
  });
}

export function globalAsPrinted(at: Judged): Finding {
  return exactFinding({
    id: 'global-as-printed',
    statement: 'As printed: w = (−5, −1), b = (1, −8), v = (1, −1), c = −1 is a global minimum with perfect fit.',
    because: `Its second unit is relu(−x − 8), which is 0 at all samples. The loss is ${at.text}, and along the output bias it falls with slope ${slopeOf(at).replace('-', '−') || '0'}.`,
    quantities: [exact('loss', Number(at.text))],
    holds: at.verdict === 'global-minimum',
    by: 'proof',
    rule: 'proved when the checker accepts a certificate of a global minimum; contradicted when it accepts one of another verdict',
    erratum: 'slip',
  });
}

export function globalCorrected(at: Judged): Finding {
  return exactFinding({
    id: 'global-corrected',
    statement: 'Corrected, w₂ = 1: a global minimum with perfect fit.',
    because: `The loss is ${at.text}.`,
    holds: at.verdict === 'global-minimum' && at.text === '0',
    by: 'proof',
    rule: 'proved when the loss is exactly 0',
  });
}

export function localAsPrinted(at: Judged): Finding {
  return exactFinding({
    id: 'local-as-printed',
    statement: 'As printed: w = (−3, −1), b = (13/3, −10), v = (1, −1), c = −3 is a local minimum.',
    because: `The loss is ${at.text}, the residuals add up to 3, and along the output bias the loss falls with slope ${slopeOf(at).replace('-', '−') || '0'}: ${at.verdict}.`,
    holds: at.verdict === 'local-minimum',
    by: 'proof',
    rule: 'proved when the checker accepts a certificate of a local minimum; contradicted when it accepts one of another verdict',
    erratum: 'slip',
  });
}

export function localCorrected(at: Judged, best: Judged): Finding {
  const witness = at.proved?.certificate.witness;
  const rays = witness?.kind === 'first-order' ? witness.flat.rays.length : 0;
  return exactFinding({
    id: 'local-corrected',
    statement: 'Corrected, w₂ = 1: a local minimum that is not global.',
    because: `The loss is ${at.text} against ${best.text}. The point is a ${at.verdict} at the edge of a set of equal loss of dimension ${at.dimension ?? 'unknown'}: two rescalings go both ways, ${rays} direction off the kink at x = 10 one way.`,
    quantities: [exact('dimension of the set of equal loss', at.dimension ?? Number.NaN)],
    holds: at.verdict === 'local-minimum' && at.proved?.certificate.better.length === 1,
    by: 'proof',
    rule: 'proved when the checker accepts a certificate of a local minimum that holds a better network',
  });
}

export function blindSpot(best: Judged, minimum: Judged): Finding {
  const [there, here] = [blindSamples(d2, best.network), blindSamples(d2, minimum.network)];
  return exactFinding({
    id: 'blind-spot',
    statement:
      'Blind spots can be absent in a local minimum while the global one has one: no unit is active at x₃ = 1.',
    because: `In the global minimum no unit is active at x = ${list(there, String) || 'any sample'}. In the local one none is active at x = ${list(here, String) || 'no sample'}, where the second unit lies on its kink: strictly read, neither is free of them.`,
    holds: there.includes(1) && here.length === 0,
    by: 'proof',
    rule: 'proved when, in exact numbers, some unit is active (z > 0) at every sample of the corrected local minimum and none at x = 1 of the global one',
    erratum: 'reading',
  });
}
