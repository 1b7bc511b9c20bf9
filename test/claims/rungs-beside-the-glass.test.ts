/** Claims on some rungs of the ladder, on records made by hand: what each of them confirms, and that it is refuted where that is broken. */
import { describe, expect, it } from 'vitest';
import { type Stream, stream } from '../../src/base/philox.ts';
import { coloredRung, reference, rungs } from '../../src/claims/beyond/ladder-rungs.ts';
import {
  bandFinding,
  explicitFinding,
  followingFinding,
  latinNetwork,
  signsFinding,
} from '../../src/claims/beyond/latin-network.ts';
import { depthFinding, lawOfCouplings, sameFinding } from '../../src/claims/beyond/law-of-couplings.ts';
import {
  condensationFinding,
  sharedFinding,
  tyingMakesTheGlass,
  untyingFinding,
} from '../../src/claims/beyond/tying-makes-the-glass.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { completeSpec } from '../../src/ensembles/parameters.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';
import { descentRecords, disordersOf, type Law, labelledBy, sizedBy } from './ladder-records.ts';
import { expectNullFalls } from './null-draws.ts';

const run = claimRun('smoke', 3);
/** Verdicts by the finding's id; `laws` name ensembles. */
function verdicts(claim: Claim, laws: Readonly<Record<string, Law>>): Record<string, string> {
  const records: Record<string, Records> = Object.fromEntries(
    Object.entries(laws).map(([name, law]) => [name, descentRecords(`${claim.id} ${name}`, law)]),
  );
  const { findings } = claim.evaluate(records, run);
  return Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict]));
}

const draw = () => stream(11, 'synthetic', 0, 'rungs');
/** Too few disorders to see a distance of the resolution. */
const coarse = { off: 0, disorders: 6, reference: 6 };
const rungOf = (id: string) => rungs.find((rung) => rung.id === id)!;

describe('gs/law-of-couplings', () => {
  const many = { disorders: 30, spread: 0.01, between: 0.005 };
  const laws = {
    [`${reference}-couplings-6`]: many,
    ...{ 'glass-6': many, 'rademacher-6': many, 'pixels-6': many },
  };

  it('confirms that laws of one mean and variance agree, and refutes it where one lies elsewhere', () => {
    const same = verdicts(lawOfCouplings, laws);
    expect([same['same'], same['depth']]).toEqual(['confirmed', 'confirmed']);
    const other = verdicts(lawOfCouplings, { ...laws, 'rademacher-6': { ...many, mean: -1.44 } });
    expect([other['same'], other['depth']]).toEqual(['refuted', 'refuted']);
  });

  it('decides nothing on a few disorders that spread widely', () => {
    const wide = { disorders: 8, spread: 0.2 };
    const few = verdicts(lawOfCouplings, Object.fromEntries(Object.keys(laws).map((name) => [name, wide])));
    expect([few['same'], few['depth']]).toEqual(['inconclusive', 'inconclusive']);
    expect(verdicts(lawOfCouplings, {})['same']).toBe('inconclusive');
  });

  it('a law off by twice the resolution, and a depth off by twice the tolerance, stand in at most 18 of 200 draws', {
    timeout: 60_000,
  }, () => {
    // Means of disorders scatter by 0.054, as in the records; with a third of their number W₁ is seen just below the resolution.
    const many = { disorders: 160, reference: 240, spread: 0.06, resolution: 0.013, permutations: 139 };
    const same = (one: Stream, off: number) =>
      sameFinding(labelledBy(one, ['rademacher', 'glass', 'pixels'], 'agrees', { ...many, off }));
    expect(same(draw(), 0).verdict).toBe('confirmed');
    expectNullFalls('law of couplings', (one) => same(one, 0.026));
    const depth = (one: Stream, seed: number, off: number) => {
      const law = { spread: 0.03, ends: 1 };
      const sizes = [sizedBy(20, disordersOf(one, { ...law, count: 256, mean: -1.43 + off }))];
      const beside = [sizedBy(20, disordersOf(one, { ...law, count: 384, mean: -1.43 }))];
      return depthFinding([{ rung: rungOf('rademacher'), sizes, beside }], { seed }, 100);
    };
    expect(depth(draw(), 1, 0).verdict).toBe('confirmed');
    expectNullFalls('depth by couplings', (one, seed) => depth(one, seed, 0.03));
  });
});

describe('gs/tying-makes-the-glass', () => {
  const laws = {
    ...{ [`${reference}-couplings-6`]: {}, [`${reference}-paths-4`]: {} },
    ...{ 'hashed-6': {}, 'sign-gates-6': {} },
    ...{ 'path-glass-4': { mean: -3 }, 'untied-gates-4': { mean: -3 } },
    ...{ 'colored-1-4': { participation: 0.4 }, 'colored-2-4': { participation: 0.3 } },
    ...{ 'colored-4-4': { participation: 0.2 }, 'colored-8-4': { participation: 0.1 } },
  };
  const ids = ['inputs-can-be-shared', 'weights-cannot-be-untied', 'condensation'];

  it('confirms it, and refutes each part where it is broken', () => {
    const held = verdicts(tyingMakesTheGlass, laws);
    expect(ids.map((id) => held[id])).toEqual(['confirmed', 'confirmed', 'confirmed']);
    const broken = verdicts(tyingMakesTheGlass, {
      ...laws,
      ...{ 'hashed-6': { mean: -1.6 }, 'path-glass-4': {}, 'colored-8-4': { participation: 0.3 } },
    });
    expect(ids.map((id) => broken[id])).toEqual(['refuted', 'refuted', 'refuted']);
  });

  const dial = [1, 2, 4, 8];
  /** Participations along the dial that scatter from disorder to disorder by a fifth. */
  const along = (one: Stream, means: readonly number[], disorders = 24) =>
    means.map((mean, i) => {
      const units = disordersOf(one, { count: disorders, ends: 1 }).map((unit) => {
        const participation = mean * (1 + 0.2 * one.normal());
        return { ...unit, ends: unit.ends.map((end) => ({ ...end, participation })) };
      });
      return { rung: coloredRung(dial[i]!), sizes: [sizedBy(10, units)] };
    });

  it('decides nothing on a few disorders, nor where participation stays', () => {
    expect(sharedFinding(labelledBy(draw(), ['hashed', 'sign-gates'], 'agrees', coarse)).verdict).toBe('inconclusive');
    const untying = labelledBy(draw(), ['path-glass', 'untied-gates'], 'departs', coarse);
    expect(untyingFinding(untying).verdict).toBe('inconclusive');
    expect(condensationFinding(along(draw(), [0.36, 0.26, 0.12, 0.12]), 10, run).verdict).toBe('inconclusive');
    expect(condensationFinding(along(draw(), [0.36, 0.26, 0.12, 0.06], 7), 10, run).verdict).toBe('inconclusive');
    expect(condensationFinding([], 10, run).verdict).toBe('inconclusive');
  });

  it('a tied rung off by twice the resolution, an untied one like the glass, and a step without a fall stand in at most 18 of 200 draws', {
    timeout: 60_000,
  }, () => {
    const shared = (one: Stream, off: number) =>
      sharedFinding(labelledBy(one, ['hashed', 'sign-gates'], 'agrees', { off }));
    expect(shared(draw(), 0).verdict).toBe('confirmed');
    expectNullFalls('inputs shared', (one) => shared(one, 0.1));
    const untying = (one: Stream, off: number) =>
      untyingFinding(labelledBy(one, ['path-glass', 'untied-gates'], 'departs', { off }));
    expect(untying(draw(), 0.3).verdict).toBe('confirmed');
    expectNullFalls('weights untied', (one) => untying(one, 0));
    expectNullFalls('condensation', (one, seed) =>
      condensationFinding(along(one, [0.36, 0.26, 0.12, 0.12]), 10, { seed }, 200),
    );
  });
});

describe('gs/latin-network', () => {
  const gates = ['gates-off', 'independent-gates', 'sign-gates', 'frozen-gates'];
  const laws = {
    ...{ [`${reference}-couplings-6`]: {}, [`${reference}-couplings-12`]: {}, [`${reference}-gates-4`]: {} },
    ...Object.fromEntries(gates.flatMap((id) => [6, 12].map((n) => [`${id}-${n}`, { spread: 0.18 / n }]))),
    'tied-relu-4': { mean: -1.2 },
  };

  it('confirms tensor, gates without a mean, bands and gates that follow, and refutes them where they are broken', () => {
    const held = verdicts(latinNetwork, laws);
    expect([held['explicit'], held['signs'], held['following']]).toEqual(['confirmed', 'confirmed', 'confirmed']);
    expect([held['band-gates-off'], held['depth-gates-off']]).toEqual(['confirmed', 'measured']);
    const broken = verdicts(latinNetwork, {
      ...laws,
      ...{ 'sign-gates-12': { mean: -1.6 }, 'tied-relu-4': {}, 'gates-off-12': { spread: 0.1 } },
    });
    expect([broken['signs'], broken['following'], broken['band-gates-off']]).toEqual(['refuted', 'refuted', 'refuted']);
  });

  /** Spreads within a disorder at the ends of the sizes. */
  const band = (one: Stream, id: string, spreads: readonly number[], disorders = 24) => ({
    rung: rungOf(id),
    sizes: [12, 32].map((n, i) => sizedBy(n, disordersOf(one, { count: disorders, spread: spreads[i]! }))),
    beside: [],
  });

  it.each(gates)('the band of %s narrows, widens, or neither', (id) => {
    const verdict = (spreads: readonly number[], disorders?: number) =>
      bandFinding(band(draw(), id, spreads, disorders), run).verdict;
    expect([verdict([0.2, 0.1]), verdict([0.1, 0.2]), verdict([0.12, 0.12])]).toEqual([
      'confirmed',
      'refuted',
      'inconclusive',
    ]);
    expect(verdict([0.2, 0.1], 7)).toBe('inconclusive');
  });

  it('decides nothing on a few disorders, and refutes a tensor that is another polynomial', () => {
    expect(signsFinding(labelledBy(draw(), ['sign-gates'], 'agrees', coarse)).verdict).toBe('inconclusive');
    expect(followingFinding(labelledBy(draw(), ['tied-relu'], 'departs', coarse)).verdict).toBe('inconclusive');
    const exact = (worst: number) => explicitFinding([{ id: 'gates-off', worst }]).verdict;
    expect([exact(1e-15), exact(1e-11)]).toEqual(['confirmed', 'refuted']);
  });

  it('gates off by twice the resolution, gates like the glass, and a spread that stays stand in at most 18 of 200 draws', {
    timeout: 60_000,
  }, () => {
    const signs = (one: Stream, off: number) => signsFinding(labelledBy(one, ['sign-gates'], 'agrees', { off }));
    expect(signs(draw(), 0).verdict).toBe('confirmed');
    expectNullFalls('signs', (one) => signs(one, 0.1));
    const following = (one: Stream, off: number) =>
      followingFinding(labelledBy(one, ['tied-relu'], 'departs', { off }));
    expect(following(draw(), 0.3).verdict).toBe('confirmed');
    expectNullFalls('following', (one) => following(one, 0));
    for (const id of gates)
      expectNullFalls(`band ${id}`, (one, seed) => bandFinding(band(one, id, [0.12, 0.12]), { seed }, 200));
  });
});

it.each([lawOfCouplings, tyingMakesTheGlass, latinNetwork])(
  '$id asks at every preset for ensembles that their experiment knows',
  (claim) => {
    for (const preset of ['smoke', 'laptop', 'paper'] as const)
      for (const spec of Object.values(claim.needs(preset, 3)))
        expect(() => completeSpec(experiments, spec)).not.toThrow();
  },
);
