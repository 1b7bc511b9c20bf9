/**
 * From moments to the blocks of the Hessian, eight features q at a time: with Z_h = Σ_o v_ho M_o the groups' moments contracted with the
 * output weights of the units that are on in the group,
 *
 *     inputs p of h with inputs q of h′:  Σ_o v_h′o Z_h[o][q],      inputs p of h with output weights o of the unit q:  Z_h[o][q],
 *
 * summed over groups; and their places in the matrix, whose rows the table \`rows\` names (i32, −1 where a row is zero).
 */
import { tileColumns } from './product.ts';
import { repeat } from './simd.ts';

const tileBytes = tileColumns * 8;

export function hessianBlocks(): string {
  return [hessianContractions, places, strays].join('');
}

const contract = `
/**
 * Z[h][g, o][c] = Σ_o′ v_ho′ M_g[c][oo′] for the ${tileColumns} features c whose moments stand at M, mRow bytes apart, mGroup bytes from group to
 * group: pairs of outputs as hessianCurvatures has them. V: output weights as pairs of units for productTile, group after group, zero
 * where a unit is off. X: scratch of outputs² tiles. Rows of Z: groups · outputs tiles.
 */
export function hessianContract(M: usize, mRow: usize, mGroup: usize, groups: usize, outputs: usize, V: usize, pairs: usize, X: usize, Z: usize): void {
  const zRow = groups * outputs * ${tileBytes}, xRow = outputs * ${tileBytes};
  memory.fill(Z, 0, 2 * pairs * zRow);
  for (let g: usize = 0; g < groups; g++) {
    for (let o: usize = 0; o < outputs; o++) memory.fill(X + o * (xRow + ${tileBytes}), 0, ${tileBytes});
    for (let c: usize = 0; c < ${tileColumns}; c++) {
      const x = X + (c << 3);
      let m = M + c * mRow;
      for (let o: usize = 0; o < outputs; o++)
        for (let u = o + 1; u < outputs; u++, m += 8) {
          const w = load<f64>(m), oo = x + o * (xRow + ${tileBytes}), uu = x + u * (xRow + ${tileBytes});
          store<f64>(x + o * xRow + u * ${tileBytes}, -w);
          store<f64>(x + u * xRow + o * ${tileBytes}, -w);
          store<f64>(oo, load<f64>(oo) + w);
          store<f64>(uu, load<f64>(uu) + w);
        }
    }
    for (let o: usize = 0; o < outputs; o++)
      productTile(V, X + o * xRow, ${tileBytes}, outputs, Z + (g * outputs + o) * ${tileBytes}, zRow, pairs);
    M += mGroup;
    V += pairs * outputs * 16;
  }
}
`;

const join = `
/** B[h][h′][c] = Σ_k v_h′k Z[h][k][c] for h′ ≥ h, k over groups and outputs; W: v as pairs of units for productTile. Rows of B: 2 · pairs tiles. */
export function hessianJoin(W: usize, Z: usize, depth: usize, units: usize, pairs: usize, B: usize): void {
  memory.fill(B, 0, units * pairs * ${2 * tileBytes});
  for (let h: usize = 0; h < units; h++) {
    const from = h >> 1;
    productTile(W + from * (depth << 4), Z, ${tileBytes}, depth, B + from * ${2 * tileBytes}, ${tileBytes}, pairs - from);
    Z += depth * ${tileBytes};
    B += pairs * ${2 * tileBytes};
  }
}
`;

/** What is made of productTile. */
export const hessianContractions = contract + join;

const places = `
/** B of hessianJoin for the input p and the features q = first … first + ${tileColumns - 1} to their places, q ≥ p only. rows: units × width. */
export function hessianPlace(B: usize, bRow: usize, rows: usize, width: usize, units: usize, p: usize, first: usize, A: usize, n: usize): void {
  for (let h: usize = 0; h < units; h++, B += bRow) {
    const r = load<i32>(rows + ((h * width + p) << 2));
    if (r < 0) continue;
    const to = A + <usize>r * (n << 3);
    for (let o = h; o < units; o++)
      for (let q = max(p, first); q < first + ${tileColumns}; q++) {
        const column = load<i32>(rows + ((o * width + q) << 2));
        if (column >= 0) store<f64>(to + (<usize>column << 3), load<f64>(B + o * ${tileBytes} + ((q - first) << 3)));
      }
  }
}
/** Sums over groups of Z's features c0 … c1 − 1 to the row of input p of every unit, from the matrix column \`column\` on, outputs numbers each. */
export function hessianCross(Z: usize, groups: usize, outputs: usize, rows: usize, width: usize, units: usize, p: usize, c0: usize, c1: usize, column: usize, A: usize, n: usize): void {
  for (let h: usize = 0; h < units; h++, Z += groups * outputs * ${tileBytes}) {
    const r = load<i32>(rows + ((h * width + p) << 2));
    if (r < 0) continue;
    for (let o: usize = 0; o < outputs; o++) {
      let z = Z + o * ${tileBytes}, to = A + ((<usize>r * n + column + o) << 3);
      ${repeat(4, (v) => `let s${v} = f64x2.splat(0); `)}
      for (let g: usize = 0; g < groups; g++, z += outputs * ${tileBytes}) { ${repeat(4, (v) => `s${v} = f64x2.add(s${v}, v128.load(z, ${v * 16})); `)} }
      ${repeat(tileColumns, (c) => `if (c0 <= ${c} && c1 > ${c}) { store<f64>(to, f64x2.extract_lane(s${c >> 1}, ${c & 1})); to += outputs << 3; }\n      `)}
    }
  }
}
/** Blocks of two units: what stands above their diagonals, to below. For unit h with all behind it. */
export function hessianMirror(rows: usize, width: usize, units: usize, h: usize, A: usize, n: usize): void {
  const above = rows + ((h * width) << 2);
  for (let o = h + 1; o < units; o++) {
    const beside = rows + ((o * width) << 2);
    for (let p: usize = 0; p < width; p++) {
      const r = load<i32>(above + (p << 2)), c = load<i32>(beside + (p << 2));
      for (let q = p + 1; q < width; q++) {
        const s = load<i32>(above + (q << 2)), d = load<i32>(beside + (q << 2));
        if (c >= 0 && s >= 0) store<f64>(A + ((<usize>s * n + <usize>c) << 3), r >= 0 && d >= 0 ? load<f64>(A + ((<usize>r * n + <usize>d) << 3)) : 0);
      }
    }
  }
}
`;

const strays = `
/** Adds the sums of a unit's strays, sums[p][q][h′] for q ≥ p, to its blocks with the units h′. Rows of sums: sRow bytes. */
export function hessianAddInputs(sums: usize, sRow: usize, rows: usize, width: usize, units: usize, unit: usize, A: usize, n: usize): void {
  for (let p: usize = 0; p < width; p++)
    for (let h: usize = 0; h < units; h++) {
      const above = min(h, unit), beside = max(h, unit), r = load<i32>(rows + ((above * width + p) << 2));
      if (r < 0) continue;
      const to = A + <usize>r * (n << 3);
      for (let q = p; q < width; q++) {
        const column = load<i32>(rows + ((beside * width + q) << 2));
        if (column < 0) continue;
        const at = to + (<usize>column << 3);
        store<f64>(at, load<f64>(at) + load<f64>(sums + (p * width + q) * sRow + (h << 3)));
      }
    }
}
/** Adds sums[p][k], k < count, to the rows of a unit's inputs from the matrix column \`column\` on. */
export function hessianAddCross(sums: usize, sRow: usize, rows: usize, width: usize, unit: usize, column: usize, count: usize, A: usize, n: usize): void {
  for (let p: usize = 0; p < width; p++) {
    const r = load<i32>(rows + ((unit * width + p) << 2));
    if (r < 0) continue;
    const to = A + ((<usize>r * n + column) << 3), from = sums + p * sRow;
    for (let o: usize = 0; o < count << 3; o += 8) store<f64>(to + o, load<f64>(to + o) + load<f64>(from + o));
  }
}
`;
