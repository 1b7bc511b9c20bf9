/** What ls/index-versus-energy judges by, and its bins of energy with what is found, exact and semicircular in each. */
import { clusteredStandardError, clustersBy, mean } from '../../ensembles/statistics.ts';
import { indexFraction } from '../../theory/index.ts';
import { type Bin, binsOf, type Found, meanShare } from './index-samples.ts';

export const order = 3;

export const rules = {
  /** Energies per spin of the bins, from the barrier up. */
  edges: [-1.6, -1.3, -1, -0.7, -0.4, -0.1],
  /** The index share found agrees with the exact mean when it is off by at most this much of it. */
  relative: 0.1,
  /** Certified points a bin needs to be judged. */
  least: 8,
  /** Disorders a bin needs to be judged. */
  fewest: 8,
  level: 0.95,
  /** Energies and sizes at which the exact mean is compared with the semicircle. */
  energies: [-1.5, -1.3, -1, -0.5],
  sizes: [25, 50, 100, 200, 400],
  /** Of the distance at the smallest size so much may be left at the largest; 1/Λ leaves a sixteenth. */
  left: 1 / 8,
};

export interface JudgedBin extends Bin {
  readonly count: number;
  /** Mean index share of the points found, and its standard error over disorders. */
  readonly found: number;
  readonly error: number;
  /** Means of E[index | u]/(Λ − 1) and of α(u) at the energies of the same points. */
  readonly expected: number;
  readonly semicircle: number;
}

export function binned({ points, size }: Found): JudgedBin[] {
  return binsOf(points, size, rules.edges).flatMap((bin) => {
    if (bin.points.length === 0) return [];
    const clusters = clustersBy(
      bin.points.map(({ disorder }) => disorder),
      bin.points.map(({ share }) => share),
    );
    return [
      {
        ...bin,
        count: bin.points.length,
        found: meanShare(bin.disorders),
        error: clusters.length < 2 ? Number.NaN : clusteredStandardError(clusters),
        expected: mean(bin.points.map(({ expected }) => expected)),
        semicircle: mean(bin.points.map(({ energy }) => indexFraction(order, energy))),
      },
    ];
  });
}

/** Whether there is enough in a bin for an interval. */
export function judged({ count, disorders }: JudgedBin): boolean {
  return count >= rules.least && disorders.length >= 2;
}
