/**
 * ln P(m_k < s) and ln P(m_k ≥ s) of the k-th smallest GOE eigenvalue as functions of s: Chebyshev interpolants on panels, made when
 * first asked for. In the edge variable ξ = (s + √(2N)) √2 N^{1/6} panels are 3 wide in the left tail, then one of 4, and 2 wide from the edge ξ = 0 on.
 * Both logarithms are smooth where their probability is not near 1, and only there they are used. s > 0 by symmetry.
 */
import type { CountingLaw } from './counting-law.ts';
import { countingLaws, edgeUnit, nodesNeeded } from './counting-law.ts';
import { allIndicesUpTo, countingLawInFull } from './counting-law-multiprecision.ts';
import { signRule } from './quadrature.ts';

export interface OrderStatistics {
  readonly size: number;
  /** Largest index k. */
  readonly top: number;
  /** The panel that holds s, or the one to its left when s is a boundary and `leftward` is set. */
  panelAt(s: number, leftward: boolean): Panel;
  /** The same from the other method for the law; up to `allIndicesUpTo` only. */
  readonly second?: OrderStatistics;
}

export interface Panel {
  readonly from: number;
  readonly to: number;
  /** ln P(m_k < s) for s = from + offset; the offset keeps digits that s has not. */
  lnBelow(index: number, offset: number): number;
  lnAbove(index: number, offset: number): number;
  /** d lnBelow/d offset and d lnAbove/d offset. */
  slopeBelow(index: number, offset: number): number;
  slopeAbove(index: number, offset: number): number;
  /** Bound on the relative error of P(m_k < s), or of P(m_k ≥ s), anywhere on the panel: of the law at its nodes, and of the interpolant. */
  errorBelow(index: number): number;
  errorAbove(index: number): number;
}

/** @param top largest index wanted; s > 0 is within reach only if top = size − 1 */
export function orderStatistics(size: number, top: number): OrderStatistics {
  const laws = new Map<number, (s: number) => CountingLaw>();
  const quick = (s: number, last: number) => {
    const nodes = nodesNeeded(edgeVariable(size, last));
    const law = laws.get(nodes) ?? countingLaws(size, top, signRule(nodes));
    laws.set(nodes, law);
    return law(s);
  };
  const doubled = { size, top, panelAt: panelsOf(size, quick, fine) };
  if (size > allIndicesUpTo) return doubled;
  const inFull = { size, top, panelAt: panelsOf(size, (s) => countingLawInFull(size, s), coarse) };
  return { ...doubled, second: inFull };
}

/** Where panels lie: number n from `begin(n)` to `end(n)` in ξ, so many nodes on one that ends at ξ. */
interface Panels {
  begin(number: number): number;
  end(number: number): number;
  /** The panel that holds ξ and goes on to the left of it, or to the right. */
  numberAt(xi: number, leftward: boolean): number;
  nodes(end: number): number;
}

const fineBegin = (number: number) => (number < 0 ? 3 * number - 1 : 2 * number);

const fine: Panels = {
  begin: fineBegin,
  end: (number) => fineBegin(number + 1),
  numberAt: (xi) => (xi < 0 ? Math.min(-1, Math.floor((xi + 1) / 3)) : Math.floor(xi / 2)),
  nodes: (end) => (end < -2 ? 12 : end < 1 ? 16 : end < 5 ? 14 : 16),
};

/** For indices in a deep tail, whose logarithms are smooth and whose probabilities fall by e^{−40} over two units of ξ: a panel begins at every
 *  second unit and is four long, so that most integrals need one. */
const coarse: Panels = {
  begin: (number) => 2 * number,
  end: (number) => 2 * number + 4,
  numberAt: (xi, leftward) => (leftward ? Math.ceil(xi / 2) - 2 : Math.floor(xi / 2)),
  nodes: () => 12,
};

/** ξ */
function edgeVariable(size: number, s: number): number {
  return (s + Math.sqrt(2 * size)) / edgeUnit(size);
}

/** The law at s, a node of a panel that ends at `last`. */
type LawAt = (s: number, last: number) => CountingLaw;

function panelsOf(size: number, lawAt: LawAt, panels: Panels): OrderStatistics['panelAt'] {
  const known = new Map<number, Panel>();
  const unit = edgeUnit(size);
  const place = (xi: number) => Math.min(0, -Math.sqrt(2 * size) + unit * xi);
  const panel = (number: number): Panel => {
    const to = place(panels.end(number));
    const made =
      known.get(number) ?? makePanel(place(panels.begin(number)), to, panels.nodes(edgeVariable(size, to)), lawAt);
    known.set(number, made);
    return made;
  };
  const panelAt = (s: number, leftward: boolean): Panel => {
    if (s > 0 || (s === 0 && !leftward)) return mirrored(size, panelAt(-s, !leftward));
    let number = panels.numberAt(edgeVariable(size, s), leftward);
    // Rounding of ξ, and s at a boundary.
    while (leftward ? s <= place(panels.begin(number)) : s < place(panels.begin(number))) number--;
    while (leftward ? s > place(panels.end(number)) : s >= place(panels.end(number))) number++;
    return panel(number);
  };
  return panelAt;
}

/** P(m_k < s) = P(m_{N−1−k} ≥ −s). */
function mirrored(size: number, panel: Panel): Panel {
  const width = panel.to - panel.from;
  return {
    from: -panel.to,
    to: -panel.from,
    lnBelow: (index, offset) => panel.lnAbove(size - 1 - index, width - offset),
    lnAbove: (index, offset) => panel.lnBelow(size - 1 - index, width - offset),
    slopeBelow: (index, offset) => -panel.slopeAbove(size - 1 - index, width - offset),
    slopeAbove: (index, offset) => -panel.slopeBelow(size - 1 - index, width - offset),
    errorBelow: (index) => panel.errorAbove(size - 1 - index),
    errorAbove: (index) => panel.errorBelow(size - 1 - index),
  };
}

function makePanel(from: number, to: number, count: number, lawAt: LawAt): Panel {
  const offsets: number[] = [];
  const weights: number[] = [];
  const laws: CountingLaw[] = [];
  for (let i = 0; i < count; i++) {
    const angle = (Math.PI * (i + 0.5)) / count;
    const s = from + 0.5 * (to - from) * (1 - Math.cos(angle));
    offsets.push(s - from);
    weights.push((i % 2 ? -1 : 1) * Math.sin(angle));
    laws.push(lawAt(s, to));
  }
  const interpolate = (values: readonly number[], offset: number): number => {
    let [sum, norm] = [0, 0];
    for (const [i, at] of offsets.entries()) {
      if (offset === at) return values[i]!;
      const share = weights[i]! / (offset - at);
      sum += share * values[i]!;
      norm += share;
    }
    return sum / norm;
  };
  /** Its derivative, Σ s_i (p − f_i)/(x − x_i)/Σ s_i, s_i = w_i/(x − x_i); beside a node, where that cancels, taken a little further. */
  const differentiate = (values: readonly number[], offset: number): number => {
    const near = 1e-7 * (to - from);
    const x = offsets.some((at) => Math.abs(offset - at) < near) ? offset + 3 * near : offset;
    const value = interpolate(values, x);
    let [sum, norm] = [0, 0];
    for (const [i, at] of offsets.entries()) {
      const share = weights[i]! / (x - at);
      sum += (share * (value - values[i]!)) / (x - at);
      norm += share;
    }
    return sum / norm;
  };
  const table = (part: keyof CountingLaw) => Array.from(laws[0]![part], (_, k) => laws.map((law) => law[part][k]!));
  const [below, above] = [table('lnAtLeast'), table('lnAtMost')];
  const bounds = (values: readonly number[][], part: 'errorAtLeast' | 'errorAtMost') =>
    table(part).map((errors, k) => Math.max(...errors) + interpolationError(values[k]!));
  const [errorBelow, errorAbove] = [bounds(below, 'errorAtLeast'), bounds(above, 'errorAtMost')];
  return {
    from,
    to,
    lnBelow: (index, offset) => interpolate(below[index]!, offset),
    lnAbove: (index, offset) => interpolate(above[index]!, offset),
    slopeBelow: (index, offset) => differentiate(below[index]!, offset),
    slopeAbove: (index, offset) => differentiate(above[index]!, offset),
    errorBelow: (index) => errorBelow[index]!,
    errorAbove: (index) => errorAbove[index]!,
  };
}

/** What the Chebyshev coefficients leave out. They fall by √r or faster, r the slower of the last two ratios of pairs, but with changing signs and
 *  irregularly: the next is at most √r times the last pair, the rest behind it is geometric, and aliasing doubles it. Infinite for values that are not finite. */
function interpolationError(values: readonly number[]): number {
  const count = values.length;
  const coefficient = (n: number) =>
    (2 / count) * values.reduce((sum, value, i) => sum + value * Math.cos((n * Math.PI * (i + 0.5)) / count), 0);
  const pair = (n: number) => Math.max(Math.abs(coefficient(n)), Math.abs(coefficient(n + 1)));
  const [first, second, last] = [pair(count - 6), pair(count - 4), pair(count - 2)];
  if (last === 0) return 0;
  const error = 4 * last * Math.sqrt(Math.min(1, Math.max(second / first, last / second)));
  return Number.isFinite(error) ? error : Infinity;
}
