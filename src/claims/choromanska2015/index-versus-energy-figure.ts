/** The picture of ls/index-versus-energy: points found, the exact mean of all at an energy, and the semicircle. */
import { type Figure, type Mark, sizeRank } from '../../report/figure.ts';
import { indexFraction, meanIndexOn } from '../../theory/index.ts';
import type { ClaimRun } from '../claim.ts';
import { barrierLine } from '../theory-lines.ts';
import { order } from './index-rules.ts';
import type { Found } from './index-samples.ts';

export function indexFigure(found: readonly Found[], run: ClaimRun, title: string, what: string): Figure {
  const energies = found.flatMap(({ points }) => points.map(({ energy }) => energy));
  const low = Math.min(-1.75, ...energies);
  const high = Math.max(0.1, ...energies);
  const along = (of: (u: number) => number) =>
    Array.from({ length: 161 }, (_, i) => {
      const u = low + ((high - low) * i) / 160;
      return [u, of(u)] as const;
    });
  const limit: Mark = {
    type: 'curve',
    role: 'theory',
    dashed: true,
    label: 'Λ → ∞',
    points: along((u) => indexFraction(order, u)),
  };
  return {
    id: 'index-versus-energy',
    title,
    subtitle: `Spherical spin glass of order *H* = 3; ${what}; certified critical points only`,
    panels: found.map(({ size, points }) => {
      const law = meanIndexOn(order, size, low, high);
      return {
        layout: 'xy' as const,
        title: `Λ = ${size}`,
        x: { name: 'energy per spin *u*', domain: [low - 0.05, high + 0.05] as const },
        y: { name: 'index over Λ − 1' },
        marks: [
          { type: 'theory', axis: 'x', lines: [barrierLine(order)] },
          limit,
          { type: 'curve', role: 'theory', label: 'mean of all', points: along((u) => law(u) / (size - 1)) },
          {
            type: 'points',
            label: 'found',
            rank: sizeRank(size, 'spins'),
            points: points.map(({ energy, share }) => ({ x: energy, y: share })),
          },
        ] satisfies Mark[],
      };
    }),
    canShow: 'that the index of the critical points found follows their energy, and how far they scatter at this size.',
    cannotShow: 'how many critical points there are of each index, since a search does not find all alike.',
    source: run.source,
  };
}
