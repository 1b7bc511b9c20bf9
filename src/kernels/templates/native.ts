/** What the native library holds: templates again, at the width of its vectors. */
import { glass } from './glass.ts';
import type { VectorWidth } from './simd.ts';

/** Text of the functions whose layout of memory does not depend on the width. */
export function nativeSource(width: VectorWidth, fused: boolean): string {
  return glass(fused, width);
}
