import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { command, scratchFolder, wholeProgram } from './fixtures/command.ts';

const scratch = scratchFolder();

interface Lines {
  generator(seed: number): (below: number) => number;
  commandsOf(program: Command): readonly object[];
  commandLine(draw: (below: number) => number, commands: readonly object[]): string[];
  complaint(end: { code: number; out: string; err: string }): string | undefined;
}

test('100 command lines that nobody should type: an answer, or one short line of refusal', {
  timeout: 120_000,
}, async () => {
  const script = fileURLToPath(new URL('../../scripts/command-lines.mjs', import.meta.url));
  const { generator, commandsOf, commandLine, complaint }: Lines = await import(pathToFileURL(script).href);
  const before = process.cwd();
  process.chdir(scratch);
  const complaints: string[] = [];
  const codes = new Map<number, number>();
  try {
    const draw = generator(12);
    const commands = commandsOf(await wholeProgram());
    for (let k = 0; k < 100; k++) {
      const words = commandLine(draw, commands);
      // Searches look up after 50 ms and stop.
      const end = await command(words, {}, AbortSignal.abort());
      codes.set(end.code, (codes.get(end.code) ?? 0) + 1);
      const wrong = complaint(end);
      if (wrong) complaints.push(`${JSON.stringify(words)}: ${wrong}: ${end.err.slice(0, 300)}`);
    }
  } finally {
    process.chdir(before);
  }
  expect(complaints).toEqual([]);
  expect(codes.get(2)).toBeGreaterThan(50);
  expect(codes.get(0)).toBeGreaterThan(2);
});

test.each<[string, string, RegExp]>([
  ['depth', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, /^error: .{1,290}\n$/],
  [
    'a list that is too long',
    JSON.stringify({ experiment: 'deep-training', parameters: { hidden: Array(1001).fill(5) } }),
    /hidden must be a list of 1 to 1000 entries/,
  ],
])('a spec file with %s', async (name, text, line) => {
  const file = join(scratch, `${name.replaceAll(' ', '-')}.json`);
  writeFileSync(file, text);
  const { code, err } = await command(['run', file, '--dry-run', '--workers', '1']);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(line) });
});
