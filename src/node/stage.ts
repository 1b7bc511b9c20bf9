/** The files in assets/, and the stage they make in Node. Found beside this file, built (dist/node) or not (src/node). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DataError } from '../base/errors.ts';
import type { Stage } from '../report/stage.ts';
import { parseTokens } from '../report/tokens.ts';

/** TTF files of the PNG renderer: every style that a figure uses. */
const figureFonts = [
  'SourceSans3-Regular',
  'SourceSans3-It',
  'SourceSans3-Semibold',
  'SourceSerif4-Regular',
  'SourceSerif4-Semibold',
];

/** Absolute path of a file in assets/. */
export function assetPath(name: string): string {
  return fileURLToPath(new URL(`../../assets/${name}`, import.meta.url));
}

export function figureFontPaths(): string[] {
  return figureFonts.map((name) => assetPath(`fonts/${name}.ttf`));
}

/** A stage with an empty jsdom document, the shipped tokens and fonts. jsdom is loaded here, on first use. */
export async function openStage(): Promise<Stage> {
  const { JSDOM } = await import('jsdom');
  return {
    document: new JSDOM('').window.document,
    tokens: parseTokens(readAsset('tokens.css').toString('utf8')),
    pageCss: readAsset('report.css').toString('utf8'),
    font: (file) => readAsset(`fonts/${file}`).toString('base64'),
  };
}

function readAsset(name: string): Buffer {
  try {
    return readFileSync(assetPath(name));
  } catch {
    throw new DataError(`assets/${name} is missing from the package; install glasscape again`);
  }
}
