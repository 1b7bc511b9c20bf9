/** certify --near from the command line: points of a run and of a file, and what is refused. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { command, scratchFolder } from './fixtures/command.ts';

const folder = scratchFolder();
const at = (name: string) => join(folder, name);
const xor = ['--data', 'xor', '--loss', 'squared', '--outputs', '1'] as const;

describe('certify --near', () => {
  test('points of a run: exact minima with certificates that check accepts', async () => {
    const parameters = { steps: 8000, rate: 0.2, optimizer: 'gradient-descent', networks: 12, biasDeviation: 0.5 };
    writeFileSync(at('tiny.json'), JSON.stringify({ experiment: 'tiny-training', parameters }));
    expect((await command(['run', at('tiny.json'), '--out', at('tiny'), '--workers', '1'])).code).toBe(0);
    const { code, out, err } = await command(['certify', '--near', '--run', at('tiny'), '--points', '12', '--json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { points } = JSON.parse(out);
    expect(points).toHaveLength(12);
    const exact = points.find(({ kind }: { kind?: string }) => kind === 'cell');
    expect(exact).toMatchObject({ verdict: 'proved', loss: expect.stringMatching(/^\d+(\/\d+)?$/) });
    const words = ['certify', '--near', '--run', at('tiny'), '--point', String(exact.point)];
    const lines = await command([...words, '--out', at('near.certificate.json')]);
    expect(lines.out).toMatch(/^verdict {6}.* within \d.*, loss \d+.*\nbecause {6}solved in rationals/);
    expect((await command(['check', at('near.certificate.json')])).out).toMatch(/^accepted: /);
    const all = await command(['certify', '--near', '--run', at('tiny'), '--points', '12']);
    expect(all.out).toMatch(/\n\d+ proved cell.* of 12\n/);
  });

  test('random starts are near nothing, and the reasons are said', async () => {
    const { code, out } = await command(['certify', '--near', '--hidden', '3', '--activation', 'tanh', ...xor]);
    expect(code).toBe(0);
    expect(out).toMatch(/^verdict {6}undecided: /);
    expect(out).toMatch(/\nnot cell {5}exact cells are those of one hidden layer of relu units\n/);
  });

  test.each([
    [['certify'], /file must be JSON with the data and the network, or --near/],
    [['certify', 'net.json', '--near', '--hidden', '3', ...xor], /file must be left out with --near/],
    [['certify', 'net.json', '--hidden', '3'], /hidden must be given with --near/],
    [
      ['certify', '--near', '--order', '3', '--size', '5'],
      /near must be asked of the loss of a network of dense layers/,
    ],
    [['certify', '--near', '--hidden', '3', ...xor, '--points', '0'], /points must be an integer/],
    [['certify', '--near', '--hidden', '3', ...xor, '--within', '-1'], /within must be/],
    [
      ['certify', '--near', '--hidden', '3', ...xor, '--points', '2', '--out', at('no.json')],
      /out must be asked of one point/,
    ],
  ])('refuses %j', async (words, message) => {
    const { code, out, err } = await command(words);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(existsSync(at('no.json'))).toBe(false);
  });
});
