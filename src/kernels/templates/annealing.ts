/**
 * A Metropolis walk of one ReLU network with one hidden layer under the mean softmax cross-entropy, one weight at a time. A vector
 * holds the same number of 4 (float32) or 2 (float64) samples. Kept up to date are the pre-activations A (a row a unit, and a row of
 * ones for the output biases) and, for each block of samples, a record:
 *
 *     logits z_o    g = max_o z_o − z_y    S = Σ_o exp(z_o − max z)    errors e_o = exp(z_o − max z)/S − [o = y]
 *
 * so that a sample's loss is g + ln S. A proposal moves one hidden unit by d_s and thereby the logits by c_o d_s, with c the unit's
 * output weights, or one logit by δ h_s: in both cases only samples with d_s ≠ 0 are touched. The loss is convex in the logits, hence
 * rises by at least Σ_s d_s Σ_o c_o e_so: where that is already too much the proposal is rejected without an exponential. Otherwise
 * the touched records are computed anew into a trial, which replaces them if the proposal is accepted.
 * A block holds samples of one class. Its idle lanes have −1e30 added to the other classes' logits, so that their loss is 0 whatever
 * moves. src/kernels/wasm/annealing.ts lays out memory and fills the desk: where everything is, and the state of the walk.
 * @source [metropolis1953equation]; [kirkpatrick1983optimization]
 */
import { float32, float64, madd, repeat, type VectorType } from './simd.ts';

/** The desk: four random words, the loss summed over the samples (f64), the number of blocks moved, then 32-bit numbers in this order. */
export const deskLoss = 16;
const deskMoved = 24;
export const deskStart = 28;
export const deskFields = [
  ...['theta', 'X', 'A', 'records', 'labels', 'idle', 'column', 'trial', 'touched', 'moves'],
  ...['inputs', 'hidden', 'outputs', 'blocks', 'levels', 'k0', 'k1', 'replica', 'lane'],
] as const;

const field = (name: (typeof deskFields)[number]) => deskStart + 4 * deskFields.indexOf(name);
const read = (...names: (typeof deskFields)[number][]) =>
  `const ${names.map((name) => `${name} = <usize>load<u32>(desk, ${field(name)})`).join(', ')};`;

export function annealing(fused: boolean): string {
  return exponential(fused) + walk(float32, fused) + walk(float64, fused);
}

/**
 * eˣ for x ≤ 0 in float32, error below 1 ulp; below −87 it stays there. Cephes' polynomial as in networks-softmax.ts, but x log₂e is rounded by
 * adding 1.5·2²³, whose low bits are then the exponent: half the instructions.
 */
function exponential(fused: boolean): string {
  const step = (coefficient: string) => `y = ${madd(float32, 'y', 'r', `f32x4.splat(${coefficient})`, fused)};`;
  const coefficients = ['1.3981999507e-3', '8.3334519073e-3', '4.1665795894e-2', '1.6666665459e-1', '5.0000001201e-1'];
  return `
@inline function annealExp_f32(value: v128): v128 {
  const x = f32x4.pmax(value, f32x4.splat(-87)), magic = f32x4.splat(12582912);
  const t = f32x4.add(f32x4.mul(x, f32x4.splat(1.4426950408889634)), magic), k = f32x4.sub(t, magic);
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693359375))), f32x4.mul(k, f32x4.splat(-2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  ${coefficients.map(step).join('\n  ')}
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, r), r), r), f32x4.splat(1));
  return i32x4.add(y, i32x4.shl(t, 23));
}
@inline function annealExp_f64(value: v128): v128 { return rectifiedExp_f64(value); }
`;
}

function walk(type: VectorType, fused: boolean): string {
  const { scalar, vector, lanes, bytes } = type;
  const halves = lanes / 2;
  const half = (value: string, h: number) => {
    if (halves === 1) return value;
    return `f64x2.promote_low_f32x4(${h === 0 ? value : `v128.shuffle<i32>(${value}, ${value}, 2, 3, 2, 3)`})`;
  };
  const fold = (name: string, operator: string) =>
    Array.from({ length: lanes }, (_, l) => `f64x2.extract_lane(${name}${l >> 1}, ${l & 1})`).join(` ${operator} `);
  const flush = repeat(
    halves,
    (h) => `logs += annealLog(f64x2.extract_lane(product${h}, 0)) + annealLog(f64x2.extract_lane(product${h}, 1)); `,
  );
  /** Rest of a record from its logits and their largest, m; exponentials go where the errors will be. */
  const softmax = (record: string) => `
    let sum = ${vector}.splat(0);
    for (let o = ${record}; o != ${record} + width; o += 16) {
      const e = annealExp_${scalar}(${vector}.sub(v128.load(o), m));
      v128.store(o + width, e, 32);
      sum = ${vector}.add(sum, e);
    }
    const gap = ${vector}.sub(m, v128.load(${record} + <usize>load<u32>(labels + (b << 2))));
    v128.store(${record} + width, gap);
    v128.store(${record} + width, sum, 16);`;
  return `
/** Everything from the parameters, and the loss (a sum over the samples) with it. */
export function annealRefresh_${scalar}(desk: usize): f64 {
  ${read('theta', 'X', 'A', 'records', 'labels', 'idle', 'inputs', 'hidden', 'outputs', 'blocks')}
  const row = blocks << 4, width = outputs << 4, stride = width + width + 32, zero = ${vector}.splat(0);
  const biases = theta + hidden * inputs * ${bytes}, second = biases + hidden * ${bytes};
  for (let u: usize = 0; u <= hidden; u++) {
    const a = A + u * row;
    const bias = u < hidden ? ${vector}.splat(load<${scalar}>(biases + u * ${bytes})) : ${vector}.splat(1);
    for (let b: usize = 0; b < row; b += 16) v128.store(a + b, bias);
    if (u == hidden) break;
    for (let k: usize = 0; k < inputs; k++) {
      const w = v128.${type.splat}(theta + (u * inputs + k) * ${bytes}), x = X + k * row;
      for (let b: usize = 0; b < row; b += 16) v128.store(a + b, ${madd(type, 'w', 'v128.load(x + b)', 'v128.load(a + b)', fused)});
    }
  }
  let loss: f64 = 0;
  for (let b: usize = 0; b < blocks; b++) {
    const z = records + b * stride, label = <usize>load<u32>(labels + (b << 2));
    let m = ${vector}.splat(-Infinity);
    for (let o: usize = 0; o < outputs; o++) {
      let c = v128.${type.splat}(second + (outputs * hidden + o) * ${bytes});
      if (o << 4 != label) c = ${vector}.add(c, v128.load(idle + (b << 4)));
      for (let u: usize = 0; u < hidden; u++) {
        const h = ${vector}.pmax(v128.load(A + u * row + (b << 4)), zero), w = v128.${type.splat}(second + (o * hidden + u) * ${bytes});
        c = ${madd(type, 'w', 'h', 'c', fused)};
      }
      v128.store(z + (o << 4), c);
      m = ${vector}.pmax(m, c);
    }
    ${softmax('z')}
    annealErrors_${scalar}(z, width, label);
    ${repeat(halves, (h) => `const gap${h} = ${half('gap', h)}, sum${h} = ${half('sum', h)}; `)}
    loss += ${fold('gap', '+')} + annealLog(${fold('sum', '*')});
  }
  store<f64>(desk, loss, ${deskLoss});
  return loss;
}
/** A record's exponentials to errors. */
function annealErrors_${scalar}(record: usize, width: usize, label: usize): void {
  const scale = ${vector}.div(${vector}.splat(1), v128.load(record + width, 16)), errors = record + width + 32;
  for (let e = errors; e != errors + width; e += 16) v128.store(e, ${vector}.mul(v128.load(e), scale));
  v128.store(errors + label, ${vector}.sub(v128.load(errors + label), ${vector}.splat(1)));
}
/**
 * Lists the blocks in which the unit of row a moves by its rectified step along x (0: by step times its activation), and by how much.
 * Returns the least rise of the loss, Σ d c e; the number of blocks goes to the desk.
 */
function annealMoves_${scalar}(desk: usize, a: usize, x: usize, step: v128): f64 {
  ${read('records', 'column', 'touched', 'moves', 'outputs', 'blocks')}
  const width = outputs << 4, stride = width + width + 32, zero = ${vector}.splat(0);
  let list = touched, move = moves, errors = records + width + 32;
  ${repeat(halves, (h) => `let slope${h} = f64x2.splat(0); `)}
  for (let b: usize = 0; b < blocks << 4; b += 16, errors += stride) {
    const before = v128.load(a + b), h = ${vector}.pmax(before, zero);
    const d = x
      ? ${vector}.sub(${vector}.pmax(${madd(type, 'step', 'v128.load(x + b)', 'before', fused)}, zero), h)
      : ${vector}.mul(step, h);
    if (!v128.any_true(${vector}.ne(d, zero))) continue;
    let c = ${vector}.mul(v128.load(column), v128.load(errors));
    for (let o: usize = 16; o < width; o += 16) c = ${madd(type, 'v128.load(column + o)', 'v128.load(errors + o)', 'c', fused)};
    c = ${vector}.mul(c, d);
    ${repeat(halves, (h) => `slope${h} = f64x2.add(slope${h}, ${half('c', h)}); `)}
    store<u32>(list, <u32>(b >> 4));
    v128.store(move, d);
    list += 4;
    move += 16;
  }
  store<u32>(desk, <u32>((list - touched) >> 2), ${deskMoved});
  return ${fold('slope', '+')};
}
/** Change of the loss by the moves that are listed; fills the trial. */
function annealTrial_${scalar}(desk: usize): f64 {
  ${read('records', 'labels', 'column', 'trial', 'touched', 'moves', 'outputs')}
  const width = outputs << 4, stride = width + width + 32, moved = <usize>load<u32>(desk, ${deskMoved});
  let z = trial, logs: f64 = 0;
  ${repeat(halves, (h) => `let product${h} = f64x2.splat(1), gaps${h} = f64x2.splat(0); `)}
  for (let t: usize = 0; t < moved; t++, z += stride) {
    const b = <usize>load<u32>(touched + (t << 2)), d = v128.load(moves + (t << 4)), record = records + b * stride;
    let m = ${vector}.splat(-Infinity);
    for (let o: usize = 0; o < width; o += 16) {
      const logit = ${madd(type, 'v128.load(column + o)', 'd', 'v128.load(record + o)', fused)};
      v128.store(z + o, logit);
      m = ${vector}.pmax(m, logit);
    }
    ${softmax('z')}
    const fall = ${vector}.sub(gap, v128.load(record + width)), ratio = ${vector}.div(sum, v128.load(record + width, 16));
    ${repeat(halves, (h) => `gaps${h} = f64x2.add(gaps${h}, ${half('fall', h)}); product${h} = f64x2.mul(product${h}, ${half('ratio', h)}); `)}
    if ((t & 63) == 63) {
      ${flush}${repeat(halves, (h) => `product${h} = f64x2.splat(1); `)}
    }
  }
  ${flush}
  return ${fold('gaps', '+')} + logs;
}
/** Proposals number first … of the walk at one temperature (in units of the summed loss); none leaves ± bound. Returns how many were accepted. */
export function annealAdvance_${scalar}(desk: usize, first: f64, proposals: i32, temperature: f64, step: f64, bound: f64): i32 {
  ${read('theta', 'X', 'A', 'records', 'labels', 'column', 'trial', 'touched', 'inputs', 'hidden', 'outputs', 'blocks')}
  const k0 = load<u32>(desk, ${field('k0')}), k1 = load<u32>(desk, ${field('k1')});
  const replica = load<u32>(desk, ${field('replica')}), lane = load<u32>(desk, ${field('lane')});
  const levels = load<u32>(desk, ${field('levels')});
  const row = blocks << 4, width = outputs << 4, stride = width + width + 32;
  const firstBias = hidden * inputs, second = firstBias + hidden, secondBias = second + outputs * hidden;
  let accepted = 0;
  for (let n = <u64>first, end = n + <u64>proposals; n < end; n++) {
    philoxBlock(k0, k1, replica, lane, n, desk);
    const i = <usize>below(<u32>(secondBias + outputs), load<u32>(desk));
    let unit = hidden, x: usize = 0;
    if (i < second) {
      unit = i < firstBias ? i / inputs : i - firstBias;
      x = X + (i < firstBias ? i % inputs : inputs) * row;
      for (let o: usize = 0; o < outputs; o++)
        v128.store(column + (o << 4), v128.${type.splat}(theta + (second + o * hidden + unit) * ${bytes}));
    } else {
      let output = i - secondBias;
      if (i < secondBias) {
        output = (i - second) / hidden;
        unit = (i - second) % hidden;
      }
      for (let o: usize = 0; o < outputs; o++) v128.store(column + (o << 4), ${vector}.splat(<${scalar}>(o == output)));
    }
    const place = theta + i * ${bytes}, w = load<${scalar}>(place), a = A + unit * row;
    const next = <${scalar}>proposed(<f64>w, load<u32>(desk, 4), levels, step), change = ${vector}.splat(next - w);
    if (abs(<f64>next) > bound) continue;
    const limit = -temperature * ln(centered(load<u32>(desk, 8), load<u32>(desk, 12)) + 0.5);
    if (annealMoves_${scalar}(desk, a, x, change) > limit) continue;
    const rise = annealTrial_${scalar}(desk);
    if (!(rise <= limit)) continue;
    accepted++;
    store<${scalar}>(place, next);
    store<f64>(desk, load<f64>(desk, ${deskLoss}) + rise, ${deskLoss});
    const moved = <usize>load<u32>(desk, ${deskMoved});
    for (let t: usize = 0; t < moved; t++) {
      const b = <usize>load<u32>(touched + (t << 2)), from = trial + t * stride, to = records + b * stride;
      annealErrors_${scalar}(from, width, <usize>load<u32>(labels + (b << 2)));
      for (let o: usize = 0; o < stride; o += 16) v128.store(to + o, v128.load(from + o));
    }
    if (!x) continue;
    for (let b: usize = 0; b < row; b += 16)
      v128.store(a + b, ${madd(type, 'change', 'v128.load(x + b)', 'v128.load(a + b)', fused)});
  }
  return accepted;
}
`;
}
