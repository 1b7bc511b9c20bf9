/**
 * The mean loss of a network without biases as a landscape: gates from a source, weights its own on every edge or shared, on one sphere, on a product of
 * spheres or free. It is √(mD) times the mean over m samples, so that it varies like the energy of a glass of D spins; a loss linear in the output is
 * taken without its constant.
 * @source [choromanska2015open, eq. 1]
 */
import type { GatedNetwork, KernelSet } from '../../kernels/contract.ts';
import { referenceGatedNetwork } from '../../kernels/reference/gated.ts';
import { gatedPasses } from '../../kernels/reference/gated-passes.ts';
import { gatedLosses } from '../../kernels/sample-losses.ts';
import { fromProduct, matrixOf } from '../../linalg/operator.ts';
import { norm } from '../../linalg/vectors.ts';
import type { Landscape, PointHessian } from '../landscape.ts';
import { flat } from '../manifold.ts';
import { domainOf, spheresOf } from '../paths/paths.ts';
import { genericPoint, usualCurvature } from '../usual-curvature.ts';
import { adjacentCells } from './adjacent.ts';
import { kinkDistance } from './kink-distance.ts';

/** Unit roundoff of float64. */
const u = 2 ** -53;

export const gatedDomains = ['sphere', 'layers', 'units', 'free'] as const;
export type GatedDomain = (typeof gatedDomains)[number];

export interface GatedOptions {
  readonly name: string;
  readonly domain: GatedDomain;
  /** λ of ½ λ |w|²/D beside the mean loss. */
  readonly decay: number;
  readonly convention: string;
  /** What computes values and gradients, and descends; plain passes where absent, which suffice for a few samples. */
  readonly kernels?: Pick<KernelSet, 'gatedNetwork'>;
}

const plain = { gatedNetwork: referenceGatedNetwork };

export function gatedLandscape(net: GatedNetwork, options: GatedOptions): Landscape {
  const { name, domain, decay, convention, kernels = plain } = options;
  const { weights: D, widths, y } = net;
  const m = y.length;
  const passes = gatedPasses(net);
  const manifold = domain === 'free' ? flat(D) : domainOf(domain, D, widths);
  const linear = net.loss === 'linear';
  const per = linear ? D : Math.sqrt(m * D);
  const pull = (decay * Math.sqrt(m * D)) / D;
  const blocks =
    domain === 'free'
      ? [{ dimension: D, radius: 0 }]
      : spheresOf(domain, D, widths).map((dimension) => ({ dimension, radius: Math.sqrt(dimension) }));
  const kernel = kernels.gatedNetwork(net, { blocks, unit: manifold.lengthUnit.value, pull });
  const ownKinks = net.gates === Infinity;
  const lossKink = gatedLosses[net.loss].kink;
  const hasKinks = ownKinks || lossKink !== undefined;
  const hessianAt = (given: Float64Array): PointHessian => {
    const point = given.slice();
    const [values, gradient] = [new Float64Array(1), new Float64Array(D)];
    kernel.evaluate(point, 1, 'float64', values, gradient);
    const value = values[0]!;
    const product = (v: Float64Array, out: Float64Array) => {
      passes.product(point, v, out);
      if (pull !== 0) for (let i = 0; i < D; i++) out[i]! += pull * v[i]!;
    };
    // Chains of as many roundings as there are samples and terms of a layer, each way; sums of absolute values are taken for the norm.
    const roundings = (2 * (m + 2 * widths.reduce((a, b) => a + b, 0)) + 16) * u;
    const operator = fromProduct(D, true, product);
    let entries: Float64Array | undefined;
    let size: number | undefined;
    const formed = () => {
      if (!entries) {
        entries = matrixOf(operator);
        size = norm(entries);
      }
      return { entries, error: { value: roundings * size!, kind: 'estimate' } as const };
    };
    return {
      ...operator,
      value,
      gradient,
      gradientError: { value: roundings * norm(gradient) + u * Math.abs(value), kind: 'estimate' },
      formed: false,
      get error() {
        return formed().error;
      },
      matrix: formed,
      release() {},
    };
  };
  let usual: number | undefined;
  return {
    name,
    dimension: D,
    manifold,
    quantity: { name: linear ? 'energy per weight' : 'mean loss', per, convention },
    symmetries: [],
    regularity: {
      kinkDistance: hasKinks ? (point) => kinkDistance(net, passes, point) : () => Infinity,
      get usual() {
        if (usual === undefined) {
          const point = genericPoint(D);
          manifold.retract(point);
          const { matrix, gradient } = hessianAt(point);
          usual = usualCurvature(point, matrix().entries, gradient);
        }
        return { gradientLipschitz: usual };
      },
    },
    valueAndGradient: (points, count, values, gradients) =>
      kernel.evaluate(points, count, 'float64', values, gradients),
    // Its steps are those of unknown length.
    fleet: (capacity, onRise) => (onRise === 'take-back' ? kernel.fleet(capacity, 'float64') : undefined),
    hessianAt,
    ...(ownKinks &&
      lossKink === undefined && {
        adjacent: (point: Float64Array, reach: number) =>
          adjacentCells(net, passes, point, reach, (held) => gatedLandscape(held, { name, domain, decay, convention })),
      }),
  };
}
