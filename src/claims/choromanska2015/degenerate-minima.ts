/**
 * ls/degenerate-minima, §1. What the paper says: minima are highly degenerate, the Hessian has many eigenvalues near zero; from other
 * work, without a number. Here: the share of eigenvalues within several thresholds at the ends of SGD, split into the modes that are
 * exactly zero by the architecture (pixels never lit, dead units, the same added to all outputs) and the rest.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { bootstrap, mean } from '../../ensembles/statistics.ts';
import { type Figure, sizeRank } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, ResultTable } from '../claim.ts';
import { decideAll, decideNegative } from '../decide.ts';
import { quantity } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import {
  differencesOf,
  type IndexSample,
  indexEnsembles,
  indexSamples,
  type Solution,
  setupOf,
  threshold,
} from './solution-index-samples.ts';

/** Fixed before any run. */
export const rules = {
  /** "Many": more than half. */
  many: 0.5,
  level: 0.95,
  /** Solutions of a width below which a mean decides nothing. */
  least: 5,
};

export const degenerateMinima: Claim = {
  id: 'ls/degenerate-minima',
  statement: 'Minima of the loss are highly degenerate: many eigenvalues of the Hessian are near zero.',
  source: { key: 'choromanska2015loss', place: '§1' },
  openQuestions: [
    'The paper does not specify how near zero, nor how many are many; we require more than half within ± 0.001, the threshold of §5.1.',
    'The paper does not specify whether modes that are zero by the architecture count; we report both, with and without them.',
    'The ends of SGD are not minima; the Hessian is taken where SGD stopped.',
  ],
  needs: indexEnsembles,
  evaluate: (records, run) => evaluate(records, run),
};

/** Share of all eigenvalues, and of those that are not zero by the architecture, within ± τ. */
const allShare = (solution: Solution, count = solution.zero) => count / solution.dimension;
const restShare = (solution: Solution, count = solution.zero) =>
  Math.max(0, count - solution.exactZeros) / (solution.dimension - solution.exactZeros);

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = indexSamples(records, run.preset);
  const all = shareFinding(samples, run.seed, 'all', 'Most eigenvalues at solutions lie near zero.', allShare);
  const statement = 'Most eigenvalues that are not zero by the architecture lie near zero.';
  const rest = shareFinding(samples, run.seed, 'rest', statement, restShare);
  const title = titles[rest.verdict === 'reproduced' ? 'rest' : all.verdict === 'reproduced' ? 'all' : 'open'];
  return {
    title,
    findings: [all, rest, scaleFinding(samples), exactFinding(samples)],
    figures: samples.some(({ solutions }) => solutions[0]!.further.length > 0) ? [figure(samples, title, run)] : [],
    tables: [table(samples)],
    differences: differencesOf(samples, run.preset),
    story: [
      'Some directions cannot change the loss whatever the data: weights from pixels that are never lit, everything of a unit that is never active, the same number added to all outputs. They are counted apart.',
      `${all.because} ${rest.because}`,
    ],
  };
}

const titles = {
  rest: 'Most eigenvalues at solutions are near zero, and not for reasons of architecture alone',
  all: 'Most eigenvalues at solutions are near zero',
  open: 'Whether most eigenvalues at solutions are near zero stays open',
};

function shareFinding(
  samples: readonly IndexSample[],
  seed: number,
  id: string,
  statement: string,
  share: (solution: Solution) => number,
): Finding {
  const usable = samples.filter(({ solutions }) => solutions.length >= rules.least);
  const level = 1 - (1 - rules.level) / Math.max(1, usable.length);
  const parts = usable.map(({ width, solutions }) => ({
    width,
    interval: bootstrap(
      stream(seed, 'ls/degenerate-minima', width, `bootstrap ${id}`),
      [solutions.map((solution) => share(solution))],
      ([shares]) => [mean(shares!)],
      { resamples: 2000, level },
    )[0]!,
  }));
  return {
    id,
    statement,
    verdict: decideAll(
      parts.map(({ interval: { low, high } }) => decideNegative([rules.many - high, rules.many - low])),
    ),
    because: `Mean share within ± ${threshold}: ${parts.map(({ width, interval: i }) => `${decimal(i.estimate, 3)} (${decimal(i.low, 3)} to ${decimal(i.high, 3)}) at n₁ = ${width}`).join(', ') || `no width has ${rules.least} solutions`}.`,
    rule: `reproduced when at every width of at least ${rules.least} solutions the whole bootstrap interval of the mean share (${100 * rules.level} % together) lies above ${rules.many}; not reproduced when one lies below`,
    quantities: parts.map(({ width, interval }) => quantity(`share within ± ${threshold}, n₁ = ${width}`, interval)),
  };
}

/** Near zero is a matter of scale. */
function scaleFinding(samples: readonly IndexSample[]): Finding {
  const parts = samples
    .filter(({ solutions }) => solutions[0]!.further.length > 0)
    .map((sample) => ({ width: sample.width, shares: curve(sample, restShare) }));
  return {
    id: 'scale',
    statement: 'How the share near zero depends on what counts as near.',
    verdict: 'measured',
    because:
      parts.length > 0
        ? `Of the eigenvalues that are not zero by the architecture lie ${parts.map(({ width, shares }) => `${shares.map(([τ, share]) => `${decimal(share, 3)} within ± ${scientific(τ, 1)}`).join(', ')} (n₁ = ${width})`).join('; ')}.`
        : 'No further threshold was counted.',
    rule: 'measured: the paper says near zero without a number',
    quantities: parts.map(({ width, shares: [first] }) => ({
      name: `share within ± ${scientific(first![0], 1)} without exact zero modes, n₁ = ${width}`,
      value: first![1],
    })),
  };
}

function exactFinding(samples: readonly IndexSample[]): Finding {
  const shares = samples.map(({ width, solutions }) => ({
    width,
    share: mean(solutions.map((s) => s.exactZeros / s.dimension)),
  }));
  return {
    id: 'exact-zero-modes',
    statement: 'What share of the eigenvalues is zero by the architecture and the data alone.',
    verdict: 'measured',
    because: `At least ${shares.map(({ width, share }) => `${decimal(share, 3)} (n₁ = ${width})`).join(', ') || 'nothing: no solutions'}; rescaling adds a zero mode a unit at critical points, which these are not.`,
    rule: 'measured: counted from the pixels ever lit and the units ever active',
    quantities: shares.map(({ width, share }) => ({ name: `exact zero modes, share, n₁ = ${width}`, value: share })),
  };
}

/** Shares within each threshold, means over the solutions, ascending in the threshold. */
function curve({ solutions }: IndexSample, share: (solution: Solution, count: number) => number) {
  const counts = ({ zero, further }: Solution) =>
    [{ threshold, within: zero }, ...further].sort((a, b) => a.threshold - b.threshold);
  return counts(solutions[0]!).map(
    ({ threshold: τ }, t) => [τ, mean(solutions.map((s) => share(s, counts(s)[t]!.within)))] as const,
  );
}

function table(samples: readonly IndexSample[]): ResultTable {
  return {
    title: 'Eigenvalues near zero, means over solutions',
    columns: ['hidden units n₁', 'within ±', 'share of all', 'share of the others than exact zeros'],
    rows: samples.flatMap((sample) => {
      const rest = curve(sample, restShare);
      return curve(sample, allShare).map(([τ, share], t) => [
        String(sample.width),
        scientific(τ, 1),
        decimal(share, 3),
        decimal(rest[t]![1], 3),
      ]);
    }),
  };
}

function figure(samples: readonly IndexSample[], title: string, run: ClaimRun): Figure {
  const drawn = samples.filter(({ solutions }) => solutions[0]!.further.length > 0);
  const panel = (name: string, share: (solution: Solution, count: number) => number) => ({
    layout: 'xy' as const,
    title: name,
    x: { name: 'threshold τ', scale: 'log' as const },
    y: { name: 'share of eigenvalues within ± τ', domain: [0, 1] as const },
    marks: drawn.map((sample) => ({
      type: 'curve' as const,
      role: 'measured' as const,
      label: `n₁ = ${sample.width}`,
      rank: sizeRank(sample.width, 'units'),
      points: curve(sample, share),
    })),
  });
  return {
    id: 'near-zero',
    title,
    subtitle: setupOf(drawn, run.preset),
    panels: [panel('All eigenvalues', allShare), panel('Without exact zero modes', restShare)],
    canShow:
      'how many eigenvalues are small, with and without those that are zero for reasons of architecture and data.',
    cannotShow: 'whether small eigenvalues are zero at the minimum that SGD would reach.',
    source: run.source,
    description: drawn
      .map(
        (s) =>
          `n₁ = ${s.width}: ${curve(s, allShare)
            .map(([τ, y]) => `${decimal(y, 3)} within ± ${scientific(τ, 1)}`)
            .join(', ')}`,
      )
      .join('; '),
  };
}
