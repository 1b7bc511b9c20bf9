/**
 * The eigenvectors of a symmetric tensor of two dimensions: at x = (c, s) the tangent part of S x^{H−1} is a binary form of degree H,
 *      Q(c, s) = c S(e₂, x, …, x) − s S(e₁, x, …, x),
 * whose real roots s/c are the critical points on the circle. Every one is found: between two roots of the derivative there is at
 * most one, and a change of sign says whether there is.
 */
import { ArgumentError } from '../base/errors.ts';
import type { SymmetricTensor } from './homotopy-family.ts';

/** Real eigenvectors with ‖x‖ = 1, one of each pair ±x, in no order. Double roots, which a generic tensor does not have, may be missed.
 *  @throws ArgumentError when the tensor is not of dimension 2 */
export function circleEigenvectors(tensor: SymmetricTensor): Float64Array[] {
  if (tensor.size !== 2) throw new ArgumentError('circleEigenvectors', 'size', '2', tensor.size);
  const form = tangentForm(tensor);
  const steep = realRoots(form, -1, 1); // |s/c| ≤ 1
  const flat = realRoots(form.slice().reverse(), -1, 1).filter((root) => Math.abs(root) < 1); // |c/s| < 1
  return [...steep.map((root) => unit(1, root)), ...flat.map((root) => unit(root, 1))];
}

/** q_m with Q(1, τ) = Σ q_m τ^m. */
function tangentForm({ order: H, entries: S }: SymmetricTensor): Float64Array {
  const form = new Float64Array(H + 1);
  let binomial = 1; // of H − 1 over m
  for (let m = 0; m < H; m++) {
    const ones = 2 ** m - 1; // indices: H − 1 − m zeros, then m ones
    form[m]! += binomial * S[2 ** (H - 1) + ones]!;
    form[m + 1]! -= binomial * S[ones]!;
    binomial = (binomial * (H - 1 - m)) / (m + 1);
  }
  return form;
}

/** Real roots of Σ p_m τ^m in [low, high], by the roots of its derivative. */
export function realRoots(p: Float64Array, low: number, high: number): number[] {
  if (p.length < 2) return [];
  const derivative = Float64Array.from(p.subarray(1), (coefficient, m) => (m + 1) * coefficient);
  const ends = [low, ...realRoots(derivative, low, high), high];
  const roots = ends.slice(1).flatMap((end, i) => rootBetween(p, ends[i]!, end));
  return horner(p, high) === 0 ? [...roots, high] : roots;
}

/** The root of a polynomial monotone on [a, b], to the last bit, a itself included; none when its sign does not change. */
function rootBetween(p: Float64Array, a: number, b: number): number[] {
  const [atA, atB] = [horner(p, a), horner(p, b)];
  if (atA === 0) return [a];
  if (!(atA * atB < 0)) return [];
  let [low, high] = [a, b];
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return [middle];
    if (horner(p, middle) * atA > 0) low = middle;
    else high = middle;
  }
}

function horner(p: Float64Array, τ: number): number {
  let value = 0;
  for (let m = p.length - 1; m >= 0; m--) value = value * τ + p[m]!;
  return value;
}

function unit(c: number, s: number): Float64Array {
  const norm = Math.sqrt(c * c + s * s);
  return Float64Array.of(c / norm, s / norm);
}
