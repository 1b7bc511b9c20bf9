/**
 * Why an eigenpair could not be isolated: where paths ended, the Jacobian of S x^{H−1} = λ x, a·x = 1 is singular. Either the eigenpair is
 * multiple, or it lies on a curve of eigenpairs. The two are told apart by a walk: a step along the kernel of the Jacobian, then back onto
 * the solutions by Levenberg–Marquardt. On a curve the point stays where it was put; at a multiple eigenpair it returns. A walk is evidence,
 * not proof, and results say so.
 */
import { onCircle } from '../base/circle.ts';
import type { Equations } from './homotopy-family.ts';
import { factorComplex, inverseNorm, solveComplex, squareNorm } from './homotopy-linear.ts';

/** regular: isolated after all, though tracking missed it; unsettled: no eigenpair near. */
export type Nearby = 'regular' | 'multiple' | 'curve' | 'unsettled';

/** Length of the step along the kernel, ‖x‖ = 1. */
const reach = 0.3;
const settling = 80;
/** ε² of Levenberg–Marquardt: small beside the singular values of regular points, of which few are below 1e-3. */
const damping = 1e-10;
/** ‖J⁻¹‖_F beyond which a Jacobian counts as singular. */
const singular = 1e6;

/** @param z  (x, λ) near an eigenpair, ‖x‖ = 1; a real one is looked at among real points alone. @param norm ‖S‖, near 1 */
export function nearby(system: Equations, z: Float64Array, norm: number): Nearby {
  const here = settled(system, z, norm);
  if (!here) return 'unsettled';
  const w = allocate(system.unknowns);
  system.evaluate(here, 1, here, w.F, w.J, w.dt);
  const factor = factorComplex(w.J, system.unknowns);
  if (factor && inverseNorm(factor) < singular) return 'regular';
  const real = z.every((part, i) => i % 2 === 0 || part === 0);
  for (let choice = 0; choice < 3; choice++) {
    const along = kernelDirection(system, here, real, choice);
    const away = settled(
      system,
      here.map((part, i) => part + reach * along[i]!),
      norm,
      here,
    );
    if (away && distance(here, away) > reach / 2) return 'curve';
  }
  return 'multiple';
}

/** Solutions near z by damped Gauss–Newton in the patch of `patch`; null where the residual does not fall to rounding. */
function settled(system: Equations, z: Float64Array, norm: number, patch = z): Float64Array | null {
  const w = allocate(system.unknowns);
  const point = z.slice();
  const a = patch.slice();
  for (let step = 0; step < settling; step++) {
    system.evaluate(point, 1, a, w.F, w.J, w.dt);
    const move = regularized(w.J, w.F, system.unknowns);
    if (!move) return null;
    for (let i = 0; i < point.length; i++) point[i]! -= move[i]!;
  }
  system.evaluate(point, 1, a, w.F, w.J, w.dt);
  return Math.sqrt(squareNorm(w.F)) <= 1e-13 * (norm + 1) * system.unknowns ? point : null;
}

/** A unit vector in the kernel of the Jacobian at z, to rounding: (J*J + ε²)⁻¹ of a fixed vector. */
function kernelDirection(system: Equations, z: Float64Array, real: boolean, choice: number): Float64Array {
  const m = system.unknowns;
  const w = allocate(m);
  system.evaluate(z, 1, z, w.F, w.J, w.dt);
  const normal = normalMatrix(w.J, m);
  const v = Float64Array.from({ length: 2 * m }, (_, i) =>
    real && i % 2 === 1 ? 0 : onCircle(1 + (choice + 1) * (i + 1) * 1.7)[0],
  );
  const factor = factorComplex(normal, m);
  if (factor) {
    solveComplex(factor, v);
    const length = Math.sqrt(squareNorm(v));
    for (let i = 0; i < v.length; i++) v[i]! /= length;
  }
  return v;
}

/** (J*J + ε²)⁻¹ J* F. */
function regularized(J: Float64Array, F: Float64Array, m: number): Float64Array | null {
  const out = new Float64Array(2 * m);
  for (let i = 0; i < m; i++)
    for (let k = 0; k < m; k++) {
      const at = 2 * (k * m + i);
      out[2 * i]! += J[at]! * F[2 * k]! + J[at + 1]! * F[2 * k + 1]!;
      out[2 * i + 1]! += J[at]! * F[2 * k + 1]! - J[at + 1]! * F[2 * k]!;
    }
  const factor = factorComplex(normalMatrix(J, m), m);
  if (!factor) return null;
  solveComplex(factor, out);
  return out;
}

/** J*J + ε². */
function normalMatrix(J: Float64Array, m: number): Float64Array {
  const out = new Float64Array(2 * m * m);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) {
      let [re, im] = [i === j ? damping : 0, 0];
      for (let k = 0; k < m; k++) {
        const [a, b] = [2 * (k * m + i), 2 * (k * m + j)];
        re += J[a]! * J[b]! + J[a + 1]! * J[b + 1]!;
        im += J[a]! * J[b + 1]! - J[a + 1]! * J[b]!;
      }
      out[2 * (i * m + j)] = re;
      out[2 * (i * m + j) + 1] = im;
    }
  return out;
}

function distance(a: Float64Array, b: Float64Array): number {
  let square = 0;
  for (let i = 0; i < a.length - 2; i++) square += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(square);
}

function allocate(m: number) {
  return { F: new Float64Array(2 * m), J: new Float64Array(2 * m * m), dt: new Float64Array(2 * m) };
}
