/**
 * ls/lower-minimum, §4 “Hardness of recovering the global minimum”. The paper: from a local minimum “in order to find a further low lying
 * minimum we must pass through a saddle point … This process takes an exponentially long time”. Here: Langevin dynamics from where descents end, quenched
 * at every look, until a quench ends lower than the start. ls/hardness times how long the best minimum found is not left at all.
 */
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { falls, stands } from '../decide.ts';
import { ensemblesAt, evaluation, figureOf, logAxis, points, recordsAt, tableOf, xy } from '../layout.ts';
import { list } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { escapeRate } from './hardness-samples.ts';
import {
  bestFinding,
  deepFinding,
  exponentialFinding,
  foundIn,
  gainFinding,
  id,
  longerFinding,
  type WalkSample,
  walkSamples,
} from './lower-minimum-findings.ts';

const order = 3;

interface Plan {
  readonly sizes: readonly number[];
  readonly disorders: number;
  readonly walks: {
    readonly starts: number;
    readonly replicas: number;
    readonly temperatures: readonly number[];
    readonly maxTime: number;
  };
}

const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { sizes: [8, 16], disorders: 6, walks: { starts: 12, replicas: 4, temperatures: [0.7], maxTime: 20 } },
  laptop: {
    sizes: [10, 20, 40, 80],
    disorders: 20,
    walks: { starts: 32, replicas: 6, temperatures: [0.5, 0.7], maxTime: 60 },
  },
  paper: {
    sizes: [10, 20, 40, 80, 160],
    disorders: 48,
    walks: { starts: 64, replicas: 8, temperatures: [0.5, 0.7], maxTime: 200 },
  },
};

export const lowerMinimum: Claim = {
  id,
  statement: 'From a minimum where a descent ends it takes a time exponential in Λ to find a lower one.',
  source: { key: 'choromanska2015loss', place: '§4, Hardness of recovering the global minimum' },
  openQuestions: [
    'The paper does not specify dynamics, temperature, nor which minimum is left; we use Langevin dynamics from ends of plain descents, and look by a descent at every second unit of time.',
    'The paper speaks of a minimum below −ΛE∞; at these sizes nearly all descents end above it.',
    'From the global minimum nothing lower is found; walks count that begin above the best of 32 descents on their disorder.',
    'Rates are numbers found over time watched, as if every start were alike; the longer the watch the more hard starts weigh.',
  ],
  needs(preset, seed) {
    const { sizes, disorders, walks } = plans[preset];
    const parameters: EnsembleSpec['parameters'] = { order, seed, disorders, ...walks };
    return ensemblesAt('walks', 'lower-minimum', sizes, (size) => ({ ...parameters, size }));
  },
  evaluate,
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = recordsAt('walks', records).flatMap(({ at, records: part }) => walkSamples(at, part));
  const longer = longerFinding(samples, run);
  const form = exponentialFinding(samples);
  const findings = [longer, form, deepFinding(samples, run), gainFinding(samples), bestFinding(samples)];
  const title = titleOf(longer, form);
  return evaluation({
    title,
    findings,
    figures: samples.length > 0 ? [figure(samples, title, run)] : [],
    tables: [
      tableOf('Lower minima found by walks from ends of descents that are not the best known', samples, {
        temperature: ({ temperature }) => temperature,
        'size Λ': ({ size }) => size,
        disorders: (sample) => foundIn(sample).disorders.length,
        walks: (sample) => foundIn(sample).replicas,
        'find a lower minimum': (sample) => foundIn(sample).disorders.reduce((sum, { escapes }) => sum + escapes, 0),
        'found per 1000 time units': (sample) => {
          const { rate, error } = escapeRate(foundIn(sample).disorders);
          return { name: 'rate', value: 1000 * rate, error: 1000 * error };
        },
      }),
    ],
    differences: [
      `Λ = ${list([...new Set(samples.map(({ size }) => size))], String)} where the paper speaks of large Λ, and starts above the barrier where it speaks of one below.`,
    ],
  });
}

function titleOf(longer: Finding, form: Finding): string {
  if (stands(longer) && stands(form))
    return 'To find a lower minimum from a descent’s end takes exponentially long in Λ';
  if (stands(longer) && falls(form))
    return 'To find a lower minimum from a descent’s end takes a power of Λ, no exponential';
  if (stands(longer)) return 'To find a lower minimum from a descent’s end takes the longer the larger the glass';
  if (falls(longer)) return 'To find a lower minimum from a descent’s end takes no longer on larger glasses';
  return 'Whether larger glasses take longer to yield a lower minimum stays open';
}

function figure(samples: readonly WalkSample[], title: string, run: ClaimRun) {
  const temperatures = [...new Set(samples.map(({ temperature }) => temperature))];
  return figureOf(run, {
    id: 'rates',
    title,
    subtitle: 'Spherical spin glass of order *H* = 3; bars are two standard errors over disorders',
    panels: [
      xy('Rate of finding a lower minimum', logAxis('Λ'), logAxis('found per unit of time'), [
        ...temperatures.map((temperature, k) => ({
          ...points(
            `T = ${temperature}`,
            samples
              .filter((one) => one.temperature === temperature)
              .map((one) => ({ size: one.size, ...escapeRate(foundIn(one).disorders) }))
              .filter(({ rate }) => rate > 0),
            ({ size, rate, error }) => ({
              // Points of equal Λ would hide each other.
              x: size * 1.03 ** k,
              y: rate,
              low: Math.max(rate / 10, rate - 2 * (Number.isFinite(error) ? error : 0)),
              high: rate + 2 * (Number.isFinite(error) ? error : 0),
              rank: 2 * k + 1,
            }),
          ),
          rank: 2 * k + 1,
        })),
      ]),
    ],
    canShow: `how the rate changes between small sizes at ${temperatures.map((T) => `T = ${decimal(T, 1)}`).join(' and ')}.`,
    cannotShow: 'the law at large Λ, nor times from minima below the barrier, which these sizes hardly have.',
  });
}
