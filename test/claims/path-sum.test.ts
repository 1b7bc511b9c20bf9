import { expect, it } from 'vitest';
import {
  type Case,
  countFinding,
  integersFinding,
  pathSum,
  roundingFinding,
} from '../../src/claims/choromanska2015/path-sum.ts';
import { claimRun } from './claim-run.ts';

const evaluation = pathSum.evaluate({}, claimRun('smoke', 2));
const findings = Object.fromEntries(evaluation.findings.map((f) => [f.id, f]));

it('the sum over paths is proved equal to the forward pass on integer, random and trained weights, and with biases', () => {
  for (const id of ['integers', 'random', 'trained', 'path-count', 'biases'])
    expect(findings[id]!.verdict, id).toBe('proved');
  expect(findings['integers']!.quantities[0]!.value).toBe(0);
});

it('differences are of the size of rounding, not zero: the two sides are computed apart', () => {
  const worst = findings['random']!.quantities[0]!.value;
  expect(worst).toBeGreaterThan(0.01);
  expect(worst).toBeLessThan(1);
});

it('one case among many that differs, that rounding does not explain, or that has a path too few, contradicts', () => {
  const equal: Case = {
    ...{ sizes: [3, 4, 2], difference: 0, units: 0, allowed: 10, paths: 12, outputOn: true, outputOff: false },
  };
  const cases = (odd: Partial<Case>) => [equal, { ...equal, ...odd }, equal];
  const whole = (odd: Partial<Case>) => integersFinding(cases(odd)).verdict;
  const real = (odd: Partial<Case>) => roundingFinding('random', '', cases(odd)).verdict;
  const counted = (odd: Partial<Case>) => countFinding(cases(odd)).verdict;
  expect([whole({}), real({ units: 10 }), counted({})]).toEqual(['proved', 'proved', 'proved']);
  expect([whole({ difference: 1 }), real({ units: 10.1 }), counted({ paths: 11 })]).toEqual([
    'contradicted',
    'contradicted',
    'contradicted',
  ]);
});

it('activity that leaves the output unit out is another function', () => {
  expect(findings['hidden-units-alone']!.verdict).toBe('measured');
  // Signs of outputs are symmetric at one layer, and an output can be off at any depth.
  expect(findings['hidden-units-alone']!.quantities[0]!.value).toBeGreaterThan(0.3);
});
