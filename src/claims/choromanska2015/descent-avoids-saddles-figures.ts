/** The pictures of ls/descent-avoids-saddles: descents on the glass, and networks in training. */
import { mean } from '../../ensembles/statistics.ts';
import { type Figure, type Mark, sizeRank } from '../../report/figure.ts';
import { indexFraction } from '../../theory/index.ts';
import type { ClaimRun } from '../claim.ts';
import { barrierLine, scientific } from '../theory-lines.ts';
import { type Descents, glassSetup, order, rules } from './descent-avoids-saddles-glass.ts';
import { networkRules, networkSetup } from './descent-avoids-saddles-networks.ts';
import { fine, type NetworkCourses, type NetworkLook } from './network-courses.ts';

/** Index against energy on the way down, and how near descents come to critical points of high index. */
export function glassFigure(descents: readonly Descents[], run: ClaimRun, title: string): Figure {
  const law: Mark = {
    type: 'curve',
    role: 'theory',
    label: 'critical points, α(u)',
    points: Array.from({ length: 121 }, (_, i) => {
      const u = -1.75 + (1.85 * i) / 120;
      return [u, indexFraction(order, u)] as const;
    }),
  };
  return {
    id: 'descent-index',
    title,
    subtitle: `Spherical spin glass of order *H* = 3; ${glassSetup(run.preset)}; gradient descent with small steps from uniform starts`,
    panels: [
      {
        layout: 'xy',
        title: 'Index against energy on the way down',
        x: { name: 'energy per spin *u*, mean at a look' },
        y: { name: 'index over Λ − 1, mean' },
        marks: [
          { type: 'theory', axis: 'x', lines: [barrierLine(order)] },
          law,
          ...descents.map(
            ({ size, course }): Mark => ({
              type: 'points',
              label: `Λ = ${size}`,
              rank: sizeRank(size, 'spins'),
              points: course.map(({ energy, share }) => ({ x: energy, y: share })),
            }),
          ),
        ],
      },
      {
        layout: 'xy',
        title: 'Nearest to a critical point of high index',
        x: { name: `smallest residual while the index share is at least ${rules.high}` },
        y: { name: 'share of descents up to there' },
        marks: [
          { type: 'band', axis: 'x', from: 0, to: rules.near },
          ...descents.map(({ size, leastHigh }): Mark => {
            const sorted = [...leastHigh].sort((a, b) => a - b);
            return {
              type: 'curve',
              role: 'measured',
              label: `Λ = ${size}`,
              rank: sizeRank(size, 'spins'),
              points: sorted.map((residual, k) => [residual, (k + 1) / sorted.length] as const),
            };
          }),
        ],
      },
    ],
    canShow: 'how the index falls as the energy does, and how large the gradient stays where the index is high.',
    cannotShow: 'what SGD does on networks, nor what happens between two looks.',
    source: run.source,
  };
}

/** Index against loss along training, and against the gradient; every look of every network. */
export function networkFigure(courses: readonly NetworkCourses[], run: ClaimRun, title: string): Figure {
  const gradients = courses.flatMap(({ networks }) => networks.flat().map(({ gradient }) => gradient));
  const [low, high] = [Math.min(networkRules.near, ...gradients) / 1.5, 1.5 * Math.max(1, ...gradients)];
  const rank = (width: number) => sizeRank(width, 'units');
  return {
    id: 'network-index',
    title,
    subtitle: networkSetup(courses, run.preset),
    panels: [
      {
        layout: 'xy',
        title: 'Index against loss while learning',
        x: { name: 'training loss, mean at a look', scale: 'log' },
        y: { name: 'index over the largest possible, mean', domain: [0, 1] },
        marks: courses.flatMap(({ width, networks }): Mark[] => {
          const along = (share: (look: NetworkLook) => number) =>
            networks[0]!.map((_, s) => ({
              x: mean(networks.map((looks) => looks[s]!.loss)),
              y: mean(networks.map((looks) => share(looks[s]!))),
            }));
          const points = along(({ share }) => share);
          const small = along(({ fineShare = Number.NaN }) => fineShare);
          const lower: Mark = {
            type: 'curve',
            role: 'measured',
            dashed: true,
            label: `n₁ = ${width}, τ = ${scientific(fine, 1)}`,
            rank: rank(width),
            points: small.map(({ x, y }) => [x, y] as const),
          };
          const main: Mark = { type: 'points', label: `n₁ = ${width}`, rank: rank(width), points };
          return small.every(({ y }) => Number.isFinite(y)) ? [main, lower] : [main];
        }),
      },
      {
        layout: 'xy',
        title: 'Index against gradient, each look',
        x: {
          name: 'gradient norm over that at the start',
          scale: 'log',
          domain: [low, high],
        },
        y: { name: 'index over the largest possible', domain: [0, 1] },
        marks: [
          { type: 'band', axis: 'x', from: low, to: networkRules.near },
          { type: 'band', axis: 'y', from: networkRules.high, to: 1 },
          ...courses.map(
            ({ width, networks }): Mark => ({
              type: 'points',
              label: `n₁ = ${width}`,
              rank: rank(width),
              points: networks.flat().map(({ gradient, share }) => ({ x: gradient, y: share })),
            }),
          ),
        ],
      },
    ],
    canShow:
      'how much of the largest possible index is left as the loss falls, and whether a network comes near a critical point (left band) while its index is high (upper band).',
    cannotShow: 'what happens between two looks, nor deeper networks.',
    source: run.source,
  };
}
