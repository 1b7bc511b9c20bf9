/**
 * ls/solution-index, Figs. 4 and 5. What the paper did: eigenvalues of the Hessian at every solution of SGD, those below 0.001 in
 * magnitude set to zero; histograms of the share that is negative. What it reads: "all solutions are either minima or saddle points of
 * very low normalized index (of the order 0.01)". A companion paper says of the same kind of experiment that almost all have index 0.
 * Both are findings. The end of SGD is no critical point: the gradient norm stands beside, and the index after a polish.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { bootstrap, mean, wilsonInterval } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Quantity, ResultTable } from '../claim.ts';
import { decideAll, decideNegative } from '../decide.ts';
import { quantity } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { solutionIndexFigure } from './solution-index-figure.ts';
import {
  differencesOf,
  hiddenShares,
  type IndexSample,
  indexEnsembles,
  indexSamples,
  median,
  structuralShare,
  threshold,
} from './solution-index-samples.ts';

/** Fixed before any run. */
export const rules = {
  /** "Almost all". */
  almostAll: 0.9,
  /** "Of the order 0.01": at most half a decade above it. */
  order: 10 ** -1.5,
  level: 0.95,
  /** Solutions of a width below which a mean decides nothing. */
  least: 5,
  /** Share of the largest possible index from which the title says that most is hidden by the threshold. */
  most: 0.5,
};

export const solutionIndex: Claim = {
  id: 'ls/solution-index',
  statement:
    'Solutions of SGD are minima or saddle points of very low normalized index, of the order 0.01 (eigenvalues below 0.001 in magnitude count as zero).',
  source: { key: 'choromanska2015loss', place: 'Figs. 4 and 5, §5.1' },
  openQuestions: [
    'The paper does not specify over which images the loss is taken, nor of how many solutions the index; we use the training images.',
    'The paper does not specify what the index is normalized by; we divide by the number of all parameters, biases and idle ones included, which gives the smallest shares.',
    'The paper does not specify whether solutions were brought nearer to critical points first; we report both, as trained and after full-batch descent.',
    'The paper does not specify what “of the order 0.01” excludes; we exclude means above half a decade beyond it.',
  ],
  needs: indexEnsembles,
  evaluate: (records, run) => evaluate(records, run),
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = indexSamples(records, run.preset);
  const [zero, low] = [zeroFinding(samples), lowFinding(samples, run.seed)];
  const title = titleOf(samples, zero, low);
  return {
    title,
    findings: [
      zero,
      low,
      hiddenFinding(samples),
      boundFinding(samples),
      criticalFinding(samples),
      certificateFinding(samples),
    ],
    figures: samples.length > 0 ? [solutionIndexFigure(samples, title, run)] : [],
    tables: [table(samples)],
    differences: differencesOf(samples, run.preset),
    story: [
      'With one hidden ReLU layer the index cannot be large, whatever the parameters: the loss is convex in the input weights alone and in the output weights alone. The share of negative eigenvalues is to be read against that bound, and against the share that a threshold of 0.001 hides.',
      `${low.because} ${zero.because} ${hiddenFinding(samples).because}`,
    ],
  };
}

function titleOf(samples: readonly IndexSample[], zero: Finding, low: Finding): string {
  if (samples.length === 0) return 'No solution of SGD was reached, so that no index is known';
  const shares = samples.map(({ solutions }) => 100 * mean(solutions.map(({ share }) => share)));
  const range = [...new Set([Math.min(...shares), Math.max(...shares)].map((x) => decimal(x, 1)))].join(' to ');
  const counted = samples.filter(withThresholds);
  const hidden = counted.length > 0 && counted.every((sample) => hiddenShares(sample).trained > rules.most);
  const words =
    zero.verdict === 'reproduced'
      ? 'Almost all solutions have index 0'
      : `At solutions ${range} % of eigenvalues lie below −${threshold}`;
  return [
    words,
    ...(low.verdict === 'not-reproduced' ? ['above the order of 0.01'] : []),
    ...(hidden ? ['most that can be are negative'] : []),
  ].join(', ');
}

const withThresholds = ({ solutions }: IndexSample) => solutions[0]!.further.length > 0;

const list = (samples: readonly IndexSample[], value: (sample: IndexSample) => string) =>
  samples.map((sample) => `${value(sample)} (n₁ = ${sample.width})`).join(', ') || 'no solutions';

/** Bonferroni over the widths: together they hold at the stated level. */
const jointLevel = (samples: readonly IndexSample[]) => 1 - (1 - rules.level) / Math.max(1, samples.length);

function zeroFinding(samples: readonly IndexSample[]): Finding {
  const parts = samples.map(({ width, solutions }) => {
    // An eigenvalue that may lie below −τ speaks against index 0 only if it surely does.
    const zeros = solutions.filter(({ negative }) => negative === 0).length;
    return {
      width,
      zeros,
      of: solutions.length,
      interval: wilsonInterval(zeros, solutions.length, jointLevel(samples)),
    };
  });
  return {
    id: 'index-zero',
    statement: 'Almost all solutions have index 0.',
    verdict: decideAll(
      parts.map(({ interval: { low, high } }) =>
        low >= rules.almostAll ? 'reproduced' : high < rules.almostAll ? 'not-reproduced' : 'inconclusive',
      ),
    ),
    because: `Index 0 at τ = ${threshold}: ${parts.map((p) => `${p.zeros} of ${p.of} (n₁ = ${p.width})`).join(', ') || 'no solutions'}.`,
    rule: `almost all is a share of ${rules.almostAll}; reproduced when at every width the whole Wilson interval (${100 * rules.level} % together) lies there or above; not reproduced when one lies below`,
    quantities: parts.map(({ width, interval }) => ({
      name: `share of solutions of index 0, n₁ = ${width}`,
      value: interval.estimate,
      interval: [interval.low, interval.high],
    })),
  };
}

function lowFinding(samples: readonly IndexSample[], seed: number): Finding {
  const usable = samples.filter(({ solutions }) => solutions.length >= rules.least);
  const parts = usable.map(({ width, solutions }) => ({
    width,
    interval: bootstrap(
      stream(seed, 'ls/solution-index', width, 'bootstrap share'),
      [solutions.map(({ share }) => share)],
      ([shares]) => [mean(shares!)],
      { resamples: 2000, level: jointLevel(usable) },
    )[0]!,
  }));
  return {
    id: 'order-hundredth',
    statement: 'The normalized index of solutions is of the order 0.01.',
    verdict: decideAll(
      parts.map(({ interval: { low, high } }) => decideNegative([low - rules.order, high - rules.order])),
    ),
    because: `Mean normalized index: ${parts.map(({ width, interval: i }) => `${decimal(i.estimate, 4)} (${decimal(i.low, 4)} to ${decimal(i.high, 4)}) at n₁ = ${width}`).join(', ') || `no width has ${rules.least} solutions`}.`,
    rule: `reproduced when at every width the whole bootstrap interval of the mean (${100 * rules.level} % together) lies below 10^−1.5 = ${decimal(rules.order, 4)}; not reproduced when one lies above it; widths with fewer than ${rules.least} solutions are not counted`,
    quantities: parts.map(({ width, interval }) => ({
      ...quantity(`mean normalized index, n₁ = ${width}`, interval),
      published: 0.01,
    })),
  };
}

function boundFinding(samples: readonly IndexSample[]): Finding {
  const above = samples.flatMap(({ solutions }) => solutions.filter((s) => s.negative > s.indexBound)).length;
  const used = ({ solutions }: IndexSample) => mean(solutions.map((s) => s.negative / s.indexBound));
  return {
    id: 'structural-bound',
    statement: 'How much of the largest index that one hidden ReLU layer allows the solutions have.',
    verdict: above > 0 ? 'contradicted' : 'measured',
    because: `No parameters whatever give a share above ${list(samples, ({ width }) => decimal(structuralShare(width), 4))}. Of their own bound the solutions reach on average ${list(samples, (s) => `${decimal(100 * used(s), 0)} %`)}; ${above} exceed it.`,
    rule: 'measured; contradicted when one solution exceeds its bound',
    quantities: samples.map((s) => ({ name: `index over its bound, mean, n₁ = ${s.width}`, value: used(s) })),
  };
}

/** What the threshold of 0.001 does to the index. */
function hiddenFinding(samples: readonly IndexSample[]): Finding {
  const parts = samples.filter(withThresholds).map((sample) => ({
    width: sample.width,
    least: sample.solutions[0]!.further[0]!.threshold,
    open: Math.max(...sample.solutions.map(({ further }) => further[0]!.open)),
    at: mean(sample.solutions.map((s) => s.negative / s.indexBound)),
    ...hiddenShares(sample),
  }));
  const each = (of: (part: (typeof parts)[number]) => string) =>
    parts.map((p) => `${of(p)} (n₁ = ${p.width})`).join(', ');
  const polished = parts.some((p) => Number.isFinite(p.polished))
    ? ` After full-batch descent it is ${each((p) => `${decimal(100 * p.polished, 0)} %`)}.`
    : '';
  return {
    id: 'hidden-by-threshold',
    statement: 'How many negative eigenvalues the threshold of 0.001 takes for zero.',
    verdict: 'measured',
    because:
      parts.length > 0
        ? `Below −${scientific(parts[0]!.least, 1)} lie on average ${each((p) => `${decimal(100 * p.trained, 0)} %`)} of the eigenvalues that can be negative, below −${threshold} ${each((p) => `${decimal(100 * p.at, 0)} %`)}; at most ${each((p) => String(p.open))} of a solution could not be placed.${polished}`
        : 'No further threshold was counted.',
    rule: 'measured: the share of the largest possible index, at the smallest threshold at which nearly all eigenvalues can be placed',
    quantities: parts.map((p) => ({
      name: `index over its bound at τ = ${scientific(p.least, 1)}, mean, n₁ = ${p.width}`,
      value: p.trained,
    })),
  };
}

function criticalFinding(samples: readonly IndexSample[]): Finding {
  const polished = samples.flatMap(({ width, solutions }) => {
    const ends = solutions.flatMap((s) => (s.polished ? [{ ...s.polished, before: s }] : []));
    return ends.length > 0 ? [{ width, ends }] : [];
  });
  const sentences = polished.map(({ width, ends }) => {
    const [from, to] = [median(ends.map((e) => e.before.gradientNorm)), median(ends.map((e) => e.gradientNorm))];
    const [was, is] = [median(ends.map((e) => e.before.negative)), median(ends.map((e) => e.negative))];
    const zeros = ends.filter((e) => e.negative + e.undetermined === 0).length;
    return `from ${scientific(from, 1)} to ${scientific(to, 1)} and the index from ${was} to ${is}, ${zeros} of ${ends.length} to 0, at n₁ = ${width}`;
  });
  return {
    id: 'critical',
    statement: 'How far the solutions are from critical points, and what their index is nearer to one.',
    verdict: 'measured',
    because: `Median ‖∇L‖ at the end of SGD: ${list(samples, ({ solutions }) => scientific(median(solutions.map((s) => s.gradientNorm)), 1))}. ${sentences.length > 0 ? `Full-batch descent brings the median gradient norm ${sentences.join('; ')}.` : 'No polish was run.'}`,
    rule: 'measured: the index of a point with a gradient is that of its Hessian, not of a critical point',
    quantities: samples.map(({ width, solutions }) => ({
      name: `median gradient norm, n₁ = ${width}`,
      value: median(solutions.map((s) => s.gradientNorm)),
    })),
  };
}

function certificateFinding(samples: readonly IndexSample[]): Finding {
  const hits = (solutions: IndexSample['solutions']) => solutions.filter(({ certified }) => certified).length;
  const ends = samples.flatMap(({ width, solutions }) => {
    const polished = solutions.flatMap((s) => (s.polished ? [s.polished] : []));
    return polished.length > 0 ? [{ width, polished }] : [];
  });
  const after = ends.map(
    ({ width, polished }) =>
      `${polished.filter(({ certified }) => certified).length} of ${polished.length} (n₁ = ${width})`,
  );
  return {
    id: 'certificate',
    statement: 'How often index 0 is certified without a Hessian.',
    verdict: 'measured',
    because: `max σ(M_h) ≤ τ holds at ${list(samples, ({ solutions }) => `${hits(solutions)} of ${solutions.length}`)}${after.length > 0 ? `, after full-batch descent at ${after.join(', ')}` : ''}; its median is ${list(samples, ({ solutions }) => scientific(median(solutions.map((s) => s.coupling)), 2))}. Eigenvalues left undetermined at τ = ${threshold}: ${list(samples, ({ solutions }) => String(solutions.reduce((sum, s) => sum + s.undetermined, 0)))}.`,
    rule: 'measured: tried first at every solution; the Hessian is factored where it fails',
    quantities: samples.map(({ width, solutions }) => ({
      name: `share certified, n₁ = ${width}`,
      value: hits(solutions) / solutions.length,
      kind: 'exact',
    })),
  };
}

function table(samples: readonly IndexSample[]): ResultTable {
  const average = (name: string, values: readonly number[]): Quantity => ({ name, value: mean(values) });
  return {
    title: 'Index of solutions at τ = 0.001, means over solutions',
    columns: [
      'hidden units n₁',
      'solutions',
      'parameters',
      'negative',
      'within ± τ',
      'bound',
      'gradient norm',
      'training loss',
      'test accuracy',
    ],
    rows: samples.map(({ width, solutions }) => [
      String(width),
      String(solutions.length),
      String(solutions[0]!.dimension),
      average(
        'negative',
        solutions.map((s) => s.negative),
      ),
      average(
        'zero',
        solutions.map((s) => s.zero),
      ),
      average(
        'bound',
        solutions.map((s) => s.indexBound),
      ),
      average(
        'gradient norm',
        solutions.map((s) => s.gradientNorm),
      ),
      average(
        'training loss',
        solutions.map((s) => s.trainLoss),
      ),
      average(
        'test accuracy',
        solutions.map((s) => s.testAccuracy),
      ),
    ]),
  };
}
