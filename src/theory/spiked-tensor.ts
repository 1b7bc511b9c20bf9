/**
 * The spiked tensor: energies per spin u = −r m^H + those of a glass, m = w·e/Λ the overlap with a direction e. Inside the band of overlap m the glass is a
 * mixture that is trivial where m² ≥ (H−2)/(H−1): one minimum, at −√(H(1−m²)). The local minimum along e lies where r √H m^{H−2} √(1−m²) = 1:
 *      it appears at r_s = √((H−1)/H) ((H−1)/(H−2))^{(H−2)/2}, at the energy −E∞ of the glass, m² = (H−2)/(H−1),
 *      and is the ground state from r_c on, where its energy r m^H + √(H(1−m²)) is E_0.
 * Both are of order 1; descents from random starts need r ~ Λ^{(H−2)/2}. H = 2: r_s = r_c = 1/√2, the outlier of a GOE matrix.
 * @source [benarous2019landscape] (complexity); [jagannath2020statistical] (ground state)
 */
import { finite, integer } from '../base/arguments.ts';
import { semicirclePotential } from './semicircle.ts';
import { groundState } from './thresholds.ts';

export interface SpikeMinimum {
  /** m of the minimum along the spike. */
  readonly overlap: number;
  /** Its energy per spin, below 0. */
  readonly energy: number;
}

/** r_s. @param order  H ≥ 2 */
export function spikeAppears(order: number): number {
  const H = integer('spikeAppears', 'order', order, 2);
  return Math.sqrt((H - 1) / H) * (H === 2 ? 1 : ((H - 1) / (H - 2)) ** ((H - 2) / 2));
}

/**
 * The local minimum along the spike; null below r_s, where there is none.
 * @param strength  r ≥ 0
 * @accuracy        1e-15 but for m next to r_s, where it varies like a root
 */
export function spikeMinimum(order: number, strength: number): SpikeMinimum | null {
  const H = integer('spikeMinimum', 'order', order, 2);
  const r = finite('spikeMinimum', 'strength', strength, 0);
  if (r < spikeAppears(H)) return null;
  // r √H m^{H−2} √(1−m²) falls from at least 1 to 0 as m² goes from (H−2)/(H−1) to 1; in q = 1 − m², which is small for strong spikes.
  const excess = (q: number) => r * Math.sqrt(H * q) * (1 - q) ** ((H - 2) / 2) - 1;
  let [low, high] = [0, 1 / (H - 1)];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return { overlap: Math.sqrt(1 - high), energy: -(r * (1 - high) ** (H / 2) + Math.sqrt(H * high)) };
}

/** r_c: from there on the spike's minimum is the ground state. @accuracy 1e-12 */
export function spikeIsGroundState(order: number): number {
  const H = integer('spikeIsGroundState', 'order', order, 2);
  const least = spikeAppears(H);
  if (H === 2) return least;
  const { value: e0 } = groundState(H);
  let [low, high] = [least, 2 * least];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (-spikeMinimum(H, middle)!.energy < e0) low = middle;
    else high = middle;
  }
}

/**
 * Annealed complexity of critical points at overlap m and energy per spin u:
 *      ½ ln(H−1) + ½ + ½ ln(1−m²) − ½ H r² m^{2H−2} (1−m²) − ½ (u + r m^H)² + ψ(√(H/(H−1)) u),
 * 0 at the spike's minimum, and that of the glass at m = 0.
 * @param overlap  |m| < 1
 */
export function spikedComplexity(order: number, strength: number, overlap: number, u: number): number {
  const H = integer('spikedComplexity', 'order', order, 2);
  const r = finite('spikedComplexity', 'strength', strength, 0);
  const m = finite('spikedComplexity', 'overlap', overlap, -1, 1);
  finite('spikedComplexity', 'u', u);
  const q = 1 - m * m;
  const along = r * m ** (H - 1);
  return (
    0.5 * Math.log(H - 1) +
    0.5 +
    0.5 * Math.log(q) -
    0.5 * H * along ** 2 * q -
    0.5 * (u + along * m) ** 2 +
    semicirclePotential(Math.sqrt(H / (H - 1)) * u)
  );
}
