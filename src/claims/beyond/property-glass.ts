/** The properties on the glass itself, through the code that looks at rungs: (i) and (iii) by the semicircle law, (ii) by hits, (iv) by overlaps. */
import { stream } from '../../base/philox.ts';
import { type BootstrapInterval, bootstrap, mean } from '../../ensembles/statistics.ts';
import type { ClaimRun, Finding } from '../claim.ts';
import { above, type Region, within } from '../decide.ts';
import { intervalFinding, trendFinding } from '../findings.ts';
import { list, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import type { DisorderEnds } from './descent-samples.ts';
import { order } from './ladder-rungs.ts';
import { type CriticalPoints, hitShare, indexCorrelation, meanOff, nearness } from './property-samples.ts';

const rules = {
  /** Mean index share about the semicircle's: finite sizes leave some. */
  tolerance: 0.03,
  /** Correlation of energy and index. */
  correlation: 0.8,
  /** Correlation of index and overlap that is none. */
  nearness: 0.2,
  level: 0.95,
};

const where = 'op/properties';

/** What was found at one size. */
export interface Sized {
  readonly size: number;
  readonly searches: number;
  readonly critical: readonly CriticalPoints[];
  readonly ended: readonly DisorderEnds[];
}

/** Numbers of the critical points of the largest glass, each with its interval, together at the level. */
function onGlass(
  glass: readonly Sized[],
  run: Pick<ClaimRun, 'seed'>,
  statistics: readonly ((units: readonly CriticalPoints[]) => number)[],
  resamples: number,
): readonly BootstrapInterval[] {
  const units = glass.at(-1)?.critical ?? [];
  if (units.length < 2) return [];
  const draw = stream(run.seed, where, statistics.length, 'glass');
  return bootstrap(draw, [units], ([some]) => statistics.map((of) => of(some!)), {
    resamples,
    level: 1 - (1 - rules.level) / statistics.length,
    method: 'percentile',
  });
}

function glassFinding(
  glass: readonly Sized[],
  given: { readonly id: string; readonly statement: string },
  parts: readonly { readonly name: string; readonly interval: BootstrapInterval; readonly region: Region }[],
): Finding {
  const largest = glass.at(-1);
  return intervalFinding({
    ...given,
    ours: true,
    because: largest
      ? `At Λ = ${largest.size} ${largest.critical.flatMap((unit) => unit.points).length} different certified points of ${largest.searches} searches; ${list(parts, ({ name, interval }) => `${name} ${spanned(interval, (x) => decimal(x, 3))}`, '; ')}.`
      : 'Nothing was run.',
    parts,
    of: 'of these numbers (bootstrap over disorders)',
    level: rules.level,
    units: { unit: 'disorder', count: largest?.critical.length ?? 0, fewest: 8 },
  });
}

/** (i) and (iii) on the glass itself, through the same code. */
export function semicircle(glass: readonly Sized[], run: Pick<ClaimRun, 'seed'>, resamples = 2000): Finding {
  const [off, correlation] = onGlass(glass, run, [meanOff(order), indexCorrelation], resamples);
  return glassFinding(
    glass,
    {
      id: 'glass',
      statement: 'On the glass the index of critical points follows from their energy by the semicircle law.',
    },
    off && correlation
      ? [
          { name: 'mean index share minus the semicircle’s', interval: off, region: within(0, rules.tolerance) },
          { name: 'correlation of energy and index', interval: correlation, region: above(rules.correlation) },
        ]
      : [],
  );
}

/** (ii) on the glass. */
export function harder(glass: readonly Sized[], run: Pick<ClaimRun, 'seed'>, resamples = 2000): Finding {
  const along = glass.map(({ size, ended }) => ({ at: size, units: ended }));
  return trendFinding({
    id: 'hits-on-the-glass',
    statement: 'On the glass the share of descents that end in the lowest minimum found falls with size.',
    ours: true,
    because:
      along.length > 0
        ? `Share of hits: ${list(along, ({ at, units }) => `${decimal(mean(units.map(hitShare)), 3)} at Λ = ${at}`)}.`
        : 'Nothing was run.',
    what: 'share of hits',
    direction: 'falls',
    by: 'steps',
    along,
    statistic: (units) => mean(units.map(hitShare)),
    symbol: 'Λ',
    level: rules.level,
    unit: 'disorder',
    fewest: 8,
    resamples,
    draw: (at) => stream(run.seed, where, at, 'hits'),
  });
}

/** (iv) on the glass, where typical pairs of deep critical points are orthogonal [subag2017complexity]. */
export function nearer(glass: readonly Sized[], run: Pick<ClaimRun, 'seed'>, resamples = 2000): Finding {
  const [interval] = onGlass(glass, run, [nearness], resamples);
  return glassFinding(
    glass,
    {
      id: 'nearness-on-the-glass',
      statement: 'On the glass points of low index lie no nearer to the lowest minimum found than others.',
    },
    interval
      ? [{ name: 'Spearman’s correlation of index and overlap', interval, region: within(0, rules.nearness) }]
      : [],
  );
}
