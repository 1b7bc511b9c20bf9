/** In: what identifies a landscape, and kernels. Out: a function on a manifold that every instrument can work on. */
export type { Fleet, Landscape, Smoothness, Symmetry } from './landscape.ts';
export { flat, lattice, type Manifold, product, sphere } from './manifold.ts';
export {
  couplings,
  glassBytes,
  largestSize,
  orders,
  randomStart,
  type SpinGlass,
  spinGlass,
} from './spin-glass/spin-glass.ts';
