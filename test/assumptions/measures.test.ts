/** The measures of the assumptions against enumeration of paths, closed forms, and their nulls. */
import { describe, expect, it } from 'vitest';
import { equalPairs } from '../../src/assumptions/clustered-weights.ts';
import {
  clusterCount,
  clusterWeights,
  fieldCovariance,
  forward,
  gateMeasures,
  inputMeasure,
  maximumMeasure,
  meanLoss,
  normVariation,
  pathCount,
  pulls,
  type RectifiedLayers,
  radialSlope,
  randomLayers,
  randomPart,
  redundancy,
  scaledLayers,
  uniformity,
} from '../../src/assumptions/index.ts';
import { jackknife } from '../../src/assumptions/jackknife.ts';
import { type Stream, stream } from '../../src/base/philox.ts';
import golden from '../golden/assumptions/measures.json' with { type: 'json' };

const drawOf = (k: number, purpose = 'draw') => stream(11, 'test/assumptions', k, purpose);
const normals = (draw: Stream, length: number) => Float64Array.from({ length }, () => draw.normal());

/** Path by path, to one output: what each begins with at every sample, whether it is active, and whether it begins at an input. */
function enumerate(
  { sizes, biases }: RectifiedLayers,
  x: Float64Array,
  m: number,
  open: (k: number, s: number, u: number) => number,
) {
  const H = sizes.length - 1;
  const paths: { z: Float64Array; active: Float64Array; input: boolean }[] = [];
  const walk = (k: number, units: readonly number[], z: Float64Array, input: boolean) => {
    if (k === H) {
      const active = Float64Array.from({ length: m }, (_, s) =>
        units.reduce((product, unit, i) => product * open(k - units.length + i, s, unit), 1),
      );
      paths.push({ z, active, input });
      return;
    }
    for (let u = 0; u < sizes[k]!; u++) walk(k + 1, [...units, u], z, input);
  };
  for (let i = 0; i < sizes[0]!; i++)
    walk(
      1,
      [],
      Float64Array.from({ length: m }, (_, s) => x[s * sizes[0]! + i]!),
      true,
    );
  if (biases) for (let k = 1; k <= H; k++) walk(k, [], new Float64Array(m).fill(1), false);
  return paths;
}

const offMean = (m: number, f: (s: number, r: number) => number) => {
  let sum = 0;
  for (let s = 0; s < m; s++) for (let r = 0; r < m; r++) if (r !== s) sum += f(s, r);
  return sum / (m * (m - 1));
};
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

describe.each([
  [[5, 4, 3, 1], true],
  [[5, 4, 3, 1], false],
  [[3, 35, 2], true],
  [[4, 3, 3, 5, 2], true],
  [[2, 9], true],
] as const)('%j, biases: %s', (sizes, biases) => {
  const m = 17;
  const draw = drawOf(sizes.length, sizes.join());
  const plain = randomLayers(draw, sizes, biases);
  const network = { ...plain, biases: plain.biases?.map((b) => normals(draw, b.length)) ?? null };
  const x = normals(draw, m * sizes[0]!).map((v) => v + 0.4);
  const data = { count: m, inputs: sizes[0]!, x };
  const pass = forward(network, data);
  const open = (k: number, s: number, u: number) => {
    const words = Math.ceil(sizes[k]! / 32);
    return (pass.gates[k - 1]![s * words + (u >>> 5)]! >>> (u & 31)) & 1;
  };
  const found = gateMeasures(network, data, pass, { draw, permutations: 0 });
  const paths = enumerate(network, x, m, open);

  it('δ1², Ψ_eff, δ6 by enumeration, to 1e-12', () => {
    const P = paths.length;
    expect(pathCount(network).all).toBe(P * sizes.at(-1)!);
    const overlap = (s: number, r: number) => paths.reduce((sum, { active }) => sum + active[s]! * active[r]!, 0) / P;
    const share = Float64Array.from({ length: m }, (_, s) => mean(paths.map(({ active }) => active[s]!)));
    const delta1 = offMean(m, overlap) / offMean(m, (s, r) => share[s]! * share[r]!) - 1;
    expect(found.delta1Squared.value).toBeCloseTo(delta1, 12);
    const total = P * sizes.at(-1)!;
    const lambda = total ** (1 / (sizes.length - 1));
    for (const gated of [true, false]) {
      const T = (s: number, r: number) =>
        paths.reduce((sum, { z, active }) => sum + z[s]! * z[r]! * (gated ? active[s]! * active[r]! : 1), 0);
      const psi = mean(Array.from({ length: m }, (_, s) => T(s, s))) ** 2 / offMean(m, (s, r) => T(s, r) ** 2);
      expect(found[gated ? 'psiEffGates' : 'psiEff'].value / psi).toBeCloseTo(1, 12);
      expect(found[gated ? 'delta6' : 'delta6Z'].value).toBeCloseTo(Math.log(total / psi) / Math.log(lambda), 12);
    }
  });

  it('δ5² by enumeration of the paths from inputs, to 1e-12', () => {
    if (sizes.length === 2) return void expect(found.delta5Squared).toBeNull();
    const own = paths.filter(({ input }) => input);
    const standard = own.map(({ z, active }) => {
      const [mu, sd] = [mean(z), Math.sqrt(mean(z.map((v) => v * v)) - mean(z) ** 2)];
      return { z: z.map((v) => (v - mu) / sd), active };
    });
    const over = (f: (path: (typeof standard)[0], s: number, r: number) => number) =>
      offMean(m, (s, r) => mean(standard.map((path) => f(path, s, r))));
    const aa = over(({ active }, s, r) => active[s]! * active[r]!);
    const covariance =
      over(({ z, active }, s, r) => z[s]! * z[r]! * active[s]! * active[r]!) -
      over(({ z }, s, r) => z[s]! * z[r]!) * aa;
    const variance = mean(standard.flatMap(({ active }) => [...active])) - aa;
    expect(found.delta5Squared!.value).toBeCloseTo(covariance / variance, 12);
  });

  it('the output is the sum over paths of input × gates × weights', () => {
    if (biases) return;
    let sum = 0;
    let p = 0;
    const product = (at: readonly number[]) =>
      at.slice(1).reduce((w, u, k) => w * network.weights[k]![u * sizes[k]! + at[k]!]!, 1);
    for (let i = 0; i < 5; i++)
      for (let u = 0; u < 4; u++)
        for (let v = 0; v < 3; v++, p++) sum += paths[p]!.z[0]! * paths[p]!.active[0]! * product([i, u, v, 0]);
    expect(sum).toBeCloseTo(pass.outputs[0]!, 12);
  });
});

it('the network of the fixture: values of enumeration in numpy, to 1e-12', () => {
  const network = { sizes: golden.sizes, weights: golden.weights.map((w) => Float64Array.from(w)), biases: null };
  const data = { count: 60, inputs: 5, x: Float64Array.from(golden.x) };
  const found = gateMeasures(network, data, forward(network, data), { draw: drawOf(0), permutations: 0 });
  for (const key of ['delta1Squared', 'psiEff', 'psiEffGates', 'delta5Squared'] as const)
    expect(found[key]!.value / golden[key]).toBeCloseTo(1, 12);
});

it('jackknife: all deleted values by the closed sums equal those recomputed without the sample', () => {
  const m = 9;
  const draw = drawOf(1);
  const f = Float64Array.from({ length: m * m }, () => draw.uniform());
  const at = (s: number, r: number) => f[Math.min(s, r) * m + Math.max(s, r)]!;
  const single = normals(draw, m).map((x) => x + 5);
  const rows = Float64Array.from(
    { length: m },
    (_, s) => m * mean(Array.from({ length: m }, (_, r) => (r === s ? 0 : at(s, r)))),
  );
  const ratio = ([u]: readonly number[], [d]: readonly number[]) => Math.log(d! / u!);
  const { value, error } = jackknife({ pairs: [rows], singles: [single] }, ratio);
  const of = (kept: readonly number[]) =>
    ratio([offMean(kept.length, (s, r) => at(kept[s]!, kept[r]!))], [mean(kept.map((s) => single[s]!))]);
  const all = Array.from({ length: m }, (_, s) => s);
  expect(value).toBeCloseTo(of(all), 12);
  const deleted = all.map((s) => of(all.toSpliced(s, 1)));
  expect(error).toBeCloseTo(
    Math.sqrt(((m - 1) / m) * deleted.reduce((sum, t) => sum + (t - mean(deleted)) ** 2, 0)),
    12,
  );
});

/** Gates of one's own choice, as bits. */
function pack(m: number, units: number, open: (s: number, u: number) => boolean): Int32Array {
  const words = Math.ceil(units / 32);
  const out = new Int32Array(m * words);
  for (let s = 0; s < m; s++)
    for (let u = 0; u < units; u++) if (open(s, u)) out[s * words + (u >>> 5)]! |= 1 << (u & 31);
  return out;
}

it('half of the units dead, half always open, three layers: δ1² = 3', () => {
  const [m, n] = [40, 34];
  const draw = drawOf(2);
  const layer = pack(m, n, (_, u) => u < n / 2);
  const data = { count: m, inputs: 6, x: normals(draw, 6 * m) };
  const pass = { gates: [layer, layer], outputs: new Float64Array(m) };
  const found = gateMeasures(randomLayers(draw, [6, n, n, 1]), data, pass, { draw, permutations: 0 });
  expect(found.delta1Squared).toEqual({ value: 3, error: 0 });
});

it('independent gates of probability ½: Ψ_eff = d Π 4n/(n+3), and with gates off d, within 4 errors', () => {
  const [m, d, n] = [300, 30, 40];
  const draw = drawOf(3);
  const data = { count: m, inputs: d, x: normals(draw, d * m) };
  const pass = { gates: [0, 1].map(() => pack(m, n, () => draw.uniform() < 0.5)), outputs: new Float64Array(m) };
  const { psiEff, psiEffGates } = gateMeasures(randomLayers(draw, [d, n, n, 1]), data, pass, { draw, permutations: 0 });
  expect(Math.abs(psiEff.value - d) / psiEff.error).toBeLessThan(4);
  expect(Math.abs(psiEffGates.value - d * ((4 * n) / (n + 3)) ** 2) / psiEffGates.error).toBeLessThan(4);
});

it('one random hidden layer, Gaussian inputs: δ5² = 2/(πd) within 4 errors, far outside the band of its null', () => {
  const [m, d, n] = [400, 20, 200];
  const draw = drawOf(4);
  const network = randomLayers(draw, [d, n, 1]);
  const data = { count: m, inputs: d, x: normals(draw, d * m) };
  const { delta5Squared: five, delta5Null } = gateMeasures(network, data, forward(network, data), { draw });
  expect(Math.abs(five!.value - 2 / (Math.PI * d)) / five!.error).toBeLessThan(4);
  expect(delta5Null![0]).toBeLessThan(0);
  expect(delta5Null![1]).toBeGreaterThan(0);
  expect(five!.value).toBeGreaterThan(5 * delta5Null![1]);
});

it('nulls: over 200 seeds 0 is within two errors of δ1² and δ5² in 90 to 99 %, and δ5² in its permutation band in as many', () => {
  const [m, d, n] = [50, 6, 12];
  let [one, five, band] = [0, 0, 0];
  for (let seed = 0; seed < 200; seed++) {
    const draw = stream(seed, 'test/assumptions', 0, 'null');
    const data = { count: m, inputs: d, x: normals(draw, d * m) };
    const pass = { gates: [0, 1].map(() => pack(m, n, () => draw.uniform() < 0.5)), outputs: new Float64Array(m) };
    const options = { draw, permutations: 100 };
    const found = gateMeasures({ ...randomLayers(draw, [d, n, n, 1]) }, data, pass, options);
    const five_ = found.delta5Squared!;
    one += Number(Math.abs(found.delta1Squared.value) <= 2 * found.delta1Squared.error);
    five += Number(Math.abs(five_.value) <= 2 * five_.error);
    band += Number(five_.value >= found.delta5Null![0] && five_.value <= found.delta5Null![1]);
  }
  // 95 % of 200, ± 3 deviations of a binomial: 181 to 199; the jackknife of skewed statistics may be a little wide.
  for (const covered of [one, five, band]) {
    expect(covered).toBeGreaterThanOrEqual(181);
    expect(covered).toBeLessThanOrEqual(200);
  }
});

describe('Gaussian inputs', () => {
  const m = 4000;
  const split = (values: (s: number) => number) =>
    inputMeasure({ count: m, inputs: 1, x: Float64Array.from({ length: m }, (_, s) => values(s)) }, drawOf(5));

  it('closed forms: constant 2, ±1 is 2 − 2√(2/π), uniform 2 − 2√(3/π)', () => {
    expect(split(() => 7).delta2.value ** 2).toBeCloseTo(2, 2);
    expect(split((s) => (s % 2 === 0 ? 3 : -3)).delta2.value ** 2).toBeCloseTo(2 - 2 * Math.sqrt(2 / Math.PI), 2);
    expect(split((s) => (s + 0.5) / m - 0.5).delta2.value ** 2).toBeCloseTo(2 - 2 * Math.sqrt(3 / Math.PI), 2);
  });

  it('the three parts of the split add up; the null at m = 1000 is 0.054', () => {
    const draw = drawOf(6);
    const x = normals(draw, 3000).map((v, i) => (i % 3 === 0 ? Math.abs(v) : 2 * v));
    const { delta2, split: parts, nullValue } = inputMeasure({ count: 1000, inputs: 3, x }, draw);
    expect(parts.mean + parts.scale + parts.shape).toBeCloseTo(delta2.value ** 2, 12);
    expect(nullValue).toBeCloseTo(0.054, 2);
    expect(delta2.error).toBeGreaterThan(0);
  });
});

describe('clustered weights', () => {
  it('at most Λ different weights: δ3 = 0 exactly, however unequal their shares', () => {
    const draw = drawOf(7);
    const sizes = [8, 8, 1];
    const network = randomLayers(draw, sizes);
    const weights = network.weights.map((W) => W.map((_, i) => (i % 11 === 0 ? [5, -3, 1][i % 3]! : 0.25)));
    const data = { count: 50, inputs: 8, x: normals(draw, 400) };
    expect(clusterCount(network)).toBe(8);
    const found = redundancy({ ...network, weights }, data);
    expect(found).toEqual({ s: 8, delta3: 0, changed: 0 });
  });

  it('clusters are the nearest of their means: no weight is nearer to another value', () => {
    const network = randomLayers(drawOf(8), [9, 7, 2]);
    const { values, colours } = clusterWeights(network, 6);
    for (const [k, layer] of colours.entries())
      layer.forEach((c, i) => {
        const w = network.weights[k]![i]!;
        const nearest = Math.min(...values.map((v) => Math.abs(v - w)));
        expect(Math.abs(values[c]! - w)).toBeCloseTo(nearest, 12);
      });
    expect(values).toEqual(values.slice().sort());
  });

  it.each([
    [[3, 4, 2, 2], 3],
    [[6, 5, 3], 9],
    [[7, 2], 4],
  ])('Σ t² of %j with %i colours is that of enumeration', (sizes, s) => {
    const draw = drawOf(sizes.length, 'colours');
    const colours = sizes.slice(1).map((n, k) => Int32Array.from({ length: n * sizes[k]! }, () => draw.uniform() * s));
    const t = new Map<string, number>();
    const walk = (k: number, u: number, tuple: string) => {
      if (k === sizes.length - 1) return void t.set(tuple, (t.get(tuple) ?? 0) + 1);
      for (let v = 0; v < sizes[k + 1]!; v++) walk(k + 1, v, `${tuple},${colours[k]![v * sizes[k]! + u]}`);
    };
    for (let i = 0; i < sizes[0]!; i++) walk(0, i, '');
    expect(equalPairs(sizes, colours, s)).toBe([...t.values()].reduce((sum, n) => sum + n * n, 0));
  });

  it('δ4: 0 when every tuple has one path, ln(N^H/Ψ) of weights that are all different', () => {
    const n = 5;
    // Cyclic squares: path ↦ colour tuple is a bijection; the last layer has colour p.
    const cyclic = Int32Array.from({ length: n * n }, (_, at) => (Math.floor(at / n) + at) % n);
    const last = Int32Array.from({ length: n }, (_, i) => i);
    expect(equalPairs([n, n, n, 1], [cyclic, cyclic, last], n)).toBe(n ** 3);
    const network = randomLayers(drawOf(9), [4, 3, 2]);
    expect(uniformity(network, 18).delta4).toBeCloseTo(Math.log(18 ** 2 / 24), 12);
  });

  it('random colours of 6-5-3, s = 9: mean 1 + CV² is the formula’s 2.511, within 4 errors', () => {
    const [sizes, s] = [[6, 5, 3], 9];
    const draw = drawOf(10);
    const values = Array.from({ length: 600 }, () => {
      const colours = sizes
        .slice(1)
        .map((n, k) => Int32Array.from({ length: n * sizes[k]! }, () => draw.uniform() * s));
      return (s ** 2 * equalPairs(sizes, colours, s)) / 90 ** 2;
    });
    const formula = (s ** 2 / 90) * (1 + (6 + 3 - 2) / s) + 1 - (6 + 3 - 1) / 90;
    expect(formula).toBeCloseTo(2.5111, 4);
    const sd = Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));
    expect(Math.abs(mean(values) - formula)).toBeLessThan((4 * sd) / Math.sqrt(600));
  });
});

describe('the loss', () => {
  it('hinge without biases: the radial slope is −H Σ M y Y/(m L)', () => {
    const draw = drawOf(12);
    const network = randomLayers(draw, [5, 8, 6, 1]);
    const data = { count: 40, inputs: 5, x: normals(draw, 200) };
    const labels = Float64Array.from({ length: 40 }, (_, s) => s % 2);
    const pass = forward(network, data);
    const { outputs } = pass;
    const { pull, moved } = pulls(outputs, 1, labels);
    const slope = (-3 * moved.reduce((sum, y, s) => sum + pull[s]! * y, 0)) / (40 * meanLoss(outputs, 1, labels));
    expect(radialSlope(network, data, pass, labels)).toBeCloseTo(slope, 12);
  });

  it('softmax with biases: the radial slope is that of differences along the ray, to 1e-7', () => {
    const draw = drawOf(17);
    const plain = randomLayers(draw, [5, 8, 6, 3], true);
    const network = { ...plain, biases: plain.biases!.map((b) => normals(draw, b.length)) };
    const data = { count: 40, inputs: 5, x: normals(draw, 200) };
    const labels = Float64Array.from({ length: 40 }, (_, s) => s % 3);
    const at = (step: number) =>
      Math.log(meanLoss(forward(scaledLayers(network, Math.exp(step)), data).outputs, 3, labels));
    const slope = radialSlope(network, data, forward(network, data), labels);
    expect(slope).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 7);
  });

  it('softmax: −∂ℓ/∂Y of the label is 1 − p, by differences', () => {
    const outputs = Float64Array.of(1, 2, -1, 0.5, 0, 3);
    const labels = [1, 2];
    const { pull } = pulls(outputs, 3, labels);
    labels.forEach((label, s) => {
      const moved = (h: number) =>
        meanLoss(
          outputs.map((y, i) => (i === 3 * s + label ? y + h : y)),
          3,
          labels,
        );
      expect((-2 * (moved(1e-6) - moved(-1e-6))) / 2e-6).toBeCloseTo(pull[s]!, 8);
    });
  });

  it('δM: −1 where the maximum falls with the output in a line, near 0 where it is independent, null where it is constant', () => {
    const draw = drawOf(13);
    const y = normals(draw, 500);
    expect(
      maximumMeasure(
        y.map((v) => -2 * v),
        y,
        draw,
      )!.deltaM.value,
    ).toBeCloseTo(-1, 12);
    const free = maximumMeasure(normals(draw, 500), y, draw)!;
    expect(Math.abs(free.deltaM.value)).toBeLessThan(4 * free.deltaM.error);
    expect(free.nullBand).toBeCloseTo(1.96 / Math.sqrt(500), 1);
    expect(maximumMeasure(new Float64Array(500), y, draw)).toBeNull();
  });

  it('β: 0 for a loss that is linear in the output; of squared loss Var(mean Y²)/(4 mean Y²/m)', () => {
    const draw = drawOf(14);
    const outputs = Array.from({ length: 40 }, () => normals(draw, 30));
    expect(randomPart(outputs, (margin) => 1 - margin).value).toBeLessThan(1e-28);
    const squares = outputs.map((Y) => mean(Y.map((v) => v * v)));
    const variance = mean(squares.map((q) => (q - mean(squares)) ** 2));
    const found = randomPart(outputs, (margin) => (1 - margin) ** 2);
    expect(found.value / (variance / ((4 * mean(squares)) / 30))).toBeCloseTo(1, 12);
    expect(found.error).toBeGreaterThan(0);
  });

  it('δK: k(1) = 1; wide random networks follow the dual kernel, not R^H; a linear network follows R', () => {
    const draw = drawOf(15);
    const data = { count: 60, inputs: 30, x: normals(draw, 1800) };
    const { rows, deltaK } = fieldCovariance([30, 60, 1], data, draw, 60);
    expect(rows.at(-1)).toMatchObject({ overlap: 1, glass: 1 });
    expect(rows.at(-1)!.mean).toBeCloseTo(1, 12);
    for (const { overlap, mean: k, error, wide } of rows.slice(2, 10))
      expect(Math.abs(k - wide) / error, `R = ${overlap}`).toBeLessThan(4);
    expect(deltaK.value).toBeGreaterThan(0.01);
    for (const { overlap, wide, glass } of fieldCovariance([30, 1], data, draw, 3).rows) {
      expect(wide).toBe(overlap);
      expect(glass).toBe(overlap);
    }
  });

  it('δ7: the coefficient of variation of |w|², 0 on a sphere to rounding', () => {
    const draw = drawOf(16);
    const networks = [1, 2, 3, 4].map(() => randomLayers(draw, [4, 3, 1], true));
    const norm = (one: RectifiedLayers) =>
      Math.sqrt(one.weights.flatMap((W) => [...W]).reduce((sum, w) => sum + w * w, 0));
    expect(normVariation(networks).value).toBeGreaterThan(0.05);
    expect(normVariation(networks.map((one) => scaledLayers(one, 1 / norm(one)))).value).toBeLessThan(1e-15);
  });
});
