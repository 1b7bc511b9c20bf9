/** The committed files of test/golden/data. */
import { readFileSync } from 'node:fs';

export const golden = (name: string): URL => new URL(`../golden/data/${name}`, import.meta.url);

/** Bytes in a buffer of their own, as a browser would hand them over. */
export const bytesOf = (name: string): Uint8Array => Uint8Array.from(readFileSync(golden(name)));

export const jsonOf = (name: string): unknown => JSON.parse(readFileSync(golden(name), 'utf8'));
