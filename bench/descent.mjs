// Descents of 1000 replicas on a 3-spin glass to the residual 1e-4, float32, one thread each: gradient descent to the end, and with the
// tail of Barzilai–Borwein steps from 0.02 on. Ours looks at its ends in float64 besides. Times are milliseconds of a processor, the median of the rounds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spinGlass } from '../dist/landscapes/spin-glass/spin-glass.js';
import { gradientDescent, usualRate } from '../dist/search/gradient-descent.js';
import { run } from '../dist/search/search.js';
import { spherePoints, writeGlass } from './glass-inputs.mjs';
import { startPeer } from './peer.mjs';
import { kernelsAtHand, spent } from './processor.mjs';
import { alternate, median, printRatios } from './rounds.mjs';

const replicas = 1000;
const threads = 1;
const tolerance = 1e-4;
/** Of the mean energy: roundings send a few replicas of a thousand to other minima, whose energies spread by about a hundredth. */
const agreement = 1e-3;
/** Where a descent hands over, and steps between two looks, which are those of search/gradient-descent.ts. */
const kinds = [
  { handOver: 0, look: 20 },
  { handOver: 0.02, look: 5 },
];

export async function descent({ sizes = [100], peers = ['jax'], backend, engine, quick, rounds, print }) {
  const { kernels, engine: name } = await kernelsAtHand(backend, engine);
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-bench-'));
  const running = peers
    .map((name) => ({ name, peer: startPeer(`descent_${name}`, name, threads) }))
    .filter(({ peer }) => peer);
  try {
    for (const size of sizes) {
      const count = quick ? 100 : replicas;
      const shape = { order: 3, size, seed: 1, disorder: 0 };
      const landscape = spinGlass(shape, kernels, 'float32');
      const starts = spherePoints(kernels, size, count);
      const files = writeGlass(kernels, shape, starts, folder, true);
      for (const { handOver, look } of kinds) {
        const descend = () =>
          run(gradientDescent({ landscape, starts, count, tolerance, maxSteps: 100_000, handOver }));
        const mine = mean(descend().map(({ value }) => value));
        const prepared = [];
        for (const { name, peer } of running) {
          const question = { size, handOver, look, tolerance, rate: usualRate(landscape), ...files };
          const { form, energies } = await peer.ask({ do: 'prepare', ...question });
          const theirs = mean(energies);
          if (!(Math.abs(theirs / mine - 1) < agreement))
            throw new Error(
              `bench: descents of ${name} at ${size} spins end at ${theirs} on the mean, ours at ${mine}`,
            );
          prepared.push({ name, form, run: async (repeats) => (await peer.ask({ do: 'run', repeats })).ms });
        }
        const contestants = [(repeats) => spent(descend, repeats), ...prepared.map(({ run }) => run)];
        const [ours, ...theirs] = await alternate(contestants, rounds ?? (quick ? 1 : 3), 1);
        const timed = prepared.map((peer, k) => ({ ...peer, ms: median(theirs[k]) }));
        printRatios(print, size, median(ours), timed, { backend, engine: name, threads, handOver });
      }
    }
  } finally {
    for (const { peer } of running) peer.stop();
    rmSync(folder, { recursive: true });
  }
}

const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
