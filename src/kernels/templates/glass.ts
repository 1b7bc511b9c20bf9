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
import { tailBounds } from './fleet-layout.ts';
import { madd, repeat, type Scalar, type VectorType, type VectorWidth, vectorType } from './simd.ts';

const padRows = 2;
const panelRow = 64;
/** Rows of numbers a replica has besides its spins; src/kernels/wasm/glass.ts names them. */
const laneRows = 8;
const scalars: readonly Scalar[] = ['f32', 'f64'];

/** Rows and panels of the register tile: accumulators, operands and a coupling fit the registers that the width has. */
const tiles: Readonly<Record<VectorWidth, { readonly rows: readonly number[]; readonly panels: readonly number[] }>> = {
  16: { rows: [2], panels: [1] },
  32: { rows: [4, 2], panels: [1] },
  64: { rows: [8, 4, 2], panels: [2, 1] },
};

/** @param width bytes of a vector; the layout of memory does not depend on it */
export function glass(fused: boolean, width: VectorWidth = 16): string {
  return scalars
    .map((scalar) => vectorType(scalar, width))
    .map(
      (type) =>
        slices(type, fused) +
        [2, 4, 5].map((order) => prefixes(order, type, fused)).join('') +
        sphere(type, fused) +
        tail(type, fused),
    )
    .join('');
}

function slices(type: VectorType, fused: boolean): string {
  const { panels } = tiles[type.width];
  const { scalar } = type;
  const all = panels.map(
    (n) => `
    for (; p + ${n} <= panels; p += ${n}) {
      let at = packed + <usize>load<f64>(offsets + (<usize>i << 3));
      for (let k = 0; k < m; k += block) at = slice${n}_${scalar}(at, W + <usize>p * stride, G + <usize>p * stride, stride, i, m, k, min(k + block, m));
    }`,
  );
  return `${panels.map((n) => slice(n, type, fused)).join('')}
/** Adds slices i0 … i1 of all panels to G. offsets: byte offset of each slice, as f64. */
export function glass3_${scalar}(packed: usize, offsets: usize, W: usize, G: usize, L: i32, block: i32, i0: i32, i1: i32, panels: i32): void {
  const stride = <usize>(L + ${padRows}) * ${panelRow};
  for (let i = i0; i < i1; i++) {
    const m = L - i;
    let p = 0;${all.join('')}
  }
}
`;
}

/** Slice i of `panels` panels, which lie `stride` bytes apart. */
function slice(panels: number, type: VectorType, fused: boolean): string {
  const { vector, register, width, bytes, scalar, splat } = type;
  const each = panelRow / width;
  const vectors = panels * each;
  const place = (base: string, v: number) => `${base}${Math.floor(v / each)}, ${(v % each) * width}`;
  const all = (text: (v: number) => string) => repeat(vectors, text);
  const bases = (name: string, at: string) =>
    repeat(panels, (p) => `const ${name}${p} = ${at}${p === 0 ? '' : ` + ${p === 1 ? '' : `${p} * `}stride`}; `);
  const sweep = (rows: number, last: boolean) => {
    const tile = (text: (r: number, v: number) => string) => repeat(rows, (r) => all((v) => text(r, v)));
    return `
  for (; ${last ? 'j < m' : `j + ${rows} <= m + 1`}; j += ${rows}) {
    ${tile((r, v) => `let c${r}_${v} = ${vector}.splat(0);`)}
    ${repeat(rows / 2, (pair) => `let a${pair} = packed${pair === 0 ? '' : ` + ${pair} * deep`}; `)}
    ${repeat(panels, (p) => `let w${p} = first${p}; `)}
    while (w0 < last) {
      ${all((v) => `const b${v} = ${register}.load(${place('w', v)});`)}
      ${repeat(rows, (r) => `{ const a = ${register}.${splat}(a${r >> 1}, ${(r & 1) * bytes});${all((v) => `c${r}_${v} = ${madd(type, 'a', `b${v}`, `c${r}_${v}`, fused)};`)} }`)}
      ${repeat(panels, (p) => `w${p} += ${panelRow}; `)}${repeat(rows / 2, (pair) => `a${pair} += ${2 * bytes}; `)}
    }
    packed = a${rows / 2 - 1};
    const row = <usize>j * ${panelRow};
    ${bases('wj', 'wi0 + row')}${bases('gj', 'gi0 + row')}
    ${tile((r, v) => {
      const [base, at] = place('j', v).split(', ');
      const o = r * panelRow + Number(at);
      return `e${v} = ${vector}.add(e${v}, ${vector}.mul(c${r}_${v}, ${register}.load(w${base}, ${o}))); ${register}.store(g${base}, ${vector}.add(${register}.load(g${base}, ${o}), ${vector}.mul(c${r}_${v}, x${v})), ${o});\n`;
    })}
  }`;
  };
  const { rows } = tiles[width];
  return `
/** Slice i (m = L - i rows, columns k0 … k1 of it) times ${panels === 1 ? 'one panel' : `${panels} panels`}. Returns where the next block of columns is packed. */
@inline function slice${panels}_${scalar}(packed: usize, W: usize, G: usize, stride: usize, i: i32, m: i32, k0: i32, k1: i32): usize {
  ${bases('wi', `W + <usize>i * ${panelRow}`)}${bases('gi', `G + <usize>i * ${panelRow}`)}
  ${bases('first', `wi0 + <usize>k0 * ${panelRow}`)}
  const last = wi0 + <usize>k1 * ${panelRow}, deep = <usize>(k1 - k0) * ${2 * bytes};
  ${all((v) => `const x${v} = ${vector}.add(${register}.load(${place('wi', v)}), ${register}.load(${place('wi', v)})); let e${v} = ${vector}.splat(0);\n`)}
  let j = 0;${rows.map((n, at) => sweep(n, at === rows.length - 1)).join('')}
  ${all((v) => `${register}.store(${place('gi', v).replace(',', `, ${vector}.add(${register}.load(${place('gi', v)}), e${v}),`)});`)}
  return packed;
}
`;
}

function prefixes(order: number, type: VectorType, fused: boolean): string {
  const { vector, register, width, bytes, scalar, splat } = type;
  const part = Math.min(panelRow, 2 * width);
  const pair = (text: (v: number) => string) => repeat(part / width, text);
  const spin = (level: number) => `x${level}_`;
  // Opens loop `level`, recurses, then adds the suffix sum of the level below to the gradient and to its own suffix sum.
  const loop = (level: number): string => {
    const from = level === 1 ? '0' : `i${level - 1}`;
    const prefix = (v: number) => (level === 1 ? '' : `q${level - 1}_${v}`);
    if (level === order)
      return `
  for (let k = ${from}; k < L; k++) {
    const c = ${register}.${splat}(a); a += ${bytes};
    const wk = w + <usize>k * ${panelRow}, gk = g + <usize>k * ${panelRow};
    ${pair((v) => `t${level}_${v} = ${madd(type, 'c', `${register}.load(wk, ${v * width})`, `t${level}_${v}`, fused)}; ${register}.store(gk, ${madd(type, 'c', prefix(v), `${register}.load(gk, ${v * width})`, fused)}, ${v * width});`)}
  }`;
    return `
  for (let i${level} = ${from}; i${level} < L; i${level}++) {
    ${pair((v) => `const ${spin(level)}${v} = ${register}.load(w + <usize>i${level} * ${panelRow}, ${v * width});`)}
    ${pair((v) => `const q${level}_${v} = ${level === 1 ? `${spin(1)}${v}` : `${vector}.mul(${prefix(v)}, ${spin(level)}${v})`}; let t${level + 1}_${v} = ${vector}.splat(0);`)}
    ${loop(level + 1)}
    const h${level} = g + <usize>i${level} * ${panelRow};
    ${pair((v) => {
      const suffix = `t${level + 1}_${v}`;
      const contribution = level === 1 ? suffix : `${vector}.mul(${suffix}, ${prefix(v)})`;
      const sum =
        level === 1 ? '' : `t${level}_${v} = ${madd(type, `${spin(level)}${v}`, suffix, `t${level}_${v}`, fused)};`;
      return `${register}.store(h${level}, ${vector}.add(${register}.load(h${level}, ${v * width}), ${contribution}), ${v * width}); ${sum}`;
    })}
  }`;
  };
  return `
/** Adds the whole gradient of one panel to G; A holds the monomials' coefficients in lexicographic order. */
export function glass${order}_${scalar}(A: usize, W: usize, G: usize, L: i32, panel: i32): void {
  const stride = <usize>(L + ${padRows}) * ${panelRow};
  for (let half = 0; half < ${panelRow}; half += ${part}) {
    const w = W + <usize>panel * stride + <usize>half, g = G + <usize>panel * stride + <usize>half;
    let a = A;
    ${loop(1)}
  }
}
`;
}

/** One step on the sphere, or a measurement only: what follows the gradient. */
function sphere(type: VectorType, fused: boolean): string {
  const { vector, register, width, scalar } = type;
  const all = (text: (v: number) => string) => repeat(panelRow / width, text);
  return `
/**
 * For every lane: L = (scale/H) w·g; r = scale (g - (w·g/L) w); residual²; then, if move, w ← √Λ (w - η r)/‖w - η r‖. η is halved
 * when the energy rose by more than \`rise\` times its size. lanes: per panel ${laneRows} rows of 64 bytes: energy, previous energy, residual², η, and
 * those of \`tail\`.
 */
export function sphere_${scalar}(W: usize, G: usize, lanes: usize, L: i32, panels: i32, scale: ${scalar}, order: ${scalar}, rise: ${scalar}, move: i32): void {
  const n = <${scalar}>L;
  for (let p = 0; p < panels; p++) {
    const w0 = W + <usize>p * <usize>(L + ${padRows}) * ${panelRow}, g0 = G + <usize>p * <usize>(L + ${padRows}) * ${panelRow};
    const end = w0 + <usize>L * ${panelRow}, lane = lanes + <usize>p * ${laneRows * panelRow};
    ${all((v) => `let d${v} = ${vector}.splat(0);`)}
    for (let w = w0, g = g0; w < end; w += ${panelRow}, g += ${panelRow}) { ${all((v) => `d${v} = ${madd(type, `${register}.load(w, ${v * width})`, `${register}.load(g, ${v * width})`, `d${v}`, fused)};`)} }
    const s = ${vector}.splat(scale), perOrder = ${vector}.splat(scale / order), perSpin = ${vector}.splat(-1 / n);
    ${all(
      (
        v,
      ) => `const energy${v} = ${vector}.mul(d${v}, perOrder), before${v} = ${register}.load(lane, ${panelRow + v * width});
    const allowed${v} = ${vector}.add(before${v}, ${vector}.mul(${vector}.splat(rise), ${vector}.abs(before${v})));
    const rate${v} = ${register}.bitselect(${vector}.mul(${register}.load(lane, ${3 * panelRow + v * width}), ${vector}.splat(0.5)), ${register}.load(lane, ${3 * panelRow + v * width}), ${vector}.gt(energy${v}, allowed${v}));
    ${register}.store(lane, energy${v}, ${v * width}); if (move) { ${register}.store(lane, energy${v}, ${panelRow + v * width}); ${register}.store(lane, rate${v}, ${3 * panelRow + v * width}); }
    const along${v} = ${vector}.mul(d${v}, perSpin); let r${v} = ${vector}.splat(0), n${v} = ${vector}.splat(0);\n`,
    )}
    for (let w = w0, g = g0; w < end; w += ${panelRow}, g += ${panelRow}) {
      ${all(
        (
          v,
        ) => `{ const x = ${register}.load(w, ${v * width}); const t = ${vector}.mul(s, ${madd(type, `along${v}`, 'x', `${register}.load(g, ${v * width})`, fused)});
        r${v} = ${madd(type, 't', 't', `r${v}`, fused)};
        if (move) { const y = ${vector}.sub(x, ${vector}.mul(rate${v}, t)); n${v} = ${madd(type, 'y', 'y', `n${v}`, fused)}; ${register}.store(w, y, ${v * width}); } }\n`,
      )}
    }
    ${all((v) => `${register}.store(lane, r${v}, ${2 * panelRow + v * width});`)}
    if (move) {
      ${all((v) => `const k${v} = ${vector}.sqrt(${vector}.div(${vector}.splat(n), n${v}));`)}
      for (let w = w0; w < end; w += ${panelRow}) { ${all((v) => `${register}.store(w, ${vector}.mul(k${v}, ${register}.load(w, ${v * width})), ${v * width});`)} }
    }
  }
}
`;
}

const { leastStep, greatestStep, farthest, relapse } = tailBounds;

/**
 * The same, but a replica whose residual has come below `handOver` takes Barzilai–Borwein steps: with s and y the last move and the
 * change of the tangent gradient, both carried to where the replica is now, η is s·s/s·y and s·y/y·y in turn.
 * @source [barzilai1988two]; [iannazzo2018riemannian]
 */
function tail(type: VectorType, fused: boolean): string {
  const { vector, register, width, scalar } = type;
  const all = (text: (v: number) => string) => repeat(panelRow / width, text);
  const at = (base: string, v: number, row = 0) => `${base}, ${row * panelRow + v * width}`;
  const least = (a: string, b: string) => `${register}.bitselect(${a}, ${b}, ${vector}.lt(${a}, ${b}))`;
  const splat = (value: string) => `${vector}.splat(${value})`;
  const rows = (more: string, text: (v: number) => string) =>
    `for (let w = w0, g = g0, p = p0, q = q0; w < end; w += ${panelRow}, g += ${panelRow}, p += ${panelRow}, q += ${panelRow}) { ${more}${all(text)} }`;
  return `
/**
 * sphere with move, and a tail. P, Q: panels for the last points and tangent gradients. Rows of a panel's lanes besides: in the tail (0, 1),
 * last point known (0, 1), step, the rule that is next (0, 1). handOver: a residual.
 */
export function tail_${scalar}(W: usize, G: usize, P: usize, Q: usize, lanes: usize, L: i32, panels: i32, scale: ${scalar}, order: ${scalar}, rise: ${scalar}, handOver: ${scalar}): void {
  const n = <${scalar}>L, zero = ${splat('0')}, one = ${splat('1')}, size = ${splat('n')};
  const near = ${splat('handOver * handOver * n')}, far = ${splat(`${relapse * relapse} * handOver * handOver * n`)};
  const s = ${splat('scale')}, perOrder = ${splat('scale / order')}, perSpin = ${splat('1 / n')}, lost = ${splat('-1 / n')};
  for (let panel = 0; panel < panels; panel++) {
    const o = <usize>panel * <usize>(L + ${padRows}) * ${panelRow}, w0 = W + o, g0 = G + o, p0 = P + o, q0 = Q + o;
    const end = w0 + <usize>L * ${panelRow}, lane = lanes + <usize>panel * ${laneRows * panelRow};
    ${all((v) => `let d${v} = zero, i${v} = zero, j${v} = zero;`)}
    ${rows('', (v) => `{ const x = ${register}.load(${at('w', v)}); d${v} = ${madd(type, 'x', `${register}.load(${at('g', v)})`, `d${v}`, fused)}; i${v} = ${madd(type, 'x', `${register}.load(${at('p', v)})`, `i${v}`, fused)}; j${v} = ${madd(type, 'x', `${register}.load(${at('q', v)})`, `j${v}`, fused)}; }`)}
    ${all((v) => `const along${v} = ${vector}.mul(d${v}, lost); i${v} = ${vector}.mul(i${v}, perSpin); j${v} = ${vector}.mul(j${v}, perSpin); let r${v} = zero, ss${v} = zero, sy${v} = zero, yy${v} = zero;`)}
    ${rows(
      '',
      (
        v,
      ) => `{ const x = ${register}.load(${at('w', v)}), t = ${vector}.mul(s, ${madd(type, `along${v}`, 'x', `${register}.load(${at('g', v)})`, fused)});
        const m = ${vector}.sub(${vector}.mul(i${v}, x), ${register}.load(${at('p', v)})), y = ${vector}.add(${vector}.sub(t, ${register}.load(${at('q', v)})), ${vector}.mul(j${v}, x));
        r${v} = ${madd(type, 't', 't', `r${v}`, fused)}; ss${v} = ${madd(type, 'm', 'm', `ss${v}`, fused)}; sy${v} = ${madd(type, 'm', 'y', `sy${v}`, fused)}; yy${v} = ${madd(type, 'y', 'y', `yy${v}`, fused)};
        ${register}.store(${at('p', v).replace(',', ', x,')}); ${register}.store(${at('q', v).replace(',', ', t,')}); }\n`,
    )}
    ${all(
      (
        v,
      ) => `const energy${v} = ${vector}.mul(d${v}, perOrder), before${v} = ${register}.load(${at('lane', v, 1)}), rate${v} = ${register}.load(${at('lane', v, 3)});
    const was${v} = ${register}.load(${at('lane', v, 4)}), known${v} = ${register}.load(${at('lane', v, 5)}), step${v} = ${register}.load(${at('lane', v, 6)}), rule${v} = ${register}.load(${at('lane', v, 7)});
    const in${v} = ${register}.bitselect(one, ${register}.bitselect(zero, was${v}, ${vector}.gt(r${v}, far)), ${vector}.le(r${v}, near)), inside${v} = ${vector}.gt(in${v}, zero);
    const rose${v} = ${vector}.gt(energy${v}, ${vector}.add(before${v}, ${vector}.mul(${splat('rise')}, ${vector}.abs(before${v}))));
    const plain${v} = ${register}.bitselect(rate${v}, ${register}.bitselect(${vector}.mul(rate${v}, ${splat('0.5')}), rate${v}, rose${v}), ${vector}.gt(was${v}, zero));
    const ratio${v} = ${register}.bitselect(${vector}.div(ss${v}, sy${v}), ${vector}.div(sy${v}, yy${v}), ${vector}.gt(rule${v}, zero));
    const top${v} = ${vector}.mul(plain${v}, ${splat(String(greatestStep))}), bottom${v} = ${vector}.mul(plain${v}, ${splat(String(leastStep))}), twice${v} = ${vector}.add(step${v}, step${v});
    const least${v} = ${register}.bitselect(bottom${v}, ratio${v}, ${vector}.lt(ratio${v}, bottom${v}));
    const open${v} = ${register}.bitselect(least${v}, twice${v}, ${vector}.gt(sy${v}, zero));
    const bounded${v} = ${register}.bitselect(${least(`open${v}`, `top${v}`)}, plain${v}, ${vector}.gt(known${v}, zero));
    const reach${v} = ${vector}.div(${splat(String(farthest))}, ${vector}.sqrt(${vector}.mul(r${v}, perSpin)));
    const eta${v} = ${register}.bitselect(${least(`bounded${v}`, `reach${v}`)}, plain${v}, inside${v});
    ${register}.store(lane, energy${v}, ${v * width}); ${register}.store(lane, energy${v}, ${panelRow + v * width}); ${register}.store(lane, r${v}, ${2 * panelRow + v * width}); ${register}.store(lane, plain${v}, ${3 * panelRow + v * width});
    ${register}.store(lane, in${v}, ${4 * panelRow + v * width}); ${register}.store(lane, one, ${5 * panelRow + v * width}); ${register}.store(lane, eta${v}, ${6 * panelRow + v * width}); ${register}.store(lane, ${register}.bitselect(${vector}.sub(one, rule${v}), rule${v}, inside${v}), ${7 * panelRow + v * width});
    let n${v} = zero;\n`,
    )}
    ${rows('', (v) => `{ const y = ${vector}.sub(${register}.load(${at('w', v)}), ${vector}.mul(eta${v}, ${register}.load(${at('q', v)}))); n${v} = ${madd(type, 'y', 'y', `n${v}`, fused)}; ${register}.store(${at('w', v).replace(',', ', y,')}); }`)}
    ${all((v) => `const k${v} = ${vector}.sqrt(${vector}.div(size, n${v}));`)}
    for (let w = w0; w < end; w += ${panelRow}) { ${all((v) => `${register}.store(w, ${vector}.mul(k${v}, ${register}.load(${at('w', v)})), ${v * width});`)} }
  }
}
`;
}
