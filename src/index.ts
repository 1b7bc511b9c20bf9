/** The library's front door: the nouns of a landscape laboratory. Each folder has a subpath of its own with the rest. */

export { version } from './base/version.ts';
export { type CriticalPoint, classifyCriticalPoint, hessianIndex, tangentHessian } from './curvature/index.ts';
export { createKernels } from './kernels/index.ts';
export { type Landscape, spinGlass } from './landscapes/index.ts';
export { gradientDescent, newtonPolish, run } from './search/index.ts';
export { complexity, energyBarrier, groundState, indexComplexity, layerEnergy } from './theory/index.ts';
