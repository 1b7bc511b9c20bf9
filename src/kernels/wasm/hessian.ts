/**
 * The Hessian of a one-hidden-layer ReLU network on WASM. Samples are grouped by which units they activate (kernels/gates.ts). The first
 * layer's blocks are sums over groups of moments that do not know the units, contracted with the output weights of those that are on;
 * what strays from its group's pattern is corrected, a unit at a time. templates/hessian.ts has the sums, templates/hessian-blocks.ts
 * the contractions, this file their order.
 */
import type { RectifiedHessian, RectifiedHessians, RectifiedShape, Samples } from '../contract.ts';
import { type GateCosts, gateGroups } from '../gates.ts';
import { type LitSamples, litSamples } from '../lit-samples.ts';
import { rectifiedPass, rectifiedPoint } from '../rectified-pass.ts';
import { outputWeights } from '../rectified-rows.ts';
import type { RectifiedPass } from '../rectified-state.ts';
import { momentsError } from './hessian-error.ts';
import { load } from './hessian-load.ts';
import {
  type FormSizes,
  formMemory,
  formSizes,
  type PassSizes,
  passMemory,
  passSizes,
  withRoom,
} from './hessian-memory.ts';
import { formInputs, formOutputs } from './hessian-moments.ts';
import { wasmPassSums } from './hessian-pass.ts';
import { correctStrays } from './hessian-strays.ts';
import { type Instance, type KernelEngine, Layout } from './host.ts';
import { symmetricKernel } from './symmetric.ts';

export function wasmRectifiedHessians(
  engine: KernelEngine,
  shape: RectifiedShape,
  samples: Samples,
): RectifiedHessians {
  const lit = litSamples(shape, samples);
  const common = passSizes(shape, lit);
  let instance: Instance | undefined;
  const form = (pass: RectifiedPass, kept: Int32Array): RectifiedHessian => {
    const V = outputWeights(shape, pass.parameters, pass.active);
    const groups = gateGroups(pass.hidden, pass.active.length, gateCosts(common, lit, pass));
    const sizes = formSizes(common, shape, pass, groups.starts.length - 1);
    const layout = new Layout();
    const at = formMemory(layout, passMemory(layout, common), sizes);
    instance = withRoom(engine, instance, layout.total, `the Hessian of ${sizes.n} parameters`);
    const kernel = symmetricKernel(instance, at.symmetric);
    const { matrix, diagonal } = kernel;
    const { width, u, n, convex } = sizes;

    load(instance, at, sizes, lit, pass, groups, V);
    formInputs(instance, at, sizes, groups.starts);
    for (const [unit, strays] of groups.strays.entries())
      correctStrays(instance, at, sizes, { samples: lit, order: groups.order, hidden: pass.hidden }, unit, strays);
    for (let h = 0; h < u; h++) instance.exports['hessianMirror']!(at.rows, width, u, h, at.symmetric.matrix, n);
    addCouplings(matrix, sizes, pass);
    formOutputs(instance, at, sizes);
    for (let i = 0; i < n; i++) diagonal[i] = matrix[i * n + i]!;
    return { kept, convex, error: momentsError(lit, pass, groups, V), matrix: kernel };
  };
  return {
    shape,
    samples,
    at(parameters) {
      const layout = new Layout();
      const at = passMemory(layout, common);
      instance = withRoom(engine, instance, layout.total, `a pass over ${common.count} samples`);
      return rectifiedPoint(
        shape,
        rectifiedPass(shape, lit, parameters, wasmPassSums(shape, lit, common, at, instance)),
        form,
      );
    },
  };
}

/** In multiply-adds: a group's contractions; a stray's moments, of which pairs of inputs are lit half as often again as inputs by chance. */
function gateCosts({ m, outputs, count }: PassSizes, { values }: LitSamples, { active }: RectifiedPass): GateCosts {
  const [u, lit] = [active.length, values.length / count];
  return {
    group: m * (u * outputs ** 2 * (m / 2 + u) + (u ** 2 / 4) * outputs * m),
    stray: 0.75 * lit ** 2 * u + 1.5 * lit * (u + 1) * outputs,
  };
}

/** M_h to the inputs and output weights of unit h. */
function addCouplings(
  matrix: Float64Array,
  { m, outputs, convex, n }: FormSizes,
  { rows, couplings }: RectifiedPass,
): void {
  rows.forEach((row, i) => {
    if (row < 0) return;
    const to = row * n + convex + Math.floor(i / m) * outputs;
    for (let o = 0; o < outputs; o++) matrix[to + o]! += couplings[i * outputs + o]!;
  });
}
