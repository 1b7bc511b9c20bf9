import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../cli/fixtures/command.ts';

const script = fileURLToPath(new URL('../../scripts/results.mjs', import.meta.url));
const scratch = scratchFolder();
const docs = join(scratch, 'docs');
const page = (name: string) => readFileSync(join(docs, name), 'utf8');

/** The script, over the package as `npm run build` leaves it; npm test builds first. */
function results(...words: string[]): void {
  execFileSync(process.execPath, [script, ...words, '--run', join(scratch, 'run'), '--docs', docs], { stdio: 'pipe' });
}

describe('scripts/results.mjs', () => {
  test('a run at another preset leaves the laptop page alone, and the index lists both, the folders by preset', () => {
    mkdirSync(join(docs, 'old', 'figures'), { recursive: true });
    const entry = { title: 'An earlier one', verdicts: [['measured', 2]], preset: 'paper', seed: 3, only: 'a,b' };
    writeFileSync(join(docs, 'old', 'results.json'), JSON.stringify({ 'ls/thresholds': entry, 'ls/gone': entry }));
    writeFileSync(join(docs, 'old', 'ls-thresholds.md'), '# An earlier one\n');
    results('ls/thresholds');
    const laptop = page('ls-thresholds.md');
    expect(laptop).toMatch(
      /\nPreset laptop, seed 1, glasscape [\d.]+, commit .+\. It stands on no ensemble: theory alone\.\n/,
    );
    results('ls/thresholds', '--preset', 'smoke', '--seed', '2');
    expect(page('ls-thresholds.md')).toBe(laptop);
    const index = page('README.md');
    expect(index.match(/## .*/g)).toEqual(['## Preset paper', '## Preset laptop', '## Preset smoke']);
    const rows = index.match(/\| \[.*/g)!;
    expect(rows).toHaveLength(3);
    expect(rows[0]).toBe(
      '| [ls/thresholds](old/ls-thresholds.md) | An earlier one | 2 measured | paper | 3 | a, b only |',
    );
    expect(rows[1]).toMatch(/^\| \[ls\/thresholds\]\(ls-thresholds.md\) .* \| laptop \| 1 \| all \|$/);
    expect(rows[2]).toMatch(/^\| \[ls\/thresholds\]\(smoke-seed-2\/ls-thresholds.md\) .* \| smoke \| 2 \| all \|$/);
  });

  test('a page of a partial run says which ensembles were run, which were not, what they took and on how many workers', () => {
    results('ls/network-losses', '--preset', 'smoke', '--only', 'width-10,width-25', '--workers', '1');
    const text = page('smoke/ls-network-losses.md');
    expect(text).toMatch(
      /\*\*Of its 5 ensembles were run: width-10, width-25\. Not run: width-50, width-100, width-250\.\*\* They took [\d.]+ s on 1 worker \(forecast: [\d.]+ s\)\.\n/,
    );
    expect(text).toMatch(
      /\n\| width-25 \| network-training \(wasm\) \| 8 \| [\d.]+ s on 1 \| [\d.]+ s \| 1 \| [0-9a-f]{16} \| [0-9a-f]{16} \|\n/,
    );
    expect(text).toContain('ls/network-losses --preset smoke --seed 1 --only width-10,width-25\n');
    for (const [, file] of text.matchAll(/\]\((figures\/.*?)\)/g))
      expect(existsSync(join(docs, 'smoke', file!))).toBe(true);
    expect(page('README.md')).toMatch(/smoke\/ls-network-losses\.md.*\| width-10, width-25 only \|/);

    writeFileSync(join(docs, 'smoke/ls-network-losses.md'), `${text}![x](figures/ls-network-losses-stale.svg)\n`);
    writeFileSync(join(docs, 'smoke/figures/ls-network-losses-stale.svg'), '<svg/>');
    results('ls/network-losses', '--preset', 'smoke', '--only', 'width-10,width-25');
    expect(readdirSync(join(docs, 'smoke/figures')).sort()).toEqual(
      [...text.matchAll(/\(figures\/(.*?)\)/g)].map(([, file]) => file).sort(),
    );
    // What was there was not computed again, and its first forecast stands.
    expect(page('smoke/ls-network-losses.md')).toMatch(/on 1 worker \(forecast: /);

    // A run of before forecasts were kept: the one of today is told for what it is.
    const manifest = join(scratch, 'run', 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ ...JSON.parse(readFileSync(manifest, 'utf8')), forecasts: undefined }));
    results('ls/network-losses', '--preset', 'smoke', '--only', 'width-10,width-25');
    expect(page('smoke/ls-network-losses.md')).toMatch(/on 1 worker \(forecast, made afterwards: /);
  });
});
