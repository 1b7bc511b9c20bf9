/**
 * ls/complexity-curves: Figure 2, Θ_H and Θ_{k,H} for k = 0…5 at H = 3. The paper (§4) calls both "non-decreasing, continuous
 * functions on ℝ". Its upper branch of Θ_{k,H} lacks that property; with the constant branch of the theorem it quotes, it has it.
 */
import type { Figure, Panel } from '../../report/figure.ts';
import {
  barrierComplexity,
  complexity,
  energyBarrier,
  indexComplexity,
  indexComplexityAsPrinted,
} from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { extreme } from '../quantities.ts';
import { barrierLine, decimal, groundLine } from '../theory-lines.ts';

/** Fixed before the run. Both sides of a gap are rounded: a few units in the last place of terms of size 1. */
const rounding = 1e-14;
const orders = [2, 3, 4, 5, 10] as const;
const indices = [0, 1, 2, 3, 4, 5] as const;
const grid = Array.from({ length: 2401 }, (_, i) => -3 + i / 400);

export const complexityCurves: Claim = {
  id: 'ls/complexity-curves',
  statement:
    'Θ_H and Θ_{k,H}, the growth rates of the numbers of critical points, are non-decreasing continuous functions.',
  source: { key: 'choromanska2015loss', place: '§4 and Fig. 2' },
  openQuestions: ['Fig. 2 prints no range of u; the range shown here is a choice.'],
  needs: () => ({}),
  evaluate: (_records, run) => evaluate(run),
};

function evaluate(run: ClaimRun): Evaluation {
  const printed = asPrinted();
  return {
    title:
      printed.verdict === 'contradicted'
        ? `Printed Θ_{k,H} falls from ${decimal(indexComplexityAsPrinted(3, 0, 0), 4)} at u = 0 to ${decimal(indexComplexityAsPrinted(3, 0, 2), 4)} at u = 2; corrected it stays at ${decimal(barrierComplexity(3), 5)}`
        : 'Θ_H and Θ_{k,H} are non-decreasing as printed',
    findings: [monotone('total', 'Θ_H is non-decreasing and continuous.', complexity), printed, corrected()],
    figures: [figure(run)],
    tables: [
      {
        title: 'Complexities at H = 3',
        columns: ['u', 'Θ_H', 'Θ_{0,H}', 'Θ_{1,H}', 'Θ_{5,H}', 'Θ_{0,H} as printed'],
        rows: [-1.8, -1.7, -1.66, -1.65, -1.6, -1, 0, 1].map((u) => [
          decimal(u, 2),
          ...[
            complexity(3, u),
            ...[0, 1, 5].map((k) => indexComplexity(3, k, u)),
            indexComplexityAsPrinted(3, 0, u),
          ].map((value) => ({ name: `Θ(${u})`, value, error: rounding, kind: 'bound' as const })),
        ]),
      },
    ],
    differences: [],
    story: [
      'A value Θ(u) = 0.01 says: at Λ = 1000 there are about e¹⁰ critical points below energy u per spin, up to factors that grow more slowly than any exponential. Where Θ is negative there are, as a rule, none.',
      'All curves rise to the barrier, where they meet. From there the total goes on rising, but the number of points of a fixed index does not: what is added above the barrier are saddles whose index grows with Λ.',
    ],
  };
}

/** The derivative is −(H−2)u/(2(H−1)) + (k+1)(2/E∞²)√(u²−E∞²) ≥ 0 below −E∞; the grid checks the values, steps and joints. */
export function monotone(id: string, statement: string, theta: (order: number, u: number) => number): Finding {
  let fall = 0;
  let jump = 0;
  for (const H of orders) {
    for (let i = 1; i < grid.length; i++) fall = Math.max(fall, theta(H, grid[i - 1]!) - theta(H, grid[i]!));
    for (const joint of [-energyBarrier(H).value, 0]) {
      jump = Math.max(jump, Math.abs(theta(H, joint + 1e-15) - theta(H, joint - 1e-15)));
    }
  }
  const holds = fall <= rounding && jump <= rounding;
  return {
    id,
    statement,
    verdict: holds ? 'proved' : 'contradicted',
    because: `On ${grid.length} energies from −3 to 3 and H = ${orders.join(', ')} the largest fall is ${fall.toExponential(1)} and the largest step at a joint ${jump.toExponential(1)}; every term of the derivative is ≥ 0.`,
    rule: 'proved when the derivative has one sign term by term and no fall on the grid or step at a joint exceeds 1e-14 (rounding)',
    quantities: [
      extreme('largest fall', fall, orders.length * (grid.length - 1)),
      extreme('largest step at a joint', jump, 2 * orders.length),
    ],
  };
}

export function corrected(theta: typeof indexComplexity = indexComplexity): Finding {
  const worst = indices.map((k) => monotone('corrected', '', (H, u) => theta(H, k, u)));
  const failed = worst.find((finding) => finding.verdict !== 'proved') ?? worst[0]!;
  return {
    ...failed,
    statement: 'Corrected: with Θ_{k,H} = ½ ln(H−1) − (H−2)/H above −E∞ it is non-decreasing and continuous, k = 0…5.',
  };
}

export function asPrinted(theta: typeof indexComplexityAsPrinted = indexComplexityAsPrinted): Finding {
  const drops = orders.map((H) => ({
    H,
    drop: theta(H, 0, 0) - theta(H, 0, 1),
  }));
  const falling = drops.filter(({ drop }) => drop > rounding);
  const three = drops.find(({ H }) => H === 3)!;
  return {
    id: 'as-printed',
    statement: 'As printed: Θ_{k,H}(u) = ½ ln(H−1) − (H−2)u²/(4(H−1)) for u ≥ −E∞ is non-decreasing.',
    verdict: falling.length > 0 ? 'contradicted' : 'proved',
    erratum: 'theorem',
    because: `For H = 3 it falls by ${three.drop} between u = 0 and u = 1, though a count of points below u cannot fall, and it is negative from u = ${Math.sqrt(4 * Math.LN2).toFixed(4)} on; it falls for H = ${falling.map(({ H }) => H).join(', ')}.`,
    rule: 'contradicted when for some H the value at u = 0 exceeds that at u = 1 by more than 1e-14',
    quantities: drops.map(({ H, drop }) => ({
      name: `Θ_{0,${H}}(0) − Θ_{0,${H}}(1), as printed`,
      value: drop,
      error: rounding,
      kind: 'bound' as const,
    })),
  };
}

function figure(run: ClaimRun): Figure {
  const range = (from: number, to: number) => Array.from({ length: 161 }, (_, i) => from + ((to - from) * i) / 160);
  const panel = (title: string, from: number, to: number, low: number, high: number): Panel => ({
    layout: 'xy',
    title,
    x: { name: 'energy per spin *u*', domain: [from, to] },
    y: { name: 'complexity Θ', domain: [low, high] },
    marks: [
      { type: 'theory', axis: 'x', lines: [groundLine(3), barrierLine(3)] },
      { type: 'curve', role: 'theory', label: 'Θ, all', points: range(from, to).map((u) => [u, complexity(3, u)]) },
      ...indices.map((k) => ({
        type: 'curve' as const,
        role: 'layer' as const,
        label: from < -1.7 ? (k === 0 ? 'k = 0 … 5' : '') : `k = ${k}`,
        points: range(from, to).map((u) => [u, indexComplexity(3, k, u)] as const),
      })),
      {
        type: 'curve',
        role: 'layer',
        dashed: true,
        label: 'as printed',
        points: range(Math.max(from, -energyBarrier(3).value), to).map((u) => [u, indexComplexityAsPrinted(3, 0, u)]),
      },
    ],
  });
  return {
    id: 'complexities',
    title: 'All complexities meet at the energy barrier; only the total rises beyond it',
    subtitle: 'Θ_H and Θ_{k,H}, k = 0…5, H = 3, limit Λ → ∞',
    panels: [panel('All energies', -1.8, 1, -0.15, 0.36), panel('Near the band', -1.67, -1.62, -0.02, 0.03)],
    canShow: 'Can show the exponential growth rates of the mean numbers of critical points.',
    cannotShow: 'Cannot show finite Λ, where prefactors matter, nor typical instead of mean numbers.',
    source: run.source,
  };
}
