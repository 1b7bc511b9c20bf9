/**
 * Second derivatives of a rectified network, by the kernels that know its structure: the matrix
 * without the rows that are zero, eigenvalues counted by one elimination, and a floor under all eigenvalues without a matrix.
 */
import type { Kernels, RectifiedHessian, RectifiedHessians, RectifiedPoint } from '../../kernels/contract.ts';
import { countBelow } from '../../linalg/counting.ts';
import { applyEach, type Count } from '../../linalg/operator.ts';
import type { PointHessian } from '../landscape.ts';
import type { Examples } from './examples.ts';
import { gradientError } from './gradient-error.ts';
import { countNegative, couplingBound } from './rectified-index.ts';
import type { NetworkModel } from './shape.ts';

/**
 * @param products  for any shape
 * @returns      undefined where the shape or the examples are of another kind
 */
export function rectifiedHessiansOf(
  kernels: Kernels,
  whole: Required<NetworkModel>,
  examples: Examples,
  products: (point: Float64Array) => PointHessian,
): ((point: Float64Array) => PointHessian) | undefined {
  const { sizes, activation, loss, bias, output, decay } = whole;
  const { count, x, labels } = examples;
  const [inputs, hidden, outputs] = sizes as [number, number, number];
  const paper = sizes.length === 3 && activation === 'relu' && loss === 'cross-entropy' && bias;
  const plain = output === 'identity' && decay === 0 && !examples.weights;
  if (!paper || !plain || !labels || !(x instanceof Float32Array) || !areLabels(examples)) return undefined;
  let hessians: RectifiedHessians | undefined;
  /** The kernel holds one matrix: that of this point. */
  let held: { readonly at: RectifiedPoint; readonly hessian: RectifiedHessian } | undefined;
  const form = (at: RectifiedPoint): RectifiedHessian => {
    if (held?.at !== at) held = { at, hessian: at.form() };
    return held.hessian;
  };
  return (point) => {
    hessians ??= kernels.rectifiedHessians({ inputs, hidden, outputs }, { count, inputs, images: x, labels });
    const at = hessians.at(point.slice());
    const n = point.length;
    const { kept } = at;
    let floor: number | undefined;
    const coupling = () => {
      floor ??= couplingBound(at);
      return floor;
    };
    let prepared: PointHessian | undefined;
    const product = () => {
      prepared ??= products(at.parameters);
      return prepared;
    };
    return {
      size: n,
      symmetric: true,
      apply: (v, out) => product().apply(v, out),
      applyBlock: (vectors, some, out) => applyEach(product(), vectors, some, out),
      get error() {
        return product().error;
      },
      value: at.loss,
      gradient: at.gradient,
      get gradientError() {
        return { value: gradientError(whole, examples, at.parameters), kind: 'bound' as const };
      },
      formed: true,
      matrix() {
        const { matrix, error } = form(at);
        return { entries: spread(matrix, kept, n), error: { value: error, kind: 'bound' } };
      },
      form: () => void form(at),
      idle: idleRows(kept, n),
      countBelow(level): Count {
        if (level < 0 && coupling() <= -level) return { low: 0, high: 0, bound: 0 };
        const hessian = form(at);
        const count = level < 0 ? countNegative(hessian, -level) : countBelow(hessian.matrix, level, hessian.error);
        const idle = level > 0 ? n - kept.length : 0;
        return { low: count.low + idle, high: count.high + idle, bound: count.bound };
      },
      gaussNewton: () => product().gaussNewton!(),
      get floor() {
        return { name: 'coupling', value: -coupling() };
      },
      release() {
        prepared?.release();
        prepared = undefined;
        if (held?.at === at) held = undefined;
      },
    };
  };
}

/** Whether the targets are 1 at the label and 0 elsewhere. */
function areLabels({ count, outputs, t, labels }: Examples): boolean {
  for (let s = 0; s < count; s++)
    for (let o = 0; o < outputs; o++) if (t[s * outputs + o] !== Number(labels![s] === o)) return false;
  return true;
}

/** The kernel's upper triangle of the kept rows as a full symmetric matrix of all. */
function spread({ matrix, diagonal }: RectifiedHessian['matrix'], kept: Int32Array, n: number): Float64Array {
  const out = new Float64Array(n * n);
  const m = kept.length;
  for (let i = 0; i < m; i++) {
    const row = kept[i]!;
    out[row * n + row] = diagonal[i]!;
    for (let j = i + 1; j < m; j++) out[row * n + kept[j]!] = out[kept[j]! * n + row] = matrix[i * m + j]!;
  }
  return out;
}

function idleRows(kept: Int32Array, n: number): Int32Array {
  const known = new Uint8Array(n);
  for (const row of kept) known[row] = 1;
  return Int32Array.from(Array.from({ length: n }, (_, row) => row).filter((row) => known[row] === 0));
}
