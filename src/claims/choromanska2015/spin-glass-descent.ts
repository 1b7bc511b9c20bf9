/**
 * ls/spin-glass-descent, Fig. 3 left and Fig. 8 top. What the paper did (§5): Λ from 25 to 500, 1000 initial points on the sphere for
 * each, stochastic gradient descent to a point of minimal energy, losses divided by Λ. What it reads from the histograms: many poor
 * minima for small Λ, ever stronger concentration around −E∞ as Λ grows, left tails that touch the barrier for all Λ.
 */
import { stream } from '../../base/philox.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { bootstrap, estimatePowerLaw, pooledDeviation, pooledMean } from '../../ensembles/statistics.ts';
import { type EnergyMoments, energyBarrier, energyMoments } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset, Quantity } from '../claim.ts';
import { type Units, verdictOf, within } from '../decide.ts';
import { intervalFinding, measuredFinding, trendFinding } from '../findings.ts';
import { ensemblesAt, evaluation, recordsAt, tableOf } from '../layout.ts';
import { bounded, exact, extreme, list, medianOf, quantity, shareOf, spanned } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { meanCounts } from './exact-counts.ts';
import {
  betweenInterval,
  type GlassSample,
  glassSample,
  resampled,
  type SizeSummary,
  summarize,
} from './glass-samples.ts';
import { ordersDiffer } from './orders.ts';
import { descentFigure } from './spin-glass-figure.ts';
import { scheduledPairs, scheduleFinding, scheduleStopFinding } from './spin-glass-schedule.ts';
import { passedFinding, tailFinding } from './spin-glass-tail.ts';

const order = 3;

/** Fixed before any run. */
export const rules = {
  /** Energy per spin within which the extrapolated mean must agree with −E∞: less than half the width 0.024 of the band below it. */
  limitTolerance: 0.01,
  /** Share of replicas that must be certified minima. */
  minima: 0.99,
  level: 0.95,
};

const plans: Readonly<Record<Preset, { sizes: number[]; disorders: number; replicas: number }>> = {
  smoke: { sizes: [10, 15, 25], disorders: 6, replicas: 8 },
  laptop: { sizes: [25, 50, 100, 200], disorders: 16, replicas: 16 },
  paper: { sizes: [25, 50, 100, 200, 300, 400, 500], disorders: 20, replicas: 50 },
};

/** Disorders, by size, on which the schedule of the public code runs beside plain descent, with as many starts; and its terms P. */
const published: Readonly<Record<Preset, { disorders: Readonly<Record<number, number>>; terms: number }>> = {
  smoke: { disorders: { 10: 6, 15: 6 }, terms: 5 },
  laptop: { disorders: { 25: 16, 50: 16, 100: 16, 200: 6, 300: 4 }, terms: 5 },
  paper: { disorders: { 25: 20, 50: 20, 100: 20, 200: 20, 300: 20 }, terms: 10 },
};

/** One size at which the descent with noise is set beside the plain one. */
const noisy: Readonly<Record<Preset, number>> = { smoke: 15, laptop: 100, paper: 100 };

export const spinGlassDescent: Claim = {
  id: 'ls/spin-glass-descent',
  statement:
    'Energies per spin where descents on the 3-spin glass stop concentrate around the barrier −E∞ as Λ grows, and the left tails touch it for all Λ.',
  source: { key: 'choromanska2015loss', place: '§5, Fig. 3 left, Fig. 8 top' },
  openQuestions: [
    'The paper does not specify its stochastic gradient; we use full gradients with step 1/(4√(H(H−1))), and compare a Langevin phase at one size. A public code for the 3-spin glass [sagun2014threespin], whose list of papers has this one, splits the couplings into P terms of equal variance and steps along one after another, at rate 0.3/(1 + 0.0015 i) for 500 P steps, then along all, at 0.2/(1 + 0.0015 k) for 1000. We run that too; P, and whether Figure 3 was made so, are not known.',
    'The paper samples “on the unit sphere”; its energies fit only a sphere of radius √Λ (its eq. 3), which is used. The public code uses it too.',
    'The paper does not specify whether the 1000 starts share one disorder; we spread them over disorders, since starts on one disorder are not independent. The public code draws one disorder for all starts of its stochastic descent, and one for each start of its plain one.',
    'The paper does not specify stopping rule, step size and precision; every replica of ours descends until Newton’s method is safe, and is certified. The public code stops its stochastic descent after a number of steps, in single precision, and its plain one at a gradient norm of 0.01.',
    'Below the residual 0.02 the steps are Barzilai–Borwein’s, for speed; 1086 of 1088 replicas ended at the minimum of the plain descent (decision 25).',
    'The paper prints no number beside the figure; the limit and its tolerance are ours.',
    ordersDiffer,
  ],
  needs(preset, seed) {
    const { sizes, disorders, replicas } = plans[preset];
    const shared: EnsembleSpec['parameters'] = { order, seed, disorders, replicas };
    const cooled = { ...shared, size: noisy[preset], temperature: 0.1, coolingSteps: 500 };
    return {
      ...ensemblesAt('size', 'spin-glass-descent', sizes, (size) => ({ ...shared, size })),
      noisy: { experiment: 'spin-glass-descent', parameters: cooled },
      ...scheduledEnsembles(preset, shared),
    };
  },
  evaluate,
};

/** The schedule at each size, and plain descents of the same starts at sizes that have none. */
function scheduledEnsembles(preset: Preset, shared: EnsembleSpec['parameters']): Record<string, EnsembleSpec> {
  const { disorders, terms } = published[preset];
  const sizes = Object.keys(disorders).map(Number);
  const at = (size: number) => ({ ...shared, size, disorders: disorders[size]! });
  const bare = sizes.filter((size) => !plans[preset].sizes.includes(size));
  return {
    ...ensemblesAt('beside', 'spin-glass-descent', bare, at),
    ...ensemblesAt('scheduled', 'spin-glass-descent', sizes, (size) => ({ ...at(size), terms })),
  };
}

const id = 'ls/spin-glass-descent';
const four = (x: number) => decimal(x, 4);
const barrier = -energyBarrier(order).value;

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = recordsAt('size', records)
    .map(({ at, records: part }) => glassSample(at, part))
    .filter((sample) => sample.energies.length > 1);
  const summaries = samples.map((sample) => summarize(sample, run.seed));
  const spread = spreadFinding(samples, summaries, run.seed);
  if (samples.length < 2) return evaluation({ title: 'The descents did not converge', findings: [spread] });
  const limit = limitFinding(samples, run.seed);
  // It is set beside the plain descents of its size, and waits for them.
  const comparable = samples.some(({ size }) => size === noisy[run.preset]);
  const cooled = records['noisy'] && comparable ? [glassSample(noisy[run.preset], records['noisy'])] : [];
  const { disorders, replicas } = plans[run.preset];
  const above = summaries.every((s) => s.mean > barrier);
  const title = `Descents end ${above ? 'on average above' : 'around'} the energy barrier${spread.verdict === 'reproduced' ? ', and nearer together the larger the glass' : ''}`;
  const what = `${disorders} disorders with ${replicas} starts each`;
  const pairs = scheduledPairs(records);
  return evaluation({
    title,
    findings: [
      spread,
      limit.finding,
      tailFinding(samples),
      passedFinding(samples, unitsOf(samples), run.seed),
      typicalFinding(samples, summaries),
      minimaFinding(samples),
      ...cooled.map((sample) => noiseFinding(samples, sample, run.seed)),
      ...(pairs.length > 0 ? [scheduleFinding(pairs, run.seed), scheduleStopFinding(pairs)] : []),
      disorderFinding(samples),
    ],
    figures: [descentFigure(samples, summaries, limit.curve, minimaMoments(samples), pairs, title, run, what)],
    tables: [
      tableOf('Where the descents stop', samples, {
        'size Λ': ({ size }) => size,
        starts: ({ runs }) => runs,
        'certified minima': ({ minima }) => minima,
        'mean energy per spin': (_, i) => ({ name: 'mean', value: summaries[i]!.mean, error: summaries[i]!.meanError }),
        spread: (_, i) => quantity('spread', summaries[i]!.spread),
        'lowest of all': ({ certified }, i) => extreme('lowest', summaries[i]!.least, certified),
        'median residual': ({ residuals }) => medianOf('residual', residuals),
      }),
    ],
    differences: [
      run.preset === 'paper'
        ? `1000 starts per size as published, spread over ${disorders} disorders.`
        : `Sizes ${list(samples, ({ size }) => String(size))} instead of 25 to 500, and ${disorders * replicas} starts per size instead of 1000, spread over ${disorders} disorders.`,
      pairs.length > 0
        ? `Full-gradient descent with a certified end; the schedule of the public code beside it, with P = ${published[run.preset].terms} terms.`
        : 'Full-gradient descent with a certified end instead of an unspecified stochastic one.',
    ],
    story: [
      `The paper draws where 1000 descents stop for each size and reads from it that they concentrate at −E∞ = ${four(barrier)}. ${spread.because}`,
      limit.finding.because,
    ],
  });
}

/** What limits the intervals: disorders, or the starts where there is one disorder only. */
function unitsOf(samples: readonly GlassSample[]): Units {
  const single = samples.some(({ clusters }) => clusters.length < 2);
  return { unit: single ? 'start' : 'disorder', count: Math.min(...samples.map((s) => resampled(s).length)) };
}

/** The spread falls from each size to the next. */
export function spreadFinding(
  samples: readonly GlassSample[],
  summaries: readonly SizeSummary[],
  seed: number,
): Finding {
  const told = summaries.map(
    ({ spread: { estimate, standardError } }, i) =>
      `${four(estimate)} ± ${four(standardError)} at Λ = ${samples[i]!.size}`,
  );
  return trendFinding({
    id: 'concentration',
    statement: 'The energies per spin are the more concentrated the larger Λ.',
    because:
      told.length > 1
        ? `The standard deviation goes from ${told[0]} to ${told.at(-1)}.`
        : 'Fewer than two sizes have two certified critical points each.',
    what: 'standard deviation',
    direction: 'falls',
    by: 'steps',
    along: samples.map((sample) => ({ at: sample.size, units: resampled(sample) })),
    statistic: pooledDeviation,
    symbol: 'Λ',
    level: rules.level,
    unit: unitsOf(samples).unit,
    draw: (size) => stream(seed, id, size, 'bootstrap step'),
  });
}

/** Joint fit of mean(Λ) = a + b Λ^(−c): is a the barrier? */
export function limitFinding(samples: readonly GlassSample[], seed: number, resamples = 1000) {
  const clusters = samples.map((s) => s.clusters);
  const fit =
    samples.length >= 3 && clusters.every(({ length }) => length > 1)
      ? estimatePowerLaw(
          stream(seed, id, 0, 'bootstrap limit'),
          samples.map(({ size }) => size),
          clusters,
          {
            resamples,
            level: rules.level,
          },
        )
      : undefined;
  const region = within(barrier, rules.limitTolerance, '−E∞');
  const finding = intervalFinding({
    id: 'limit',
    statement: 'The values concentrate around −E∞: the mean energy per spin tends to it as Λ → ∞.',
    because: fit
      ? `A joint fit a + b Λ^(−c) of the means extrapolates to a = ${four(fit.a.estimate)}, 95 % interval ${four(fit.a.low)} to ${four(fit.a.high)}, with exponent c = ${spanned(fit.c, (x) => decimal(x, 2))}; the barrier is ${four(barrier)}.`
      : 'Too few sizes or disorders for a joint fit of limit and exponent.',
    parts: fit ? [{ name: 'limit a of the mean energy per spin', interval: fit.a, region, published: barrier }] : [],
    of: 'of a (bootstrap over disorders, exponent fitted too)',
    level: rules.level,
    units: unitsOf(samples),
    quantities: fit ? [quantity('amplitude b', fit.b), quantity('exponent c', fit.c)] : [],
  });
  const [a, b, c] = fit?.fit.parameters ?? [];
  return { finding, curve: fit ? { a: a!, b: b!, c: c!, error: fit.a.standardError } : undefined };
}

/** Exact mean and standard deviation of the energies of all minima, by size. */
function minimaMoments(samples: readonly GlassSample[]): { readonly size: number; readonly moments: EnergyMoments }[] {
  return samples.map(({ size }) => ({ size, moments: energyMoments(order, meanCounts(size).statistics, 0) }));
}

/** Do descents end where minima are? */
function typicalFinding(samples: readonly GlassSample[], summaries: readonly SizeSummary[]): Finding {
  const rows = minimaMoments(samples).map(({ size, moments }, i) => {
    const { mean, meanError } = summaries[i]!;
    return { size, moments, value: mean - moments.mean, error: meanError };
  });
  return measuredFinding({
    id: 'typical-minima',
    statement: 'How far descents end from the mean energy of all minima at the same Λ.',
    because: `Descents end ${list(rows, ({ size, value, error }) => `${four(value)} ± ${four(error)} (Λ = ${size})`)} per spin from the exact annealed mean of all minima, ${list(rows, ({ moments }) => four(moments.mean))}.`,
    why: 'a descent picks minima by their basins, the mean counts each once and weighs disorders by their number of minima',
    quantities: rows.flatMap(({ size, moments, value, error }): Quantity[] => [
      { name: `mean end minus mean of all minima, Λ = ${size}`, value, error, kind: 'estimate' },
      bounded(`mean energy of all minima, Λ = ${size}`, { value: moments.mean, error: moments.errorMean }),
    ]),
  });
}

/** The descents find minima. */
export function minimaFinding(samples: readonly GlassSample[]): Finding {
  const sum = (of: (s: GlassSample) => number) => samples.reduce((total, s) => total + of(s), 0);
  const [runs, minima, saddles] = [sum((s) => s.runs), sum((s) => s.minima), sum((s) => s.certified - s.minima)];
  const failed = saddles / runs > 1 - rules.minima ? 'fails' : 'open';
  return {
    id: 'minima',
    statement: 'Descent finds a point of minimal energy, not a saddle.',
    verdict: verdictOf(minima / runs >= rules.minima ? 'holds' : failed, { by: 'comparison' }),
    because: `${minima} of ${runs} end points are certified minima, ${saddles} certified saddles, ${runs - minima - saddles} undecided; the median residual is at most ${scientific(Math.max(...samples.map((s) => s.medianResidual)), 2)}.`,
    rule: `reproduced when at least ${100 * rules.minima} % are certified critical points of index 0 (inertia of the tangent Hessian); not reproduced when more than ${Math.round(100 * (1 - rules.minima))} % are certified saddles`,
    quantities: [shareOf('share of certified minima', minima, runs), exact('certified saddles', saddles)],
  };
}

/** Does noise on the way down change where it ends? The paper gives no number, so this is measured. */
function noiseFinding(samples: readonly GlassSample[], cooled: GlassSample, seed: number): Finding {
  const { size } = cooled;
  const strata = [samples.find((s) => s.size === size)!, cooled].map(resampled);
  const change = ([a, b]: typeof strata) => [pooledMean(b!) - pooledMean(a!)];
  const options = { resamples: 1000, level: rules.level };
  const [difference] = bootstrap(
    stream(seed, id, size, 'bootstrap noise'),
    strata,
    ([a, b]) => change([a!, b!]),
    options,
  );
  return measuredFinding({
    id: 'noise',
    statement: 'How far the answer depends on which stochastic gradient is followed.',
    because: `With a Langevin phase cooled from temperature 0.1 the mean energy per spin at Λ = ${size} changes by ${spanned(difference!, four)}.`,
    why: 'the source gives neither a number nor a direction',
    quantities: [quantity(`change of the mean energy per spin, Λ = ${size}`, difference!)],
  });
}

/** What one disorder, the likely published mode, can say about all. */
function disorderFinding(samples: readonly GlassSample[]): Finding {
  const between = samples.flatMap(({ size, clusters }) => {
    const interval = betweenInterval(clusters, rules.level);
    return Number.isFinite(interval.estimate) ? [{ size, interval }] : [];
  });
  return measuredFinding({
    id: 'one-disorder',
    statement: 'How much the mean energy of one disorder differs from that of another, beyond the scatter of starts.',
    because:
      between.length > 0
        ? `The standard deviation between disorders is ${list(between, ({ size, interval }) => `${spanned(interval, four)} (Λ = ${size})`)}.`
        : 'Only one disorder was run.',
    why: `square root of the variance component between disorders; intervals of ${100 * rules.level} % by the χ² law of their means’ scatter, what replicas explain taken off`,
    quantities: between.map(({ size, interval }) => quantity(`between disorders, Λ = ${size}`, interval)),
  });
}
