/** What the kernel of gated networks and its host (src/kernels/wasm/gated.ts) agree on: words of a job, its numbers, tables and codes. */

/** Words of 4 bytes: sizes, codes and addresses. `block`: samples that are passed through the layers at once. */
export const gatedWords = [
  'layers',
  'samples',
  'inputs',
  'hidden',
  'edges',
  'weights',
  'block',
  'spheres',
  'unitCode',
  'lossCode',
  'layerTable',
  'sphereTable',
  'colors',
  'numbers',
  'x',
  'gates',
  'margins',
  'returns',
  'edgeWeights',
  'edgeGradients',
  'activations',
  'slopes',
  'outputs',
] as const;

/** Words of a layer: its inputs and units, its first edge, and the hidden units before its own. */
export const layerWords = ['inputs', 'units', 'edges', 'hidden'] as const;

/** Numbers (f64) of a sphere: dimension, radius, radius². */
export const sphereNumbers = 3;

/** Numbers (f64) of a job: f, κ, γ, the unit of residuals, and the share by which rounding may raise a value. */
export const gatedNumbers = ['front', 'sharpness', 'pull', 'unit', 'rise'] as const;

export const gatedUnitCodes = { given: 0, relu: 1, softplus: 2 } as const;
export const gatedLossCodes = { linear: 0, squared: 1, logistic: 2, hinge: 3 } as const;
