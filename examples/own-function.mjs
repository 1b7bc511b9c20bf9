// Your own function of two variables: all its critical points, with certificates. Himmelblau's function has nine.
import { fromCallbacks, run, saddles, stream } from 'glasscape';
import { createKernels } from 'glasscape/kernels';

const himmelblau = {
  name: "Himmelblau's function",
  dimension: 2,
  value: ([x, y]) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
  gradient([x, y], out) {
    out[0] = 4 * x * (x * x + y - 11) + 2 * (x + y * y - 7);
    out[1] = 2 * (x * x + y - 11) + 4 * y * (x + y * y - 7);
  },
  hessianVector([x, y], [v, w], out) {
    out[0] = (12 * x * x + 4 * y - 42) * v + 4 * (x + y) * w;
    out[1] = 4 * (x + y) * v + (12 * y * y + 4 * x - 26) * w;
  },
};

// A bound on the third derivative D³f[v, v, v] = 24x v₁³ + 12 v₁v₂(v₁ + v₂) + 24y v₂³ over a ball makes "certified" of "certified-given-K".
const bounded = {
  ...himmelblau,
  // Sums of a few terms below 10⁴ at the points that matter.
  accuracy: { gradient: 1e-11, hessian: 1e-11 },
  regularity: {
    hessianLipschitz: ([x, y], radius) => ({
      value: 24 * (Math.max(Math.abs(x), Math.abs(y)) + radius) + 12 * Math.SQRT1_2,
      kind: 'bound',
    }),
  },
};

/** Searches from every point of a grid. */
function criticalPoints(callbacks) {
  const grid = [-4, -3, -2, -1, 0, 1, 2, 3, 4].flatMap((x) => [-4, -2, -1, 0.3, 1, 2, 4].map((y) => [x, y]));
  const search = saddles.search(
    fromCallbacks(callbacks),
    {
      starts: grid.length,
      start: (k) => Float64Array.from(grid[k]),
      methods: ['newton-mr', 'trust-region'],
      tolerance: 1e-12,
      maxSteps: 100,
      threshold: 1e-6,
    },
    { kernels: createKernels(), draw: stream(1, 'own-function', 0, 'probes') },
  );
  return run(search).points;
}

for (const callbacks of [bounded, himmelblau]) {
  const points = criticalPoints(callbacks);
  console.log(`${points.length} critical points`);
  for (const { position, value, index, kind, certainty } of points) {
    const place = [...position].map((x) => x.toFixed(5).padStart(9)).join(' ');
    console.log(`${place}  value ${value.toFixed(5).padStart(10)}  index ${index.negative}  ${kind}, ${certainty}`);
  }
}
