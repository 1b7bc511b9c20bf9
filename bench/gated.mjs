// Descents on a network of the ladder (rung relu-sphere: 9-n-n-1, softplus of sharpness 8, 16 n samples, logistic loss, weights on one sphere),
// 1000 points side by side, float32, one thread each: so many steps, each with its tangent gradient, taken back where it rises. Times are
// milliseconds of a processor for all steps of all points, the median of the rounds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatedLandscape } from '../dist/landscapes/gated-network/gated-network.js';
import { gatedNetworkOf, gatedSchema } from '../dist/landscapes/gated-network/spec.js';
import { usualRate } from '../dist/search/gradient-descent.js';
import { saveArray, spherePoints } from './glass-inputs.mjs';
import { startPeer } from './peer.mjs';
import { kernelsAtHand, spent } from './processor.mjs';
import { alternate, median, printRatios } from './rounds.mjs';

const replicas = 1000;
const steps = 100;
const threads = 1;
/** Of the mean energy after the steps: roundings of float32 decide here and there whether a step is taken back. */
const agreement = 1e-2;

export async function gated({ sizes = [4, 6], peers = ['jax'], backend, engine, quick, rounds, print }) {
  const { kernels, engine: name } = await kernelsAtHand(backend, engine);
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-bench-'));
  const running = peers
    .map((name) => ({ name, peer: startPeer(`gated_${name}`, name, threads) }))
    .filter(({ peer }) => peer);
  try {
    for (const size of sizes) {
      const count = quick ? 100 : replicas;
      const fields = { size, inputs: 9, samples: 16 * size, sharpness: 8, loss: 'logistic', seed: 1 };
      const net = gatedNetworkOf(gatedSchema.parse(fields), []);
      const { weights: dimension, widths, margin, front, gates: sharpness } = net;
      const radius = Math.sqrt(dimension);
      const domain = { blocks: [{ dimension, radius }], unit: radius, pull: 0 };
      const rate = usualRate(gatedLandscape(net, { name: 'bench', domain: 'sphere', decay: 0, convention: '' }));
      const points = spherePoints(kernels, dimension, count);
      const fleet = kernels.gatedNetwork(net, domain).fleet(count, 'float32');
      const descend = () => {
        fleet.load(points, count, rate);
        fleet.advance(steps);
      };
      descend();
      const mine = mean(fleet.energies);
      const save = (name, shape, data) => saveArray(folder, name, shape, data);
      const question = {
        ...{ do: 'prepare', widths, margin, front, sharpness, steps, rate },
        points: save('points', [count, dimension], points),
        x: save('x', [net.y.length, widths[0]], net.x),
        y: save('y', [net.y.length], net.y),
      };
      const prepared = [];
      for (const { name, peer } of running) {
        const { form, energy } = await peer.ask(question);
        if (!(Math.abs(energy / mine - 1) < agreement))
          throw new Error(`bench: descents of ${name} at ${size} units are at ${energy} on the mean, ours at ${mine}`);
        prepared.push({ name, form, run: async (repeats) => (await peer.ask({ do: 'run', repeats })).ms });
      }
      const contestants = [(repeats) => spent(descend, repeats), ...prepared.map(({ run }) => run)];
      const [ours, ...theirs] = await alternate(contestants, rounds ?? (quick ? 1 : 5), quick ? 50 : 300);
      const timed = prepared.map((peer, k) => ({ ...peer, ms: median(theirs[k]) }));
      printRatios(print, size, median(ours), timed, { backend, engine: name, threads, points: count, steps });
    }
  } finally {
    for (const { peer } of running) peer.stop();
    rmSync(folder, { recursive: true });
  }
}

const mean = (values) => values.reduce((sum, x) => sum + x, 0) / values.length;
