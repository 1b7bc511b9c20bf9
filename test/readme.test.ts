/** README.md says what the program does: its numbers, its sample output, its ten lines of code and its command lines. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { collectHelp } from '../scripts/messages.mjs';
import { readmeText } from '../scripts/readme.mjs';
import { claims } from '../src/claims/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const node = (...words: string[]) => execFileSync(process.execPath, words, { encoding: 'utf8', cwd: root });

it('the numbers are those of the committed results: node scripts/readme.mjs', () => expect(readmeText()).toBe(readme));

it('the sample output is what its command prints', () => {
  const [, words = '', shown = ''] = /^ {4}\$ npx glasscape (.*)\n((?: {4}.*\n)+)/m.exec(readme) ?? [];
  expect(words).not.toBe('');
  expect(node('dist/cli/main.js', ...words.split(' ')).trimEnd()).toBe(shown.replaceAll(/^ {4}/gm, '').trimEnd());
});

it('a function of one’s own takes ten lines, which find the nine critical points of Himmelblau’s function', () => {
  const [, code = ''] = /^```js\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  expect(code.trim().split('\n')).toHaveLength(10);
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(join(root, 'build', 'readme.mjs'), code);
  const kinds = [...node('build/readme.mjs').matchAll(/ (\d) (minimum|strict-saddle|maximum) certified-given-K$/gm)];
  const counted = kinds.map(([, index, kind]) => `${index} ${kind}`).sort();
  expect(counted).toEqual([...Array(4).fill('0 minimum'), ...Array(4).fill('1 strict-saddle'), '2 maximum']);
});

it('every command line names a command and options that there are', async () => {
  const help = await collectHelp();
  const lines = [...readme.matchAll(/^ {4}(?:\$ )?npx glasscape ([^#\n]*)/gm)].map(([, words]) => words!.trim());
  expect(lines.length).toBeGreaterThan(12);
  for (const line of lines) {
    const [first, second] = line.split(' ');
    const known = new Set(help.map((entry) => entry.command));
    const command = known.has(`glasscape ${first} ${second}`) ? `glasscape ${first} ${second}` : `glasscape ${first}`;
    const flags = help
      .filter((entry) => entry.command === command)
      .map((entry) => entry.flags)
      .join(' ');
    expect(
      help.some((entry) => entry.command === command),
      command,
    ).toBe(true);
    for (const [option] of line.matchAll(/--[a-z-]+/g)) expect(flags.split(/[ ,]+/), line).toContain(option);
  }
});

it('every file that it points to is there', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link!);
  expect(links.length).toBeGreaterThan(15);
  expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
});

it('the first command runs all ensembles of its claims but the longest three, which take longer than all others', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const words: string[] = scripts.start.split(' ');
  const named = words[words.indexOf('--only') + 1]!.split(',');
  const asked = words.filter((word) => word in claims).flatMap((id) => Object.keys(claims[id]!.needs('laptop', 1)));
  expect(asked).toEqual(expect.arrayContaining(named));
  expect(asked.filter((name) => !named.includes(name)).sort()).toEqual([
    'beside-300',
    'scheduled-200',
    'scheduled-300',
  ]);
});
