// The spectrum of the Hessian of a small network at a random point: all eigenvalues, and how many are negative.
import { run, spectrum, stream } from 'glasscape';
import { createKernels } from 'glasscape/kernels';
import { labeledExamples, networkLandscape } from 'glasscape/landscapes';

const draw = stream(3, 'spectrum', 0, 'data');
const [inputs, outputs, count] = [6, 3, 200];
const images = Float32Array.from({ length: count * inputs }, () => draw.normal());
const labels = Uint8Array.from({ length: count }, () => draw.integer(outputs));
const examples = labeledExamples({ count, inputs, images, labels }, outputs, 'cross-entropy');
const kernels = createKernels();
const shape = { sizes: [inputs, 8, 5, outputs], activation: 'tanh', loss: 'cross-entropy' };
const network = networkLandscape(shape, examples, kernels);
const point = Float64Array.from({ length: network.dimension }, () => 0.6 * draw.normal());

const options = { point, fullUpTo: 500, extremes: 5, memory: 1e9 };
const { dimension, value, spectrum: found } = run(spectrum.search(network, options, { kernels, draw }));
const { eigenvalues } = found;
console.log(`${dimension} eigenvalues at mean loss ${value.toFixed(4)}`);
console.log(`lowest ${eigenvalues[0].toFixed(5)}, highest ${eigenvalues.at(-1).toFixed(5)}`);
console.log(`${eigenvalues.filter((λ) => λ < 0).length} negative`);
