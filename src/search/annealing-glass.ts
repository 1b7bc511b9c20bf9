/**
 * The Metropolis walk of the 3-spin glass on its sphere: a proposal rotates two coordinates. With M the Euclidean Hessian, g the
 * gradient and T the third derivatives (constant at order 3), moving by d along two coordinates changes the energy by
 *
 *     g·d + ½ dᵀM d + ⅙ T(d, d, d)
 *
 * which takes a dozen entries; an accepted move updates g and M in O(Λ²). Angles are given by t = tan(φ/2), uniform on (−step, step),
 * so that a rotation needs no sine: cos φ = (1 − t²)/(1 + t²), sin φ = 2t/(1 + t²).
 */
import { ArgumentError, CapacityError } from '../base/errors.ts';
import { log } from '../base/functions.ts';
import type { StreamAddress } from '../base/philox.ts';
import type { MetropolisWalk } from '../kernels/contract.ts';
import { checkAdvance, checkPoint, drawProposal, symmetric } from '../kernels/metropolis.ts';
import type { SpinGlass } from '../landscapes/spin-glass/spin-glass.ts';

/** Largest Λ: its third derivatives take 1 GiB. */
export const largestGlassWalk = 512;

/**
 * Walks on a glass of order 3, all on the same third derivatives: these take Λ Hessians to set up and 8 Λ³ bytes. Start one with `load`.
 * @throws ArgumentError at another order; CapacityError above Λ = 512
 */
export function glassWalks(landscape: SpinGlass): (stream: StreamAddress) => MetropolisWalk {
  const { order, size: L } = landscape.shape;
  if (order !== 3) throw new ArgumentError('glassWalks', 'order', '3', order);
  if (L > largestGlassWalk)
    throw new CapacityError(
      `glassWalks: the third derivatives at size ${L} need ${(L ** 3 / 2 ** 27).toFixed(1)} GiB; the largest size is ${largestGlassWalk}`,
    );
  const T = thirdDerivatives(landscape);
  return (stream) => glassWalk(landscape, T, stream);
}

function glassWalk(landscape: SpinGlass, T: Float64Array, stream: StreamAddress): MetropolisWalk {
  const { dimension: L } = landscape;
  const w = new Float64Array(L).fill(1);
  const g = new Float64Array(L);
  const M = new Float64Array(L * L);
  const settle = () => {
    landscape.manifold.retract(w);
    const hessian = landscape.hessianAt(w);
    g.set(hessian.gradient);
    M.set(hessian.matrix().entries);
    hessian.release();
    return hessian.value;
  };
  let energy = settle();
  let next = 0;

  /** Change of the energy when w_i moves by a and w_j by b. */
  const rise = (i: number, j: number, a: number, b: number) => {
    const [Ti, Tj] = [i * L * L, j * L * L];
    const square = M[i * L + i]! * a * a + 2 * M[i * L + j]! * a * b + M[j * L + j]! * b * b;
    const cube =
      T[Ti + i * L + i]! * a * a * a +
      3 * T[Ti + i * L + j]! * a * a * b +
      3 * T[Tj + j * L + i]! * a * b * b +
      T[Tj + j * L + j]! * b * b * b;
    return g[i]! * a + g[j]! * b + square / 2 + cube / 6;
  };
  const move = (i: number, j: number, a: number, b: number) => {
    const [Ti, Tj] = [T.subarray(i * L * L, (i + 1) * L * L), T.subarray(j * L * L, (j + 1) * L * L)];
    w[i]! += a;
    w[j]! += b;
    // g(w + d) = g + M d + ½ T(d, d) = g + ½ (M + M′) d with M′ = M + T(d)
    for (let k = 0; k < L; k++) g[k]! += (M[i * L + k]! * a + M[j * L + k]! * b) / 2;
    for (let n = 0; n < M.length; n++) M[n]! += Ti[n]! * a + Tj[n]! * b;
    for (let k = 0; k < L; k++) g[k]! += (M[i * L + k]! * a + M[j * L + k]! * b) / 2;
  };
  return {
    dimension: L,
    get value() {
      return energy;
    },
    load(point) {
      checkPoint(L, null, point);
      w.set(point);
      energy = settle();
      next = 0;
    },
    advance(proposals, temperature, step) {
      checkAdvance(proposals, temperature, step);
      let accepted = 0;
      for (const end = next + proposals; next < end; next++) {
        const { choice, word, uniform } = drawProposal(stream, next, L * (L - 1));
        const i = Math.floor(choice / (L - 1));
        const rest = choice % (L - 1);
        const j = rest < i ? rest : rest + 1;
        const t = step * symmetric(word);
        const [cosine, sine] = [(1 - t * t) / (1 + t * t), (2 * t) / (1 + t * t)];
        const a = cosine * w[i]! - sine * w[j]! - w[i]!;
        const b = sine * w[i]! + cosine * w[j]! - w[j]!;
        const by = rise(i, j, a, b);
        if (!(by <= -temperature * log(uniform))) continue;
        move(i, j, a, b);
        energy += by;
        accepted++;
      }
      return accepted;
    },
    refresh() {
      const kept = energy;
      energy = settle();
      return kept - energy;
    },
    point: (out) => out.set(w),
  };
}

/** ∂³L as Λ slices of Λ × Λ: at order 3 the Hessian is linear, so slice k is the Hessian at the k-th unit vector. */
function thirdDerivatives(landscape: SpinGlass): Float64Array {
  const { dimension: L } = landscape;
  const T = new Float64Array(L ** 3);
  const unit = new Float64Array(L);
  for (let k = 0; k < L; k++) {
    unit.fill(0);
    unit[k] = 1;
    const hessian = landscape.hessianAt(unit);
    T.set(hessian.matrix().entries, k * L * L);
    hessian.release();
  }
  return T;
}
