/**
 * lm/bad-initialization: Figure 1. Rectified networks of 2 and 5 hidden layers learn MNIST, with its labels or with permuted ones, by Adam at rate
 * 10⁻⁴ with batches of 200, from weights and biases of several means. Low means leave units off at most images, and what is off does not learn.
 */

import type { Records } from '../../ensembles/spec.ts';
import { meanInterval } from '../../ensembles/statistics.ts';
import type { Claim, ClaimRun, Evaluation } from '../claim.ts';
import { stands } from '../decide.ts';
import { evaluation, tableOf } from '../layout.ts';
import { quantity } from '../quantities.ts';
import { gridFigures } from './bad-initialization-figures.ts';
import {
  atLeast400,
  badStartsStay,
  byStart,
  capacityGrows,
  depthDoesNotResolve,
  goodShare,
  lineOfAll,
  monotoneToSolutions,
  permutedMoreSusceptible,
} from './bad-initialization-findings.ts';
import { isMonotone } from './line-from-start.ts';
import {
  accuracyCell,
  badInitializationEnsembles,
  badStarts,
  percentRight,
  placeName,
  placesOf,
  runsAt,
  runsIn,
  type Start,
  sizesOf,
  updatesOf,
} from './mnist-grids.ts';
import { stillLearning } from './still-learning.ts';
import { level } from './tiny-runs.ts';

export const badInitialization: Claim = {
  id: 'lm/bad-initialization',
  statement:
    'Networks that begin with low means of weights or biases do not learn MNIST, at any depth, and permuted labels make them more susceptible.',
  source: { key: 'swirszcz2017local', place: 'Figure 1, §3.1.1, Appendix A' },
  openQuestions: [
    'The laws of weights and biases stand in titles of panels that the text does not repeat; we use normal weights of variance 2/inputs and constant biases, with means of weights 0, −0.07 and −0.12 (images of 14 × 14 pixels; of others divided by the number of pixels) or a mean of biases of −1, chosen on trial runs.',
    '“A good interval” and “a good solution” have no number; we call usual starts good and the two worst bad, and a solution good when 95 % of the training images are right.',
    'The paper does not specify the loss; we use the cross-entropy.',
    'The paper permutes labels once or anew for each network; we permute them once.',
    '“Depth does not resolve” is read as: five layers from the lowest weights stay more than two points behind two layers from usual starts.',
    'The second column of Figure 1 is read as low weights, the start from which networks learn late.',
  ],
  needs: badInitializationEnsembles,
  evaluate,
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const places = runsAt(placesOf(run.preset), placeName, records);
  const isComplete = run.preset === 'paper';
  const findings = [
    badStartsStay(places, isComplete),
    depthDoesNotResolve(places),
    permutedMoreSusceptible(places, run),
    capacityGrows(places, run),
    atLeast400(places, isComplete),
    monotoneToSolutions(places),
    lineOfAll(places),
    stillLearning(byStart(places)),
  ];
  const [first] = findings;
  const accuracy = (start: Start) => percentRight(runsIn(places, { labels: 'true', start }));
  const { side, images, widths } = sizesOf(run.preset);
  const updates = places[0] ? updatesOf(places[0].runs[0]!) : 0;
  return evaluation({
    title:
      places.length === 0
        ? 'How the means of a start decide what networks learn of MNIST'
        : `Usual starts learn ${accuracy('usual')} % of MNIST, ${stands(first!) ? 'bad ones stay at' : 'bad ones'} ${badStarts.map(accuracy).join(' and ')} %`,
    findings,
    figures: places.length === 0 ? [] : gridFigures(places, run),
    tables: [
      tableOf('Training accuracy at the end, by labels, depth, start and width', places, {
        labels: ({ labels }) => labels,
        layers: ({ depth }) => depth,
        start: ({ start }) => start,
        h: ({ hidden }) => hidden,
        networks: ({ runs }) => runs.length,
        accuracy: ({ runs }) => accuracyCell(runs),
        'with 95 %': ({ runs }) => quantity('share', goodShare(runs)),
        'images per region at the start': ({ runs }) =>
          quantity(
            'mean',
            meanInterval(
              runs.map(({ crowd }) => crowd),
              level,
            ),
          ),
        'climb on the line': ({ runs }) => `${runs.filter((one) => !isMonotone(one)).length} of ${runs.length}`,
      }),
    ],
    differences: [
      'The means are ours; all networks of an ensemble see the images in the same order.',
      ...(isComplete
        ? []
        : [
            `Images are averaged to ${side} × ${side}, ${images} of them; widths go to ${widths.at(-1)} and updates to ${updates}; the paper has 28 × 28, 60,000, 2000 and 1,000,000.`,
          ]),
    ],
  });
}
