// Energy and gradient of the 3-spin glass for 1000 replicas, float32, 2 threads each. Median of the rounds.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { streamAddress } from '../dist/base/philox.js';
import { encodeNpy, joinPieces } from '../dist/data/index.js';
import { compiledModule, createKernels } from '../dist/kernels/index.js';
import { startPeer } from './peer.mjs';
import { alternate, median, printRatios } from './rounds.mjs';

const replicas = 1000;
const threads = 2;
/** Up to this size both sides get the same couplings and their energies are compared; above, the peers draw their own. */
const comparedSize = 250;
/** Of the energies' root mean square; float32 sums of Λ³ terms in different orders differ by less. */
const tolerance = 1e-3;

export async function spinGlass({
  sizes = [25, 50, 100, 250, 500],
  peers = ['numpy', 'torch'],
  backend,
  quick,
  rounds,
  print,
}) {
  const module = compiledModule(backend);
  const kernels = createKernels(backend, module);
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-bench-'));
  const running = peers
    .map((name) => ({ name, peer: startPeer(`spin_glass_${name}`, name, threads) }))
    .filter(({ peer }) => peer);
  try {
    for (const size of sizes) {
      const shape = { order: 3, size, seed: 1, disorder: 0 };
      const points = spherePoints(kernels, size);
      const files = writeInputs(kernels, shape, points, folder);
      const ours = await startWorkers({ module, backend, shape, points });
      const prepared = [];
      for (const { name, peer } of running) {
        const { form, energies } = await peer.ask({ do: 'prepare', size, replicas, ...files });
        if (files.couplings) compare(name, size, ours.energies, energies);
        prepared.push({ name, form, run: async (repeats) => (await peer.ask({ do: 'run', repeats })).ms });
      }
      const [mine, ...theirs] = await alternate(
        [ours.run, ...prepared.map(({ run }) => run)],
        rounds ?? (quick ? 1 : 7),
        quick ? 50 : 400,
      );
      const timed = prepared.map((peer, k) => ({ ...peer, ms: median(theirs[k]) }));
      printRatios(print, size, median(mine), timed, { backend, threads });
      await ours.stop();
    }
  } finally {
    for (const { peer } of running) peer.stop();
    rmSync(folder, { recursive: true });
  }
}

/** replicas × Λ points uniform on the sphere of radius √Λ. */
function spherePoints(kernels, size) {
  const points = new Float64Array(replicas * size);
  kernels.fillNormals(streamAddress(1, 'bench', 0, 'points'), 0, points);
  for (let r = 0; r < replicas; r++) {
    const point = points.subarray(r * size, (r + 1) * size);
    const scale = Math.sqrt(size / point.reduce((sum, x) => sum + x * x, 0));
    for (let i = 0; i < size; i++) point[i] *= scale;
  }
  return points;
}

function writeInputs(kernels, { size, seed, disorder }, points, folder) {
  const save = (name, shape, data) => {
    const path = join(folder, name);
    writeFileSync(path, joinPieces(encodeNpy({ shape, data: Float32Array.from(data) })));
    return path;
  };
  const files = { points: save('points.npy', [replicas, size], points) };
  if (size > comparedSize) return files;
  const couplings = new Float64Array(size ** 3);
  kernels.fillNormals(streamAddress(seed, 'spin-glass', disorder, 'couplings'), 0, couplings);
  return { ...files, couplings: save('couplings.npy', [size, size, size], couplings) };
}

/** The replicas dealt to `threads` workers, each with the whole disorder. */
async function startWorkers({ module, backend, shape, points }) {
  const share = replicas / threads;
  const workers = Array.from({ length: threads }, (_, k) => {
    const part = points.slice(k * share * shape.size, (k + 1) * share * shape.size);
    return new Worker(new URL('./spin-glass-worker.mjs', import.meta.url), {
      workerData: { module, backend, shape, points: part },
    });
  });
  const answers = () => Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
  const energies = (await answers()).flatMap((part) => [...part]);
  return {
    energies,
    async run(repeats) {
      const start = performance.now();
      const done = answers();
      for (const worker of workers) worker.postMessage(repeats);
      await done;
      return performance.now() - start;
    },
    stop: () => Promise.all(workers.map((worker) => worker.terminate())),
  };
}

function compare(name, size, ours, theirs) {
  const scale = Math.sqrt(ours.reduce((sum, energy) => sum + energy * energy, 0) / ours.length);
  const worst = Math.max(...ours.map((energy, r) => Math.abs(energy - theirs[r]))) / scale;
  if (!(worst < tolerance))
    throw new Error(`bench: energies of ${name} at ${size} spins differ from ours by ${worst} of their scale`);
}
