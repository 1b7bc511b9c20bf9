/** Where the gates of hidden units come from: the units themselves, another network, or chance. */
import type { Stream } from '../../base/philox.ts';
import type { GatedNetwork } from '../../kernels/contract.ts';
import { gatedPasses } from '../../kernels/reference/gated-passes.ts';

export const gateSources = ['own', 'frozen', 'independent', 'signs', 'off'] as const;
/**
 * own: a unit is open where its pre-activation is positive (ReLU). frozen: as they are at fixed normal weights of the same network. independent: open or closed
 * with probability ½ each. signs: independent ±1, what is left of the latter when their mean is taken away. off: all open, the linear network.
 */
export type GateSource = (typeof gateSources)[number];

/** Mean of g², so that the output varies alike whatever the gates. */
export const gatePower: Readonly<Record<GateSource, number>> = {
  own: 0.5,
  frozen: 0.5,
  independent: 0.5,
  signs: 1,
  off: 1,
};

/**
 * g, m × hidden units.
 * @param net   whose gates they are; inputs that are not all 0
 * @param draw  decides chance, and the weights of the frozen network
 */
export function drawnGates(
  source: Exclude<GateSource, 'own'>,
  net: Omit<GatedNetwork, 'gates'>,
  draw: Stream,
): Float64Array {
  const m = net.y.length;
  const passes = gatedPasses({ ...net, gates: Infinity });
  const hidden = passes.sample.slope.length;
  const gates = new Float64Array(m * hidden);
  if (source === 'frozen') {
    // A network whose output is 0 on every sample says nothing: another one is drawn.
    for (let [open, tries] = [false, 0]; !open && tries < 1000; tries++) {
      passes.load(Float64Array.from({ length: net.weights }, () => draw.normal()));
      for (let μ = 0; μ < m; μ++) {
        open = passes.forward(μ) !== 0 || open;
        gates.set(passes.sample.slope, μ * hidden);
      }
    }
    return gates;
  }
  if (source === 'off') return gates.fill(1);
  return gates.map(() => (draw.uniform() < 0.5 ? 1 : source === 'signs' ? -1 : 0));
}

/** J_p = Σ_μ y_μ x_{μ,p_0} Π_k g_{p_k}(μ), row-major over p_0, …, p_{H−1}: a loss linear in the output is −f s Σ_p J_p π_p, and a constant. */
export function pathCouplings({ widths, x, y }: Omit<GatedNetwork, 'gates'>, gates: Float64Array): Float64Array {
  const d = widths[0]!;
  const layers = widths.slice(1, -1);
  const hidden = layers.reduce((sum, n) => sum + n, 0);
  const J = new Float64Array(d * layers.reduce((product, n) => product * n, 1));
  for (let μ = 0; μ < y.length; μ++) {
    // y x ⊗ g_1 ⊗ … ⊗ g_{H−2}, and the last factor as it is added.
    let outer = x.slice(μ * d, (μ + 1) * d).map((v) => y[μ]! * v);
    let from = μ * hidden;
    layers.forEach((n, k) => {
      const g = gates.subarray(from, from + n);
      from += n;
      if (k === layers.length - 1) {
        for (let r = 0, at = 0; r < outer.length; r++) {
          const o = outer[r]!;
          if (o === 0) at += n;
          else for (let j = 0; j < n; j++, at++) J[at]! += o * g[j]!;
        }
        return;
      }
      const next = new Float64Array(outer.length * n);
      for (let r = 0, at = 0; r < outer.length; r++) for (let j = 0; j < n; j++, at++) next[at] = outer[r]! * g[j]!;
      outer = next;
    });
    if (layers.length === 0) for (let r = 0; r < d; r++) J[r]! += outer[r]!;
  }
  return J;
}
