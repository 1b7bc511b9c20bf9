/** Networks and data as torch and scikit-learn saved them: loss, gradient and eigenvalues as those programs and LAPACK see them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openNpz } from '../../../src/data/npz.ts';
import { openSafetensors } from '../../../src/data/safetensors.ts';
import type { ActivationName } from '../../../src/landscapes/network/activations.ts';
import { networkLandscape } from '../../../src/landscapes/network/network.ts';
import { findWeights } from '../../../src/landscapes/network/weights-file.ts';
import { symmetricEigenvalues } from '../../../src/linalg/eigenvalues.ts';
import { readDataPath } from '../../../src/node/data-path.ts';

const cases = new URL('../../cases/', import.meta.url).pathname;
const bytes = (name: string) => readFileSync(cases + name);
const expectedOf = (name: string) => JSON.parse(readFileSync(`${cases}${name}/expected.json`, 'utf8'));

describe.each([
  {
    name: 'own-net-iris',
    arrays: openSafetensors(bytes('own-net-iris/model.safetensors'), 'model').arrays,
    activation: 'tanh' as ActivationName,
    expected: expectedOf('own-net-iris').expected,
  },
  {
    name: 'sklearn-iris',
    arrays: openNpz(bytes('sklearn-iris/clf.npz'), 'clf'),
    activation: 'tanh' as ActivationName,
    expected: expectedOf('sklearn-iris').without_penalty,
  },
])('$name', ({ arrays, activation, expected }) => {
  it('has the loss, the gradient and the eigenvalues of the program that trained it', async () => {
    const { sizes, point } = findWeights('index', 'model', [...arrays.values()], 0)!;
    expect(sizes).toEqual([4, 5, 3]);
    const { x, count, inputs, outputs, labels } = await readDataPath(`${cases}own-net-iris/iris.npz`);
    const t = Float64Array.from({ length: count * outputs }, (_, k) =>
      Number(labels![Math.floor(k / outputs)] === k % outputs),
    );
    const examples = { count, inputs, outputs, x, t, labels: labels! };
    const landscape = networkLandscape({ sizes, activation, loss: 'cross-entropy' }, examples);
    const [value, gradient] = [new Float64Array(1), new Float64Array(landscape.dimension)];
    landscape.valueAndGradient(point(), 1, value, gradient);
    expect(Math.abs(value[0]! - expected.loss)).toBeLessThan(1e-13);
    expect(Math.abs(Math.hypot(...gradient) - expected.gradientNorm)).toBeLessThan(1e-13);
    const { entries } = landscape.hessianAt(point()).matrix();
    const eigenvalues = symmetricEigenvalues(entries.slice(), landscape.dimension);
    // Both are rounded sums of 150 terms of norm below 2.
    eigenvalues.forEach((value, k) => void expect(Math.abs(value - expected.eigenvalues[k])).toBeLessThan(1e-13));
    expect(landscape.measures!(point())['accuracy']).toBeGreaterThan(0.95);
  });
});
