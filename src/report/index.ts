/** In: figures and tables as values. Out: SVG and HTML. Node gets its stage (document, fonts) and PNG from `glasscape/node`; a page builds its own. */
export * from './figure.ts';
export type {
  ClaimHead,
  Ends,
  Evaluation,
  Finding,
  History,
  More,
  Named,
  Quantity,
  ReportedRun,
  ResultTable,
  Verdict,
  Worth,
} from './findings.ts';
export { type FormattedEstimate, formatEstimate, formatNumber, formatWithError } from './format.ts';
export type { Reached } from './opening.ts';
export { type Report, type ReportedClaim, reportPage } from './page.ts';
export type { Stage } from './stage.ts';
export { renderSvg, type SvgOptions } from './svg.ts';
export { tableHtml, tableText } from './table.ts';
export type { FontFace, Tokens } from './tokens.ts';
