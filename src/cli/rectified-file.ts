/** ReLU networks and their data from files of numpy or safetensors: W1 (units × inputs), b1, W2, …; x (samples × inputs) and y. */
import type { Inputs, RectifiedLayers } from '../assumptions/index.ts';
import { ArgumentError, DataError } from '../base/errors.ts';
import type { Tensor } from '../data/index.ts';
import { readArrays } from './array-file.ts';

/**
 * Layers W1, W2, … of a file, b1, b2, … beside all of them or none; of an export, those of network number `point`.
 * @throws DataError when there are none, or an array has another shape than its neighbours
 */
export async function readLayers(where: string, file: string, point: number): Promise<RectifiedLayers> {
  const arrays = await readArrays(file);
  const prefix = ['', `network_${point}_`].find((start) => arrays.has(`${start}W1`));
  const listed = [...arrays.keys()].slice(0, 12).join(', ');
  if (prefix === undefined)
    throw new DataError(`${where}: ${file} must hold W1, W2, … or network_${point}_W1, …, got ${listed}`);
  const weights: Float64Array[] = [];
  const biases: Float64Array[] = [];
  const sizes: number[] = [];
  for (let k = 1; arrays.has(`${prefix}W${k}`); k++) {
    const { shape, data } = arrays.get(`${prefix}W${k}`)!();
    const [units, inputs] = shape;
    if (shape.length !== 2 || (k > 1 && inputs !== sizes.at(-1))) {
      const rule = k > 1 ? `of the shape units × ${sizes.at(-1)}` : 'a matrix, units × inputs';
      throw new DataError(`${where}: W${k} of ${file} must be ${rule}, got ${shape.join(' × ')}`);
    }
    if (k === 1) sizes.push(inputs!);
    sizes.push(units!);
    weights.push(finite(where, `W${k}`, data));
    const bias = arrays.get(`${prefix}b${k}`)?.();
    if (!bias) continue;
    if (bias.data.length !== units)
      throw new DataError(`${where}: b${k} of ${file} must have ${units} numbers, got ${bias.data.length}`);
    biases.push(finite(where, `b${k}`, bias.data));
  }
  const known = new Set(weights.flatMap((_, k) => [`${prefix}W${k + 1}`, `${prefix}b${k + 1}`]));
  const left = [...arrays.keys()].filter((name) => /^[Wb]\d+$/.test(name.slice(prefix.length)) && !known.has(name));
  if (left.some((name) => name.startsWith(prefix)))
    throw new DataError(`${where}: ${file} has ${left.join(', ')} but no W${weights.length + 1}`);
  if (biases.length > 0 && biases.length < weights.length)
    throw new DataError(`${where}: ${file} must hold biases of all layers or of none, got ${biases.length}`);
  return { sizes, weights, biases: biases.length > 0 ? biases : null };
}

export interface LabelledInputs extends Inputs {
  /** 0, 1, … by sample; absent where the file has no y. */
  readonly labels?: Float64Array;
}

/**
 * x (samples × inputs) with y, or X (inputs × samples) with Y where there is no x; of an export trainInputs and trainLabels. The first
 * `samples` of them.
 * @throws DataError when there are none, or the shapes do not agree
 */
export async function readInputs(
  where: string,
  file: string,
  inputs: number,
  samples: number | undefined,
): Promise<LabelledInputs> {
  const arrays = await readArrays(file);
  const pick = (names: readonly string[]): Tensor | undefined => {
    const name = names.find((candidate) => arrays.has(candidate));
    return name === undefined ? undefined : arrays.get(name)!();
  };
  const rows = pick(['x', 'trainInputs', 'testInputs']) ?? pick(['X']);
  if (!rows)
    throw new DataError(`${where}: ${file} must hold x (samples × inputs), got ${[...arrays.keys()].join(', ')}`);
  const { shape, data } = rows;
  const across = shape.length === 2 && shape[1] !== inputs && shape[0] === inputs && !arrays.has('x');
  if (shape.length !== 2 || (shape[1] !== inputs && !across))
    throw new DataError(`${where}: x of ${file} must have the shape samples × ${inputs}, got ${shape.join(' × ')}`);
  const all = across ? shape[1]! : shape[0]!;
  const count = Math.min(all, samples ?? all);
  const x = finite(where, 'x', data);
  const labels = pick(['y', 'trainLabels', 'testLabels', 'Y']);
  if (labels && labels.data.length !== all)
    throw new DataError(`${where}: y of ${file} must have ${all} numbers, as x has samples, got ${labels.data.length}`);
  return {
    count,
    inputs,
    x: across
      ? Float64Array.from({ length: count * inputs }, (_, i) => x[(i % inputs) * all + Math.floor(i / inputs)]!)
      : x.slice(0, count * inputs),
    ...(labels && { labels: Float64Array.from(labels.data).slice(0, count) }),
  };
}

/** @throws ArgumentError unless labels are classes of the outputs, or two values of a single output */
export function checkLabels(where: string, labels: Float64Array, outputs: number): Float64Array {
  const classes = outputs === 1 ? [-1, 0, 1] : Array.from({ length: outputs }, (_, k) => k);
  const wrong = labels.findIndex((label) => !classes.includes(label));
  if (wrong >= 0)
    throw new ArgumentError(
      where,
      `y[${wrong}]`,
      outputs === 1 ? '±1, or 0 and 1' : `a class below ${outputs}`,
      labels[wrong],
    );
  return labels;
}

function finite(where: string, name: string, data: ArrayLike<number>): Float64Array {
  const numbers = Float64Array.from(data);
  const wrong = numbers.findIndex((x) => !Number.isFinite(x));
  if (wrong >= 0) throw new DataError(`${where}: ${name} must be finite, got ${numbers[wrong]} at place ${wrong}`);
  return numbers;
}
