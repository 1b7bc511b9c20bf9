/** op/ladder on records made by hand: labels, levels, and causes that stand only where the run that must show them does. */
import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import { ladder, otherFinding, sameFinding } from '../../src/claims/beyond/ladder.ts';
import { reference, rungs } from '../../src/claims/beyond/ladder-rungs.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { completeSpec } from '../../src/ensembles/parameters.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { families } from '../../src/landscapes/families.ts';
import { landscapeSpec } from '../../src/landscapes/landscape-spec.ts';
import { claimRun } from './claim-run.ts';
import { labelledBy, descentRecords as records } from './ladder-records.ts';
import { expectNullFalls } from './null-draws.ts';

const run = claimRun('smoke', 3);
const level = (id: string, size: number) => (disorder: number) => {
  const rung = rungs.find((one) => one.id === id)!;
  const { family, fields } = landscapeSpec(families, 'test', rung.landscape(size, run.seed, disorder));
  return rung.levels!(size, () => family.disorder!.entries(fields))[0]!;
};
const base = () => ({
  [`${reference}-couplings-6`]: records('reference'),
  [`${reference}-paths-4`]: records('reference of paths'),
  'glass-6': records('glass'),
  'rademacher-6': records('rademacher'),
  'first-segment-6': records('first', { mean: -3, energy: level('first-segment', 6) }),
  'latin-cyclic-6': records('cyclic', { mean: -2.5, energy: level('latin-cyclic', 6) }),
  'path-glass-4': records('paths', { mean: -3, participation: 0.1, energy: level('path-glass', 4) }),
});
const findings = (given: Record<string, Records>) =>
  Object.fromEntries(ladder.evaluate(given, run).findings.map((finding) => [finding.id, finding]));

describe('op/ladder', () => {
  it('confirms that like is like and other is other, and ends are on levels', () => {
    const { same, other, levels, glass } = findings(base());
    expect([same!.verdict, other!.verdict, levels!.verdict, glass!.verdict]).toEqual([
      'confirmed',
      'confirmed',
      'confirmed',
      'measured',
    ]);
    expect(glass!.because).toMatch(/^The rung agrees: /);
  });

  it('refutes each of them where it is broken', () => {
    const broken = findings({
      ...base(),
      'rademacher-6': records('rademacher', { mean: -1.5 }),
      'latin-cyclic-6': records('alike', { energy: level('latin-cyclic', 6) }),
      'first-segment-6': records('first', { mean: -3, energy: (k) => level('first-segment', 6)(k) * (1 + 1e-8) }),
    });
    expect(['same', 'other', 'levels'].map((id) => broken[id]!.verdict)).toEqual(['refuted', 'refuted', 'refuted']);
    const none = findings({});
    expect(['same', 'other', 'levels'].map((id) => none[id]!.verdict)).toEqual(Array(3).fill('inconclusive'));
  });

  it('a rung off by twice the resolution, and one like the glass, stand in at most 18 of 200 draws', () => {
    const draw = () => stream(9, 'synthetic', 0, 'ladder');
    const same = (one: Stream, off: number, disorders?: number) =>
      sameFinding(labelledBy(one, ['rademacher', 'glass'], 'agrees', { off, ...(disorders && { disorders }) }));
    expect([same(draw(), 0).verdict, same(draw(), 0, 4).verdict]).toEqual(['confirmed', 'inconclusive']);
    expectNullFalls('ladder same', (one) => same(one, 0.1));
    const others = ['latin-cyclic', 'path-glass', 'first-segment'];
    const other = (one: Stream, off: number, disorders?: number) =>
      otherFinding(labelledBy(one, others, 'departs', { off, ...(disorders && { disorders }) }));
    expect([other(draw(), 0.3).verdict, other(draw(), 0, 4).verdict]).toEqual(['confirmed', 'inconclusive']);
    expectNullFalls('ladder other', (one) => other(one, 0));
  });

  it('names a cause where the run that must show it does, and says unexplained where it does not', () => {
    const glasses = {
      [`${reference}-couplings-6`]: records('reference'),
      [`${reference}-paths-4`]: records('reference of paths'),
      'latin-6': records('latin', { mean: -1.6 }),
    };
    const evaluated = ladder.evaluate(
      {
        ...glasses,
        'matrix-slot-6': records('slot', { mean: -1.6 }),
        'colored-2-4': records('colored', { mean: -2, participation: 0.2 }),
      },
      run,
    );
    const shown = Object.fromEntries(evaluated.findings.map((finding) => [finding.id, finding]));
    expect(shown['latin']!.because).toMatch(
      /errors apart; layers put a random matrix .*: matrix-slot is \d\.\d errors from it\.$/,
    );
    expect(shown['colored-2']!.because).toMatch(
      /weight condenses on few of them: participation 0\.20\d, on the glass 0\.3\d\d\.$/,
    );
    // A figure each, with the ends of the rung, of the glass and of what predicts it, and the same cause.
    const drawn = Object.fromEntries(evaluated.figures.map((figure) => [figure.id, figure]));
    expect(Object.keys(drawn)).toEqual(['rungs', 'rung-latin', 'rung-matrix-slot', 'rung-colored-2']);
    const piles = (id: string) => drawn[id]!.panels[0]!.marks.map((mark) => ('label' in mark ? mark.label : mark.type));
    expect(piles('rung-latin')).toEqual(['band', 'the glass', 'latin']);
    expect(piles('rung-matrix-slot')).toEqual(['band', 'the glass', 'latin', 'matrix-slot']);
    expect(drawn['rung-colored-2']!.subtitle).toMatch(/weight condenses on few of them: participation 0\.20\d/);
    expect(drawn['rung-latin']!.title).toMatch(
      /^Rung latin departs from the glass, \d+\.\d errors from its prediction$/,
    );
    const missing = findings({
      ...glasses,
      'matrix-slot-6': records('slot', { mean: -1.5 }),
      'colored-2-4': records('colored', { mean: -2 }),
    });
    for (const id of ['latin', 'colored-2']) expect(missing[id]!.because).toMatch(/errors apart; unexplained\.$/);
  });

  it.each(['smoke', 'laptop', 'paper'] as const)(
    'asks at preset %s for ensembles that their experiment knows',
    (preset) => {
      for (const spec of Object.values(ladder.needs(preset, 3)))
        expect(() => completeSpec(experiments, spec)).not.toThrow();
    },
  );
});
