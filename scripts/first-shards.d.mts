import type { Kernels } from '../dist/kernels/index.js';

export declare function firstShards(kernels: Kernels, dataset: Uint8Array): Promise<Record<string, string>>;
