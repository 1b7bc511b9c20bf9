/** In: figures and tables as values. Out: SVG, PNG, HTML. Node gets its stage (document, fonts) from `openStage`; a page builds its own. */
export { openStage } from './assets.ts';
export * from './figure.ts';
export { formatEstimate, formatNumber, formatWithError } from './format.ts';
export { type Report, type ReportedClaim, reportPage } from './page.ts';
export { renderPng } from './png.ts';
export type { Stage } from './stage.ts';
export { renderSvg } from './svg.ts';
export { tableHtml, tableText } from './table.ts';
