/** Real polynomial systems on boxes: values and Jacobians for Krawczyk's operator, and the potential where the system is a gradient. */
import type { PolynomialSystem, Term } from '../../linalg/polynomials.ts';
import { add, divide, type Interval, multiply, point, zero } from './interval.ts';
import type { System } from './krawczyk.ts';
import { addAt, entry, type IntervalVector, zeros } from './vectors.ts';

/** @param system  with real coefficients, which are taken as they are: exact floats */
export function polynomialSystem({ unknowns, equations }: PolynomialSystem): System {
  return {
    at(box) {
      const jacobian = equations.map(() => zeros(unknowns));
      const values = equations.map((terms, i) =>
        terms.reduce((sum, term) => {
          term.variables.forEach((v, k) => {
            const others = term.variables.filter((_, at) => at !== k);
            addAt(jacobian[i]!, v, product({ ...term, variables: others }, box));
          });
          return add(sum, product(term, box));
        }, zero),
      );
      return { values, jacobian };
    },
  };
}

/**
 * φ(x) − φ(0) on the box where equation i is ∂φ/∂x_i: ∫ F(s x)·x ds, so that each term c Π x of degree d of equation i gives c x_i Π x/(d + 1).
 */
export function potential({ equations }: PolynomialSystem, box: IntervalVector): Interval {
  return equations.reduce(
    (sum, terms, i) =>
      terms.reduce((part, { coefficient, variables }) => {
        const share = divide(product({ coefficient, variables: [i, ...variables] }, box), point(variables.length + 1));
        return add(part, share);
      }, sum),
    zero,
  );
}

function product({ coefficient: [c], variables }: Term, box: IntervalVector): Interval {
  return variables.reduce((part, v) => multiply(part, entry(box, v)), point(c));
}
