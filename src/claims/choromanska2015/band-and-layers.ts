/**
 * ls/band-and-layers: §4 with Theorems 2.12, 2.14 and 2.15 of the paper it quotes. "Improbable" is made precise by the first moment:
 * the probability that a point of some kind exists is at most the mean number of such points, which is computed exactly.
 */
import type { Figure } from '../../report/figure.ts';
import { energyBarrier, groundState, layerEnergy, lnMeanTotal } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { bounded } from '../quantities.ts';
import { barrierLine, groundLine, layerLines, scientific } from '../theory-lines.ts';
import type { Bounded, MeanCounts } from './exact-counts.ts';
import { fromLogarithm, meanCounts, order, sizesOf } from './exact-counts.ts';
import { ordersDiffer } from './orders.ts';

/** Fixed before the run: distance below the ground state, layers checked, highest index summed above each. */
const margin = 0.01;
const layersChecked = [1, 2, 3] as const;
const highest = 4;

export const bandAndLayers: Claim = {
  id: 'ls/band-and-layers',
  statement: 'Critical values of low index lie between −ΛE₀ and −ΛE∞, in layers: none of index ≥ k below −ΛE_k.',
  source: { key: 'choromanska2015loss', place: '§4, the band and its layered structure' },
  openQuestions: [
    'No size is given from which “improbable” should hold; the first moment is shown for several. The layers are statements about large Λ, and from the smallest size to the next some of their means still rise: that step is told and decides nothing.',
    ordersDiffer,
  ],
  needs: () => ({}),
  evaluate: (_records, run) => evaluate(run),
};

function evaluate(run: ClaimRun): Evaluation {
  const counts = sizesOf(run.preset).map((size) => meanCounts(size));
  const findings = [belowGround(counts), belowLayers(counts), aboveBarrier(counts)];
  const last = counts.at(-1)!;
  return {
    title: `Nothing lies below its layer: at Λ = ${last.size} at most ${scientific(atLeast(last, 1, layer(1)).value, 2)} saddles below −ΛE₁ in the mean`,
    findings,
    figures: [figure(run, counts)],
    tables: [
      {
        title: 'Mean numbers below the levels (an upper bound on the probability that there is one)',
        columns: [
          'Λ',
          'any, below −ΛE₀',
          `any, below −Λ(E₀ + ${margin})`,
          ...layersChecked.map((k) => `index ≥ ${k}, below −ΛE_${k}`),
        ],
        rows: counts.map((c) => [
          String(c.size),
          scientific(total(c.size, 0).value, 3),
          scientific(total(c.size, margin).value, 3),
          ...layersChecked.map((k) => scientific(atLeast(c, k, layer(k)).value, 3)),
        ]),
      },
    ],
    differences: run.preset === 'smoke' ? ['Λ only up to 100 at this preset'] : [],
    story: [
      'The lower ends of the band and of its layers hold already at small sizes: the mean number of points below them is well under one and falls.',
      'The upper end does not: points of low index above the barrier disappear only at sizes where √Λ times the distance is large (see the claims on minima outside the band).',
    ],
  };
}

const layer = (k: number) => -layerEnergy(order, k).value;
const total = (size: number, below: number) =>
  fromLogarithm(lnMeanTotal(order, size, -groundState(order).value - below));

/** Mean number of index k … 4 below u. There each index is thousands of times rarer than the one before; index 5 does not show. */
const atLeast = (counts: Pick<MeanCounts, 'sumBelow'>, k: number, u: number) => counts.sumBelow(k, highest, u);

function decreasing(numbers: readonly Bounded[]): boolean {
  return numbers.every(({ value }, i) => i === 0 || value < numbers[i - 1]!.value);
}

export function belowGround(
  counts: readonly Pick<MeanCounts, 'size'>[],
  numberBelow: (size: number, below: number) => Bounded = total,
): Finding {
  const at = counts.map((c) => numberBelow(c.size, 0));
  const under = counts.map((c) => numberBelow(c.size, margin));
  const holds = decreasing(at) && decreasing(under) && at.every(({ value }) => value < 1);
  return {
    id: 'ground-state',
    statement: 'A critical value below −ΛE₀ is improbable for large Λ.',
    verdict: holds ? 'reproduced' : 'not-reproduced',
    because: `The mean number below −ΛE₀ is ${at.map(({ value }) => scientific(value, 2)).join(', ')} at Λ = ${counts.map(({ size }) => size).join(', ')}; ${margin} lower it is ${scientific(under.at(-1)!.value, 2)} at the largest.`,
    rule: `reproduced when the mean number is below 1 and falls with Λ, at −E₀ and at −E₀ − ${margin}`,
    quantities: counts.map(({ size }, i) =>
      bounded(`bound on the probability of a point below −ΛE₀, Λ = ${size}`, at[i]!),
    ),
  };
}

export function belowLayers(counts: readonly Pick<MeanCounts, 'size' | 'sumBelow'>[]): Finding {
  const table = layersChecked.map((k) => counts.map((c) => atLeast(c, k, layer(k))));
  const risen = layersChecked.filter((_, i) => !decreasing(table[i]!.slice(0, 2)));
  // The layers are a statement about large Λ: the first step counts for nothing, and is told where it goes the other way.
  const holds = table.every((row) => row.every(({ value }) => value < 1) && decreasing(row.slice(1)));
  return {
    id: 'layers',
    statement: 'A critical value of index k or more below −ΛE_k is improbable for large Λ (k = 1, 2, 3).',
    verdict: holds ? 'reproduced' : 'not-reproduced',
    because: table
      .map((row, i) => `k = ${layersChecked[i]}: ${row.map(({ value }) => scientific(value, 2)).join(', ')}`)
      .join('; ')
      .concat(
        ` at Λ = ${counts.map(({ size }) => size).join(', ')}${risen.length > 0 ? `; from the first size to the second it rises for k = ${risen.join(', ')}` : ''}.`,
      ),
    rule: 'reproduced when every mean number is below 1 and falls with Λ from the second size on',
    quantities: table.map((row, i) =>
      bounded(
        `mean number of index ≥ ${layersChecked[i]} below −ΛE_${layersChecked[i]}, Λ = ${counts.at(-1)!.size}`,
        row.at(-1)!,
      ),
    ),
  };
}

function aboveBarrier(counts: readonly MeanCounts[]): Finding {
  const barrier = -energyBarrier(order).value;
  const shares = counts.map((c) => [0, 1, 2].map((k) => c.shareBelow(k, barrier)));
  const last = shares.at(-1)!;
  const falls = [0, 1, 2].every((k) => decreasing(shares.map((row) => row[k]!)));
  return {
    id: 'above-the-barrier',
    statement: 'For large networks all critical values of fixed index lie below −ΛE∞.',
    verdict: 'measured',
    because: `In the mean a share of ${last.map(({ value }) => scientific(value, 2)).join(', ')} of the points of index 0, 1, 2 lies below the barrier at Λ = ${counts.at(-1)!.size}${falls ? ', and the share falls at every step of Λ' : ''}.`,
    rule: 'measured: the verdict on what lies above the barrier is that of ls/outside-band',
    quantities: last.map((share, k) => bounded(`share of index ${k} below −ΛE∞, Λ = ${counts.at(-1)!.size}`, share)),
  };
}

function figure(run: ClaimRun, counts: readonly MeanCounts[]): Figure {
  const c = counts.at(-1)!;
  const energies = Array.from({ length: 61 }, (_, i) => -1.675 + (0.055 * i) / 60);
  return {
    id: 'layers',
    title: 'Minima come first, then index 1, then index 2, in layers at finite size',
    subtitle: `ln of the mean number of critical points below u, spherical 3-spin glass, Λ = ${c.size}, exact`,
    panels: [
      {
        layout: 'xy',
        title: 'Where the first points of each index appear',
        x: { name: 'energy per spin *u*', domain: [energies[0]!, energies.at(-1)!] },
        y: { name: 'ln mean number', domain: [-30, 20] },
        marks: [
          { type: 'theory', axis: 'x', lines: [groundLine(order), ...layerLines(order, 2), barrierLine(order)] },
          ...[0, 1, 2, 3].map((k) => ({
            type: 'curve' as const,
            role: 'measured' as const,
            label: `index ${k}`,
            points: energies
              .map((u) => [u, c.lnBelow(k, u).ln] as const)
              .filter(([, ln]) => ln > -35 && Number.isFinite(ln)),
          })),
        ],
      },
    ],
    canShow: 'Can show from which energy on a point of index k is to be expected: where its curve crosses 0.',
    cannotShow: 'Cannot show typical samples: a mean can be dominated by rare disorders.',
    source: run.source,
  };
}
