/**
 * Floating point of any length on BigInt mantissas: value = mantissa · 2^exponent, no limit on the exponent.
 * Significance arithmetic: a result keeps as many bits as its operands justify. Nothing is shifted up after a cancellation, so that
 * the length of a mantissa is about the number of bits that are still right; a product costs up to one bit.
 * Source: [ashenhurst1959unnormalized] for unnormalized arithmetic; series of Taylor, Machin and Kummer.
 */
import { finite } from '../base/arguments.ts';

export interface BigFloat {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** A finite double, exact. */
export function fromNumber(value: number, bits: number): BigFloat {
  if (value === 0) return { mantissa: 0n, exponent: -bits };
  const exponent = Math.max(-1021, Math.floor(Math.log2(Math.abs(value)))) - 53;
  const mantissa = BigInt((value / 2 ** (exponent + 26)) * 2 ** 26);
  return { mantissa: mantissa << BigInt(bits - 54), exponent: exponent - bits + 54 };
}

/** Shorter or longer mantissa; bits appended are zeros, right only for a value that is exact. */
export function withLength({ mantissa, exponent }: BigFloat, bits: number): BigFloat {
  const surplus = bitLength(mantissa) - bits;
  return {
    mantissa: surplus > 0 ? mantissa >> BigInt(surplus) : mantissa << BigInt(-surplus),
    exponent: exponent + surplus,
  };
}

export function add(a: BigFloat, b: BigFloat): BigFloat {
  const lead = a.exponent - b.exponent;
  if (lead === 0) return { mantissa: a.mantissa + b.mantissa, exponent: a.exponent };
  return lead > 0
    ? { mantissa: a.mantissa + (b.mantissa >> BigInt(lead)), exponent: a.exponent }
    : { mantissa: (a.mantissa >> BigInt(-lead)) + b.mantissa, exponent: b.exponent };
}

export function negate({ mantissa, exponent }: BigFloat): BigFloat {
  return { mantissa: -mantissa, exponent };
}

export function subtract(a: BigFloat, b: BigFloat): BigFloat {
  return add(a, negate(b));
}

/** As long as the shorter of the two, or one bit less. */
export function multiply(a: BigFloat, b: BigFloat): BigFloat {
  const surplus = Math.max(bitLength(a.mantissa), bitLength(b.mantissa));
  return { mantissa: (a.mantissa * b.mantissa) >> BigInt(surplus), exponent: a.exponent + b.exponent + surplus };
}

/** a · n for an integer n, whose digits are exact. */
export function multiplyExact({ mantissa, exponent }: BigFloat, n: number): BigFloat {
  return { mantissa: mantissa * BigInt(n), exponent };
}

/** a · 2^n. */
export function shift({ mantissa, exponent }: BigFloat, n: number): BigFloat {
  return { mantissa, exponent: exponent + n };
}

/** a / b, as long as the shorter of the two; b ≠ 0. */
export function divide(a: BigFloat, b: BigFloat): BigFloat {
  const length = bitLength(b.mantissa);
  const surplus = Math.max(0, bitLength(a.mantissa) - length);
  const quotient = (a.mantissa << BigInt(length)) / b.mantissa;
  return { mantissa: quotient >> BigInt(surplus), exponent: a.exponent - b.exponent - length + surplus };
}

/** √a for a ≥ 0, as long as a. */
export function squareRoot(a: BigFloat): BigFloat {
  const length = bitLength(a.mantissa);
  const up = length + ((a.exponent - length) & 1);
  return { mantissa: integerRoot(a.mantissa << BigInt(up)), exponent: (a.exponent - up) / 2 };
}

/** Number of bits of |n|, or one more when they are nearly all ones. */
export function bitLength(n: bigint): number {
  const size = Math.abs(Number(n));
  if (size === Infinity) return 960 + bitLength(n >> 960n);
  return size === 0 ? 0 : 1 + Math.floor(Math.log2(size));
}

/** ln a of a > 0 in double precision, −∞ for a ≤ 0. */
export function logarithm({ mantissa, exponent }: BigFloat): number {
  if (mantissa <= 0n) return -Infinity;
  const surplus = bitLength(mantissa) - 60;
  const leading = surplus > 0 ? mantissa >> BigInt(surplus) : mantissa << BigInt(-surplus);
  return Math.log(Number(leading) / 2 ** 60) + (exponent + surplus + 60) * Math.LN2;
}

/** e^{−p s²} and ∫_{−∞}^s e^{−p y²} dy, with `bits` right bits, for s ≤ 0 and p = 1 or ½:
 *      ∫_s^0 e^{−p y²} dy = e^{−p s²} Σ_n (2p)^n |s|^{2n+1} / (1·3·…·(2n+1)),   and half the line less this.
 *  Fixed point with room for what the difference cancels, p s²/ln 2 bits and a little more. `line` is ∫ over all y.
 *  @throws ArgumentError when s > 0 */
export function gaussian(s: number, p: 1 | 0.5, bits: number): { density: BigFloat; below: BigFloat; line: BigFloat } {
  finite('gaussian', 's', s, -Infinity, 0);
  const places = bits + Math.ceil(3 * s * s) + 64;
  const P = BigInt(places);
  const exactly = fromNumber(-s, places);
  const size = exactly.exponent + places;
  const x = size >= 0 ? exactly.mantissa << BigInt(size) : exactly.mantissa >> BigInt(-size);
  const square = (x * x) >> P;
  const scaled = p === 1 ? square : square >> 1n;
  let growth = 0n;
  for (let [term, n] = [1n << P, 1n]; term > 0n; n++) {
    growth += term;
    term = ((term * scaled) >> P) / n;
  }
  let series = 0n;
  for (let [term, n] = [x, 3n]; term > 0n; n += 2n) {
    series += term;
    term = ((term * scaled) >> (P - 1n)) / n;
  }
  const unit = 1n << (2n * P);
  const density = unit / growth;
  const line = integerRoot((machin(P) << P) * (p === 1 ? 1n : 2n));
  const below = (line >> 1n) - (series << P) / growth;
  const float = (mantissa: bigint) => withLength({ mantissa, exponent: -places }, bits);
  return { density: float(density), below: float(below), line: float(line) };
}

/** ⌊√n⌋ by Newton steps from above. */
function integerRoot(n: bigint): bigint {
  if (n === 0n) return 0n;
  let root = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** π · 2^places = (16 arctan ⅕ − 4 arctan 1/239) · 2^places. */
function machin(places: bigint): bigint {
  const guard = 16n;
  const arctan = (inverse: bigint) => {
    let [sum, sign] = [0n, 1n];
    for (let [power, n] = [(1n << (places + guard)) / inverse, 1n]; power > 0n; n += 2n) {
      sum += (sign * power) / n;
      power /= inverse * inverse;
      sign = -sign;
    }
    return sum;
  };
  return (16n * arctan(5n) - 4n * arctan(239n)) >> guard;
}
