/**
 * The generated half of the kernels: TypeScript templates in, AssemblyScript text out. scripts/build.mjs compiles it together with
 * src/kernels/assembly/*.ts into two modules: deterministic (multiply, then add) and relaxed (fused).
 */
import { annealing } from './annealing.ts';
import { cholesky } from './cholesky.ts';
import { networkCurvature } from './curvature.ts';
import { gated } from './gated.ts';
import { glass } from './glass.ts';
import { hessian } from './hessian.ts';
import { hessianBlocks } from './hessian-blocks.ts';
import { networks } from './networks.ts';
import { product } from './product.ts';
import { rectified } from './rectified.ts';
import { symmetric } from './symmetric.ts';
import { tiny } from './tiny.ts';

const templates = {
  annealing,
  cholesky,
  gated,
  glass,
  hessian,
  hessianBlocks,
  networks,
  networkCurvature,
  product,
  rectified,
  symmetric,
  tiny,
};

export function assemblySource(fused: boolean): string {
  return Object.values(templates)
    .map((template) => template(fused))
    .join('\n');
}

export { nativeSource } from './native.ts';
