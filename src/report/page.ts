/**
 * The report page: one HTML file with fonts, styles and figures inside, that opens from disk and asks nothing of the network.
 * Order: finding, three sentences, verdicts, figures, story, numbers, findings with their rules, what differs, open questions, how to run it again.
 */
import { figureHtml } from './figure-html.ts';
import type { ClaimHead, Evaluation, Finding, ReportedRun, Verdict } from './findings.ts';
import { openingSentences, type Reached } from './opening.ts';
import { ruleHistory, ruleTitle } from './rule.ts';
import { inlineFaces, type Stage } from './stage.ts';
import { quantitiesTable, tableHtml } from './table.ts';
import { escapeText, htmlText, plainText } from './text.ts';
import { findingWords, verdictBadge, verdictOrder, verdictWords } from './verdict.ts';

/** A claim with what one run says about it; of the claim only what is printed is needed. */
export interface ReportedClaim {
  readonly claim: ClaimHead;
  readonly evaluation: Evaluation;
  readonly run: ReportedRun;
}

export interface Report {
  readonly claims: readonly ReportedClaim[];
  /** The whole command that makes this report again. */
  readonly command: string;
  /** As it is to be printed, e.g. '2026-03-14'. */
  readonly date: string;
  /** Title of a report on several claims; one claim's finding is its own title. */
  readonly title?: string;
  /** Name and value of whatever identifies the run: version, backend, spec hashes, machine. */
  readonly provenance?: Readonly<Record<string, string>>;
  /** Of a run that goes on; absent of a complete one. */
  readonly reached?: Reached;
  readonly stage: Stage;
}

/** Every text of the report may carry the markup of text.ts and is escaped. */
export async function reportPage(report: Report): Promise<string> {
  const { stage } = report;
  const [only] = report.claims.length === 1 ? report.claims : [];
  const title = only ? only.evaluation.title : (report.title ?? countedTitle(report.claims));
  const main = `<div class="masthead"><span class="wordmark">${sign}glasscape</span><button class="quiet-button" type="button" id="theme" hidden>Light or dark</button></div>
<h1>${htmlText(title)}</h1>
<p class="opening-words">${openingSentences(report.claims, report.reached).map(htmlText).join(' ')}</p>
${facts([...badges(report.claims.flatMap(findingsOf)), ...(only ? [code(only.claim.id), place(only)] : []), ...runWords(report.claims), escapeText(report.date)])}
${only ? `${claimed(only)}${claimBody(only, stage, 2)}` : severalClaims(report.claims, stage)}
<h2>Run it again</h2>
<div class="command"><code>${escapeText(report.command)}</code></div>
${provenanceList(report)}`;
  const faces = inlineFaces(stage, main);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(plainText(title))} · glasscape</title>
<link rel="icon" href="data:,">
<style>
${faces}${stage.tokens.css}
${stage.pageCss}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<main class="report" id="main">
${main}
</main>
<script>${themeScript}</script>
</body>
</html>
`;
}

/** A landscape seen through its own level line. */
const sign =
  '<svg viewBox="0 0 30 22" fill="none" aria-hidden="true"><path d="M1 5C5 5 6 18 10.5 18S15 9.5 18 9.5 21.5 20 25 20 28 8 29 3" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/><path d="M0 13.5H30" stroke="var(--theory-barrier)" stroke-width="1.8"/></svg>';

/** The button appears only where scripts run; without them the page follows the system. */
const themeScript = `const button = document.getElementById('theme'), root = document.documentElement;
button.hidden = false;
button.addEventListener('click', () => {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});`;

function severalClaims(claims: readonly ReportedClaim[], stage: Stage): string {
  const entry = (item: ReportedClaim) =>
    `<li><a href="#${anchor(item)}">${htmlText(item.evaluation.title)}</a>${facts(badges(findingsOf(item)), 'span')}</li>`;
  const section = (item: ReportedClaim) => `<section class="claim" id="${anchor(item)}">
<h2>${htmlText(item.evaluation.title)}</h2>
${facts([...badges(findingsOf(item)), code(item.claim.id), place(item)])}
${claimed(item)}${claimBody(item, stage, 3)}
</section>`;
  return `<nav aria-label="Claims"><ul class="contents">
${claims.map(entry).join('\n')}
</ul></nav>
${claims.map(section).join('\n')}`;
}

function claimBody({ claim, evaluation, run }: ReportedClaim, stage: Stage, level: 2 | 3): string {
  const head = (text: string) => `<h${level}>${text}</h${level}>`;
  const list = (items: readonly string[]) =>
    items.length === 1
      ? `<p>${htmlText(items[0] ?? '')}</p>`
      : `<ul>${items.map((item) => `<li>${htmlText(item)}</li>`).join('')}</ul>`;
  const idPrefix = `${fileSafe(claim.id)}-`;
  return [
    ...evaluation.figures.map((figure) => figureHtml(figure, stage, idPrefix)),
    ...evaluation.story.map((paragraph) => `<p>${htmlText(paragraph)}</p>`),
    ...(evaluation.tables.length ? [head('The numbers'), ...evaluation.tables.map((table) => tableHtml(table))] : []),
    head(evaluation.findings.length === 1 ? 'The finding' : 'The findings'),
    ...evaluation.findings.map((finding) => findingHtml(finding, level, run.seed)),
    ...(evaluation.differences.length
      ? [head('What differs from the published set-up'), list(evaluation.differences)]
      : []),
    ...(claim.openQuestions.length ? [head('Open questions'), list(claim.openQuestions)] : []),
  ].join('\n');
}

function findingHtml(finding: Finding, level: 2 | 3, seed: number): string {
  const table = finding.quantities.length
    ? tableHtml(quantitiesTable('', finding.quantities), `Numbers of the finding: ${plainText(finding.statement)}`)
    : '';
  const tag = `h${level + 1}`;
  return `<div class="finding">
${verdictBadge(finding.verdict, findingWords(finding))}
<${tag} class="statement">${htmlText(finding.statement)}</${tag}>
<p>${htmlText(finding.because)}</p>
${table}
<p class="rule">${[`${ruleTitle(finding, seed)}: ${finding.rule}.`, ruleHistory(finding, seed)].map(htmlText).join(' ').trimEnd()}</p>
</div>`;
}

/** One badge for each verdict that occurs, with its count where it occurs more than once. */
function badges(findings: readonly Finding[]): string[] {
  return verdictOrder
    .map((verdict): [Verdict, number] => [verdict, findings.filter((finding) => finding.verdict === verdict).length])
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) =>
      verdictBadge(verdict, count > 1 ? `${count} ${verdictWords(verdict)}` : verdictWords(verdict)),
    );
}

function countedTitle(claims: readonly ReportedClaim[]): string {
  const findings = claims.flatMap(findingsOf);
  return `${claims.length} claims, ${findings.length} findings`;
}

function claimed({ claim }: ReportedClaim): string {
  return `<p class="claimed">The claim: ${htmlText(claim.statement)}</p>\n`;
}

function runWords(claims: readonly ReportedClaim[]): string[] {
  const words = claims.flatMap(({ run }) => [`preset ${escapeText(run.preset)}`, `seed ${run.seed}`]);
  return [...new Set(words)].map((word) => `<span>${word}</span>`);
}

function provenanceList({ claims, provenance = {} }: Report): string {
  const sources = claims.map(({ claim, run }): [string, string] => [claim.id, run.source]);
  const rows = [...Object.entries(provenance), ...sources].map(
    ([name, value]) => `<dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd>`,
  );
  return `<dl>${rows.join('\n')}</dl>`;
}

function facts(items: readonly string[], tag: 'div' | 'span' = 'div'): string {
  return `<${tag} class="facts">${items.join(' ')}</${tag}>`;
}

function findingsOf({ evaluation }: ReportedClaim): readonly Finding[] {
  return evaluation.findings;
}

function place({ claim }: ReportedClaim): string {
  return `<span>${htmlText(claim.source.place)}</span>`;
}

function code(id: string): string {
  return `<code>${escapeText(id)}</code>`;
}

function anchor({ claim }: ReportedClaim): string {
  return `claim-${fileSafe(claim.id)}`;
}

function fileSafe(id: string): string {
  return id.replace(/[^\w.-]+/g, '-');
}
