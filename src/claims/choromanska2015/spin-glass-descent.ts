/**
 * ls/spin-glass-descent, Fig. 3 left and Fig. 8 top. What the paper did (§5): Λ from 25 to 500, 1000 initial points on the sphere for
 * each, stochastic gradient descent to a point of minimal energy, losses divided by Λ. What it reads from the histograms: many poor
 * minima for small Λ, ever stronger concentration around −E∞ as Λ grows, left tails that touch the barrier for all Λ.
 */
import { stream } from '../../base/philox.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import {
  type BootstrapInterval,
  bootstrap,
  estimatePowerLaw,
  mean,
  standardDeviation,
} from '../../ensembles/statistics.ts';
import { energyBarrier } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset, Quantity, ResultTable } from '../claim.ts';
import { decideAll, decideNegative, decideWithin, runsToDecide } from '../decide.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { type GlassSample, glassSample, resampled, type SizeSummary, summarize } from './glass-samples.ts';
import { descentFigure } from './spin-glass-figure.ts';

const order = 3;

/** Fixed before any run. */
export const rules = {
  /** Energy per spin within which the extrapolated mean must agree with −E∞: less than half the width 0.024 of the band below it. */
  limitTolerance: 0.01,
  /** A left tail touches the barrier when its lowest energy is at most this far above it: what the printed figure can resolve. */
  touch: 0.005,
  /** Share of replicas that must be certified minima. */
  minima: 0.99,
  /** The number of starts the paper used for each size. */
  publishedStarts: 1000,
  level: 0.95,
};

const plans: Readonly<Record<Preset, { sizes: number[]; disorders: number; replicas: number }>> = {
  smoke: { sizes: [10, 15, 25], disorders: 6, replicas: 8 },
  laptop: { sizes: [25, 50, 100, 200], disorders: 16, replicas: 16 },
  paper: { sizes: [25, 50, 100, 200, 300, 400, 500], disorders: 20, replicas: 50 },
};

/** One size at which the descent with noise is set beside the plain one. */
const noisy: Readonly<Record<Preset, number>> = { smoke: 15, laptop: 100, paper: 100 };

export const spinGlassDescent: Claim = {
  id: 'ls/spin-glass-descent',
  statement:
    'Energies per spin where descents on the 3-spin glass stop concentrate around the barrier −E∞ as Λ grows, and the left tails touch it for all Λ.',
  source: { key: 'choromanska2015loss', place: '§5, Fig. 3 left, Fig. 8 top' },
  openQuestions: [
    'Which stochastic gradient the paper followed is not said. Here: full gradients with step 1/(4√(H(H−1))); a Langevin phase is compared at one size.',
    'The paper samples “on the unit sphere”; its energies fit only a sphere of radius √Λ (its eq. 3), which is used.',
    'It does not say whether the 1000 starts share one disorder. Here they are spread over disorders, since starts on one disorder are not independent.',
    'Stopping rule, step size and precision are not given. Here every replica descends until Newton’s method is safe and is certified.',
    'Below the residual 0.02 the steps are Barzilai–Borwein’s, for speed: 1086 of 1088 replicas ended at the minimum of the plain descent (decision 25).',
    'No number is printed beside the figure; the limit and its tolerance are ours.',
  ],
  needs(preset, seed) {
    const { sizes, disorders, replicas } = plans[preset];
    const spec = (parameters: EnsembleSpec['parameters']): EnsembleSpec => ({
      experiment: 'spin-glass-descent',
      backend: 'wasm',
      parameters: { order, seed, disorders, replicas, ...parameters },
    });
    return {
      ...Object.fromEntries(sizes.map((size) => [`size-${size}`, spec({ size })])),
      noisy: spec({ size: noisy[preset], temperature: 0.1, coolingSteps: 500 }),
    };
  },
  evaluate: (records, run) => evaluate(records, run),
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = Object.entries(records)
    .filter(([name]) => name.startsWith('size-'))
    .map(([name, part]) => glassSample(Number(name.slice(5)), part))
    .filter((sample) => sample.energies.length > 1)
    .sort((a, b) => a.size - b.size);
  if (samples.length < 2) return nothing(Object.keys(records).length);
  const summaries = samples.map((sample) => summarize(sample, run.seed));
  const barrier = -energyBarrier(order).value;
  const limit = limitFinding(samples, barrier, run.seed);
  const spread = spreadFinding(samples, summaries, run.seed);
  const findings = [spread, limit.finding, tailFinding(samples, summaries, barrier), minimaFinding(samples)];
  if (records['noisy'])
    findings.push(noiseFinding(samples, glassSample(noisy[run.preset], records['noisy']), run.seed));
  findings.push(disorderFinding(samples, summaries));
  const above = summaries.every((s) => s.mean > barrier);
  const title = `Descents end ${above ? 'above' : 'around'} the energy barrier${spread.verdict === 'reproduced' ? ', and nearer together the larger the glass' : ''}`;
  const { disorders, replicas } = plans[run.preset];
  return {
    title,
    findings,
    figures: [
      descentFigure(samples, summaries, limit.curve, title, run, `${disorders} disorders with ${replicas} starts each`),
    ],
    tables: [table(samples, summaries)],
    differences: [
      run.preset === 'paper'
        ? `1000 starts a size as published, spread over ${disorders} disorders.`
        : `Sizes ${samples.map((s) => s.size).join(', ')} instead of 25 to 500, and ${disorders * replicas} starts a size instead of 1000, spread over ${disorders} disorders.`,
      'Full-gradient descent with a certified end instead of an unspecified stochastic one.',
    ],
    story: [
      `The paper draws where 1000 descents stop for each size and reads from it that they concentrate at −E∞ = ${decimal(barrier, 4)}. ${spread.because}`,
      limit.finding.because,
    ],
  };
}

/** Fewer than two sizes with critical points: nothing can be said. */
function nothing(ensembles: number): Evaluation {
  const because = `Of ${ensembles} ensembles fewer than two reached critical points.`;
  const finding: Finding = {
    id: 'concentration',
    statement: 'The energies per spin are the more concentrated the larger Λ.',
    verdict: 'inconclusive',
    because,
    rule: 'at least two sizes with two certified critical points each',
    quantities: [],
  };
  return {
    title: 'The descents did not converge',
    findings: [finding],
    figures: [],
    tables: [],
    differences: [],
    story: [because],
  };
}

/** The spread falls from each size to the next. */
function spreadFinding(samples: readonly GlassSample[], summaries: readonly SizeSummary[], seed: number): Finding {
  const steps = samples.slice(1).map((next, i) => {
    const before = samples[i]!;
    // Bonferroni over the steps: together they hold at the stated level.
    const level = 1 - (1 - rules.level) / Math.max(1, samples.length - 1);
    const [difference] = bootstrap(
      stream(seed, 'ls/spin-glass-descent', next.size, 'bootstrap step'),
      [resampled(before), resampled(next)],
      ([a, b]) => [standardDeviation(b!.flat()) - standardDeviation(a!.flat())],
      { resamples: 2000, level },
    );
    return { from: before.size, to: next.size, difference: difference! };
  });
  const verdict = decideAll(steps.map(({ difference }) => decideNegative([difference.low, difference.high])));
  const [first, last] = [summaries[0]!, summaries.at(-1)!];
  const undecided = steps.filter(({ difference }) => difference.low <= 0 && difference.high >= 0);
  const widest = Math.max(
    0,
    ...undecided.map(({ difference: d }) => (d.high - d.low) / 2 / Math.max(1e-12, Math.abs(d.estimate))),
  );
  const runs = samples[0]!.runs;
  return {
    id: 'concentration',
    statement: 'The energies per spin are the more concentrated the larger Λ.',
    verdict,
    because: `The standard deviation goes from ${decimal(first.spread.estimate, 4)} ± ${decimal(first.spread.standardError, 4)} at Λ = ${samples[0]!.size} to ${decimal(last.spread.estimate, 4)} ± ${decimal(last.spread.standardError, 4)} at Λ = ${samples.at(-1)!.size}.`,
    rule: `reproduced when every step to the next size lowers the standard deviation, all bootstrap intervals over disorders below 0 together at ${100 * rules.level} %; not reproduced when one lies above 0`,
    quantities: steps.map(({ from, to, difference }) =>
      interval(`change of the spread, Λ = ${from} to ${to}`, difference),
    ),
    ...(verdict === 'inconclusive' ? { moreRuns: runsToDecide(runs, widest, 1) } : {}),
  };
}

/** Joint fit of mean(Λ) = a + b Λ^(−c): is a the barrier? */
function limitFinding(samples: readonly GlassSample[], barrier: number, seed: number) {
  const sizes = samples.map((s) => s.size);
  const enough = samples.length >= 3 && samples.every((s) => s.clusters.length > 1);
  const estimate = enough
    ? estimatePowerLaw(
        stream(seed, 'ls/spin-glass-descent', 0, 'bootstrap limit'),
        sizes,
        samples.map((s) => s.clusters),
        { resamples: 1000, level: rules.level },
      )
    : undefined;
  const a = estimate?.a;
  const verdict = a ? decideWithin([a.low, a.high], barrier, rules.limitTolerance) : 'inconclusive';
  const half = a ? (a.high - a.low) / 2 : Number.NaN;
  const { runs } = samples[0]!;
  const moreRuns =
    Number.isFinite(half) && half > rules.limitTolerance ? runsToDecide(runs, half, rules.limitTolerance) : undefined;
  const finding: Finding = {
    id: 'limit',
    statement: 'The values concentrate around −E∞: the mean energy per spin tends to it as Λ → ∞.',
    verdict,
    because: estimate
      ? `A joint fit a + b Λ^(−c) of the means extrapolates to a = ${decimal(a!.estimate, 4)}, 95 % interval ${decimal(a!.low, 4)} to ${decimal(a!.high, 4)}, with exponent c = ${decimal(estimate.c.estimate, 2)} (${decimal(estimate.c.low, 2)} to ${decimal(estimate.c.high, 2)}); the barrier is ${decimal(barrier, 4)}.`
      : 'Too few sizes or disorders for a joint fit of limit and exponent.',
    rule: `reproduced when the whole 95 % interval of a (bootstrap over disorders, exponent fitted too) lies within ${rules.limitTolerance} of −E∞; not reproduced when none of it does`,
    quantities: estimate
      ? [
          { ...interval('limit a of the mean energy per spin', estimate.a), published: barrier },
          interval('amplitude b', estimate.b),
          interval('exponent c', estimate.c),
        ]
      : [],
    ...(verdict === 'inconclusive' && moreRuns ? { moreRuns } : {}),
  };
  const p = estimate?.fit.parameters;
  return { finding, curve: p ? { a: p[0]!, b: p[1]!, c: p[2]!, error: a!.standardError } : undefined };
}

/** “The left tails for all Λ touch the barrier.” */
function tailFinding(samples: readonly GlassSample[], summaries: readonly SizeSummary[], barrier: number): Finding {
  const parts = samples.map(({ runs }, i) => {
    if (summaries[i]!.least <= barrier + rules.touch) return 'reproduced' as const;
    return runs >= rules.publishedStarts ? ('not-reproduced' as const) : ('inconclusive' as const);
  });
  const verdict = decideAll(parts);
  const away = samples.filter((_, i) => parts[i] !== 'reproduced');
  const below = samples.map((s) => s.energies.filter((e) => e <= barrier).length / s.energies.length);
  return {
    id: 'left-tail',
    statement: 'The left tails for all Λ touch the barrier.',
    verdict,
    because: `${away.length === 0 ? 'At every size some descent ends at the barrier or below' : `At Λ = ${away.map((s) => s.size).join(', ')} none does`}; the share at or below it is ${samples.map((s, i) => `${decimal(100 * below[i]!, 1)} % (Λ = ${s.size})`).join(', ')}.`,
    rule: `reproduced when at every size the lowest energy is at most ${rules.touch} above −E∞; a size that misses it decides only with ${rules.publishedStarts} starts, the published number`,
    quantities: samples.map(
      (s, i): Quantity => ({
        name: `lowest energy per spin, Λ = ${s.size}`,
        value: summaries[i]!.least,
        kind: 'exact',
      }),
    ),
    ...(verdict === 'inconclusive' ? { moreRuns: Math.max(...away.map((s) => rules.publishedStarts - s.runs)) } : {}),
  };
}

/** The descents find minima. */
function minimaFinding(samples: readonly GlassSample[]): Finding {
  const runs = samples.reduce((sum, s) => sum + s.runs, 0);
  const minima = samples.reduce((sum, s) => sum + s.minima, 0);
  const saddles = samples.reduce((sum, s) => sum + s.certified - s.minima, 0);
  const worst = Math.max(...samples.map((s) => s.medianResidual));
  return {
    id: 'minima',
    statement: 'Descent finds a point of minimal energy, not a saddle.',
    verdict:
      minima / runs >= rules.minima
        ? 'reproduced'
        : saddles / runs > 1 - rules.minima
          ? 'not-reproduced'
          : 'inconclusive',
    because: `${minima} of ${runs} end points are certified minima, ${saddles} certified saddles, ${runs - minima - saddles} undecided; the median residual is at most ${scientific(worst, 2)}.`,
    rule: `reproduced when at least ${100 * rules.minima} % are certified critical points of index 0 (inertia of the tangent Hessian); not reproduced when more than ${Math.round(100 * (1 - rules.minima))} % are certified saddles`,
    quantities: [
      { name: 'share of certified minima', value: minima / runs, kind: 'exact' },
      { name: 'certified saddles', value: saddles, kind: 'exact' },
    ],
  };
}

/** Does noise on the way down change where it ends? The paper gives no number, so this is measured. */
function noiseFinding(samples: readonly GlassSample[], cooled: GlassSample, seed: number): Finding {
  const plain = samples.find((s) => s.size === cooled.size)!;
  const [difference] = bootstrap(
    stream(seed, 'ls/spin-glass-descent', cooled.size, 'bootstrap noise'),
    [resampled(plain), resampled(cooled)],
    ([a, b]) => [mean(b!.flat()) - mean(a!.flat())],
    { resamples: 1000, level: rules.level },
  );
  return {
    id: 'noise',
    statement: 'How far the answer depends on which stochastic gradient is followed.',
    verdict: 'measured',
    because: `With a Langevin phase cooled from temperature 0.1 the mean energy per spin at Λ = ${cooled.size} changes by ${decimal(difference!.estimate, 4)} (${decimal(difference!.low, 4)} to ${decimal(difference!.high, 4)}).`,
    rule: 'measured: the source gives neither a number nor a direction',
    quantities: [interval(`change of the mean energy per spin, Λ = ${cooled.size}`, difference!)],
  };
}

/** What one disorder, the likely published mode, can say about all. */
function disorderFinding(samples: readonly GlassSample[], summaries: readonly SizeSummary[]): Finding {
  const known = samples.flatMap((s, i) => {
    const between = summaries[i]!.betweenDisorders;
    return between !== null && Number.isFinite(between) ? [{ size: s.size, between }] : [];
  });
  return {
    id: 'one-disorder',
    statement: 'How much the mean energy of one disorder differs from that of another, beyond the scatter of starts.',
    verdict: 'measured',
    because:
      known.length > 0
        ? `The standard deviation between disorders is ${known.map(({ size, between }) => `${decimal(between, 4)} (Λ = ${size})`).join(', ')}.`
        : 'Only one disorder was run.',
    rule: 'measured: square root of the variance component between disorders',
    quantities: known.map(
      ({ size, between }): Quantity => ({ name: `between disorders, Λ = ${size}`, value: between, kind: 'estimate' }),
    ),
  };
}

function table(samples: readonly GlassSample[], summaries: readonly SizeSummary[]): ResultTable {
  return {
    title: 'Where the descents stop',
    columns: ['size Λ', 'starts', 'certified minima', 'mean energy per spin', 'spread', 'lowest', 'median residual'],
    rows: samples.map((s, i) => [
      String(s.size),
      String(s.runs),
      String(s.minima),
      { name: 'mean', value: summaries[i]!.mean, error: summaries[i]!.meanError },
      { name: 'spread', value: summaries[i]!.spread.estimate, error: summaries[i]!.spread.standardError },
      decimal(summaries[i]!.least, 4),
      scientific(s.medianResidual, 2),
    ]),
  };
}

function interval(name: string, { estimate, standardError, low, high }: BootstrapInterval): Quantity {
  return { name, value: estimate, error: standardError, interval: [low, high], kind: 'estimate' };
}
