/** The findings of ls/solution-index: shares of index 0 as trained and after a polish, the order of the mean, and what they depend on. */
import { stream } from '../../base/philox.ts';
import { mean, wilsonInterval } from '../../ensembles/statistics.ts';
import type { Finding } from '../claim.ts';
import type { Region } from '../decide.ts';
import { intervalFinding, jointly, type Part } from '../findings.ts';
import { meanOf, quantity, spanned } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { hiddenShares, type IndexSample, median, structuralShare, threshold } from './solution-index-samples.ts';

/** Fixed before any run. */
export const rules = {
  /** "Almost all". */
  almostAll: 0.9,
  /** "Of the order 0.01": within half a decade. */
  order: [10 ** -2.5, 10 ** -1.5] as const,
  /** Gradient norm at which an end of the polish counts as polished: a fifth of what SGD ends at, or less. */
  polished: 0.01,
  level: 0.95,
  /** Solutions of a width below which a mean decides nothing. */
  least: 5,
  /** The same of polished ends, most of which have index 0: resamples of few miss the others. */
  leastPolished: 10,
  /** Share of the largest possible index from which the title says that most is hidden by the threshold. */
  most: 0.5,
};

const almostAll: Region = {
  low: rules.almostAll,
  high: Infinity,
  closed: true,
  words: `at ${rules.almostAll} or above`,
};
const ofOrder: Region = {
  low: rules.order[0],
  high: rules.order[1],
  closed: true,
  words: 'from 10^−2.5 to 10^−1.5',
};

export const withThresholds = ({ solutions }: IndexSample) => solutions[0]!.further.length > 0;

const list = (samples: readonly IndexSample[], value: (sample: IndexSample) => string) =>
  samples.map((sample) => `${value(sample)} (n₁ = ${sample.width})`).join(', ') || 'no solutions';

/** Whether one point has index 0: an eigenvalue that may lie below −τ speaks against it only if it surely does. */
interface Counted {
  readonly negative: number;
}

/** Is the index 0 at almost all points of each width? Widths with fewer than the least number of points are not counted. */
function zeroFinding(
  given: Pick<Finding, 'id' | 'statement'> & { readonly at: string; readonly besides: string },
  points: readonly { readonly width: number; readonly ends: readonly Counted[] }[],
): Finding {
  const usable = points.filter(({ ends }) => ends.length >= rules.least);
  const level = 1 - (1 - rules.level) / Math.max(1, usable.length);
  const zeros = (ends: readonly Counted[]) => ends.filter(({ negative }) => negative === 0).length;
  const { id, statement, at, besides } = given;
  return intervalFinding({
    id,
    statement,
    because: `Index 0 at τ = ${threshold} ${at}: ${points.map(({ width, ends }) => `${zeros(ends)} of ${ends.length} (n₁ = ${width})`).join(', ') || 'no solutions'}.${besides}`,
    parts: usable.map(({ width, ends }): Part => {
      const interval = wilsonInterval(zeros(ends), ends.length, level);
      return { name: `share of solutions of index 0 ${at}, n₁ = ${width}`, interval, region: almostAll };
    }),
    of: `(Wilson) of the share of solutions of index 0 ${at}`,
    level: rules.level,
    units: unitsOf(points.map(({ ends }) => ends)),
  });
}

/** Widths that are too small to count do not hold back the others. */
function unitsOf(samples: readonly (readonly unknown[])[], fewest = rules.least) {
  const usable = samples.map(({ length }) => length).filter((length) => length >= fewest);
  return { unit: 'network', count: usable.length > 0 ? Math.min(...usable) : 0, fewest };
}

/** As SGD left them. */
export const trainedZeroFinding = (samples: readonly IndexSample[]): Finding =>
  zeroFinding(
    { id: 'index-zero', statement: 'Almost all ends of SGD have index 0.', at: 'where SGD ended', besides: '' },
    samples.map(({ width, solutions }) => ({ width, ends: solutions })),
  );

/** Where full-batch descent was run: how many of the ends it was tried from, and those that it brought near a critical point. */
const polishedOf = (samples: readonly IndexSample[]) =>
  samples.flatMap(({ width, solutions }) => {
    const tried = solutions.flatMap(({ polished, dimension }) =>
      polished ? [{ ...polished, share: polished.negative / dimension }] : [],
    );
    const ends = tried.filter(({ gradientNorm }) => gradientNorm <= rules.polished);
    return tried.length > 0 ? [{ width, ends, tried: tried.length }] : [];
  });

/** Those that a polish brought near a critical point. */
export function polishedZeroFinding(samples: readonly IndexSample[]): Finding {
  const parts = polishedOf(samples);
  const reached = parts.map(({ width, ends, tried }) => `${ends.length} of ${tried} (n₁ = ${width})`).join(', ');
  return zeroFinding(
    {
      id: 'index-zero-polished',
      statement: 'Almost all solutions that full-batch descent brings near a critical point have index 0.',
      at: `at a gradient norm of at most ${rules.polished}`,
      besides: reached ? ` Full-batch descent brings ${reached} there.` : ' No polish was run.',
    },
    parts,
  );
}

/** Where the mean normalized index is asked about, and what is said of it. */
interface Ordered extends Pick<Finding, 'id' | 'statement'> {
  readonly what: string;
  readonly purpose: string;
  readonly besides: string;
  readonly fewest: number;
}

/** Is the mean normalized index of each width of the order 0.01? Widths with too few points are not judged. */
function orderFinding(
  { id, statement, what, purpose, besides, fewest }: Ordered,
  points: readonly { readonly width: number; readonly ends: readonly { readonly share: number }[] }[],
  seed: number,
  resamples: number,
): Finding {
  const usable = points.filter(({ ends }) => ends.length >= fewest);
  const along = usable.map(({ width: at, ends }) => ({ at, strata: [ends.map(({ share }) => share)] }));
  const intervals = jointly(
    along,
    ([shares]) => mean(shares!),
    rules.level,
    (width) => stream(seed, 'ls/solution-index', width, purpose),
    resamples,
  );
  const told = usable.map(({ width }, i) => `${spanned(intervals[i]!, (x) => decimal(x, 4))} at n₁ = ${width}`);
  return intervalFinding({
    id,
    statement,
    because: `Mean ${what}: ${told.join(', ') || `no width has ${fewest} solutions`}.${besides}`,
    parts: usable.map(({ width }, i) => ({
      name: `mean ${what}, n₁ = ${width}`,
      interval: intervals[i]!,
      region: ofOrder,
      published: 0.01,
    })),
    of: `(bootstrap over networks) of the mean ${what} at a width`,
    level: rules.level,
    units: unitsOf(
      points.map(({ ends }) => ends),
      fewest,
    ),
  });
}

/** As SGD left them. */
export const lowFinding = (samples: readonly IndexSample[], seed: number, resamples = 2000): Finding =>
  orderFinding(
    {
      id: 'order-hundredth',
      statement: 'The normalized index at the ends of SGD, which are no critical points, is of the order 0.01.',
      what: 'normalized index',
      purpose: 'bootstrap share',
      besides: criticalWords(samples),
      fewest: rules.least,
    },
    samples.map(({ width, solutions }) => ({ width, ends: solutions })),
    seed,
    resamples,
  );

const criticalWords = (samples: readonly IndexSample[]) =>
  samples.length === 0
    ? ''
    : ` The mean gradient norm there is ${list(samples, ({ solutions }) => decimal(mean(solutions.map(({ gradientNorm }) => gradientNorm)), 3))}.`;

/** Those that a polish brought near a critical point. */
export function polishedLowFinding(samples: readonly IndexSample[], seed: number, resamples = 2000): Finding {
  const parts = polishedOf(samples);
  const unjudged = samples.flatMap(({ width }) => {
    const part = parts.find((own) => own.width === width);
    if (!part) return [`n₁ = ${width}, where no polish was run`];
    const { ends, tried } = part;
    return ends.length < rules.leastPolished ? [`n₁ = ${width}, where ${ends.length} of ${tried} come so near`] : [];
  });
  return orderFinding(
    {
      id: 'order-hundredth-polished',
      statement:
        'The normalized index of solutions that full-batch descent brings near a critical point is of the order 0.01.',
      what: `normalized index at a gradient norm of at most ${rules.polished} after full-batch descent`,
      purpose: 'bootstrap polished share',
      besides: unjudged.length > 0 ? ` Not judged: ${unjudged.join('; ')}.` : '',
      fewest: rules.leastPolished,
    },
    parts,
    seed,
    resamples,
  );
}

export function boundFinding(samples: readonly IndexSample[]): Finding {
  const above = samples.flatMap(({ solutions }) => solutions.filter((s) => s.negative > s.indexBound)).length;
  const used = ({ solutions }: IndexSample) => mean(solutions.map((s) => s.negative / s.indexBound));
  return {
    id: 'structural-bound',
    statement: 'How much of the largest index that one hidden ReLU layer allows the solutions have.',
    verdict: above > 0 ? 'contradicted' : 'measured',
    because: `No parameters whatever give a share above ${list(samples, ({ width }) => decimal(structuralShare(width), 4))}. Of their own bound the solutions reach on average ${list(samples, (s) => `${decimal(100 * used(s), 0)} %`)}; ${above} exceed it.`,
    rule: 'measured; contradicted when one solution exceeds its bound',
    quantities: samples.map(({ width, solutions }) =>
      meanOf(`index over its bound, mean, n₁ = ${width}`, solutions, (s) => s.negative / s.indexBound),
    ),
  };
}

/** What the threshold of 0.001 does to the index. */
export function hiddenFinding(samples: readonly IndexSample[]): Finding {
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
    quantities: samples
      .filter(withThresholds)
      .map(({ width, solutions }, i) =>
        meanOf(
          `index over its bound at τ = ${scientific(parts[i]!.least, 1)}, mean, n₁ = ${width}`,
          solutions,
          (s) => s.further[0]!.below / s.indexBound,
        ),
      ),
  };
}

export function criticalFinding(samples: readonly IndexSample[]): Finding {
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
    quantities: samples.map(({ width, solutions }) =>
      meanOf(`mean gradient norm, n₁ = ${width}`, solutions, (s) => s.gradientNorm),
    ),
  };
}

export function certificateFinding(samples: readonly IndexSample[]): Finding {
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
    quantities: samples.map(({ width, solutions }) =>
      quantity(`share certified, n₁ = ${width}`, wilsonInterval(hits(solutions), solutions.length, rules.level)),
    ),
  };
}
