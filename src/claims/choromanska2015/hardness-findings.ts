/** The findings of ls/hardness. */
import { stream } from '../../base/philox.ts';
import { bootstrap, mean, slope, standardError } from '../../ensembles/statistics.ts';
import { energyBarrier, groundState } from '../../theory/index.ts';
import type { Finding, Quantity } from '../claim.ts';
import { above } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { bounded, list, meanOf } from '../quantities.ts';
import { type Law, rivalFinding, type Series } from '../rival-laws.ts';
import { decimal } from '../theory-lines.ts';
import { evenLevel, onePointLevel } from './count-levels.ts';
import type { BarrierSample, EscapeSample } from './hardness-samples.ts';
import { rateFallsFinding, rateFormFinding } from './leaving-rates.ts';

const order = 3;

export const rules = {
  level: 0.95,
  fewest: 10,
  /** Λ that escapes must reach before the form of their times is judged. */
  reach: 200,
};

const id = 'ls/hardness';

export type Climb = 'climb' | 'climbBound';

/** Heights to climb, one a disorder that has any. */
export function climbs({ disorders }: BarrierSample, which: Climb): number[] {
  return disorders.flatMap(({ [which]: climb }) => (climb === null ? [] : [climb]));
}

const withHeights = (barriers: readonly BarrierSample[], which: Climb) =>
  barriers.filter((sample) => climbs(sample, which).length > 1);

const heightAt = (samples: readonly BarrierSample[], which: Climb): Quantity[] =>
  samples.map((sample) => ({
    ...meanOf(`mean height to climb, Λ = ${sample.size}`, climbs(sample, which), (height) => height),
    unit: 'energy',
  }));

/** Do the heights grow, all paths counted? */
export function growFinding(barriers: readonly BarrierSample[], seed: number, resamples = 2000): Finding {
  const samples = withHeights(barriers, 'climbBound');
  const x = samples.map(({ size }) => Math.log(size));
  const exponent =
    samples.length < 2
      ? undefined
      : bootstrap(
          stream(seed, id, 0, 'bootstrap exponent'),
          samples.map((sample) => climbs(sample, 'climbBound')),
          (strata) => [
            slope(
              x,
              strata.map((heights) => Math.log(mean(heights))),
            ),
          ],
          { level: rules.level, resamples },
        )[0]!;
  const sum = (of: (sample: BarrierSample) => number) => barriers.reduce((all, sample) => all + of(sample), 0);
  const quantities = heightAt(samples, 'climbBound');
  return intervalFinding({
    id: 'barriers-grow',
    statement: 'The barrier to cross from a minimum to reach the global one grows with Λ.',
    because: exponent
      ? `The mean height over all paths is ${list(quantities, (q, i) => `${decimal(q.value, 2)} ± ${decimal(q.error ?? 0, 2)} (Λ = ${samples[i]!.size})`)}, like Λ^{${decimal(exponent.estimate, 2)}} (${decimal(exponent.low, 2)} to ${decimal(exponent.high, 2)}); ${sum((b) => b.certified)} of ${sum((b) => b.pairs)} paths have a certified saddle of index 1 at their top.`
      : 'Too few paths for a law.',
    parts: exponent ? [{ name: 'exponent of the mean height in Λ', interval: exponent, region: above(0) }] : [],
    of: 'of the exponent of a power law through the mean heights, upper bounds included (bootstrap over disorders)',
    level: rules.level,
    units: {
      unit: 'disorder',
      count: Math.min(Infinity, ...samples.map((b) => b.disorders.length)),
      fewest: rules.fewest,
    },
    quantities,
  });
}

/** What mean heights are a straight line in. */
export const heightLaws = {
  size: { name: 'linear in Λ', of: (size) => size },
  root: { name: 'linear in √Λ', of: Math.sqrt },
} satisfies Record<string, Law>;

/** Mean heights along the sizes that are judged. */
export function heightSeries(barriers: readonly BarrierSample[]): Series {
  const samples = withHeights(barriers, 'climbBound').filter(({ disorders }) => disorders.length >= rules.fewest);
  const points = samples.map((sample) => {
    const heights = climbs(sample, 'climbBound');
    return { size: sample.size, value: mean(heights), error: standardError(heights) };
  });
  return { name: '', points };
}

/** Linear in Λ, or in √Λ? */
export function likeSizeFinding(barriers: readonly BarrierSample[]): Finding {
  return rivalFinding({
    id: 'like-size',
    statement: 'The barriers grow in proportion to Λ: their heights are a + bΛ, and not a + b√Λ.',
    series: [heightSeries(barriers)],
    law: heightLaws.size,
    rival: heightLaws.root,
    level: rules.level,
    over: 'disorders',
  });
}

/** Heights with a certified saddle alone: what the missing ones would change. */
export function certifiedFinding(barriers: readonly BarrierSample[]): Finding {
  const samples = withHeights(barriers, 'climb');
  return measuredFinding({
    id: 'certified-alone',
    statement: 'How far the heights change when only paths with a certified saddle of index 1 at their top count.',
    because:
      samples.length > 0
        ? `They are then ${list(samples, (sample) => `${decimal(mean(climbs(sample, 'climb')), 2)} ± ${decimal(standardError(climbs(sample, 'climb')), 2)} (Λ = ${sample.size}, ${sample.certified} of ${sample.pairs} paths)`)}.`
        : 'No path has a certified saddle at its top.',
    why: 'certified paths are not missing at random; a height without a certificate is an upper bound',
    quantities: heightAt(samples, 'climb'),
    enough: samples.length > 0,
  });
}

/** The rate of escape falls with Λ at every temperature. */
export function escapeFinding(samples: readonly EscapeSample[], seed: number, resamples = 2000): Finding {
  return rateFallsFinding({
    id: 'escape',
    statement: 'The time to leave a deep minimum by thermal motion grows with Λ.',
    of: 'escape rate',
    samples,
    ...rules,
    draw: (i) => stream(seed, id, i, 'bootstrap escape'),
    resamples,
  });
}

/** Exponentially, or like a power? */
export function formFinding(samples: readonly EscapeSample[]): Finding {
  const finding = rateFormFinding({
    id: 'escape-form',
    statement: 'That time grows exponentially with Λ, and not like a power of Λ.',
    samples,
    ...rules,
  });
  return samples.length > 0 ? { ...finding, because: `${finding.because} ${shallower}` } : finding;
}

/** What flattens the fall of the rates. */
const shallower =
  'What is left is the lowest of as many descents at every Λ, hence the farther from the ground state the larger Λ is; higher minima are left sooner (`deeper-longer` in ls/lower-minimum), so that times from equal depth may grow faster.';

export function groundFinding(barriers: readonly BarrierSample[]): Finding {
  const parts = barriers.map(({ size, best }) => ({
    size,
    value: mean(best),
    error: standardError(best),
    level: onePointLevel(size),
  }));
  return measuredFinding({
    id: 'best-found',
    statement:
      'How far the best minimum found lies from the level where one critical point is to be expected, and from −E₀.',
    because: `The best of the descents on a disorder has a mean energy per spin of ${list(parts, (p) => `${decimal(p.value, 4)} ± ${decimal(p.error, 4)} (Λ = ${p.size}; E C = 1 at ${decimal(p.level, 4)})`)}; −E₀ = ${decimal(-groundState(order).value, 4)}.`,
    why: 'a best minimum found is an upper bound on the ground state of its disorder, which lies below v with probability at most E C(v)',
    quantities: parts.flatMap((p): Quantity[] => [
      { name: `best found, Λ = ${p.size}`, value: p.value, error: p.error },
      bounded(`level with E C = 1, Λ = ${p.size}`, { value: p.level, error: 1e-10 }),
    ]),
  });
}

/** §5.3 speaks of a level with as many saddles as minima. */
export function evenFinding(barriers: readonly BarrierSample[]): Finding {
  const parts = barriers.flatMap(({ size }) => {
    const value = evenLevel(size);
    return Number.isFinite(value) ? [{ size, value }] : [];
  });
  const barrier = -energyBarrier(order).value;
  return measuredFinding({
    id: 'as-many-saddles',
    statement: 'The energy below which as many saddles of index 1 as minima are to be expected.',
    because:
      parts.length > 0
        ? `E C₁ = E C₀ at ${list(parts, (p) => `${decimal(p.value, 4)} (Λ = ${p.size})`)} per spin; −E∞ = ${decimal(barrier, 4)}.`
        : 'There is none at these sizes.',
    why: 'exact annealed numbers; the paper names the level without a number',
    quantities: parts.map((p) => bounded(`level with E C₁ = E C₀, Λ = ${p.size}`, { value: p.value, error: 1e-9 })),
    enough: parts.length > 0,
  });
}

export function trapFinding(barriers: readonly BarrierSample[]): Finding {
  const barrier = -energyBarrier(order).value;
  const parts = barriers.map((b) => meanOf(`mean end of descents, Λ = ${b.size}`, b.ends, (end) => end));
  return measuredFinding({
    id: 'trapped',
    statement: 'Gradient descent is trapped roughly at −ΛE∞.',
    because: `Descents end at a mean energy per spin of ${list(parts, ({ value, error }, i) => `${decimal(value, 4)} ± ${decimal(error ?? 0, 4)} (Λ = ${barriers[i]!.size})`)}, the best on a disorder below that by ${list(barriers, (b) => decimal(b.meanEnergy - mean(b.best), 4))}; −E∞ = ${decimal(barrier, 4)}.`,
    why: 'the verdict on where descents end is that of ls/spin-glass-descent',
    quantities: parts,
  });
}
