import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/base/errors.ts';
import { stream } from '../../src/base/philox.ts';
import { type JsonNode, parseStrictJson, plainJson, readStrictJson } from '../../src/base/strict-json.ts';
import { printable, Tokens } from '../../src/base/tokens.ts';

const read = (text: string) => parseStrictJson(text, 'a.json').root;
const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('numbers keep the text they were written as', () => {
  test.each(['0', '-0', '0.1', '1E400', '-12.500e-3', '123456789012345678901234567890'])('%s', (text) => {
    expect(read(` [${text}]`)).toEqual({ kind: 'array', at: 1, items: [{ kind: 'number', at: 2, text }] });
  });
});

describe('what is wrong is said in one line with file, line, column, rule and value', () => {
  test.each<[string, string]>([
    ['', 'line 1, column 1: must be a JSON value, got the end of the text'],
    ['\ufeff{}', 'line 1, column 1: must be JSON without a byte order mark, got "\\ufeff"'],
    ['{"a":1,\n "a":2}', 'line 2, column 2: must be a key that occurs once, got "a"'],
    ['{"a":1,"\\u0061":2}', 'line 1, column 8: must be a key that occurs once, got "a"'],
    ['[1,\r\n\r\n  NaN]', 'line 3, column 3: must be a finite number, got "NaN"'],
    ['[-Infinity]', 'line 1, column 2: must be a finite number, got "-Infinity"'],
    ['[01]', 'line 1, column 2: must be a number as JSON writes it (-12, 0.5, 1e-3), got "01"'],
    ['[+1]', 'line 1, column 2: must be a number as JSON writes it (-12, 0.5, 1e-3), got "+1"'],
    ['[.5]', 'line 1, column 2: must be a number as JSON writes it (-12, 0.5, 1e-3), got ".5"'],
    ['[1.]', 'line 1, column 2: must be a number as JSON writes it (-12, 0.5, 1e-3), got "1."'],
    ['[1,]', 'line 1, column 4: must be a JSON value, got "]"'],
    ['[1 2]', 'line 1, column 4: must be "," or "]", got "2"'],
    ['{"a" 1}', 'line 1, column 6: must be ":", got "1"'],
    ["{'a':1}", `line 1, column 2: must be a key in double quotes, got "'"`],
    ['[1]]', 'line 1, column 4: must be the end of the text, got "]"'],
    ['["𝒙", "a', 'line 1, column 7: must be closed by ", got "\\""'],
    ['["\\x"]', 'line 1, column 3: must be an escape that JSON has, got "\\\\x\\"]"'],
    ['["a\tb"]', 'line 1, column 4: must be a text without control characters, got "\\t"'],
    ['truth', 'line 1, column 1: must be a JSON value, got "truth"'],
    ['constructor', 'line 1, column 1: must be a JSON value, got "constructor"'],
    [`[${'x'.repeat(99)}]`, `line 1, column 2: must be a JSON value, got "${'x'.repeat(37)}..."`],
    ['"\u001b[31m', 'line 1, column 2: must be a text without control characters, got "\\u001b"'],
  ])('%j', (text, message) => {
    expect(refusal(() => read(text))).toBe(`a.json, ${message}`);
  });

  test('a part of an accepted document can be refused later on', () => {
    const document = parseStrictJson('{"x": [1,\n "two"]}', 'a.json');
    const list = (document.root as JsonNode & { kind: 'object' }).members.get('x') as JsonNode & { kind: 'array' };
    expect(refusal(() => document.fail(list.items[1]!, 'a number'))).toBe(
      'a.json, line 2, column 2: must be a number, got "two"',
    );
    expect(refusal(() => document.fail(list, 'empty'))).toMatch(/column 7: must be empty, got a list of 2$/);
  });
});

test('depth is bounded, whatever the stack holds', () => {
  expect(refusal(() => read('['.repeat(1e6)))).toBe(
    'a.json, line 1, column 65: must be nested at most 64 deep, got "["',
  );
  expect(refusal(() => read('{"a":'.repeat(1e5)))).toMatch(/column 321: must be nested at most 64 deep/);
  expect(plainJson(read('['.repeat(64) + ']'.repeat(64)))).toEqual(JSON.parse('['.repeat(64) + ']'.repeat(64)));
});

test('bytes are bounded, and are UTF-8', () => {
  const bytes = new TextEncoder().encode('[1, 2]');
  expect(plainJson(readStrictJson(bytes, 'a.json', { maxBytes: 6 }).root)).toEqual([1, 2]);
  expect(refusal(() => readStrictJson(bytes, 'a.json', { maxBytes: 5 }))).toBe(
    'a.json: must have at most 5 bytes, got 6',
  );
  expect(refusal(() => readStrictJson(Uint8Array.of(34, 255, 34), 'a.json'))).toBe(
    'a.json: must be UTF-8, got other bytes',
  );
});

test('a key can have any name', () => {
  const text = '{"__proto__": {"a": 1}, "constructor": 2, "": null}';
  const value = plainJson(read(text));
  expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor', '']);
  expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
});

test('10⁴ mutations of a document: each is refused in one line, or means what JSON.parse says', () => {
  const original =
    '{"data": {"x": [[1.50, -2e3], ["13/3", 0]], "y": ["-1.25e-3", 7E+2]},\r\n "a\\u00e9\\n": [true, false, null, {}, []], "ü𝒙": "\\"\\\\"}';
  const pieces = [
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '0',
    '-',
    '.',
    'e',
    'u',
    ' ',
    '\n',
    '\u0000',
    '\ud800',
    'NaN',
    '"a":',
  ];
  const random = stream(1, 'strict-json', 0, 'mutations');
  const integer = (below: number) => Math.floor(random.uniform() * below);
  let accepted = 0;
  for (let round = 0; round < 10_000; round++) {
    let text = original;
    for (let times = 1 + integer(3); times > 0; times--) {
      const [at, length] = [integer(text.length + 1), integer(4)];
      const piece =
        integer(4) === 0 ? text.slice(integer(text.length), integer(text.length)) : pieces[integer(pieces.length)]!;
      text = text.slice(0, at) + (integer(3) === 0 ? '' : piece) + text.slice(at + length);
    }
    const message = refusal(() => {
      const value = plainJson(read(text));
      expect(JSON.stringify(value)).toBe(JSON.stringify(JSON.parse(text)));
      accepted++;
    });
    if (message === 'accepted') continue;
    // Nothing else is refused than what JSON.parse refuses.
    if (!message.includes('occurs once')) expect(() => JSON.parse(text), text).toThrow(SyntaxError);
    expect(message).toMatch(/^a\.json, line \d+, column \d+: must be .{1,80}, got .{1,200}$/);
  }
  expect(accepted).toBeGreaterThan(500);
  expect(accepted).toBeLessThan(9_000);
});

describe('the cursor serves other formats: the header of an npy file, a Python literal', () => {
  test('reads quotes of either kind, words and tuples', () => {
    const tokens = new Tokens(`{'descr': "<f8", 'fortran_order': False, 'shape': (3,), }`, 'a.npy');
    tokens.expect('{');
    expect(tokens.quoted('"\'')).toBe('descr');
    tokens.expect(':');
    expect(tokens.quoted('"\'')).toBe('<f8');
    tokens.expect(',');
    expect([tokens.quoted('"\''), tokens.take(':'), tokens.lump()]).toEqual(['fortran_order', true, 'False']);
    tokens.expect(',');
    expect([tokens.quoted('"\''), tokens.take(':'), tokens.take('('), tokens.lump()]).toEqual([
      'shape',
      true,
      true,
      '3',
    ]);
    expect(refusal(() => tokens.expect(')'))).toBe('a.npy, line 1, column 53: must be ")", got ","');
  });

  test('what it shows is safe on a terminal', () => {
    expect(printable('\u009b31m\u2028\u200b')).toBe('"\\u009b31m\\u2028\\u200b"');
  });
});
