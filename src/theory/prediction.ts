/** What a theorem says should be seen: assumptions, formula, place, and a number with the accuracy reached. */
export interface Prediction {
  readonly name: string;
  /** Symbol as in docs/notation.md. */
  readonly symbol: string;
  readonly value: number;
  /** Bound on |value − exact|. */
  readonly accuracy: number;
  readonly formula: string;
  readonly assumptions: readonly string[];
  readonly source: string;
}
