/**
 * The products of a deep network. Units lie in the vector lanes, in panels of at most seven vectors: row r of a panel holds its units
 * of sample r (activations, errors) or its weights from input r (parameters, row 0 the biases), rows `panelRow` bytes apart.
 * Every product is one gather: C[r] = Σ value · B[row] over a list of (byte offset of a row of B, value) that leaves zeros out, for
 *
 *     Z = A W (lists: rows of A)    A' = D Wᵀ (rows of D)    G = Aᵀ D (columns of A)
 *
 * A rectified layer is half zeros, a digit four fifths: on both, lists beat a register tile (8 accumulators at 72 GFLOP/s) although
 * with seven accumulators they run at 57. A sum is taken in the order of its terms, lane by lane: its bits depend on nothing else.
 * Wide vectors use up rows of B faster than the second-level cache gives them. So they go through B in blocks of rows that stay in the first-level
 * cache; sums wait in C from block to block, and a cursor in each list. Vectors of 16 bytes are no faster by blocks.
 */
import { panelRowOf, panelVectors } from './networks-layout.ts';
import { madd, repeat, type VectorType, widthTag } from './simd.ts';

/** Bytes of a list's entry, and where in it the value is. */
const entry = (type: VectorType) => ({ bytes: 2 * type.bytes, value: type.bytes });

/** Rows of B in a block: 35 kB. B is taken whole as long as it is not much larger. */
const blockRows = 80;
const wholeRows = 120;

export function listFunctions(type: VectorType, fused: boolean): string {
  const { scalar, vector, register, width, splat, bytes } = type;
  const tag = `${scalar}${widthTag(type)}`;
  const panelRow = panelRowOf(width);
  /** Transposition goes by squares of a vector of 16 bytes, whatever the width. */
  const square = 16 / bytes;
  const item = entry(type);
  const unitsOf = panelVectors * type.lanes;
  const terms = (units: number, until: string) => `while (e < end) {
      const offset = <usize>load<i32>(e);${until}
      const q = B + offset, x = ${register}.${splat}(e + ${item.value});
      ${repeat(units, (v) => `c${v} = ${madd(type, 'x', `${register}.load(q, ${v * width})`, `c${v}`, fused)}; `)}
      e += ${item.bytes};
    }`;
  const stored = (units: number) => repeat(units, (v) => `${register}.store(C, c${v}, ${v * width}); `);
  const rest = (units: number) =>
    repeat(panelVectors - units, (v) => `${register}.store(C, ${vector}.splat(0), ${(units + v) * width}); `);
  const gather = (units: number) => `
function networkGather_${tag}_${units}(B: usize, rows: usize, count: usize, C: usize): void {
  let e = <usize>load<i32>(rows);
  for (let r: usize = 0; r < count; r++) {
    rows += 4;
    const end = <usize>load<i32>(rows);
    ${repeat(units, (v) => `let c${v} = ${vector}.splat(0); `)}
    ${terms(units, '')}
    ${stored(units)}${rest(units)}
    C += ${panelRow};
  }
}
${width > 16 ? resumed(units) : ''}`;
  const resumed = (units: number) => `
/** Adds the terms of rows of B before \`limit\`, and leaves each list's cursor behind them; \`fresh\`: from the lists' beginnings and 0. */
function networkResume_${tag}_${units}(B: usize, rows: usize, cursors: usize, count: usize, C: usize, limit: usize, fresh: usize): void {
  for (let r: usize = 0; r < count; r++) {
    let e = <usize>load<i32>(fresh ? rows : cursors);
    rows += 4;
    const end = <usize>load<i32>(rows);
    ${repeat(units, (v) => `let c${v} = ${vector}.splat(0); `)}
    if (!fresh) { ${repeat(units, (v) => `c${v} = ${register}.load(C, ${v * width}); `)}}
    ${terms(units, '\n      if (offset >= limit) break;')}
    ${stored(units)}${rest(units)}
    store<i32>(cursors, <i32>e);
    cursors += 4;
    C += ${panelRow};
  }
}
`;
  const inBlocks = `
  if (depth > ${wholeRows}) {
    for (let first: usize = 0; first < depth; first += ${blockRows}) {
      const limit = (first + ${blockRows}) * ${panelRow};
      switch (<i32>units) {
        ${repeat(panelVectors, (n) => `case ${n + 1}: networkResume_${tag}_${n + 1}(B, rows, cursors, count, C, limit, <usize>(first == 0)); break;\n        `)}
      }
    }
    return;
  }`;
  const wholeVectors = `
      for (; x + ${width} <= end; x += ${width}) {
        e = ${vector}.list(e, ${register}.load(x), <i32>offset, ${panelRow});
        offset += ${type.lanes * panelRow};
      }`;
  return `${repeat(panelVectors, (n) => gather(n + 1))}
/**
 * C (count rows of one panel) from \`count\` lists whose addresses are at rows; vectors of the panel beyond \`units\` become 0. depth: rows of B.
 * cursors: \`count\` words of scratch.
 */
function networkGather_${tag}(units: usize, B: usize, depth: usize, rows: usize, cursors: usize, count: usize, C: usize): void {${width > 16 ? inBlocks : ''}
  switch (<i32>units) {
    ${repeat(panelVectors, (n) => `case ${n + 1}: networkGather_${tag}_${n + 1}(B, rows, count, C); break;\n    `)}
  }
}
/**
 * Lists of the rows of A, count × units: its rows are rowBytes apart, every \`width\` units panelBytes further. \`ones\` puts 1 in front of every row, for
 * the biases. rows: count + 1 addresses into entries. columns, unless 0: units + 3 words, which become addresses into lists of the columns of [1 A].
 */
function networkList_${tag}(A: usize, width: usize, rowBytes: usize, panelBytes: usize, units: usize, count: usize, ones: usize, rows: usize, entries: usize, columns: usize, lists: usize): void {
  let e = entries;
  for (let r: usize = 0; r < count; r++) {
    store<i32>(rows + (r << 2), <i32>e);
    if (ones) {
      store<i32>(e, 0);
      store<${scalar}>(e, 1, ${item.value});
      e += ${item.bytes};
    }
    let offset = ones * ${panelRow};
    for (let first: usize = 0, a = A + r * rowBytes; first < units; first += width, a += panelBytes) {
      const end = a + min(width, units - first) * ${bytes};
      let x = a;${width > 16 ? wholeVectors : ''}
      for (; x < end; x += ${bytes}) {
        const value = load<${scalar}>(x);
        store<i32>(e, <i32>offset);
        store<${scalar}>(e, value, ${item.value});
        e += <usize>(value != 0) * ${item.bytes};
        offset += ${panelRow};
      }
    }
  }
  store<i32>(rows + (count << 2), <i32>e);
  if (!columns) return;
  memory.fill(columns, 0, (units + 3) << 2);
  for (let p = entries; p < e; p += ${item.bytes}) {
    const at = columns + <usize>(load<u32>(p) / ${panelRow} << 2);
    store<i32>(at, load<i32>(at, 8) + ${item.bytes}, 8);
  }
  store<i32>(columns, <i32>lists);
  store<i32>(columns, <i32>lists, 4);
  for (let at = columns + 8, end = columns + ((units + 3) << 2); at < end; at += 4) store<i32>(at, load<i32>(at) + load<i32>(at - 4));
  for (let r: usize = 0, p = entries; r < count; r++) {
    const end = <usize>load<i32>(rows + (r << 2), 4), offset = <i32>(r * ${panelRow});
    for (; p < end; p += ${item.bytes}) {
      const at = columns + <usize>(load<u32>(p) / ${panelRow} << 2), place = <usize>load<i32>(at, 4);
      store<i32>(place, offset);
      store<${scalar}>(place, load<${scalar}>(p, ${item.value}), ${item.value});
      store<i32>(at, <i32>(place + ${item.bytes}), 4);
    }
  }
}
/**
 * Lists of the columns of [1 A] from its panels, by way of T = Aᵀ, whose panels take tPanel bytes: columns: units + 2 words, which become addresses into lists.
 */
function networkColumns_${tag}(A: usize, panelBytes: usize, units: usize, count: usize, T: usize, tPanel: usize, columns: usize, lists: usize): void {
  store<i32>(columns, <i32>lists);
  for (let s: usize = 0; s < count; s++) {
    store<i32>(lists, <i32>(s * ${panelRow}));
    store<${scalar}>(lists, 1, ${item.value});
    lists += ${item.bytes};
  }
  networkTranspose_${tag}(A - ${panelRow}, panelBytes, count, units, T, tPanel);
  networkList_${tag}(T, ${unitsOf}, ${panelRow}, tPanel, count, units, 0, columns + 4, lists, 0, 0);
}
/** T = Wᵀ without the biases: inputs × units in panels of ${panelVectors} vectors of units, to units × inputs in panels of inputs. */
function networkTranspose_${tag}(W: usize, wPanel: usize, inputs: usize, units: usize, T: usize, tPanel: usize): void {
  for (let u: usize = 0; u < units; u += ${square}) {
    const from = W + u / ${unitsOf} * wPanel + u % ${unitsOf} * ${bytes} + ${panelRow};
    for (let k: usize = 0; k < inputs; k += ${square}) {
      const w = from + k * ${panelRow}, t = T + k / ${unitsOf} * tPanel + k % ${unitsOf} * ${bytes} + u * ${panelRow};
      ${square === 4 ? block4(panelRow) : block2(panelRow)}
    }
  }
}
`;
}

const block2 = (panelRow: number) => `const a = v128.load(w), b = v128.load(w, ${panelRow});
      v128.store(t, v128.shuffle<i64>(a, b, 0, 2));
      v128.store(t, v128.shuffle<i64>(a, b, 1, 3), ${panelRow});`;

const block4 = (
  panelRow: number,
) => `const a = v128.load(w), b = v128.load(w, ${panelRow}), c = v128.load(w, ${2 * panelRow}), d = v128.load(w, ${3 * panelRow});
      const e = v128.shuffle<i32>(a, b, 0, 4, 1, 5), f = v128.shuffle<i32>(c, d, 0, 4, 1, 5), g = v128.shuffle<i32>(a, b, 2, 6, 3, 7), h = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(t, v128.shuffle<i64>(e, f, 0, 2));
      v128.store(t, v128.shuffle<i64>(e, f, 1, 3), ${panelRow});
      v128.store(t, v128.shuffle<i64>(g, h, 0, 2), ${2 * panelRow});
      v128.store(t, v128.shuffle<i64>(g, h, 1, 3), ${3 * panelRow});`;
