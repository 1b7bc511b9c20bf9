// Two spheres with a coupling between them: a landscape on a product of manifolds under the same instruments.
import { barrier, fromCallbacks, minima, run, stream } from 'glasscape';
import { createKernels } from 'glasscape/kernels';
import { product, sphere } from 'glasscape/landscapes';

const [n, m] = [6, 5];
const draw = stream(2, 'coupled-spheres', 0, 'couplings');
const A = Array.from({ length: n }, () => Array.from({ length: n }, () => draw.normal()));
const J = Array.from({ length: n }, () => Array.from({ length: m }, () => draw.normal()));
for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) A[i][j] = A[j][i];

// L(x, y) = ½ xᵀA x + Σ J_ij x_i y_j on |x|² = n, |y|² = m.
const [x, y] = [(w) => w.subarray(0, n), (w) => w.subarray(n)];
const product2 = (w, out) => {
  const [wx, wy] = [x(w), y(w)];
  for (let i = 0; i < n; i++)
    out[i] = A[i].reduce((sum, a, j) => sum + a * wx[j], 0) + J[i].reduce((sum, c, j) => sum + c * wy[j], 0);
  for (let j = 0; j < m; j++) out[n + j] = J.reduce((sum, row, i) => sum + row[j] * wx[i], 0);
};
const landscape = fromCallbacks({
  name: 'two coupled spheres',
  dimension: n + m,
  manifold: product([sphere(n), sphere(m)]),
  value(w) {
    const out = new Float64Array(n + m);
    product2(w, out);
    return out.reduce((sum, g, i) => sum + g * w[i], 0) / 2;
  },
  gradient: product2,
  hessianVector: (_w, v, out) => product2(v, out),
  symmetries: [
    {
      name: 'sign',
      statement: 'both spheres may change their signs together',
      sample: (w) => w.map((v) => -v),
      nearest: (target, w) => (target.reduce((sum, t, i) => sum + t * w[i], 0) < 0 ? w.map((v) => -v) : w.slice()),
    },
  ],
});

const start = (k) => {
  const normals = stream(2, 'coupled-spheres', k, 'start');
  const w = Float64Array.from({ length: n + m }, () => normals.normal());
  landscape.manifold.retract(w);
  return w;
};
const tools = { kernels: createKernels(), draw };
const found = run(minima.search(landscape, { starts: 20, start, threshold: 1e-6 }, tools));
for (const { value, times, certainty } of found.minima)
  console.log(`minimum ${value.toFixed(6)}, reached ${times} times, ${certainty}`);
const options = { between: { starts: 20, start }, images: 25, maxSteps: 2000, tolerance: 1e-3, threshold: 1e-6 };
const { barrier: pass, sameFunction } = run(barrier.search(landscape, options, tools));
if (pass)
  console.log(
    `pass: ${pass.kind} at ${pass.value.toFixed(6)}${sameFunction ? ', between a minimum and its mirror image' : ''}`,
  );
