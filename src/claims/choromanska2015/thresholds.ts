/**
 * ls/thresholds: the band [−E_0, −E∞] and its layers. The paper (§4) prints E∞ = 2√((H−1)/H), defines E_k as the zero of Θ_{k,H},
 * says that E_k falls strictly to E∞, and gives no number for any E_k. Checked: the order of the levels beyond rounding for many H
 * and k, the speed with which they close up, and the case H = 2, which the paper does not exclude.
 */
import type { CurveMark, Figure } from '../../report/figure.ts';
import { barrierComplexity, energyBarrier, layers, rateFunction } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding, ResultTable } from '../claim.ts';
import { barrierLine, decimal, groundLine, layerLines } from '../theory-lines.ts';

/** Fixed before the run: orders 3…10 with indices to 200, and one order far out. */
const orders = [3, 4, 5, 6, 7, 8, 9, 10, 100] as const;
const indices = 201;

export const thresholds: Claim = {
  id: 'ls/thresholds',
  statement:
    'The lowest critical values lie in a band from −E₀ to −E∞ with layers E₀ > E₁ > E₂ > … that fall strictly to E∞.',
  source: { key: 'choromanska2015loss', place: '§4, the band and its layered structure' },
  openQuestions: [
    'The paper gives no numbers for E_k(H); it is taken as the zero of Θ_{k,H}, as in the theorem it quotes.',
    'It does not say for which H the levels are distinct; Theorem 4.1 is stated for H ≥ 2.',
  ],
  needs: () => ({}),
  evaluate: (_records, run) => evaluate(run),
};

function evaluate(run: ClaimRun): Evaluation {
  const order = strictOrder();
  const [ground, first] = layers(3, 2);
  const share = (ground!.value - first!.value) / (ground!.value - energyBarrier(3).value);
  const holds = order.verdict === 'proved';
  return {
    title: holds
      ? `At H = 3 the whole band is ${decimal(ground!.value - energyBarrier(3).value, 4)} wide, and minima alone own ${Math.round(100 * share)} % of it`
      : 'The levels E_k could not be separated',
    findings: [order, orderTwo(), closingUp()],
    figures: [figure(run)],
    tables: [table()],
    differences: [],
    story: [
      `Energies are per spin, and all levels are below zero: −E₀ is the lowest energy there is for large Λ, −E∞ the level at which saddles of every fixed index have appeared. For H = 3 the two are ${decimal(-ground!.value, 5)} and ${decimal(-energyBarrier(3).value, 5)}.`,
      'In between, saddles of index k begin at −E_k. The layers are thin, and each next one is thinner: the index-1 saddles already begin close above the ground state.',
    ],
  };
}

/** E_k − E_{k+1} and E_k − E∞ exceed the summed accuracies, for every order and index of the list. */
function strictOrder(): Finding {
  let worst = Infinity;
  let count = 0;
  for (const H of orders) {
    const barrier = energyBarrier(H);
    const levels = layers(H, indices);
    for (const [k, level] of levels.entries()) {
      const below = levels[k + 1] ?? barrier;
      worst = Math.min(worst, (level.value - below.value) / (level.accuracy + below.accuracy));
      count++;
    }
  }
  return {
    id: 'strictly-decreasing',
    statement: `E_k(H) > E_{k+1}(H) > E∞(H) for H = 3…10 and 100 and k = 0…${indices - 1}.`,
    verdict: worst > 1 ? 'proved' : 'inconclusive',
    because: `In each of ${count} comparisons the gap exceeds the two error bounds, by a factor of at least ${worst.toExponential(1)}.`,
    rule: 'proved when every gap is larger than the sum of the two error bounds; for all other H ≥ 3 it follows because ½ ln(H−1) − (H−2)/H > 0 and I(u) > 0 below −E∞',
    quantities: [{ name: 'smallest gap in units of its error bound', value: worst, kind: 'bound' }],
  };
}

/** At H = 2 the defining complexity is 0 at the barrier, so that no level lies below it. */
function orderTwo(): Finding {
  const barrier = energyBarrier(2);
  const levels = layers(2, 6);
  const distinct = levels.some((level) => Math.abs(level.value - barrier.value) > level.accuracy + barrier.accuracy);
  const margin = rateFunction(2, -barrier.value * 1.001);
  const empty = barrierComplexity(2) === 0 && margin > 0;
  return {
    id: 'order-two',
    statement: 'The band and its layers exist for every H ≥ 2 (as the paper leaves it).',
    verdict: !distinct && empty ? 'contradicted' : 'reproduced',
    because: `At H = 2 the complexity at the barrier is ${barrierComplexity(2)} and negative below it, so E₀ = E₁ = … = E∞ = ${decimal(barrier.value, 6)}: there is no band. A quadratic form has 2Λ critical points, two of each index.`,
    rule: 'contradicted when all E_k(2), k ≤ 5, equal E∞(2) within their error bounds',
    quantities: [
      { name: 'E₀(2) − E∞(2)', value: levels[0]!.value - barrier.value, error: 2 * barrier.accuracy, kind: 'bound' },
    ],
  };
}

/** θ_k³ ~ (3/2) c/(k+1) gives E_k − E∞ ~ E∞/2 (3c/2(k+1))^{2/3}: the product with (k+1)^{2/3} tends to a constant. */
function closingUp(): Finding {
  const barrier = energyBarrier(3).value;
  const limit = 0.5 * barrier * (1.5 * barrierComplexity(3)) ** (2 / 3);
  const levels = layers(3, 10_001);
  const scaled = (k: number) => (levels[k]!.value - barrier) * (k + 1) ** (2 / 3);
  const deviations = [100, 1000, 10_000].map((k) => Math.abs(scaled(k) / limit - 1));
  const falling = deviations[1]! < deviations[0]! && deviations[2]! < deviations[1]! && deviations[2]! < 0.02;
  return {
    id: 'speed',
    statement:
      'The layers close up: E_k − E∞ ~ (E∞/2)(3c/(2(k+1)))^{2/3} with c = ½ ln(H−1) − (H−2)/H (not in the paper).',
    verdict: falling ? 'reproduced' : 'not-reproduced',
    because: `For H = 3 the ratio of E_k − E∞ to the law differs from 1 by ${deviations.map((d) => `${(100 * d).toFixed(2)} %`).join(', ')} at k = 100, 1000, 10 000.`,
    rule: 'reproduced when the deviation falls at each step and is below 2 % at k = 10 000',
    quantities: [{ name: '(E_k − E∞)(k+1)^{2/3}, H = 3, k = 10 000', value: scaled(10_000), kind: 'exact' }],
  };
}

function table(): ResultTable {
  return {
    title: 'Levels of the spherical spin glass, energy per spin (signs changed)',
    columns: ['H', 'E∞', 'E₀', 'E₁', 'E₂', 'E₃', 'E₄', 'E₅'],
    rows: [2, 3, 4, 5, 6, 10].map((H) => [
      String(H),
      ...[energyBarrier(H), ...layers(H, 6)].map(({ symbol, value, accuracy }) => ({
        name: symbol,
        value,
        error: accuracy,
        kind: 'bound' as const,
      })),
    ]),
  };
}

function figure(run: ClaimRun): Figure {
  const curve = (k: number): CurveMark => ({
    type: 'curve',
    role: 'layer',
    label: k === 0 ? 'E₀' : `k = ${k}`,
    points: [3, 4, 5, 6, 7, 8, 9, 10].map((H) => [H, layers(H, k + 1)[k]!.value - energyBarrier(H).value]),
  });
  const [zero, one] = layers(3, 2);
  return {
    id: 'band',
    title: `The band is narrow at H = 3 (${decimal(zero!.value - energyBarrier(3).value, 4)}) and widens with H`,
    subtitle: 'Limit Λ → ∞ of the spherical H-spin glass, energies per spin',
    panels: [
      {
        layout: 'xy',
        title: 'H = 3: the levels',
        x: { name: 'index *k*' },
        y: { name: 'energy per spin *u*' },
        marks: [
          { type: 'theory', axis: 'y', lines: [groundLine(3), ...layerLines(3, 3), barrierLine(3)] },
          {
            type: 'curve',
            role: 'layer',
            label: '−E_k',
            points: layers(3, 11).map((level, k) => [k, -level.value]),
          },
        ],
      },
      {
        layout: 'xy',
        title: 'Height of the band and its layers',
        x: { name: 'spins per coupling *H*' },
        y: { name: 'E_k − E∞' },
        marks: [0, 1, 2, 5].map(curve),
      },
    ],
    canShow: 'Can show where the layers begin in the limit of many spins, to 14 digits.',
    cannotShow:
      'Cannot show finite sizes: at a few hundred spins the layers are blurred by more than the width of the band.',
    source: run.source,
    description: `Levels E_k for H = 3 from ${zero!.value.toFixed(6)} (k = 0) and ${one!.value.toFixed(6)} (k = 1) down to the barrier ${energyBarrier(3).value.toFixed(6)}; second panel: E_k minus the barrier for H from 3 to 10.`,
  };
}
