// Writes ours.npz with the built package, for make.py to read with numpy: node write-ours.mjs
import { writeFileSync } from 'node:fs';
import { encodeNpz, joinPieces } from '../../../dist/data/index.js';

const archive = encodeNpz({
  energy: { shape: [7], data: Float64Array.from({ length: 7 }, (_, k) => -1 / (k + 3)) },
  points: { shape: [3, 5], data: Float32Array.from({ length: 15 }, (_, k) => 1 / (k - 4.5)) },
  index: { shape: [2, 2, 2], data: Int32Array.of(-1, 0, 1, 2 ** 31 - 1, -(2 ** 31), 5, 6, 7) },
  status: { shape: [9], data: Uint8Array.of(0, 1, 2, 3, 4, 255, 254, 9, 8) },
});
writeFileSync(new URL('ours.npz', import.meta.url), joinPieces(archive));
