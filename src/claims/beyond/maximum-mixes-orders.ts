/**
 * gs/maximum-mixes-orders: for the loss of OP eq. 1 the maximum is replaced by M, independent of the network's output (A5u). Keep it: on m samples that are
 * independent glasses g_μ the mean of ℓ(s g_μ) is, for m ≫ Λ, a mixture of glasses of orders H, 2H, 3H, … with shares c_k² of the Hermite expansion of ℓ.
 * The share of order H is what M keeps. For few samples there is no glass: the loss is 0 at the end of every descent.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { bootstrap, mean, wilsonInterval } from '../../ensembles/statistics.ts';
import { firstOrderShare, hermiteCoefficients } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { above, below, within } from '../decide.ts';
import { exactFinding, intervalFinding } from '../findings.ts';
import { barOf, curve, evaluation, figureOf, logAxis, points, recordsAt, tableOf, xy } from '../layout.ts';
import { bounded, list, quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { type DisorderEnds, descents, disorderEnds } from './descent-samples.ts';

/** s of the samples that are run: a third of the variance is of order 2H. */
const margin = 1;
const rules = {
  /** |limit for many samples − mixture|, standardized energies. */
  limit: 0.1,
  /** Loss below which a descent has ended at zero; the share that must with few samples, and the most that may with many. */
  zero: 1e-6,
  most: 0.5,
  none: 0.05,
  level: 0.95,
};

interface Plan {
  readonly size: number;
  readonly disorders: number;
  readonly replicas: number;
  /** m/Λ of the limit, increasing. */
  readonly ratios: readonly number[];
}
const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { size: 6, disorders: 4, replicas: 4, ratios: [8, 32] },
  laptop: { size: 8, disorders: 64, replicas: 6, ratios: [8, 32, 128] },
  paper: { size: 12, disorders: 200, replicas: 16, ratios: [8, 32, 128, 512] },
};
const order = 3;
/** m/Λ at which nothing is left of the loss, and at which it is not. */
const few = 0.5;
const many = 8;

const sampled = (loss: string, size: number, ratio: number, seed: number) => ({
  family: 'sampled-glass',
  loss,
  margin,
  samples: Math.round(ratio * size),
  order,
  size,
  seed,
});

export const maximumMixesOrders: Claim = {
  id: 'gs/maximum-mixes-orders',
  statement:
    'With its maximum kept, the loss over many samples is a mixture of spin glasses of orders H, 2H, 3H, …; order H keeps 94 % of the variance for the hinge at margins of size 1, and all of it for small margins only.',
  source: { key: 'choromanska2015open', place: 'assumption A5u on the maximum M, dropped' },
  openQuestions: [
    'At small sizes the energies of the mixture and of the glass of order H are too near to be told apart by their means; what differs is the covariance.',
    'Samples are independent glasses: inputs that samples share are another question.',
    'Energies of few samples have a law of their own; what is compared is their limit, by a line in √(Λ/m).',
  ],
  needs(preset, seed) {
    const { size, disorders, replicas, ratios } = plans[preset];
    const asked = { points: 1000, tolerance: 1e-6 };
    return {
      [`mixture-${size}`]: descents(
        { family: 'mixed-glass', orders: [order, 2 * order], shares: [1, margin ** 2 / 2], size, seed },
        disorders,
        replicas,
        asked,
      ),
      [`glass-${size}`]: descents(
        { family: 'random-tensor', law: 'glass', order, size, seed },
        disorders,
        replicas,
        asked,
      ),
      ...Object.fromEntries(
        [few, ...ratios].map((ratio) => [
          `squared-${ratio}`,
          descents(sampled('squared', size, ratio, seed), disorders, replicas, { ...asked, maxSteps: 4000 }),
        ]),
      ),
    };
  },
  evaluate: (records, run) => evaluate(records, run),
};

const standardized = (units: readonly DisorderEnds[]) =>
  mean(units.flatMap(({ ends }) => ends.map((end) => end.standardized)));
const ended = (records: Records) => disorderEnds(records).filter(({ ends }) => ends.length > 0);

interface Row {
  readonly ratio: number;
  readonly units: readonly DisorderEnds[];
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const sampledRows = recordsAt('squared', records).map(({ at: ratio, records: part }) => ({ ratio, part }));
  const rows: Row[] = sampledRows
    .filter(({ ratio }) => ratio >= many)
    .map(({ ratio, part }) => ({ ratio, units: ended(part) }))
    .filter(({ units }) => units.length > 1);
  const unitsOf = (prefix: string) => recordsAt(prefix, records).flatMap(({ records: part }) => ended(part));
  const [mixture, glass] = [unitsOf('mixture'), unitsOf('glass')];
  const findings = [sharesFinding(), limitFinding(rows, mixture, glass, run), zeroLossFinding(sampledRows)];
  return evaluation({
    title: `An independent M keeps ${decimal(100 * firstOrderShare('hinge', 1), 0)} % of the hinge’s variance; orders 2H and up have the rest`,
    findings,
    figures: [
      figureOf(run, {
        id: 'shares',
        title: 'How much of the loss is still the glass of order H, by the size of the margins',
        subtitle: 'Share of order H in the variance of the loss over many samples, by the Hermite expansion',
        panels: [
          xy(
            'Losses of margins s g',
            logAxis('s'),
            'share of order H',
            (['hinge', 'logistic', 'squared'] as const).map((loss) =>
              curve(loss, 'theory', margins, (s) => [s, firstOrderShare(loss, s)]),
            ),
          ),
        ],
        canShow: 'how much of the variance an independent M would keep.',
        cannotShow: 'how the other orders change the minima.',
      }),
      figureOf(run, {
        id: 'samples',
        title: 'Where descents end, by the number of samples',
        subtitle: `Mean standardized energy, squared loss, H = ${order}, Λ = ${plans[run.preset].size}, bars: 95 % over disorders`,
        panels: [
          xy('Squared loss, s = 1', '√(Λ/*m*)', 'mean standardized energy', [
            points('samples', rows, ({ ratio, units }) => ({
              x: ratio ** -0.5,
              ...barOf(interval([units], run, `row ${ratio}`, ([some]) => standardized(some!))),
            })),
            ...[
              { label: 'mixture of orders 3 and 6', units: mixture },
              { label: 'glass of order 3', units: glass },
            ]
              .filter(({ units }) => units.length > 1)
              .map(({ label, units }) =>
                points(label, [units], () => ({
                  x: 0,
                  ...barOf(interval([units], run, label, ([some]) => standardized(some!))),
                })),
              ),
          ]),
        ],
        canShow: 'that descents come to the energies of the mixture as samples grow.',
        cannotShow: 'that it is not the glass of order H, which is too near at this size.',
      }),
    ],
    tables: [
      tableOf('Share of order H', [0.3, 1, 3], {
        s: (s) => s,
        hinge: (s) => decimal(firstOrderShare('hinge', s), 4),
        logistic: (s) => decimal(firstOrderShare('logistic', s), 4),
        squared: (s) => decimal(firstOrderShare('squared', s), 4),
      }),
    ],
  });
}

const margins = Array.from({ length: 41 }, (_, k) => 10 ** (-1 + k / 20));

/** An interval over disorders, each kind by itself. */
function interval(
  strata: readonly (readonly DisorderEnds[])[],
  run: Pick<ClaimRun, 'seed'>,
  purpose: string,
  of: (strata: readonly (readonly DisorderEnds[])[]) => number,
  resamples = 2000,
) {
  const draw = stream(run.seed, maximumMixesOrders.id, 0, purpose);
  return bootstrap(draw, strata, (some) => [of(some)], { resamples, level: rules.level, method: 'percentile' })[0]!;
}

/** The expansion in closed form: squared loss has two terms, the hinge what its maximum leaves. */
export function sharesFinding(c: ArrayLike<number> = hermiteCoefficients('squared', margin, 6)): Finding {
  const off = Math.max(
    Math.abs(c[1]! + margin),
    Math.abs(c[2]! - margin ** 2 / Math.SQRT2),
    ...[3, 4, 5, 6].map((k) => Math.abs(c[k]!)),
  );
  const small = firstOrderShare('hinge', 0.01);
  return exactFinding({
    id: 'orders',
    statement:
      'm Cov = Σ_k c_k² R^{kH}: an independent M keeps c_1² alone, which is all of the variance only as s → 0.',
    ours: true,
    because: `Order H has ${list([0.3, 1, 3], (s) => `${decimal(100 * firstOrderShare('hinge', s), 1)} % (s = ${s})`)} of the variance of the hinge, ${decimal(100 * firstOrderShare('squared', 1), 1)} % of that of the squared loss at s = 1, whose other order is 2H alone.`,
    holds:
      off < 1e-10 &&
      small > 1 - 1e-3 &&
      firstOrderShare('hinge', 1) < 1 &&
      firstOrderShare('hinge', 3) < firstOrderShare('hinge', 1),
    by: 'proof',
    rule: 'proved by the Hermite expansion, E He_j(g) He_k(g′) = k! R^{kH} [j = k]; coefficients of the squared loss are checked against −s and s²/√2',
    quantities: [bounded('share of order H, hinge, s = 1', { value: firstOrderShare('hinge', 1), error: 1e-9 })],
  });
}

/** The line in √(Λ/m), at 0. */
function limitOf(strata: readonly (readonly DisorderEnds[])[], ratios: readonly number[]): number {
  const x = ratios.map((ratio) => ratio ** -0.5);
  const y = strata.map(standardized);
  const [mx, my] = [mean(x), mean(y)];
  const slope =
    x.reduce((sum, v, i) => sum + (v - mx) * (y[i]! - my), 0) / x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
  return my - slope * mx;
}

export function limitFinding(
  rows: readonly Row[],
  mixture: readonly DisorderEnds[],
  glass: readonly DisorderEnds[],
  run: Pick<ClaimRun, 'seed'>,
  resamples = 2000,
): Finding {
  const enough = rows.length > 1 && mixture.length > 1 && glass.length > 1;
  const ratios = rows.map(({ ratio }) => ratio);
  const apart = (field: readonly DisorderEnds[], purpose: string) =>
    interval(
      [...rows.map(({ units }) => units), field],
      run,
      purpose,
      (strata) => limitOf(strata.slice(0, -1), ratios) - standardized(strata.at(-1)!),
      resamples,
    );
  return intervalFinding({
    id: 'limit',
    statement: 'Over many samples descents on the squared loss end where they do on the mixture of orders H and 2H.',
    ours: true,
    because: enough
      ? `Mean standardized energy: ${list(rows, ({ ratio, units }) => `${decimal(standardized(units), 3)} (m = ${ratio}Λ)`)}; mixture ${decimal(standardized(mixture), 3)}, glass of order H ${decimal(standardized(glass), 3)}.`
      : 'Too little was run.',
    parts: enough
      ? [
          {
            name: 'limit for many samples minus mixture',
            interval: apart(mixture, 'mixture'),
            region: within(0, rules.limit),
          },
        ]
      : [],
    of: 'of the difference of means (bootstrap over disorders)',
    level: rules.level,
    units: {
      unit: 'disorder',
      count: Math.min(mixture.length, ...rows.map(({ units }) => units.length)),
      fewest: 10,
    },
    quantities: enough ? [quantity('limit for many samples minus glass of order H', apart(glass, 'glass'))] : [],
  });
}

export function zeroLossFinding(rows: readonly { readonly ratio: number; readonly part: Records }[]): Finding {
  const found = rows.flatMap(({ ratio, part }) => {
    const column = part.columns['energy'];
    if (column?.kind !== 'float64' || (ratio !== few && ratio !== many)) return [];
    const zero = column.values.reduce((count, loss) => count + Number(loss < rules.zero), 0);
    return [{ ratio, zero, runs: part.count, share: wilsonInterval(zero, part.count) }];
  });
  return intervalFinding({
    id: 'few-samples',
    statement: 'With half a sample for each weight most descents end at loss 0, with eight hardly any does.',
    ours: true,
    because: `Ended below ${rules.zero}: ${list(found, ({ ratio, zero, runs }) => `${zero} of ${runs} (m = ${ratio}Λ)`)}.`,
    parts: found.map(({ ratio, share }) => ({
      name: `share of descents that end at loss 0, m = ${ratio}Λ`,
      interval: share,
      region: ratio === few ? above(rules.most) : below(rules.none),
    })),
    of: 'of the share (Wilson)',
    level: rules.level,
    units: { unit: 'descent', count: Math.min(...found.map(({ runs }) => runs)), fewest: 10 },
  });
}
