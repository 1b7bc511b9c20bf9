/**
 * The mean loss of a network without biases as a landscape: gates from a source, weights its own on every edge or shared, on one sphere, on a product of
 * spheres or free. It is √(mD) times the mean over m samples, so that it varies like the energy of a glass of D spins; a loss linear in the output is
 * taken without its constant.
 * @source [choromanska2015open, eq. 1]
 */
import { fromProduct, matrixOf } from '../../linalg/operator.ts';
import { dot, norm } from '../../linalg/vectors.ts';
import type { Landscape, PointHessian } from '../landscape.ts';
import { flat, type Manifold } from '../manifold.ts';
import { type Domain, domainOf } from '../paths/paths.ts';
import { type SampleLoss, sampleLosses } from '../sampled-glass/losses.ts';
import { genericPoint, usualCurvature } from '../usual-curvature.ts';
import { adjacentCells } from './adjacent.ts';
import { kinkDistance } from './kink-distance.ts';
import { type GatedNetwork, gatedPasses } from './passes.ts';

/** Unit roundoff of float64. */
const u = 2 ** -53;

export const gatedDomains = ['sphere', 'layers', 'units', 'free'] as const;
export type GatedDomain = (typeof gatedDomains)[number];

/** The hinge of OP without its maximum and its constant: −z. */
export const linearLoss: SampleLoss = { at: (z) => [-z, -1, 0] };
export const gatedLosses: Readonly<Record<keyof typeof sampleLosses, SampleLoss>> = {
  ...sampleLosses,
  linear: linearLoss,
};

export interface GatedOptions {
  readonly name: string;
  readonly domain: GatedDomain;
  /** λ of ½ λ |w|²/D beside the mean loss. */
  readonly decay: number;
  readonly convention: string;
}

export const gatedManifold = (domain: GatedDomain, weights: number, widths: readonly number[]): Manifold =>
  domain === 'free' ? flat(weights) : domainOf(domain satisfies Domain, weights, widths);

export function gatedLandscape(net: GatedNetwork, { name, domain, decay, convention }: GatedOptions): Landscape {
  const { weights: D, widths, y, loss } = net;
  const m = y.length;
  const passes = gatedPasses(net);
  const manifold = gatedManifold(domain, D, widths);
  const linear = loss === linearLoss;
  const per = linear ? D : Math.sqrt(m * D);
  const pull = (decay * Math.sqrt(m * D)) / D;
  const evaluate = (point: Float64Array, gradient: Float64Array) => {
    const value = passes.evaluate(point, gradient);
    if (pull === 0) return value;
    for (let i = 0; i < D; i++) gradient[i]! += pull * point[i]!;
    return value + (pull / 2) * dot(point, point);
  };
  const ownKinks = !(net.gates instanceof Float64Array) && net.gates.kink;
  const hasKinks = ownKinks || loss.kink !== undefined;
  const hessianAt = (given: Float64Array): PointHessian => {
    const point = given.slice();
    const gradient = new Float64Array(D);
    const value = evaluate(point, gradient);
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
    valueAndGradient(points, count, values, gradients) {
      for (let r = 0; r < count; r++)
        values[r] = evaluate(points.subarray(r * D, (r + 1) * D), gradients.subarray(r * D, (r + 1) * D));
    },
    hessianAt,
    ...(ownKinks &&
      loss.kink === undefined && {
        adjacent: (point: Float64Array, reach: number) =>
          adjacentCells(net, passes, point, reach, (held) => gatedLandscape(held, { name, domain, decay, convention })),
      }),
  };
}
