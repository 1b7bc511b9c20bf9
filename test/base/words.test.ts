import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, DataError, StoreError } from '../../src/base/errors.ts';
import { shown } from '../../src/base/words.ts';

const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('text from outside, shown', () => {
  it('stays as it is when it is short and plain', () => {
    expect(shown('naïve Λ 💡, "quoted" \\ back')).toBe('naïve Λ 💡, "quoted" \\ back');
  });

  it('escapes what a terminal obeys or hides', () => {
    expect(shown('a\u001b[31mb\r\n\u202ec\u2028\ud800')).toBe('a\\u001b[31mb\\u000d\\u000a\\u202ec\\u2028\\ud800');
  });

  it('loses its middle when it is long', () => {
    expect(shown(`begin${'x'.repeat(100)}end`, 20)).toBe('beginxxxxxxxx…xxxend');
  });

  it('is safe, no longer than asked, and the same when it is shown again', () => {
    const text = fc.string({ unit: fc.oneof(fc.integer({ min: 0, max: 0xffff }).map((c) => String.fromCharCode(c))) });
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 40 }), (any, most) => {
        const once = shown(any, most);
        expect(once.length).toBeLessThanOrEqual(most);
        expect(once).not.toMatch(unsafe);
        expect(shown(once, most)).toBe(once);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('errors about files and folders', () => {
  it.each([DataError, StoreError])('%o: at most 300 characters, nothing to obey', (Kind) => {
    const { message } = new Kind(`a.npy: ${'\u001b[31m'.repeat(1000)} is wrong`);
    expect(message.length).toBeLessThanOrEqual(300);
    expect(message).toMatch(/^a\.npy: .* is wrong$/);
    expect(message).not.toMatch(unsafe);
  });

  it('a value that broke a rule is shown the same way', () => {
    expect(new ArgumentError('f', 'x', 'a word', '\u202eabc').message).toBe('f: x must be a word, got "\\u202eabc"');
    expect(new ArgumentError('f', 'x', 'a word', ['\u202e']).message).not.toMatch(unsafe);
  });
});
