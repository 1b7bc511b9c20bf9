/** Random data of a linear problem: X of standard normals, Y = A X + noise with a standard normal A and standard normal noise. */
import { stream } from '../../base/philox.ts';
import type { Examples } from '../network/examples.ts';

/** The examples are those of the stream (seed, deep-linear, problem), whatever net is put on them. */
export function randomExamples(
  seed: number,
  problem: number,
  inputs: number,
  outputs: number,
  count: number,
): Examples {
  const draw = stream(seed, 'deep-linear', problem, `data/${inputs}-${outputs}-${count}`);
  const normals = (length: number) => Float64Array.from({ length }, () => draw.normal());
  const map = normals(outputs * inputs);
  const x = normals(count * inputs);
  const t = normals(count * outputs);
  for (let s = 0; s < count; s++)
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++) t[s * outputs + o]! += map[o * inputs + i]! * x[s * inputs + i]!;
  return { count, inputs, outputs, x, t };
}
