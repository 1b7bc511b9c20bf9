/** In: data and a network, as exact numbers. Out: what kind of point it is, with a certificate of it, or what is not decided and would help. */
import type { Certificate, Claim, Layers, Problem, Witness } from '../format.ts';
import { isLess, isZero, type Rational } from '../rational.ts';
import { promisingNetwork, proveGlobalMinimum } from './cells.ts';
import { decideDeep, type Open } from './deep.ts';
import { levelSet } from './flat.ts';
import { decide } from './one-hidden-layer.ts';
import { lossOf, type State, stateOf } from './state.ts';
import { forecastCells, forecastPaths, forecastSubsets, type Limits } from './work.ts';

export type { Claim } from '../format.ts';
export { type ExactData, type GlobalMinimum, proveGlobalMinimum } from './cells.ts';
export type { Limits } from './work.ts';

/** What was looked at besides the point itself. */
export interface ProofContext {
  /** Subsets of kink points that the decision took; null with several hidden layers. */
  readonly subsets: bigint | null;
  /** Combinations of activation cells; null where that search is not known. */
  readonly cells: bigint | null;
  /** Was the search for a better network made, and to its end? */
  readonly global: 'proved' | 'refuted' | 'not-looked-for';
  /** Dimension of the level set around a local minimum, computed by elimination; null when it was not. */
  readonly dimension: number | null;
}

export interface Proved {
  readonly verdict: Claim;
  readonly loss: Rational;
  readonly certificate: Certificate;
  readonly context: ProofContext;
}

/** What a decision may take, counted before it is begun. */
export interface Work {
  /** Subsets of kink points; null with several hidden layers. */
  readonly subsets: bigint | null;
  /** Combinations of activation cells; null where that search is not known. */
  readonly cells: bigint | null;
  /** Paths through the hidden layers; null when there is one. */
  readonly paths: bigint | null;
}

export function forecastWork(problem: Problem): Work {
  if (problem.network.length > 2) return { subsets: null, cells: null, paths: forecastPaths(problem) };
  return { subsets: forecastSubsets(stateOf(problem)), cells: forecastCells(problem) ?? null, paths: null };
}

export interface Undecided {
  readonly verdict: 'undecided';
  readonly loss: Rational;
  readonly open: string;
  readonly help: string;
}

export interface CertifyOptions {
  readonly limits?: Limits;
  /** Other networks of the same shape, to be compared with. */
  readonly others?: readonly Layers[];
}

/** The limits in force where none are given. */
export const defaultLimits = { subsets: 100_000n, cells: 50_000n, paths: 100_000n } as const;

/**
 * Is the network a minimum of L(θ) = Σ_i (f(x_i; θ) − y_i)²? In exact arithmetic; with one hidden layer it is always decided.
 * @throws CapacityError when the decision takes more than the limits allow; SizeError when numbers become too long
 * @source docs/certificate-format.md
 */
export function certify(problem: Problem, { limits = {}, others = [] }: CertifyOptions = {}): Proved | Undecided {
  const { subsets, cells, paths } = { ...defaultLimits, ...limits };
  const state = stateOf(problem);
  const { loss } = state;
  const nothing: ProofContext = { subsets: null, cells: null, global: 'not-looked-for', dimension: null };
  const proved = (
    verdict: Claim,
    witness: Witness,
    context: Partial<ProofContext>,
    better: readonly Layers[] = [],
  ): Proved => ({
    verdict,
    loss,
    certificate: {
      claim: verdict,
      problem,
      loss,
      witness,
      better: better.map((network) => ({ network, loss: lossOf(problem, network) })),
    },
    context: { ...nothing, ...context },
  });
  if (isZero(loss)) return proved('global-minimum', { kind: 'zero-loss' }, { global: 'proved' });
  const better = others.filter((network) => isLess(lossOf(problem, network), loss));

  if (problem.network.length > 2) {
    const global = better.length > 0 ? 'refuted' : 'not-looked-for';
    return conclude(state, decideDeep(state, subsets, paths), (claim, witness) =>
      claim === 'local-minimum' ? proved(claim, witness, { global }, better) : proved(claim, witness, {}),
    );
  }
  const decision = decide(state, subsets);
  const work = { subsets: forecastSubsets(state) };
  if (decision.kind !== 'minimum') return conclude(state, decision, (claim, witness) => proved(claim, witness, work));

  const combinations = forecastCells(problem);
  const context = { ...work, cells: combinations ?? null };
  const isLooked = combinations !== undefined && combinations <= cells && better.length === 0;
  const units = problem.network[0]!.b.length;
  const promising = isLooked ? promisingNetwork(problem, units) : undefined;
  if (promising && isLess(promising.loss, loss)) better.push(promising.network);
  else if (promising) {
    const least = proveGlobalMinimum(problem, units);
    if (least && isLess(least.loss, loss)) better.push(least.network);
    else if (least)
      return proved('global-minimum', { kind: 'cells', duals: least.duals }, { ...context, global: 'proved' });
  }
  const { lines, rays, dimension } = levelSet(state);
  const global = better.length > 0 ? 'refuted' : 'not-looked-for';
  return proved(
    'local-minimum',
    { kind: 'first-order', flat: { lines, rays } },
    { ...context, global, dimension },
    better,
  );
}

const claimOf = {
  'dead-layer': 'local-minimum',
  paths: 'local-minimum',
  slope: 'not-critical',
  curve: 'not-a-minimum',
} as const;

function conclude(
  { loss }: State,
  decision: Witness | Open,
  proved: (claim: Claim, witness: Witness) => Proved,
): Proved | Undecided {
  if (decision.kind === 'open') return { verdict: 'undecided', loss, open: decision.open, help: decision.help };
  return proved(claimOf[decision.kind as keyof typeof claimOf], decision);
}
