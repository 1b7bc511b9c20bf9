/**
 * The standard normal's quantile function by rational approximation, relative error below 1e-15.
 * @source [wichura1988algorithm, PPND16]
 */
import { ArgumentError } from './errors.ts';
import { log } from './functions.ts';

/** Largest |p − ½| at which the approximation for the middle holds. */
const middle = 0.425;

/**
 * Φ⁻¹(p).
 * @param p  in (0, 1), down to 1e-300; numbers near 1 have lost their distance from it, ask for −Φ⁻¹(1 − p) instead
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new ArgumentError('normalQuantile', 'p', 'strictly between 0 and 1', p);
  if (Math.abs(p - 0.5) <= middle) return central(p - 0.5);
  return p < 0.5 ? -upperTail(p) : upperTail(1 - p);
}

/** Φ⁻¹(½ + q) for q in (−½, ½). */
export function normalQuantileCentered(q: number): number {
  if (Math.abs(q) <= middle) return central(q);
  const value = upperTail(0.5 - Math.abs(q));
  return q < 0 ? -value : value;
}

function central(q: number): number {
  const r = 0.180625 - q * q;
  return (
    (q *
      (((((((2509.0809287301227 * r + 33430.575583588128) * r + 67265.7709270087) * r + 45921.95393154987) * r +
        13731.693765509461) *
        r +
        1971.5909503065513) *
        r +
        133.14166789178438) *
        r +
        3.3871328727963665)) /
    (((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r +
      5394.196021424751) *
      r +
      687.1870074920579) *
      r +
      42.31333070160091) *
      r +
      1)
  );
}

/** The number above which a normal lies with probability p. */
function upperTail(p: number): number {
  const tail = Math.sqrt(-log(p));
  if (tail <= 5) {
    const r = tail - 1.6;
    return (
      (((((((7.7454501427834139e-4 * r + 0.022723844989269184) * r + 0.24178072517745061) * r + 1.2704582524523684) *
        r +
        3.6478483247632045) *
        r +
        5.769497221460691) *
        r +
        4.630337846156546) *
        r +
        1.4234371107496835) /
      (((((((1.0507500716444169e-9 * r + 5.4759380849953455e-4) * r + 0.015198666563616457) * r + 0.14810397642748008) *
        r +
        0.6897673349851) *
        r +
        1.6763848301838038) *
        r +
        2.053191626637759) *
        r +
        1)
    );
  }
  const r = tail - 5;
  return (
    (((((((2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 1.2426609473880784e-3) * r + 0.026532189526576124) *
      r +
      0.29656057182850487) *
      r +
      1.7848265399172913) *
      r +
      5.463784911164114) *
      r +
      6.657904643501103) /
    (((((((2.0442631033899397e-15 * r + 1.4215117583164459e-7) * r + 1.8463183175100548e-5) * r +
      7.868691311456133e-4) *
      r +
      0.014875361290850615) *
      r +
      0.1369298809227358) *
      r +
      0.599832206555888) *
      r +
      1)
  );
}
