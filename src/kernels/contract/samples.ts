/** Images as rows of floats, labels as integers in [0, outputs). */
export interface Samples {
  readonly count: number;
  readonly inputs: number;
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}
