import { describe, expect, it } from 'vitest';
import { toJSONSchema } from 'zod';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { specHash } from '../../src/ensembles/hash.ts';
import { completeSpec } from '../../src/ensembles/parameters.ts';
import type { EnsembleSpec } from '../../src/ensembles/spec.ts';

const names = ['deep-training', 'network-annealing', 'network-training'];
const defaults = (experiment: string): EnsembleSpec => ({ experiment, parameters: {} });

describe('parameters of experiments on networks', () => {
  it('a word that two experiments have obeys the same rule in both, defaults aside', () => {
    const rules = names.map((name) => {
      const schema = toJSONSchema(experiments[name]!.schema, { io: 'input' });
      const entries = Object.entries(schema.properties as Record<string, object>);
      return new Map(entries.map(([word, rule]) => [word, { ...rule, default: 0, description: '' }]));
    });
    const words = [...new Set(rules.flatMap((rule) => [...rule.keys()]))];
    const shared = words.filter((word) => rules.filter((rule) => rule.has(word)).length > 1);
    expect(shared).toHaveLength(25);
    for (const word of shared) {
      const [first, ...others] = rules.flatMap((rule) => rule.get(word) ?? []);
      for (const other of others) expect(other, word).toEqual(first);
    }
  });

  // Run folders are named by these hashes: one that moves loses the runs people have.
  it.each([
    ['deep-training', 'deb80df10672'],
    ['network-annealing', 'de56037f12f3'],
    ['network-training', 'e9f678abcee4'],
  ])('the defaults of %s have the hash that they had', async (name, hash) => {
    expect((await specHash(completeSpec(experiments, defaults(name)).spec)).slice(0, 12)).toBe(hash);
  });
});
