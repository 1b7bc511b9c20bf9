/**
 * The first layer on images with many zeros: only the lit pixels of a row (forward) and the lit rows of a pixel (gradient) are
 * visited. A panel of at most seven hidden units is held in seven accumulators; rows of panels are `panelRow` bytes apart whatever
 * the panel's width, so one list of byte offsets serves them all. An entry is a byte offset (i32) and a pixel.
 */
import { madd, repeat, type VectorType, widthTag } from './simd.ts';

/** Hidden units of a panel at most: with seven accumulators, a pixel and a product V8 keeps everything in registers. */
export const panelUnits = 7;
/** Bytes from row to row of a panel. */
export const panelRowOf = ({ width }: VectorType): number => panelUnits * width;

/** A pixel at `address` in every lane. */
export function pixel(type: VectorType, address: string): string {
  return `${type.register}.${type.splat}(${address})`;
}

/** Forward and gradient gathers for panels of 1 … 7 units, and the function that picks by width. */
export function gatherFunctions(type: VectorType, fused: boolean): string {
  const { scalar, vector, register, width, bytes } = type;
  const tag = widthTag(type);
  const panelRow = panelRowOf(type);
  const gather = (units: number, base: string) => `
    while (e < end) {
      const q = ${base} + <usize>load<i32>(e), x = ${pixel(type, `e + ${bytes}`)};
      ${repeat(units, (v) => `c${v} = ${madd(type, 'x', `${register}.load(q, ${v * width})`, `c${v}`, fused)}; `)}
      e += ${2 * bytes};
    }`;
  const forward = (units: number) => `
/** H[s][unit] = max(0, bias + Σ_k x_sk W[k][unit]) for the units of one panel. */
function rectifiedGather_${scalar}${tag}_${units}(W: usize, bias: usize, rows: usize, count: usize, H: usize, hRow: usize): void {
  const zero = ${vector}.splat(0);
  let e = <usize>load<i32>(rows);
  for (let s: usize = 0; s < count; s++) {
    rows += 4;
    const end = <usize>load<i32>(rows);
    ${repeat(units, (v) => `let c${v} = ${register}.load(bias, ${v * width}); `)}${gather(units, 'W')}
    ${repeat(units, (v) => `${register}.store(H, ${vector}.pmax(c${v}, zero), ${v * width}); `)}
    H += hRow;
  }
}
`;
  const update = (units: number) => `
/** W[k][unit] −= rate Σ_s x_sk D[s][unit] for the units of one panel and every pixel k that is lit somewhere. */
function rectifiedUpdate_${scalar}${tag}_${units}(W: usize, columns: usize, count: usize, D: usize, rate: ${register}): void {
  let e = <usize>load<i32>(columns);
  for (let k: usize = 0; k < count; k++) {
    columns += 4;
    const end = <usize>load<i32>(columns);
    if (e < end) {
      ${repeat(units, (v) => `let c${v} = ${vector}.splat(0); `)}${gather(units, 'D')}
      ${repeat(units, (v) => `${register}.store(W, ${vector}.sub(${register}.load(W, ${v * width}), ${vector}.mul(rate, c${v})), ${v * width}); `)}
    }
    W += ${panelRow};
  }
}
`;
  const pick = (name: string, parameters: string, passed: string) => `
function ${name}_${scalar}${tag}(units: usize, ${parameters}): void {
  switch (<i32>units) {
    ${repeat(panelUnits, (n) => `case ${n + 1}: ${name}_${scalar}${tag}_${n + 1}(${passed}); break;\n    `)}
  }
}
`;
  return `${repeat(panelUnits, (n) => forward(n + 1) + update(n + 1))}
${pick('rectifiedGather', 'W: usize, bias: usize, rows: usize, count: usize, H: usize, hRow: usize', 'W, bias, rows, count, H, hRow')}
${pick('rectifiedUpdate', `W: usize, columns: usize, count: usize, D: usize, rate: ${register}`, 'W, columns, count, D, rate')}`;
}

/** Rows of images to lists of lit pixels, by row and by pixel. */
export function packFunction(type: VectorType): string {
  const { scalar, bytes } = type;
  const panelRow = panelRowOf(type);
  const entry = 2 * bytes;
  return `
/**
 * images: count × inputs. rows: count + 1 addresses into entries, entries by row; columns: inputs + 2 addresses into lists,
 * entries by pixel, the last pixel being the bias, lit with 1 in every row. columns = 0: rows only.
 */
export function rectifiedPack_${scalar}${widthTag(type)}(images: usize, inputs: usize, count: usize, rows: usize, entries: usize, columns: usize, lists: usize): void {
  let e = entries, x = images;
  if (columns) memory.fill(columns, 0, (inputs + 2) << 2);
  for (let s: usize = 0; s < count; s++) {
    store<i32>(rows + (s << 2), <i32>e);
    for (let k: usize = 0; k < inputs; k++) {
      const value = load<${scalar}>(x), lit = <usize>(value != 0);
      store<i32>(e, <i32>(k * ${panelRow}));
      store<${scalar}>(e, value, ${bytes});
      e += lit * ${entry};
      x += ${bytes};
    }
  }
  store<i32>(rows + (count << 2), <i32>e);
  if (!columns) return;
  for (let p = entries; p < e; p += ${entry}) {
    const at = columns + <usize>(load<u32>(p) / ${panelRow} << 2);
    store<i32>(at, load<i32>(at, 8) + ${entry}, 8);
  }
  store<i32>(columns, <i32>lists);
  store<i32>(columns, <i32>lists, 4);
  for (let k: usize = 2; k < inputs + 2; k++) {
    const at = columns + (k << 2);
    store<i32>(at, load<i32>(at) + load<i32>(at - 4));
  }
  let ones = <usize>load<i32>(columns + (inputs << 2), 4), p = entries;
  for (let s: usize = 0; s < count; s++) {
    store<i32>(ones, <i32>(s * ${panelRow}));
    store<${scalar}>(ones, 1, ${bytes});
    ones += ${entry};
  }
  store<i32>(columns + (inputs << 2), <i32>ones, 4);
  for (let s: usize = 0; s < count; s++) {
    const end = <usize>load<i32>(rows + (s << 2), 4);
    for (; p < end; p += ${entry}) {
      const at = columns + <usize>(load<u32>(p) / ${panelRow} << 2), place = <usize>load<i32>(at, 4);
      store<i32>(place, <i32>(s * ${panelRow}));
      store<${scalar}>(place, load<${scalar}>(p, ${bytes}), ${bytes});
      store<i32>(at, <i32>(place + ${entry}), 4);
    }
  }
}
`;
}
