/** What a claim's evaluation says, as values: findings with verdicts, numbers, tables and figures. What the report prints. */
import type { Figure } from './figure.ts';

export const presets = ['smoke', 'laptop', 'paper'] as const;
/** smoke: seconds, in CI. laptop: minutes on two cores, the default. paper: exactly the published set-up. */
export type Preset = (typeof presets)[number];

export const verdicts = ['proved', 'reproduced', 'measured', 'not-reproduced', 'contradicted', 'inconclusive'] as const;
export type Verdict = (typeof verdicts)[number];

/** A number with what surrounds it. */
export interface Quantity {
  readonly name: string;
  readonly value: number;
  /** Standard error, or half-width of a certain bound when `kind` is 'bound'. */
  readonly error?: number;
  readonly interval?: readonly [number, number];
  readonly kind?: 'estimate' | 'exact' | 'bound';
  /** What the paper prints for it, if it prints a number. */
  readonly published?: number;
  readonly unit?: string;
}

/** One checkable statement with its verdict. A statement as printed and as corrected are two findings. */
export interface Finding {
  readonly id: string;
  readonly statement: string;
  readonly verdict: Verdict;
  /** What was seen, in one or two sentences with the numbers in them. */
  readonly because: string;
  /** The rule by which the verdict was reached, with its tolerance, as it stood before the run. */
  readonly rule: string;
  readonly quantities: readonly Quantity[];
  /** For inconclusive findings: how many more runs would decide. */
  readonly moreRuns?: number;
}

export interface Evaluation {
  /** The page's title: what the numbers say, computed from them. */
  readonly title: string;
  readonly findings: readonly Finding[];
  readonly figures: readonly Figure[];
  readonly tables: readonly ResultTable[];
  /** What this run differs in from the published set-up. */
  readonly differences: readonly string[];
  /** A paragraph or two of plain words for the report. */
  readonly story: readonly string[];
}

/** A table as a value; cells are text or numbers with an error. */
export interface ResultTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | Quantity)[])[];
}

/** What identifies the run that a claim is evaluated on; printed in every figure's source line. */
export interface ReportedRun {
  readonly preset: Preset;
  readonly seed: number;
  readonly source: string;
}

/** Of a claim what is printed beside its evaluation. */
export interface ClaimHead {
  readonly id: string;
  readonly statement: string;
  /** Paper and place: { key: 'choromanska2015loss', place: 'Fig. 3 left' }. */
  readonly source: { readonly key: string; readonly place: string };
  /** Every guess that had to be made because the paper leaves it open. */
  readonly openQuestions: readonly string[];
}
