/** Claims of the lecture on linear nets: what they find at smoke, and every verdict that their rules can give. */
import { describe, expect, it } from 'vitest';
import { badSaddles, originIsFlat, othersAreFlat } from '../../src/claims/golikov2019/bad-saddles.ts';
import {
  convexExactly,
  deepEqualsShallow,
  type End,
  sameMinimum,
} from '../../src/claims/golikov2019/deep-equals-shallow.ts';
import { howItGrows, theyAgree, trainingHardness } from '../../src/claims/golikov2019/hardness.ts';
import {
  gradientBound,
  insideGlobal,
  resnetCriticalPoints,
} from '../../src/claims/golikov2019/resnet-critical-points.ts';
import { corrected, printed, resnetSmallOptimum } from '../../src/claims/golikov2019/resnet-small-optimum.ts';
import { bareEvaluation } from './claim-run.ts';

const verdicts = (claim: typeof badSaddles) =>
  bareEvaluation(claim).findings.map(({ id, verdict }) => `${id}: ${verdict}`);

describe('at smoke', () => {
  it.each([
    [badSaddles, ['origin: reproduced', 'other-ranks: confirmed']],
    [deepEqualsShallow, ['same-minimum: reproduced', 'convexity: reproduced']],
    [trainingHardness, ['reduction: reproduced', 'cost: measured', 'one-neuron: inconclusive']],
    [resnetCriticalPoints, ['global: reproduced', 'gradient-bound: confirmed']],
    [resnetSmallOptimum, ['as-printed: contradicted', 'positive-determinant: reproduced']],
  ])('$id', (claim, expected) => {
    expect(verdicts(claim)).toEqual(expected);
  });
});

describe('verdicts follow the numbers', () => {
  const agreement = { elements: 3, output: 'and' as const, canSplit: true, canLearn: true, looks: 3, separations: 4 };
  it('hardness', () => {
    const no = { ...agreement, canSplit: false, canLearn: false };
    expect(theyAgree([agreement, no]).verdict).toBe('reproduced');
    expect(theyAgree([agreement, { ...no, canLearn: true }]).verdict).toBe('not-reproduced');
    expect(theyAgree([agreement]).verdict).toBe('inconclusive');
    expect(howItGrows([agreement]).verdict).toBe('measured');
  });

  it('bad saddles', () => {
    const flat = { layers: 3, slope: 0, curvature: 0, kind: 'non-strict-saddle', order: 3, fall: 1 };
    expect(originIsFlat([flat, { ...flat, layers: 2, order: 2, curvature: 5 }]).verdict).toBe('reproduced');
    for (const wrong of [{ curvature: 1e-3 }, { slope: 1e-9 }, { fall: -1 }, { order: 2 }])
      expect(originIsFlat([{ ...flat, ...wrong }]).verdict).toBe('not-reproduced');
    const point = { layers: 3, rank: 1, kind: 'non-strict-saddle', negative: 0, undetermined: 0 };
    const shallow = { ...point, layers: 2, kind: 'strict-saddle', negative: 2 };
    expect(othersAreFlat([point, shallow]).verdict).toBe('confirmed');
    expect(othersAreFlat([{ ...point, negative: 1 }, shallow]).verdict).toBe('refuted');
    expect(othersAreFlat([{ ...point, undetermined: 1 }, shallow]).verdict).toBe('inconclusive');
    expect(othersAreFlat([point]).verdict).toBe('inconclusive');
  });

  it('deep equals shallow', () => {
    const ends = {
      widths: '3-2-3',
      minimum: 5,
      above: [1e-12, 0.2],
      ends: ['minimum', 'saddle'] as End[],
      longer: 1,
    };
    expect(sameMinimum([ends]).verdict).toBe('reproduced');
    expect(sameMinimum([{ ...ends, ends: ['minimum', 'elsewhere'] }]).verdict).toBe('not-reproduced');
    expect(sameMinimum([{ ...ends, above: [-1e-6, 0.2] }]).verdict).toBe('not-reproduced');
    expect(sameMinimum([{ ...ends, ends: ['minimum', 'unfinished'] }]).verdict).toBe('inconclusive');
    expect(sameMinimum([{ ...ends, above: [0.2], ends: ['saddle'] }]).verdict).toBe('inconclusive');
    const convexity = { widths: '3-2-3', bound: 2, room: 3, middle: 3 };
    expect(convexExactly([convexity]).verdict).toBe('reproduced');
    expect(convexExactly([{ ...convexity, middle: 2 }]).verdict).toBe('not-reproduced');
  });

  it('critical points inside the ball', () => {
    const ball = {
      layers: 3,
      points: 10,
      least: 1.5,
      critical: [
        { norm: 0.5, excess: 0 },
        { norm: 1.5, excess: 3 },
      ],
    };
    expect(insideGlobal([ball]).verdict).toBe('reproduced');
    expect(insideGlobal([{ ...ball, critical: [{ norm: 0.5, excess: 1 }] }]).verdict).toBe('not-reproduced');
    expect(insideGlobal([{ ...ball, critical: [{ norm: 1.5, excess: 1 }] }]).verdict).toBe('inconclusive');
    expect(gradientBound([ball]).verdict).toBe('confirmed');
    expect(gradientBound([{ ...ball, least: 0.9 }]).verdict).toBe('refuted');
  });

  it('small optimum', () => {
    const nets = { norms: [1], slope: -0.99, error: 1e-13 };
    expect(corrected([nets]).verdict).toBe('reproduced');
    expect(corrected([{ ...nets, slope: -0.9 }]).verdict).toBe('not-reproduced');
    expect(corrected([{ ...nets, error: 1e-9 }]).verdict).toBe('not-reproduced');
    const other = { excess: 0.3, best: 0.5, refused: true };
    expect(printed([other])).toMatchObject({ verdict: 'contradicted', erratum: 'theorem' });
    expect(printed([{ ...other, best: 0.2 }]).verdict).toBe('inconclusive');
  });
});
