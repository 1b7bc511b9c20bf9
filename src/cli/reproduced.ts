/** What is asked of a reproduction, and what it comes to. */
import type { Claim, Evaluation, Preset } from '../claims/claim.ts';
import type { BackendName } from '../kernels/contract.ts';
import type { ClusterOptions } from './cluster-words.ts';

export interface ReproduceOptions extends ClusterOptions {
  /** All when empty. */
  readonly claims: readonly string[];
  readonly preset: Preset;
  readonly seed: number;
  /** Ensembles to run, by the claims' names for them; all when absent. What a claim lacks it says itself. */
  readonly only?: readonly string[];
  readonly workers: number;
  /** Replaces that of the claims. */
  readonly backend?: BackendName;
  readonly out?: string;
  readonly data?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly strict?: boolean;
  /** Folders that the ensembles must have, where a manifest is gone on with. */
  readonly runs?: readonly string[];
  /** As of an assignment. */
  readonly ordered?: boolean;
}

/** A claim with what its ensembles showed. */
export interface EvaluatedClaim {
  readonly claim: Claim;
  readonly evaluation: Evaluation;
  readonly source: string;
  /** The ensembles that were run, by the claim's name for them, and the names of those that --only left out. */
  readonly ensembles: readonly { readonly name: string; readonly experiment: string; readonly specHash: string }[];
  readonly missing: readonly string[];
}
