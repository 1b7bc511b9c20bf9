import { expect, it } from 'vitest';
import { pathSum } from '../../src/claims/choromanska2015/path-sum.ts';
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

it('activity that leaves the output unit out is another function', () => {
  expect(findings['hidden-units-alone']!.verdict).toBe('measured');
  // Signs of outputs are symmetric at one layer, and an output can be off at any depth.
  expect(findings['hidden-units-alone']!.quantities[0]!.value).toBeGreaterThan(0.3);
});
