/** What people read: the committed list is up to date, and its lines keep the rules of CONTRIBUTING.md. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { collectHelp, collectTexts, messagesText } from '../scripts/messages.mjs';
import { plainText } from '../src/report/text.ts';

const help = await collectHelp();
const texts = collectTexts();
const titles = texts.filter(({ kind }) => kind === 'title');
const where = ({ file, text }: { file: string; text: string }) => `${file}: ${text}`;

/** A hole stands for a number or a word of four signs. */
const filled = (text: string) => plainText(text).replaceAll('…', '0.12');
/** Titles that are all hole are composed of other titles, which are held themselves. */
const isComposed = (text: string) => /^…+(; …+)*$/.test(text);

/** Third person and plural of the verbs that titles use; a new one joins here when a title needs it. */
const verbs = new RegExp(
  `\\b(${[
    'is|are|was|were|has|have|do|does|did|can|cannot|could|may|need|failed?|fails|ends?|ended',
    'reach(es)?|correlates?|decorrelates?|lies?|falls?|comes?|loses?|depends?|meets?|rises?|stays?|follows?|follow',
    'fits?|becomes?|holds?|peaks?|spans?|shrinks?|grows?|solves?|leaves?|learns?|miss(es)?|foretells?|waits?|joins?|costs?|widens|keeps?|lowers?|raises|parts?|computes?|goes|go|gets?|agrees?|departs?',
  ].join('|')})\\b`,
);

it('docs/messages.txt is up to date: npm run build && node scripts/messages.mjs', async () => {
  const path = fileURLToPath(new URL('../docs/messages.txt', import.meta.url));
  expect((await messagesText()) === readFileSync(path, 'utf8')).toBe(true);
});

it('the collector finds what it must: commands, errors, titles, questions', () => {
  expect(new Set(help.map(({ command }) => command)).size).toBeGreaterThan(15);
  expect(titles.length).toBeGreaterThan(60);
  const kinds = new Map<string, number>();
  for (const { kind } of texts) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  for (const kind of ['ArgumentError', 'DataError', 'openQuestions', 'because', 'rule'])
    expect(kinds.get(kind), kind).toBeGreaterThan(10);
});

it('every title has a verb and at most 90 characters', () => {
  const told = titles.filter(({ text }) => !isComposed(text));
  expect(told.filter(({ text }) => !verbs.test(filled(text))).map(where)).toEqual([]);
  expect(told.filter(({ text }) => filled(text).length > 90).map(where)).toEqual([]);
  const named = texts.filter(({ kind }) => kind === 'name');
  expect(named.filter(({ text }) => filled(text).length > 90).map(where)).toEqual([]);
});

it('a guess says who leaves what open and what we do: no “is not said; here …”', () => {
  const passive =
    /\b(?:is|are|was) not (?:said|given|printed|described|defined)\b|\b(?:not|nothing is) said\b|[;.:,] here\b|\. Here\b/i;
  const all = [...texts, ...help.map(({ command, text }) => ({ file: command, text }))];
  expect(all.filter(({ text }) => passive.test(text)).map(where)).toEqual([]);
});

it('what belongs to each is “per”: no “starts a size”', () => {
  const joined =
    /\b(starts|networks|images|disorders|runs|descents) an? (size|width|row|shape|minibatch|task|replica)\b/;
  const all = [...texts, ...help.map(({ command, text }) => ({ file: command, text }))];
  expect(all.filter(({ text }) => joined.test(text)).map(where)).toEqual([]);
});

it('every option that takes a value states its default, its unit or its choices', () => {
  const stated =
    /\(default: |\bnumber\b|\bper\b|separated by commas|\bfile\b|folder|\.npz|\.npy|\.svg|\bfrom 0\b|short for|: (?:[\w-]+, )*[\w-]+ or [\w-]+|^(?:[\w-]+(?:,| or) )*[\w-]+ or [\w-]+,|energy per spin|pixels/;
  const valued = help.filter(({ takesValue }) => takesValue);
  expect(valued.length).toBeGreaterThan(80);
  expect(
    valued.filter(({ text }) => !stated.test(text)).map(({ command, flags, text }) => `${command} ${flags}: ${text}`),
  ).toEqual([]);
});

it('every command and argument says what it is', () => {
  expect(help.filter(({ text }) => text.trim() === '')).toEqual([]);
});
