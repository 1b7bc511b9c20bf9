/**
 * Proved Lipschitz constants of a network's gradient and of its Hessian in a ball of parameters.
 *
 * A symmetric multilinear form attains its norm on the diagonal [banach1938homogene], so both are bounds of d²/dt² and d³/dt³ of L along
 * lines of unit speed θ + t v from anywhere in the ball. Let n_l be the length of v in layer l, Σ n_l² = 1. Differentiating
 * z_l = W_l a_{l−1} + b_l, and carrying the last derivative back through the errors d_l = ∂ℓ/∂z_l and pulls g_l = ∂ℓ/∂a_l,
 *      ż_l = W_l φ′ż_{l−1} + V_l (a_{l−1}, 1)
 *      z̈_l = W_l (φ″ż² + φ′z̈)_{l−1} + 2 V_l φ′ż_{l−1}
 *      ℓ̈  = ∂²ℓ[ż, ż] + Σ_l (2 d_l·V_l φ′ż_{l−1} + g_l·φ″ż_l²)
 *      ℓ⃛  = ∂³ℓ[ż, ż, ż] + 3 ∂²ℓ[ż, z̈] + Σ_l (3 d_l·V_l (φ″ż² + φ′z̈)_{l−1} + g_l·(φ‴ż_l³ + 3φ″ż_l z̈_l)).
 * With norms in place of vectors, and ‖W (φ″ż²)‖ ≤ max_k ‖column k‖|φ″_k| ‖ż‖², these are forms in n with coefficients ≥ 0 (reach.ts has
 * them). They are averaged over the samples first; then the largest value on ‖n‖ = 1 is bounded.
 */
import { finite } from '../../base/arguments.ts';
import type { Bound } from '../../linalg/operator.ts';
import type { Examples } from './examples.ts';
import { addCubic, addOuter, cubicNorm, quadraticNorm } from './layer-forms.ts';
import type { LossBounds } from './loss-bounds.ts';
import type { LayerReach } from './reach.ts';
import type { NetworkModel } from './shape.ts';
import { sweep } from './sweep.ts';

export interface NetworkLipschitz {
  /** ≥ ‖∇²L‖₂ everywhere in the ball. */
  readonly gradient: Bound;
  /** ‖∇²L(θ₁) − ∇²L(θ₂)‖₂ ≤ value · ‖θ₁ − θ₂‖ in the ball. */
  readonly hessian: Bound;
}

/** Room for the roundings of the bounds themselves: sums of nonnegative numbers, N u relative for N samples, N ≤ 10⁶. */
const up = 1 + 1e-9;

/**
 * @param radius  of the ball about the point; with ReLU, hinge or absolute loss both are infinite when a kink cannot be excluded in it
 * @throws        ArgumentError when the radius is not a finite number ≥ 0
 * @accuracy      upper bounds, rounding included; how sharp they are stands in docs/theory.md: 2 to 5 times too large on small networks of up
 *                to two hidden layers, 10 and 100 times (gradient, Hessian) on trained ones
 */
export function networkLipschitz(
  shape: NetworkModel,
  examples: Examples,
  point: Float64Array,
  radius: number,
): NetworkLipschitz {
  finite('networkLipschitz', 'radius', radius, 0);
  const forms = createForms(shape.sizes.length - 1);
  const smooth = sweep(shape, examples, point, 'backward', (reach, _block, s, weight) => {
    if (!reach.forward(s, radius)) return false;
    forms.add(reach.layers, reach.backward(s, radius), weight);
    return true;
  });
  const bound = (norm: number, penalty = 0): Bound => {
    const value = (norm / examples.count) * up + penalty;
    return { value: smooth && value < Infinity ? value : Infinity, kind: 'bound' };
  };
  return { gradient: bound(forms.second(), shape.decay), hessian: bound(forms.third()) };
}

/** Sums over the samples of the forms that bound ℓ̈ and ℓ⃛; m layers. */
function createForms(m: number) {
  const [second, third] = [new Float64Array(m * m), new Float64Array(m ** 3)];
  const square = () => Array.from({ length: m }, () => new Float64Array(m * m));
  /** ‖ż_l‖ and ‖z̈_l‖ as forms; n_l itself. */
  const speeds = Array.from({ length: m }, () => new Float64Array(m));
  const accelerations = square();
  const parts = speeds.map((_, l) => Float64Array.from({ length: m }, (_, k) => Number(k === l)));
  /** ‖ä‖ below, and a factor of ż. */
  const scratch = new Float64Array(m * m);
  const follow = (layers: readonly LayerReach[]) => {
    for (let l = 0; l < m; l++) {
      const { gain, input, columnBend } = layers[l]!;
      const [speed, acceleration] = [speeds[l]!.fill(0), accelerations[l]!.fill(0)];
      speed[l] = input;
      if (l === 0) continue;
      const [p, Q] = [speeds[l - 1]!, accelerations[l - 1]!];
      for (let k = 0; k < l; k++) speed[k] = gain * p[k]!;
      for (let k = 0; k < m * m; k++) acceleration[k] = gain * Q[k]!;
      addOuter(acceleration, columnBend, p, p);
      addOuter(acceleration, 2 * layers[l - 1]!.slope, parts[l]!, p);
    }
  };
  /** factor ⊗ (of cubes p p + of products Q). */
  const addThird = (factor: Float64Array, cubes: number, p: Float64Array, products: number, Q: Float64Array) => {
    for (let k = 0; k < m * m; k++) scratch[k] = products * Q[k]!;
    addOuter(scratch, cubes, p, p);
    addCubic(third, 1, factor, scratch);
  };
  return {
    add(layers: readonly LayerReach[], loss: LossBounds, w: number) {
      follow(layers);
      const [z, Q] = [speeds[m - 1]!, accelerations[m - 1]!];
      addOuter(second, w * loss.curvature, z, z);
      addThird(z, w * loss.third, z, 3 * w * loss.curvature, Q);
      for (let l = 0; l < m - 1; l++) {
        const { slope, bend, pullBend, pullTwist } = layers[l]!;
        const { errorBound } = layers[l + 1]!;
        const [p, Q, part] = [speeds[l]!, accelerations[l]!, parts[l + 1]!];
        addOuter(second, 2 * w * errorBound * slope, part, p);
        addOuter(second, w * pullBend, p, p);
        addThird(part, 3 * w * errorBound * bend, p, 3 * w * errorBound * slope, Q);
        addThird(p, w * pullTwist, p, 3 * w * pullBend, Q);
      }
    },
    second: () => quadraticNorm(second, m),
    third: () => cubicNorm(third, m),
  };
}
