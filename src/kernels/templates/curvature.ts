/**
 * Products of the curvature of a network, float64. Rows are units, samples lie along them in the vector lanes: \`columns\` samples of a
 * row, a multiple of 8, rows \`stride\` bytes apart. With weights packed once a point, layers are products of tiles (curvatureProduct);
 * what is summed over the samples is a product of rows with rows (curvatureAccumulate). curvature-lists.ts has the
 * first layer's where inputs are mostly zero, curvature-gram.ts the sums behind the dense Hessian.
 */
import { curvatureElements } from './curvature-elements.ts';
import { curvatureGram } from './curvature-gram.ts';
import { depthAtOnce } from './curvature-layout.ts';
import { curvatureLists } from './curvature-lists.ts';
import { type Block, eachVector, rowBlocks, tileStart, tileStep, vectorOf } from './product.ts';
import { float64, madd, repeat, type VectorWidth } from './simd.ts';

export function networkCurvature(fused: boolean): string {
  return [
    curvatureProduct(fused),
    accumulate(fused),
    packs,
    curvatureElements(),
    curvatureLists(fused),
    curvatureGram(fused),
  ].join('');
}

const each = (rows: number, vectors: number, text: (r: number, v: number) => string) =>
  repeat(rows, (r) => repeat(vectors, (v) => text(r, v)));

export function curvatureProduct(fused: boolean, width: VectorWidth = 16): string {
  const sweep = (block: Block) => {
    const { register, vector } = vectorOf(block);
    const pairs = block.rows / 2;
    const factors = Array.from({ length: block.rows }, (_, r) => `a${r >> 1}p, ${(r & 1) * 8}`);
    const row = (r: number) => (r === 0 ? 'to' : `to + ${r === 1 ? '' : `${r} * `}outRow`);
    return `
      for (; p + ${pairs} <= pairs; p += ${pairs}) {
        ${repeat(pairs, (n) => `let a${n}p = l${n === 0 ? '' : ` + ${n} * (depth << 4)`}; `)}
        ${tileStart(block)}
        for (let q = from; q < end; q += rightRow) {
          ${tileStep(['q'], factors, fused, block)}
          ${repeat(pairs, (n) => `a${n}p += 16; `)}
        }
        if (more) {
          ${eachVector(block, (r, _t, q, place) => `c${r}${q} = ${vector}.add(c${r}${q}, ${register}.load(${row(r)}, ${place})); `)}
        }
        ${eachVector(block, (r, _t, q, place) => `${register}.store(${row(r)}, c${r}${q}, ${place}); `)}
        to += ${block.rows} * outRow;
        l += ${pairs} * (depth << 4);
      }`;
  };
  return `
/**
 * out[i][c] = (or, when \`add\`, +=) Σ_k left[i][k] right[k][c] for 2 · pairs rows i. left: pair of rows after pair, each as depth × 2
 * numbers. A row's ${depthAtOnce} terms are summed apart from the next.
 */
export function curvatureProduct(left: usize, right: usize, rightRow: usize, depth: usize, out: usize, outRow: usize, pairs: usize, columns: usize, add: bool): void {
  for (let k: usize = 0; k < depth; k += ${depthAtOnce}) {
    const deep = min<usize>(${depthAtOnce}, depth - k) * rightRow, more = add || k > 0;
    for (let c: usize = 0; c < columns << 3; c += 64) {
      const from = right + k * rightRow + c, end = from + deep;
      let l = left + (k << 4), to = out + c, p: usize = 0;${rowBlocks(width).map(sweep).join('')}
    }
  }
}
`;
}

const accumulate = (fused: boolean) => {
  const step = (at: number) => `
        ${repeat(4, (v) => `const b${v}${at} = v128.load(a${v}, ${at * 16}); `)}
        ${repeat(2, (r) => `const d${r}${at} = v128.load(r${r}, ${at * 16}); ${repeat(4, (v) => `c${r}${v} = ${madd(float64, `d${r}${at}`, `b${v}${at}`, `c${r}${v}`, fused)}; `)}`)}`;
  return `
/**
 * out[i][k] += Σ_s R[i][s] A[k][s] over \`columns\` samples: pairs of rows of R, fours of rows of A. What is read beyond \`rows\` and
 * \`features\` goes to rows and columns that nobody reads. Samples of even and of odd number are summed apart.
 */
export function curvatureAccumulate(R: usize, rows: usize, A: usize, features: usize, stride: usize, columns: usize, out: usize, outRow: usize): void {
  const end = columns << 3;
  for (let i: usize = 0; i < rows; i += 2) {
    for (let k: usize = 0; k < features; k += 4) {
      let r0 = R + i * stride, r1 = r0 + stride;
      ${repeat(4, (v) => `let a${v} = A + (k + ${v}) * stride; `)}
      ${tileStart()}
      for (const last = r0 + end; r0 < last; ) {${step(0)}${step(1)}
        r0 += 32; r1 += 32; ${repeat(4, (v) => `a${v} += 32; `)}
      }
      const to = out + i * outRow + (k << 3), below = to + outRow;
      ${each(2, 2, (r, h) => {
        const [x, y, at] = [`c${r}${2 * h}`, `c${r}${2 * h + 1}`, r ? 'below' : 'to'];
        const sum = `f64x2.add(v128.shuffle<i64>(${x}, ${y}, 0, 2), v128.shuffle<i64>(${x}, ${y}, 1, 3))`;
        return `v128.store(${at}, f64x2.add(v128.load(${at}, ${h * 16}), ${sum}), ${h * 16});\n      `;
      })}
    }
  }
}
`;
};

const packs = `
/** A layer's weights (units × inputs, a unit's row contiguous) and biases as pairs of units over inputs and one more, for curvatureProduct; biases 0 and beyond the last unit: zeros. */
export function curvaturePackRows(weights: usize, biases: usize, inputs: usize, units: usize, out: usize): void {
  for (let u: usize = 0; u < units; u += 2) {
    const w = weights + ((u * inputs) << 3), below = w + (inputs << 3), two = u + 1 < units;
    for (let k: usize = 0; k < inputs << 3; k += 8) {
      store<f64>(out, load<f64>(w + k));
      store<f64>(out, two ? load<f64>(below + k) : 0, 8);
      out += 16;
    }
    const b = biases + (u << 3);
    store<f64>(out, biases ? load<f64>(b) : 0);
    store<f64>(out, biases && two ? load<f64>(b, 8) : 0, 8);
    out += 16;
  }
}
/** The transpose: pairs of inputs over units. */
export function curvaturePackColumns(weights: usize, inputs: usize, units: usize, out: usize): void {
  for (let k: usize = 0; k < inputs; k += 2) {
    const two = k + 1 < inputs;
    for (let u: usize = 0, w = weights + (k << 3); u < units; u++, w += inputs << 3) {
      store<f64>(out, load<f64>(w));
      store<f64>(out, two ? load<f64>(w, 8) : 0, 8);
      out += 16;
    }
  }
}
/** Rows of sums over inputs and one more to weights and, unless 0, biases. */
export function curvatureUnpack(sums: usize, row: usize, inputs: usize, units: usize, weights: usize, biases: usize): void {
  for (let u: usize = 0; u < units; u++, sums += row) {
    memory.copy(weights + ((u * inputs) << 3), sums, inputs << 3);
    if (biases) store<f64>(biases + (u << 3), load<f64>(sums + (inputs << 3)));
  }
}
`;
