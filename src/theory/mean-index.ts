/**
 * E[index | u]: the mean number of negative eigenvalues of the tangent Hessian over the critical points at energy Λu, annealed, exactly at
 * finite Λ. By Kac–Rice it is the mean number of eigenvalues of GOE_Λ below m, given that one of them is m = u √(ΛH/(2(H−1))): the weight e^{−am²}
 * of an energy cancels. With S the kernel of the ensemble, R1(x) = S(x, x), and φ, e as in goe.ts,
 *      S(x, y) = Σ_{j<N} φ_j(x) φ_j(y) + φ_{N−1}(x) (√(N/2) e_N(y) + [N odd]/κ_{N−1}),
 *      R2(x, m) = R1(x) R1(m) − S(x, m) S(m, x) + ∂_x S(m, x) (½ − ∫_x^m S(z, m) dz),   x < m,
 * the integral of R2(·, m)/R1(m) over (−∞, m) is, by parts,
 *      E[index | u] = ∫_{−∞}^m R1 + ½ − (S(m, −∞) (½ − ∫_{−∞}^m S(z, m) dz) + 2 ∫_{−∞}^m S(x, m) S(m, x) dx) / R1(m).
 * Source: [tracy-widom1998correlation] for R2; [auffinger2013random, Thm. 2.1] for the reduction to the GOE.
 */
import { integer } from '../base/arguments.ts';
import { erf, kappaZero } from './goe.ts';
import { checkModel, energyScale } from './kac-rice.ts';
import { gaussLegendre } from './quadrature.ts';

/** Beyond it φ_0 = e^{−x²/2} underflows before the edge is reached. */
const largest = 500;

/** @param order H from 2 to 1000
 *  @param size  Λ from 2 to 500
 *  @param u     energy per spin, finite
 *  @returns     from 0 to Λ − 1
 *  @throws      ArgumentError when an argument is out of range
 *  @accuracy    1e-11 Λ, absolute */
export function meanIndex(order: number, size: number, u: number): number {
  checkModel('meanIndex', order, size, u, largest);
  return meanBelow(size, u * energyScale(order, size).hi);
}

/** The same as a function of u alone on [low, high]: the barycentric interpolant through `count` Chebyshev points; exact outside. */
export function meanIndexOn(order: number, size: number, low: number, high: number, count = 96): (u: number) => number {
  integer('meanIndexOn', 'count', count, 2);
  const points = Array.from({ length: count }, (_, i) => {
    const angle = (Math.PI * (i + 0.5)) / count;
    const u = low + 0.5 * (high - low) * (1 - Math.cos(angle));
    return { u, value: meanIndex(order, size, u), weight: (i % 2 ? -1 : 1) * Math.sin(angle) };
  });
  return (u) => {
    if (!(u >= low && u <= high)) return meanIndex(order, size, u);
    let [sum, norm] = [0, 0];
    for (const point of points) {
      if (u === point.u) return point.value;
      const share = point.weight / (u - point.u);
      sum += share * point.value;
      norm += share;
    }
    return sum / norm;
  };
}

const rule = gaussLegendre(20);

/** Mean number of eigenvalues of GOE_N below m, given one at m. */
function meanBelow(size: number, m: number): number {
  // x ↦ −x turns the order of eigenvalues round.
  if (m > 0) return size - 1 - meanBelow(size, -m);
  const at = functionsOf(size);
  const there = at(m);
  const density = kernel(there, there);
  let [below, along, squares] = [0, 0, 0];
  const edge = Math.sqrt(2 * size);
  const start = Math.min(-edge, m) - reach;
  const panels = Math.ceil(((m - start) * edge) / 4);
  const half = (m - start) / (2 * panels);
  for (let panel = 0; panel < panels; panel++)
    for (const [i, node] of rule.nodes.entries()) {
      const here = at(start + half * (2 * panel + 1 + node));
      const weight = half * rule.weights[i]!;
      const forward = kernel(here, there);
      below += weight * kernel(here, here);
      along += weight * forward;
      squares += weight * forward * kernel(there, here);
    }
  const far = there.last * boundaryAtMinusInfinity(size);
  return Math.max(0, below + 0.5 - (far * (0.5 - along) + 2 * squares) / density);
}

/** How far left of the edge, or of m, every φ_j is below 1e-16 of its largest value. */
const reach = 7;

interface Functions {
  /** φ_0 … φ_{N−1} */
  readonly values: Float64Array;
  /** φ_{N−1} */
  readonly last: number;
  /** √(N/2) e_N + [N odd]/κ_{N−1} */
  readonly boundary: number;
}

function kernel(x: Functions, y: Functions): number {
  let sum = x.last * y.boundary;
  for (let j = 0; j < x.values.length; j++) sum += x.values[j]! * y.values[j]!;
  return sum;
}

/** φ_{n+1} = √(2/(n+1)) x φ_n − √(n/(n+1)) φ_{n−1}, e_{n+1} = √(n/(n+1)) e_{n−1} − √(2/(n+1)) φ_n. */
function functionsOf(size: number): (x: number) => Functions {
  const odd = size % 2 === 1 ? 1 / kappa(size - 1) : 0;
  const up = Float64Array.from({ length: size }, (_, n) => Math.sqrt(2 / (n + 1)));
  const down = Float64Array.from({ length: size }, (_, n) => Math.sqrt(n / (n + 1)));
  return (x) => {
    const values = new Float64Array(size);
    values[0] = Math.PI ** -0.25 * Math.exp(-0.5 * x * x);
    for (let n = 0; n + 1 < size; n++)
      values[n + 1] = up[n]! * x * values[n]! - (n === 0 ? 0 : down[n]! * values[n - 1]!);
    let integral = size % 2 === 0 ? 0.5 * kappaZero * erf(x * Math.SQRT1_2) : 0;
    for (let n = 1 - (size % 2); n < size; n += 2) integral = (n === 0 ? 0 : down[n]! * integral) - up[n]! * values[n]!;
    const last = values[size - 1]!;
    return { values, last, boundary: Math.sqrt(size / 2) * integral + odd };
  };
}

/** κ_n = ∫ φ_n, n even. */
function kappa(n: number): number {
  let value = kappaZero;
  for (let i = 1; i < n; i += 2) value *= Math.sqrt(i / (i + 1));
  return value;
}

/** √(N/2) e_N(−∞) + [N odd]/κ_{N−1} */
function boundaryAtMinusInfinity(size: number): number {
  return size % 2 === 1 ? 1 / kappa(size - 1) : -0.5 * Math.sqrt(size / 2) * kappa(size);
}
