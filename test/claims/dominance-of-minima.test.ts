import { describe, expect, it } from 'vitest';
import {
  atBarrier,
  dominanceOfMinima,
  encloseRate,
  grid,
} from '../../src/claims/choromanska2015/dominance-of-minima.ts';
import { indexComplexity, rateFunction } from '../../src/theory/index.ts';
import { bareEvaluation } from './claim-run.ts';

const evaluation = bareEvaluation(dominanceOfMinima);

describe('ls/dominance-of-minima', () => {
  it('the enclosure contains 2∫√(z²−1) from independent 20-digit values of the rate function, and is within 1 % below', () => {
    // x = |u|/E∞ for H = 3 at u = −1.64 and −1.7; I from test/golden/theory/limits.json.
    for (const [u, rate] of [
      [1.64, 0.0005303219916136692],
      [1.7, 0.015769252016078605],
    ] as const) {
      const excess = u / 1.632993161855452 - 1;
      const [lower, upper] = encloseRate(excess, excess);
      expect(lower).toBeLessThanOrEqual(rate);
      expect(upper).toBeGreaterThanOrEqual(rate);
      expect(lower).toBeGreaterThan(0.99 * rate);
    }
  });

  it('Corollary 4.1 is proved on all cells, with a positive lower bound', () => {
    const [corollary, equality] = evaluation.findings;
    expect(corollary!.verdict).toBe('proved');
    expect(corollary!.quantities[0]!.value).toBe(2005);
    expect(corollary!.quantities[1]!.value).toBeGreaterThan(0);
    expect(equality!.verdict).toBe('proved');
  });

  it('a rate outside of its enclosure proves nothing, and complexities that depend on the index above the barrier contradict', () => {
    expect(grid((H, u) => 2 * rateFunction(H, u)).verdict).toBe('inconclusive');
    expect(grid((H, u) => 0.5 * rateFunction(H, u)).verdict).toBe('inconclusive');
    expect(grid(() => 0).verdict).toBe('inconclusive');
    expect(atBarrier((H, k, u) => indexComplexity(H, k, u) - 1e-15 * k).verdict).toBe('contradicted');
  });

  it('minima and saddles of index 1 are as many below −1.3149, −1.4444, −1.5201 at Λ = 25, 50, 100', () => {
    const { verdict, quantities } = evaluation.findings[2]!;
    expect(verdict).toBe('measured');
    expect(quantities.map(({ value }) => value.toFixed(4))).toEqual(['-1.3149', '-1.4444', '-1.5201']);
  });

  it('the title gives the exponential rate at the ground state', () => {
    expect(evaluation.title).toContain('0.00337');
  });
});
