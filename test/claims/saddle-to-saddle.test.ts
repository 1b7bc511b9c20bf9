/** Descents of deep linear nets beside the closed form: at smoke, by the ensemble's own tasks, and every verdict that the rules can give. */
import { describe, expect, it } from 'vitest';
import {
  closedForm,
  type Followed,
  passageOf,
  randomStarts,
  saddleToSaddle,
  stages,
} from '../../src/claims/beyond/saddle-to-saddle.ts';
import { problemOf } from '../../src/claims/golikov2019/linear-problems.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { alignedWeights, whitenedExamples } from '../../src/landscapes/deep-linear/whitened-data.ts';
import { families } from '../../src/landscapes/families.ts';
import { landscapeSpec } from '../../src/landscapes/landscape-spec.ts';
import { alignedStart, mapOf, productOf, weightsAt } from '../../src/theory/index.ts';
import { claimRun } from './claim-run.ts';

const run = claimRun('smoke', 1);

it('at smoke', { timeout: 60_000 }, async () => {
  const context = { kernels: run.kernels, artifact: () => Promise.reject(new Error('none')), progress() {} };
  const records: Record<string, Records> = {};
  for (const [name, { experiment, parameters }] of Object.entries(saddleToSaddle.needs('smoke', 1))) {
    const kind = experiments[experiment]!;
    const spec = kind.complete!(kind.onLandscape!.parse(parameters));
    const [task, ...more] = kind.split(spec);
    expect(more).toEqual([]);
    records[name] = await kind.run(task!, context);
  }
  const { findings, figures } = saddleToSaddle.evaluate(records, run);
  expect(findings.map(({ id, verdict }) => `${id}: ${verdict}`)).toEqual([
    'closed-form: reproduced',
    'stages: reproduced',
    'random-starts: measured',
  ]);
  expect(figures).toHaveLength(1);
  // Before all ensembles have run no fall with the step is told.
  const part = saddleToSaddle.evaluate({ 'two-layers-1': records['two-layers-1']! }, run);
  expect(part.findings.slice(0, 2).map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive']);
  expect(part.findings[0]).toMatchObject({ because: 'No net has been followed at two step lengths.', quantities: [] });
});

describe('whitened data', () => {
  const data = { seed: 3, disorder: 1, widths: [4, 2, 3, 3], spectrum: [3, 2, 0.5] };
  const problem = problemOf(whitenedExamples(data));

  it('have X Xᵀ = I and the singular values asked for', () => {
    expect([...problem.inputs.S]).toEqual([1, 1, 1, 1]);
    data.spectrum.forEach((s, i) => void expect(problem.answer.D[i]!).toBeCloseTo(s, 13));
  });

  it('start balanced along the singular vectors, as the theory’s own start does', () => {
    const point = new Float64Array(8 + 6 + 9);
    alignedWeights(data, 0.01, point);
    const { weights } = alignedStart(problem, data.widths, [0.01, 0.01]);
    const product = (of: typeof weights) => productOf(of, data.widths, 3, 1).entries;
    const [ours, theirs] = [product(weightsAt(data.widths, point)), product(weights)];
    // Both are 0.01 (u_1 v_1ᵀ + u_2 v_2ᵀ), whatever the signs of the vectors.
    ours.forEach((entry, i) => void expect(entry).toBeCloseTo(theirs[i]!, 13));
    expect(mapOf(problem, [1]).rows).toBe(3);
  });

  it.each([
    [{ strength: 0.1 }, /strength must be given with a spectrum/],
    [{ spectrum: [1, 1, 1] }, /spectrum must be at most 2 singular values, got 3/],
    [{ spectrum: [1], data: 'xor' }, /spectrum must be absent where data are given/],
  ])('refuses %o', (given, line) => {
    const spec = landscapeSpec(families, 'test', { family: 'deep-linear', widths: [2, 2, 2], ...given });
    expect(() => spec.family.check!(spec.fields, [])).toThrow(line);
  });
});

/** Delays at the three step lengths, of passages at time 1. */
const delayed = (...delays: number[]): Followed['passages'] =>
  delays.map((delay) => [{ time: 1, delay, halved: false }]);

describe('verdicts follow the numbers', () => {
  const course = {
    times: [0, 1, 2, 3, 4],
    losses: [21, 20.99, 5, 1, 0],
    indices: [3, 3, 2, 1, 0],
    halvings: [0, 0, 0, 0, 0],
  };
  const row: Followed = {
    name: 'two-layers',
    widths: [3, 3, 3],
    whole: 21,
    levels: [21, 5, 1, 0],
    passages: delayed(0.04, 0.02, 0.01),
    courses: [course],
    predicted: [course.losses],
    random: [course],
  };
  it('closed form', () => {
    const verdict = (passages: Followed['passages']) => closedForm([{ ...row, passages }]).verdict;
    expect(verdict(delayed(0.02, 0.01, 0.005))).toBe('reproduced');
    expect(verdict(delayed(0.01, 0.0075, 0.005))).toBe('not-reproduced');
    expect(verdict(delayed(0.4, 0.2, 0.1))).toBe('not-reproduced');
    const [first, ...rest] = delayed(0.02, 0.01, 0.005);
    // One step length alone says nothing of a fall.
    const alone = closedForm([{ ...row, passages: [first!] }]);
    expect(alone.verdict).toBe('inconclusive');
    expect(alone.because).toBe('No net has been followed at two step lengths.');
    expect(alone.quantities).toHaveLength(1);
    expect(verdict([[...first!, null], ...rest])).toBe('not-reproduced');
    expect(verdict([[...first!, { time: 1, delay: 0, halved: true }], ...rest])).toBe('inconclusive');
  });
  it('times of passages do not depend on where looks lie', () => {
    const flow = (time: number) => 1 / (1 + Math.exp(9 * (time - 2)));
    // Gradient flow, late by 3 % of the time.
    const late = (times: number[]) => {
      const none = times.map(() => 0);
      return { times, losses: times.map((time) => flow(time / 1.03)), indices: none, halvings: none };
    };
    for (const times of [
      [0, 1, 2, 2.3, 4],
      [0, 1.95, 2.15],
      [0, 2, 2.061, 2.2],
    ]) {
      const { time, delay, halved } = passageOf(late(times), flow, 0.5, 4)!;
      expect(time).toBeCloseTo(2, 9);
      expect(delay).toBeCloseTo(0.06, 2);
      expect(halved).toBe(false);
    }
    expect(passageOf(late([0, 1, 1.5]), flow, 0.5, 4)).toBeNull();
  });
  it('stages', () => {
    expect(stages([row]).verdict).toBe('reproduced');
    const passed = { ...course, losses: [21, 20, 5, 2, 0] };
    expect(stages([{ ...row, courses: [passed] }]).verdict).toBe('not-reproduced');
    expect(stages([{ ...row, courses: [{ ...course, indices: [3, 3, 0, 1, 0] }] }]).verdict).toBe('not-reproduced');
    expect(stages([{ ...row, levels: [21, Number.NaN, 1, 0] }]).verdict).toBe('not-reproduced');
    expect(randomStarts([row]).verdict).toBe('measured');
  });
});
