/**
 * The spin-glass half of ls/annealing-versus-sgd: simulated annealing on the sphere beside gradient descent, from the same starts on the
 * same disorders. The descents are those of ls/spin-glass-descent, so they are run once for both.
 *
 * How the schedule was chosen: by the mean energy per spin of 16 walks of 100,000 proposals at Λ = 50 on 8 disorders of seed 1001, five
 * combinations of temperatures from 1 or 0.7 to 0.4 … 0.2 and steps from 1 … 0.5 to 0.6 … 0.3; frozen since.
 */
import { stream } from '../../base/philox.ts';
import { outcomes } from '../../ensembles/outcomes.ts';
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { bootstrap, pooledMean } from '../../ensembles/statistics.ts';
import type { Figure } from '../../report/figure.ts';
import { energyBarrier, groundState } from '../../theory/index.ts';
import type { ClaimRun, Finding, Preset, ResultTable, Verdict } from '../claim.ts';
import { floats, integers } from '../columns.ts';
import { below, falls, runsToDecide, stands } from '../decide.ts';
import { intervalFinding, jointly } from '../findings.ts';
import { quantity, spanned } from '../quantities.ts';
import { barrierLine, decimal, groundLine } from '../theory-lines.ts';
import { fewestRule, fewestUnits } from './network-samples.ts';
import { spinGlassDescent } from './spin-glass-descent.ts';

const order = 3;

/** Fixed before any run. */
export const glassRules = {
  /** Energy per spin by which a mean may miss the band and still count as in it: what the printed figures can resolve. */
  touch: 0.005,
  /** Smaller glasses have higher minima: a mean outside the band decides only from this size on, the largest published one. */
  decisiveSize: 500,
  level: 0.95,
};

interface Plan {
  readonly sizes: readonly number[];
  /** Starts on each disorder that are annealed, the first of those that descend. */
  readonly replicas: number;
  readonly proposals: number;
}

const plans: Readonly<Record<Preset, Plan>> = {
  smoke: { sizes: [15, 25], replicas: 2, proposals: 3000 },
  laptop: { sizes: [25, 50], replicas: 2, proposals: 100_000 },
  paper: { sizes: [50, 100, 200], replicas: 4, proposals: 1_000_000 },
};

const schedule = { startTemperature: 0.7, endTemperature: 0.3, startStep: 0.6, endStep: 0.4 };

export function glassEnsembles(preset: Preset, seed: number): Record<string, EnsembleSpec> {
  const { sizes, replicas, proposals } = plans[preset];
  const descents = spinGlassDescent.needs(preset, seed);
  return Object.fromEntries(
    sizes.flatMap((size) => {
      const descent = descents[`size-${size}`]!;
      const { disorders } = descent.parameters;
      const annealed: EnsembleSpec = {
        experiment: 'glass-annealing',
        parameters: { size, seed, disorders: disorders!, replicas, proposals, ...schedule },
      };
      return [
        [`glass-descent-${size}`, descent],
        [`glass-annealing-${size}`, annealed],
      ];
    }),
  );
}

/** Energies per spin from the same start, by both methods. */
interface Pair {
  readonly descent: number;
  readonly annealing: number;
}

interface Sample {
  readonly size: number;
  /** One list a disorder, since starts on one are not independent. */
  readonly clusters: readonly (readonly Pair[])[];
}

export interface GlassEvaluation {
  readonly findings: readonly Finding[];
  readonly figures: readonly Figure[];
  readonly tables: readonly ResultTable[];
  readonly differences: readonly string[];
  readonly story: readonly string[];
  /** The end of the page's title. */
  readonly ending: string;
}

export function glassEvaluation(records: Readonly<Record<string, Records>>, run: ClaimRun): GlassEvaluation {
  const samples = plans[run.preset].sizes
    .map((size) => ({ size, clusters: pairs(records[`glass-descent-${size}`], records[`glass-annealing-${size}`]) }))
    .filter(({ clusters }) => clusters.length > 1);
  const band = bandFinding(samples, run.seed);
  const difference = differenceFinding(samples, run.seed);
  return {
    findings: [band, difference],
    figures: samples.length > 0 ? [figure(samples, titleOf(difference), run)] : [],
    tables: [],
    differences: ['Spin glasses are annealed here by rotations of two spins; the paper anneals networks only.'],
    story: [`${difference.because} ${band.because}`],
    ending: endings[band.verdict] ?? '',
  };
}

const endings: Readonly<Partial<Record<Verdict, string>>> = {
  reproduced: '; on glass it reaches the band',
  'not-reproduced': '; on glass it misses the band',
};

function pairs(descents: Records | undefined, annealed: Records | undefined): Pair[][] {
  const ends = (records: Records | undefined) => {
    const found = new Map<string, { disorder: number; energy: number }>();
    if (!records) return found;
    const [disorder, replica] = [integers(records, 'disorder'), integers(records, 'replica')];
    const [energy, outcome] = [floats(records, 'energy'), outcomes(records)];
    disorder.forEach((d, row) => {
      if (outcome[row] === 'certified') found.set(`${d}/${replica[row]}`, { disorder: d, energy: energy[row]! });
    });
    return found;
  };
  const other = ends(descents);
  const clusters = new Map<number, Pair[]>();
  for (const [key, { disorder, energy }] of ends(annealed)) {
    const descent = other.get(key)?.energy;
    if (descent === undefined) continue;
    const cluster = clusters.get(disorder) ?? [];
    cluster.push({ descent, annealing: energy });
    clusters.set(disorder, cluster);
  }
  return [...clusters.values()];
}

/** Is the mean energy where annealing ends in the band −E₀ … −E∞? At the largest size. */
export function bandFinding(samples: readonly Sample[], seed: number, resamples = 2000): Finding {
  const [low, high] = [-groundState(order).value, -energyBarrier(order).value];
  const head = {
    id: 'glass-band',
    statement: 'Simulated annealing on the spin glass converges to the band of low critical points, −E₀ to −E∞.',
    rule: `at the largest size: reproduced when the whole ${100 * glassRules.level} % interval of the mean energy per spin (bootstrap over disorders) lies in the band, up to ${glassRules.touch}; not reproduced when none of it does and Λ is at least ${glassRules.decisiveSize}, the largest published size; ${fewestRule}`,
  };
  const largest = samples.at(-1);
  if (!largest)
    return {
      ...head,
      verdict: 'inconclusive',
      because: 'No size has two disorders with converged ends.',
      quantities: [],
    };
  const [annealed, descended] = (['annealing', 'descent'] as const).map(
    (method) =>
      bootstrap(
        stream(seed, 'ls/annealing-versus-sgd', largest.size, `bootstrap ${method}`),
        [largest.clusters],
        ([units]) => [pooledMean(units!.map((pairs) => pairs.map((pair) => pair[method])))],
        { resamples, level: glassRules.level },
      )[0]!,
  );
  const [from, to] = [low - glassRules.touch, high + glassRules.touch];
  const inside = annealed!.low >= from && annealed!.high <= to;
  const outside = annealed!.high < from || annealed!.low > to;
  const decisive = largest.size >= glassRules.decisiveSize;
  const enough = largest.clusters.length >= fewestUnits;
  // How far the mean lies from the nearer edge is what the interval must tell.
  const distance = Math.min(Math.abs(annealed!.estimate - from), Math.abs(annealed!.estimate - to));
  const ratio = (annealed!.high - annealed!.low) / 2 / Math.max(1e-9, distance);
  return {
    ...head,
    verdict: !enough ? 'inconclusive' : inside ? 'reproduced' : outside && decisive ? 'not-reproduced' : 'inconclusive',
    because: `At Λ = ${largest.size} the minima below the ends of annealing have a mean energy per spin of ${decimal(annealed!.estimate, 4)} (${decimal(annealed!.low, 4)} to ${decimal(annealed!.high, 4)}), those of descent ${decimal(descended!.estimate, 4)}; the band is ${decimal(low, 4)} to ${decimal(high, 4)}.${outside && !decisive ? ' That is outside, at a size too small to decide.' : ''}`,
    quantities: [
      quantity(`mean energy per spin by annealing, Λ = ${largest.size}`, annealed!),
      quantity(`mean energy per spin by descent, Λ = ${largest.size}`, descended!),
    ],
    ...(inside || outside
      ? {}
      : { more: { count: runsToDecide(largest.clusters.length, ratio, 1), unit: 'disorder' } }),
  };
}

/** Does descent end as deep as annealing does, at every size? The paper compares the two on networks only. */
export function differenceFinding(samples: readonly Sample[], seed: number, resamples = 2000): Finding {
  const along = samples.map(({ size: at, clusters }) => ({ at, strata: [clusters] }));
  const above = ([clusters]: readonly (readonly (readonly Pair[])[])[]) =>
    pooledMean(clusters!.map((pairs) => pairs.map(({ descent, annealing }) => descent - annealing)));
  const draw = (size: number) => stream(seed, 'ls/annealing-versus-sgd', size, 'bootstrap difference');
  const differences = jointly(along, above, glassRules.level, draw, resamples);
  const told = differences.map((d, i) => `${spanned(d, (x) => decimal(x, 4))} per spin at Λ = ${samples[i]!.size}`);
  return intervalFinding({
    id: 'glass-difference',
    statement: 'On spin glasses gradient descent ends as deep as simulated annealing (not in the paper).',
    ours: true,
    because:
      differences.length > 0
        ? `Descent ends above annealing from the same starts by ${told.join(', ')}.`
        : 'No size has two disorders with converged ends.',
    parts: differences.map((interval, i) => ({
      name: `energy per spin, descent minus annealing, Λ = ${samples[i]!.size}`,
      interval,
      region: below(glassRules.touch),
    })),
    of: '(bootstrap over disorders) of the energy per spin of descent minus that of annealing at a size',
    level: glassRules.level,
    units: {
      unit: 'disorder',
      count: Math.min(...samples.map(({ clusters }) => clusters.length)),
      fewest: fewestUnits,
    },
  });
}

function titleOf(difference: Finding): string {
  if (stands(difference)) return 'Descent ends as deep as annealing from the same starts on the same glasses';
  if (falls(difference)) return 'Annealing ends below descent from the same starts on the same glasses';
  return 'Whether descent ends as deep as annealing on the same glasses stays open';
}

function figure(samples: readonly Sample[], title: string, run: ClaimRun): Figure {
  const { proposals, replicas } = plans[run.preset];
  const energies = (sample: Sample, method: keyof Pair) => sample.clusters.flat().map((pair) => pair[method]);
  return {
    id: 'glass-energies',
    title,
    subtitle: `The same ${replicas} starts on each disorder; annealing with ${proposals} proposals, then descent to the minimum below`,
    panels: [
      {
        layout: 'ridges',
        title: 'Minima reached',
        x: { name: 'energy per spin *u*' },
        y: { name: 'size Λ and method' },
        marks: [
          ...samples.flatMap((sample) =>
            (['descent', 'annealing'] as const).map((method) => ({
              type: 'histogram' as const,
              values: energies(sample, method),
              label: `Λ = ${sample.size}, ${method}`,
              rank: method === 'descent' ? 3 : 6,
            })),
          ),
          { type: 'theory', axis: 'x', lines: [groundLine(order), barrierLine(order)] },
        ],
      },
    ],
    canShow: 'how deep each method comes from the same starts on the same couplings.',
    cannotShow: 'what either would reach with more time, or at sizes where the theorems hold.',
    source: run.source,
  };
}
