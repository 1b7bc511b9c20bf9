// Energy and gradient of the 3-spin glass for 1000 replicas, float32, 1 thread each. Times are milliseconds of a processor, the median of
// the rounds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spherePoints, writeGlass } from './glass-inputs.mjs';
import { startPeer } from './peer.mjs';
import { kernelsAtHand, spent } from './processor.mjs';
import { alternate, median, printRatios } from './rounds.mjs';

const replicas = 1000;
const threads = 1;
/** Up to this size both sides get the same couplings and their energies are compared; above, the peers draw their own. */
const comparedSize = 250;
/** Of the energies' root mean square; float32 sums of Λ³ terms in different orders differ by less. */
const tolerance = 1e-3;

export async function spinGlass({
  sizes = [25, 50, 100, 250, 500],
  peers = ['numpy', 'torch', 'jax'],
  backend,
  engine,
  quick,
  rounds,
  print,
}) {
  const { kernels, engine: name } = await kernelsAtHand(backend, engine);
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-bench-'));
  const running = peers
    .map((name) => ({ name, peer: startPeer(`spin_glass_${name}`, name, threads) }))
    .filter(({ peer }) => peer);
  try {
    for (const size of sizes) {
      const shape = { order: 3, size, seed: 1, disorder: 0 };
      const points = spherePoints(kernels, size, replicas);
      const files = writeGlass(kernels, shape, points, folder, size <= comparedSize);
      const ours = startOurs(kernels, shape, points);
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
      printRatios(print, size, median(mine), timed, { backend, engine: name, threads });
    }
  } finally {
    for (const { peer } of running) peer.stop();
    rmSync(folder, { recursive: true });
  }
}

function startOurs(kernels, shape, points) {
  const fleet = kernels.glass(shape).fleet(replicas, 'float32');
  fleet.load(points, replicas, 0);
  fleet.measure();
  return { energies: [...fleet.energies], run: (repeats) => spent(() => fleet.measure(), repeats) };
}

function compare(name, size, ours, theirs) {
  const scale = Math.sqrt(ours.reduce((sum, energy) => sum + energy * energy, 0) / ours.length);
  const worst = Math.max(...ours.map((energy, r) => Math.abs(energy - theirs[r]))) / scale;
  if (!(worst < tolerance))
    throw new Error(`bench: energies of ${name} at ${size} spins differ from ours by ${worst} of their scale`);
}
