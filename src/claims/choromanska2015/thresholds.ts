/**
 * ls/thresholds: the band [−E_0, −E∞] and its layers. The paper (§4) prints E∞ = 2√((H−1)/H), defines E_k as the zero of Θ_{k,H},
 * says that E_k falls strictly to E∞, and gives no number for any E_k. Checked: the order of the levels beyond rounding for many H
 * and k, the speed with which they close up, and the case H = 2, which the paper does not exclude.
 */
import { barrierComplexity, energyBarrier, layers, rateFunction } from '../../theory/index.ts';
import type { ClaimRun, Evaluation, Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { curve, evaluation, figureOf, tableOf, theoryClaim, xy } from '../layout.ts';
import { bounded, extreme, falls, list } from '../quantities.ts';
import { barrierLine, decimal, groundLine, layerLines } from '../theory-lines.ts';
import { ordersDiffer } from './orders.ts';
import { accountsOf, barrierBound, twoGroundStates } from './two-ground-states.ts';

/** Fixed before the run: orders 3…10 with indices to 200, and one order far out. */
const orders = [3, 4, 5, 6, 7, 8, 9, 10, 100] as const;
const indices = 201;

export const thresholds = theoryClaim({
  id: 'ls/thresholds',
  statement:
    'The lowest critical values lie in a band from −E₀ to −E∞ with layers E₀ > E₁ > E₂ > … that fall strictly to E∞.',
  source: { key: 'choromanska2015loss', place: '§4, the band and its layered structure' },
  openQuestions: [
    'The paper gives no numbers for E_k(H); it is taken as the zero of Θ_{k,H}, as in the theorem it quotes.',
    'It does not say for which H the levels are distinct; Theorem 4.1 is stated for H ≥ 2.',
    ordersDiffer,
  ],
  evaluate,
});

function evaluate(run: ClaimRun): Evaluation {
  const findings = [strictOrder(), orderTwo(), closingUp(), twoGroundStates(orders.map(accountsOf)), barrierBound()];
  const [ground, first] = layers(3, 2).map(({ value }) => value);
  const barrier = energyBarrier(3).value;
  const width = decimal(ground! - barrier, 4);
  const share = Math.round((100 * (ground! - first!)) / (ground! - barrier));
  const height = (H: number, k: number) => layers(H, k + 1)[k]!.value - energyBarrier(H).value;
  return evaluation({
    title:
      findings[0]!.verdict === 'proved'
        ? `At H = 3 the whole band is ${width} wide, and minima alone own ${share} % of it`
        : 'The levels E_k could not be separated',
    findings,
    figures: [
      figureOf(run, {
        id: 'band',
        title: `The band is narrow at H = 3 (${width}) and widens with H`,
        subtitle: 'Limit Λ → ∞ of the spherical H-spin glass, energies per spin',
        panels: [
          xy('H = 3: the levels', 'index *k*', 'energy per spin *u*', [
            { type: 'theory', axis: 'y', lines: [groundLine(3), ...layerLines(3, 3), barrierLine(3)] },
            curve('−E_k', 'layer', layers(3, 11), ({ value }, k) => [k, -value]),
          ]),
          xy('Height of the band and its layers', 'spins per coupling *H*', 'E_k − E∞', [
            ...[0, 1, 2, 5].map((k) =>
              curve(k === 0 ? 'E₀' : `k = ${k}`, 'layer', orders.slice(0, 8), (H) => [H, height(H, k)]),
            ),
          ]),
        ],
        canShow: 'where the layers begin in the limit of many spins, to 14 digits.',
        cannotShow: 'finite sizes: at a few hundred spins the layers are blurred by more than the width of the band.',
      }),
    ],
    tables: [
      tableOf('Levels of the spherical spin glass, energy per spin (signs changed)', [2, 3, 4, 5, 6, 10], {
        H: (H) => H,
        'E∞': (H) => bounded('E∞', levelOf(energyBarrier(H))),
        ...Object.fromEntries([...'₀₁₂₃₄₅'].map((digit, k) => [`E${digit}`, cell(k)])),
      }),
    ],
    story: [
      `Energies are per spin, and all levels are below zero: −E₀ is the lowest energy there is for large Λ, −E∞ the level at which saddles of every fixed index have appeared. For H = 3 the two are ${decimal(-ground!, 5)} and ${decimal(-barrier, 5)}.`,
      'In between, saddles of index k begin at −E_k. The layers are thin, and each next one is thinner: the index-1 saddles already begin close above the ground state.',
    ],
  });
}

type Level = ReturnType<typeof energyBarrier>;
const levelOf = ({ value, accuracy }: Pick<Level, 'value' | 'accuracy'>) => ({ value, error: accuracy });
const cell = (k: number) => (H: number) => bounded(`E_${k}`, levelOf(layers(H, 6)[k]!));

/** E_k − E_{k+1} and E_k − E∞ exceed the summed accuracies, for every order and index of the list. */
export function strictOrder(levelsOf: (H: number, count: number) => readonly Level[] = layers): Finding {
  let worst = Infinity;
  let count = 0;
  for (const H of orders) {
    const barrier = energyBarrier(H);
    const levels = levelsOf(H, indices);
    for (const [k, level] of levels.entries()) {
      const below = levels[k + 1] ?? barrier;
      worst = Math.min(worst, (level.value - below.value) / (level.accuracy + below.accuracy));
      count++;
    }
  }
  return exactFinding({
    id: 'strictly-decreasing',
    statement: `E_k(H) > E_{k+1}(H) > E∞(H) for H = 3…10 and 100 and k = 0…${indices - 1}.`,
    because: `In each of ${count} comparisons the gap exceeds the two error bounds, by a factor of at least ${worst.toExponential(1)}.`,
    holds: worst > 1 ? true : undefined,
    by: 'proof',
    rule: 'proved when every gap is larger than the sum of the two error bounds; for all other H ≥ 3 it follows because ½ ln(H−1) − (H−2)/H > 0 and I(u) > 0 below −E∞',
    quantities: [extreme('smallest gap in units of its error bound', worst, count)],
  });
}

/** At H = 2 the defining complexity is 0 at the barrier, so that no level lies below it. */
export function orderTwo(levels: readonly Level[] = layers(2, 6)): Finding {
  const barrier = energyBarrier(2);
  const distinct = levels.some((level) => Math.abs(level.value - barrier.value) > level.accuracy + barrier.accuracy);
  const margin = rateFunction(2, -barrier.value * 1.001);
  const empty = barrierComplexity(2) === 0 && margin > 0;
  return exactFinding({
    id: 'order-two',
    statement: 'At H = 2, the order of a network with one hidden layer, there is no band: all E_k(2) equal E∞(2).',
    ours: true,
    because: `At H = 2 the complexity at the barrier is ${barrierComplexity(2)} and negative below it, so E₀ = E₁ = … = E∞ = ${decimal(barrier.value, 6)}: there is no band. A quadratic form has 2Λ critical points, two of each index. The networks of the paper have one hidden layer; its glasses have H = 3.`,
    holds: !distinct && empty ? true : undefined,
    by: 'proof',
    rule: 'proved when the complexity is 0 at the barrier and negative below it, and all E_k(2), k ≤ 5, equal E∞(2) within their error bounds',
    quantities: [bounded('E₀(2) − E∞(2)', { value: levels[0]!.value - barrier.value, error: 2 * barrier.accuracy })],
  });
}

/** θ_k³ ~ (3/2) c/(k+1) gives E_k − E∞ ~ E∞/2 (3c/2(k+1))^{2/3}: the product with (k+1)^{2/3} tends to a constant. */
export function closingUp(levels: readonly Level[] = layers(3, 10_001)): Finding {
  const { value: barrier, accuracy } = energyBarrier(3);
  const limit = 0.5 * barrier * (1.5 * barrierComplexity(3)) ** (2 / 3);
  const scaled = (k: number) => (levels[k]!.value - barrier) * (k + 1) ** (2 / 3);
  const deviations = [100, 1000, 10_000].map((k) => Math.abs(scaled(k) / limit - 1));
  return exactFinding({
    id: 'speed',
    statement:
      'The layers close up: E_k − E∞ ~ (E∞/2)(3c/(2(k+1)))^{2/3} with c = ½ ln(H−1) − (H−2)/H (not in the paper).',
    ours: true,
    because: `For H = 3 the ratio of E_k − E∞ to the law differs from 1 by ${list(deviations, (d) => `${(100 * d).toFixed(2)} %`)} at k = 100, 1000, 10 000.`,
    holds: falls(deviations) && deviations.at(-1)! < 0.02,
    by: 'comparison',
    rule: 'confirmed when the deviation falls at each step and is below 2 % at k = 10 000',
    quantities: [
      bounded('(E_k − E∞)(k+1)^{2/3}, H = 3, k = 10 000', {
        value: scaled(10_000),
        error: (levels[10_000]!.accuracy + accuracy) * 10_001 ** (2 / 3),
      }),
    ],
  });
}
