/** Every family of landscapes by name: the command line, ensembles, exports and the contract test read this list. */
import { deepLinearFamily } from './deep-linear/family.ts';
import type { Families } from './family.ts';
import { gatedNetworkFamily } from './gated-network/family.ts';
import { linearResnetFamily } from './linear-resnet/family.ts';
import { mixedGlassFamily } from './mixed-glass/family.ts';
import { networkFamily } from './network/family.ts';
import { pathPolynomialFamily } from './paths/family.ts';
import { sampledGlassFamily } from './sampled-glass/family.ts';
import { spinGlassFamily } from './spin-glass/family.ts';
import { tensorFamily } from './tensor/family.ts';
import { randomTensorFamily } from './tensor/random-family.ts';

export const families: Families = {
  'deep-linear': deepLinearFamily,
  'gated-network': gatedNetworkFamily,
  'linear-resnet': linearResnetFamily,
  'mixed-glass': mixedGlassFamily,
  network: networkFamily,
  'path-polynomial': pathPolynomialFamily,
  'random-tensor': randomTensorFamily,
  'sampled-glass': sampledGlassFamily,
  'spin-glass': spinGlassFamily,
  tensor: tensorFamily,
};
