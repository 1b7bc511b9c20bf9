/** What the kernel of tiny networks and its host (src/kernels/wasm/tiny.ts) agree on: words of a job, and codes. */

/** Words of 4 bytes: sizes, codes and addresses; `advance`: samples from a step's first to the next one's; `state`: distance to an optimizer's memory. */
export const tinyWords = [
  'hidden',
  'samples',
  'advance',
  'activation',
  'error',
  'optimizer',
  'x',
  't',
  'outputs',
  'activations',
  'gradient',
  'state',
] as const;

/** Activations have the codes of deep networks. Errors ∂ℓ/∂z: z − t; (σ(z) − t) σ(z)(1 − σ(z)); σ(z) − t. */
export const tinyErrors = { linear: 0, squashed: 1, logistic: 2 } as const;

/**
 * Adam's moments below these are put to 0 after a step: a unit that is off leaves them to decay, and rounding holds the smallest subnormal number
 * in its place forever, at several times the cost of a step. A step that they cause is below 10⁻²² of the rate.
 */
export const leastMoments = { first: 1e-30, second: 1e-36 } as const;

/** Inputs that a tiny network may have. */
export const tinyInputs = [1, 2] as const;
/** Bytes from a step's coefficients to the next one's. */
export const coefficientBytes = 64;
