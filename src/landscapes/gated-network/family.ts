/** Gated networks as a family. */
import { stream } from '../../base/philox.ts';
import { pathPolynomial } from '../../kernels/path-polynomial.ts';
import type { Family } from '../family.ts';
import { normalPoint } from '../manifold.ts';
import { networkLayout } from '../network/layout.ts';
import { pathLandscape } from '../paths/paths.ts';
import { gatedLandscape } from './gated-network.ts';
import { pathCouplings } from './gates.ts';
import {
  check,
  dataName,
  type GatedSpec,
  gatedNetworkOf,
  gatedSchema,
  isTaken,
  weightsOf,
  where,
  widthsOf,
} from './spec.ts';
import { edgesOf } from './wirings.ts';

export const gatedNetworkFamily: Family<GatedSpec> = {
  name: where,
  schema: gatedSchema,
  portable: true,
  title: ({ order, size, wiring, gates, sharpness, samples, loss, seed, disorder }) =>
    `network ${order} × ${size}, ${wiring}, gates ${gates}${sharpness === undefined ? '' : ` ${sharpness}`}, ${samples} samples, ${loss}, seed ${seed}, disorder ${disorder}`,
  data: (spec) => (isTaken(spec) ? [dataName(spec)] : []),
  check,
  open(spec, { data, kernels }) {
    const net = gatedNetworkOf(spec, data);
    const { widths, weights, colors, gates, front, margin } = net;
    const name = gatedNetworkFamily.title(spec);
    const { domain, decay } = spec;
    // Gates that do not know w leave a polynomial over paths: one coupling a path in place of m samples.
    if (gates instanceof Float64Array && spec.loss === 'linear' && domain !== 'free' && decay === 0) {
      const couplings = pathCouplings(net, gates);
      const kernel = pathPolynomial({ widths, weights, colors, couplings, scale: -front * margin });
      return pathLandscape(kernel, domain, name);
    }
    const convention = `${spec.loss} loss, mean over ${spec.samples} samples${decay > 0 ? ` + (${decay}/2) Σ w²/D` : ''}`;
    return gatedLandscape(net, { name, domain, decay, convention, kernels });
  },
  start({ manifold }, { seed, disorder }, k, out) {
    const draw = stream(seed, `${where}/${disorder}`, k, 'start');
    normalPoint(manifold, draw, out);
  },
  // Between nothing and twice what the height of a glass would be, or all of the loss.
  heights: (landscape, spec, start) => {
    if (spec.loss === 'linear') return { lowest: -2 * landscape.dimension, highest: 0 };
    const value = new Float64Array(1);
    landscape.valueAndGradient(start, 1, value, new Float64Array(start.length));
    return { lowest: 0, highest: value[0]! };
  },
  bytes(spec, shapes, points) {
    const widths = widthsOf(spec, shapes);
    const hidden = (spec.order - 1) * spec.size;
    const taken = isTaken(spec) ? 4 * shapes[0]!.count * shapes[0]!.inputs : 0;
    const paths = widths.reduce((product, n) => product * n, 1);
    return (
      8 *
        (2 * spec.samples * (widths[0]! + hidden) +
          6 * paths +
          8 * edgesOf(widths) +
          (points + 8) * weightsOf(spec, shapes)) +
      taken
    );
  },
  layout(spec, shapes) {
    const D = weightsOf(spec, shapes);
    if (spec.wiring !== 'own')
      return { arrays: [{ name: 'points', layer: 'weights', kind: 'other', shape: [D], start: 0, end: D }] };
    return networkLayout({ sizes: widthsOf(spec, shapes), bias: false });
  },
  fixtures: [
    { size: 5, samples: 12, wiring: 'latin' as const },
    { size: 4, samples: 9, gates: 'frozen' as const, wiring: 'latin' as const, centring: 'samples' as const },
    { size: 3, samples: 7, gates: 'independent' as const, loss: 'logistic' as const, order: 4 },
    { size: 3, samples: 8, gates: 'off' as const, order: 2, domain: 'units' as const, inputLaw: 'pixels' as const },
    { size: 4, samples: 6, sharpness: 4, loss: 'squared' as const, domain: 'free' as const, decay: 0.1, margin: 0.7 },
    { size: 3, samples: 11, loss: 'hinge' as const, domain: 'layers' as const, inputs: 5 },
    {
      size: 3,
      samples: 9,
      inputLaw: 'data' as const,
      pixels: 2,
      labels: 'data' as const,
      loss: 'logistic' as const,
      centring: 'inputs' as const,
    },
    { size: 4, samples: 5, gates: 'signs' as const, wiring: 'colored' as const, weights: 7 },
  ].map((fixture) => gatedSchema.parse({ ...fixture, seed: 6 })),
};
