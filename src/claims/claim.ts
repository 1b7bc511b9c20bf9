/**
 * A claim of a paper as a program: which ensembles it stands on, and what the records say. A verdict is computed by `evaluate`,
 * never written down; the tolerances are constants of the claim, fixed before the run.
 */
import type { EnsembleSpec, Records } from '../ensembles/spec.ts';
import type { Kernels } from '../kernels/contract.ts';
import type { ClaimHead, Evaluation, History, Preset, ReportedRun } from '../report/findings.ts';

export {
  type Evaluation,
  type Finding,
  type Preset,
  presets,
  type Quantity,
  type ResultTable,
  type Verdict,
  verdicts,
} from '../report/findings.ts';

/** Histories of a claim's rules by the finding's id; 'all' are its others. */
export type Histories = Readonly<Record<string, History>>;

export interface Claim extends ClaimHead {
  /** Ensembles by a local name; equal specs of several claims are run once. Empty for pure theory. */
  needs(preset: Preset, seed: number): Readonly<Record<string, EnsembleSpec>>;
  evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation;
}

/** The run that a claim is evaluated on, and the kernels for what the evaluation computes itself. */
export interface ClaimRun extends ReportedRun {
  readonly kernels: Kernels;
}
