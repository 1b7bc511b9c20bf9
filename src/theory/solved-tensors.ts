/**
 * Landscapes of couplings without independence that are solved exactly. Energies per spin of L = Λ^{−(H−1)/2} Σ J w…w on |w|² = Λ, but for
 * the path glass, whose weights are not tied.
 */
import { finite, integer, positive } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { symmetricEigenvalues } from '../linalg/eigenvalues.ts';

/**
 * Least energy per spin for J_{i₁…i_H} = x_{i₁}, x ⊥ 𝟙: −(|x|/√Λ) Λ^{(H−1)/2} max_θ cos θ sin^{H−1} θ.
 * @param meanSquare  |x|²/Λ
 */
export function firstSegmentMinimum(order: number, size: number, meanSquare: number): number {
  const H = integer('firstSegmentMinimum', 'order', order, 2);
  const L = integer('firstSegmentMinimum', 'size', size, 2);
  positive('firstSegmentMinimum', 'meanSquare', meanSquare);
  return -Math.sqrt(meanSquare / H) * (L * ((H - 1) / H)) ** ((H - 1) / 2);
}

/**
 * Levels of minima for J_{i₁i₂i₃} = x_{i₁ − i₂ + i₃ mod Λ}, a network of three layers tied by cyclic squares: the landscape is a sum over
 * separate Fourier modes, −|x̂_f|/√2 for pairs ±f and −|x̂_f| for f = 0 and Λ/2, x̂_f = Σ x_a e^{−2πi f a/Λ}; ⌊Λ/2⌋ + 1 of them, in order.
 */
export function cyclicLatinLevels(x: Float64Array): Float64Array {
  const n = integer('cyclicLatinLevels', 'size', x.length, 2);
  return Float64Array.from({ length: Math.floor(n / 2) + 1 }, (_, f) => {
    let [re, im] = [0, 0];
    x.forEach((value, a) => {
      re += value * Math.cos((2 * Math.PI * f * a) / n);
      im -= value * Math.sin((2 * Math.PI * f * a) / n);
    });
    return -Math.sqrt(re * re + im * im) * (2 * f === 0 || 2 * f === n ? 1 : Math.SQRT1_2);
  }).sort();
}

/**
 * Energies of the condensed minima of L = Σ J_abc U_ab V_bc u_c, N = 2n² + n untied weights on one sphere |W|² = N: all weight lies on one unit b, c of each
 * layer, −(N/3)^{3/2} |J_·bc|. Its Hessian on the sphere has, over √(N/3), the eigenvalues |J_·bc| ± |J_·b′c| (b′ ≠ b, with V_b′c), |J_·bc| ± |Ĵ_·bc · J_·bc′|
 * (c′ ≠ c, with V_bc′ and u_c′) and |J_·bc| besides. So at most one b for each c, the one of the largest |J_·bc|, is a minimum, and only where
 * |Ĵ_·bc · J_·bc′| < |J_·bc| for every other c′: n of them or fewer. Not per spin; in order.
 * @param J  n³ numbers, row-major
 */
export function pathGlassLevels(J: Float64Array, n: number): Float64Array {
  integer('pathGlassLevels', 'n', n, 1);
  if (J.length !== n ** 3) throw new ArgumentError('pathGlassLevels', 'J', `of ${n ** 3} numbers`, J.length);
  const weights = 2 * n * n + n;
  const units = Array.from({ length: n }, (_, k) => k);
  const inner = (b: number, c: number, d: number) =>
    units.reduce((sum, a) => sum + J[(a * n + b) * n + c]! * J[(a * n + b) * n + d]!, 0);
  const levels = units.flatMap((c) => {
    const b = units.reduce((best, other) => (inner(other, c, c) > inner(best, c, c) ? other : best), 0);
    const square = inner(b, c, c);
    const stable = units.every((d) => d === c || Math.abs(inner(b, c, d)) < square);
    return stable ? [-((weights / 3) ** 1.5) * Math.sqrt(square)] : [];
  });
  return Float64Array.from(levels).sort();
}

/** κ(c) = (√(1−c²) + (π − arccos c) c)/π: the covariance of ReLU units after one layer, 1 at c = 1. @source [cho2009kernel] */
export function arcCosineKernel(c: number): number {
  finite('arcCosineKernel', 'c', c, -1, 1);
  return (Math.sqrt(1 - c * c) + (Math.PI - Math.acos(c)) * c) / Math.PI;
}

/**
 * Normalized covariance of the outputs of wide random ReLU networks on Gaussian inputs whose weights have overlap R: k_1 = R, k_{j+1} = R κ(k_j).
 * @param layers  H ≥ 1 layers of weights
 */
export function wideNetworkCovariance(layers: number, overlap: number): number {
  integer('wideNetworkCovariance', 'layers', layers, 1);
  let k = finite('wideNetworkCovariance', 'overlap', overlap, -1, 1);
  for (let j = 1; j < layers; j++) k = overlap * arcCosineKernel(k);
  return k;
}

/** Eigenvalues of the form Σ J_ab U_ab u_b of n² + n untied weights, in order: ± |J_·b|/2 and n² − n zeros. @param J  n² numbers, row-major */
export function pathGlassSpectrum(J: Float64Array, n: number): Float64Array {
  integer('pathGlassSpectrum', 'n', n, 1);
  if (J.length !== n * n) throw new ArgumentError('pathGlassSpectrum', 'J', `of ${n * n} numbers`, J.length);
  const eigenvalues = new Float64Array(n * n + n);
  for (let b = 0; b < n; b++) {
    let square = 0;
    for (let a = 0; a < n; a++) square += J[a * n + b]! ** 2;
    eigenvalues[2 * b] = Math.sqrt(square) / 2;
    eigenvalues[2 * b + 1] = -Math.sqrt(square) / 2;
  }
  return eigenvalues.sort();
}

/**
 * The one value at minima of L = Σ J_abc U_ab V_bc u_c with a sphere of radius √n for the weights into each unit. V and u eliminated, what is left is
 * −n (Σ_bc (J_·bc · U_·b)²)^{1/2}, one Rayleigh quotient for each unit b: −n^{3/2} (Σ_b λ_max(Σ_c J_·bc J_·bcᵀ))^{1/2}.
 * @param J  n³ numbers, row-major
 */
export function pathGlassUnitSpheres(J: Float64Array, n: number): number {
  integer('pathGlassUnitSpheres', 'n', n, 1);
  if (J.length !== n ** 3) throw new ArgumentError('pathGlassUnitSpheres', 'J', `of ${n ** 3} numbers`, J.length);
  let sum = 0;
  for (let b = 0; b < n; b++) {
    const gram = new Float64Array(n * n);
    for (let a = 0; a < n; a++)
      for (let d = 0; d < n; d++)
        for (let c = 0; c < n; c++) gram[a * n + d]! += J[(a * n + b) * n + c]! * J[(d * n + b) * n + c]!;
    sum += symmetricEigenvalues(gram, n).at(-1)!;
  }
  return -(n ** 1.5) * Math.sqrt(sum);
}
