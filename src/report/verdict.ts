/** Verdicts as signs and badges: told apart by shape before color, and the badge always carries its words. */
import type { Verdict } from './findings.ts';
import { formatNumber } from './format.ts';

/** Drawn on a 16-unit square in the current color. */
const signs: Readonly<Record<Verdict, string>> = {
  proved: '<rect x="3" y="2" width="10" height="12" fill="currentColor"/>',
  reproduced:
    '<g fill="none" stroke="currentColor" stroke-width="2"><circle cx="6" cy="8" r="4.5"/><circle cx="10" cy="8" r="4.5"/></g>',
  measured:
    '<path d="M4.5 2h7M4.5 14h7M8 2v12" stroke="currentColor" stroke-width="1.8" fill="none"/><circle cx="8" cy="8" r="2.7" fill="currentColor"/>',
  'not-reproduced': '<path d="M2 5.5h12M2 10.5h12M11 1.5 5 14.5" stroke="currentColor" stroke-width="2" fill="none"/>',
  contradicted: '<path d="M3 3l10 10M13 3L3 13" stroke="currentColor" stroke-width="2.6" fill="none"/>',
  inconclusive: '<path d="M5.5 2.5H2.5v11h3M10.5 2.5h3v11h-3" stroke="currentColor" stroke-width="2" fill="none"/>',
};

const words: Readonly<Record<Verdict, string>> = {
  proved: 'proved',
  reproduced: 'reproduced',
  measured: 'measured',
  'not-reproduced': 'not reproduced',
  contradicted: 'contradicted as printed',
  inconclusive: 'inconclusive',
};

/** From the strongest to the weakest, as pages list them. */
export const verdictOrder = Object.keys(words) as readonly Verdict[];

/** What a badge says; an inconclusive finding adds how many more runs would decide, when it knows. */
export function verdictWords(verdict: Verdict, moreRuns?: number): string {
  if (verdict !== 'inconclusive' || moreRuns === undefined) return words[verdict];
  return `inconclusive: ${formatNumber(moreRuns)} more ${moreRuns === 1 ? 'run' : 'runs'} would decide`;
}

function verdictSign(verdict: Verdict): string {
  return `<svg viewBox="0 0 16 16" aria-hidden="true">${signs[verdict]}</svg>`;
}

export function verdictBadge(verdict: Verdict, text = verdictWords(verdict)): string {
  return `<span class="verdict is-${verdict}">${verdictSign(verdict)}${text}</span>`;
}
