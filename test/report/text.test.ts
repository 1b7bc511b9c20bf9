import { describe, expect, test } from 'vitest';
import { escapeText, htmlText, plainText, runs, svgText } from '../../src/report/text.ts';

describe('markup', () => {
  test.each([
    ['energy per spin *u*', 'energy per spin <i class="v">u</i>'],
    ['−*E*_∞ = −1.6330', '−<i class="v">E</i><sub>∞</sub> = −1.6330'],
    ['Θ_k and n_1', 'Θ<sub><i class="v">k</i></sub> and n<sub>1</sub>'],
    ['Λ^(−1/2)', 'Λ<sup>−1/2</sup>'],
    ['(Λ^(−(H−1)/2))', '(Λ<sup>−(H−1)/2</sup>)'],
    ['Ψ^((H−1)/2H)', 'Ψ<sup>(H−1)/2H</sup>'],
    ['w_{max}, x^2, y^{k,H}', 'w<sub>max</sub>, x<sup>2</sup>, y<sup><i class="v">k</i></sup><sup>,</sup><sup>H</sup>'],
    ['100–*n*₁–10 and 10⁻¹²', '100–<i class="v">n</i><sub>1</sub>–10 and 10<sup>−12</sup>'],
    ['Θ_{*k*,*H*}', 'Θ<sub><i class="v">k</i></sub><sub>,</sub><sub><i class="v">H</i></sub>'],
  ])('%s', (text, html) => expect(htmlText(text)).toBe(html));

  test.each(['train_loss', '2*3*4', 'a * b', '_∞ alone', 'snake_case_name', '10 ^ 2', ''])(
    'leaves “%s” as it is',
    (text) => {
      expect(plainText(text)).toBe(text);
      expect(runs(text).every((run) => !run.italic && run.shift === 0)).toBe(true);
    },
  );

  test('plain text keeps small digits', () => expect(plainText('*n*₁ = 10⁻¹²')).toBe('n₁ = 10⁻¹²'));

  test('plain text drops the marks and nothing else', () =>
    expect(plainText('−*E*_∞ at Λ^(−1/2)')).toBe('−E∞ at Λ−1/2'));

  test('the baseline returns after a shift: the dy of all runs but the last sum to 0', () => {
    const shifts = [...svgText('a*E*_∞ b^2 c', 13).matchAll(/dy="([^"]*)"/g)].map((match) => Number(match[1]));
    expect(shifts).toHaveLength(3 + 1);
    // Each dy is rounded to 0.1 px, and the rounding errors are carried along, not summed.
    expect(Math.abs(shifts.reduce((a, b) => a + b, 0))).toBeLessThan(0.06);
  });
});

test('escaping covers the five characters of XML and what XML forbids', () => {
  expect(escapeText('<a href="x">&\u0000\u0008\ud800')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;\ufffd\ufffd\ufffd');
  expect(escapeText('−∞ Λ 𝒩 \n\t')).toBe('−∞ Λ 𝒩 \n\t');
});
