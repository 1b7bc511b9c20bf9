/**
 * ln P(m_k < s) and ln P(m_k ≥ s) of the k-th smallest GOE eigenvalue as functions of s: Chebyshev interpolants on panels, made when
 * first asked for. In the edge variable ξ = (s + √(2N)) √2 N^{1/6} panels are 3 wide in the left tail and 2 wide from ξ = −4 on;
 * both logarithms are smooth where their probability is not near 1, and only there they are used. s > 0 by symmetry.
 */
import type { CountingLaw } from './counting-law.ts';
import { countingLaw, edgeUnit, nodesNeeded } from './counting-law.ts';
import { allIndicesUpTo, countingLawInFull } from './counting-law-multiprecision.ts';
import type { SignRule } from './quadrature.ts';
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
  /** Bound on the relative error of the smaller of the two probabilities. */
  error(index: number): number;
}

/** Up to this size the law in full, which has no floor, also takes less time than the one in double-doubles (measured). */
const fasterInFull = 20;

/** @param top largest index wanted; s > 0 is within reach only if top = size − 1 */
export function orderStatistics(size: number, top: number): OrderStatistics {
  const rules = new Map<number, SignRule>();
  const rule = (count: number) => {
    const known = rules.get(count) ?? signRule(count);
    rules.set(count, known);
    return known;
  };
  const nodes = (last: number) => nodesNeeded(edgeVariable(size, last));
  const doubled = { size, top, panelAt: panelsOf(size, (s, last) => countingLaw(size, s, top, rule(nodes(last)))) };
  if (size > allIndicesUpTo) return doubled;
  const inFull = { size, top, panelAt: panelsOf(size, (s) => countingLawInFull(size, s)) };
  return size > fasterInFull ? { ...doubled, second: inFull } : { ...inFull, second: doubled };
}

/** ξ */
function edgeVariable(size: number, s: number): number {
  return (s + Math.sqrt(2 * size)) / edgeUnit(size);
}

/** The law at s, a node of a panel that ends at `last`. */
type LawAt = (s: number, last: number) => CountingLaw;

function panelsOf(size: number, lawAt: LawAt): OrderStatistics['panelAt'] {
  const panels = new Map<number, Panel>();
  const unit = edgeUnit(size);
  const edge = -Math.sqrt(2 * size);
  const bound = (number: number) => Math.min(0, edge + unit * (number < 0 ? -4 + 3 * number : -4 + 2 * number));
  const last = Math.ceil((-edge / unit + 4) / 2) - 1;
  const left = (number: number): Panel => {
    const known = panels.get(number) ?? makePanel(size, bound(number), bound(number + 1), lawAt);
    panels.set(number, known);
    return known;
  };
  const panelAt = (s: number, leftward: boolean): Panel => {
    if (s > 0 || (s === 0 && !leftward)) return mirrored(size, panelAt(-s, !leftward));
    const xi = (s - edge) / unit + 4;
    let number = Math.min(last, Math.floor(xi / (xi < 0 ? 3 : 2)));
    if (leftward ? s <= bound(number) : s < bound(number)) number--;
    else if (number < last && (leftward ? s > bound(number + 1) : s >= bound(number + 1))) number++;
    return left(number);
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
    error: (index) => panel.error(size - 1 - index),
  };
}

function makePanel(size: number, from: number, to: number, lawAt: LawAt): Panel {
  const count = edgeVariable(size, to) <= 0 ? 12 : 16;
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
  const below = Array.from(laws[0]!.lnAtLeast, (_, k) => laws.map((law) => law.lnAtLeast[k]!));
  const above = Array.from(laws[0]!.lnAtLeast, (_, k) => laws.map((law) => law.lnAtMost[k]!));
  const worst = (k: number) =>
    Math.max(...laws.map((law) => (law.lnAtLeast[k]! < law.lnAtMost[k]! ? law.errorAtLeast[k]! : law.errorAtMost[k]!)));
  return {
    from,
    to,
    lnBelow: (index, offset) => interpolate(below[index]!, offset),
    lnAbove: (index, offset) => interpolate(above[index]!, offset),
    error: (index) => worst(index) + interpolation,
  };
}

/** Relative error of the interpolants, measured between nodes. */
const interpolation = 3e-12;
