/** What ls/spin-glass-descent says of the left tails: they reach the barrier, and some go through it. */
import { stream } from '../../base/philox.ts';
import { bootstrap, type Interval, mean, standardError, wilsonInterval } from '../../ensembles/statistics.ts';
import { energyBarrier } from '../../theory/index.ts';
import type { Finding, Quantity } from '../claim.ts';
import { all, below, type Units, verdictOf } from '../decide.ts';
import { intervalFinding } from '../findings.ts';
import { exact, list, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { type GlassSample, resampled } from './glass-samples.ts';

const barrier = -energyBarrier(3).value;

export const tailRules = {
  /** A left tail touches the barrier when its lowest energy is at most this far above it, and passes it when further below: what the printed figure can resolve. */
  touch: 0.005,
  /** “Hard to penetrate”: fewer than one start in a hundred. */
  through: 0.01,
  /** The number of starts the paper used for each size. */
  publishedStarts: 1000,
  level: 0.95,
};

/** “The left tails for all Λ touch the barrier”: they reach down to it. */
export function tailFinding(samples: readonly GlassSample[]): Finding {
  const { touch, publishedStarts } = tailRules;
  const least = samples.map(({ energies }) => Math.min(...energies));
  const parts = samples.map(({ runs }, i) => {
    if (least[i]! <= barrier + touch) return 'holds';
    return runs >= publishedStarts ? 'fails' : 'open';
  });
  const outcome = all(parts);
  const away = samples.filter((_, i) => parts[i] !== 'holds');
  const missing = Math.max(...away.map((s) => publishedStarts - s.runs));
  return {
    id: 'left-tail',
    statement: 'The left tails for all Λ touch the barrier: they reach down to it.',
    verdict: verdictOf(outcome, { by: 'comparison' }),
    because: `${away.length === 0 ? 'At every size some descent ends at the barrier or below' : `At Λ = ${list(away, ({ size }) => String(size))} none does`}; the lowest ends of all are ${list(samples, ({ size }, i) => `${decimal(least[i]!, 4)} (Λ = ${size})`)}.`,
    rule: `reproduced when at every size the lowest energy is at most ${touch} above −E∞; a size that misses it decides only with ${publishedStarts} starts, the published number`,
    quantities: samples.flatMap((sample): Quantity[] => {
      const lowest = resampled(sample).map((energies) => Math.min(...energies));
      return lowest.length > 1
        ? [
            {
              name: `mean lowest end of a disorder, Λ = ${sample.size}`,
              value: mean(lowest),
              error: standardError(lowest),
            },
          ]
        : [];
    }),
    ...(outcome === 'open' ? { more: { count: missing, unit: 'start' } } : {}),
  };
}

/** “… the barrier that is hard to penetrate”: few go through it. */
export function passedFinding(samples: readonly GlassSample[], units: Units, seed: number): Finding {
  const { through, touch } = tailRules;
  const level = 1 - (1 - tailRules.level) / Math.max(1, samples.length);
  const parts = samples.map((sample) => ({
    name: `share of starts over ${touch} below −E∞, Λ = ${sample.size}`,
    interval: shareInterval(sample, level, seed),
    region: below(through, `${100 * through} %`),
  }));
  return intervalFinding({
    id: 'barrier-not-passed',
    statement: 'The barrier is hard to penetrate: descents do not end below it, at any Λ.',
    because: `Of the starts ${list(parts, ({ interval }, i) => `${spanned(interval, (x) => `${decimal(100 * x, 1)} %`)} at Λ = ${samples[i]!.size}`)} end more than ${touch} below the barrier.`,
    parts,
    of: 'of the share of starts that end below (the wider of the intervals by bootstrap over disorders and of Wilson)',
    level: tailRules.level,
    units,
    quantities: samples.map((sample) => exact(`starts, Λ = ${sample.size}`, sample.energies.length)),
  });
}

/** Starts of a disorder depend on each other, and none seen of a few is not none: the bootstrap knows the one, Wilson the other. */
function shareInterval(sample: GlassSample, level: number, seed: number): Interval {
  const passes = (energy: number) => energy < barrier - tailRules.touch;
  const units = resampled(sample).map((energies) => ({
    count: energies.length,
    through: energies.filter(passes).length,
  }));
  const wilson = wilsonInterval(sample.energies.filter(passes).length, sample.energies.length, level);
  const [clustered] = bootstrap(
    stream(seed, 'ls/spin-glass-descent', sample.size, 'bootstrap share below'),
    [units],
    ([some]) => {
      let [count, through] = [0, 0];
      for (const unit of some!) {
        count += unit.count;
        through += unit.through;
      }
      return [through / count];
    },
    { level },
  );
  return { ...wilson, low: Math.min(wilson.low, clustered!.low), high: Math.max(wilson.high, clustered!.high) };
}
