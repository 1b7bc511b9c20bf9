/** In: nothing. Out: every claim by its id. To add a claim is one file in the paper's folder, one line here, one test. */

import { assumptionsMeasured } from './beyond/assumptions-measured.ts';
import { correlationAndTraining } from './beyond/correlation-and-training.ts';
import { deepLinearCensus } from './beyond/deep-linear-census.ts';
import { exactSignCorrelation } from './beyond/exact-sign-correlation.ts';
import { finiteSizeMinima } from './beyond/finite-size-minima.ts';
import { glassByOrder } from './beyond/glass-by-order.ts';
import { groundStateByFirstDerivative } from './beyond/ground-state-by-first-derivative.ts';
import { hessianDescentClaim } from './beyond/hessian-descent.ts';
import { independentPaths } from './beyond/independent-paths.ts';
import { indexAttainsItsBound } from './beyond/index-attains-its-bound.ts';
import { indexBound } from './beyond/index-bound.ts';
import { indexThresholdGauge } from './beyond/index-threshold-gauge.ts';
import { ladder } from './beyond/ladder.ts';
import { latinNetwork } from './beyond/latin-network.ts';
import { lawOfCouplings } from './beyond/law-of-couplings.ts';
import { lowestMinimumClaim } from './beyond/lowest-minimum.ts';
import { maximumMixesOrders } from './beyond/maximum-mixes-orders.ts';
import { orderOfTheNetwork } from './beyond/order-of-the-network.ts';
import { properties } from './beyond/properties.ts';
import { randomPartOfTheLoss } from './beyond/random-part-of-the-loss.ts';
import { saddleToSaddle } from './beyond/saddle-to-saddle.ts';
import { sharedInputsAreASpike } from './beyond/shared-inputs-are-a-spike.ts';
import { sharpUniformity } from './beyond/sharp-uniformity.ts';
import { structuralIndexBoundClaim } from './beyond/structural-index-bound.ts';
import { tyingMakesTheGlass } from './beyond/tying-makes-the-glass.ts';
import { typicalCounts } from './beyond/typical-counts.ts';
import { untiedGlassIsSolved } from './beyond/untied-glass-is-solved.ts';
import { whereSmallNetworksStick } from './beyond/where-small-networks-stick.ts';
import { annealingVersusSgd } from './choromanska2015/annealing-versus-sgd.ts';
import { bandAndLayers } from './choromanska2015/band-and-layers.ts';
import { complexityCurves } from './choromanska2015/complexity-curves.ts';
import { countAllCriticalPoints } from './choromanska2015/count-all-critical-points.ts';
import { degenerateMinima } from './choromanska2015/degenerate-minima.ts';
import { descentAvoidsSaddles } from './choromanska2015/descent-avoids-saddles.ts';
import { dominanceOfMinima } from './choromanska2015/dominance-of-minima.ts';
import { hardness } from './choromanska2015/hardness.ts';
import { indexVersusEnergy } from './choromanska2015/index-versus-energy.ts';
import { lossMoments } from './choromanska2015/loss-moments.ts';
import { lossScaling } from './choromanska2015/loss-scaling.ts';
import { lossToHamiltonian } from './choromanska2015/loss-to-hamiltonian.ts';
import { lowerMinimum } from './choromanska2015/lower-minimum.ts';
import { massAndSize } from './choromanska2015/mass-and-size.ts';
import { meanCriticalPoints } from './choromanska2015/mean-critical-points.ts';
import { networkLosses } from './choromanska2015/network-losses.ts';
import { outsideBand } from './choromanska2015/outside-band.ts';
import { overfitting } from './choromanska2015/overfitting.ts';
import { pathSum } from './choromanska2015/path-sum.ts';
import { reductionImage } from './choromanska2015/reduction-image.ts';
import { redundancy } from './choromanska2015/redundancy.ts';
import { sharpAsymptotics } from './choromanska2015/sharp-asymptotics.ts';
import { solutionIndex } from './choromanska2015/solution-index.ts';
import { spinGlassDescent } from './choromanska2015/spin-glass-descent.ts';
import { thresholds } from './choromanska2015/thresholds.ts';
import { trainTestCorrelation } from './choromanska2015/train-test-correlation.ts';
import { uniformity } from './choromanska2015/uniformity.ts';
import type { Claim } from './claim.ts';
import { badSaddles } from './golikov2019/bad-saddles.ts';
import { deepEqualsShallow } from './golikov2019/deep-equals-shallow.ts';
import { trainingHardness } from './golikov2019/hardness.ts';
import { idealResult } from './golikov2019/ideal-result.ts';
import { linearRegression } from './golikov2019/linear-regression.ts';
import { noBadMinima } from './golikov2019/no-bad-minima.ts';
import { oneLayerNonlinear } from './golikov2019/one-layer-nonlinear.ts';
import { resnetCriticalPoints } from './golikov2019/resnet-critical-points.ts';
import { resnetReparametrization } from './golikov2019/resnet-reparametrization.ts';
import { resnetSmallOptimum } from './golikov2019/resnet-small-optimum.ts';
import { linearSymmetries } from './golikov2019/symmetries.ts';
import { withHistory } from './history.ts';
import { badInitialization } from './swirszcz2017/bad-initialization.ts';
import { badOutlier } from './swirszcz2017/bad-outlier.ts';
import { blindSpots } from './swirszcz2017/blind-spot.ts';
import { certificate } from './swirszcz2017/certificate.ts';
import { depthKills } from './swirszcz2017/depth-kills.ts';
import { linearRegionsClaim } from './swirszcz2017/linear-regions.ts';
import { oneUnitMinimum } from './swirszcz2017/one-unit-minimum.ts';
import { reluCriticalPointsAreMinima } from './swirszcz2017/relu-critical-points-are-minima.ts';
import { scaledInputs } from './swirszcz2017/scaled-inputs.ts';
import { spuriousMinimumThreeUnits } from './swirszcz2017/spurious-minimum-three-units.ts';
import { threeUnitMinimum } from './swirszcz2017/three-unit-minimum.ts';
import { twoUnitMinimum } from './swirszcz2017/two-unit-minimum.ts';
import { xorAndJellyfish } from './swirszcz2017/xor-and-jellyfish.ts';
import { zigZag } from './swirszcz2017/zig-zag.ts';

export type { Claim, ClaimRun, Evaluation, Finding, Preset, Quantity, ResultTable, Verdict } from './claim.ts';
export { presets, verdicts } from './claim.ts';

const list: readonly Claim[] = [
  correlationAndTraining,
  deepLinearCensus,
  exactSignCorrelation,
  finiteSizeMinima,
  glassByOrder,
  groundStateByFirstDerivative,
  hessianDescentClaim,
  independentPaths,
  indexAttainsItsBound,
  indexBound,
  indexThresholdGauge,
  latinNetwork,
  lawOfCouplings,
  lowestMinimumClaim,
  maximumMixesOrders,
  orderOfTheNetwork,
  randomPartOfTheLoss,
  reluCriticalPointsAreMinima,
  saddleToSaddle,
  sharedInputsAreASpike,
  sharpUniformity,
  spuriousMinimumThreeUnits,
  structuralIndexBoundClaim,
  tyingMakesTheGlass,
  typicalCounts,
  untiedGlassIsSolved,
  whereSmallNetworksStick,
  badSaddles,
  deepEqualsShallow,
  trainingHardness,
  idealResult,
  linearRegression,
  noBadMinima,
  oneLayerNonlinear,
  resnetCriticalPoints,
  resnetReparametrization,
  resnetSmallOptimum,
  linearSymmetries,
  badInitialization,
  badOutlier,
  blindSpots,
  certificate,
  depthKills,
  linearRegionsClaim,
  oneUnitMinimum,
  scaledInputs,
  threeUnitMinimum,
  twoUnitMinimum,
  xorAndJellyfish,
  zigZag,
  annealingVersusSgd,
  bandAndLayers,
  complexityCurves,
  countAllCriticalPoints,
  degenerateMinima,
  descentAvoidsSaddles,
  dominanceOfMinima,
  hardness,
  indexVersusEnergy,
  lossMoments,
  lossScaling,
  lossToHamiltonian,
  lowerMinimum,
  massAndSize,
  meanCriticalPoints,
  networkLosses,
  outsideBand,
  overfitting,
  pathSum,
  reductionImage,
  redundancy,
  sharpAsymptotics,
  solutionIndex,
  spinGlassDescent,
  thresholds,
  trainTestCorrelation,
  uniformity,
  assumptionsMeasured,
  ladder,
  properties,
];

export const claims: Readonly<Record<string, Claim>> = Object.fromEntries(
  list.map((claim) => [claim.id, withHistory(claim)]),
);
