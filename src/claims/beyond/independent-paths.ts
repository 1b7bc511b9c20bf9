/**
 * gs/independent-paths: the spin glass takes the couplings of all Ψ = n_0 ⋯ n_H paths for independent (A6). How many are, is the participation ratio
 * Ψ_eff = (tr Σ)²/tr Σ² of their covariance. With isotropic inputs and gates that are independent and open half of the time it is d Π_k 4n_k/(n_k + 3): a hidden
 * layer multiplies it by four, not by its width. Gates of a random network are less independent still.
 */
import { type Estimate, forward, gateMeasures, type Inputs, randomLayers } from '../../assumptions/index.ts';
import { type Stream, stream } from '../../base/philox.ts';
import { type Interval, mean, standardError } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { below, within } from '../decide.ts';
import { intervalFinding, measuredFinding } from '../findings.ts';
import { evaluation, tableOf } from '../layout.ts';
import { list, quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';

const rules = {
  /** Ψ_eff over the formula, for independent gates. */
  tolerance: 0.05,
  /** What a hidden layer multiplies Ψ_eff by at most, with the gates of a random network. */
  factor: 4,
  level: 0.95,
  /** Standard errors that make an interval of five networks' mean at 95 % (Student, four degrees of freedom). */
  errors: 2.78,
};
const networks = 5;
const samples = 600;
const architectures: readonly (readonly number[])[] = [
  [40, 60, 1],
  [40, 60, 60, 1],
];

export const independentPaths: Claim = {
  id: 'gs/independent-paths',
  statement:
    'A hidden layer multiplies the number of independent paths by about four, not by its width: Ψ_eff = d Π 4n_k/(n_k + 3) with independent gates, and less with those of a network.',
  source: { key: 'choromanska2015open', place: 'assumption A6u, measured' },
  openQuestions: [
    'Independence is counted by a participation ratio of covariances; other counts are possible.',
    'Networks at their start, on normal inputs. Trained ones are measured by the command assumptions.',
  ],
  needs: () => ({}),
  evaluate: (_records, run) => evaluate(run),
};

export interface Row {
  readonly sizes: readonly number[];
  readonly formula: number;
  /** Ψ_eff over the formula with independent gates; Ψ_eff over d·…, layer by layer, with those of the network: one a network. */
  readonly independent: Interval;
  readonly own: Interval;
  readonly paths: number;
}

/** Gates of m samples that are open with probability ½, independent of everything. */
function freeGates(draw: Stream, m: number, hidden: readonly number[]): Int32Array[] {
  return hidden.map((n) => {
    const words = Math.ceil(n / 32);
    const bits = new Int32Array(m * words);
    for (let s = 0; s < m; s++)
      for (let u = 0; u < n; u++) if (draw.uniform() < 0.5) bits[s * words + (u >>> 5)]! |= 1 << (u & 31);
    return bits;
  });
}

export function overNetworks(values: readonly number[]): Interval {
  const [estimate, half] = [mean(values), rules.errors * standardError(values)];
  return { estimate, low: estimate - half, high: estimate + half, level: rules.level };
}

function rowOf(sizes: readonly number[], run: ClaimRun): Row {
  const [d, hidden] = [sizes[0]!, sizes.slice(1, -1)];
  const formula = d * hidden.reduce((product, n) => (product * 4 * n) / (n + 3), 1);
  const psi = (which: 'free' | 'own') =>
    Array.from({ length: networks }, (_, k): Estimate => {
      const draw = (purpose: string) => stream(run.seed, independentPaths.id, k, `${sizes.join('-')} ${purpose}`);
      const normal = draw('inputs');
      const data: Inputs = {
        count: samples,
        inputs: d,
        x: Float64Array.from({ length: samples * d }, () => normal.normal()),
      };
      const network = randomLayers(draw('weights'), sizes);
      const pass = forward(network, data);
      const gates = which === 'own' ? pass.gates : freeGates(draw('gates'), samples, hidden);
      return gateMeasures(network, data, { ...pass, gates }, { draw: draw('null'), permutations: 0 }).psiEffGates;
    }).map(({ value }) => value);
  return {
    sizes,
    formula,
    independent: overNetworks(psi('free').map((x) => x / formula)),
    own: overNetworks(psi('own').map((x) => (x / d) ** (1 / hidden.length))),
    paths: sizes.reduce((product, n) => product * n, 1),
  };
}

function evaluate(run: ClaimRun): Evaluation {
  const rows = architectures.map((sizes) => rowOf(sizes, run));
  const findings = [formulaFinding(rows), factorFinding(rows), share(rows)];
  const last = rows.at(-1)!;
  return evaluation({
    title: `Of ${last.paths} paths of a random ${last.sizes.join('-')} network about ${decimal(last.sizes[0]! * last.own.estimate ** (last.sizes.length - 2), 0)} are independent`,
    findings,
    tables: [
      tableOf('Independent paths', rows, {
        network: ({ sizes }) => sizes.join('-'),
        paths: ({ paths }) => paths,
        formula: ({ formula }) => decimal(formula, 1),
        'independent gates, over the formula': ({ independent }) => quantity('ratio', independent),
        'own gates, factor a hidden layer': ({ own }) => quantity('factor', own),
      }),
    ],
  });
}

const named = ({ sizes }: Row) => sizes.join('-');
const units = { unit: 'network', count: networks };

export function formulaFinding(rows: readonly Row[]): Finding {
  return intervalFinding({
    id: 'formula',
    statement: 'With independent gates, open half of the time, Ψ_eff = d Π_k 4n_k/(n_k + 3).',
    ours: true,
    because: `Measured over predicted: ${list(rows, (row) => `${decimal(row.independent.estimate, 3)} (${named(row)})`)}.`,
    parts: rows.map((row) => ({
      name: `Ψ_eff over d Π 4n/(n + 3), ${named(row)}`,
      interval: row.independent,
      region: within(1, rules.tolerance),
    })),
    of: 'of the ratio (mean over networks)',
    level: rules.level,
    units,
  });
}

export function factorFinding(rows: readonly Row[]): Finding {
  return intervalFinding({
    id: 'own-gates',
    statement: 'With the gates of a random network a hidden layer multiplies Ψ_eff by less than four.',
    ours: true,
    because: `Factor a hidden layer: ${list(rows, (row) => `${decimal(row.own.estimate, 2)} (${named(row)})`)}; widths are ${rows[0]!.sizes[1]}.`,
    parts: rows.map((row) => ({
      name: `(Ψ_eff/d)^{1/layers}, ${named(row)}`,
      interval: row.own,
      region: below(rules.factor),
    })),
    of: 'of the factor (mean over networks)',
    level: rules.level,
    units,
  });
}

function share(rows: readonly Row[]): Finding {
  const of = ({ sizes, own, paths }: Row) => (sizes[0]! * own.estimate ** (sizes.length - 2)) / paths;
  return measuredFinding({
    id: 'share',
    statement: 'The share of paths that are independent falls with every layer.',
    ours: true,
    because: list(rows, (row) => `${decimal(100 * of(row), 2)} % of ${row.paths} (${named(row)})`),
    why: 'participation ratios of random networks, means over networks',
    quantities: rows.map((row) => quantity(`factor a hidden layer, ${named(row)}`, row.own)),
  });
}
