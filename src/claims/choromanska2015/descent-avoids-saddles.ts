/**
 * ls/descent-avoids-saddles. The paper (§4): the optimizer easily avoids the band of high-index critical points, which have many
 * directions of negative curvature, and descends to the band of low-index ones. Two halves: descents on the spin glass, where the
 * bands are theorems, and networks in training, where they are conjecture.
 */
import type { Records } from '../../ensembles/spec.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { glassFigure, networkFigure } from './descent-avoids-saddles-figures.ts';
import { descentEnsembles, glassDescents, glassFindings, glassTable } from './descent-avoids-saddles-glass.ts';
import { networkDifferences, networkFindings, networkTable, staysAtFine } from './descent-avoids-saddles-networks.ts';
import { networkCourses, trajectoryEnsembles } from './network-courses.ts';
import { ordersDiffer } from './orders.ts';
import { threshold } from './solution-index-samples.ts';

export const descentAvoidsSaddles: Claim = {
  id: 'ls/descent-avoids-saddles',
  statement:
    'Descent easily avoids the critical points of high index and descends to the band of low-index ones: on the 3-spin glass, and SGD on networks.',
  source: { key: 'choromanska2015loss', place: '§4; the same in choromanska2015open, Appendix B' },
  openQuestions: [
    'The paper does not specify what “easily avoids” means in numbers; high, near and how often are ours, set after a trial of 24 descents per size.',
    'The paper speaks of SGD on networks; on the spin glass the gradient is the full one.',
    ordersDiffer,
    'Between two looks a descent may come nearer to a critical point than seen.',
    'The paper does not specify what a high index is for a network. One hidden ReLU layer has no point with a normalized index above 0.081, so that by the paper’s own “very low (of the order 0.01)” hardly any index is high; we call half of the largest possible high, a choice made before any run.',
    'The paper does not specify of which loss a network’s critical points are meant; we use that over all its training images, at the minibatches of SGD.',
  ],
  needs: (preset, seed) => ({ ...descentEnsembles(preset, seed), ...trajectoryEnsembles(preset, seed) }),
  evaluate: (records, run) => evaluate(records, run),
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const [descents, courses] = [glassDescents(records), networkCourses(records, run.preset)];
  const [glass, networks] = [glassFindings(descents, run.seed), networkFindings(courses, run.seed)];
  const [avoids, ends] = glass as [Finding, Finding];
  const [avoiding, , leaving] = networks as [Finding, Finding, Finding];
  const clear = [avoids, avoiding].map(({ verdict }) => verdict === 'reproduced') as [boolean, boolean];
  const fallen = leaving.verdict === 'reproduced';
  const titles = {
    glass: clear[0]
      ? 'Descents lose downhill directions on the way and stay clear of high-index critical points'
      : 'Descents are not seen to stay clear of high-index critical points',
    networks: fallen
      ? `Networks lose curvature below −${threshold} as they learn${staysAtFine(courses) ? ', but keep smaller downhill directions' : ''}`
      : 'Networks are not seen to lose curvature as they learn',
  };
  return {
    title:
      clear[0] && clear[1]
        ? 'Descents stay clear of high-index critical points, on the glass and on networks'
        : clear[0]
          ? 'On the glass descents stay clear of high-index critical points'
          : titles.glass,
    findings: [...glass, ...networks],
    figures: [
      glassFigure(descents, run, titles.glass),
      ...(courses.length > 0 ? [networkFigure(courses, run, titles.networks)] : []),
    ],
    tables: [glassTable(descents), ...(courses.length > 0 ? [networkTable(courses)] : [])],
    differences: [
      'On the glass full gradients with small steps instead of SGD.',
      ...networkDifferences(courses, run.preset),
    ],
    story: [
      'A uniform point on the sphere has as many directions of negative curvature as of positive. The descent loses them one after another, and at each energy has about as many left as a critical point of that energy would have.',
      `${avoids.because} ${ends.because}`,
      'Of the parameters of a unit in a network with one hidden ReLU layer, 111 here, at most 9 can make a direction of negative curvature, whatever the weights. So the index of a network counts by how much of that bound it uses.',
      `${leaving.because} ${avoiding.because}`,
    ],
  };
}
