/** What the kernel of deep networks and its host (src/kernels/wasm/networks*.ts) agree on: words of a job, and codes. */

/** Vectors in a panel at most: seven accumulators, an entry and a product stay in V8's registers. */
export const panelVectors = 7;
/** Bytes from row to row of a panel, with vectors of `width` bytes. */
export const panelRowOf = (width: number): number => panelVectors * width;

/** Words of 4 bytes at the head of a job: sizes, codes and addresses; `state` is the distance to an optimizer's memory. */
export const jobWords = [
  'layers',
  'activation',
  'loss',
  'optimizer',
  'panelBytes',
  'images',
  'rows',
  'entries',
  'errors',
  'otherErrors',
  'transposed',
  'gradient',
  'state',
  'coefficients',
  'targets',
  'shares',
  'penalty',
  'cursors',
] as const;
/** Words of each layer, after the head: sizes, the offset of its weights in a network, and addresses. */
export const layerWords = [
  'inputs',
  'units',
  'weights',
  'input',
  'output',
  'rows',
  'entries',
  'columns',
  'lists',
] as const;

export const activationCodes = { identity: 0, relu: 1, sigmoid: 2, tanh: 3 } as const;
/** What an output becomes before its target is taken off: p = softmax(z), z itself or σ(z); a loss's factor is in the samples' shares. */
export const lossCodes = { 'cross-entropy': 0, squared: 1, 'mean-squared': 1, 'binary-cross-entropy': 2 } as const;
/** Which rows of a layer the penalty pulls: none, all but the first (the biases), all. */
export const penaltyCodes = { none: 0, weights: 1, all: 2 } as const;
/** Numbers of 8 bytes that a step is given: the optimizer's, and the penalty's λ as the last. */
export const coefficientCount = 8;
export const optimizerCodes = { descent: 0, momentum: 1, adam: 2 } as const;
