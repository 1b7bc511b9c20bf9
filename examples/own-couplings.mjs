// Couplings of one's own in place of random ones: the critical points of a tensor on the sphere, all of them, and where descents end.
import { minima, run, stream } from 'glasscape';
import { createKernels } from 'glasscape/kernels';
import { tensorLandscape } from 'glasscape/landscapes';
import { tensorEigenpairs } from 'glasscape/search';

// J = Σ_i e_i ⊗ e_i ⊗ e_i, the Fermat cubic x³ + y³ + z³: eigenvalues 1 (three), 1/√2 (three), 1/√3 (one).
const [order, size] = [3, 3];
const entries = new Float64Array(size ** order);
for (let i = 0; i < size; i++) entries[(i * size + i) * size + i] = 1;

const { status, reason, pairs } = run(tensorEigenpairs(stream(1, 'own', 0, 'gamma'), { order, size, entries }));
console.log(`${status}: ${reason}`);
for (const { value, index, vector } of pairs)
  console.log(
    `eigenvalue ${value.toFixed(6)}  index ${index}  at ${Array.from(vector, (x) => x.toFixed(3)).join(' ')}`,
  );

const kernels = createKernels();
const landscape = tensorLandscape({ order, size, entries }, kernels, { name: 'Fermat cubic', precision: 'float64' });
const draw = stream(1, 'own', 0, 'starts');
const start = () => {
  const point = Float64Array.from({ length: size }, () => draw.normal());
  landscape.manifold.retract(point);
  return point;
};
const options = { starts: 12, start, tolerance: 1e-10, maxSteps: 20_000, threshold: 1e-6 };
const found = run(minima.search(landscape, options, { kernels, draw }));
for (const { value, times } of found.minima)
  console.log(`minimum at energy per spin ${(value / size).toFixed(6)}, ${times} descents`);
