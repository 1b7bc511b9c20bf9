/** A small reader of TrueType files: advance widths by character, the oracle of src/report/metrics.ts. (OpenType: cmap format 12, hmtx) */
import { readFileSync } from 'node:fs';

/** @returns advance of a code point in thousandths of the em, or undefined when the font has no glyph for it */
export function advanceReader(path: string): (point: number) => number | undefined {
  const file = readFileSync(path);
  const tables = new Map<string, number>();
  for (let i = 0; i < file.readUInt16BE(4); i++)
    tables.set(file.toString('latin1', 12 + 16 * i, 16 + 16 * i), file.readUInt32BE(20 + 16 * i));
  const at = (name: string) => tables.get(name) ?? 0;
  const unitsPerEm = file.readUInt16BE(at('head') + 18);
  const metrics = file.readUInt16BE(at('hhea') + 34);
  const encodings = Array.from(
    { length: file.readUInt16BE(at('cmap') + 2) },
    (_, i) => at('cmap') + file.readUInt32BE(at('cmap') + 8 + 8 * i),
  );
  const groups = encodings.find((offset) => file.readUInt16BE(offset) === 12) ?? 0;
  return (point) => {
    for (let i = 0; i < file.readUInt32BE(groups + 12); i++) {
      const [first, last, glyph] = [0, 4, 8].map((k) => file.readUInt32BE(groups + 16 + 12 * i + k)) as [
        number,
        number,
        number,
      ];
      if (point >= first && point <= last) {
        const row = Math.min(glyph + point - first, metrics - 1);
        return (file.readUInt16BE(at('hmtx') + 4 * row) * 1000) / unitsPerEm;
      }
    }
    return undefined;
  };
}
