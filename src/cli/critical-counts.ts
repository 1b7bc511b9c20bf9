/** How many critical points there are beside those that were found: counted one by one where that is possible, and on average by theory. */
import type { Stream } from '../base/philox.ts';
import { existingPoints } from '../instruments/index.ts';
import type { Landscape } from '../landscapes/landscape.ts';
import { largestSize } from '../theory/goe.ts';
import { lnMeanTotal } from '../theory/index.ts';
import type { Terminal } from './terminal.ts';
import { watched } from './watched.ts';

export interface CriticalCounts {
  /** Of this landscape; null where they were not all accounted for. */
  readonly existing: number | null;
  readonly existingFrom: string | null;
  /** Mean over the disorder, by Kac–Rice; null where the landscape is no draw of an isotropic Gaussian field. */
  readonly expected: number | null;
  /** Of certified points found in those that exist, and in the mean. */
  readonly shareOfExisting: number | null;
  readonly shareOfExpected: number | null;
}

/** Points that a symmetry connects are one, everywhere. */
export async function criticalCounts(
  terminal: Terminal,
  landscape: Landscape,
  draw: Stream,
  found: number,
): Promise<CriticalCounts | null> {
  const existing = await watched(terminal, existingPoints(landscape, draw));
  const { isotropic } = landscape;
  const expected =
    isotropic && isotropic.size <= largestSize
      ? Math.exp(lnMeanTotal(isotropic.order, isotropic.size, Infinity).ln) / (isotropic.order % 2 === 0 ? 2 : 1)
      : null;
  if (!existing && expected === null) return null;
  const count = existing?.count ?? null;
  return {
    existing: count,
    existingFrom: existing?.from ?? null,
    expected,
    shareOfExisting: count ? found / count : null,
    shareOfExpected: expected === null ? null : found / expected,
  };
}

/** In words, a line each. */
export function countLines({
  existing,
  existingFrom,
  expected,
  shareOfExisting,
  shareOfExpected,
}: CriticalCounts): string[] {
  const percent = (share: number) => `${(100 * share).toPrecision(3)} %`;
  const lines: string[] = [];
  if (existing !== null) lines.push(`${existing} exist (${existingFrom}); ${percent(shareOfExisting ?? 0)} found`);
  else if (existingFrom !== null) lines.push(`how many exist is not known: ${existingFrom}`);
  if (expected !== null)
    lines.push(
      `${expected.toPrecision(6)} are expected on average (Kac–Rice); ${percent(shareOfExpected!)} of that found`,
    );
  return lines;
}
