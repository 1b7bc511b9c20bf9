/** What a hidden unit with gates of its own makes of its pre-activation. */
import { exp, log1p, sigmoid } from '../base/functions.ts';

/** φ with derivatives. */
export interface Rectifier {
  value(z: number): number;
  slope(z: number): number;
  bend(z: number): number;
}

const relu: Rectifier = {
  value: (z) => (z > 0 ? z : 0),
  slope: (z) => (z > 0 ? 1 : 0),
  bend: () => 0,
};

/** ln(1 + e^{κz})/κ, which tends to ReLU as κ grows; ReLU at κ = ∞. */
export function rectifierOf(sharpness: number): Rectifier {
  if (sharpness === Infinity) return relu;
  return {
    value: (z) => Math.max(z, 0) + log1p(exp(-Math.abs(sharpness * z))) / sharpness,
    slope: (z) => sigmoid(sharpness * z),
    bend: (z) => sharpness * sigmoid(sharpness * z) * sigmoid(-sharpness * z),
  };
}
