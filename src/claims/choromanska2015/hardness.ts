/**
 * ls/hardness, §4 “Hardness of recovering the global minimum”. The paper: the barrier from a minimum to the global one diverges with Λ,
 * to find a lower minimum takes exponentially long, and gradient descent is trapped at −ΛE∞. Here: barriers between the lowest minima
 * that descents find, over relaxed paths, whose tops are certified saddles or upper bounds; times to leave the best minimum found by
 * Langevin dynamics; and how far the best minimum found lies from the ground state of the limit. “Best” is always “best found”.
 */
import type { EnsembleSpec, Records } from '../../ensembles/spec.ts';
import { mean, standardError } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation, Finding, Preset, ResultTable } from '../claim.ts';
import { falls, stands } from '../decide.ts';
import { decimal } from '../theory-lines.ts';
import { hardnessFigures } from './hardness-figures.ts';
import {
  certifiedFinding,
  climbs,
  escapeFinding,
  evenFinding,
  formFinding,
  groundFinding,
  growFinding,
  likeSizeFinding,
  trapFinding,
} from './hardness-findings.ts';
import { type BarrierSample, barrierSample, type EscapeSample, escapeRate, escapeSamples } from './hardness-samples.ts';

const order = 3;

interface Plan {
  readonly sizes: number[];
  readonly disorders: number;
  readonly starts: number;
  readonly escapes: {
    readonly sizes: number[];
    readonly temperatures: number[];
    readonly disorders: number;
    readonly replicas: number;
    readonly maxTime: number;
  };
}
const plans: Readonly<Record<Preset, Plan>> = {
  smoke: {
    sizes: [8, 12],
    disorders: 6,
    starts: 24,
    escapes: { sizes: [8, 16], temperatures: [0.7], disorders: 8, replicas: 4, maxTime: 60 },
  },
  laptop: {
    sizes: [10, 20, 40, 60],
    disorders: 24,
    starts: 64,
    escapes: { sizes: [10, 20, 40, 80], temperatures: [0.5, 0.7], disorders: 48, replicas: 4, maxTime: 200 },
  },
  paper: {
    sizes: [10, 20, 40, 60, 100],
    disorders: 48,
    starts: 128,
    escapes: { sizes: [10, 20, 40, 80, 140, 200], temperatures: [0.5, 0.7], disorders: 48, replicas: 4, maxTime: 200 },
  },
};

export const hardness: Claim = {
  id: 'ls/hardness',
  statement:
    'The barriers between a minimum of the 3-spin glass and the global one diverge with Λ, and to cross them takes a time exponential in Λ.',
  source: { key: 'choromanska2015loss', place: '§4, Hardness of recovering the global minimum' },
  openQuestions: [
    'The bound Λ(E₀ − E_i) on the barrier from band i is printed with a reason that gives 0 for i = 0; what follows from the layers is that a path out of the lowest basin climbs at least Λ(E₀ − E₁).',
    'The paper does not specify the dynamics and the temperature of the exponentially long time; we use Langevin dynamics.',
    'The global minimum is not known at these sizes; the best of the descents on a disorder stands for it.',
    'A path was relaxed from the great circle between two minima, and passes through third minima are allowed; a lower pass than any that was found may exist.',
  ],
  needs(preset, seed) {
    const { sizes, disorders, starts, escapes } = plans[preset];
    const spec = (experiment: string, parameters: EnsembleSpec['parameters']): EnsembleSpec => ({
      experiment,
      parameters: { order, seed, disorders, ...parameters },
    });
    const { sizes: left, ...watched } = escapes;
    return {
      ...Object.fromEntries(sizes.map((size) => [`barriers-${size}`, spec('barriers', { size, starts })])),
      ...Object.fromEntries(left.map((size) => [`escape-${size}`, spec('langevin-escape', { size, ...watched })])),
    };
  },
  evaluate: (records, run) => evaluate(records, run),
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const of = (prefix: string) =>
    Object.entries(records)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, part]) => [Number(name.slice(prefix.length)), part] as const)
      .sort(([a], [b]) => a - b);
  const barriers = of('barriers-').map(([size, part]) => barrierSample(size, part));
  const escapes = of('escape-').flatMap(([size, part]) => escapeSamples(size, part));
  const grow = growFinding(barriers, run.seed);
  const leaving = escapeFinding(escapes, run.seed);
  const form = formFinding(escapes);
  const title = titleOf(grow, leaving, form, Math.max(...escapes.map(({ size }) => size)));
  return {
    title,
    findings: [
      grow,
      likeSizeFinding(barriers),
      certifiedFinding(barriers),
      leaving,
      form,
      groundFinding(barriers),
      evenFinding(barriers),
      trapFinding(barriers),
    ],
    figures: hardnessFigures(barriers, escapes, run, title),
    tables: [barrierTable(barriers), escapeTable(escapes)],
    differences: [
      `Λ = ${barriers.map((b) => b.size).join(', ')} where the paper speaks of Λ → ∞, and the best minimum found where it speaks of the global one.`,
      'The minimum that is left is the lowest of 16 descents at every Λ, hence the farther from the ground state the larger Λ is. That flattens the fall of the rates, since higher minima are left sooner (`deeper-longer` in ls/lower-minimum).',
      'Not shown here: that hardness grows with the size of a network. The bound Λ(E₀ − E_i) on a barrier is judged in ls/thresholds, the time to find a lower minimum than the one left in ls/lower-minimum.',
    ],
    story: [
      'To leave a minimum one has to climb to a saddle. The heights below are those of the tops of relaxed paths: most are certified saddles of index 1, the others upper bounds on a pass.',
      `${grow.because} ${leaving.because} ${form.because}`,
    ],
  };
}

/** @param reached  the largest Λ with escapes, which a form of their times is said of */
function titleOf(grow: Finding, leaving: Finding, form: Finding, reached: number): string {
  if (falls(grow)) return 'Barriers of small glasses do not grow with the size';
  if (!stands(grow)) return 'Whether barriers of small glasses grow with the size is open';
  if (!stands(leaving)) return 'Barriers to the best minimum found grow with the size';
  if (stands(form)) return `Barriers grow with the size, as do escape times, up to Λ = ${reached} exponentially`;
  if (falls(form)) return `Barriers grow with the size, as do escape times, up to Λ = ${reached} like a power of it`;
  return 'Barriers to the best minimum found grow with the size, as do escape times';
}

function barrierTable(barriers: readonly BarrierSample[]): ResultTable {
  return {
    title: 'Barriers between the lowest minima found',
    columns: [
      'size Λ',
      'disorders',
      'paths',
      'certified',
      'mean height to climb',
      'best found',
      'mean end of descents',
    ],
    rows: barriers.map((b) => [
      String(b.size),
      String(b.disorders.length),
      String(b.pairs),
      String(b.certified),
      climbs(b, 'climbBound').length > 1
        ? { name: 'height', value: mean(climbs(b, 'climbBound')), error: standardError(climbs(b, 'climbBound')) }
        : 'none',
      { name: 'best', value: mean(b.best), error: standardError(b.best) },
      { name: 'mean', value: b.meanEnergy, error: standardError(b.ends) },
    ]),
  };
}

function escapeTable(escapes: readonly EscapeSample[]): ResultTable {
  return {
    title: 'Escapes from the best minimum found by Langevin dynamics',
    columns: ['temperature', 'size Λ', 'escapes', 'time watched', 'escapes per 1000 time units'],
    rows: [...escapes]
      .sort((a, b) => a.temperature - b.temperature || a.size - b.size)
      .map(({ temperature, size, disorders }) => {
        const total = (of: (d: (typeof disorders)[number]) => number) => disorders.reduce((sum, d) => sum + of(d), 0);
        const { rate, error } = escapeRate(disorders);
        return [
          String(temperature),
          String(size),
          String(total(({ escapes: count }) => count)),
          decimal(
            total(({ time }) => time),
            0,
          ),
          { name: 'rate', value: 1000 * rate, error: 1000 * error },
        ];
      }),
  };
}
