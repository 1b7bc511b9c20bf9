/** A spin glass by name: order, size, seed and number of the disorder. */
import { integer } from '../base/arguments.ts';
import { classifyCriticalPoint, tangentHessian, tangentOperator } from '../curvature/index.ts';
import { checkFits } from '../ensembles/experiments/capacity.ts';
import { samePoint } from '../geometry/index.ts';
import type { GlassShape, Kernels } from '../kernels/contract.ts';
import { glassBytes, randomStart, spinGlass } from '../landscapes/index.ts';
import { dense } from '../linalg/operator.ts';
import { energyBarrier } from '../theory/thresholds.ts';
import type { NamedLandscape, Room } from './named-landscape.ts';

/** Lanes of the fleet that the memory of a glass is reckoned with. */
const lanes = 64;

/**
 * @throws ArgumentError when a number is out of range; CapacityError when couplings and Hessian do not fit in `memory` bytes
 */
export function namedGlass(
  where: string,
  shape: GlassShape,
  kernels: Kernels,
  memory: number,
  room: Room,
): NamedLandscape {
  const order = integer(where, 'order', shape.order, 2, 5);
  const size = integer(where, 'size', shape.size, 2);
  integer(where, 'seed', shape.seed, 0);
  integer(where, 'disorder', shape.disorder, 0, 0xffffffff);
  const what = `${where}: a spin glass of ${size} spins`;
  const need = (spins: number) => glassBytes(order, spins, 'float64', lanes) + room.bytes(spins - 1);
  checkFits({ what, parameter: 'size', asked: size, need }, 1, memory);
  const glass = spinGlass(shape, kernels, 'float64');
  return {
    title: `${order}-spin glass of ${size} spins, seed ${shape.seed}, disorder ${shape.disorder}`,
    about: { kind: 'spin-glass', order, size, seed: shape.seed, disorder: shape.disorder },
    landscape: glass,
    dimension: size - 1,
    quantity: 'energy per spin',
    scale: size,
    start(k) {
      const start = new Float64Array(size);
      randomStart(shape, k, start);
      return start;
    },
    heights: () => ({ lowest: -size * energyBarrier(order).value, highest: 0 }),
    index(position, threshold) {
      const { index, residual, certainty } = classifyCriticalPoint(glass, position, { threshold });
      const holds = certainty === 'certified';
      const certificate = { kind: 'newton-kantorovich', holds, certainty, distance: index.distance };
      return { ...index, gradientNorm: residual, certificate };
    },
    formed: true,
    hessian(position) {
      const { matrix, dimension } = tangentHessian(glass, position);
      return { operator: dense(matrix, dimension), idle: 0 };
    },
    products: (position) => tangentOperator(glass, position),
    // The largest glass that fits takes a second.
    seconds: () => 0,
    classify: (position, threshold) => classifyCriticalPoint(glass, position, { threshold }),
    same: (a, b) => samePoint(glass, a.position, b.position),
  };
}
