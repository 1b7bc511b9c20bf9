// A run of every experiment that takes seconds and has six tasks or more: what campaigns kill and resume, and what memory is measured on.
// test/contract/registries.test.ts holds that none is missing.

const images = { epochs: 1, trainSize: 300, testSize: 50 };
const samples = {
  x: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
  y: [0, 1, 1, 0],
};

/** Parameters by the experiment's name. */
export const smallRuns = {
  barriers: { size: 10, disorders: 8, starts: 12, keep: 3, images: 9 },
  'deep-training': { hidden: [8, 8], networks: 8, networksPerTask: 1, ...images },
  'descent-trajectory': { size: 20, disorders: 8, replicas: 2 },
  'glass-annealing': { size: 15, disorders: 8, replicas: 2, proposals: 20_000 },
  'landscape-descent': { landscape: { family: 'spin-glass', size: 20 }, disorders: 8, replicas: 4, points: 200 },
  'langevin-escape': { size: 20, disorders: 6, starts: 2, replicas: 2, maxTime: 5 },
  'lower-minimum': { size: 20, disorders: 6, starts: 2, replicas: 2, maxTime: 6 },
  'network-annealing': {
    widths: [4],
    networks: 6,
    networksPerTask: 1,
    proposals: 3000,
    trainSize: 200,
    testSize: 50,
  },
  'network-assumptions': {
    hidden: [4],
    networks: 6,
    networksPerTask: 1,
    epochs: 1,
    looks: [0, 1],
    trainSize: 300,
    samples: 60,
  },
  'network-index': { widths: [4], networks: 6, networksPerTask: 1, polishSteps: 20, ...images },
  'network-training': { widths: [5, 8], networks: 10, networksPerTask: 1, ...images },
  'network-trajectory': { widths: [4], networks: 6, networksPerTask: 1, looks: 4, ...images },
  'quantized-networks': { width: 5, networks: 6, networksPerTask: 1, ...images },
  'saddle-search': { size: 10, disorders: 12, starts: 2 },
  'small-glass': { size: 5, disorders: 12, disordersPerTask: 2 },
  'small-training': { ...samples, hidden: [4, 4], steps: 2000, networks: 120, networksPerTask: 12 },
  'spin-glass-descent': { size: 30, replicas: 200, replicasPerTask: 10 },
  'tiny-training': { steps: 4000, networks: 600, networksPerTask: 60 },
};
