/** The multiprecision tables of test/golden/theory as typed values: kac-rice.json holds values that were given, the others say what made them. */
import { readFileSync } from 'node:fs';

type Text = string | null;

export interface Tables {
  readonly totals: readonly { order: number; size: number; rows: readonly (readonly [Text, string])[] }[];
  readonly small: readonly {
    order: number;
    size: number;
    rows: readonly (readonly [Text, string, readonly string[]])[];
  }[];
  readonly large: readonly {
    order: number;
    size: number;
    rows: readonly (readonly [Text, readonly string[], readonly string[] | null])[];
    meanEnergy: readonly string[];
    sdEnergy: readonly string[];
  }[];
  readonly double: readonly {
    order: number;
    size: number;
    rows: readonly (readonly [number | null, number | null, readonly (number | null)[]])[];
  }[];
  readonly density: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly moments: readonly { N: number; s: string; e: readonly string[] }[];
  readonly euler: Readonly<Record<string, readonly { u: string; E_chi: string }[]>>;
  readonly theorem: readonly (readonly [number, number, string, string, string, Text, string])[];
  readonly indexFraction: Readonly<Record<string, readonly { u: string; alpha: string }[]>>;
}

export interface LawCase {
  readonly size: number;
  readonly s: string;
  readonly lnBelow: readonly Text[];
  readonly lnAbove: readonly Text[];
}

/** ln E C_k, k = 0, 1, …, by energy. */
export interface CountTable {
  readonly order: number;
  readonly size: number;
  readonly rows: readonly (readonly [Text, readonly string[]])[];
  readonly meanEnergy?: readonly string[];
  readonly sdEnergy?: readonly string[];
}

function load<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../golden/theory/${name}`, import.meta.url), 'utf8')) as T;
}

export const tables = load<Tables>('kac-rice.json');
const balls = load<{ readonly tables: readonly CountTable[]; readonly laws: readonly LawCase[] }>('index-counts.json');
export const counts = balls.tables;
export const laws = [...load<{ readonly cases: readonly LawCase[] }>('counting-law.json').cases, ...balls.laws];
/** null stands for all energies. */
export const energy = (text: Text): number => (text === null ? Infinity : Number(text));
