/** The run that claims are evaluated on in tests. */
import type { ClaimRun, Preset } from '../../src/claims/claim.ts';
import { createKernels } from '../../src/kernels/index.ts';

const kernels = createKernels();

export const claimRun = (preset: Preset, seed: number): ClaimRun => ({ preset, seed, source: 'test', kernels });
