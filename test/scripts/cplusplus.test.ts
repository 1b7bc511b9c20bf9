/** The kernels' text as C++: the subset, sentence by sentence, and what is outside of it. */
import { describe, expect, it } from 'vitest';
// @ts-expect-error a script without types
import { cplusplus } from '../../scripts/native/cplusplus.mjs';

const plain = (text: string) => text.replace(/\s+/g, ' ').trim();
/** Body of a function `f` that holds the statements. */
const bodyOf = (statements: string) => {
  const { code } = cplusplus(`export function f(p: usize, n: i32): void { ${statements} }`);
  return plain(/void f\(char \*BASE, usize p, i32 n\) \{([\s\S]*?)\n\}\n\}/.exec(code)![1]!);
};

describe('a statement', () => {
  it.each([
    ['let a = 1, b: f64 = 0;', 'auto a = 1; f64 b = 0;'],
    ['const x = v512.load(p, 64);', 'auto x = v512_load(BASE, p, 64);'],
    [
      'v512.store(p, f32x16.add(v512.load(p), f32x16.splat(1)), 8);',
      'v512_store(BASE, p, f32x16_add(v512_load(BASE, p), f32x16_splat(1)), 8);',
    ],
    [
      'store<f32>(p + (<usize>n << 2), <f32>load<f64>(p));',
      'store<f32>(BASE, p + (((usize)(n)) << 2), ((f32)(load<f64>(BASE, p))));',
    ],
    [
      'for (let i = n, end: usize = p; i < 3; i++) { if (i == 1) continue; break; }',
      '{ auto i = n; usize end = p; for (; i < 3; i++) { if (i == 1) continue; break; } }',
    ],
    ['while (n > 0) n--;', 'while (n > 0) n--;'],
    ['switch (n) { case 1: n = 2; break; default: n = 3; }', 'switch (n) { case 1: n = 2; break; default: n = 3; }'],
    ['const y = n < 1 ? -Infinity : NaN;', 'auto y = n < 1 ? -__builtin_inf() : __builtin_nan("");'],
    ['memory.fill(p, 0, 8);', 'memory_fill(BASE, p, 0, 8);'],
    ['const m = max(abs(load<f64>(p)), sizeof<f64>());', 'auto m = max(abs(load<f64>(BASE, p)), sizeof(f64));'],
  ])('%s', (text, expected) => {
    expect(bodyOf(text)).toBe(expected);
  });

  it.each([
    'const a = [1];',
    'const a = n >>> 1;',
    'const a = Math.sqrt(2);',
    "const a = 'x';",
    'do { n--; } while (n);',
    'return other(n);',
  ])('outside of the subset is refused with its line: %s', (text) => {
    expect(() => cplusplus(`export function f(n: i32): void {\n${text} }`)).toThrow(
      /not in the subset that becomes C\+\+, line 2/,
    );
  });
});

it('functions come with all that they call, and only the text’s own are exported', () => {
  const before =
    'function deep(x: f64): f64 { return x; }\nexport function once(x: f64): f64 { return deep(x); }\nfunction idle(): void {}\n';
  const { code, signatures } = cplusplus('export function f(p: usize, on: bool): f64 { return once(1); }', before);
  expect(signatures).toEqual({ f: 'double f(void *, uint32_t, int32_t)' });
  expect(code).toContain('deep(BASE, x)');
  expect(code).not.toContain('idle');
  expect(code).toContain('ENTRY double f(char *BASE, uint32_t p, int32_t on) { return kernels::f(BASE, p, on); }');
  expect(code).not.toContain('ENTRY double once');
});
