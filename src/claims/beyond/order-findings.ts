/** What gs/order-of-the-network finds: where spreads fall with Λ on both sides, and whether such a fall speaks of a band. */
import { type Stream, stream } from '../../base/philox.ts';
import { columnsOf } from '../../ensembles/column-kinds.ts';
import { outcomes } from '../../ensembles/outcomes.ts';
import type { Records } from '../../ensembles/spec.ts';
import {
  type BootstrapInterval,
  criticalValue,
  pooledDeviation,
  slope,
  symmetricInterval,
} from '../../ensembles/statistics.ts';
import { couplings } from '../../landscapes/index.ts';
import { symmetricEigenvalues } from '../../linalg/index.ts';
import { orderTwoGroundState } from '../../theory/index.ts';
import type { ClaimRun, Finding } from '../claim.ts';
import { above, below, within } from '../decide.ts';
import { exactFinding, intervalFinding, jointly, measuredFinding } from '../findings.ts';
import { list, quantity, shareOf, spanned } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { type Series, slopeOfSpread, spreadsOf, type Unit, unitsOf } from './order-series.ts';

export const id = 'gs/order-of-the-network';

export const orderRules = {
  /** Energy per spin within which an end is the lowest eigenvalue: polished ends are exact to 1e-10. */
  eigenvalue: 1e-8,
  /** Share of the starts that must end there. */
  share: 0.99,
  /** Of Tracy and Widom's deviation, relative; corrections of finite size are 3 %. */
  law: 0.3,
  /** Relative spread below which losses are one loss; the published histograms are some per cent wide. */
  one: 0.001,
  /** Difference of exponents up to which a network and a glass are said to concentrate alike. */
  alike: 0.25,
  /** Exponent above which a spread is said not to fall. */
  flat: -0.1,
  level: 0.95,
  fewest: 10,
};
const { level, fewest } = orderRules;

const two = (x: number) => decimal(x, 2);
export const draws =
  ({ seed }: Pick<ClaimRun, 'seed'>) =>
  (purpose: string, at: number): Stream =>
    stream(seed, id, at, purpose);

/** Slopes of the series, all together at the level. */
function slopesOf(series: readonly Series[], run: Pick<ClaimRun, 'seed'>, resamples?: number) {
  const each = 1 - (1 - level) / Math.max(1, series.length);
  return series.flatMap((one) => {
    const interval = slopeOfSpread(one, each, draws(run), resamples);
    return interval ? [{ ...one, interval }] : [];
  });
}

const byOrder = (series: readonly Series[], unit: Series['unit'], orders: readonly number[]) =>
  series.filter((one) => one.unit === unit && orders.includes(one.order));

/** Λ^{−1/2} λ_min(sym X): the least energy per spin of a disorder of order 2. */
export function lowestLevel(size: number, seed: number, disorder: number): number {
  const X = couplings({ order: 2, size, seed, disorder });
  const symmetric = X.map((x, at) => 0.5 * (x + X[(at % size) * size + Math.floor(at / size)]!));
  return symmetricEigenvalues(symmetric, size)[0]! / Math.sqrt(size);
}

/** Every end at order 2 beside the lowest eigenvalue of its disorder, computed by another route. */
export function eigenvalueFinding(records: Readonly<Record<string, Records>>, run: ClaimRun): Finding {
  const sizes = Object.entries(records)
    .filter(([name]) => name.startsWith('glass-2-'))
    .map(([name, part]) => {
      const size = Number(name.slice('glass-2-'.length));
      const { disorder, energy } = columnsOf(part, { disorder: 'int32', energy: 'float64' } as const);
      const levels = new Map<number, number>();
      const outcome = outcomes(part);
      const off = [...energy].map((u, row) => {
        const number = disorder[row]!;
        const lowest = levels.get(number) ?? lowestLevel(size, run.seed, number);
        levels.set(number, lowest);
        return outcome[row] === 'certified' ? Math.abs(u - lowest) : Infinity;
      });
      return { size, off, disorders: levels.size };
    });
  const all = sizes.flatMap(({ off }) => off);
  const there = all.filter((distance) => distance <= orderRules.eigenvalue);
  const finite = there.length > 0 ? Math.max(...there) : Number.NaN;
  return exactFinding({
    id: 'one-level',
    statement:
      'On a glass of order 2 every descent ends at the lowest eigenvalue of its couplings: there is one height to end at, and no band.',
    ours: true,
    because:
      all.length > 0
        ? `${there.length} of ${all.length} descents at Λ = ${list(sizes, ({ size }) => String(size))} end there, to ${scientific(finite, 1)} per spin.`
        : 'No descents were run.',
    holds: all.length > 0 ? there.length >= orderRules.share * all.length : undefined,
    by: 'comparison',
    rule: `confirmed when at least ${100 * orderRules.share} % of the starts end, certified, within ${orderRules.eigenvalue} per spin of the lowest eigenvalue of sym X over √Λ, found by tridiagonalization; refuted otherwise`,
    quantities: sizes.map(({ size, off }) =>
      shareOf(
        `share of descents that end there, Λ = ${size}`,
        off.filter((distance) => distance <= orderRules.eigenvalue).length,
        off.length,
      ),
    ),
  });
}

/** The spread of those levels over disorders, in units of Tracy and Widom's. */
export function lawFinding(series: readonly Series[], run: Pick<ClaimRun, 'seed'>): Finding {
  const [glass] = byOrder(series, 'disorder', [2]);
  const along = glass?.along ?? [];
  const ratio = (size: number) => (strata: readonly (readonly Unit[])[]) =>
    pooledDeviation(strata[0]!) / orderTwoGroundState(size).sd;
  const each = 1 - (1 - level) / Math.max(1, along.length);
  const intervals = along.map(
    ({ at, units }) => jointly([{ at, strata: [units] }], ratio(at), each, (size) => draws(run)('law', size))[0]!,
  );
  return intervalFinding({
    id: 'law-of-the-level',
    statement:
      'From one disorder to the next the level of order 2 varies as the law of Tracy and Widom says, by 0.897 Λ^(−2/3) per spin.',
    because:
      along.length > 0
        ? `Standard deviation over that of the law: ${list(along, ({ at }, i) => `${spanned(intervals[i]!, two)} (Λ = ${at})`)}.`
        : 'No descents were run.',
    ours: true,
    parts: along.map(({ at }, i) => ({
      name: `standard deviation over 0.897 Λ^(−2/3), Λ = ${at}`,
      interval: intervals[i]!,
      region: within(1, orderRules.law),
    })),
    of: 'of the ratio (bootstrap over disorders)',
    level,
    units: { unit: 'disorder', count: glass ? unitsOf([glass]) : 0, fewest },
  });
}

/** Spreads of a side fall with Λ, each series by its slope. */
function fallFinding(
  given: {
    readonly id: string;
    readonly statement: string;
    readonly series: readonly Series[];
    readonly unit: string;
    /** Where the rest of the series is judged. */
    readonly elsewhere: string;
  },
  run: Pick<ClaimRun, 'seed'>,
): Finding {
  const slopes = slopesOf(given.series, run);
  return intervalFinding({
    id: given.id,
    statement: given.statement,
    ours: true,
    because:
      slopes.length > 0
        ? `Exponents of the relative spread in Λ: ${list(slopes, ({ name, interval }) => `${spanned(interval, two)} (${name})`)}. ${given.elsewhere}`
        : 'No two sizes were run.',
    parts: slopes.map(({ name, interval }) => ({
      name: `exponent of the relative spread in Λ, ${name}`,
      interval,
      region: below(0),
    })),
    of: `of the exponent (slope of ln spread against ln Λ, bootstrap over ${given.unit}s)`,
    level,
    units: { unit: given.unit, count: unitsOf(slopes), fewest },
  });
}

export const glassesFall = (series: readonly Series[], run: Pick<ClaimRun, 'seed'>): Finding =>
  fallFinding(
    {
      id: 'glasses-concentrate',
      statement: 'From start to start on one glass of order 4 the ends come nearer together as Λ grows.',
      series: byOrder(series, 'disorder', [4]),
      unit: 'disorder',
      elsewhere: 'Order 3 is judged by ls/spin-glass-descent.',
    },
    run,
  );

export const networksFall = (series: readonly Series[], run: Pick<ClaimRun, 'seed'>): Finding =>
  fallFinding(
    {
      id: 'networks-concentrate',
      statement:
        'From start to start the test losses of networks of two and three hidden layers come nearer together as Λ = Ψ^(1/H) grows.',
      series: byOrder(series, 'network', [3, 4]),
      unit: 'network',
      elsewhere: 'Networks of one hidden layer are judged by ls/network-losses.',
    },
    run,
  );

/** Networks of order 2 beside the glass of order 2: one loss, or many? */
export function oneLossFinding(series: readonly Series[], run: Pick<ClaimRun, 'seed'>): Finding {
  const networks = byOrder(series, 'network', [2]);
  const sizes = networks.flatMap(({ along }) => along).length;
  const each = 1 - (1 - level) / Math.max(1, sizes);
  const rows = networks.flatMap((one) =>
    spreadsOf(one, each, draws(run)).map((interval, i) => ({ name: one.name, at: one.along[i]!.at, interval })),
  );
  return intervalFinding({
    id: 'one-loss',
    statement:
      'Networks of one hidden layer end at one loss whatever their start, as descents on the glass of their order do.',
    ours: true,
    because:
      rows.length > 0
        ? `Their test losses spread by ${decimal(Math.min(...rows.map(({ interval }) => interval.estimate)), 3)} to ${decimal(Math.max(...rows.map(({ interval }) => interval.estimate)), 3)} of their mean, at Λ = ${decimal(Math.min(...rows.map(({ at }) => at)), 0)} to ${decimal(Math.max(...rows.map(({ at }) => at)), 0)}; the glass does not spread over starts at all.`
        : 'No networks of one hidden layer were run.',
    parts: rows.map(({ name, at, interval }) => ({
      name: `relative spread of the test loss, ${name}, Λ = ${decimal(at, 0)}`,
      interval,
      region: below(orderRules.one),
    })),
    of: 'of the relative spread (bootstrap over networks)',
    level,
    units: { unit: 'network', count: unitsOf(networks), fewest },
  });
}

/** Is a fall of the spread a sign of a band? Not where it falls without one. */
export function signFinding(series: readonly Series[], run: Pick<ClaimRun, 'seed'>): Finding {
  const [fall] = slopesOf(byOrder(series, 'disorder', [2]), run);
  return intervalFinding({
    id: 'sign-of-a-band',
    statement: 'A spread that falls as Λ grows is the sign of a band: without one, at order 2, it does not fall.',
    ours: true,
    because: fall
      ? `At order 2, where no band exists, the spread from glass to glass falls like Λ to the power ${spanned(fall.interval, two)}; Tracy and Widom’s law gives ${two(lawSlope(fall.along.map(({ at }) => at)))} for the same ratio over the same sizes, and −2/3 for the deviation alone. From start to start on one glass of order 2 there is no spread at all; that of networks, and of Figure 3, is over starts.`
      : 'No two sizes of order 2 were run.',
    parts: fall
      ? [
          {
            name: 'exponent of the relative spread in Λ at order 2',
            interval: fall.interval,
            region: above(orderRules.flat),
          },
        ]
      : [],
    of: 'of the exponent (slope of ln spread against ln Λ, bootstrap over disorders)',
    level,
    units: { unit: 'disorder', count: fall ? unitsOf([fall]) : 0, fewest },
  });
}

/** Slope of ln(deviation over mean) of the lowest level against ln Λ by Tracy and Widom’s law. */
function lawSlope(sizes: readonly number[]): number {
  const levels = sizes.map(orderTwoGroundState);
  return slope(
    sizes.map(Math.log),
    levels.map(({ mean, sd }) => Math.log(sd / Math.abs(mean))),
  );
}

/** Do a network and the glass of its order concentrate by the same power of Λ? */
export function alikeFinding(series: readonly Series[], run: Pick<ClaimRun, 'seed'>, resamples?: number): Finding {
  const orders = [3, 4];
  const pairs = orders.flatMap((order) => {
    const [glass] = slopesOf(byOrder(series, 'disorder', [order]), run, resamples);
    const [network] = slopesOf(byOrder(series, 'network', [order]), run, resamples);
    return glass && network ? [{ order, glass, network }] : [];
  });
  const z = criticalValue(1 - (1 - level) / Math.max(1, pairs.length));
  const rows = pairs.map(({ order, glass, network }) => ({
    order,
    glass,
    network,
    interval: differenceOf(network.interval, glass.interval, z),
  }));
  const units = rows.map(({ glass, network }) => unitsOf([glass, network]));
  return intervalFinding({
    id: 'same-power',
    statement:
      'Networks of H − 1 hidden layers concentrate by the same power of Λ as glasses of order H, for H = 3 and 4.',
    ours: true,
    because:
      rows.length > 0
        ? `Exponent of networks less exponent of glasses: ${list(rows, ({ order, interval, network, glass }) => `${spanned(interval, two)} at H = ${order} (${two(network.interval.estimate)} less ${two(glass.interval.estimate)})`)}.`
        : 'No order has two sizes on both sides.',
    parts: rows.map(({ order, interval }) => ({
      name: `exponent of networks less exponent of glasses, H = ${order}`,
      interval,
      region: within(0, orderRules.alike),
    })),
    of: 'of the difference (normal law, errors by bootstrap over disorders and over networks)',
    level,
    units: { unit: 'network or disorder', count: units.length > 0 ? Math.min(...units) : 0, fewest },
  });
}

const differenceOf = (a: BootstrapInterval, b: BootstrapInterval, z: number) =>
  symmetricInterval(a.estimate - b.estimate, z * Math.hypot(a.standardError, b.standardError), level);

/** Training losses, which descents minimize, and how exponents go with the order. */
export function trainingFinding(series: readonly Series[], run: Pick<ClaimRun, 'seed'>): Finding {
  const slopes = slopesOf(byOrder(series, 'network', [2, 3, 4]), run);
  return measuredFinding({
    id: 'training-losses',
    statement: 'How the spread of the training loss, which is what descents minimize, depends on Λ.',
    ours: true,
    because:
      slopes.length > 0
        ? `Exponents of its relative spread in Λ: ${list(slopes, ({ name, interval }) => `${spanned(interval, two)} (${name})`)}.`
        : 'No two sizes were run.',
    why: 'Figure 3 is about test losses; 95 % intervals together, bootstrap over networks',
    enough: slopes.length > 0,
    quantities: slopes.map(({ name, interval }) => quantity(`exponent for the training loss, ${name}`, interval)),
  });
}
