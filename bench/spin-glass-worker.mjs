// Half of the replicas: sends their energies once, then evaluates as often as it is told.
import { parentPort, workerData } from 'node:worker_threads';
import { createKernels } from '../dist/kernels/index.js';

const { module, backend, shape, points } = workerData;
const count = points.length / shape.size;
const fleet = createKernels(backend, module).glass(shape).fleet(count, 'float32');
fleet.load(points, count, 0);
fleet.measure();
parentPort.postMessage(Float64Array.from(fleet.energies).subarray(0, count));
parentPort.on('message', (repeats) => {
  for (let k = 0; k < repeats; k++) fleet.measure();
  parentPort.postMessage('done');
});
