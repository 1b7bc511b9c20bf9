/** What the grid of Figure 1 says: findings of lm/bad-initialization. */
import { stream } from '../../base/philox.ts';
import { bootstrap, type Interval, mean, meanInterval, wilsonInterval } from '../../ensembles/statistics.ts';
import type { ClaimRun, Finding } from '../claim.ts';
import { above, below, known, type Units } from '../decide.ts';
import { intervalFinding, trendFinding, valuesAlong } from '../findings.ts';
import { list, quantity, spanned } from '../quantities.ts';
import { climbsOnLine, monotoneLine } from './line-from-start.ts';
import {
  at,
  badStarts,
  depths,
  type GridGroup,
  type GridRun,
  labelings,
  lastGain,
  type Place,
  runsIn,
  type Start,
  startNames,
  type WithRuns,
} from './mnist-grids.ts';
import { level, points, shown } from './tiny-runs.ts';

type Places = readonly WithRuns<Place>[];

/** A network that has this share of the training images right found a good solution. */
export const good = 0.95;
/** Points that five layers from a bad start must stay behind two layers from the usual one, not to have resolved it. */
const behind = 0.02;
/** A mean accuracy that gains less in the last half of the updates stands still. */
const still = 0.01;
/** Of ten classes. */
const chance = 0.1;
const fewest = 10;
/** “At least 400 units.” */
const atLeast = 400;

const networksOf = (count: number): Units => ({ unit: 'network', count, fewest });

export const goodShare = (runs: readonly GridRun[], at = level): Interval =>
  wilsonInterval(runs.filter(({ accuracy }) => accuracy >= good).length, runs.length, at);

/** f of network k from one start and from another, at the same place: they begin with the same draws around other means. */
function paired<T>(places: Places, of: Partial<Place>, from: Start, to: Start, f: (a: GridRun, b: GridRun) => T): T[] {
  return at(places, { ...of, start: from }).flatMap(({ labels, depth, hidden, runs }) => {
    const other = at(places, { labels, depth, hidden, start: to })[0];
    return other ? other.runs.map((one, k) => f(runs[k]!, one)) : [];
  });
}

/** @param isComplete  whether the updates are those of the paper */
export function badStartsStay(places: Places, isComplete: boolean): Finding {
  const judged = ['usual', ...badStarts] as const;
  const joint = 1 - (1 - level) / judged.length;
  const groups = startNames.flatMap((start) => {
    const runs = runsIn(places, { labels: 'true', start });
    return runs.length === 0 ? [] : [{ start, runs }];
  });
  const bad = badStarts.flatMap((start) => runsIn(places, { labels: 'true', start }));
  const gain = meanInterval(bad.map(lastGain), level);
  return intervalFinding({
    id: 'bad-starts-stay',
    statement: 'Networks that do not begin in a good interval do not converge to a good solution.',
    because: `With true labels, by start: ${list(
      groups,
      ({ start, runs }) =>
        `from ${start} ${runs.filter(({ accuracy }) => accuracy >= good).length} of ${runs.length} networks learn ${100 * good} % of the images (mean accuracy ${points(mean(runs.map(({ accuracy }) => accuracy)))} %)`,
      '; ',
    )}. In the last half of the updates those from the two worst gained ${shown(gain)} points.`,
    parts: groups
      .filter(({ start }) => judged.includes(start as (typeof judged)[number]))
      .map(({ start, runs }) => ({
        name: `share with a good solution, ${start}`,
        interval: goodShare(runs, joint),
        region: start === 'usual' ? above(0.5, 'one half from usual') : below(0.5, 'one half from the two worst'),
      })),
    of: '(Wilson, by network) of the share with a good solution',
    level,
    units: networksOf(Math.min(...groups.map(({ runs }) => runs.length))),
    besides: {
      outcome: isComplete || gain.high < still ? 'holds' : 'open',
      rule: `the updates are those of the paper, or networks from the two worst gain less than ${100 * still} point in the last half of them`,
    },
  });
}

export function depthDoesNotResolve(places: Places): Finding {
  const joint = 1 - (1 - level) / labelings.length;
  const parts = labelings.flatMap((labels) => {
    // Networks of other depths are independent: any pairs will do.
    const differences = at(places, { labels, depth: depths[0], start: 'usual' }).flatMap(({ hidden, runs }) => {
      const deep = at(places, { labels, depth: depths[1], start: 'lowest weights', hidden })[0];
      return deep ? runs.map(({ accuracy }, k) => accuracy - deep.runs[k]!.accuracy) : [];
    });
    if (differences.length === 0) return [];
    return [
      {
        name: `accuracy of 2 layers from usual less that of 5 from lowest weights, ${labels} labels`,
        interval: meanInterval(differences, joint),
        region: above(behind, `${100 * behind} points`),
        count: differences.length,
      },
    ];
  });
  return intervalFinding({
    id: 'depth-does-not-resolve',
    statement: 'Depth does not resolve the bad initialization.',
    because: `Five layers from lowest weights end behind two from usual, in points of accuracy: ${list(parts, ({ interval }, i) => `${labelings[i]} labels ${shown(interval)}`)}.`,
    parts,
    quantities: labelings.flatMap((labels) =>
      depths.flatMap((depth) => {
        const runs = runsIn(places, { labels, depth, start: 'low weights' });
        return runs.length === 0
          ? []
          : [
              quantity(
                `accuracy, ${labels} labels, ${depth} layers, low weights`,
                meanInterval(
                  runs.map(({ accuracy }) => accuracy),
                  level,
                ),
              ),
            ];
      }),
    ),
    of: '(by network, mean over widths) of the difference',
    level,
    units: networksOf(Math.min(...parts.map(({ count }) => count))),
  });
}

/** Share of what is learned from the usual start that is learned from another, accuracy counted from chance. */
const kept = (pairs: readonly (readonly [GridRun, GridRun])[]): number =>
  mean(pairs.map(([, other]) => other.accuracy - chance)) / mean(pairs.map(([usual]) => usual.accuracy - chance));

export function permutedMoreSusceptible(places: Places, run: ClaimRun): Finding {
  const pairs = labelings.map((labels) =>
    paired(places, { labels }, 'usual', 'low weights', (usual, other) => [usual, other] as const),
  );
  const enough = pairs.every(({ length }) => length > 0);
  const draw = stream(run.seed, 'lm/bad-initialization', 0, 'kept');
  const [difference, ...own] = enough
    ? bootstrap(draw, pairs, ([a, b]) => [kept(a!) - kept(b!), kept(a!), kept(b!)], { resamples: 2000, level })
    : [];
  return intervalFinding({
    id: 'permuted-more-susceptible',
    statement: 'Destroying the structure of the labels makes networks even more susceptible to a bad initialization.',
    because: `Of the accuracy above chance that usual starts lead to, low weights keep ${list(own, (interval, i) => `${spanned(interval, (x) => points(x))} % with ${labelings[i]} labels`)}.`,
    parts: difference
      ? [{ name: 'share kept, true less permuted labels', interval: difference, region: above(0) }]
      : [],
    quantities: own.map((interval, i) => quantity(`share kept, ${labelings[i]} labels`, interval)),
    of: '(bootstrap by network) of the difference',
    level,
    units: networksOf(Math.min(...pairs.map(({ length }) => length))),
  });
}

export function capacityGrows(places: Places, run: ClaimRun): Finding {
  const along = at(places, { labels: 'permuted', depth: 2, start: 'usual' }).map(({ hidden, runs }) => ({
    at: hidden,
    units: runs.map(({ accuracy }) => accuracy),
  }));
  const draw = (hidden: number) => stream(run.seed, 'lm/bad-initialization', hidden, 'capacity');
  const statistic = (units: readonly number[]) => mean(units);
  const values = valuesAlong({ along, statistic, level }, draw);
  return trendFinding({
    id: 'capacity-grows',
    statement:
      'With permuted labels the training accuracy after so many updates grows with the number of hidden units.',
    because: `Two layers from usual starts: ${list(values, (value, i) => `${shown(value)} % at h = ${along[i]!.at}`)}.`,
    ours: true,
    what: 'mean training accuracy',
    direction: 'rises',
    by: 'steps',
    along,
    statistic,
    symbol: 'h',
    level,
    unit: 'network',
    fewest: 5,
    draw,
  });
}

/** @param isComplete  whether the training set and the updates are those of the paper: fewer images need fewer units */
export function atLeast400(places: Places, isComplete: boolean): Finding {
  const own = at(places, { labels: 'permuted', start: 'low weights' });
  const joint = 1 - (1 - level) / 2;
  const groups = [true, false].flatMap((isBelow) => {
    const runs = own.filter(({ hidden }) => hidden < atLeast === isBelow).flatMap((place) => place.runs);
    return runs.length === 0 ? [] : [{ isBelow, runs, solved: runs.filter(({ accuracy }) => accuracy === 1).length }];
  });
  return intervalFinding({
    id: 'at-least-400-units',
    statement: 'With permuted labels and a bad initialization, zero training error takes at least 400 units.',
    because: `From low weights ${list(groups, ({ isBelow, runs, solved }) => `${solved} of ${runs.length} networks of ${isBelow ? 'less than' : 'at least'} ${atLeast} units have training error 0`)}.`,
    parts: groups.map(({ isBelow, runs, solved }) => ({
      name: `share with training error 0, ${isBelow ? 'below' : 'from'} ${atLeast} units`,
      interval: wilsonInterval(solved, runs.length, joint),
      region: isBelow ? below(0.25, 'one quarter under 400 units') : above(0.5, 'one half from there'),
    })),
    of: '(Wilson, by network) of the share with training error 0',
    level,
    units: networksOf(Math.min(...groups.map(({ runs }) => runs.length))),
    besides: {
      outcome: known(isComplete && groups.length === 2 ? true : undefined),
      rule: 'there are networks on both sides of 400 units, and images and updates are those of the paper',
    },
    failure: { counts: isComplete, rule: 'images and updates are those of the paper' },
  });
}

/** The line to networks that found a good solution, by labels. */
export function monotoneToSolutions(places: Places): Finding {
  return monotoneLine(
    depths.map((depth) => ({
      name: `${depth} layers`,
      runs: runsIn(places, { depth, labels: 'true' }).filter(({ accuracy }) => accuracy >= good),
    })),
    fewest,
  );
}

/** Networks by labels and start. */
export const byStart = (places: Places): GridGroup[] =>
  labelings.flatMap((labels) =>
    startNames.map((start) => ({ name: `${labels} labels, ${start}`, runs: runsIn(places, { labels, start }) })),
  );

export const lineOfAll = (places: Places): Finding =>
  climbsOnLine(byStart(places), {
    id: 'line-from-every-start',
    statement:
      'How often the loss climbs on the straight line from the start to where training ended, solution or not.',
  });
