import { describe, expect, it } from 'vitest';
import { blocksFinding, indexBound, randomNetwork } from '../../src/claims/beyond/index-bound.ts';
import {
  indexThresholdGauge,
  inertiaFinding,
  thresholdFinding,
} from '../../src/claims/beyond/index-threshold-gauge.ts';
import type { Claim } from '../../src/claims/claim.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { rectifiedIndex } from '../../src/landscapes/network/rectified-index.ts';
import { claimRun } from './claim-run.ts';
import { indexRecords } from './index-records.ts';

const run = claimRun('paper', 3);
/** What needs no records is evaluated once. */
const bare = new Map([indexBound, indexThresholdGauge].map((claim) => [claim, claim.evaluate({}, run)]));
const finding = (claim: Claim, id: string, records?: Record<string, Records>) =>
  (records ? claim.evaluate(records, run) : bare.get(claim)!).findings.find((f) => f.id === id)!;
const value = (claim: Claim, id: string, quantity: string) =>
  finding(claim, id).quantities.find(({ name }) => name === quantity)!.value;

describe('gs/index-bound', () => {
  it('holds on random networks, which come near it', () => {
    expect(finding(indexBound, 'blocks').verdict).toBe('proved');
    expect(value(indexBound, 'blocks', 'largest index over its bound')).toBeGreaterThan(0.5);
    expect(value(indexBound, 'blocks', 'largest index over its bound')).toBeLessThanOrEqual(1);
  });

  it('the random networks have negative eigenvalues: the bound is not about nothing', () => {
    const { hessians, parameters } = randomNetwork(createKernels(), [9, 6, 4], 0);
    const { negative, indexBound: bound } = rectifiedIndex(hessians, parameters, 1e-9);
    expect(bound).toBeLessThanOrEqual(3 * 6);
    expect(negative).toBeGreaterThan(bound / 2);
  });

  it('a block with a negative eigenvalue, and an index above the bound, contradict', () => {
    const judged = (changed: object) => {
      return blocksFinding([{ index: 3, bound: 4, inner: 0, outer: 0, ...changed }]).verdict;
    };
    expect(judged({})).toBe('proved');
    expect([{ inner: 1 }, { outer: 1 }, { index: 5 }].map(judged)).toEqual(Array(3).fill('contradicted'));
  });

  it('judges trained networks by their records', () => {
    expect(finding(indexBound, 'trained').verdict).toBe('inconclusive');
    expect(finding(indexBound, 'trained', indexRecords('paper')).verdict).toBe('measured');
    const broken = finding(indexBound, 'trained', indexRecords('paper', { excess: 0.05 }));
    expect(broken.verdict).toBe('contradicted');
    expect(broken.because).toMatch(/^400 of 400/);
  });
});

describe('gs/index-threshold-gauge', () => {
  it('decides the inertia of random networks in every copy and finds it equal, the losses to 1e-14', () => {
    const inertia = 'with another inertia in another copy';
    expect(finding(indexThresholdGauge, 'inertia-at-zero').verdict).toBe('proved');
    expect(value(indexThresholdGauge, 'inertia-at-zero', 'networks decided')).toBeGreaterThan(12);
    expect(value(indexThresholdGauge, 'inertia-at-zero', inertia)).toBe(0);
    // Far below the 1e-12 of the rule: a dozen rescalings of six roundings each.
    const random = 'largest difference of the losses, random networks';
    expect(value(indexThresholdGauge, 'same-network', random)).toBeLessThan(1e-14);
    expect(finding(indexThresholdGauge, 'same-network').verdict).toBe('proved');
  });

  it('a trained network whose loss moves by 1e-11 in the other gauge contradicts that they are the same', () => {
    const judged = (lossChange: number) =>
      finding(indexThresholdGauge, 'same-network', indexRecords('paper', { lossChange })).verdict;
    expect([judged(1e-13), judged(1e-11)]).toEqual(['proved', 'contradicted']);
  });

  it('another inertia in a copy contradicts, in a network that is decided', () => {
    const counts = (negative: number, decided = true) => ({ negative, positive: 9, decided });
    const judged = (...copies: ReturnType<typeof counts>[]) => inertiaFinding([{ counts: copies }]).verdict;
    expect([
      judged(counts(3), counts(3), counts(3)),
      judged(counts(3), counts(3), counts(4)),
      judged(counts(3), counts(3), counts(4, false)),
    ]).toEqual(['proved', 'contradicted', 'inconclusive']);
  });

  it('a threshold is open while no index changes whose eigenvalues are all placed', () => {
    const side = (negative: number, undetermined = 0) => ({ negative, undetermined });
    const judged = (after: ReturnType<typeof side>) => thresholdFinding([{ before: side(3), after }]).verdict;
    expect([judged(side(4)), judged(side(3)), judged(side(4, 1))]).toEqual(['proved', 'inconclusive', 'inconclusive']);
  });

  it('has an example whose index at a threshold changes', () => {
    expect(finding(indexThresholdGauge, 'threshold').verdict).toBe('proved');
  });

  it('says how often the index of trained networks changes, leaving out what is undetermined', () => {
    const changed = finding(indexThresholdGauge, 'trained', indexRecords('paper', { change: -2 }));
    expect(changed.because).toContain('100 of 100 solutions, by −2.00 on average (n₁ = 10)');
    const open = finding(indexThresholdGauge, 'trained', indexRecords('paper', { change: -2, undetermined: 1 }));
    expect(open.because).toContain('0 of 0 solutions');
    expect(finding(indexThresholdGauge, 'trained').verdict).toBe('inconclusive');
  });

  it('and at the smallest threshold, against the index there', () => {
    const small = finding(indexThresholdGauge, 'trained-near-zero', indexRecords('paper', { change: -2 }));
    expect(small.because).toContain('At τ = 1·10⁻⁸ the index is another in 100 of 100 solutions, by 2.00 of 81.0 on');
    expect(finding(indexThresholdGauge, 'trained-near-zero').verdict).toBe('inconclusive');
  });
});
