// What contestants on a 3-spin glass are given: points on the sphere, and couplings.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { streamAddress } from '../dist/base/philox.js';
import { encodeNpy, joinPieces } from '../dist/data/index.js';

/** replicas × Λ points uniform on the sphere of radius √Λ. */
export function spherePoints(kernels, size, replicas) {
  const points = new Float64Array(replicas * size);
  kernels.fillNormals(streamAddress(1, 'bench', 0, 'points'), 0, points);
  for (let r = 0; r < replicas; r++) {
    const point = points.subarray(r * size, (r + 1) * size);
    const scale = Math.sqrt(size / point.reduce((sum, x) => sum + x * x, 0));
    for (let i = 0; i < size; i++) point[i] *= scale;
  }
  return points;
}

/** Writes numbers in float32 as a file of the folder. @returns its path */
export function saveArray(folder, name, shape, data) {
  const path = join(folder, `${name}.npy`);
  writeFileSync(path, joinPieces(encodeNpy({ shape, data: Float32Array.from(data) })));
  return path;
}

/** Writes points and, if they are to be those of our glass, couplings into files of a folder; the files by name. */
export function writeGlass(kernels, { size, seed, disorder }, points, folder, withCouplings) {
  const files = { points: saveArray(folder, 'points', [points.length / size, size], points) };
  if (!withCouplings) return files;
  const couplings = new Float64Array(size ** 3);
  kernels.fillNormals(streamAddress(seed, 'spin-glass', disorder, 'couplings'), 0, couplings);
  return { ...files, couplings: saveArray(folder, 'couplings', [size, size, size], couplings) };
}
