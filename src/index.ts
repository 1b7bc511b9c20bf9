/** The library's front door: the nouns of a landscape laboratory. Each folder has a subpath of its own with the rest. */

export { ArgumentError, CapacityError, DataError, StoreError } from './base/errors.ts';
export { type Stream, type StreamAddress, stream, streamAddress } from './base/philox.ts';
export { version } from './base/version.ts';
export { type CriticalPoint, classifyCriticalPoint, hessianIndex, indexAt, tangentHessian } from './curvature/index.ts';
export { barrier, descent, indexOfPoint, minima, saddles, spectrum } from './instruments/index.ts';
export { createKernels, openKernels } from './kernels/index.ts';
export { checkLandscape, fromCallbacks, type Landscape, spinGlass } from './landscapes/index.ts';
export { gradientDescent, newtonPolish, run, runWatched } from './search/index.ts';
export { complexity, energyBarrier, groundState, indexComplexity, layerEnergy } from './theory/index.ts';
