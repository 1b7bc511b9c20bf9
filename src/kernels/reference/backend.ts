/** Plain TypeScript in float64 as a backend: slow, the oracle of the others. */
import { fillNormals } from '../../base/philox.ts';
import { type Backend, backendBits } from '../backends.ts';
import type { KernelSet } from '../contract.ts';
import { referenceRectifiedWalk } from './annealing.ts';
import { referenceCholesky } from './cholesky.ts';
import { referenceGatedNetwork } from './gated.ts';
import { referenceGlass } from './glass.ts';
import { referenceRectifiedHessians } from './hessian.ts';
import { referenceNetworkCurvature } from './network-curvature.ts';
import { referenceNetworkFleet } from './networks.ts';
import { referenceRectifiedFleet } from './rectified.ts';
import { referenceSymmetric } from './symmetric.ts';
import { referenceTinyFleet } from './tiny.ts';

export const referenceKernels: KernelSet = {
  fillNormals,
  glass: referenceGlass,
  rectified: (shape, count, _precision, objective) => referenceRectifiedFleet(shape, count, objective),
  networks: (shape, count, _precision, optimizer) => referenceNetworkFleet(shape, count, optimizer),
  gatedNetwork: referenceGatedNetwork,
  tiny: (shape, samples, count, _precision, optimizer) => referenceTinyFleet(shape, samples, count, optimizer),
  rectifiedWalk: referenceRectifiedWalk,
  rectifiedHessians: referenceRectifiedHessians,
  networkCurvature: referenceNetworkCurvature,
  symmetric: referenceSymmetric,
  cholesky: () => referenceCholesky,
};

export const referenceBackend: Backend = {
  name: 'reference',
  ...backendBits.reference,
  open: async () => ({ kernels: referenceKernels, engine: 'reference' }),
};
