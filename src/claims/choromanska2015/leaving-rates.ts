/** Does the rate at which Langevin dynamics leaves fall with Λ, and exponentially? The two rules of ls/hardness and ls/lower-minimum. */
import type { Stream } from '../../base/philox.ts';
import { bootstrap, slope } from '../../ensembles/statistics.ts';
import type { Finding } from '../claim.ts';
import { below } from '../decide.ts';
import { intervalFinding, type Part } from '../findings.ts';
import { list, spanned } from '../quantities.ts';
import { type Law, rivalFinding, type Series } from '../rival-laws.ts';
import { decimal } from '../theory-lines.ts';
import { type EscapeSample, lnRate, lnRateWithError } from './hardness-samples.ts';

interface Rates {
  readonly id: string;
  readonly statement: string;
  readonly samples: readonly EscapeSample[];
  /** Of all temperatures together. */
  readonly level: number;
  /** Disorders that a size needs. */
  readonly fewest: number;
}

const temperaturesOf = (samples: readonly EscapeSample[]) => [
  ...new Set(samples.map(({ temperature }) => temperature)),
];

const at = ({ samples, fewest }: Pick<Rates, 'samples' | 'fewest'>, temperature: number): EscapeSample[] =>
  samples.filter((sample) => sample.temperature === temperature && sample.disorders.length >= fewest);

/** Slopes of ln(rate) against ln Λ lie below 0 at every temperature.
 *  @param of    'escape rate'
 *  @param draw  stream of the resampling at the i-th temperature */
export function rateFallsFinding(
  given: Rates & { readonly of: string; readonly draw: (i: number) => Stream; readonly resamples?: number },
): Finding {
  const { id, statement, samples, level, fewest, of, draw, resamples = 2000 } = given;
  const temperatures = temperaturesOf(samples);
  const each = 1 - (1 - level) / Math.max(1, temperatures.length);
  const parts = temperatures.flatMap((temperature, i): Part[] => {
    const mine = at(given, temperature);
    if (mine.length < 2) return [];
    const x = mine.map(({ size }) => Math.log(size));
    const [fall] = bootstrap(
      draw(i),
      mine.map(({ disorders }) => disorders),
      (strata) => [slope(x, strata.map(lnRate))],
      { level: each, resamples },
    );
    return [{ name: `slope of ln(${of}) in ln Λ, T = ${temperature}`, interval: fall!, region: below(0) }];
  });
  return intervalFinding({
    id,
    statement,
    because:
      parts.length > 0
        ? `The ${of} goes like Λ to the power ${list(parts, ({ interval }, i) => `${spanned(interval, (x) => decimal(x, 2))} at T = ${temperatures[i]}`)}.`
        : 'Too few sizes or disorders for a slope.',
    parts: parts.length === temperatures.length ? parts : [],
    of: 'of the slope of ln(rate) against ln Λ (bootstrap over disorders)',
    level,
    units: {
      unit: 'disorder',
      count: Math.min(Infinity, ...samples.map(({ disorders }) => disorders.length)),
      fewest,
    },
  });
}

/** What ln(rate) is a straight line in. */
export const rateLaws = {
  exponential: { name: 'exponential in Λ', of: (size) => size },
  power: { name: 'of a power of Λ', of: Math.log },
} satisfies Record<string, Law>;

/** ln(rate) along the sizes that are judged, one series a temperature. */
export function rateSeries(given: Pick<Rates, 'samples' | 'fewest'>): (Series & { readonly temperature: number })[] {
  return temperaturesOf(given.samples).map((temperature) => {
    const points = at(given, temperature).map(({ size, disorders }) => ({ size, ...lnRateWithError(disorders) }));
    return { name: ` at T = ${temperature}`, temperature, points };
  });
}

/**
 * Exponentially, or like a power?
 * @param given  its `reach` is the size that every temperature must reach before the form is judged
 */
export function rateFormFinding(given: Rates & { readonly reach?: number }): Finding {
  const { id, statement, level, reach = 0 } = given;
  return rivalFinding({
    id,
    statement,
    series: rateSeries(given),
    law: rateLaws.exponential,
    rival: rateLaws.power,
    reach,
    level,
    over: 'disorders',
  });
}
