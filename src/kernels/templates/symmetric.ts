/**
 * Inertia of a large symmetric matrix in place: P (A − σI) Pᵀ = L D Lᵀ, in panels of columns. The upper triangle (row-major, stride n)
 * holds A and is never written; the lower is work space and receives L, so one array serves any number of shifts. The first `unpivoted` columns are taken in order (for a positive definite block), the
 * rest with Bunch–Kaufman pivoting, which looks only at rows that are left. The trailing update is a tile of 2 rows × 8 columns in
 * eight accumulators. Rows of L⁻¹ are found eight at a time, the last panel first.
 * @source [bunch1977stable, Algorithm A]; [higham2002accuracy, §§10.1, 11.1]
 */
import { type Block, rowBlocks, tileColumns as tile, tileEnd, tileStart, tileStep } from './product.ts';
import { float64, madd, repeat, type VectorWidth, vectorType } from './simd.ts';

/** @param width bytes of a vector; the layout of memory does not depend on it */
export function symmetric(fused: boolean, width: VectorWidth = 16): string {
  return [mirror, eliminate(fused, width), panel, pack, update(fused, width), inverse(fused)].join('');
}

const mirror = `
/** Lower triangle of rows i0 … i1 ← transpose of the upper; diagonal − shift. Squares of 32 keep both sides in cache. */
export function symmetricMirror(A: usize, n: usize, diagonal: usize, shift: f64, i0: usize, i1: usize): void {
  const row = n << 3;
  for (let j0: usize = 0; j0 < i1; j0 += 32)
    for (let i = max(i0, j0); i < i1; i++) {
      const end = min(i, j0 + 32), to = A + i * row;
      for (let j = j0; j < end; j++) store<f64>(to + (j << 3), load<f64>(A + j * row + (i << 3)));
    }
  for (let i = i0; i < i1; i++) store<f64>(A + i * row + (i << 3), load<f64>(diagonal + (i << 3)) - shift);
}
/** Adds |a_ij| of rows i0 … i1 of the upper triangle, diagonal left out, to the sums of row i and of row j. */
export function symmetricSums(A: usize, n: usize, sums: usize, i0: usize, i1: usize): void {
  for (let i = i0; i < i1; i++) {
    const row = A + i * (n << 3);
    let sum: f64 = 0;
    for (let j = i + 1; j < n; j++) {
      const o = j << 3, size = abs(load<f64>(row + o));
      sum += size;
      store<f64>(sums + o, load<f64>(sums + o) + size);
    }
    store<f64>(sums + (i << 3), load<f64>(sums + (i << 3)) + sum);
  }
}
`;

/** x − Σ_p w_p L_p, four columns at a time. */
const eliminate = (fused: boolean, width: VectorWidth) => {
  const type = vectorType('f64', width);
  const { vector, register, lanes } = type;
  const minus = (p: number, x: string) =>
    madd(type, `m${p}`, `${register}.load(L + ${p === 0 ? 'o' : `${p === 1 ? 'row' : `${p} * row`} + o`})`, x, fused);
  const sweep = (columns: number) => `
    ${repeat(columns, (p) => `const f${p} = -load<f64>(w${p === 0 ? '' : ` + ${p} * row`}), m${p} = ${vector}.splat(f${p});\n    `)}
    let i = from;
    for (; i + ${lanes - 1} < n; i += ${lanes}) {
      const o = i << 3; let v = ${register}.load(x + o);
      ${repeat(columns, (p) => `v = ${minus(p, 'v')}; `)}
      ${register}.store(x + o, v);
    }
    for (; i < n; i++) {
      const o = i << 3; let v = load<f64>(x + o);
      ${repeat(columns, (p) => `v += f${p} * load<f64>(L + ${p} * row + o); `)}
      store<f64>(x + o, v);
    }
    L += ${columns} * row; w += ${columns} * row;`;
  return `
/** Column c (rows from … n − 1) of the trailing block with the panel's \`done\` columns eliminated, to x. Columns of L and W are n long. */
function symmetricColumn(A: usize, n: usize, from: usize, c: usize, done: usize, L: usize, W: usize, x: usize): void {
  const row = n << 3, along = A + c * row;
  for (let i = from; i < c; i++) store<f64>(x + (i << 3), load<f64>(along + (i << 3)));
  for (let i = c; i < n; i++) store<f64>(x + (i << 3), load<f64>(A + i * row + (c << 3)));
  let w = W + (c << 3), p: usize = 0;
  for (; p + 4 <= done; p += 4) {${sweep(4)}
  }
  for (; p < done; p++) {${sweep(1)}
  }
}
`;
};

const panel = `
@inline function symmetricSwap(a: usize, b: usize): void {
  const kept = load<f64>(a);
  store<f64>(a, load<f64>(b));
  store<f64>(b, kept);
}
/** Rows and columns k and r > k change places in what is left (column k itself is in a buffer by now), in the panel and in the sums. */
function symmetricExchange(A: usize, n: usize, k: usize, r: usize, done: usize, L: usize, W: usize, sums: usize): void {
  const row = n << 3, ko = k << 3, ro = r << 3;
  store<f64>(A + r * row + ro, load<f64>(A + k * row + ko));
  for (let i = k + 1; i < r; i++) store<f64>(A + r * row + (i << 3), load<f64>(A + i * row + ko));
  for (let i = r + 1; i < n; i++) store<f64>(A + i * row + ro, load<f64>(A + i * row + ko));
  for (let p: usize = 0; p < done; p++) {
    symmetricSwap(L + p * row + ko, L + p * row + ro);
    symmetricSwap(W + p * row + ko, W + p * row + ro);
  }
  symmetricSwap(sums + ko, sums + ro);
}
/** The row r > k with the largest |x|, the first of equals. */
function symmetricLargest(x: usize, k: usize, n: usize): usize {
  let r = k, most: f64 = 0;
  for (let i = k + 1; i < n; i++) {
    const size = abs(load<f64>(x + (i << 3)));
    if (size > most) { most = size; r = i; }
  }
  return r;
}
/**
 * Factors columns start … end − 1, or one more when the last block is of order 2, into L and W = L D (n numbers a column). Returns
 * the first column not factored. D: its diagonal, then its off-diagonal entries (n each), not zero at the first column of a block of
 * order 2. exchanges (i32): the row each column's row changed places with. sums: row sums of |L||D||Lᵀ|. x, y: scratch of n numbers.
 */
export function symmetricPanel(A: usize, n: usize, start: usize, end: usize, unpivoted: usize, L: usize, W: usize, x: usize, y: usize, sums: usize, D: usize, exchanges: usize): usize {
  const row = n << 3, alpha: f64 = 0.6403882032022076; // (1 + √17)/8
  let k = start;
  while (k < end) {
    const done = k - start, ko = k << 3;
    symmetricColumn(A, n, k, k, done, L, W, x);
    let r = k, order = 1, column = x;
    if (k >= unpivoted) {
      const size = abs(load<f64>(x + ko)), at = symmetricLargest(x, k, n), below = at == k ? 0 : abs(load<f64>(x + (at << 3)));
      if (!(size >= alpha * below)) {
        r = at;
        symmetricColumn(A, n, k, r, done, L, W, y);
        let beside: f64 = 0;
        for (let i = k; i < n; i++) if (i != r) beside = max(beside, abs(load<f64>(y + (i << 3))));
        if (size >= alpha * below * (below / beside)) r = k;
        else if (abs(load<f64>(y + (r << 3))) >= alpha * beside) column = y;
        else order = 2;
      }
    }
    const l = L + done * row, w = W + done * row;
    if (order == 1) {
      if (r != k) {
        symmetricExchange(A, n, k, r, done, L, W, sums);
        symmetricSwap(column + ko, column + (r << 3));
      }
      const d = load<f64>(column + ko), inverse: f64 = 1 / d;
      store<f64>(D + ko, d);
      store<f64>(D + row + ko, 0);
      store<i32>(exchanges + (k << 2), <i32>r);
      let total: f64 = 1;
      for (let i = k + 1; i < n; i++) {
        const o = i << 3, c = load<f64>(column + o), q = c == 0 ? 0 : c * inverse; // a zero pivot over a column that is not zero leaves no finite growth
        store<f64>(w + o, c);
        store<f64>(l + o, q);
        total += abs(q);
      }
      total *= abs(d);
      store<f64>(sums + ko, load<f64>(sums + ko) + total);
      for (let o = ko + 8; o < row; o += 8) store<f64>(sums + o, load<f64>(sums + o) + abs(load<f64>(l + o)) * total);
      k++;
    } else {
      const k1 = ko + 8;
      if (r != k + 1) {
        symmetricExchange(A, n, k + 1, r, done, L, W, sums);
        symmetricSwap(x + k1, x + (r << 3));
        symmetricSwap(y + k1, y + (r << 3));
      }
      const b = load<f64>(x + k1), d1 = load<f64>(x + ko), d2 = load<f64>(y + k1), s1 = d1 / b, s2 = d2 / b, scale = 1 / (s1 * s2 - 1) / b;
      store<f64>(D + ko, d1);
      store<f64>(D + k1, d2);
      store<f64>(D + row + ko, b);
      store<f64>(D + row + k1, 0);
      store<f64>(l + k1, 0);
      store<i32>(exchanges + (k << 2), <i32>k);
      store<i32>(exchanges + (k << 2), <i32>r, 4);
      let total1: f64 = 1, total2: f64 = 1;
      for (let o = k1 + 8; o < row; o += 8) {
        const c = load<f64>(x + o), e = load<f64>(y + o), p = scale * (s2 * c - e), q = scale * (s1 * e - c);
        store<f64>(w + o, c);
        store<f64>(w + row + o, e);
        store<f64>(l + o, p);
        store<f64>(l + row + o, q);
        total1 += abs(p);
        total2 += abs(q);
      }
      const m1 = abs(d1) * total1 + abs(b) * total2, m2 = abs(b) * total1 + abs(d2) * total2;
      store<f64>(sums + ko, load<f64>(sums + ko) + m1);
      store<f64>(sums + k1, load<f64>(sums + k1) + m2);
      for (let o = k1 + 8; o < row; o += 8)
        store<f64>(sums + o, load<f64>(sums + o) + abs(load<f64>(l + o)) * m1 + abs(load<f64>(l + row + o)) * m2);
      k += 2;
    }
  }
  return k;
}
`;

const pack = `
/** Rows from … to − 1 of \`width\` columns (n numbers each) as tiles of \`high\` rows: tile, column, row; zeros below the last row. */
export function symmetricPack(columns: usize, n: usize, from: usize, to: usize, width: usize, high: usize, out: usize): void {
  for (let i = from; i < to; i += high)
    for (let p: usize = 0; p < width; p++) {
      const column = columns + ((p * n) << 3);
      for (let t = i; t < i + high; t++) {
        store<f64>(out, t < to ? load<f64>(column + (t << 3)) : 0);
        out += 8;
      }
    }
}
`;

const inverse = (fused: boolean) => `
/**
 * Columns start … next − 1 of a factored panel to the lower triangle, without the diagonal, and their squared norms with it; the earlier
 * columns follow its exchanges.
 */
export function symmetricKeep(A: usize, n: usize, start: usize, next: usize, L: usize, exchanges: usize, squares: usize): void {
  const row = n << 3;
  for (let k = start; k < next; k++) {
    const r = <usize>load<i32>(exchanges + (k << 2));
    if (r != k) for (let o: usize = 0; o < start << 3; o += 8) symmetricSwap(A + k * row + o, A + r * row + o);
    store<f64>(squares + (k << 3), 1);
  }
  for (let i0 = start + 1; i0 < n; i0 += 8)
    for (let p = start; p < next; p++) {
      let sum: f64 = 0;
      for (let i = max(i0, p + 1), end = min(n, i0 + 8); i < end; i++) {
        const l = load<f64>(L + (p - start) * row + (i << 3));
        store<f64>(A + i * row + (p << 3), l);
        sum += l * l;
      }
      store<f64>(squares + (p << 3), load<f64>(squares + (p << 3)) + sum);
    }
}
/** −A, rows first … last − 1 of the columns start … next − 1, as pairs of columns for productTile; zeros beyond the last column. */
export function symmetricPackColumns(A: usize, n: usize, first: usize, last: usize, start: usize, next: usize, out: usize): void {
  for (let j = start; j < next; j += 2)
    for (let i = first; i < last; i++) {
      const a = A + ((i * n + j) << 3);
      store<f64>(out, -load<f64>(a));
      store<f64>(out, j + 1 < next ? -load<f64>(a, 8) : 0, 8);
      out += 16;
    }
}
/** The tile V (rows of ${tile} numbers) after yL = v on the rows start … next − 1 of a panel. */
export function symmetricSolve(A: usize, n: usize, start: usize, next: usize, V: usize): void {
  for (let j = next; j-- > start; ) {
    const to = V + (j << ${Math.log2(tile * 8)});
    ${repeat(4, (v) => `let c${v} = v128.load(to, ${v * 16}); `)}
    for (let i = j + 1; i < next; i++) {
      const a = f64x2.splat(-load<f64>(A + ((i * n + j) << 3))), from = V + (i << ${Math.log2(tile * 8)});
      ${repeat(4, (v) => `c${v} = ${madd(float64, 'a', `v128.load(from, ${v * 16})`, `c${v}`, fused)}; `)}
    }
    ${repeat(4, (v) => `v128.store(to, c${v}, ${v * 16}); `)}
  }
}
/** \`depth\` rows of each of the tiles V, n rows apart, as pairs of columns for productTile. */
export function symmetricPackTiles(V: usize, n: usize, depth: usize, tiles: usize, out: usize): void {
  for (let t: usize = 0; t < tiles; t++, V += n << ${Math.log2(tile * 8)})
    for (let o: usize = 0; o < ${tile * 8}; o += 16)
      for (let i: usize = 0; i < depth; i++, out += 16) v128.store(out, v128.load(V + (i << ${Math.log2(tile * 8)}) + o));
}
`;

function update(fused: boolean, width: VectorWidth): string {
  const row = (r: number) => (r === 0 ? 'c' : `c + ${r === 1 ? '' : `${r} * `}row`);
  const sums = (block: Block) => {
    const pairs = block.rows / 2;
    const factors = Array.from({ length: block.rows }, (_, r) => `a${r >> 1}p, ${(r & 1) * 8}`);
    return `
      const end = q + deep;
      ${repeat(pairs, (p) => `let a${p}p = a${p === 0 ? '' : ` + ${p} * (width << 4)`}; `)}
      ${tileStart(block)}
      while (q != end) {
        ${tileStep(['q'], factors, fused, block)}
        q += ${tile * 8}; ${repeat(pairs, (p) => `a${p}p += 16; `)}
      }
      const c = A + i * row + (j << 3);`;
  };
  const [most, pair] = [rowBlocks(width)[0]!, rowBlocks(width).at(-1)!];
  const { register } = vectorType('f64', width);
  const vectors = (tile * 8) / width;
  return `
/** Two rows from i on, columns j … last − 1, tile by tile; what is beyond the diagonal or the last column is left alone. */
@inline function symmetricEdge(A: usize, n: usize, i: usize, from: usize, last: usize, j1: usize, width: usize, a: usize, right: usize, scratch: usize): void {
  const row = n << 3, deep = width * ${tile * 8};
  let q = right;
  for (let j = from; j < last; j += ${tile}) {${sums(pair)}
    if (i + 1 < n && j + ${tile - 1} <= i && j + ${tile} <= j1) {
      ${tileEnd(row, pair, 'sub')}
    } else {
      ${repeat(2, (r) => repeat(vectors, (v) => `${register}.store(scratch, c${r}${v}, ${r * tile * 8 + v * width}); `))}
      for (let r: usize = 0; r < 2 && i + r < n; r++)
        for (let t: usize = 0; t < ${tile} && j + t <= i + r && j + t < j1; t++) {
          const o = c + r * row + (t << 3);
          store<f64>(o, load<f64>(o) - load<f64>(scratch + ((r * ${tile} + t) << 3)));
        }
    }
  }
}
/**
 * a_ij ← a_ij − Σ_p l_ip w_jp for the columns j0 … j1 − 1 of the lower triangle and all rows below; j0 − from is a multiple of ${tile}.
 * left, right: the packed rows from \`from\` on, in tiles of 2 and of ${tile}. scratch: 128 bytes.
 */
export function symmetricUpdate(A: usize, n: usize, from: usize, j0: usize, j1: usize, width: usize, left: usize, right: usize, scratch: usize): void {
  const row = n << 3, deep = width * ${tile * 8}, first = right + (((j0 - from) * width) << 3);
  let a = left + (((j0 - from) * width) << 3);
  for (let i = j0; i < n; i += ${most.rows}) {
    let q = first, j = j0;
    if (i + ${most.rows} <= n)
      for (; j + ${tile - 1} <= i && j + ${tile} <= j1; j += ${tile}) {${sums(most)}
        ${tileEnd(row, most, 'sub')}
      }
    for (let s = i; s < min(i + ${most.rows}, n); s += 2) {
      symmetricEdge(A, n, s, j, min(s + 2, j1), j1, width, a, q, scratch);
      a += width << 4;
    }
  }
}
`;
}
