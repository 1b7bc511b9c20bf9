/** What the native library holds: templates again, at the width of its vectors. */
import { cholesky } from './cholesky.ts';
import { curvatureProduct } from './curvature.ts';
import { gramSums } from './curvature-gram.ts';
import { gated } from './gated.ts';
import { glass } from './glass.ts';
import { hessianGather } from './hessian.ts';
import { hessianContractions } from './hessian-blocks.ts';
import { networks } from './networks.ts';
import { product } from './product.ts';
import { rectified } from './rectified.ts';
import { accountFunction, exponentials } from './rectified-softmax.ts';
import type { VectorWidth } from './simd.ts';
import { symmetric } from './symmetric.ts';
import { tiny } from './tiny.ts';

/**
 * Text of the library's functions, to be read with src/kernels/assembly/*.ts before it. Where the layout of memory depends on the
 * width, narrower vectors are there as well: few networks leave wide ones empty.
 */
export function nativeSource(width: VectorWidth, fused: boolean): string {
  const widths = ([32, 64] as const).filter((each) => each <= width);
  const trained = widths.map((each) => rectified(fused, each) + networks(fused, each) + tiny(fused, each) + gated(fused, each));
  return [
    glass(fused, width),
    accountFunction,
    exponentials(16, fused),
    ...trained,
    product(fused, width),
    symmetric(fused, width),
    cholesky(),
    hessianGather(fused, width),
    hessianContractions,
    curvatureProduct(fused, width),
    gramSums(fused, width),
  ].join('\n');
}
