/** Laws that hold for whatever is registered: one more claim or experiment needs no line here. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/base/json.ts';
import { type Preset, presets } from '../../src/claims/claim.ts';
import { claims } from '../../src/claims/index.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { completeSpec } from '../../src/ensembles/parameters.ts';
import { htmlText } from '../../src/report/text.ts';
import { bareEvaluation } from '../claims/claim-run.ts';

const noArtifact = () => new Uint8Array();
const sorted = (names: string[]) => [...names].sort();

/** Every text in a value, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

/** What is set above or below the line, one piece each: commas split them, tags of italics do not count. */
const shiftedIn = (text: string) =>
  [
    ...htmlText(text)
      .replace(/<\/?i[^>]*>|<\/(sup|sub)><\1>/g, '')
      .matchAll(/<(sup|sub)>(.*?)<\/\1>/g),
  ].map(([, , inner]) => inner!);

const cutsBrackets = (text: string) =>
  ['()', '[]', '{}'].some(([open, close]) => text.split(open!).length !== text.split(close!).length);

describe('registries', () => {
  it('are alphabetical, one line an entry, the key being the name', () => {
    expect(Object.keys(claims)).toEqual(sorted(Object.keys(claims)));
    expect(Object.keys(experiments)).toEqual(sorted(Object.keys(experiments)));
    for (const [id, claim] of Object.entries(claims)) expect(claim.id).toBe(id);
    for (const [name, experiment] of Object.entries(experiments)) expect(experiment.name).toBe(name);
  });

  it('every experiment has a small run, of six tasks or more', async () => {
    const script = '../../scripts/small-runs.mjs';
    const { smallRuns }: { smallRuns: Record<string, Record<string, Json>> } = await import(script);
    expect(Object.keys(smallRuns)).toEqual(Object.keys(experiments));
    for (const [experiment, parameters] of Object.entries(smallRuns)) {
      const { parsed } = completeSpec(experiments, { experiment, parameters });
      expect(experiments[experiment]!.split(parsed).length, experiment).toBeGreaterThanOrEqual(6);
    }
  });
});

describe.each(Object.entries(claims))('%s', (_id, claim) => {
  it('says what it claims, where, and what the paper leaves open', () => {
    expect(claim.id).toMatch(/^(ls|op|lm|ll|gs)\/[a-z0-9-]+$/);
    expect(claim.statement).toMatch(/^[A-ZΘ“E].*\.$/s);
    expect(claim.source.key).toMatch(/^[a-z]+\d{4}[a-z]+$/);
    expect(claim.source.place).not.toBe('');
  });

  it.each(presets)('needs ensembles that their experiments accept and can split (%s)', (preset: Preset) => {
    for (const [name, spec] of Object.entries(claim.needs(preset, 1))) {
      const experiment = experiments[spec.experiment];
      expect(experiment, `${name}: experiment ${spec.experiment}`).toBeDefined();
      const { parsed } = completeSpec(experiments, spec);
      const tasks = experiment!.split(parsed);
      // What a family says of its fields; those with data of their own need these.
      if ((experiment!.artifacts?.(parsed) ?? []).length === 0) experiment!.checkArtifacts?.(parsed, noArtifact);
      expect(tasks.length).toBeGreaterThan(0);
      expect(tasks.map((task) => task.index)).toEqual([...tasks.keys()]);
      expect(JSON.parse(JSON.stringify(tasks))).toEqual(tasks);
    }
  });

  it('no exponent or index in its texts cuts a bracket', () => {
    const texts = textsIn([claim.statement, claim.openQuestions, bareEvaluation(claim)]);
    expect(texts.filter((text) => shiftedIn(text).some(cutsBrackets))).toEqual([]);
  });

  it('draws no figure without a panel', () => {
    const empty = bareEvaluation(claim).figures.filter(({ panels }) => panels.length === 0);
    expect(empty.map(({ id }) => id)).toEqual([]);
  });

  it('another seed gives other ensembles, the same seed the same', () => {
    const a = claim.needs('smoke', 1);
    expect(claim.needs('smoke', 1)).toEqual(a);
    if (Object.keys(a).length > 0) expect(claim.needs('smoke', 2)).not.toEqual(a);
  });

  it('while none of its ensembles has run it judges only what it has numbers of', () => {
    if (Object.keys(claim.needs('smoke', 1)).length === 0) return;
    const { findings } = bareEvaluation(claim);
    const decided = findings.filter(({ verdict }) => /^(not-reproduced|reproduced|confirmed|refuted)$/.test(verdict));
    const empty = decided.filter(
      ({ quantities }) => quantities.length === 0 || quantities.some(({ value }) => !Number.isFinite(value)),
    );
    expect(empty.map(({ id }) => id)).toEqual([]);
  });

  it('without ensembles it evaluates at once, the same at every preset, each finding with rule and reason', () => {
    if (Object.keys(claim.needs('smoke', 1)).length > 0) return;
    const evaluation = bareEvaluation(claim);
    expect(evaluation.findings.length).toBeGreaterThan(0);
    for (const finding of evaluation.findings) {
      expect(finding.rule).not.toBe('');
      expect(finding.because).not.toBe('');
      expect(finding.because).not.toMatch(/NaN|undefined/);
    }
    const ids = evaluation.findings.map((f) => f.id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
