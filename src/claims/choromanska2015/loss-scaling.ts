/**
 * ls/loss-scaling, §5.1. What the paper did: “we empirically found that the loss with respect to number of hidden units approximately
 * follows an exponential power law E[L] ∝ e^(α n₁^β)”, fitted α and β and divided the losses by it. Neither number is printed, nor how
 * good the fit is.
 */
import { exp, log } from '../../base/functions.ts';
import { stream } from '../../base/philox.ts';
import { agreeing, counted } from '../../base/words.ts';
import {
  type BootstrapInterval,
  bootstrap,
  chiSquareTail,
  fitMessages,
  fitPowerLaw,
  leastSquares,
  type Model,
  mean,
  standardError,
} from '../../ensembles/statistics.ts';
import type { ClaimRun, Finding } from '../claim.ts';
import { within } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { around, barOf, curve, figureOf, logAxis, type Titles } from '../layout.ts';
import { extreme, meanOf, quantity, spanned, statistic } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { fewestWidths, fitLossLaw, type LossLaw, logErrors } from './loss-law.ts';
import {
  alongWidths,
  level,
  list,
  networkClaim,
  networks,
  overWidths,
  setupOf,
  type WidthSample,
  widthsTable,
} from './network-samples.ts';

/** Fixed before any run: widths below which three free numbers leave too little to be wrong. */
const decisiveWidths = 6;
/** Fixed before any run: the largest relative distance between law and mean loss that “approximately follows” allows. */
export const tolerance = 0.05;

export const lossScaling = networkClaim({
  id: 'ls/loss-scaling',
  statement:
    'The mean test loss approximately follows an exponential power law E[L] ∝ exp(α n₁^β) in the number of hidden units.',
  place: '§5.1, Scaling loss values',
  openQuestions: [
    'The paper prints neither α and β nor the method of the fit; we fit ln mean loss against c + α n₁^β by weighted least squares.',
    `The paper does not define “approximately”; we allow no mean farther than ${100 * tolerance} % from the fitted law.`,
    'The paper does not specify whether width 10 (Fig. 9) was part of the fit; we fit all widths.',
  ],
  evaluate,
});

interface Fitted {
  readonly law: LossLaw;
  readonly α: BootstrapInterval;
  readonly β: BootstrapInterval;
  /** law/mean − 1 at each width. */
  readonly residuals: readonly BootstrapInterval[];
}

const titles: Titles = {
  reproduced: 'An exponential power law fits the mean test loss',
  'not-reproduced': 'No exponential power law fits the mean test loss',
  inconclusive: 'An exponential power law may fit the mean test loss',
};

/** How near the law is, and whether χ² lets it be the law itself. */
function titleOf({ verdict }: Finding, samples: readonly WidthSample[], fitted: Fitted | undefined): string {
  if (!fitted) return 'Whether an exponential power law fits the mean test loss stays open';
  const p = tail(samples, chiSquare(samples, fitted.law.at));
  const test = p < 1 - level ? `χ² rejects it (p = ${scientific(p, 1)})` : `χ² allows it (p = ${scientific(p, 1)})`;
  const distance = verdict === 'reproduced' ? decimal(100 * worstOf(fitted), 1) : 100 * tolerance;
  return `${titles[verdict]} to ${distance} %; ${test}`;
}

const worstOf = ({ residuals }: Fitted) => Math.max(...residuals.map((r) => Math.abs(r.estimate)));

function evaluate(samples: readonly WidthSample[], run: ClaimRun) {
  const fitted = samples.length >= fewestWidths ? fitWithIntervals(samples, run.seed) : undefined;
  const law = lawFinding(samples, fitted);
  const title = titleOf(law, samples, fitted);
  const [first, last] = [samples[0]?.width ?? 1, samples.at(-1)?.width ?? 1];
  const along = Array.from({ length: 81 }, (_, i) => first * (last / first) ** (i / 80));
  const means = alongWidths('mean', samples, (s) => around(mean(s.testLosses), 2 * standardError(s.testLosses)));
  const panels = ({ law: { α, β, at }, residuals }: Fitted) => [
    overWidths('Mean test loss', logAxis('mean test loss; bars: two standard errors'), [
      curve(`fit, α = ${scientific(α, 3)}, β = ${scientific(β, 3)}`, 'fit', along, (n) => [n, at(n)]),
      means,
    ]),
    overWidths(`Distance of the law from the means; band: ±${100 * tolerance} %`, 'law/mean − 1, with its interval', [
      { type: 'band', axis: 'y', from: -tolerance, to: tolerance },
      alongWidths('residual', samples, (_, i) => barOf(residuals[i]!)),
    ]),
  ];
  return {
    title,
    findings: fitted
      ? [law, coefficients(fitted), powerLawFinding(samples, worstOf(fitted)), offsetFinding(samples, fitted)]
      : [law],
    figures: [
      figureOf(run, {
        id: 'law',
        title,
        subtitle: `${setupOf(samples, run.preset)}; mean test cross-entropy`,
        panels: fitted ? panels(fitted) : [overWidths('Mean test loss', logAxis('mean test loss'), [means])],
        canShow: 'how far one law with three numbers follows the mean loss over these widths.',
        cannotShow: 'that the law holds at other widths, or that no other law would do as well.',
      }),
    ],
    tables: [
      widthsTable('Mean test loss and the fitted law', samples, {
        'mean test loss': ({ testLosses }) => meanOf('mean', testLosses, Number),
        'fitted law': ({ width }) => (fitted ? scientific(fitted.law.at(width), 4) : 'none'),
        'law/mean − 1': (_, i) => (fitted ? quantity('residual', fitted.residuals[i]!) : 'none'),
      }),
    ],
    differences: [
      'χ² knows the scatter over starts alone: all networks of a width share one data order, and what that order does to their mean counts as a miss of the law.',
    ],
    story: [
      `The paper divides losses by a fitted law so that different widths can be drawn on one axis. With three free numbers (a common factor, α and β) on ${samples.length} widths the law has ${Math.max(0, samples.length - 3)} chances to be wrong. ${law.because}`,
    ],
  };
}

/** All intervals hold together: one residual a width, the level split between them. */
export function fitWithIntervals(samples: readonly WidthSample[], seed: number, resamples = 2000): Fitted | undefined {
  const law = fitLossLaw(samples);
  if (law.status !== 'converged') return undefined;
  const weights = logErrors(samples);
  const statistic = (strata: readonly (readonly number[])[]) => {
    const resampled = samples.map(({ width }, i) => ({ width, testLosses: strata[i]! }));
    const again = fitLossLaw(resampled, law, weights);
    const missed = again.status !== 'converged';
    return [
      missed ? Number.NaN : again.α,
      missed ? Number.NaN : again.β,
      ...resampled.map(({ width, testLosses }) => (missed ? Number.NaN : again.at(width) / mean(testLosses) - 1)),
    ];
  };
  const [α, β, ...residuals] = bootstrap(
    stream(seed, 'ls/loss-scaling', 0, 'bootstrap'),
    samples.map(({ testLosses }) => testLosses),
    statistic,
    { resamples, level: 1 - (1 - level) / samples.length },
  );
  return { law, α: α!, β: β!, residuals };
}

export function lawFinding(samples: readonly WidthSample[], fitted: Fitted | undefined): Finding {
  const unfit =
    samples.length < fewestWidths
      ? `${counted(samples.length, 'width')} ${agreeing(samples.length, 'is', 'are')} too few for a law with three free numbers.`
      : `The fit did not converge: ${fitMessages[fitLossLaw(samples).status]}.`;
  return intervalFinding({
    id: 'law',
    statement: 'The mean test loss approximately follows E[L] ∝ exp(α n₁^β).',
    because: fitted
      ? `The fitted law differs from the mean test loss by ${list(samples, (_, i) => `${decimal(100 * fitted.residuals[i]!.estimate, 2)} %`)}; χ² = ${withTail(samples, chiSquare(samples, fitted.law.at))} for ${degrees(samples)}.`
      : unfit,
    parts: (fitted?.residuals ?? []).map((interval, i) => ({
      name: `law/mean − 1, n₁ = ${samples[i]!.width}`,
      interval,
      region: within(0, tolerance),
    })),
    of: 'of law/mean − 1 (bootstrap over networks, the fit repeated) at the widths',
    level,
    units: networks(samples.map(({ testLosses }) => testLosses)),
    besides: {
      outcome: samples.length < decisiveWidths ? 'open' : 'holds',
      rule: `with fewer than ${decisiveWidths} widths nothing is decided for the law`,
    },
  });
}

function coefficients({ law, α, β }: Fitted): Finding {
  const words = (x: BootstrapInterval) => spanned(x, (value) => scientific(value, 3));
  return measuredFinding({
    id: 'coefficients',
    statement: 'The coefficients α and β of the law.',
    because: `α = ${words(α)}, β = ${words(β)}; the common factor is ${scientific(law.factor, 3)}.`,
    why: `the source prints neither number; intervals by bootstrap over networks, at the level of those of the law, ${decimal(100 * α.level, 1)} %`,
    quantities: [quantity('α', α), quantity('β', β)],
  });
}

/** Σ ((law − mean)/standard error)² of the mean test losses. */
function chiSquare(samples: readonly WidthSample[], law: (width: number) => number): number {
  return samples.reduce((sum, { width, testLosses }) => {
    return sum + ((law(width) - mean(testLosses)) / standardError(testLosses)) ** 2;
  }, 0);
}

/** What three numbers leave. */
const freedom = (samples: readonly WidthSample[]) => samples.length - 3;
const degrees = (samples: readonly WidthSample[]) => counted(freedom(samples), 'degree').concat(' of freedom');

/** Probability of so large a χ², or a larger one, where the law is true. */
function tail(samples: readonly WidthSample[], x: number): number {
  return chiSquareTail(x, freedom(samples));
}

function withTail(samples: readonly WidthSample[], x: number): string {
  return `${decimal(x, 1)} (p = ${scientific(tail(samples, x), 1)})`;
}

/** Another law with three numbers, c + b n₁^(−d), fitted to the means themselves. */
function offsetFinding(samples: readonly WidthSample[], { law }: Fitted): Finding {
  const data = {
    x: samples.map(({ width }) => width),
    y: samples.map(({ testLosses }) => mean(testLosses)),
    errors: samples.map(({ testLosses }) => standardError(testLosses)),
  };
  const { parameters, standardErrors, chiSquare: theirs, status } = fitPowerLaw(data);
  const [c, b, d] = parameters as unknown as [number, number, number];
  const ours = chiSquare(samples, law.at);
  return measuredFinding({
    id: 'offset-power',
    statement: 'How the law compares with another of three numbers, E[L] = c + b n₁^(−d) (not in the paper).',
    because: `χ² = ${withTail(samples, ours)} for the exponential power law, ${withTail(samples, theirs)} for c + b n₁^(−d) with c = ${scientific(c, 3)}, b = ${scientific(b, 3)}, d = ${decimal(d, 3)}, each for ${degrees(samples)}.`,
    why: `the source compares no other law; errors of the fit, which ${status === 'converged' ? 'converged' : 'did not converge'}`,
    enough: status === 'converged',
    quantities: [
      statistic('χ² of the exponential power law', ours),
      statistic('p of the exponential power law', tail(samples, ours)),
      statistic('χ² of c + b n₁^(−d)', theirs),
      statistic('p of c + b n₁^(−d)', tail(samples, theirs)),
      { name: 'd', value: d, error: standardErrors[2]! },
    ],
  });
}

/** ln y = c − δ ln x, the law with one number less. */
const plainPower: Model = {
  parameters: ['c', 'δ'],
  value: (x, [c, δ]) => c! - δ! * log(x),
  gradient(x, _p, out) {
    out[0] = 1;
    out[1] = -log(x);
  },
};

/** Does the form with α and β say more than a plain power of n₁? */
function powerLawFinding(samples: readonly WidthSample[], worst: number): Finding {
  const y = samples.map(({ testLosses }) => log(mean(testLosses)));
  const x = samples.map(({ width }) => width);
  const fit = leastSquares(plainPower, { x, y, errors: logErrors(samples) }, [y[0]!, 0]);
  const distance = Math.max(...x.map((n, i) => Math.abs(exp(plainPower.value(n, fit.parameters) - y[i]!) - 1)));
  return measuredFinding({
    id: 'plain-power',
    statement: 'How much better the law is than a plain power E[L] ∝ n₁^(−δ) (not in the paper).',
    because: `The plain power, δ = ${decimal(fit.parameters[1]!, 3)}, misses a mean by up to ${decimal(100 * distance, 1)} %, the exponential power law by up to ${decimal(100 * worst, 1)} %.`,
    why: 'the source compares no other law',
    quantities: [
      { name: 'δ', value: fit.parameters[1]!, error: fit.standardErrors[1]! },
      extreme('largest |law/mean − 1| of the plain power', distance, samples.length),
      extreme('largest |law/mean − 1| of the exponential power law', worst, samples.length),
    ],
  });
}
