/** Statistics of ensembles: records' columns come in; estimates with standard errors, intervals, tests and fits go out. */
export { normalQuantile } from '../base/normal.ts';
export { erfc, normalCdf } from '../base/normal-cdf.ts';
export { type BootstrapInterval, type BootstrapOptions, bootstrap } from './statistics/bootstrap.ts';
export { chiSquareQuantile, chiSquareTail } from './statistics/chi-square.ts';
export {
  type Adjusted,
  type Comparison,
  type ComparisonLabel,
  type ComparisonOptions,
  compareEnsembles,
  comparisonLabels,
  togetherByHolm,
} from './statistics/comparison.ts';
export { correlationInterval, fisherTest, holm, pearson, type TestResult } from './statistics/correlation.ts';
export {
  criticalValue,
  differenceInterval,
  type Interval,
  meanInterval,
  symmetricInterval,
  wilsonInterval,
} from './statistics/interval.ts';
export { type Fit, fitMessages, leastSquares, type Model, type Observations } from './statistics/least-squares.ts';
export { estimatePowerLaw, fitPowerLaw, type PowerLawEstimate, powerLaw } from './statistics/power-law.ts';
export { type Pair, type RankTest, rankTest, spearman, stratifiedSpearman } from './statistics/rank-correlation.ts';
export { slope } from './statistics/slope.ts';
export {
  clusteredStandardError,
  clustersBy,
  mean,
  pooledDeviation,
  pooledMean,
  quantile,
  sortedQuantile,
  standardDeviation,
  standardError,
  variance,
} from './statistics/summary.ts';
export {
  type Distance,
  differenceOf,
  differenceOfMeans,
  growthTest,
  type PermutationTest,
  permutationTests,
  type Split,
  wasserstein,
  wassersteinOf,
} from './statistics/two-samples.ts';
