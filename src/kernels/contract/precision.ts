/** What a kernel computes in. Kernels that are asked for none compute in float64. */
export type Precision = 'float32' | 'float64';
