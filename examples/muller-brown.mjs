// The Müller–Brown surface: its three minima and two saddles, and the barrier between the two lowest minima. Energies as in
// Müller and Brown, Theor. Chim. Acta 53, 75 (1979).
import { barrier, fromCallbacks, run, saddles, stream } from 'glasscape';
import { createKernels } from 'glasscape/kernels';

const terms = [
  { A: -200, a: -1, b: 0, c: -10, x0: 1, y0: 0 },
  { A: -100, a: -1, b: 0, c: -10, x0: 0, y0: 0.5 },
  { A: -170, a: -6.5, b: 11, c: -6.5, x0: -0.5, y0: 1.5 },
  { A: 15, a: 0.7, b: 0.6, c: 0.7, x0: -1, y0: 1 },
];
/** Each term is A eᑫ with q quadratic: e = A eᑫ, the gradient (p, r) of q. */
const at = ([x, y]) =>
  terms.map(({ A, a, b, c, x0, y0 }) => {
    const [u, v] = [x - x0, y - y0];
    return { a, b, c, e: A * Math.exp(a * u * u + b * u * v + c * v * v), p: 2 * a * u + b * v, r: b * u + 2 * c * v };
  });

const surface = fromCallbacks({
  name: 'Müller–Brown surface',
  dimension: 2,
  value: (point) => at(point).reduce((sum, { e }) => sum + e, 0),
  gradient(point, out) {
    out.fill(0);
    for (const { e, p, r } of at(point)) {
      out[0] += e * p;
      out[1] += e * r;
    }
  },
  hessianVector(point, [v, w], out) {
    out.fill(0);
    for (const { e, p, r, a, b, c } of at(point)) {
      out[0] += e * ((p * p + 2 * a) * v + (p * r + b) * w);
      out[1] += e * ((p * r + b) * v + (r * r + 2 * c) * w);
    }
  },
  // e and its derivatives stay below 10⁴ where the critical points are.
  accuracy: { gradient: 1e-10, hessian: 1e-9 },
  regularity: {
    // |D³(A eᑫ)[v, v, v]| ≤ |A| e^{q′s} (g³ + 3 g k) with g, k bounds of q′ and q″ over the ball.
    hessianLipschitz(point, radius) {
      let value = 0;
      for (const { e, p, r, a, b, c } of at(point)) {
        const k = 2 * Math.hypot(a, b / Math.SQRT2, c);
        const g = Math.hypot(p, r) + k * radius;
        value += Math.abs(e) * Math.exp(g * radius) * (g ** 3 + 3 * g * k);
      }
      return { value, kind: 'bound' };
    },
  },
});

const tools = { kernels: createKernels(), draw: stream(1, 'muller-brown', 0, 'probes') };
const grid = Array.from({ length: 14 * 12 }, (_, k) => [-1.5 + 0.2 * (k % 14), -0.3 + 0.2 * Math.floor(k / 14)]);
const { points } = run(
  saddles.search(
    surface,
    {
      starts: grid.length,
      start: (k) => Float64Array.from(grid[k]),
      methods: ['newton-mr', 'trust-region'],
      tolerance: 1e-11,
      maxSteps: 100,
      threshold: 1e-6,
    },
    tools,
  ),
);
const certified = points.filter(({ certainty }) => certainty === 'certified');
for (const { position, value, kind } of certified)
  console.log(
    `${kind.padEnd(13)} ${value.toFixed(5).padStart(11)}  at ${[...position].map((x) => x.toFixed(5)).join(', ')}`,
  );

const [lowest, next] = certified.filter(({ kind }) => kind === 'minimum');
const between = { from: lowest.position, to: next.position };
const path = run(
  barrier.search(surface, { between, images: 41, maxSteps: 5000, tolerance: 1e-2, threshold: 1e-6 }, tools),
);
console.log(`barrier: ${path.barrier.kind}, over ${path.barrier.value.toFixed(5)}`);
