// Your own trained network from an .npz file: what kind of point is it? W1 (units × inputs), b1, W2, b2, and the data x, y beside them.
// Without an argument a small network is trained here and written first, as numpy would write it.
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexAt, stream } from 'glasscape';
import { decodeNpz, encodeNpz, joinPieces } from 'glasscape/data';
import { createKernels } from 'glasscape/kernels';
import { labeledExamples, networkLandscape } from 'glasscape/landscapes';
import { gradientDescent, run } from 'glasscape/search';

const sizes = [4, 5, 3];

/** Three clouds of points, and a network that descends on them. */
function trained() {
  const draw = stream(1, 'own-network', 0, 'data');
  const labels = Uint8Array.from({ length: 150 }, (_, s) => s % 3);
  const x = Float32Array.from({ length: 600 }, (_, i) => draw.normal() + 1.5 * Number(i % 4 === Math.floor(i / 4) % 3));
  const network = networkLandscape({ sizes, activation: 'tanh', loss: 'cross-entropy' }, examplesOf(x, labels));
  const start = Float64Array.from({ length: network.dimension }, () => 0.5 * draw.normal());
  const problem = { landscape: network, starts: start, count: 1, rate: 0.5, tolerance: 1e-4, maxSteps: 2000 };
  const [{ point }] = run(gradientDescent(problem));
  const part = (from, shape) => ({ shape, data: point.slice(from, from + shape.reduce((n, k) => n * k, 1)) });
  return {
    W1: part(0, [5, 4]),
    b1: part(20, [5]),
    W2: part(25, [3, 5]),
    b2: part(40, [3]),
    x: { shape: [150, 4], data: x },
    y: { shape: [150], data: labels },
  };
}

function examplesOf(images, labels) {
  return labeledExamples({ count: labels.length, inputs: sizes[0], images, labels }, sizes[2], 'cross-entropy');
}

const file = process.argv[2] ?? join(tmpdir(), 'glasscape-own-network.npz');
if (!process.argv[2]) writeFileSync(file, joinPieces(encodeNpz(trained())));

const arrays = decodeNpz(readFileSync(file), file);
const parameters = Float64Array.from(['W1', 'b1', 'W2', 'b2'].flatMap((name) => [...arrays.get(name).data]));
const examples = examplesOf(arrays.get('x').data, arrays.get('y').data);
const network = networkLandscape({ sizes, activation: 'tanh', loss: 'cross-entropy' }, examples, createKernels());
const { value, gradientNorm, negative, zero, positive } = indexAt(network, parameters, { threshold: 1e-3 });
console.log(`${network.name}: mean loss ${value.toFixed(6)}, gradient norm ${gradientNorm.toExponential(1)}`);
console.log(`eigenvalues of the Hessian: ${negative} below −0.001, ${zero} within, ${positive} above 0.001`);
