/**
 * A landscape from any tensor: L(w) = Λ^{−(H−1)/2} Σ J_{i₁…i_H} w_{i₁}…w_{i_H} on |w|² = Λ, the glass with couplings of one's own. The
 * value knows J by its symmetrization alone, and how far J is from it is said with every result.
 */
import { integer } from '../../base/arguments.ts';
import { ArgumentError, DataError } from '../../base/errors.ts';
import type { GivenTensor, GlassKernel, Kernels, Precision } from '../../kernels/contract.ts';
import { monomialCount } from '../../kernels/monomials.ts';
import type { IsotropicField, Landscape } from '../landscape.ts';
import { homogeneous, usualOfGaussian } from '../spin-glass/spin-glass.ts';
import { asymmetry } from './symmetrize.ts';

export interface TensorLandscapeOptions {
  readonly name: string;
  readonly precision?: Precision;
  /** The law of J, where it makes L an isotropic Gaussian field. */
  readonly isotropic?: IsotropicField;
  /** Whether a J that is not symmetric is worth a remark: not where its law says so already. */
  readonly remarkable?: boolean;
}

/** Entries beyond this would leave the range of float32 fleets. */
const largestEntry = 1e30;

/**
 * @param tensor  order H in 2…5, size Λ ≥ 2, Λ^H finite entries
 * @throws ArgumentError for order, size and their number; DataError for an entry that is not finite; CapacityError when they do not fit
 */
export function tensorLandscape(
  tensor: GivenTensor,
  kernels: Kernels,
  { name, precision = 'float32', isotropic, remarkable = true }: TensorLandscapeOptions,
): Landscape {
  const { order, size, entries } = tensor;
  const where = 'tensorLandscape';
  integer(where, 'order', order, 2, 5);
  integer(where, 'size', size, 2);
  if (entries.length !== size ** order)
    throw new ArgumentError(where, 'entries', `Λ^H = ${size ** order} numbers`, entries.length);
  const wrong = entries.findIndex((x) => !(Math.abs(x) <= largestEntry));
  if (wrong >= 0)
    throw new DataError(`${where}: entry ${wrong} must be finite and at most ${largestEntry}, got ${entries[wrong]}`);
  const kernel = kernels.glass(tensor);
  let usual: ReturnType<typeof usualOfGaussian> | undefined;
  const difference = remarkable ? asymmetry(tensor) : 0;
  const landscape = homogeneous(kernel, precision, {
    name,
    usual() {
      usual ??= usualOf(kernel);
      return usual;
    },
    entries: () => entries,
  });
  const remark = `the tensor is not symmetric: symmetrized, relative difference ${difference.toPrecision(3)}`;
  return {
    ...landscape,
    ...(isotropic && { isotropic }),
    ...(difference > 0 && { remarks: [remark] }),
  };
}

/** Steps of the power method that looks for a large value of |J| on the sphere. */
const powerSteps = 30;

/**
 * Usual curvature: that of Gaussian couplings of the same ‖sym J‖_F, or more where a direction stands out: H(H−1) σ/√Λ, σ the largest
 * |sym J(x, …, x)| that the power method finds from the leading direction of the tensor as Λ rows. An estimate: lengths of steps rest on it.
 */
function usualOf(kernel: GlassKernel): ReturnType<typeof usualOfGaussian> {
  const { order: H, size: L } = kernel.shape;
  const gaussian = usualOfGaussian(kernel.shape);
  const norms = kernel.norms();
  const spread = norms.frobenius / Math.sqrt(monomialCount(H, L));
  const gram = new Float64Array(L * L);
  norms.gram(gram);
  let x = unit(Float64Array.from({ length: L }, (_, i) => 1 + i / L));
  for (let step = 0; step < powerSteps; step++)
    x = unit(Float64Array.from({ length: L }, (_, i) => x.reduce((sum, xj, j) => sum + gram[i * L + j]! * xj, 0)));
  let slope = 0;
  const [value, gradient] = [new Float64Array(1), new Float64Array(L)];
  for (let step = 0; step < powerSteps; step++) {
    const w = x.map((xi) => Math.sqrt(L) * xi);
    kernel.evaluate(w, 1, 'float64', value, gradient);
    // ‖∇L‖ = H ‖sym J(x, …, x, ·)‖ on the sphere.
    slope = Math.max(slope, Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0)) / H);
    x = unit(gradient);
  }
  const spike = slope / Math.sqrt(L);
  const gradientLipschitz = Math.max(gaussian.gradientLipschitz * spread, H * (H - 1) * spike) || 1;
  return {
    gradientLipschitz,
    hessianLipschitz: (gaussian.hessianLipschitz * gradientLipschitz) / gaussian.gradientLipschitz,
  };
}

function unit(v: Float64Array): Float64Array {
  const norm = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
  return norm > 0 ? v.map((x) => x / norm) : Float64Array.from(v, (_, i) => (i === 0 ? 1 : 0));
}

/** Searches start between 0 and about the ground state, guessed from the usual curvature: −2 (H−1)/H·… of a glass is −E∞ Λ exactly. */
export function tensorHeights({ regularity, dimension }: Landscape, order: number) {
  const curvature = regularity.usual?.gradientLipschitz ?? 1;
  return { lowest: (-curvature * dimension) / (2 * order), highest: 0 };
}
