// Counts, not times: inertia at ±0.001 against all eigenvalues by numpy, on random symmetric matrices and on Hessians of trained
// 100-10-10 networks. Prints {kind, matrices, equal, undetermined, unexplained}: an eigenvalue may stay open only within the stated bound.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stream, streamAddress } from '../dist/base/philox.js';
import { encodeNpy, joinPieces, loadDataset } from '../dist/data/index.js';
import { classExamples, createKernels } from '../dist/kernels/index.js';
import { rectifiedIndex } from '../dist/landscapes/network/rectified-index.js';
import { countBelow } from '../dist/linalg/counting.js';
import { packagedMnist } from '../dist/node/mnist-files.js';
import { startPeer } from './peer.mjs';
import { firstSamples } from './samples.mjs';

const threshold = 0.001;
const shape = { inputs: 100, hidden: 10, outputs: 10 };

export async function inertia({ backend, quick, print }) {
  const peer = startPeer('inertia_numpy', 'numpy', 1);
  if (!peer) return;
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-bench-'));
  const ask = (matrix, n) => {
    const path = join(folder, 'matrix.npy');
    writeFileSync(path, joinPieces(encodeNpy({ shape: [n, n], data: matrix })));
    return peer.ask({ do: 'prepare', matrix: path });
  };
  try {
    for (const [kind, cases] of [
      ['random', random(backend, quick ? 10 : 200)],
      ['trained', trained(backend, quick ? 2 : 50)],
    ]) {
      const total = { matrices: 0, equal: 0, undetermined: 0, unexplained: 0 };
      for await (const { matrix, n, idle, counts } of cases) {
        const { eigenvalues } = await ask(matrix, n);
        const near = eigenvalues.filter((x) => Math.abs(Math.abs(x) - threshold) <= counts.bound).length;
        const expected = {
          negative: eigenvalues.filter((x) => x < -threshold).length,
          zero: eigenvalues.filter((x) => Math.abs(x) <= threshold).length + idle,
          positive: eigenvalues.filter((x) => x > threshold).length,
        };
        total.matrices++;
        if (Object.keys(expected).every((side) => counts[side] === expected[side])) total.equal++;
        total.undetermined += counts.undetermined;
        total.unexplained += Math.max(0, counts.undetermined - near);
      }
      print({ kind, backend, ...total });
    }
  } finally {
    peer.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Normal entries scaled by 10⁻³ … 10³/√n, of full or low rank, n from 2 to 1200. */
function* random(backend, count) {
  for (let k = 0; k < count; k++) {
    const draw = stream(1, 'bench/inertia', k, 'matrix');
    const n = k % 20 === 0 ? 1200 : 2 + draw.integer(300);
    const scale = 10 ** ((k % 7) - 3) / Math.sqrt(n);
    const rank = k % 3 === 0 ? 1 + draw.integer(n) : n;
    const kernel = createKernels(backend).symmetric(n);
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = i < rank ? scale * draw.normal() : 0;
    kernel.matrix.set(matrix);
    for (let i = 0; i < n; i++) kernel.diagonal[i] = matrix[i * n + i];
    const [below, above] = [countBelow(kernel, -threshold), countBelow(kernel, threshold)];
    const counts = { negative: below.low, zero: above.low - below.high, positive: n - above.high };
    const undetermined = n - counts.negative - counts.zero - counts.positive;
    yield { matrix, n, idle: 0, counts: { ...counts, undetermined, bound: Math.max(below.bound, above.bound) } };
  }
}

async function* trained(backend, count) {
  const samples = firstSamples((await loadDataset('mnist-10x10', packagedMnist())).train, 2000);
  const examples = classExamples(samples, shape.outputs);
  const kernels = createKernels(backend);
  const hessians = kernels.rectifiedHessians(shape, samples);
  const order = Uint32Array.from({ length: 2000 }, (_, k) => k);
  for (let k = 0; k < count; k++) {
    const fleet = kernels.rectified(shape, 1, 'float64');
    const theta = new Float64Array(1120);
    kernels.fillNormals(streamAddress(1, 'bench/inertia', k, 'weights'), 0, theta);
    fleet.setParameters(
      0,
      theta.map((x) => 0.2 * x),
    );
    for (let epoch = 0; epoch < 2 * k; epoch++) fleet.train(examples, order, 100, new Float64Array(20).fill(0.3));
    fleet.getParameters(0, theta);
    const counts = rectifiedIndex(hessians, theta, threshold);
    const { matrix: kernel, kept } = hessians.at(theta).form();
    const n = kept.length;
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      matrix[i * n + i] = kernel.diagonal[i];
      for (let j = i + 1; j < n; j++) matrix[i * n + j] = matrix[j * n + i] = kernel.matrix[i * n + j];
    }
    yield { matrix, n, idle: counts.idle, counts };
  }
}
