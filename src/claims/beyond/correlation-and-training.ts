/**
 * gs/correlation-and-training: what the correlations ρ of training and test loss in Table 1 depend on. The paper prints ρ of five widths and
 * not the recipe that its networks were trained by. Here ρ is measured along the training of networks by three recipes, with a data order
 * shared by all networks of an ensemble or one of each network's own, as they are and after an epoch at a small rate that takes the noise of
 * the last minibatches away. The question: is ρ a function of r, mean test over mean training loss, with nothing left for recipe, order and
 * width?
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { type BootstrapInterval, bootstrap } from '../../ensembles/statistics.ts';
import type { Figure } from '../../report/figure.ts';
import { published } from '../choromanska2015/train-test-correlation.ts';
import type { Claim, ClaimRun, Evaluation, Finding, ResultTable } from '../claim.ts';
import { above, falls, stands, within } from '../decide.ts';
import { intervalFinding, measuredFinding, type Part } from '../findings.ts';
import { evaluation, figureOf, points as pointsOf, tableOf, xy } from '../layout.ts';
import { list, ofUnits, spanned } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  type Cell,
  type Course,
  cellsOf,
  correlationEnsembles,
  type Effect,
  effectsOn,
  orders,
  plans,
  pointAt,
  recipeNames,
  recipes,
  settleRate,
} from './training-correlations.ts';

const id = 'gs/correlation-and-training';

/** Fixed before any run. */
export const rules = {
  /** In artanh ρ: more than any step between neighbors of Table 1, the largest of which is 0.16. */
  recipe: 0.2,
  /** In artanh ρ per factor e of width: half of Table 1's slope. */
  width: 0.09,
  level: 0.95,
  /** Networks of a cell below which nothing is decided. */
  fewest: 10,
  resamples: 1000,
};

export const correlationAndTraining: Claim = {
  id,
  statement:
    'Correlation of training and test loss is a function of how far training has gone, once the noise at the stop is removed.',
  source: { key: 'choromanska2015loss', place: 'beyond Table 1' },
  openQuestions: [
    `The paper does not print the recipe behind Table 1; we take three of minibatches of 100: ${recipeNames.map((name) => `${name}, rate ${recipes[name].rate}/(1 + ${recipes[name].decay} t) after t epochs`).join('; ')}.`,
    'The paper does not specify whether networks share a data order; we run both.',
    `Noise at the stop is removed by one further epoch at rate ${settleRate}; another rate or length would remove another part of it.`,
    'How far training has gone is told by r, the mean test loss over the mean training loss.',
  ],
  needs: correlationEnsembles,
  evaluate,
};

/** What one resample is made into. */
interface Seen {
  readonly settled: Record<Effect, number>;
  readonly asItWas: Record<Effect, number>;
  /** Mean over widths, orders and moments of artanh ρ as it was minus settled, by recipe. */
  readonly noise: readonly number[];
}

function seen(cells: readonly Cell[], strata: readonly (readonly Course[])[], moments: number): Seen {
  const at = cells.flatMap((cell, i) => Array.from({ length: moments }, (_, m) => ({ cell, courses: strata[i]!, m })));
  const along = at.map(({ cell }) => cell);
  const [settled, asItWas] = (['settled', 'asItWas'] as const).map((way) =>
    at.map(({ courses, m }) => pointAt(courses, way, m)),
  );
  const noise = recipeNames.map((recipe) => {
    let [sum, total] = [0, 0];
    at.forEach(({ cell, courses }, p) => {
      if (cell.recipe !== recipe) return;
      const weight = courses.length - 3;
      sum += weight * (asItWas![p]!.z - settled![p]!.z);
      total += weight;
    });
    return sum / total;
  });
  return { settled: effectsOn(settled!, along), asItWas: effectsOn(asItWas!, along), noise };
}

/** Intervals of all that is judged; the joint ones hold three together. */
export function intervalsOf(cells: readonly Cell[], moments: number, seed: number, resamples = rules.resamples) {
  const numbers = (strata: readonly (readonly Course[])[]) => {
    const { settled, asItWas, noise } = seen(cells, strata, moments);
    return [settled.slow, settled.constant, ...noise, settled.own, asItWas.own, settled['ln n₁'], asItWas['ln n₁']];
  };
  const strata = cells.map(({ courses }) => courses);
  const at = (level: number, purpose: string) =>
    bootstrap(stream(seed, id, 0, purpose), strata, numbers, { resamples, level, method: 'percentile' });
  // Reports on the way have some of the cells, which leave effects undetermined.
  if (!numbers(strata).every(Number.isFinite)) return undefined;
  const [joint, single] = [at(1 - (1 - rules.level) / 3, 'joint'), at(rules.level, 'single')];
  const [slow, constant, ...noise] = joint.slice(0, 5);
  const [own, ownAsItWas, width, widthAsItWas] = single.slice(5);
  return {
    slow: slow!,
    constant: constant!,
    noise,
    own: own!,
    ownAsItWas: ownAsItWas!,
    width: width!,
    widthAsItWas: widthAsItWas!,
  };
}
type Intervals = NonNullable<ReturnType<typeof intervalsOf>>;

export function findingsOf(cells: readonly Cell[], intervals: Intervals | undefined): Finding[] {
  const count = Math.min(...cells.map(({ courses }) => courses.length));
  const units = { unit: 'network', count: Number.isFinite(count) ? count : 0, fewest: rules.fewest };
  const of = '(percentile bootstrap over networks) of';
  const told = (interval: BootstrapInterval) => spanned(interval, (x) => decimal(x, 3));
  const nothing = 'Not all recipes, orders and widths have networks.';
  const known = (parts: readonly Part[]) => parts.filter(({ interval }) => Number.isFinite(interval.estimate));
  const common = { ours: true, level: rules.level, units } as const;
  return [
    intervalFinding({
      ...common,
      id: 'collapse',
      statement: 'Once the noise at the stop is removed, recipes have the same ρ at the same r.',
      because: intervals
        ? `Settled, at the same r, artanh ρ differs from that of plain by ${told(intervals.slow)} for slow and ${told(intervals.constant)} for constant.`
        : nothing,
      parts: intervals
        ? known([
            { name: 'slow minus plain, settled', interval: intervals.slow, region: within(0, rules.recipe) },
            { name: 'constant minus plain, settled', interval: intervals.constant, region: within(0, rules.recipe) },
          ])
        : [],
      of: `${of} the difference in artanh ρ beside a curve of second degree in ln r, orders and ln n₁,`,
    }),
    intervalFinding({
      ...common,
      id: 'width',
      statement: 'Once the noise at the stop is removed, ρ at the same r does not depend on the width.',
      because: intervals
        ? `At the same r artanh ρ changes by ${told(intervals.width)} per factor e of width settled, by ${told(intervals.widthAsItWas)} as the networks were.`
        : nothing,
      parts: intervals
        ? known([
            {
              name: 'slope in ln n₁ at the same r, settled',
              interval: intervals.width,
              region: within(0, rules.width),
            },
          ])
        : [],
      of: `${of} the slope of artanh ρ in ln n₁ beside a curve in ln r, recipes and orders,`,
    }),
    intervalFinding({
      ...common,
      id: 'noise-raises',
      statement: 'Noise at the stop raises the correlation of training and test loss, by every recipe.',
      because: intervals
        ? `An epoch at rate ${settleRate} lowers artanh ρ by ${list(recipeNames, (name, i) => `${told(intervals.noise[i]!)} (${name})`)}, means over widths, orders and moments.`
        : nothing,
      parts: intervals
        ? known(
            recipeNames.map((name, i) => ({
              name: `artanh ρ as it was minus settled, ${name}`,
              interval: intervals.noise[i]!,
              region: above(0),
            })),
          )
        : [],
      of: `${of} artanh ρ as the networks were minus settled`,
    }),
    intervalFinding({
      ...common,
      id: 'own-order',
      statement: 'At the same r a data order of each network’s own raises the correlation.',
      because: intervals
        ? `At the same r artanh ρ with orders of their own differs from that with a shared one by ${told(intervals.ownAsItWas)} as the networks were, by ${told(intervals.own)} settled.`
        : nothing,
      parts: intervals
        ? known([{ name: 'own minus shared, as the networks were', interval: intervals.ownAsItWas, region: above(0) }])
        : [],
      of: `${of} the difference in artanh ρ beside a curve in ln r, recipes and ln n₁,`,
    }),
  ];
}

/** Distance from Table 1 over its widths that were run: Σ (artanh ρ − printed)² / (1/(n − 3) + 1/997). */
export function distances(cells: readonly Cell[], recordAt: readonly number[]) {
  return recipeNames
    .flatMap((recipe) => orders.map((order) => ({ recipe, order })))
    .flatMap(({ recipe, order }) => {
      const own = cells.filter((c) => c.recipe === recipe && c.order === order && c.width in published);
      return own.length < 2 ? [] : recordAt.map((epochs, m) => ({ recipe, order, epochs, ...chiSquared(own, m) }));
    })
    .sort((a, b) => a.chi - b.chi);
}

function chiSquared(cells: readonly Cell[], moment: number) {
  const terms = cells.map(({ courses, width }) => {
    const { z, weight } = pointAt(courses, 'asItWas', moment);
    return (z - Math.atanh(published[width]!)) ** 2 / (1 / weight + 1 / 997);
  });
  return { chi: terms.reduce((sum, term) => sum + term, 0), widths: terms.length };
}

function nearestFinding(cells: readonly Cell[], recordAt: readonly number[]): Finding {
  const all = distances(cells, recordAt);
  const words = ({ recipe, order, epochs }: (typeof all)[number]) => `${recipe}, ${order} order, ${epochs} epochs`;
  const best = recipeNames.flatMap((recipe) => all.find((d) => d.recipe === recipe) ?? []);
  return measuredFinding({
    id: 'nearest',
    statement: 'Which recipe comes nearest to Table 1.',
    because:
      all.length > 0
        ? `Over ${all[0]!.widths} widths χ² from Table 1 is least, ${decimal(all[0]!.chi, 1)}, at ${words(all[0]!)}; the best of each recipe: ${best.map((d) => `${decimal(d.chi, 1)} (${words(d)})`).join(', ')}.`
        : 'No recipe has two widths of Table 1.',
    why: 'the least of many is chosen, so that no p-value goes with it; errors of normal losses on both sides',
    enough: all.length > 0,
    quantities: best.map((d) => ({
      name: `χ² from Table 1, ${words(d)}`,
      value: d.chi,
      kind: 'estimate',
      error: Math.sqrt(2 * d.widths + 4 * Math.max(0, d.chi - d.widths)),
    })),
  });
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const plan = plans[run.preset];
  const cells = cellsOf(records, run.preset);
  const intervals = intervalsOf(cells, plan.recordAt.length, run.seed);
  const findings = [...findingsOf(cells, intervals), nearestFinding(cells, plan.recordAt)];
  const title = titleOf(findings);
  return evaluation({
    title,
    findings,
    figures: cells.length > 0 ? [figure(cells, title, run)] : [],
    tables: [table(cells, plan.recordAt)],
    differences: [
      `${plan.networks.shared} networks per recipe and width with a shared order, ${plan.networks.own} with orders of their own, ${plan.epochs} epochs on ${plan.trainSize} images, instead of 1000 × 200 on 60000.`,
      'The networks with a shared order stand for that one order: intervals do not hold what another would give.',
    ],
  });
}

function titleOf([collapse, width]: readonly Finding[]): string {
  if (stands(collapse!) && stands(width!)) return 'Without noise at the stop ρ follows the ratio of the losses alone';
  if (stands(collapse!)) return 'Without noise at the stop recipes have the same ρ at the same ratio of losses';
  if (falls(collapse!)) return 'ρ depends on the recipe at the same ratio of losses, without noise at the stop too';
  if (falls(width!)) return 'At the same ratio of losses ρ changes with width; whether recipes collapse is open';
  return 'Whether ρ follows the ratio of the losses alone stays open';
}

const rowsOf = (cells: readonly Cell[], recordAt: readonly number[]) =>
  cells.flatMap((cell) =>
    recordAt.map((epochs, m) => ({
      ...cell,
      epochs,
      m,
      asItWas: pointAt(cell.courses, 'asItWas', m),
      settled: pointAt(cell.courses, 'settled', m),
    })),
  );

function table(cells: readonly Cell[], recordAt: readonly number[]): ResultTable {
  const rho = (name: string, { z, weight }: { readonly z: number; readonly weight: number }) => {
    const [low, value, high] = [-1.96, 0, 1.96].map((k) => Math.tanh(z + k / Math.sqrt(weight)));
    return { name, value: value!, interval: [low!, high!] as const, kind: 'estimate' as const };
  };
  const ratio = (courses: Cell['courses'], way: Parameters<typeof pointAt>[1], m: number) =>
    ofUnits('r', courses, (some) => Math.exp(pointAt(some, way, m).x));
  return tableOf(
    'Correlation of training and test loss (intervals of normal losses, 95 % each)',
    rowsOf(cells, recordAt),
    {
      recipe: ({ recipe }) => recipe,
      order: ({ order }) => order,
      'hidden units n₁': ({ width }) => width,
      networks: ({ courses }) => courses.length,
      epochs: ({ epochs }) => epochs,
      r: ({ courses, m }) => ratio(courses, 'asItWas', m),
      ρ: (row) => rho('ρ', row.asItWas),
      'r, settled': ({ courses, m }) => ratio(courses, 'settled', m),
      'ρ, settled': (row) => rho('ρ', row.settled),
      'Table 1': ({ width }) => (width in published ? decimal(published[width]!, 4) : 'none'),
    },
  );
}

function figure(cells: readonly Cell[], title: string, run: ClaimRun): Figure {
  const plan = plans[run.preset];
  const rows = rowsOf(cells, plan.recordAt);
  const panel = (name: string, way: 'asItWas' | 'settled') =>
    xy(name, 'mean test loss over mean training loss, *r*', 'artanh ρ', [
      ...recipeNames.map((recipe, i) => ({
        ...pointsOf(
          recipe,
          rows.filter((row) => row.recipe === recipe),
          (row) => ({ x: Math.exp(row[way].x), y: row[way].z, rank: 2 * i + 2 }),
        ),
        rank: 2 * i + 2,
      })),
    ]);
  return figureOf(run, {
    id: 'correlation-against-ratio',
    title,
    subtitle: `ReLU networks 100–*n*₁–10 on 10×10 MNIST, *n*₁ = ${plan.widths.join(', ')}; after ${plan.recordAt.join(', ')} epochs; shared and own data orders`,
    panels: [panel('As the networks were', 'asItWas'), panel(`After an epoch at rate ${settleRate}`, 'settled')],
    canShow:
      'whether correlations of different recipes and widths lie on one curve, with the noise at the stop and without.',
    cannotShow: 'which recipe the paper used; nor the error of a point, 1/√(n − 3) in artanh ρ of n networks.',
  });
}
