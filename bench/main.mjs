// Benchmarks: ours and the best known forms of others on the same work in one run, in alternating rounds.
//   npm run bench -- spin-glass [--size 25,100,250,500] [--peer numpy,torch,jax] [--backend wasm|wasm-relaxed] [--engine auto|wasm|native]
//   npm run bench -- descent    [--size 100] [--peer jax] [--backend …] [--quick]   to the residual 1e-4, with the tail and without
//   npm run bench -- annealing  [--size 25,50,100] [--backend …] [--quick]
//   npm run bench -- index      [--size 10,25] [--peer torch,numpy] [--backend …] [--quick]
//   npm run bench -- hessian-vector [--size 25,100] [--quick]       a product against a gradient
//   npm run bench -- curvature  [--size 32,64] [--peer torch] [--backend …] [--quick]   products and index of a tanh network
//   npm run bench -- inertia    [--backend …] [--quick]             counts against numpy's eigenvalues
//   npm run bench -- networks   [--size 25,50,100,250,500] [--peer torch,jax,numpy] [--backend …] [--quick]
//   npm run bench -- deep       [--size 100,500] [--peer torch,jax,numpy] [--backend …] [--quick]
//   npm run bench -- tiny       [--size 2,4,7] [--peer torch,jax] [--quick]   2-h-1 networks on XOR, ns a step of a network
//   npm run bench -- gated      [--size 4,6] [--peer jax] [--quick]           descents on a network of the ladder
//   npm run bench -- theory     [--size 10,30,100] [--quick]       first evaluations, cold, and curves
//   npm run bench -- performance [--peer jax,torch,numpy] [--only Adam,XOR]   writes docs/performance.md, or sections whose titles have these words
// Prints JSON lines {bench, size, oursMs, peer, peerMs, ratio, …} with ratio = peerMs / oursMs; what is absent goes to stderr.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { backendNames } from '../dist/kernels/index.js';
import { annealing } from './annealing.mjs';
import { curvature } from './curvature.mjs';
import { deep } from './deep.mjs';
import { descent } from './descent.mjs';
import { gated } from './gated.mjs';
import { hessianVector } from './hessian-vector.mjs';
import { index } from './index.mjs';
import { inertia } from './inertia.mjs';
import { networks } from './networks.mjs';
import { performancePage } from './performance.mjs';
import { spinGlass } from './spin-glass.mjs';
import { theory } from './theory.mjs';
import { tiny } from './tiny.mjs';

const benches = {
  descent,
  deep,
  annealing,
  curvature,
  gated,
  'hessian-vector': hessianVector,
  index,
  inertia,
  networks,
  'spin-glass': spinGlass,
  theory,
  tiny,
};

/** Writes a page, and runs when it is named alone. */
const pages = { performance: performancePage };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    size: { type: 'string' },
    peer: { type: 'string' },
    backend: { type: 'string', default: 'wasm' },
    engine: { type: 'string', default: 'auto' },
    rounds: { type: 'string' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

const sizes = values.size?.split(',').map(Number);
if (sizes?.some((size) => !Number.isInteger(size) || size < 2)) fail(`--size must be integers ≥ 2, got ${values.size}`);
if (!backendNames.includes(values.backend))
  fail(`--backend must be one of ${backendNames.join(', ')}, got ${values.backend}`);
const names = positionals.length > 0 ? positionals : Object.keys(benches);
const all = { ...benches, ...pages };
const unknown = names.find((name) => !all[name]);
if (unknown) fail(`unknown benchmark ${unknown}; there are ${Object.keys(all).join(', ')}`);
const [load] = loadavg();
if (load > 0.5)
  console.error(
    `bench: other work runs on this machine (load ${load.toFixed(1)}); libraries with threads of their own suffer most from that`,
  );
for (const name of names)
  await all[name]({
    sizes,
    peers: values.peer?.split(','),
    backend: values.backend,
    engine: values.engine,
    quick: values.quick,
    only: values.only?.split(','),
    rounds: values.rounds ? Number(values.rounds) : undefined,
    print: (line) => console.log(JSON.stringify({ bench: name, ...line })),
  });

function fail(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}
