// Quantiles of the pixels of MNIST at 10 × 10, moved and scaled to mean 0 and mean square 1: what the law `pixels` of random tensors draws from.
//
//   npm run build && node scripts/pixel-law.mjs       prints the constants of src/landscapes/tensor/laws/pixels.ts
import { loadDataset } from '../dist/data/index.js';
import { packagedMnist } from '../dist/node/index.js';

const count = 64;
const { train } = await loadDataset('mnist-10x10', packagedMnist());
const pixels = Float64Array.from(train.x).sort();
const atoms = Array.from({ length: count }, (_, k) => pixels[Math.floor(((k + 0.5) / count) * pixels.length)]);
const mean = atoms.reduce((sum, x) => sum + x, 0) / count;
const deviation = Math.sqrt(atoms.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count);
const zeros = atoms.filter((x) => x === 0).length;
console.log(
  `${pixels.length} pixels; ${zeros} of ${count} quantiles are 0, which is ${(-mean / deviation).toFixed(12)}`,
);
console.log(
  atoms
    .slice(zeros)
    .map((x) => ((x - mean) / deviation).toFixed(12))
    .join(', '),
);
