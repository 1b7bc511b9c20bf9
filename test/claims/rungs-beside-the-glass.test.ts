/** Claims on some rungs of the ladder, on records made by hand: what each of them confirms, and that it is refuted where that is broken. */
import { describe, expect, it } from 'vitest';
import { reference } from '../../src/claims/beyond/ladder-rungs.ts';
import { latinNetwork } from '../../src/claims/beyond/latin-network.ts';
import { lawOfCouplings } from '../../src/claims/beyond/law-of-couplings.ts';
import { tyingMakesTheGlass } from '../../src/claims/beyond/tying-makes-the-glass.ts';
import type { Claim } from '../../src/claims/claim.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { completeSpec } from '../../src/ensembles/parameters.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { claimRun } from './claim-run.ts';
import { descentRecords, type Law } from './ladder-records.ts';

const run = claimRun('smoke', 3);
/** Verdicts by the finding's id; `laws` name ensembles. */
function verdicts(claim: Claim, laws: Readonly<Record<string, Law>>): Record<string, string> {
  const records: Record<string, Records> = Object.fromEntries(
    Object.entries(laws).map(([name, law]) => [name, descentRecords(`${claim.id} ${name}`, law)]),
  );
  const { findings } = claim.evaluate(records, run);
  return Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict]));
}

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
});

it.each([lawOfCouplings, tyingMakesTheGlass, latinNetwork])(
  '$id asks at every preset for ensembles that their experiment knows',
  (claim) => {
    for (const preset of ['smoke', 'laptop', 'paper'] as const)
      for (const spec of Object.values(claim.needs(preset, 3)))
        expect(() => completeSpec(experiments, spec)).not.toThrow();
  },
);
