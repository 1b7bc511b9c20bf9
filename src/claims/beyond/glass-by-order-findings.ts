/** What gs/glass-by-order finds: where descents end at each order beside the barrier, the ground state and the exact mean of all minima. */
import { exp, log } from '../../base/functions.ts';
import { stream } from '../../base/philox.ts';
import {
  type BootstrapInterval,
  bootstrap,
  clusteredStandardError,
  estimatePowerLaw,
  mean,
  pooledMean,
} from '../../ensembles/statistics.ts';
import { energyBarrier, energyMoments, groundState } from '../../theory/index.ts';
import { meanCounts } from '../choromanska2015/exact-counts.ts';
import type { ClaimRun, Finding } from '../claim.ts';
import { below, within } from '../decide.ts';
import { intervalFinding, jointly, measuredFinding, trendSlope } from '../findings.ts';
import { bounded, list, quantity, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { type Series, slopeOfSpread, type Unit, unitsOf } from './order-series.ts';

export const id = 'gs/glass-by-order';

export const rules = {
  /** Of Λ in the distance to the limit: that of edges of spectra, exact at order 2. */
  exponent: 2 / 3,
  /** Half the band between −E_0 and −E∞: nearer to the barrier than to the ground state. */
  band: 0.5,
  /** From 1, of the ratio of distances to the barrier, both over their barrier, at one size. */
  ratio: 0.25,
  level: 0.95,
  fewest: 10,
};
const { level, fewest } = rules;
type Seeded = Pick<ClaimRun, 'seed'>;

const [two, four] = [2, 4].map((digits) => (x: number) => decimal(x, digits)) as [
  (x: number) => string,
  (x: number) => string,
];
export const barrierOf = (order: number): number => energyBarrier(order).value;
const orderOf = ({ order }: Series) => `H = ${order}`;
const draws =
  ({ seed }: Seeded, order: number, purpose: string) =>
  (at: number) =>
    stream(seed, `${id}/${order}`, at, purpose);

/** 1 + u/E∞: 0 at the barrier, 1 at energy 0. */
export const distanceOf = (units: readonly Unit[], order: number): number => 1 + pooledMean(units) / barrierOf(order);

const units = (series: readonly Series[]) => ({ unit: 'disorder', count: unitsOf(series), fewest });

/** The distance falls with Λ at every order. */
export function nearerFinding(series: readonly Series[], run: Seeded): Finding {
  const usable = series.filter(({ along }) => along.length > 1);
  const each = 1 - (1 - level) / Math.max(1, usable.length);
  const parts = usable.map(({ order, along }) => ({
    name: `exponent of the distance to the barrier in Λ, H = ${order}`,
    interval: trendSlope({
      along,
      statistic: (some: readonly Unit[]) => log(Math.max(1e-9, distanceOf(some, order))),
      level: each,
      draw: draws(run, order, 'nearer'),
    }),
    region: below(0),
  }));
  return intervalFinding({
    id: 'nearer',
    statement: 'At every order from 3 to 5 descents end the nearer to the barrier −E∞ of that order the larger Λ.',
    ours: true,
    because:
      parts.length > 0
        ? `The distance of the mean end from the barrier, over the barrier, goes like Λ to the power ${list(parts, ({ interval }, i) => `${spanned(interval, two)} (${orderOf(usable[i]!)})`)}.`
        : 'No order has two sizes.',
    parts,
    of: 'of the exponent (slope of ln distance against ln Λ, bootstrap over disorders)',
    level,
    units: units(usable),
  });
}

/** Where mean ends go as Λ^{−2/3} → 0: intercept of the line weighted by the errors of the means. */
export function limitOf({ along, order }: Series, run: Seeded, own: number): BootstrapInterval | undefined {
  if (along.length < 3) return undefined;
  const x = along.map(({ at }) => exp(-rules.exponent * log(at)));
  const errors = along.map(({ units: some }) => clusteredStandardError(some));
  const weights = errors.every((error) => error > 0) ? errors.map((error) => error ** -2) : errors.map(() => 1);
  const sum = (of: (i: number) => number) => x.reduce((total, _, i) => total + weights[i]! * of(i), 0);
  const total = sum(() => 1);
  const center = sum((i) => x[i]!) / total;
  const squares = sum((i) => (x[i]! - center) ** 2);
  const intercept = (strata: readonly (readonly Unit[])[]) => {
    const means = strata.map((some) => pooledMean(some));
    const slope = sum((i) => (x[i]! - center) * means[i]!) / squares;
    return [sum((i) => means[i]!) / total - slope * center];
  };
  return bootstrap(
    draws(run, order, 'limit')(0),
    along.map(({ units: some }) => some),
    intercept,
    { level: own },
  )[0]!;
}

/** Barrier or ground state? At orders above 3, whose band is wide; order 3 is judged by ls/spin-glass-descent. */
export function limitFinding(series: readonly Series[], run: Seeded): Finding {
  const high = series.filter(({ order }) => order > 3);
  const each = 1 - (1 - level) / Math.max(1, high.length);
  const rows = high.flatMap((one) => {
    const interval = limitOf(one, run, each);
    if (!interval) return [];
    const [barrier, ground] = [barrierOf(one.order), groundState(one.order).value];
    return [{ one, interval, barrier, ground }];
  });
  return intervalFinding({
    id: 'barrier-not-ground',
    statement:
      'At orders 4 and 5 the ends of descents tend to the barrier −E∞ and not to the ground state −E_0, by a law a + b Λ^(−2/3).',
    ours: true,
    because:
      rows.length > 0
        ? `The law gives a = ${list(rows, ({ one, interval, barrier, ground }) => `${spanned(interval, four)} at ${orderOf(one)}, where −E∞ = ${four(-barrier)} and −E_0 = ${four(-ground)}`)}.`
        : 'No order above 3 has three sizes.',
    parts: rows.map(({ one, interval, barrier, ground }) => ({
      name: `limit a of the mean energy per spin, ${orderOf(one)}`,
      interval,
      region: within(-barrier, Number((rules.band * (ground - barrier)).toFixed(4)), `−E∞ (${orderOf(one)})`),
    })),
    of: 'of a (bootstrap over disorders, exponent −2/3)',
    level,
    units: units(rows.map(({ one }) => one)),
  });
}

/** The same with the exponent free, at every order. */
export function freeFinding(series: readonly Series[], run: Seeded): Finding {
  const rows = series.flatMap((one) => {
    if (one.along.length < 4) return [];
    const clusters = one.along.map(({ units: some }) => some);
    const sizes = one.along.map(({ at }) => at);
    const fit = estimatePowerLaw(draws(run, one.order, 'free')(0), sizes, clusters, { resamples: 400, level });
    return fit.fit.status === 'converged' ? [{ one, fit }] : [];
  });
  return measuredFinding({
    id: 'free-exponent',
    statement: 'What limit a law a + b Λ^(−c) has whose exponent is fitted too.',
    ours: true,
    because:
      rows.length > 0
        ? `a = ${list(rows, ({ one, fit }) => `${spanned(fit.a, four)} with c = ${spanned(fit.c, two)} (${orderOf(one)}; −E∞ = ${four(-barrierOf(one.order))})`)}.`
        : 'No fit of three parameters converged.',
    why: 'sizes reach too little far for three parameters to decide; 95 % intervals by bootstrap over disorders',
    enough: rows.length > 0,
    quantities: rows.flatMap(({ one, fit }) => [
      quantity(`limit a, ${orderOf(one)}`, fit.a),
      quantity(`exponent c, ${orderOf(one)}`, fit.c),
    ]),
  });
}

/** Ends beside the exact annealed mean of all minima. */
export function meanFinding(series: readonly Series[], run: Seeded): Finding {
  const rows = series.flatMap(({ order, along }) =>
    along.map(({ at, units: some }) => ({
      order,
      at,
      count: some.length,
      moments: energyMoments(order, meanCounts(at).statistics, 0),
      ends: some.map((unit) => mean(unit)),
    })),
  );
  const together = jointly(
    rows.map(({ at, ends, moments }) => ({ at, strata: [ends.map((end) => end - moments.mean)] })),
    ([differences]) => mean(differences!),
    level,
    (at) => draws(run, 0, 'below the mean')(at),
  );
  const last = (order: number) => rows.findLastIndex((row) => row.order === order);
  const shown = series.map(({ order }) => last(order)).filter((i) => i >= 0);
  return intervalFinding({
    id: 'below-the-mean',
    statement: 'Descents end lower than the mean of all minima of the same order and size.',
    ours: true,
    because:
      rows.length > 0
        ? `At the largest sizes by ${list(shown, (i) => `${spanned(together[i]!, four)} per spin (H = ${rows[i]!.order}, Λ = ${rows[i]!.at})`)}.`
        : 'No descents were run.',
    parts: rows.map(({ order, at }, i) => ({
      name: `mean end less mean of all minima, H = ${order}, Λ = ${at}`,
      interval: together[i]!,
      region: below(0),
    })),
    of: 'of the difference (bootstrap over disorders; the mean over minima is exact, annealed)',
    level,
    units: units(series),
    quantities: rows.map(({ order, at, moments }) =>
      bounded(`mean energy of all minima, H = ${order}, Λ = ${at}`, {
        value: moments.mean,
        error: moments.errorMean,
      }),
    ),
  });
}

/** Over the barrier, is the distance that of order 3 at the same size? */
export function ratioFinding(series: readonly Series[], run: Seeded): Finding {
  const three = series.find(({ order }) => order === 3);
  const rows = series
    .filter(({ order }) => order > 3)
    .flatMap(({ order, along }) =>
      along.flatMap(({ at, units: some }) => {
        const beside = three?.along.find((one) => one.at === at)?.units;
        return beside ? [{ order, at, strata: [some, beside] }] : [];
      }),
    );
  const each = 1 - (1 - level) / Math.max(1, rows.length);
  const ratio =
    (order: number) =>
    ([some, beside]: readonly (readonly Unit[])[]) => [distanceOf(some!, order) / distanceOf(beside!, 3)];
  const intervals = rows.map(
    ({ order, at, strata }) => bootstrap(draws(run, order, 'ratio')(at), strata, ratio(order), { level: each })[0]!,
  );
  return intervalFinding({
    id: 'same-distance',
    statement: 'Measured by the barrier, descents at orders 4 and 5 end as far above it as at order 3, at the same Λ.',
    ours: true,
    because:
      rows.length > 0
        ? `The distance over that of order 3 is ${list(rows, ({ order, at }, i) => `${spanned(intervals[i]!, two)} (H = ${order}, Λ = ${at})`)}.`
        : 'No size was run at order 3 and at a higher one.',
    parts: rows.map(({ order, at }, i) => ({
      name: `distance over that of order 3, H = ${order}, Λ = ${at}`,
      interval: intervals[i]!,
      region: within(1, rules.ratio),
    })),
    of: 'of the ratio of 1 + u/E∞ (bootstrap over disorders)',
    level,
    units: units(series),
  });
}

/** How the spread over starts falls, at orders that gs/order-of-the-network does not have. */
export function spreadFinding(series: readonly Series[], run: Seeded): Finding {
  const rows = series.flatMap((one) => {
    const interval = slopeOfSpread(one, level, (purpose, at) => draws(run, one.order, purpose)(at));
    return interval ? [{ one, interval }] : [];
  });
  return measuredFinding({
    id: 'spread',
    statement: 'By which power of Λ the spread over starts falls at each order.',
    ours: true,
    because:
      rows.length > 0
        ? `Relative to the mean it falls like Λ to the power ${list(rows, ({ one, interval }) => `${spanned(interval, two)} (${orderOf(one)})`)}.`
        : 'No two sizes were run.',
    why: 'gs/order-of-the-network judges orders 3 and 4 at larger sizes; 95 % intervals by bootstrap over disorders',
    enough: rows.length > 0,
    quantities: rows.map(({ one, interval }) => quantity(`exponent of the relative spread, ${orderOf(one)}`, interval)),
  });
}
