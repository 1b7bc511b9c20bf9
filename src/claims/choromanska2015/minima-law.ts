/** The exact law of the energies of all minima at one size, as it is drawn over the energies where descents stop. */
import { energyDensity, energyMoments } from '../../theory/index.ts';
import { meanCounts, order } from './exact-counts.ts';

/** Places of the curve, and how many standard deviations it reaches to either side. */
const [places, reach] = [81, 4.5];

/** [energy per spin, probability density], annealed: disorders with many minima weigh more. */
export function minimaLaw(size: number): readonly (readonly [number, number])[] {
  const { statistics } = meanCounts(size);
  const { mean, sd } = energyMoments(order, statistics, 0);
  const density = energyDensity(order, statistics, 0);
  return Array.from({ length: places }, (_, i) => {
    const u = mean + reach * sd * ((2 * i) / (places - 1) - 1);
    return [u, density(u)] as const;
  });
}
