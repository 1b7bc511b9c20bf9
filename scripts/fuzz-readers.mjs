// Mutates valid files of every format and reads them: each is read, or refused by a DataError or ArgumentError in one line of at most 300
// characters within two seconds. An archive that is still read holds the arrays it held: its checksums say so.
//
//   npm run build && node scripts/fuzz-readers.mjs [--count 10000] [--seed 1] [--keep DIR]
//
//   --keep DIR   writes the mutated .npy, .npz and .safetensors files that were read, with the numbers they were read as, for
//                scripts/fuzz-readers.py, which compares them with those of numpy and safetensors
//
// Prints one JSON document; exit code 1 when anything else happened.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { stream } from '../dist/base/philox.js';
import { parseStrictJson } from '../dist/base/strict-json.js';
import { openIdx } from '../dist/data/idx.js';
import { decodeCsv, openNpy, openNpz, openSafetensors, readDataFile } from '../dist/data/index.js';
import { findWeights } from '../dist/landscapes/network/weights-file.js';

const { values: options } = parseArgs({
  options: { count: { type: 'string' }, seed: { type: 'string' }, keep: { type: 'string' } },
});
const [count, seed] = [Number(options.count ?? 10_000), Number(options.seed ?? 1)];
const at = (name) => fileURLToPath(new URL(`../test/${name}`, import.meta.url));
const text = (bytes) => new TextDecoder().decode(bytes);

/** Arrays with their numbers; null where one has none. */
function numbersOf(arrays) {
  return [...arrays.values()].map((array) => {
    try {
      const { shape, data } = array.tensor();
      return {
        name: array.name,
        shape,
        sha256: hash(Float64Array.from(data, (x) => (Number.isNaN(x) ? Number.NaN : x))),
      };
    } catch (error) {
      requireKnown(error);
      return { name: array.name, shape: array.shape, sha256: null };
    }
  });
}

function weights(arrays) {
  const found = findWeights('fuzz', 'f', [...arrays.values()], 0);
  return found && { sizes: found.sizes, point: found.point().length };
}

const limits = { maxBytes: 2 ** 24 };
const npz = (bytes) => numbersOf(openNpz(bytes, 'f.npz', limits));
const safetensors = (bytes) => openSafetensors(bytes, 'f.safetensors', limits).arrays;
const readers = [
  ...['matrix', 'fortran', 'big-endian', 'bytes', 'version-2'].map((name) => ({
    file: `golden/data/${name}.npy`,
    ending: '.npy',
    read: (bytes) => numbersOf(new Map([['', openNpy(bytes, '', 'f.npy', limits)]])),
  })),
  ...['golden/data/stored.npz', 'golden/data/deflated.npz', 'cases/torch-names/sequential.npz'].map((file) => ({
    file,
    ending: '.npz',
    checked: true,
    read: npz,
  })),
  ...['golden/data/tensors.safetensors', 'golden/data/types.safetensors', 'cases/faults/i64side.safetensors'].map(
    (file) => ({ file, ending: '.safetensors', read: (bytes) => numbersOf(safetensors(bytes)) }),
  ),
  { file: 'golden/data/table.csv', read: (bytes) => decodeCsv(text(bytes), 'f.csv', limits) },
  { file: 'cases/own-net-iris/iris.csv', read: (bytes) => readDataFile('f.csv', bytes, limits) },
  { file: 'cases/own-net-iris/iris.npz', read: (bytes) => readDataFile('f.npz', bytes, limits) },
  {
    file: 'cases/data-small-8x8/t10k-images-idx3-ubyte',
    read: (bytes) => numbersOf(new Map([['', openIdx(bytes, '', 'f', limits)]])),
  },
  {
    file: 'cases/data-emnist-letters/emnist-letters-test-labels-idx1-ubyte.gz',
    read: (bytes) => numbersOf(new Map([['', openIdx(bytes, '', 'f', limits)]])),
  },
  { file: 'cases/torch-names/ddp-extra-int64.safetensors', read: (bytes) => weights(safetensors(bytes)) },
  { file: 'cases/torch-names/sklearn-coefs.npz', read: (bytes) => weights(openNpz(bytes, 'f', limits)) },
  { file: 'cases/sklearn-iris/expected.json', read: (bytes) => parseStrictJson(text(bytes), 'f.json') },
].map((reader) => ({ ...reader, valid: new Uint8Array(readFileSync(at(reader.file))) }));

/** Between one and three changes: bytes set, bits flipped, pieces cut, doubled, moved, filled or exchanged for words of the formats. */
function mutated(valid, draw) {
  let bytes = Uint8Array.from(valid);
  const below = (n) => Math.floor(draw.uniform() * n);
  // Headers and directories are where files go wrong: half of the changes are near an end.
  const place = () => {
    const near = Math.min(bytes.length, 300);
    const k = below(3);
    return Math.max(0, k === 0 ? below(near) : k === 1 ? bytes.length - 1 - below(near) : below(bytes.length));
  };
  const spliced = (from, to, piece) => Uint8Array.from([...bytes.subarray(0, from), ...piece, ...bytes.subarray(to)]);
  for (let change = below(3); change >= 0 && bytes.length > 0; change--) {
    const from = place();
    const to = Math.min(bytes.length, from + 1 + below(16));
    const kind = below(8);
    if (kind === 0) bytes[from] = below(256);
    else if (kind === 1) bytes[from] ^= 1 << below(8);
    else if (kind === 2) bytes = bytes.slice(0, from);
    else if (kind === 3) bytes = spliced(from, to, []);
    else if (kind === 4) bytes = spliced(from, from, bytes.subarray(from, to));
    else if (kind === 5) bytes.fill([0, 255, 0x5b, 0x22, 0x2c][below(5)], from, to);
    else if (kind === 6) bytes.copyWithin(from, place(), place());
    else bytes = spliced(from, to, new TextEncoder().encode(words[below(words.length)]));
  }
  return bytes;
}

const words = [
  '-1',
  '99999999999999999999',
  '1e999',
  'NaN',
  '""',
  "'",
  '[[[[',
  '}',
  '\ufeff',
  '\u001b[31m',
  '\r',
  '\n\n',
];
words.push("'shape': (1,)", '"dtype"', '(2,)', 'True', 'PK\u0005\u0006', '\u0000\u0000\u0000\u0000', 'F64', '<f8');

const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
function requireKnown(error) {
  const { name, message } = error;
  if (!['DataError', 'ArgumentError'].includes(name) || message.length > 300 || unsafe.test(message)) throw error;
}

function hash(numbers) {
  return createHash('sha256').update(new Uint8Array(numbers.buffer)).digest('hex');
}

const tally = { mutations: count, seed, read: 0, refused: 0, wrong: [] };
const kept = {};
if (options.keep) mkdirSync(options.keep, { recursive: true });
const originals = new Map(readers.filter(({ checked }) => checked).map((r) => [r, JSON.stringify(r.read(r.valid))]));
let slowest = 0;
for (let k = 0; k < count; k++) {
  const reader = readers[k % readers.length];
  const bytes = mutated(reader.valid, stream(seed, 'fuzz', k, 'mutation'));
  const began = performance.now();
  try {
    const found = reader.read(bytes);
    tally.read++;
    if (originals.has(reader) && JSON.stringify(found) !== originals.get(reader))
      tally.wrong.push({ k, file: reader.file, fault: 'other numbers than those that the checksums are of' });
    if (options.keep && reader.ending) {
      writeFileSync(join(options.keep, `${k}${reader.ending}`), bytes);
      kept[`${k}${reader.ending}`] = found;
    }
  } catch (error) {
    tally.refused++;
    try {
      requireKnown(error);
    } catch {
      tally.wrong.push({ k, file: reader.file, fault: `${error.name}: ${error.message}`.slice(0, 500) });
    }
  }
  const took = performance.now() - began;
  slowest = Math.max(slowest, took);
  if (took > 2000) tally.wrong.push({ k, file: reader.file, fault: `took ${Math.round(took)} ms` });
}
if (options.keep) writeFileSync(join(options.keep, 'read.json'), JSON.stringify(kept));
console.log(JSON.stringify({ ...tally, slowestMilliseconds: Math.round(slowest) }, null, 2));
process.exitCode = tally.wrong.length > 0 ? 1 : 0;
