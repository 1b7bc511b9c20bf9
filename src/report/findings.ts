/** What a claim's evaluation says, as values: findings with verdicts, numbers, tables and figures. What the report prints. */
import type { Figure } from './figure.ts';

export const presets = ['smoke', 'laptop', 'paper'] as const;
/**
 * smoke: seconds, in CI. laptop: minutes on two cores, the default. paper: the published sizes and numbers of runs; what the paper leaves open,
 * such as a recipe, stands among the differences and open questions.
 */
export type Preset = (typeof presets)[number];

/**
 * What a claim can return. Of a source's statement: proved or contradicted where exact arithmetic, an identity or a certificate decides,
 * reproduced or not-reproduced where a measurement does. Of a statement that no source makes: proved, confirmed or refuted.
 */
export const verdicts = [
  'proved',
  'reproduced',
  'confirmed',
  'measured',
  'not-reproduced',
  'refuted',
  'contradicted',
  'inconclusive',
] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * What kind of error a contradicted statement is. theorem: a theorem or formula that others build on fails. statement: a sentence about
 * what holds fails. slip: a sign, factor or index, which the context corrects. reading: one reading fails of a text that has several.
 */
export const errata = ['theorem', 'statement', 'slip', 'reading'] as const;
export type Erratum = (typeof errata)[number];

export interface Named {
  readonly name: string;
  readonly value: number;
  /** What the paper prints for it, if it prints a number. */
  readonly published?: number;
  readonly unit?: string;
}

/**
 * What a number is worth: its error or its interval; where it has neither, a word for why.
 *    estimate   `error` is its standard error
 *    bound      `error` is the half-width of a certain bound
 *    exact      a closed form, or a count of the whole: nothing was sampled
 *    extreme    the largest or smallest `among` so many: others may lie beyond
 *    statistic  of a test, to be compared with its law under the null
 */
export type Worth =
  | {
      readonly kind?: 'estimate' | 'bound';
      readonly error: number;
      readonly interval?: Ends;
      readonly among?: undefined;
    }
  | {
      readonly kind?: 'estimate' | 'bound';
      readonly error?: number;
      readonly interval: Ends;
      readonly among?: undefined;
    }
  | {
      readonly kind: 'exact' | 'statistic';
      readonly error?: undefined;
      readonly interval?: undefined;
      readonly among?: undefined;
    }
  | { readonly kind: 'extreme'; readonly among: number; readonly error?: undefined; readonly interval?: undefined };

export type Ends = readonly [low: number, high: number];

/** A number with what it is worth; the type has no bare ones. */
export type Quantity = Named & Worth;

/** One checkable statement with its verdict. A statement as printed and as corrected are two findings. */
export interface Finding {
  readonly id: string;
  readonly statement: string;
  readonly verdict: Verdict;
  /** What was seen, in one or two sentences with the numbers in them. */
  readonly because: string;
  /** The rule by which the verdict was reached, with its tolerance; `history` says since when it stands. */
  readonly rule: string;
  readonly quantities: readonly Quantity[];
  /** For inconclusive findings: what would decide, if the estimate stayed; absent where no number of it would. */
  readonly more?: More;
  /** What kind of error it is, shown where the statement is contradicted. */
  readonly erratum?: Erratum;
  /** Absent where it is not recorded. */
  readonly history?: History;
}

/** So many more of the units that limit an interval: 12 disorders, 300 networks, 2 sizes. */
export interface More {
  readonly count: number;
  /** One of them: 'disorder'. */
  readonly unit: string;
}

/** How a rule came to be what it is. */
export interface History {
  /** Commit since which the rule, its tolerance and its sample size have their present form. */
  readonly frozen: string;
  /** What had been seen by then and what it changed, as far as that is recorded. */
  readonly seen?: string;
  /** Seeds drawn after `frozen` (docs/results/seeds.json): on these, and on no others, the rule was fixed before the run. */
  readonly judged?: readonly number[];
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
