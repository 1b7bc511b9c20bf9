import { describe, expect, test } from 'vitest';
import { closedFormTotal, countReport, energyBarrier, groundState } from '../../src/theory/index.ts';
import { command, overriding } from './fixtures/command.ts';

const theory = async (...words: string[]) => {
  const { code, out, err } = await command(['theory', '--order', '3', ...words]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
};

describe('theory --size', () => {
  test('prints what countReport gives, as one JSON document', async () => {
    const document = JSON.parse(await theory('--size', '40', '--energy', '-1.6', '--json'));
    expect(document).toMatchObject({ order: 3, size: 40, energy: -1.6 });
    expect(document.lnByIndex).toHaveLength(6);
    expect(document).toEqual(countReport(3, 40, -1.6));
  });

  test.each(['inf', 'Infinity', '+inf'])('counts all energies for --energy %s, and by default', async (word) => {
    const { lnTotal, lnByIndex, errorBound } = JSON.parse(await theory('--size', '3', '--energy', word, '--json'));
    expect(Math.abs(lnTotal - Math.log(closedFormTotal(3, 3)!))).toBeLessThan(errorBound);
    // Every critical point has one index.
    const sum = lnByIndex.reduce((total: number, ln: number) => total + Math.exp(ln), 0);
    expect(Math.abs(sum / closedFormTotal(3, 3)! - 1)).toBeLessThan(2 * errorBound);
    expect(JSON.parse(await theory('--size', '3', '--json')).lnTotal).toBe(lnTotal);
  });

  test('counts nothing below −inf', async () => {
    expect(await theory('--size', '5', '--energy', '-inf')).toMatch(/^all +0 +-Infinity +± 0\.0e\+0$/m);
  });

  test.each(['inf', '-inf', '-1.25'])('--json says the energy %s so that it can be asked for again', async (word) => {
    const document = JSON.parse(await theory('--size', '4', '--energy', word, '--json'));
    expect(String(document.energy)).toBe(word);
    expect(await theory('--size', '4', '--energy', String(document.energy), '--json')).toBe(
      `${JSON.stringify(document, null, 2)}\n`,
    );
    // Nothing lies below −∞: the logarithm of 0 is a word, too, because null means "out of reach".
    const logarithms = [document.lnTotal, ...document.lnByIndex];
    for (const ln of logarithms) expect(typeof ln).toBe(word === '-inf' ? 'string' : 'number');
    if (word === '-inf') expect(new Set(logarithms)).toEqual(new Set(['-inf']));
  });

  test('--index k counts up to k, and shows k alone', async () => {
    expect(JSON.parse(await theory('--size', '6', '--index', '2', '--json')).lnByIndex).toHaveLength(3);
    const lines = (await theory('--size', '6', '--index', '2')).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^index 2 /);
  });

  test('shows numbers that a double cannot hold', async () => {
    const out = await theory('--size', '6000');
    const { lnTotal } = countReport(3, 6000, Infinity);
    const exponent = Math.floor(lnTotal / Math.LN10);
    expect(exponent).toBeGreaterThan(308);
    expect(out).toMatch(new RegExp(`^all +\\d\\.\\d{3}e\\+${exponent} +${lnTotal.toFixed(10)} `, 'm'));
  });

  test('--curve counts from below the ground state to above the barrier, or where it is told', async () => {
    const { curve, ...model } = JSON.parse(await theory('--size', '33', '--curve', '--points', '4', '--json'));
    expect(model).toEqual({ order: 3, size: 33 });
    const energies: number[] = curve.map(({ energy }: { energy: number }) => energy);
    expect(energies).toHaveLength(4);
    expect(energies[0]).toBeLessThan(-groundState(3).value);
    expect(energies[3]).toBeGreaterThan(-energyBarrier(3).value);
    const { order, size, ...values } = countReport(3, 33, energies[1]!);
    expect(curve[1]).toEqual(values);
    const told = ['--size', '33', '--index', '1', '--curve', '--from', '-1.5', '--to', '-1', '--points', '3'];
    const lines = (await theory(...told)).trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ {2,}/)[0])).toEqual([
      'energy below',
      '-1.500000',
      '-1.250000',
      '-1.000000',
    ]);
    expect(lines[2]).toContain(countReport(3, 33, -1.25).lnByIndex[1]!.toFixed(6));
  });
});

describe('bad input gives one line that names argument, rule and value, and exit code 2', () => {
  test.each<[string, RegExp]>([
    ['--size 1.5', /size must be an integer from 2 to 10000, got 1\.5$/],
    ['--size 10001', /size must be an integer from 2 to 10000, got 10001$/],
    ['--energy -1', /size must be an integer from 2 to 10000, got undefined$/],
    ['--size 20000', /size must be an integer from 2 to 10000, got 20000$/],
    ['--size 1', /size must be an integer from 2 to 10000, got 1$/],
    ['--size x', /size must be an integer from 2 to 10000, got "x"$/],
    ['--size 20 --order 2.5', /order must be an integer ≥ 2, got 2\.5$/],
    ['--size 20 --order 1', /order must be an integer ≥ 2, got 1$/],
    ['--size 20 --index x', /index must be an integer from 0 to 19, got "x"$/],
    ['--size 20 --energy nan', /energy must be a number, inf or -inf, got "nan"$/],
    ['--size 20 --index 20', /index must be an integer from 0 to 19, got 20$/],
    ['--size 20 --index 0.5', /index must be an integer from 0 to 19, got 0\.5$/],
    ['--size 20 --index -1', /index must be an integer from 0 to 19, got -1$/],
    ['--size 100 --index 10', /index must be an integer from 0 to 9, got 10$/],
    ['--size 2001 --index 0', /size must be at most 2000 with --index, got 2001$/],
    ['--size 20 --order 1001', /order must be an integer from 2 to 1000, got 1001$/],
    ['--size 20 --curve --energy 0', /energy must be left out with --curve .*, got 0$/],
    ['--size 20 --curve --points 1', /points must be an integer from 2 to 10000, got 1$/],
    ['--size 20 --curve --from x', /from must be a finite number, got "x"$/],
    ['--size 20 --curve --from 0 --to 0', /to must be above --from \(0\), got 0$/],
    ['--size 20 --to 0', /to must be given with --curve, got 0$/],
  ])('%s', async (words, line) => {
    const { code, out, err } = await command(['theory', ...overriding(['--order', '3'], ...words.split(' '))]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(new RegExp(`^error: [a-zA-Z]+: ${line.source.replace(/\$$/, '')}\n$`));
  });
});
