/** Forms as they are written: a sum over all entries, derivatives by leaving one variable, or two, out of each product. */
import type { Forms, FormsShape } from '../forms.ts';

export function formsReference(shape: FormsShape): Pick<Forms, 'evaluate' | 'hessian'> {
  const { order: H, size: L, scale, entries } = shape;
  const places = L ** H;
  const digitsOf = (at: number) => {
    const digits: number[] = [];
    for (let h = H - 1, rest = at; h >= 0; h--, rest = Math.floor(rest / L)) digits[h] = rest % L;
    return digits;
  };
  const but = (point: Float64Array, digits: readonly number[], ...left: number[]) =>
    digits.reduce((product, i, h) => (left.includes(h) ? product : product * point[i]!), 1);
  return {
    evaluate(point, values, gradients) {
      values.fill(0);
      gradients.fill(0);
      entries.forEach((x, n) => {
        const μ = Math.floor(n / places);
        const digits = digitsOf(n % places);
        values[μ]! += scale * x * but(point, digits);
        digits.forEach((i, h) => {
          gradients[μ * L + i]! += scale * x * but(point, digits, h);
        });
      });
    },
    hessian(point, weights, out) {
      out.fill(0);
      entries.forEach((x, n) => {
        const a = weights[Math.floor(n / places)]!;
        const digits = digitsOf(n % places);
        digits.forEach((i, h) => {
          digits.forEach((j, k) => {
            if (h !== k) out[i * L + j]! += a * scale * x * but(point, digits, h, k);
          });
        });
      });
    },
  };
}
