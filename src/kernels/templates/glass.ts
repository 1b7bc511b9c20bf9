/**
 * Gradient of the H-spin glass for a batch, replicas in the vector lanes.
 * Panels: 16 (float32) or 8 (float64) replicas; row k of a panel holds spin k of each, 64 bytes; two zero rows follow the last.
 *
 * Order 3, slices by least index: for each i the symmetric slice C over j, k ≥ i. T = C w is a register tile of 2 rows × 4
 * vectors; while it is in registers, g_j += 2 w_i T_j and g_i += Σ_j w_j T_j. ⅔Λ³ operations a replica. A slice is packed in
 * blocks of 250 columns, so that the rows of a panel it reads stay in the first-level cache.
 *
 * Other orders, prefixes: loops over i₁ ≤ … ≤ i_H with the products of prefixes and the suffix sums in registers
 * (reverse mode by hand): every monomial costs two multiply-adds, at any order.
 */
import { float32, float64, madd, repeat, type VectorType } from './simd.ts';

const rows = 2;
const vectors = 4;
const panelRow = 64;

export function glass(fused: boolean): string {
  return [float32, float64]
    .map(
      (type) =>
        slices(type, fused) + [2, 4, 5].map((order) => prefixes(order, type, fused)).join('') + sphere(type, fused),
    )
    .join('');
}

function slices(type: VectorType, fused: boolean): string {
  const { vector, bytes, scalar, splat } = type;
  const tile = (text: (r: number, v: number) => string) => repeat(rows, (r) => repeat(vectors, (v) => text(r, v)));
  return `
/** Slice i (m = L - i rows, columns k0 … k1 of it) times one panel. */
@inline function slice_${scalar}(packed: usize, W: usize, G: usize, i: i32, m: i32, k0: i32, k1: i32): usize {
  const wi = W + <usize>i * ${panelRow}, gi = G + <usize>i * ${panelRow};
  const first = wi + <usize>k0 * ${panelRow}, last = wi + <usize>k1 * ${panelRow};
  ${repeat(vectors, (v) => `const x${v} = ${vector}.add(v128.load(wi, ${v * 16}), v128.load(wi, ${v * 16})); let e${v} = ${vector}.splat(0);\n`)}
  for (let j = 0; j < m; j += ${rows}) {
    ${tile((r, v) => `let c${r}${v} = ${vector}.splat(0);`)}
    let w = first;
    while (w < last) {
      ${repeat(vectors, (v) => `const b${v} = v128.load(w, ${v * 16});`)}
      ${repeat(rows, (r) => `const a${r} = v128.${splat}(packed, ${r * bytes});${repeat(vectors, (v) => `c${r}${v} = ${madd(type, `a${r}`, `b${v}`, `c${r}${v}`, fused)};`)}`)}
      w += ${panelRow}; packed += ${rows * bytes};
    }
    const wj = wi + <usize>j * ${panelRow}, gj = gi + <usize>j * ${panelRow};
    ${tile((r, v) => {
      const at = (r * vectors + v) * 16;
      return `e${v} = ${vector}.add(e${v}, ${vector}.mul(c${r}${v}, v128.load(wj, ${at}))); v128.store(gj, ${vector}.add(v128.load(gj, ${at}), ${vector}.mul(c${r}${v}, x${v})), ${at});\n`;
    })}
  }
  ${repeat(vectors, (v) => `v128.store(gi, ${vector}.add(v128.load(gi, ${v * 16}), e${v}), ${v * 16});`)}
  return packed;
}
/** Adds slices i0 … i1 of all panels to G. offsets: byte offset of each slice, as f64. */
export function glass3_${scalar}(packed: usize, offsets: usize, W: usize, G: usize, L: i32, block: i32, i0: i32, i1: i32, panels: i32): void {
  const stride = <usize>(L + ${rows}) * ${panelRow};
  for (let i = i0; i < i1; i++) {
    const m = L - i;
    for (let p = 0; p < panels; p++) {
      let at = packed + <usize>load<f64>(offsets + (<usize>i << 3));
      for (let k = 0; k < m; k += block) at = slice_${scalar}(at, W + <usize>p * stride, G + <usize>p * stride, i, m, k, min(k + block, m));
    }
  }
}
`;
}

function prefixes(order: number, type: VectorType, fused: boolean): string {
  const { vector, bytes, scalar, splat } = type;
  const pair = (text: (v: number) => string) => repeat(2, text);
  const spin = (level: number) => `x${level}_`;
  // Opens loop `level`, recurses, then adds the suffix sum of the level below to the gradient and to its own suffix sum.
  const loop = (level: number): string => {
    const from = level === 1 ? '0' : `i${level - 1}`;
    const prefix = (v: number) => (level === 1 ? '' : `q${level - 1}_${v}`);
    if (level === order)
      return `
  for (let k = ${from}; k < L; k++) {
    const c = v128.${splat}(a); a += ${bytes};
    const wk = w + <usize>k * ${panelRow}, gk = g + <usize>k * ${panelRow};
    ${pair((v) => `t${level}_${v} = ${madd(type, 'c', `v128.load(wk, ${v * 16})`, `t${level}_${v}`, fused)}; v128.store(gk, ${madd(type, 'c', prefix(v), `v128.load(gk, ${v * 16})`, fused)}, ${v * 16});`)}
  }`;
    return `
  for (let i${level} = ${from}; i${level} < L; i${level}++) {
    ${pair((v) => `const ${spin(level)}${v} = v128.load(w + <usize>i${level} * ${panelRow}, ${v * 16});`)}
    ${pair((v) => `const q${level}_${v} = ${level === 1 ? `${spin(1)}${v}` : `${vector}.mul(${prefix(v)}, ${spin(level)}${v})`}; let t${level + 1}_${v} = ${vector}.splat(0);`)}
    ${loop(level + 1)}
    const h${level} = g + <usize>i${level} * ${panelRow};
    ${pair((v) => {
      const suffix = `t${level + 1}_${v}`;
      const contribution = level === 1 ? suffix : `${vector}.mul(${suffix}, ${prefix(v)})`;
      const sum =
        level === 1 ? '' : `t${level}_${v} = ${madd(type, `${spin(level)}${v}`, suffix, `t${level}_${v}`, fused)};`;
      return `v128.store(h${level}, ${vector}.add(v128.load(h${level}, ${v * 16}), ${contribution}), ${v * 16}); ${sum}`;
    })}
  }`;
  };
  return `
/** Adds the whole gradient of one panel to G; A holds the monomials' coefficients in lexicographic order. */
export function glass${order}_${scalar}(A: usize, W: usize, G: usize, L: i32, panel: i32): void {
  const stride = <usize>(L + ${rows}) * ${panelRow};
  for (let half = 0; half < ${panelRow}; half += 32) {
    const w = W + <usize>panel * stride + <usize>half, g = G + <usize>panel * stride + <usize>half;
    let a = A;
    ${loop(1)}
  }
}
`;
}

/** One step on the sphere, or a measurement only: what follows the gradient. */
function sphere(type: VectorType, fused: boolean): string {
  const { vector, scalar } = type;
  const all = (text: (v: number) => string) => repeat(vectors, text);
  return `
/**
 * For every lane: L = (scale/H) w·g; r = scale (g - (w·g/L) w); residual²; then, if move, w ← √Λ (w - η r)/‖w - η r‖. η is halved
 * when the energy rose by more than \`rise\` times its size. lanes: per panel 4 rows of 64 bytes: energy, previous energy, residual², η.
 */
export function sphere_${scalar}(W: usize, G: usize, lanes: usize, L: i32, panels: i32, scale: ${scalar}, order: ${scalar}, rise: ${scalar}, move: i32): void {
  const n = <${scalar}>L;
  for (let p = 0; p < panels; p++) {
    const w0 = W + <usize>p * <usize>(L + ${rows}) * ${panelRow}, g0 = G + <usize>p * <usize>(L + ${rows}) * ${panelRow};
    const end = w0 + <usize>L * ${panelRow}, lane = lanes + <usize>p * ${4 * panelRow};
    ${all((v) => `let d${v} = ${vector}.splat(0);`)}
    for (let w = w0, g = g0; w < end; w += ${panelRow}, g += ${panelRow}) { ${all((v) => `d${v} = ${madd(type, `v128.load(w, ${v * 16})`, `v128.load(g, ${v * 16})`, `d${v}`, fused)};`)} }
    const s = ${vector}.splat(scale), perOrder = ${vector}.splat(scale / order), perSpin = ${vector}.splat(-1 / n);
    ${all(
      (v) => `const energy${v} = ${vector}.mul(d${v}, perOrder), before${v} = v128.load(lane, ${panelRow + v * 16});
    const allowed${v} = ${vector}.add(before${v}, ${vector}.mul(${vector}.splat(rise), ${vector}.abs(before${v})));
    const rate${v} = v128.bitselect(${vector}.mul(v128.load(lane, ${3 * panelRow + v * 16}), ${vector}.splat(0.5)), v128.load(lane, ${3 * panelRow + v * 16}), ${vector}.gt(energy${v}, allowed${v}));
    v128.store(lane, energy${v}, ${v * 16}); if (move) { v128.store(lane, energy${v}, ${panelRow + v * 16}); v128.store(lane, rate${v}, ${3 * panelRow + v * 16}); }
    const along${v} = ${vector}.mul(d${v}, perSpin); let r${v} = ${vector}.splat(0), n${v} = ${vector}.splat(0);\n`,
    )}
    for (let w = w0, g = g0; w < end; w += ${panelRow}, g += ${panelRow}) {
      ${all(
        (
          v,
        ) => `{ const x = v128.load(w, ${v * 16}); const t = ${vector}.mul(s, ${madd(type, `along${v}`, 'x', `v128.load(g, ${v * 16})`, fused)});
        r${v} = ${madd(type, 't', 't', `r${v}`, fused)};
        if (move) { const y = ${vector}.sub(x, ${vector}.mul(rate${v}, t)); n${v} = ${madd(type, 'y', 'y', `n${v}`, fused)}; v128.store(w, y, ${v * 16}); } }\n`,
      )}
    }
    ${all((v) => `v128.store(lane, r${v}, ${2 * panelRow + v * 16});`)}
    if (move) {
      ${all((v) => `const k${v} = ${vector}.sqrt(${vector}.div(${vector}.splat(n), n${v}));`)}
      for (let w = w0; w < end; w += ${panelRow}) { ${all((v) => `v128.store(w, ${vector}.mul(k${v}, v128.load(w, ${v * 16})), ${v * 16});`)} }
    }
  }
}
`;
}
