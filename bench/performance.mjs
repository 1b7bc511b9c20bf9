// Writes docs/performance.md: what the processor can do, what our kernels reach of it, and how long others take for the same.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { deep } from './deep.mjs';
import { networks } from './networks.mjs';
import { peak } from './peaks.mjs';
import { spinGlass } from './spin-glass.mjs';

const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const widths = [16, 32, 64];
const jobs = [
  {
    bench: spinGlass,
    title: 'Gradient of the 3-spin glass, 1000 replicas',
    key: 'Λ',
    unit: 'a gradient of all',
    sizes: [25, 50, 100, 250],
    operations: (size) => (2 / 3) * size ** 3 * 1000,
  },
  {
    bench: networks,
    title: 'Training 100-*n*₁-10, ensembles',
    key: '*n*₁',
    unit: 'a step of all',
    sizes: [25, 100, 500],
  },
  { bench: deep, title: 'Training 784-*n*×5-10 with Adam', key: '*n*', unit: 'a step', sizes: [100, 500] },
];

export async function performancePage({ sizes, peers = ['jax', 'torch', 'numpy'], rounds, quick, print }) {
  const load = () => loadavg()[0].toFixed(1);
  const began = load();
  const peaks = widths.map((width) => ({
    width,
    numbers: [
      ['float', false],
      ['float', true],
      ['double', false],
      ['double', true],
    ].map(([type, fused]) => peak(type, width, fused)),
  }));
  const lanes = peaks.at(-1).numbers[0] ?? Number.NaN;
  const sections = [];
  for (const { bench, title, key, unit, sizes: usual, operations } of jobs) {
    const lines = [];
    const common = { sizes: sizes ?? usual, backend: 'wasm', rounds, quick };
    const seen = (line) => {
      lines.push(line);
      print({ of: title, ...line });
    };
    await bench({ ...common, engine: 'auto', peers, print: seen });
    const portable = [];
    await bench({ ...common, engine: 'wasm', peers: [], print: (line) => portable.push(line) });
    const rows = common.sizes.map((size) => {
      const mine = lines.filter((line) => line.size === size);
      const ours = mine[0].oursMs;
      const rate = operations ? operations(size) / ours / 1e6 : undefined;
      const theirs = peers.map((peer) => {
        const found = mine.find((line) => line.peer === peer);
        return found ? `${found.ratio.toFixed(2)} (${found.form})` : 'not there';
      });
      const share = rate ? [`${rate.toFixed(0)}, ${Math.round((100 * rate) / lanes)} %`] : [];
      return [size, number(ours), number(portable.find((line) => line.size === size).oursMs), ...share, ...theirs];
    });
    const share = operations ? ['GFLOP/s, share of the peak'] : [];
    const head = [key, `ms ${unit}`, 'in WASM', ...share, ...peers.map((peer) => `${peer} takes times`)];
    sections.push(`## ${title}\n\n${table(head, rows)}`);
  }
  const peakRows = peaks.map(({ width, numbers }) => [
    8 * width,
    ...numbers.map((x) => x?.toFixed(0) ?? 'no compiler'),
  ]);
  writeFileSync(
    page,
    `# How fast the kernels are

Written by \`npm run bench -- performance\`. One thread, float32, milliseconds of processor time, contestants in turn in one run; each in the fastest of its forms.
${cpus()[0].model.trim()}, Node ${process.version}; load ${began} at the beginning, ${load()} at the end, so that numbers of one
machine and day are compared with each other and with nothing else. A form is chosen by its first calls: on a busy machine the choice is rough.

## What the processor can do

${table(['bits', 'float32, multiply then add', 'fused', 'float64, multiply then add', 'fused'], peakRows)}

10⁹ operations a second of one thread, by ten sums side by side (\`bench/peaks.mjs\`). Equal bits everywhere need multiply, then add; the other
libraries fuse. Shares below are of multiply, then add, at ${8 * widths.at(-1)} bits.

${sections.join('\n\n')}

An ensemble has 5000/*n*₁ networks: 200, 50 and 10, which fill 96, 78 and 62 % of vectors of 16.

Our bits are the same in WASM, in the browser and in the native library. Decisions [12](decisions/012-deep-networks-by-lists.md),
[17](decisions/017-curvature-by-rows-of-samples.md) and [25](decisions/025-native-engine-and-tail.md) say why the numbers are what they are.
`,
  );
}

const number = (x) => (x < 10 ? x.toPrecision(2) : x.toFixed(0));

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
