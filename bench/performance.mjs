// Writes docs/performance.md: what the processor can do, what our kernels reach of it, and how long others take for the same.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { deep } from './deep.mjs';
import { descent } from './descent.mjs';
import { gated } from './gated.mjs';
import { networks } from './networks.mjs';
import { peak } from './peaks.mjs';
import { spinGlass } from './spin-glass.mjs';
import { tiny } from './tiny.mjs';

const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url));
const widths = [16, 32, 64];
const jobs = [
  {
    bench: spinGlass,
    title: 'Gradient of the 3-spin glass, 1000 replicas',
    key: 'Λ',
    unit: 'a gradient of all',
    sizes: [25, 50, 100, 250, 500],
    operations: (size) => (2 / 3) * size ** 3 * 1000,
  },
  {
    bench: networks,
    title: 'Training 100-*n*₁-10, ensembles',
    key: '*n*₁',
    unit: 'a step of all',
    sizes: [25, 100, 500],
  },
  {
    bench: gated,
    title: 'Descents on 9-*n*-*n*-1 networks of the ladder, 1000 points',
    key: '*n*',
    unit: '40 steps of all',
    sizes: [4, 6],
  },
  { bench: deep, title: 'Training 784-*n*×5-10 with Adam', key: '*n*', unit: 'a step', sizes: [100, 500] },
];

const descentTitle = 'Descent of 1000 replicas to the residual 1e-4, Λ = 100';
const tinyTitle = 'Training 2-2-1 on XOR, 2048 networks';

/** @param only  words of titles: those sections alone are measured, and put into the page that is there */
export async function performancePage({ sizes, peers = ['jax', 'torch', 'numpy'], rounds, quick, only, print }) {
  const wanted = (title) => !only || only.some((word) => title.includes(word));
  const load = () => loadavg()[0].toFixed(1);
  const began = load();
  const peaks = (only ? [] : widths).map((width) => ({
    width,
    numbers: [
      ['float', false],
      ['float', true],
      ['double', false],
      ['double', true],
    ].map(([type, fused]) => peak(type, width, fused)),
  }));
  const lanes = peaks.at(-1)?.numbers[0] ?? Number.NaN;
  const sections = [];
  for (const { bench, title, key, unit, sizes: usual, operations } of jobs.filter((job) => wanted(job.title))) {
    const before = load();
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
      const share = rate ? [`${rate.toFixed(0)}${lanes ? `, ${Math.round((100 * rate) / lanes)} %` : ''}`] : [];
      return [size, number(ours), number(portable.find((line) => line.size === size).oursMs), ...share, ...theirs];
    });
    const share = operations ? [`GFLOP/s${lanes ? ', share of the peak' : ''}`] : [];
    const head = [key, `ms ${unit}`, 'in WASM', ...share, ...peers.map((peer) => `${peer} takes times`)];
    sections.push({ title, text: `${table(head, rows)}\n\nLoad ${before} to ${load()}.` });
  }
  if (wanted(descentTitle))
    sections.push({ title: descentTitle, text: await descentSection({ rounds, quick, print, load }) });
  if (wanted(tinyTitle))
    sections.push({ title: tinyTitle, text: await tinySection({ peers, rounds, quick, print, load }) });
  if (only) {
    writeFileSync(page, sections.reduce(replaced, readFileSync(page, 'utf8')));
    return;
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

${sections.map(({ title, text }) => `## ${title}\n\n${text}`).join('\n\n')}

## Remarks

An ensemble has 208, 64 and 16 networks, which fill vectors of 16.

Our bits are the same in WASM, in the browser and in the native library. Decisions [12](decisions/012-deep-networks-by-lists.md),
[17](decisions/017-curvature-by-rows-of-samples.md) and [25](decisions/025-native-engine-and-tail.md) say why the numbers are what they are.
`,
  );
}

/** The page with another section of this title; before the remarks where there was none. */
function replaced(whole, { title, text }) {
  const heading = `## ${title}\n`;
  const found = whole.indexOf(heading);
  const at = found < 0 ? whole.indexOf('## Remarks\n') : found;
  const end = found < 0 ? at : whole.indexOf('\n## ', found) + 1;
  return `${whole.slice(0, at)}${heading}\n${text}\n\n${whole.slice(end)}`;
}

/** Gradient descent to the end and with the tail, ours and JAX's; JAX's plain descent against our tail besides. */
async function descentSection({ rounds, quick, print, load }) {
  const before = load();
  const measured = async (engine, peers) => {
    const lines = [];
    await descent({
      ...{ backend: 'wasm', engine, peers, rounds, quick },
      print: (line) => {
        lines.push(line);
        print({ of: descentTitle, ...line });
      },
    });
    return lines;
  };
  const [plain, tail] = await measured('auto', ['jax']);
  const portable = await measured('wasm', []);
  const times = (theirs, ours) =>
    theirs.peer ? ((theirs.ratio * theirs.oursMs) / ours.oursMs).toFixed(2) : 'not there';
  const rows = [
    ['gradient descent', plain, portable[0], times(plain, plain)],
    ['with a tail of Barzilai–Borwein steps', tail, portable[1], times(tail, tail)],
  ].map(([name, ours, wasm, ratio]) => [name, number(ours.oursMs / 1000), number(wasm.oursMs / 1000), ratio]);
  const across = `JAX's gradient descent takes ${times(plain, tail)} times the seconds of ours with the tail.`;
  return `${table(['descent', 's', 'in WASM', 'jax takes times'], rows)}\n\n${across} Load ${before} to ${load()}.`;
}

/** Nanoseconds of a step of one network, by activation. */
async function tinySection({ peers, rounds, quick, print, load }) {
  const lines = [];
  const before = load();
  const seen = (line) => {
    lines.push(line);
    print({ of: tinyTitle, ...line });
  };
  await tiny({ peers: peers.filter((peer) => peer !== 'numpy'), rounds, quick, print: seen });
  const rows = lines.map(({ activation, contestant, form, nanoseconds, timesOurs }) => [
    ...[activation, `${contestant} (${form})`, number(nanoseconds)],
    ...Object.values(timesOurs).map((ratio) => ratio.toFixed(2)),
  ]);
  const head = ['units', 'contestant', 'ns a step of a network'];
  const ours = Object.keys(lines[0].timesOurs).map((name) => `times ${name}`);
  return `${table([...head, ...ours], rows)}\n\nLoad ${before} to ${load()}.`;
}

const number = (x) => (x < 10 ? x.toPrecision(2) : x.toFixed(0));

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
