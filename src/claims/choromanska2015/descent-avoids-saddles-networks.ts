/**
 * ls/descent-avoids-saddles, the half on networks. The paper (§4, of the optimizer, “e.g. SGD”) and its companion (Appendix B): high-index
 * critical points are easily avoided, low-index ones reached. Networks with one hidden ReLU layer are watched while SGD trains them:
 * loss, gradient and index of the loss over all training images, at minibatches in geometric progression. No point of such a network
 * has a normalized index above 0.081, so that high and low are measured against the largest index that the architecture allows.
 */
import { stream } from '../../base/philox.ts';
import { type BootstrapInterval, bootstrap, mean, wilsonInterval } from '../../ensembles/statistics.ts';
import type { Finding, Preset, ResultTable } from '../claim.ts';
import { above, below as belowRegion, known } from '../decide.ts';
import { intervalFinding } from '../findings.ts';
import { tableOf } from '../layout.ts';
import { meanOf } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { fine, type NetworkCourses, type NetworkLook, networkPlans } from './network-courses.ts';
import { threshold } from './solution-index-samples.ts';

/** Fixed before any run; the least number of networks was added after a run of the smoke preset. */
export const networkRules = {
  /** Share of the largest possible index from which a point is one of high index. */
  high: 0.5,
  /** Gradient norm over that at the start at which a network is near a critical point: as on the glass, 0.1 where it starts at √3. */
  near: 0.1 / Math.sqrt(3),
  /**
   * Share of networks that may come near a critical point of high index. Three seeds gave 3, 0 and 2 of 12 at n₁ = 25, where an interval for
   * each width alone had decided the second; now the widths hold together, and there are twice as many networks.
   */
  share: 0.25,
  /** Index at the end over that at the start. */
  fall: 0.5,
  /** Pairs of looks with different indices of which the one with the higher loss has the higher index. */
  ordered: 0.75,
  level: 0.95,
  /** Networks of a width below which a mean decides nothing. */
  least: 5,
};

export function networkFindings(courses: readonly NetworkCourses[], seed: number): Finding[] {
  return [
    avoidFinding(courses),
    matchedFinding(courses, seed),
    leaveFinding(courses, seed),
    fallFinding(courses, seed),
    ...(fineShares(courses).length > 0 ? [fineFinding(courses)] : []),
  ];
}

const isHigh = ({ share }: NetworkLook) => share >= networkRules.high;

/** The smallest gradient, over that at the start, that a network meets at high index; ∞ when it never is there. */
export function leastAtHigh(looks: readonly NetworkLook[]): number {
  return Math.min(...looks.filter(isHigh).map(({ gradient }) => gradient));
}

/** Bonferroni over the widths: together they hold at the stated level. */
const jointLevel = (courses: readonly NetworkCourses[]) => 1 - (1 - networkRules.level) / Math.max(1, courses.length);

export function avoidFinding(courses: readonly NetworkCourses[]): Finding {
  const parts = courses.map(({ width, networks }) => {
    const starting = networks.filter((looks) => isHigh(looks[0]!));
    const least = starting.map(leastAtHigh);
    const near = least.filter((gradient) => gradient <= networkRules.near).length;
    const interval = starting.length > 0 ? wilsonInterval(near, starting.length, jointLevel(courses)) : undefined;
    return { width, of: networks.length, high: starting.length, near, least: Math.min(...least), interval };
  });
  const seen = parts.flatMap(({ interval, ...p }) => (interval ? [{ ...p, interval }] : []));
  const random = courses.map(({ width, networks }) => {
    const would = networks.filter((looks) =>
      looks.some(
        ({ matched }) => matched && matched.share >= networkRules.high && matched.gradient <= networkRules.near,
      ),
    );
    return `${would.length} of ${networks.length} (n₁ = ${width})`;
  });
  return intervalFinding({
    id: 'networks-avoid',
    statement: 'Networks in training avoid the critical points of high index.',
    because: `${parts.map((p) => `${p.high} of ${p.of} networks start at high index and ${p.near} of them come near a critical point there (n₁ = ${p.width})`).join(', ') || 'No networks'}${seen.length > 0 ? `; the smallest gradient norm met at high index is ${seen.map((p) => `${decimal(p.least, 3)} of that at the start (n₁ = ${p.width})`).join(', ')}. Random networks of the same gradient norms would come near there with ${random.join(', ')}` : ''}.`,
    parts: seen.map((p) => ({
      name: `share of networks near a critical point of high index, n₁ = ${p.width}`,
      interval: p.interval,
      region: { low: -Infinity, high: networkRules.share, closed: true, words: `at ${networkRules.share} or below` },
    })),
    of: `(Wilson) of the share of networks that come near, with a gradient norm of at most ${decimal(networkRules.near, 3)} of that at the start, where their index is at least ${networkRules.high} of the largest possible,`,
    level: networkRules.level,
    units: networksOf(courses),
    besides: {
      outcome: known(parts.length > 0 && seen.length === parts.length ? true : undefined),
      rule: 'networks of every width must start at high index',
    },
  });
}

const networksOf = (courses: readonly NetworkCourses[]) => ({
  unit: 'network',
  count: courses.length > 0 ? Math.min(...courses.map(({ networks }) => networks.length)) : 0,
  fewest: networkRules.least,
});

/** The look of a network at which its gradient is smallest. */
const stillest = (looks: readonly NetworkLook[]) => looks.reduce((a, b) => (b.gradient < a.gradient ? b : a));

/** Is a low index owed to training, or does any network of so small a gradient have it? */
export function matchedFinding(courses: readonly NetworkCourses[], seed: number, resamples = 2000): Finding {
  const below = (looks: readonly NetworkLook[]) => {
    const { share, matched } = stillest(looks);
    return share - (matched?.share ?? Number.NaN);
  };
  const parts = means(courses, seed, 'matched', below, resamples);
  const told = courses.map(({ width, networks }) => {
    const at = networks.map(stillest);
    const of = (value: (look: NetworkLook) => number) => decimal(100 * mean(at.map(value)), 0);
    const norms = [mean(at.map((look) => look.gradient)), mean(at.map((look) => look.matched?.gradient ?? Number.NaN))];
    return `${of((look) => look.share)} against ${of((look) => look.matched?.share ?? Number.NaN)} % at gradient norms of ${norms.map((x) => decimal(x, 3)).join(' and ')} of that at the start (n₁ = ${width})`;
  });
  return intervalFinding({
    id: 'networks-below-matched',
    statement: 'A network in training has a lower index than a random network of the same gradient norm.',
    ours: true,
    because:
      parts.length > 0
        ? `Where their gradient is smallest, networks in training have, of the largest possible index, the share ${told.join(', ')}; the second of each pair is the start scaled to the same gradient norm.`
        : 'No networks were looked at beside random ones.',
    parts: parts.map(({ width, interval }) => ({
      name: `share of the largest index, training minus random, n₁ = ${width}`,
      interval,
      region: belowRegion(0),
    })),
    of: '(bootstrap over networks) of the mean difference of the shares of the largest possible index at a width',
    level: networkRules.level,
    units: networksOf(courses),
  });
}

/** Mean over the networks of each width of one number a network, with its bootstrap interval; widths with too few have none. */
function means(
  courses: readonly NetworkCourses[],
  seed: number,
  id: string,
  value: (looks: readonly NetworkLook[]) => number,
  resamples: number,
): { readonly width: number; readonly interval: BootstrapInterval }[] {
  return courses.flatMap(({ width, networks }) => {
    const values = networks.map(value).filter(Number.isFinite);
    if (values.length < networkRules.least) return [];
    const draw = stream(seed, 'ls/descent-avoids-saddles', width, `bootstrap ${id}`);
    const options = { resamples, level: jointLevel(courses) };
    return [{ width, interval: bootstrap(draw, [values], ([all]) => [mean(all!)], options)[0]! }];
  });
}

const listed = (parts: ReturnType<typeof means>) =>
  parts
    .map(
      ({ width, interval: i }) =>
        `${decimal(i.estimate, 3)} (${decimal(i.low, 3)} to ${decimal(i.high, 3)}) at n₁ = ${width}`,
    )
    .join(', ') || `fewer than ${networkRules.least} networks per width`;

export function leaveFinding(courses: readonly NetworkCourses[], seed: number, resamples = 2000): Finding {
  const ratio = (looks: readonly NetworkLook[]) => looks.at(-1)!.share / looks[0]!.share;
  const parts = means(courses, seed, 'leave', ratio, resamples);
  const ends = courses.map(({ width, networks }) => {
    const [first, last] = [0, -1].map((at) => mean(networks.map((looks) => looks.at(at)!.share)));
    return `from ${decimal(100 * first!, 0)} to ${decimal(100 * last!, 0)} % (n₁ = ${width})`;
  });
  return intervalFinding({
    id: 'networks-leave',
    statement: `Training descends from points of high index to points of low index, counted at τ = ${threshold}.`,
    because: `Of the largest possible index at τ = ${threshold} the networks have, from start to end, ${ends.join(', ') || 'nothing: no networks'}. Index at the end over that at the start: ${listed(parts)}.`,
    parts: parts.map(({ width, interval }) => ({
      name: `index at the end over that at the start, n₁ = ${width}`,
      interval,
      region: belowRegion(networkRules.fall),
    })),
    of: '(bootstrap over networks) of the mean ratio at a width',
    level: networkRules.level,
    units: networksOf(courses),
  });
}

/** Of the pairs of looks at which the index differs, the share in which the one with the higher loss has the higher index; NaN without. */
export function orderedShare(looks: readonly NetworkLook[]): number {
  const signs = looks.flatMap((a, i) =>
    looks.slice(0, i).map((b) => Math.sign(a.loss - b.loss) * Math.sign(a.index - b.index)),
  );
  const [alike, different] = [1, -1].map((sign) => signs.filter((s) => s === sign).length);
  return alike! / (alike! + different!);
}

export function fallFinding(courses: readonly NetworkCourses[], seed: number, resamples = 2000): Finding {
  const parts = means(courses, seed, 'fall', orderedShare, resamples);
  return intervalFinding({
    id: 'networks-fall',
    statement: 'The index of a network falls as its training loss falls.',
    because: `Of two looks at one network with different indices the one with the higher loss has the higher index in a share of ${listed(parts)}.`,
    parts: parts.map(({ width, interval }) => ({
      name: `pairs of looks in the order of the losses, n₁ = ${width}`,
      interval,
      region: above(networkRules.ordered),
    })),
    of: '(bootstrap over networks) of the mean share at a width',
    level: networkRules.level,
    units: networksOf(courses),
  });
}

/** Mean index at the smaller threshold over the largest possible, at the start and at the end; widths without it are left out. */
function fineShares(courses: readonly NetworkCourses[]) {
  return courses.flatMap(({ width, networks }) => {
    const [firsts, lasts] = [0, -1].map((at) => networks.map((looks) => looks.at(at)!.fineShare ?? Number.NaN));
    const first = mean(firsts!);
    return Number.isFinite(first) ? [{ width, first, last: mean(lasts!), lasts: lasts! }] : [];
  });
}

/** Whether at the smaller threshold more of the index remains than a fall leaves; false where it was not counted. */
export function staysAtFine(courses: readonly NetworkCourses[]): boolean {
  const parts = fineShares(courses);
  return parts.length > 0 && parts.every(({ first, last }) => last > networkRules.fall * first);
}

function fineFinding(courses: readonly NetworkCourses[]): Finding {
  const parts = fineShares(courses);
  return {
    id: 'networks-threshold',
    statement: 'How much of the fall remains when smaller eigenvalues count.',
    verdict: 'measured',
    because: `At τ = ${scientific(fine, 1)} the index goes from ${parts.map((p) => `${decimal(100 * p.first, 0)} to ${decimal(100 * p.last, 0)} % of the largest possible (n₁ = ${p.width})`).join(', ')}. Only the part of the Hessian made of the outputs’ errors can be negative: as these vanish, eigenvalues sink below any fixed threshold without changing sign.`,
    rule: 'measured: the paper has one threshold, 0.001',
    quantities: parts.map((p) =>
      meanOf(
        `index at the end over the largest possible, τ = ${scientific(fine, 1)}, n₁ = ${p.width}`,
        p.lasts,
        (share) => share,
      ),
    ),
  };
}

export function networkTable(courses: readonly NetworkCourses[]): ResultTable {
  const rows = courses.flatMap(({ width, networks }) =>
    networks[0]!.map(({ steps }, s) => ({ width, steps, here: networks.map((looks) => looks[s]!) })),
  );
  return tableOf('Along the training of networks, means ± standard error over networks', rows, {
    'hidden units n₁': ({ width }) => width,
    minibatches: ({ steps }) => steps,
    'training loss': ({ here }) => meanOf('loss', here, ({ loss }) => loss),
    'gradient norm': ({ here }) => meanOf('gradient norm', here, ({ gradientNorm }) => gradientNorm),
    index: ({ here }) => meanOf('index', here, ({ index }) => index),
    'share of the largest index': ({ here }) => meanOf('share', here, ({ share }) => share),
    'normalized index': ({ here }) => meanOf('normalized index', here, ({ normalized }) => normalized),
  });
}

/** In what the runs on networks differ from the published set-up. */
export function networkDifferences(courses: readonly NetworkCourses[], preset: Preset): string[] {
  const { epochs, trainSize } = networkPlans[preset];
  const failed = courses.reduce((sum, course) => sum + course.failed, 0);
  const open = courses.reduce((sum, course) => sum + course.undetermined, 0);
  return [
    `Networks: ${courses.map(({ width, networks }) => `${networks.length} of n₁ = ${width}`).join(', ') || 'none'}, ${epochs} epochs on ${trainSize} training images; the paper follows none.`,
    ...(failed > 0 ? [`${failed} networks diverged or became non-finite, left out.`] : []),
    ...(open > 0 ? [`${open} eigenvalues too near a threshold to be placed, not counted as negative.`] : []),
  ];
}

export const networkSetup = (courses: readonly NetworkCourses[], preset: Preset): string =>
  `ReLU networks 100–*n*₁–10, ${courses.map(({ width, networks }) => `${networks.length} of *n*₁ = ${width}`).join(', ')}; SGD for ${networkPlans[preset].epochs} epochs on ${networkPlans[preset].trainSize} images; index at τ = ${threshold}`;
