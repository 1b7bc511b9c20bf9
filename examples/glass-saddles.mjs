// Critical points of every index of a spherical spin glass, and what share of the expected number was found.
import { run, saddles, spinGlass, stream } from 'glasscape';
import { createKernels } from 'glasscape/kernels';
import { randomStart } from 'glasscape/landscapes';
import { energyBarrier } from 'glasscape/theory';

const shape = { order: 3, size: 30, seed: 1, disorder: 0 };
const kernels = createKernels();
const glass = spinGlass(shape, kernels, 'float64');
const search = saddles.search(
  glass,
  {
    starts: 20,
    start(k) {
      const start = new Float64Array(shape.size);
      randomStart(shape, k, start);
      return start;
    },
    heights: () => ({ lowest: -energyBarrier(3).value * shape.size, highest: 0 }),
    methods: ['newton-mr', 'prescribed-index', 'trust-region'],
    tolerance: 1e-11,
    maxSteps: 300,
    threshold: 1e-6,
  },
  { kernels, draw: stream(1, 'glass-saddles', 0, 'probes') },
);
const { points, yields } = run(search);
const certified = points.filter(({ certainty }) => certainty !== 'uncertified');
console.log(`${certified.length} different certified critical points of a ${glass.name}`);
for (const { value, index, certainty } of certified.slice(0, 8))
  console.log(
    `energy per spin ${(value / shape.size).toFixed(6)}  index ${index.negative} of ${shape.size - 1}  ${certainty}`,
  );
for (const [method, { distinct, searches }] of Object.entries(yields))
  console.log(`${method}: ${distinct} different points from ${searches} searches`);
