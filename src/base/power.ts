/** Powers with the same bits on every engine. */
import { divide, exact, multiply, one, squareRoot, subtract } from './double-double.ts';

/** Beyond, double-doubles overflow on the way or lose their second half. */
const [least, most] = [1e-250, 1e250];

/**
 * xⁿ for n a multiple of ½, through double-doubles: rounded once at the end. `**` is as good as its engine alone: x ** −1 and x ** 3 have
 * other last bits in Node 24 than in Node 20. Squares, roots, powers of 2 and of integers below 2⁵³ are the same with it.
 * @param n   a multiple of ½, of either sign
 */
export function power(x: number, n: number): number {
  const rough = x ** n;
  const isTame = (y: number) => Math.abs(y) > least && Math.abs(y) < most;
  if (!isTame(x) || !isTame(rough)) return rough;
  const whole = Math.floor(Math.abs(n));
  let result = whole === Math.abs(n) ? one : squareRoot(exact(x));
  for (let k = 0; k < whole; k++) result = multiply(result, exact(x));
  const { hi, lo } = n < 0 ? divide(one, result) : result;
  return hi + lo;
}

/** The n-th root of x > 0: that of the engine after a step of Newton's method in double-doubles, rounded once. @param n ≥ 1, an integer */
export function root(x: number, n: number): number {
  const rough = x ** (1 / n);
  const near = exact(rough);
  let raised = one;
  for (let k = 1; k < n; k++) raised = multiply(raised, near);
  const rest = subtract(exact(x), multiply(raised, near));
  return rough + rest.hi / (n * raised.hi);
}
