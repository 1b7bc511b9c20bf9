/** The three sentences that open a report, computed from its findings: what was run, what came out, what to look at first. */
import type { Evaluation, Finding, ReportedRun } from './findings.ts';
import { plainText } from './text.ts';
import { verdictOrder, verdictWords } from './verdict.ts';

interface Opened {
  readonly claim: { readonly id: string; readonly source: { readonly place: string } };
  readonly evaluation: Pick<Evaluation, 'title' | 'findings' | 'figures'>;
  readonly run: ReportedRun;
}

/** Verdicts that send a reader to their finding before anything else, most urgent first. */
const urgent: readonly string[] = ['contradicted', 'refuted', 'not-reproduced'];

/** How much of a run a report stands on. */
export interface Reached {
  /** Ensembles that are complete. */
  readonly done: number;
  readonly of: number;
}

/** Three sentences with the markup of text.ts; of a run that is not complete one more, before them. */
export function openingSentences(claims: readonly Opened[], reached?: Reached): string[] {
  const early = reached && reached.done < reached.of ? [howFar(reached)] : [];
  return [...early, whatRan(claims), whatCameOut(claims), whatFirst(claims)];
}

function howFar({ done, of }: Reached): string {
  return `The run goes on: ${done} of ${of} ensembles ${done === 1 ? 'is' : 'are'} complete, and this report is written again as others end.`;
}

function whatRan(claims: readonly Opened[]): string {
  const settings = [...new Set(claims.map(({ run }) => `preset ${run.preset} with seed ${run.seed}`))];
  const at = `at ${listed(settings)}`;
  const [only, ...others] = claims;
  if (!only) return 'This report holds no claim.';
  if (others.length > 0) return `This run puts ${claims.length} claims to the test ${at}.`;
  const method = only.evaluation.figures[0]?.subtitle.replace(/\.$/, '');
  return `This run puts the claim ${only.claim.id} (${only.claim.source.place}) to the test ${at}${method ? `: ${method}` : ''}.`;
}

function whatCameOut(claims: readonly Opened[]): string {
  const findings = claims.flatMap(({ evaluation }) => evaluation.findings);
  const counted = verdictOrder
    .map((verdict) => ({ verdict, count: findings.filter((finding) => finding.verdict === verdict).length }))
    .filter(({ count }) => count > 0);
  const [first] = counted;
  if (!first) return 'It has no finding.';
  if (findings.length === 1) return `Its one finding is ${verdictWords(first.verdict)}.`;
  if (counted.length === 1) return `Its ${findings.length} findings are all ${verdictWords(first.verdict)}.`;
  const parts = counted.map(({ verdict, count }) => `${count} ${count === 1 ? 'is' : 'are'} ${verdictWords(verdict)}`);
  return `Of its ${findings.length} findings ${listed(parts)}.`;
}

function whatFirst(claims: readonly Opened[]): string {
  const all = claims.flatMap((item) => item.evaluation.findings.map((finding) => ({ item, finding })));
  const where = (item: Opened) => (claims.length > 1 ? ` of ${item.claim.id}` : '');
  for (const verdict of urgent) {
    const found = all.find(({ finding }) => finding.verdict === verdict);
    if (found) return `Look first at the finding${where(found.item)} that is ${because(found.finding)}`;
  }
  const pictured = claims.find(({ evaluation }) => evaluation.figures.length > 0);
  const figure = pictured?.evaluation.figures[0];
  if (pictured && figure) return `Look first at the figure${where(pictured)} titled “${plainText(figure.title)}”.`;
  const open = all.find(({ finding }) => finding.verdict === 'inconclusive') ?? all[0];
  return open
    ? `Look first at the finding${where(open.item)} that is ${because(open.finding)}`
    : 'There is nothing to look at.';
}

function because({ verdict, statement }: Finding): string {
  return `${verdictWords(verdict)}: “${statement.replace(/\.$/, '')}”.`;
}

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${last}` : last;
}
