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

/** Inputs that a tiny network may have. */
export const tinyInputs = [1, 2] as const;
/** Bytes from a step's coefficients to the next one's. */
export const coefficientBytes = 64;
