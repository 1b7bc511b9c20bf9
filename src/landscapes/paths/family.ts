/** Polynomials over the paths of networks as a family: wiring, order, width, seed and number of the disorder. */
import { z } from 'zod';
import { ArgumentError } from '../../base/errors.ts';
import { stream } from '../../base/philox.ts';
import { type PathShape, pathPolynomial } from '../../kernels/path-polynomial.ts';
import type { Family } from '../family.ts';
import { normalPoint } from '../manifold.ts';
import { networkLayout } from '../network/layout.ts';
import { squareKinds } from './latin-squares.ts';
import { domains, pathLandscape } from './paths.ts';
import { edgeCount, type Wiring, widthsOf, wirings } from './wirings.ts';

const names = Object.keys(wirings) as (keyof typeof wirings)[];

const schema = z.object({
  wiring: z
    .enum(names as [string, ...string[]])
    .default('path-glass')
    .describe('weights of edges and couplings of paths'),
  order: z.int().min(2).max(6).default(3).describe('H, layers of weights'),
  size: z.int().min(2).max(256).describe('n, units of each layer before the one output; Λ = n'),
  weights: z.int().min(2).optional().describe('s, number of weights of the wiring colored (default: n)'),
  squares: z.enum(squareKinds).default('generic').describe('squares that place the weights of the wiring latin'),
  uncentred: z
    .boolean()
    .default(false)
    .describe('inputs of the wiring latin as drawn, independent N(0, 1), in place of mean 0 and mean square 1'),
  domain: z
    .enum(domains)
    .default('sphere')
    .describe('one sphere, one for each layer, or one for the weights into each unit'),
  seed: z.int().min(0).default(1).describe('seed of couplings and starts'),
  disorder: z.int().min(0).max(0xffffffff).default(0).describe('number of the disorder'),
});
type PathSpec = z.infer<typeof schema>;

const where = 'path-polynomial';

function check({ order, size, wiring, domain, weights = size }: PathSpec): void {
  const edges = edgeCount({ order, size });
  if (weights > edges) throw new ArgumentError(where, 'weights', `at most ${edges}, one for each edge`, weights);
  if (domain !== 'sphere' && wiring !== 'path-glass')
    throw new ArgumentError(where, 'domain', 'sphere where weights are shared between layers', domain);
}

/** Paths, their couplings and weights, of a spec. @throws ArgumentError for more weights than edges, or spheres that weights do not fill */
export function pathsOf(spec: PathSpec): PathShape {
  check(spec);
  const { order, size, squares, uncentred, seed, disorder } = spec;
  const wiring: Wiring = wirings[spec.wiring as keyof typeof wirings];
  const wired = { order, size, weights: spec.weights ?? size, squares, centered: !uncentred };
  const weights = wiring.weights(wired);
  const paths = wiring.paths(wired, (purpose) => stream(seed, `${where}/${spec.wiring}`, disorder, purpose));
  return { ...paths, weights, scale: Math.sqrt(weights / size ** order) };
}

const weightsOf = ({ wiring, order, size, weights }: PathSpec) =>
  wiring === 'path-glass' ? edgeCount({ order, size }) : wiring === 'colored' ? (weights ?? size) : size;

export const pathPolynomialFamily: Family<PathSpec> = {
  name: where,
  schema,
  portable: true,
  check,
  title: (spec) =>
    `paths of ${spec.order} layers of ${spec.size} units, wiring ${spec.wiring}, ${weightsOf(spec)} weights, seed ${spec.seed}, disorder ${spec.disorder}`,
  open: (spec) => pathLandscape(pathPolynomial(pathsOf(spec)), spec.domain, pathPolynomialFamily.title(spec)),
  start({ manifold }, { seed, disorder, wiring }, k, out) {
    const draw = stream(seed, `${where}/${wiring}/${disorder}`, k, 'start');
    normalPoint(manifold, draw, out);
  },
  heights: ({ regularity, dimension }, { order }) => ({
    lowest: (-(regularity.usual?.gradientLipschitz ?? 1) * dimension) / (2 * order),
    highest: 0,
  }),
  bytes: (spec, _shapes, points) =>
    8 * (6 * spec.size ** spec.order + 8 * edgeCount(spec) + (points + 8) * weightsOf(spec)),
  disorder: {
    name: 'couplings',
    shape: ({ wiring, order, size }) => new Array<number>(wiring === 'latin' ? 1 : order).fill(size),
    entries: (spec) => pathsOf(spec).couplings,
  },
  layout(spec) {
    const D = weightsOf(spec);
    if (spec.wiring !== 'path-glass')
      return { arrays: [{ name: 'points', layer: 'weights', kind: 'other', shape: [D], start: 0, end: D }] };
    return networkLayout({ sizes: widthsOf(spec), bias: false });
  },
  fixtures: [
    { wiring: 'path-glass', order: 3, size: 3, domain: 'sphere' },
    { wiring: 'path-glass', order: 2, size: 5, domain: 'layers' },
    { wiring: 'path-glass', order: 4, size: 2, domain: 'units' },
    { wiring: 'colored', order: 3, size: 4, weights: 9, domain: 'sphere' },
    { wiring: 'colored', order: 2, size: 5, domain: 'sphere' },
    { wiring: 'latin', order: 3, size: 7, domain: 'sphere' },
    { wiring: 'latin', order: 4, size: 3, squares: 'permuted', uncentred: true, domain: 'sphere' },
  ].map((fixture) => schema.parse({ ...fixture, seed: 6 })),
};
