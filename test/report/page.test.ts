import axe from 'axe-core';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/claims/claim.ts';
import { openStage } from '../../src/node/stage.ts';
import { reportPage } from '../../src/report/page.ts';
import { inlineFaces } from '../../src/report/stage.ts';
import { all, hostile, reported, several, single } from './fabricated-report.ts';

const stage = await openStage();
const pages = { single: await reportPage({ ...single, stage }), several: await reportPage({ ...several, stage }) };
const documents = new Map<string, Document>();
/** Opened once for all tests, which read it. */
function open(html: string): Document {
  const document = documents.get(html) ?? new JSDOM(html).window.document;
  documents.set(html, document);
  return document;
}
/** Without the fonts, so that a failed expectation can be read. */
const bare = (html: string) => html.replace(/base64,[\w+/=]+/g, 'base64,…');

describe.each(Object.entries(pages))('%s', (_, html) => {
  test('is one file: nothing in it points outside', () => {
    expect(bare(html)).not.toMatch(/\b(?:src|href)="(?!#|data:)/);
    expect(bare(html)).not.toMatch(/url\((?!data:)/);
    expect(bare(html)).not.toMatch(/@import|fetch\(|XMLHttpRequest/);
    // The only addresses are names of XML vocabularies.
    for (const [address] of bare(html).matchAll(/https?:\/\/[^"' )]+/g))
      expect(address).toBe('http://www.w3.org/2000/svg');
  });

  test('ids are unique and every reference meets one', () => {
    const document = open(html);
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...document.querySelectorAll('[aria-labelledby]')].flatMap((e) =>
      (e.getAttribute('aria-labelledby') ?? '').split(' '),
    );
    const links = [...document.querySelectorAll('a[href^="#"]')].map((link) =>
      (link.getAttribute('href') ?? '').slice(1),
    );
    for (const id of [...references, ...links]) expect(ids).toContain(id);
  });

  test('axe finds no violation (contrast is computed in contrast.test.ts, jsdom has no layout)', async () => {
    const { window } = new JSDOM(html, { runScripts: 'outside-only' });
    window.eval(axe.source);
    const run = window.eval('axe.run.bind(axe)') as typeof axe.run;
    const result = await run(window.document, { rules: { 'color-contrast': { enabled: false } } });
    expect(result.violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html}`)).toEqual([]);
    expect(result.passes.length).toBeGreaterThan(15);
  });

  test('carries each of its fonts once', () => {
    const fonts = [...html.matchAll(/url\(data:font\/woff2;base64,([\w+/=]+)\)/g)].map((match) => match[1]);
    expect(fonts.length).toBe(new Set(fonts).size);
    expect(fonts.length).toBeGreaterThanOrEqual(8);
  });
});

test('the head tells the finding, the verdict, the preset, the seed and the date', () => {
  const document = open(pages.single);
  expect(document.querySelector('h1')?.textContent).toBe(single.claims[0]?.evaluation.title);
  expect(document.title).toBe(`${single.claims[0]?.evaluation.title} · glasscape`);
  const facts = document.querySelector('.facts')?.textContent ?? '';
  for (const word of ['reproduced', 'test/fabricated', 'Fig. 0 left', 'preset smoke', 'seed 7', '2000-01-01'])
    expect(facts).toContain(word);
  expect(document.querySelector('.command code')?.textContent).toBe(single.command);
});

test('every section is there, in the order of the guide', () => {
  const heads = [...open(pages.single).querySelectorAll('h2')].map((head) => head.textContent);
  expect(heads).toEqual([
    'The numbers',
    'The finding',
    'What differs from the published set-up',
    'Open questions',
    'Run it again',
  ]);
});

test('several claims have a list of contents that leads to each', () => {
  const document = open(pages.several);
  expect([...document.querySelectorAll('.contents a')].map((a) => a.textContent)).toEqual(
    several.claims.map((c) => c.evaluation.title),
  );
  for (const way of ['beside', 'stacked']) expect(document.querySelectorAll(`figure .${way} svg`)).toHaveLength(2);
  expect(document.querySelector('h1')?.textContent).toBe('2 claims, 11 findings');
});

test('verdicts are told apart without color: eight words, eight shapes', () => {
  const badges = [...open(pages.several).querySelectorAll('.finding .verdict')].slice(0, all.length);
  expect(new Set(badges.map((badge) => badge.querySelector('svg')?.innerHTML)).size).toBe(8);
  expect(badges.map((badge) => badge.textContent)).toEqual([
    'proved',
    'reproduced',
    'confirmed',
    'measured',
    'not reproduced',
    'refuted',
    'contradicted as printed (slip)',
    'inconclusive: 1\u2009200 more disorders would decide',
  ]);
});

test('a rule is fixed before the run only where the run has a seed drawn after the rule was frozen', () => {
  const rules = [...open(pages.several).querySelectorAll('.finding .rule')].map((rule) => rule.textContent ?? '');
  const [proved, reproduced, confirmed, , missed] = rules;
  expect(proved).toMatch(/^Rule, unchanged since commit abc1234; trials before it are not recorded: agreement/);
  expect(reproduced).toMatch(/^Rule, fixed before the run \(commit abc1234; seed 7 was drawn afterwards\): agreement/);
  expect(reproduced).toContain('Seen before: a trial on seed 1 <left undecided>.');
  expect(confirmed).toMatch(/^Rule, history not recorded: agreement/);
  expect(missed).toMatch(
    /^Rule, set after a look \(commit def5678\): .*Seen before: seeds 1 and 2\. Judged on seeds 8, 9/,
  );
  expect(rules.filter((rule) => rule.includes('fixed before'))).toHaveLength(1);
});

test('no text from data becomes markup, wherever it stands', async () => {
  const clean = reported(hostile, ['proved'], hostile);
  const finding: Finding = {
    id: 'x',
    statement: hostile,
    verdict: 'measured',
    because: hostile,
    rule: hostile,
    quantities: [{ name: hostile, value: 1, kind: 'exact', unit: hostile }],
  };
  const html = await reportPage({
    ...single,
    stage,
    claims: [
      {
        claim: { id: hostile, statement: hostile, source: { key: hostile, place: hostile }, openQuestions: [hostile] },
        evaluation: { ...clean.evaluation, findings: [finding], differences: [hostile], story: [hostile] },
        run: { preset: 'smoke', seed: 1, source: hostile },
      },
    ],
    command: hostile,
    date: hostile,
    provenance: { [hostile]: hostile },
  });
  const document = open(html);
  expect(document.querySelectorAll('script')).toHaveLength(1);
  expect(document.querySelectorAll('style')).toHaveLength(1);
  expect(document.querySelector('h1')?.textContent).toBe(hostile);
});

test('the same report gives the same bytes', async () => {
  expect((await reportPage({ ...several, stage })) === pages.several).toBe(true);
});

test('a text without Greek letters and signs brings no font for them', () => {
  const faces = (text: string) => inlineFaces({ ...stage, font: (file) => file }, text).match(/base64,[^)]*/g);
  expect(faces('plain words')).toHaveLength(5);
  expect(faces('size Λ')).toHaveLength(9);
  expect(faces('size Λ → ∞')).toHaveLength(10);
});
