import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
/** Keys of the entries, and second keys (`ids`) of those that have one. */
const entries = [
  ...readFileSync(new URL('docs/references.bib', root), 'utf8').matchAll(/^(?:@\w+\{| {2}ids +=\s\{)([^,}]+)\}?,$/gm),
].map((match) => match[1]!);

/** Keys with a year (author2015word), and those of standards, which have none. */
const citation = /\[([a-z]+-?[a-z]*\d{4}[a-z]+|fips180|numpy-format|pkware-appnote|rfc\d+|safetensors)[,;\]]/g;

function citedIn(folder: string): Map<string, string> {
  const cited = new Map<string, string>();
  for (const file of readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }))
    if (/\.(ts|md)$/.test(file) && !file.startsWith('generated'))
      for (const match of readFileSync(new URL(`${folder}/${file}`, root), 'utf8').matchAll(citation))
        cited.set(match[1]!, file);
  return cited;
}

describe('docs/references.bib', () => {
  it('has each key once', () => {
    expect(entries.length).toBeGreaterThan(20);
    expect(new Set(entries).size).toBe(entries.length);
  });

  it.each(['src', 'docs'])('has every key that %s cites', (folder) => {
    const missing = [...citedIn(folder)].filter(([key]) => !entries.includes(key));
    expect(missing).toEqual([]);
  });
});
