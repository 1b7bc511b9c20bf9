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
  fitMessages,
  leastSquares,
  type Model,
  mean,
  standardError,
} from '../../ensembles/statistics.ts';
import { type Figure, type Panel, sizeRank } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, ResultTable } from '../claim.ts';
import { decideAll, decideWithin, runsToDecide } from '../decide.ts';
import { quantity } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { fewestWidths, fitLossLaw, type LossLaw, logErrors } from './loss-law.ts';
import {
  differencesOf,
  fewestRule,
  fewestUnits,
  level,
  list,
  networkEnsembles,
  setupOf,
  setupQuestions,
  type WidthSample,
  widthSamples,
} from './network-samples.ts';

/** Fixed before any run: the largest relative distance between law and mean loss that “approximately follows” allows. */
export const tolerance = 0.05;

export const lossScaling: Claim = {
  id: 'ls/loss-scaling',
  statement:
    'The mean test loss approximately follows an exponential power law E[L] ∝ exp(α n₁^β) in the number of hidden units.',
  source: { key: 'choromanska2015loss', place: '§5.1, Scaling loss values' },
  openQuestions: [
    ...setupQuestions,
    'α and β are not printed, nor the method of the fit. Here weighted least squares of ln mean loss against c + α n₁^β.',
    `“Approximately” is not defined. Here: no mean farther than ${100 * tolerance} % from the fitted law.`,
    'Whether width 10 (Fig. 9) was part of the fit is not said; here all widths are.',
  ],
  needs: networkEnsembles,
  evaluate: (records, run) => evaluate(widthSamples(records), run),
};

interface Fitted {
  readonly law: LossLaw;
  readonly α: BootstrapInterval;
  readonly β: BootstrapInterval;
  /** law/mean − 1 at each width. */
  readonly residuals: readonly BootstrapInterval[];
}

const titles: Readonly<Record<string, string>> = {
  reproduced: 'An exponential power law follows the mean test loss',
  'not-reproduced': 'No exponential power law follows the mean test loss at every width',
  inconclusive: 'Whether an exponential power law follows the mean test loss is not decided by these runs',
};

function evaluate(samples: readonly WidthSample[], run: ClaimRun): Evaluation {
  const fitted = samples.length >= fewestWidths ? fitWithIntervals(samples, run.seed) : undefined;
  const law = lawFinding(samples, fitted);
  const worst = fitted ? Math.max(...fitted.residuals.map((r) => Math.abs(r.estimate))) : Number.NaN;
  const within = Number.isFinite(worst) ? ` (largest distance ${decimal(100 * worst, 1)} %)` : '';
  const title = `${titles[law.verdict]}${within}`;
  return {
    title,
    findings: fitted ? [law, coefficients(fitted), powerLawFinding(samples, worst)] : [law],
    figures: [figure(samples, fitted, title, run)],
    tables: [table(samples, fitted)],
    differences: differencesOf(samples, run.preset),
    story: [
      `The paper divides losses by a fitted law so that different widths can be drawn on one axis. With three free numbers (a common factor, α and β) on ${samples.length} widths the law has ${Math.max(0, samples.length - 3)} chances to be wrong. ${law.because}`,
    ],
  };
}

/** All intervals hold together: one residual a width, the level split between them. */
function fitWithIntervals(samples: readonly WidthSample[], seed: number): Fitted | undefined {
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
    { resamples: 2000, level: 1 - (1 - level) / samples.length },
  );
  return { law, α: α!, β: β!, residuals };
}

function lawFinding(samples: readonly WidthSample[], fitted: Fitted | undefined): Finding {
  const parts = (fitted?.residuals ?? []).map(({ low, high }) => decideWithin([low, high], 0, tolerance));
  const networks = Math.min(...samples.map(({ testLosses }) => testLosses.length));
  const verdict = networks < fewestUnits ? 'inconclusive' : decideAll(parts);
  const widest = Math.max(0, ...(fitted?.residuals ?? []).map(({ low, high }) => (high - low) / 2));
  return {
    id: 'law',
    statement: 'The mean test loss approximately follows E[L] ∝ exp(α n₁^β).',
    verdict,
    because: fitted
      ? `The fitted law differs from the mean test loss by ${list(samples, (_, i) => `${decimal(100 * fitted.residuals[i]!.estimate, 2)} %`)}.`
      : samples.length < fewestWidths
        ? `${counted(samples.length, 'width')} ${agreeing(samples.length, 'is', 'are')} too few for a law with three free numbers.`
        : `The fit did not converge: ${fitMessages[fitLossLaw(samples).status]}.`,
    rule: `reproduced when at every width the interval of law/mean − 1 lies within ±${100 * tolerance} %, all intervals (bootstrap over networks, the fit repeated) together at ${100 * level} %; not reproduced when one lies outside; ${fewestRule}`,
    quantities: samples.flatMap(({ width }, i) =>
      fitted ? [quantity(`law/mean − 1, n₁ = ${width}`, fitted.residuals[i]!)] : [],
    ),
    ...(verdict === 'inconclusive' && Number.isFinite(widest) && (widest > tolerance || networks < fewestUnits)
      ? {
          more: { count: Math.max(fewestUnits - networks, runsToDecide(networks, widest, tolerance)), unit: 'network' },
        }
      : {}),
  };
}

function coefficients({ law, α, β }: Fitted): Finding {
  const words = (x: BootstrapInterval) =>
    `${scientific(x.estimate, 3)} (${scientific(x.low, 3)} to ${scientific(x.high, 3)})`;
  return {
    id: 'coefficients',
    statement: 'The coefficients α and β of the law.',
    verdict: 'measured',
    because: `α = ${words(α)}, β = ${words(β)}; the common factor is ${scientific(law.factor, 3)}.`,
    rule: `measured: the source prints neither number; intervals by bootstrap over networks, at the level of those of the law, ${decimal(100 * α.level, 1)} %`,
    quantities: [quantity('α', α), quantity('β', β)],
  };
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
  return {
    id: 'plain-power',
    statement: 'How much better the law is than a plain power E[L] ∝ n₁^(−δ) (not in the paper).',
    verdict: 'measured',
    because: `The plain power, δ = ${decimal(fit.parameters[1]!, 3)}, misses a mean by up to ${decimal(100 * distance, 1)} %, the exponential power law by up to ${decimal(100 * worst, 1)} %.`,
    rule: 'measured: the source compares no other law',
    quantities: [
      { name: 'δ', value: fit.parameters[1]!, error: fit.standardErrors[1]! },
      { name: 'largest |law/mean − 1| of the plain power', value: distance },
      { name: 'largest |law/mean − 1| of the exponential power law', value: worst },
    ],
  };
}

function table(samples: readonly WidthSample[], fitted: Fitted | undefined): ResultTable {
  return {
    title: 'Mean test loss and the fitted law',
    columns: ['hidden units n₁', 'networks', 'mean test loss', 'fitted law', 'law/mean − 1'],
    rows: samples.map(({ width, testLosses }, i) => [
      String(width),
      String(testLosses.length),
      { name: 'mean', value: mean(testLosses), error: standardError(testLosses) },
      fitted ? scientific(fitted.law.at(width), 4) : 'none',
      fitted ? quantity('residual', fitted.residuals[i]!) : 'none',
    ]),
  };
}

function figure(samples: readonly WidthSample[], fitted: Fitted | undefined, title: string, run: ClaimRun): Figure {
  const [first, last] = [samples[0]?.width ?? 1, samples.at(-1)?.width ?? 1];
  const along = Array.from({ length: 81 }, (_, i) => first * (last / first) ** (i / 80));
  const means: Panel = {
    layout: 'xy',
    title: 'Mean test loss',
    x: { name: 'hidden units *n*₁', scale: 'log' },
    y: { name: 'mean test loss; bars: two standard errors', scale: 'log' },
    marks: [
      ...(fitted
        ? [
            {
              type: 'curve' as const,
              role: 'fit' as const,
              label: `fit, α = ${scientific(fitted.law.α, 3)}, β = ${scientific(fitted.law.β, 3)}`,
              points: along.map((n) => [n, fitted.law.at(n)] as const),
            },
          ]
        : []),
      {
        type: 'points',
        label: 'mean',
        points: samples.map(({ width, testLosses }) => ({
          x: width,
          y: mean(testLosses),
          low: mean(testLosses) - 2 * standardError(testLosses),
          high: mean(testLosses) + 2 * standardError(testLosses),
          label: `n₁ = ${width}`,
          rank: sizeRank(width, 'units'),
        })),
      },
    ],
  };
  const residuals: Panel = {
    layout: 'xy',
    title: `Distance of the law from the means; band: ±${100 * tolerance} %`,
    x: { name: 'hidden units *n*₁', scale: 'log' },
    y: { name: 'law/mean − 1, with its interval' },
    marks: [
      { type: 'band', axis: 'y', from: -tolerance, to: tolerance },
      {
        type: 'points',
        label: 'residual',
        points: samples.flatMap(({ width }, i) => {
          const r = fitted?.residuals[i];
          return r
            ? [
                {
                  x: width,
                  y: r.estimate,
                  low: r.low,
                  high: r.high,
                  label: `n₁ = ${width}`,
                  rank: sizeRank(width, 'units'),
                },
              ]
            : [];
        }),
      },
    ],
  };
  return {
    id: 'law',
    title,
    subtitle: `${setupOf(samples, run.preset)}; mean test cross-entropy`,
    panels: [means, ...(fitted ? [residuals] : [])],
    canShow: 'how far one law with three numbers follows the mean loss over these widths.',
    cannotShow: 'that the law holds at other widths, or that no other law would do as well.',
    source: run.source,
    description: `Mean test losses: ${samples.map((s) => `n₁ = ${s.width}: ${decimal(mean(s.testLosses), 4)}`).join('; ')}.${fitted ? ` Fitted: α = ${scientific(fitted.law.α, 3)}, β = ${scientific(fitted.law.β, 3)}.` : ' No law was fitted.'}`,
  };
}
