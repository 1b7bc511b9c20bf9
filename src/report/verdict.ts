/** Verdicts as signs and badges: told apart by shape before color, and the badge always carries its words. */
import { agreeing } from '../base/words.ts';
import type { Finding, More, Verdict } from './findings.ts';
import { formatNumber } from './format.ts';

/** Drawn on a 16-unit square in the current color. */
const signs: Readonly<Record<Verdict, string>> = {
  proved: '<rect x="3" y="2" width="10" height="12" fill="currentColor"/>',
  reproduced:
    '<g fill="none" stroke="currentColor" stroke-width="2"><circle cx="6" cy="8" r="4.5"/><circle cx="10" cy="8" r="4.5"/></g>',
  confirmed: '<path d="M2.5 8.5 6.5 12.5 13.5 3.5" stroke="currentColor" stroke-width="2.4" fill="none"/>',
  measured:
    '<path d="M4.5 2h7M4.5 14h7M8 2v12" stroke="currentColor" stroke-width="1.8" fill="none"/><circle cx="8" cy="8" r="2.7" fill="currentColor"/>',
  'not-reproduced': '<path d="M2 5.5h12M2 10.5h12M11 1.5 5 14.5" stroke="currentColor" stroke-width="2" fill="none"/>',
  refuted:
    '<path d="M8 2v7M8 12v2.4M2 8a6 6 0 0 1 2-4.5M14 8a6 6 0 0 0-2-4.5" stroke="currentColor" stroke-width="2.2" fill="none"/>',
  contradicted: '<path d="M3 3l10 10M13 3L3 13" stroke="currentColor" stroke-width="2.6" fill="none"/>',
  inconclusive: '<path d="M5.5 2.5H2.5v11h3M10.5 2.5h3v11h-3" stroke="currentColor" stroke-width="2" fill="none"/>',
};

const words: Readonly<Record<Verdict, string>> = {
  proved: 'proved',
  reproduced: 'reproduced',
  confirmed: 'confirmed',
  measured: 'measured',
  'not-reproduced': 'not reproduced',
  refuted: 'refuted',
  contradicted: 'contradicted as printed',
  inconclusive: 'inconclusive',
};

/** From the strongest to the weakest, as pages list them. */
export const verdictOrder = Object.keys(words) as readonly Verdict[];

export function verdictWords(verdict: Verdict): string {
  return words[verdict];
}

/** What a finding's badge says: its verdict, the class of an erratum, what would decide an open one. */
export function findingWords({ verdict, more, erratum }: Pick<Finding, 'verdict' | 'more' | 'erratum'>): string {
  if (verdict === 'inconclusive' && more) return `${words[verdict]}: ${moreWords(more)}`;
  return verdict === 'contradicted' && erratum ? `${words[verdict]} (${erratum})` : words[verdict];
}

/** "12 more disorders would decide" */
export function moreWords({ count, unit }: More): string {
  return `${formatNumber(count)} more ${agreeing(count, unit, `${unit}s`)} would decide`;
}

function verdictSign(verdict: Verdict): string {
  return `<svg viewBox="0 0 16 16" aria-hidden="true">${signs[verdict]}</svg>`;
}

export function verdictBadge(verdict: Verdict, text = verdictWords(verdict)): string {
  return `<span class="verdict is-${verdict}">${verdictSign(verdict)}${text}</span>`;
}
