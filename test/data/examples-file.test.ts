/** Users' data files: each is read with the counts, sizes and classes it has, or what is wrong with it is named with its place. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { ArgumentError, DataError } from '../../src/base/errors.ts';
import type { DataFile } from '../../src/data/data-file.ts';
import { readDataFile, readDataFolder } from '../../src/data/examples-file.ts';
import { encodeNpy } from '../../src/data/npy.ts';
import { decodeNpz, encodeNpz } from '../../src/data/npz.ts';
import { joinPieces, type Tensor } from '../../src/data/tensor.ts';
import { readDataPath } from '../../src/node/data-path.ts';

const cases = new URL('../cases/', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'glasscape-data-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const summary = ({ name, count, inputShape, outputs, classes, test, x, ignored }: DataFile) => ({
  ...{ name, count, inputShape, outputs, classes: classes?.join(' '), test: test?.count },
  ...{ type: x.constructor.name, ignored },
});
const csv = (text: string, options = {}) => readDataFile('a.csv', new TextEncoder().encode(text), options);
const npz = (arrays: Record<string, Tensor | { text: string[] }>, options = {}) =>
  readDataFile('a.npz', joinPieces(encodeNpz(arrays)), options);
const of = (shape: number[], data: Tensor['data'] = new Float64Array(shape.reduce((p, n) => p * n, 1))): Tensor => ({
  shape,
  data,
});
/** An IDX file, big-endian. */
function idx(code: number, shape: readonly number[], body: Uint8Array): Uint8Array {
  const head = new Uint8Array(4 + 4 * shape.length);
  head.set([0, 0, code, shape.length]);
  shape.forEach((extent, axis) => void new DataView(head.buffer).setUint32(4 + 4 * axis, extent));
  return joinPieces([head, body]);
}

describe('files as people have them', () => {
  const digits = '0 1 2 3 4 5 6 7 8 9';
  const letters = Array.from({ length: 26 }, (_, k) => k + 1).join(' ');
  const iris = { count: 150, inputShape: [4], outputs: 3, classes: '0 1 2', test: undefined, ignored: [] };
  const images = { count: 60, outputs: 10, classes: digits, test: 10, type: 'Float32Array', ignored: [] };
  it.each([
    ['data-small-8x8', { ...images, name: 'data-small-8x8', inputShape: [8, 8] }],
    ['data-rect-28x20', { ...images, name: 'data-rect-28x20', inputShape: [28, 20] }],
    ['data-keras', { ...images, name: 'mnist', inputShape: [28, 28] }],
    [
      'data-emnist-letters',
      { ...images, name: 'data-emnist-letters', inputShape: [28, 28], outputs: 26, classes: letters },
    ],
    ['data-csv', { ...iris, name: 'iris', type: 'Float64Array' }],
    ['own-net-iris/iris.csv', { ...iris, name: 'iris', type: 'Float64Array' }],
    ['own-net-iris/iris.npz', { ...iris, name: 'iris', type: 'Float64Array' }],
  ])('%s', async (path, expected) => {
    const { classes, ...found } = summary(await readDataPath(cases + path));
    // Sixty samples need not have every letter.
    const { classes: named, outputs, ...rest } = expected;
    const present = path.includes('letters') ? found.outputs : outputs;
    expect(found).toEqual({ ...rest, outputs: present });
    if (present === outputs) expect(classes).toBe(named);
    else expect(named.split(' ')).toEqual(expect.arrayContaining(classes!.split(' ')));
  });

  it('iris.csv and iris.npz: the numbers and labels of the same flowers', async () => {
    const [a, b] = await Promise.all(
      ['iris.csv', 'iris.npz'].map((name) => readDataPath(`${cases}own-net-iris/${name}`)),
    );
    expect(a!.labels).toEqual(b!.labels);
    // The table has four decimals.
    a!.x.forEach((value, k) => void expect(Math.abs(value - b!.x[k]!)).toBeLessThan(5.1e-5));
  });

  it('images of bytes become their share of 255, and labels that do not begin at 0 numbers of classes', async () => {
    const folder = `${cases}data-emnist-letters/`;
    const { x, labels, classes, test } = await readDataPath(folder);
    const raw = (name: string) => gunzipSync(readFileSync(`${folder}emnist-letters-${name}-ubyte.gz`));
    const [pixels, own] = [raw('train-images-idx3').subarray(16), raw('train-labels-idx1').subarray(8)];
    expect([...x]).toEqual([...pixels].map((byte) => Math.fround(byte / 255)));
    expect([...labels!].map((label) => Number(classes![label]))).toEqual([...own]);
    expect([...test!.labels!].map((label) => Number(classes![label]))).toEqual([
      ...raw('test-labels-idx1').subarray(8),
    ]);
  });
});

describe('IDX folders', () => {
  const labels = idx(8, [4], Uint8Array.of(1, 0, 1, 1));
  const bytes = idx(
    8,
    [4, 3, 2],
    Uint8Array.from({ length: 24 }, (_, k) => 10 * k),
  );
  const folder = (files: Record<string, Uint8Array>) => readDataFolder('/x/mine', new Map(Object.entries(files)));

  it('two classes, gzipped, under other names, without a test', () => {
    const files = {
      'fashion-train-images.idx3-ubyte.gz': gzipSync(bytes),
      'train-labels-idx1-ubyte': labels,
      'readme.txt': bytes,
    };
    const { x, labels: found, ...data } = folder(files);
    expect(data).toMatchObject({
      name: 'mine',
      count: 4,
      inputs: 6,
      inputShape: [3, 2],
      outputs: 2,
      classes: ['0', '1'],
      ignored: ['readme.txt'],
    });
    expect(data.test).toBeUndefined();
    expect([...found!]).toEqual([1, 0, 1, 1]);
    expect(x[23]).toBe(Math.fround(230 / 255));
  });

  it('float32 images as they are', () => {
    const values = [0, 0.5, -1, 1e-3];
    const body = new Uint8Array(16);
    values.forEach((value, k) => void new DataView(body.buffer).setFloat32(4 * k, value));
    const files = { 'train-images-idx3-ubyte': idx(13, [4, 1, 1], body), 'train-labels-idx1-ubyte': labels };
    expect(folder(files).x).toEqual(Float32Array.from(values));
  });

  it.each<[string, Record<string, Uint8Array>, string]>([
    ['no labels', { 'train-images-idx3-ubyte': bytes }, '/x/mine has images and no labels of train'],
    [
      'no training',
      { 't10k-images-idx3-ubyte': bytes, 't10k-labels-idx1-ubyte': labels },
      'has no IDX files train-images',
    ],
    ['a part twice', { 'train-images-idx3-ubyte': bytes, 'train-images-idx3-ubyte.gz': bytes }, 'are the same part'],
    [
      'another count',
      { 'train-images-idx3-ubyte': bytes, 'train-labels-idx1-ubyte': idx(8, [3], new Uint8Array(3)) },
      'must be equally many (rows are samples); train-images-idx3-ubyte is 4 × 3 × 2, train-labels-idx1-ubyte is 3',
    ],
    [
      'no image',
      { 'train-images-idx3-ubyte': idx(8, [0, 28, 28], new Uint8Array()), 'train-labels-idx1-ubyte': labels },
      'must hold at least one sample',
    ],
  ])('refuses %s', (_, files, message) => {
    expect(() => folder(files)).toThrow(DataError);
    expect(() => folder(files)).toThrow(message);
  });
});

describe('npz', () => {
  it('X with Y: a sample a column', () => {
    const { x, t, ...data } = npz({
      X: of([2, 3], Float64Array.of(1, 2, 3, 4, 5, 6)),
      Y: of([1, 3], Float64Array.of(7, 8, 9)),
      z: of([1]),
    });
    expect(data).toMatchObject({ count: 3, inputs: 2, outputs: 1, ignored: ['z'] });
    expect([[...x], [...t!]]).toEqual([
      [1, 4, 2, 5, 3, 6],
      [7, 8, 9],
    ]);
  });

  it('x with y: integers and words are labels, floats are targets, unless it is said', () => {
    const x = of([3, 2]);
    expect(npz({ x, y: of([3], Int32Array.of(9, -2, 9)) })).toMatchObject({
      classes: ['-2', '9'],
      labels: Uint8Array.of(1, 0, 1),
      outputs: 2,
    });
    expect(npz({ x, y: of([3, 1], Int32Array.of(9, -2, 9)) })).toMatchObject({ classes: ['-2', '9'] });
    expect(npz({ x, y: { text: ['b', 'a', 'b'] } })).toMatchObject({
      classes: ['a', 'b'],
      labels: Uint8Array.of(1, 0, 1),
    });
    expect(npz({ x, y: of([3, 2]) })).toMatchObject({ outputs: 2, t: new Float64Array(6) });
    expect(npz({ x, y: of([3], Float64Array.of(1, 0, 1)) })).toMatchObject({ outputs: 1, t: Float64Array.of(1, 0, 1) });
    expect(npz({ x, y: of([3], Float64Array.of(1, 0, 1)) }, { targets: 'classes' })).toMatchObject({
      classes: ['0', '1'],
    });
    expect(npz({ x, y: of([3], Int32Array.of(1, 0, 1)) }, { targets: 'numbers' })).toMatchObject({
      t: Float64Array.of(1, 0, 1),
    });
    expect(npz({ x: of([3, 2], new Float32Array(6)), y: of([3]) }).x).toBeInstanceOf(Float32Array);
  });

  const [X, y] = [of([4, 150]), of([150], new Int32Array(150))];
  it.each<[string, Record<string, Tensor>, object, string]>([
    [
      'counts that do not agree',
      { X, y },
      {},
      'a.npz: X.npy: inputs and targets must be equally many (rows are samples); X is 4 × 150, y is 150',
    ],
    ['columns that do not agree', { X, Y: of([3, 4]) }, {}, '(columns are samples); X is 4 × 150, Y is 3 × 4'],
    [
      'no targets',
      { x: X, z: y },
      {},
      'must hold one of x or X with y, X with Y (a sample a column), x_train with y_train, got x, z',
    ],
    ['two forms', { X, x: X, y }, {}, 'must hold one of'],
    [
      'NaN',
      { x: of([2, 2], Float64Array.of(1, 2, Number.NaN, 4)), y: of([2]) },
      {},
      'must be finite, got NaN in sample 1 at 0',
    ],
    [
      'NaN among the targets',
      { x: of([2, 2]), y: of([2], Float64Array.of(1, Number.NaN)) },
      {},
      'a.npz: y.npy: numbers must be finite',
    ],
    [
      '257 classes',
      {
        x: of([257, 1]),
        y: of(
          [257],
          Int32Array.from({ length: 257 }, (_, k) => k),
        ),
      },
      {},
      'at most 256 classes, got 257',
    ],
    [
      'fractions as classes',
      { x: of([1, 1]), y: of([1], Float64Array.of(0.5)) },
      { targets: 'classes' },
      'labels must be integers, got 0.5',
    ],
  ])('refuses %s', (_, arrays, options, message) => {
    expect(() => npz(arrays, options)).toThrow(message);
  });

  it('refuses a target by name', () => {
    expect(() => npz({ x: of([1, 1]), y: of([1]) }, { target: 'y' })).toThrow(ArgumentError);
  });
});

describe('csv', () => {
  it('takes the target by name or number, the last column when none is asked for', () => {
    const text = 'a,kind,b\n1,x,0.5\n2,y,1.5\n';
    expect(csv(text, { target: 'kind' })).toMatchObject({
      classes: ['x', 'y'],
      inputs: 2,
      labels: Uint8Array.of(0, 1),
      x: Float64Array.of(1, 0.5, 2, 1.5),
    });
    expect(csv('1,2,0.5\n3,4,1.5', { target: '0' })).toMatchObject({
      classes: ['1', '3'],
      x: Float64Array.of(2, 0.5, 4, 1.5),
    });
    expect(csv('1,2,0.5\n3,4,1.5')).toMatchObject({ t: Float64Array.of(0.5, 1.5), outputs: 1 });
    expect(csv('1,2,7\n3,4,8', { targets: 'numbers' })).toMatchObject({ t: Float64Array.of(7, 8) });
    expect(() => csv(text, { target: 'c' })).toThrow(
      'target must be one of the columns a, kind, b, or a number from 0 to 2, got "c"',
    );
  });

  it('knows headers: words, and columns that are counted; and leaves numbers of rows out', () => {
    expect(csv('0,1,2\n5,6,0.5\n')).toMatchObject({ count: 1, inputs: 2 });
    expect(csv(',a,y\n0,5,1\n1,6,0\n')).toMatchObject({
      inputs: 1,
      x: Float64Array.of(5, 6),
      ignored: ['column 1 (numbers of 2 rows)'],
    });
    expect(csv('5.1,setosa\r\n4.9,virginica\r\n')).toMatchObject({ count: 2, classes: ['setosa', 'virginica'] });
    expect(csv('\ufeffx,y\r1,2\r3,4\r')).toMatchObject({ count: 2, classes: ['2', '4'] });
  });

  it.each<[string, string, string]>([
    ['a word among numbers', 'a,y\n1,0\nx,1\n', 'a.csv: line 3, column 1 (a): must be a number, got "x"'],
    ['an empty cell', 'a,b,y\n1,2,0\n1,,1\n', 'a.csv: line 3, column 2 (b): a value is missing, got an empty cell'],
    ['NaN', 'a,y\n1,0\nNaN,1\n', 'a.csv: line 3, column 1 (a): a value is missing, got "NaN"'],
    ['infinity', 'a,y\n1e999,0\n', 'line 2, column 1 (a): must be a finite number, got 1e999'],
    ['hexadecimal', 'a,y\n0x10,0\n', 'line 2, column 1 (a): must be a number, got "0x10"'],
    ['nothing', '', 'a.csv is empty'],
    ['a header alone', 'a,y\n', 'a.csv has a header and no rows'],
    ['one column', 'y\n1\n', 'must have at least two columns'],
    ['semicolons', 'a;y\n1;2\n', 'must have at least two columns'],
    ['a name twice', 'a,a\n1,2\n', 'two columns are called a'],
    ['a row of another length', 'a,y\n1,2,3\n', 'line 2: the row must have 2 cells'],
  ])('refuses %s', (_, text, message) => {
    expect(() => csv(text)).toThrow(message);
    expect(() => csv(text)).toThrow(DataError);
  });
});

describe('npy', () => {
  const read = (tensor: Tensor, options = {}) => readDataFile('dir/a.b.npy', joinPieces(encodeNpy(tensor)), options);
  it('is a table: a sample a row, the last column the target', () => {
    const table = of([2, 3], Float32Array.of(1, 2, 0, 3, 4, 1));
    expect(read(table)).toMatchObject({ name: 'a.b', classes: ['0', '1'], x: Float32Array.of(1, 2, 3, 4) });
    expect(read(table, { target: '1' })).toMatchObject({ classes: ['2', '4'], x: Float32Array.of(1, 0, 3, 1) });
    expect(() => read(table, { target: '3' })).toThrow('a number from 0 to 2, got "3"');
    expect(() => read(of([3]))).toThrow('must be a matrix');
    expect(() => read(of([0, 3]))).toThrow('at least one sample');
    expect(() => read(of([1, 2], Float64Array.of(Number.NaN, 1)))).toThrow('got NaN in sample 0 at 0');
  });
});

describe('paths', () => {
  it('a folder is its IDX files or its only data file; what is missing or too much is named', async () => {
    const at = (name: string) => join(scratch, name);
    mkdirSync(at('empty'));
    await expect(readDataPath(at('empty'))).rejects.toThrow(
      'must hold IDX files (train-images-idx3-ubyte, …) or one file',
    );
    writeFileSync(at('empty/a.csv'), '1,2\n');
    expect((await readDataPath(at('empty'))).name).toBe('a');
    writeFileSync(at('empty/b.csv'), '1,2\n');
    await expect(readDataPath(at('empty'))).rejects.toThrow('got a.csv, b.csv');
    await expect(readDataPath(at('nothing.csv'))).rejects.toThrow('cannot be read (ENOENT: there is no such file)');
    await expect(readDataPath(`${cases}torch-names/fc.safetensors`)).rejects.toThrow('must end in .npz, .npy or .csv');
    expect(existsSync(at('nothing.csv'))).toBe(false);
  });
});

it('every array of the keras file is the one that numpy’s archive has', async () => {
  const arrays = decodeNpz(readFileSync(`${cases}data-keras/mnist.npz`));
  const { x, test, labels } = await readDataPath(`${cases}data-keras`);
  expect([...x]).toEqual([...arrays.get('x_train')!.data].map((byte) => Math.fround(byte / 255)));
  expect([...test!.x]).toEqual([...arrays.get('x_test')!.data].map((byte) => Math.fround(byte / 255)));
  expect([...labels!]).toEqual([...arrays.get('y_train')!.data]);
});
