/**
 * The index of a one-hidden-layer ReLU network with softmax cross-entropy at any parameters, counted by inertia. With the gates fixed
 *
 *     H = G + C,   G = mean Jᵀ (diag p − p pᵀ) J ⪰ 0,   C couples each unit's inputs with its own output weights through M_h,
 *
 * so λ_min(H) ≥ −max_h σ_max(M_h): when that is at most τ nothing lies below −τ, and no Hessian is needed to know. It also bounds the
 * index whatever the point: H is positive semidefinite on the inputs and output biases alone, and on the output weights alone.
 */
import { positive } from '../../base/arguments.ts';
import type { RectifiedHessian, RectifiedHessians, RectifiedPoint } from '../../kernels/contract.ts';
import { countBelow, countBelowDefinite } from '../../linalg/counting.ts';
import { symmetricEigenvalues } from '../../linalg/eigenvalues.ts';
import type { Count } from '../../linalg/operator.ts';

/** What can be said without the Hessian. */
export interface CouplingCertificate {
  /** An upper bound on max_h σ_max(M_h), rounding included: no eigenvalue lies below −coupling. */
  readonly coupling: number;
  /** coupling ≤ τ: the index at threshold τ is 0. */
  readonly holds: boolean;
}

export interface RectifiedIndex {
  readonly dimension: number;
  readonly threshold: number;
  /** Eigenvalues that are certainly below −τ, inside (−τ, τ), above τ; those that may lie on either side of −τ or of τ. */
  readonly negative: number;
  readonly zero: number;
  readonly positive: number;
  readonly undetermined: number;
  /** Half-width of the band around ±τ in which an eigenvalue is not placed. */
  readonly bound: number;
  /** L where the Hessian was taken. */
  readonly loss: number;
  /** ‖∇L‖ where the Hessian was taken; the counts are those of the point itself. */
  readonly gradientNorm: number;
  readonly certificate: CouplingCertificate;
  /** The index cannot exceed this at any parameters with these units active. */
  readonly indexBound: number;
  /** Parameters that cannot change the loss here, counted as zero: weights of pixels never lit while their unit is active, everything of units never active. */
  readonly idle: number;
  /** min |z| over units and samples; the landscape is smooth while no pre-activation moves as far. */
  readonly kink: number;
}

/** Unit roundoff of float64. */
const u = 2 ** -53;

/** Whether the coupling is at most τ. */
export function couplingCertificate(point: RectifiedPoint, threshold: number): CouplingCertificate {
  positive('couplingCertificate', 'threshold', threshold);
  const coupling = couplingBound(point);
  return { coupling, holds: coupling <= threshold };
}

/** An upper bound on max_h σ_max(M_h), rounding included, from the Gram matrices M_hᵀM_h, outputs × outputs. */
export function couplingBound({ shape, couplings, couplingError: rounding, lit, active }: RectifiedPoint): number {
  const { outputs } = shape;
  const block = (lit.length + 1) * outputs;
  let coupling = active.length > 0 ? rounding : 0;
  for (let h = 0; h < active.length; h++) {
    const M = couplings.subarray(h * block, (h + 1) * block);
    const { gram, trace } = gramMatrix(M, outputs);
    const largest = symmetricEigenvalues(gram, outputs).at(-1)! + (block + 100) * u * trace;
    coupling = Math.max(coupling, Math.sqrt(Math.max(largest, 0)) * (1 + 4 * u) + rounding);
  }
  return coupling;
}

/**
 * min(m, outputs − 1) · active units, m lit inputs and the bias: H is positive semidefinite without the output weights, and without
 * the inputs; and it vanishes in the directions that add the same to all outputs.
 */
export function rectifiedIndexBound({ shape, lit, active }: Pick<RectifiedPoint, 'shape' | 'lit' | 'active'>): number {
  return active.length * Math.min(lit.length + 1, shape.outputs - 1);
}

/**
 * Counts the eigenvalues below −τ, inside (−τ, τ) and above τ. Below: the certificate, else one elimination of the inputs' block of
 * H + τI, positive definite, and the inertia of its Schur complement. Above: Bunch–Kaufman just below τ, and how far the eigenvalues
 * above stay from there.
 * @throws     ArgumentError when a parameter is not finite or τ is not positive; CapacityError when the Hessian does not fit
 * @accuracy   exact up to `undetermined`, given the gates, probabilities and errors in float64
 * @source     [choromanska2015loss, §5.3] for the index with |λ| < 0.001 counted as zero
 */
export function rectifiedIndex(
  hessians: RectifiedHessians,
  parameters: Float64Array,
  threshold: number,
): RectifiedIndex {
  return rectifiedIndexAt(hessians, parameters, [threshold])[0]!;
}

/** The same at several thresholds, of one Hessian. */
export function rectifiedIndexAt(
  hessians: RectifiedHessians,
  parameters: Float64Array,
  thresholds: readonly number[],
): RectifiedIndex[] {
  for (const threshold of thresholds) positive('rectifiedIndex', 'threshold', threshold);
  return thresholds.map(rectifiedIndexOf(hessians, parameters));
}

/** The same, one threshold after another when it is asked for; the Hessian is formed for the first. */
export function rectifiedIndexOf(
  hessians: RectifiedHessians,
  parameters: Float64Array,
): (threshold: number) => RectifiedIndex {
  const point = hessians.at(parameters);
  let formed: RectifiedHessian | undefined;
  return (threshold) => {
    const τ = positive('rectifiedIndex', 'threshold', threshold);
    formed ??= point.form();
    const { matrix, error, kept } = formed;
    const idle = parameters.length - kept.length;
    const certificate = couplingCertificate(point, τ);
    const below = certificate.holds ? none : countNegative(formed, τ);
    const notAbove = countBelow(matrix, τ, error);
    const inside = Math.max(0, notAbove.low - below.high) + idle;
    const above = kept.length - notAbove.high;
    return {
      dimension: parameters.length,
      threshold: τ,
      negative: below.low,
      zero: inside,
      positive: above,
      undetermined: parameters.length - below.low - inside - above,
      bound: Math.max(below.bound, notAbove.bound),
      loss: point.loss,
      gradientNorm: gradientNorm(point),
      certificate,
      indexBound: rectifiedIndexBound(point),
      idle,
      kink: point.kink,
    };
  };
}

/** ‖∇L‖, Euclidean. */
export function gradientNorm({ gradient }: Pick<RectifiedPoint, 'gradient'>): number {
  return Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
}

/** How many eigenvalues lie below −τ, and no more: what `rectifiedIndex` gives as `negative` for half of its work. */
export interface NegativeCount {
  readonly threshold: number;
  /** Certainly below −τ, and the number of others that may be. */
  readonly negative: number;
  readonly undetermined: number;
  /** Counted without a Hessian. */
  readonly certified: boolean;
}

/**
 * The index of a network at several thresholds; the Hessian is formed once, and not at all where the certificate holds at each.
 * @throws     as `rectifiedIndex`
 * @accuracy   exact up to `undetermined`, as `rectifiedIndex`
 */
export function negativeCounts(point: RectifiedPoint, thresholds: readonly number[]): NegativeCount[] {
  return thresholds.map(negativeCountOf(point));
}

/** The same, one threshold after another when it is asked for. */
export function negativeCountOf(point: RectifiedPoint): (threshold: number) => NegativeCount {
  let hessian: RectifiedHessian | undefined;
  return (threshold) => {
    const τ = positive('negativeCounts', 'threshold', threshold);
    const { holds } = couplingCertificate(point, τ);
    hessian ??= holds ? undefined : point.form();
    const { low, high } = holds || !hessian ? none : countNegative(hessian, τ);
    return { threshold: τ, negative: low, undetermined: high - low, certified: holds };
  };
}

const none: Count = { low: 0, high: 0, bound: 0 };

/** Eigenvalues below −τ, by one elimination of the inputs' block, definite there. */
export function countNegative({ matrix, convex, error }: RectifiedHessian, τ: number): Count {
  return countBelowDefinite(matrix, -τ, convex, τ, error);
}

function gramMatrix(M: Float64Array, outputs: number): { gram: Float64Array; trace: number } {
  const gram = new Float64Array(outputs * outputs);
  for (let row = 0; row < M.length; row += outputs)
    for (let o = 0; o < outputs; o++)
      for (let other = 0; other < outputs; other++) gram[o * outputs + other]! += M[row + o]! * M[row + other]!;
  let trace = 0;
  for (let o = 0; o < outputs; o++) trace += gram[o * outputs + o]!;
  return { gram, trace };
}
