/**
 * gs/shared-inputs-are-a-spike: couplings that share d inputs without structure (A6 dropped). Centred, they are a tensor of exchangeable entries and
 * should look like the glass, but for one direction: Σ J = 0 exactly, so that L = 0 where all weights are equal. As drawn, their mean x̄ adds x̄ Λ^{(H+1)/2} m^H, m = Σ w/Λ: the spiked tensor model with r = x̄ Λ^{(H−1)/2}/sd(x). Descents
 * from random starts should feel it from r ~ Λ^{(H−2)/2} on, that is at d ~ Λ.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { bootstrap, type Comparison, mean, type Split, standardDeviation } from '../../ensembles/statistics.ts';
import { families } from '../../landscapes/families.ts';
import { landscapeSpec } from '../../landscapes/landscape-spec.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset } from '../claim.ts';
import { above, below, falls, stands } from '../decide.ts';
import { exactFinding, intervalFinding, measuredFinding } from '../findings.ts';
import { barOf, evaluation, figureOf, logAxis, points, recordsAt, tableOf, xy } from '../layout.ts';
import { list, quantity, spanned, statistic } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { compareEnds, type DisorderEnds, descents, disorderEnds, spikeShare } from './descent-samples.ts';

const order = 3;
const rules = {
  /** |r|/√Λ of disorders that should capture descents, and of those that should not. */
  strong: 1,
  weak: 0.25,
  /** Share of captured descents above which a spike is felt, below which it is not. */
  felt: 0.5,
  level: 0.95,
};

interface Plan {
  readonly sizes: readonly number[];
  readonly disorders: number;
  readonly replicas: number;
}
const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { sizes: [8, 12], disorders: 8, replicas: 8 },
  laptop: { sizes: [12, 20, 32], disorders: 40, replicas: 24 },
  paper: { sizes: [16, 32, 64, 100], disorders: 100, replicas: 48 },
};
/** d/Λ of uncentred inputs: r/√Λ is normal of variance Λ/d, so that these cover both sides of the threshold. */
const ratios = [0.5, 2, 8];

const hashed = (size: number, seed: number, inputs: number, uncentred: boolean) => ({
  family: 'random-tensor',
  law: 'hashed',
  order,
  size,
  inputs,
  uncentred,
  seed,
});
const inputsAt = (size: number, ratio: number) => Math.max(2, Math.round(ratio * size));

export const sharedInputsAreASpike: Claim = {
  id: 'gs/shared-inputs-are-a-spike',
  statement:
    'Couplings that share d inputs at random places are the glass when the inputs have mean 0, and the glass with a spike when they have not; descents feel it when |r| is of order Λ^{(H−2)/2}.',
  source: { key: 'choromanska2015open', place: 'assumption A6u, dropped' },
  openQuestions: ['Sharing without structure is no layered network; what layers do is another question.'],
  needs(preset, seed) {
    const { sizes, disorders, replicas } = plans[preset];
    return Object.fromEntries(
      sizes.flatMap((size) => [
        [`glass-${size}`, descents({ family: 'random-tensor', law: 'glass', order, size, seed }, disorders, replicas)],
        [`centred-${size}`, descents(hashed(size, seed, size, false), disorders, replicas)],
        ...ratios.map((ratio) => [
          `drawn${ratio}-${size}`,
          descents(hashed(size, seed, inputsAt(size, ratio), true), disorders, replicas),
        ]),
      ]),
    );
  },
  evaluate: (records, run) => evaluate(records, run),
};

/** By how a finding was decided. */
const inWords = (finding: Finding, held: string, fell: string, open: string) =>
  stands(finding) ? held : falls(finding) ? fell : open;

export interface Spiked extends DisorderEnds {
  readonly size: number;
  /** |r|/√Λ. */
  readonly strength: number;
}

function spikedDisorders(records: Readonly<Record<string, Records>>, run: ClaimRun): Spiked[] {
  return ratios.flatMap((ratio) =>
    recordsAt(`drawn${ratio}`, records).flatMap(({ at: size, records: part }) =>
      disorderEnds(part)
        .filter(({ ends }) => ends.length > 0)
        .map((unit) => {
          const fields = { ...hashed(size, run.seed, inputsAt(size, ratio), true), disorder: unit.disorder };
          const { family, fields: spec } = landscapeSpec(families, sharedInputsAreASpike.id, fields);
          const J = family.disorder!.entries(spec);
          // r/Λ^{(H−2)/2} = x̄ √Λ/sd(x); every input has as many couplings as any other.
          return { ...unit, size, strength: (Math.abs(mean(J)) * Math.sqrt(size)) / standardDeviation(J) };
        }),
    ),
  );
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const at = (prefix: string) =>
    recordsAt(prefix, records).map(({ at, records: part }) => ({ at, units: disorderEnds(part) }));
  const glass = at('glass');
  const splits = at('centred').flatMap(({ at: size, units }) => {
    const beside = glass.find((one) => one.at === size);
    return beside ? [{ size, left: units, right: beside.units }] : [];
  });
  const comparison =
    splits.length > 0 ? compareEnds(stream(run.seed, sharedInputsAreASpike.id, 0, 'permutations'), splits) : undefined;
  const spiked = spikedDisorders(records, run);
  const findings = [
    captureFinding(spiked, run),
    centredFinding(comparison),
    direction(splits, run),
    bySize(spiked, run),
  ];
  const [capture, centred] = findings;
  return evaluation({
    title: `${inWords(capture!, 'Inputs with a mean draw descents into a spike', 'Inputs with a mean do not draw descents', 'Whether a mean of inputs draws descents is open')}; ${inWords(centred!, 'centred, they are like the glass', 'centred, they are not like the glass', 'centred, they may be like the glass')}`,
    findings,
    figures: [
      figureOf(run, {
        id: 'capture',
        title: 'Which share of descents ends in the spike, by its strength',
        subtitle: 'Share of descents with |*m*| > ½ in bins of the strength, order H = 3, bars: 95 % over disorders',
        panels: [
          xy(
            'Couplings that share inputs as drawn',
            logAxis('strength |r|/√Λ'),
            'share of descents in the spike',
            binsOf(spiked, run).map(({ size, bins }) =>
              points(`Λ = ${size}`, bins, (bin) => ({ x: bin.at, ...barOf(bin.share) })),
            ),
          ),
        ],
        canShow: 'from which strength on descents from random starts end in the spike.',
        cannotShow: 'whether the spike is the ground state where no descent finds it.',
      }),
    ],
    tables: comparison
      ? [
          tableOf('Centred shared inputs, d = Λ, against the glass', comparison.tests, {
            Λ: ({ size }) => size,
            distance: ({ name }) => name,
            value: ({ distance }) => decimal(distance, 4),
            'null, 95 %': ({ null95 }) => decimal(null95, 4),
            'p, adjusted': ({ adjusted }) => decimal(adjusted, 3),
          }),
        ]
      : [],
  });
}

/** The share of captured descents of these disorders, with its interval over them. */
function shareOf(
  units: readonly DisorderEnds[],
  run: Pick<ClaimRun, 'seed'>,
  purpose: string,
  { level = rules.level, resamples = 2000 } = {},
) {
  const draw = stream(run.seed, sharedInputsAreASpike.id, 0, purpose);
  const ended = units.filter(({ ends }) => ends.length > 0);
  return bootstrap(draw, [ended], ([some]) => [spikeShare(some!)], { level, resamples, method: 'percentile' })[0]!;
}

export function captureFinding(spiked: readonly Spiked[], run: Pick<ClaimRun, 'seed'>, resamples = 2000): Finding {
  const strong = spiked.filter(({ strength }) => strength >= rules.strong);
  const weak = spiked.filter(({ strength }) => strength <= rules.weak);
  const enough = strong.length >= 2 && weak.length >= 2;
  const [level, purposes] = [1 - (1 - rules.level) / 2, ['strong', 'weak'] as const];
  const shares = enough
    ? [strong, weak].map((units, i) => shareOf(units, run, purposes[i]!, { level, resamples }))
    : [];
  return intervalFinding({
    id: 'capture',
    statement: `Most descents end in a spike of |r|/√Λ ≥ ${rules.strong}, few in one of |r|/√Λ ≤ ${rules.weak}.`,
    ours: true,
    because: enough
      ? `Captured: ${spanned(shares[0]!, (x) => decimal(x, 2))} of the descents of ${strong.length} strong disorders, ${spanned(shares[1]!, (x) => decimal(x, 2))} of ${weak.length} weak ones.`
      : 'Too few disorders on one side.',
    parts: shares.map((interval, i) => ({
      name: `share captured, ${i === 0 ? `|r|/√Λ ≥ ${rules.strong}` : `|r|/√Λ ≤ ${rules.weak}`}`,
      interval,
      region: i === 0 ? above(rules.felt) : below(rules.felt),
    })),
    of: 'of the share captured (bootstrap over disorders)',
    level: rules.level,
    units: { unit: 'disorder', count: Math.min(strong.length, weak.length), fewest: 10 },
  });
}

export function centredFinding(comparison: Comparison | undefined): Finding {
  const label = comparison?.label ?? 'not testable';
  return exactFinding({
    id: 'centred',
    statement:
      'Centred inputs, d = Λ of them, shared at random places, are not told from the glass by the minima that descents end at: energies, their spread, participation, how many.',
    ours: true,
    because: comparison
      ? `The comparison ${label === 'inconclusive' ? 'is inconclusive' : label}: ${comparison.because}.`
      : 'Nothing was run.',
    holds: label === 'agrees' ? true : label === 'departs' ? false : undefined,
    by: 'comparison',
    rule: 'confirmed when no distance leaves its null, refuted when one does, p-values by permuting disorders between the two ensembles and adjusted by Holm over all distances and sizes, level 5 %; inconclusive when the 95 % quantile of the null of W₁ at the largest size is over 0.05',
    quantities: (comparison?.tests ?? [])
      .filter(({ name }) => name === comparison!.tests[0]!.name)
      .map(({ size, distance, null95 }) => statistic(`W₁, Λ = ${size} (null below ${decimal(null95, 3)})`, distance)),
  });
}

/** What centring takes away: the ends near the direction of equal weights. */
function direction(splits: readonly Split<DisorderEnds>[], run: ClaimRun): Finding {
  const rows = splits.map(({ size, left, right }) => ({
    size,
    centred: shareOf(left, run, `centred ${size}`),
    glass: shareOf(right, run, `glass ${size}`),
  }));
  return measuredFinding({
    id: 'direction',
    statement:
      'Exact centring leaves no energy where all weights are equal: fewer descents end near there than on the glass.',
    ours: true,
    because: `Share of ends with |m| > ½, centred and glass: ${list(rows, ({ size, centred, glass }) => `${decimal(centred.estimate, 4)} and ${decimal(glass.estimate, 4)} (Λ = ${size})`)}.`,
    why: '95 % intervals by bootstrap over disorders; the share on the glass falls with Λ, so that it is a matter of small sizes',
    enough: rows.length > 0,
    quantities: rows.flatMap(({ size, centred, glass }) => [
      quantity(`share, Λ = ${size}, centred`, centred),
      quantity(`share, Λ = ${size}, glass`, glass),
    ]),
  });
}

const edges = [0, 0.25, 0.5, 1, 2, Infinity];

function binsOf(spiked: readonly Spiked[], run: ClaimRun) {
  return [...new Set(spiked.map(({ size }) => size))].map((size) => ({
    size,
    bins: edges.slice(1).flatMap((to, i) => {
      const units = spiked.filter((u) => u.size === size && u.strength >= edges[i]! && u.strength < to);
      if (units.length < 3) return [];
      const at = Math.exp(mean(units.map(({ strength }) => Math.log(strength))));
      return [{ at, from: edges[i]!, to, share: shareOf(units, run, `bin ${size} ${i}`) }];
    }),
  }));
}

function bySize(spiked: readonly Spiked[], run: ClaimRun): Finding {
  const sizes = binsOf(spiked, run);
  return measuredFinding({
    id: 'collapse',
    statement: 'The share of captured descents is a function of r/√Λ, the same at each size.',
    ours: true,
    because: list(
      sizes,
      ({ size, bins }) => `Λ = ${size}: ${list(bins, ({ share }) => decimal(share.estimate, 2))}`,
      '; ',
    ),
    why: 'shares in bins of |r|/√Λ with edges 0.25, 0.5, 1 and 2; 95 % intervals by bootstrap over disorders',
    enough: sizes.some(({ bins }) => bins.length > 0),
    quantities: sizes.flatMap(({ size, bins }) =>
      bins.map(({ from, to, share }) => quantity(`share, Λ = ${size}, |r|/√Λ from ${from} to ${to}`, share)),
    ),
  });
}
