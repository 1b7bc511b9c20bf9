/** The run that claims are evaluated on in tests. */
import type { Claim, ClaimRun, Evaluation, Preset } from '../../src/claims/claim.ts';
import { claims } from '../../src/claims/index.ts';
import { createKernels } from '../../src/kernels/index.ts';

const kernels = createKernels();

export const claimRun = (preset: Preset, seed: number): ClaimRun => ({ preset, seed, source: 'test', kernels });

const known = new Map<string, Evaluation>();

/** What a claim of the registry says at smoke with seed 1, without ensembles: once for all tests of a process, which read it. */
export function bareEvaluation({ id }: Claim): Evaluation {
  const evaluation = known.get(id) ?? claims[id]!.evaluate({}, claimRun('smoke', 1));
  known.set(id, evaluation);
  return evaluation;
}
