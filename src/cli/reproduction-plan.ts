/** What a reproduction is about to do: a table of its ensembles for people, the same with whole specs for programs. */
import { addForecasts, formatBytes, formatForecast, formatSeconds } from '../ensembles/forecast.ts';
import type { EnsembleSpec, Forecast } from '../ensembles/spec.ts';
import type { Prepared } from './perform.ts';
import { counted, table } from './print.ts';
import type { Terminal } from './terminal.ts';

/** One distinct ensemble, and the claims' names for it. */
export interface Need extends Prepared {
  readonly users: readonly { readonly claim: string; readonly name: string }[];
}

/**
 * The claim that is whole soonest comes first, its cheapest ensemble before its others: something can be looked at soon, and what a claim
 * shows is not left half done for another.
 */
export function inOrder<N extends Pick<Need, 'users' | 'forecast'>>(needs: readonly N[]): N[] {
  const left = new Set(needs);
  const ordered: N[] = [];
  const seconds = (some: readonly N[]) => some.reduce((sum, { forecast }) => sum + forecast.seconds, 0);
  const claims = [...new Set(needs.flatMap(({ users }) => users.map(({ claim }) => claim)))];
  while (left.size > 0) {
    const remaining = claims
      .map((claim) => [...left].filter(({ users }) => users.some((user) => user.claim === claim)))
      .filter((some) => some.length > 0);
    const next = remaining.reduce((least, some) => (seconds(some) < seconds(least) ? some : least));
    for (const need of next.sort((a, b) => a.forecast.seconds - b.forecast.seconds)) {
      ordered.push(need);
      left.delete(need);
    }
  }
  return ordered;
}

export interface PlannedEnsemble {
  readonly spec: EnsembleSpec;
  readonly specHash: string;
  readonly replicas: number;
  /** Claims that need it. */
  readonly claims: readonly string[];
  /** Their names for it, as --only takes them. */
  readonly names: readonly string[];
  readonly forecast: Forecast;
}

export interface ReproductionPlan {
  /** Of all ensembles together. */
  readonly forecast: Forecast;
  readonly ensembles: readonly PlannedEnsemble[];
}

export function planReproduction(needs: readonly Need[]): ReproductionPlan {
  return {
    forecast: addForecasts(needs.map((need) => need.forecast)),
    ensembles: needs.map(({ plan, users, forecast }) => ({
      spec: plan.spec,
      specHash: plan.hash,
      replicas: plan.replicas,
      claims: [...new Set(users.map(({ claim }) => claim))],
      names: [...new Set(users.map(({ name }) => name))],
      forecast,
    })),
  };
}

/** A row an ensemble, in the order in which they run, and a line with the sum. */
export async function planText(terminal: Terminal, plan: ReproductionPlan, workers: number): Promise<string> {
  const { ensembles, forecast } = plan;
  if (ensembles.length === 0) return 'no ensemble to run: these claims are theory alone';
  const rows = ensembles.map(({ spec, replicas, claims, names, forecast: { seconds, memory } }) => [
    names.join(', '),
    spec.experiment,
    String(replicas),
    formatSeconds(seconds),
    formatBytes(memory),
    claims.join(', '),
  ]);
  const head = ['ensemble', 'kind', 'replicas', 'time', 'memory', 'needed by'];
  const grid = await table(terminal, head, rows, [
    { width: 24 },
    {},
    { align: 'right' },
    { align: 'right' },
    { align: 'right' },
    { width: 60 },
  ]);
  const replicas = ensembles.reduce((sum, ensemble) => sum + ensemble.replicas, 0);
  const total = `${counted(ensembles.length, 'ensemble')}, ${counted(replicas, 'replica')}`;
  return `${grid}\nforecast: ${formatForecast(forecast)} with ${counted(workers, 'worker')}; ${total}`;
}

/** A forecast times kernels for a moment; whoever waits for those of several ensembles is told. */
export function announceTiming(terminal: Terminal, ensembles: number): void {
  if (ensembles > 1) terminal.note(`timing ${counted(ensembles, 'ensemble')} on this machine for the forecast`);
}
