/**
 * lm/bad-outlier: Proposition 4, equation 3 and the first three panels of Figure 6. All features of N − 1 samples are negative, those of one
 * outlier positive; with all weights positive and biases 0 the N − 1 samples get one output, and training never tells them apart.
 * The probability has a closed form. What training does is followed by gradient descent on the log loss, hidden biases frozen and trained.
 */

import { approximate } from '../../certificates/index.ts';
import type { Records } from '../../ensembles/spec.ts';
import { wilsonInterval } from '../../ensembles/statistics.ts';
import { lnAllPositive, meanNeeded, weightGroups } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { above, within } from '../decide.ts';
import { exactFinding, intervalFinding, measuredFinding } from '../findings.ts';
import { evaluation, figureOf, tableOf } from '../layout.ts';
import { bounded, exact, list, quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  allPositive,
  deviation,
  evenMeans,
  type Fate,
  fateOf,
  figureLaws,
  followedMean,
  type Law,
  outlierEnsembles,
  propertiesOf,
  shapeOf,
  tight,
  wide,
} from './bad-outlier-data.ts';
import { dataPanel, depthPanel, meanPanel } from './figure-6.ts';

export const badOutlier: Claim = {
  id: 'lm/bad-outlier',
  statement:
    'On a normalized data set with one outlier, random starts with a positive mean of the weights are never trained to zero error, with a probability as near to 1 as one likes.',
  source: { key: 'swirszcz2017local', place: 'Proposition 4, equation 3, Figure 6, B.1' },
  openQuestions: [
    'The paper does not print the coordinates of the data of Figure 6; we use 20 samples in opposite pairs around −(1, 1)/√20 and one outlier, in two spreads.',
    'Figure 6 does not say which depths its curves are for: 1 and 100 hidden layers are drawn, 2 and 10 too where curves lie apart.',
    'The paper runs no training for this proposition; the rate 0.1 and ten hidden units are ours.',
    'The paper does not specify whether hidden biases are trained (the proof looks at weights only); we follow both.',
  ],
  needs: outlierEnsembles,
  evaluate,
};

type Fates = Readonly<Record<string, Fate>>;

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const labelsOf = (name: string) =>
    (name.includes('tight') || name.startsWith('starts') || name.startsWith('random') ? tight : wide).labels;
  const fates: Fates = Object.fromEntries(
    Object.entries(records).map(([name, some]) => [name, fateOf(some, labelsOf(name))]),
  );
  const all = (names: readonly string[]) => names.every((name) => fates[name]);
  const simulated = [
    ...(all(startNames) ? [startsFinding(fates)] : []),
    ...(all(frozenNames) ? [frozenFinding(fates)] : []),
    ...(all(['trained-wide']) ? [signsAlone(fates['trained-wide']!)] : []),
    ...(all(['trained-tight']) ? [trainedTight(fates['trained-tight']!)] : []),
    ...(all(['classes']) ? [classesFinding(fates['classes']!)] : []),
    ...(all(['random-biases-small']) ? [randomBiases(fates['random-biases-small']!)] : []),
    variants(fates),
  ];
  const properties = dataFinding();
  const [means, small] = [exampleOfText(), smallMean()];
  return evaluation({
    title:
      means.verdict === 'contradicted'
        ? `Bad starts are as likely as equation 3 says; the example needs mean ${decimal(needed.lecun98, 4)}, not 0.24`
        : 'How likely the bad starts of Proposition 4 are',
    findings: [properties, whitened(), means, small, ...simulated],
    figures: [
      figureOf(run, {
        id: 'figure-6-outer',
        title: 'Data on which only the outlier speaks, and how often a deep network has a dead layer',
        subtitle: 'Figure 6, first and last panel; Proposition 5 with biases 0 and symmetric weights',
        panels: [dataPanel(), depthPanel([2, 3, 5])],
        canShow:
          'data of the kind the proposition asks for, and two bounds between which the probability of a dead layer lies.',
        cannotShow: 'what training makes of such a start when its hidden biases move.',
      }),
      figureOf(run, {
        id: 'figure-6-inner',
        title: `LeCun’98 and Xavier’10 need ${decimal(needed.lecun98, 4)} and ${decimal(needed.xavier10, 4)} at 10 000 units in 100 layers, not 0.24`,
        subtitle: 'Figure 6, the two in the middle: networks 2-h-…-h-1, all weights positive with probability 99 %',
        panels: [
          meanPanel('LeCun’98, *σ* = 1/√*h*', figureLaws.lecun98, 'log', [1, 100]),
          meanPanel('Xavier’10, *σ*² = 2/(h_{in} + h_{out})', figureLaws.xavier10, 'log', [1, 100]),
        ],
        canShow: 'the exact means.',
        cannotShow: 'the depths of the printed curves, which the caption does not give.',
      }),
      figureOf(run, {
        id: 'figure-6-fixed',
        title: `With σ = 0.01 a mean of ${decimal(needed.fixed, 4)} does for 100 layers of 10 000 units`,
        subtitle: 'Networks 2-h-…-h-1, all weights positive with probability 99 %',
        panels: [meanPanel('Fixed *σ* = 0.01', figureLaws.fixed, 'linear', [1, 2, 10, 100])],
        canShow: 'the exact mean.',
        cannotShow: 'how networks of other data fare.',
      }),
    ],
    tables: [
      tableOf('Mean of the weights for 99 %', [10, 100, 675, 1000, 10_000], {
        'hidden units': (h) => h,
        ...Object.fromEntries(
          Object.entries(figureLaws).flatMap(([name, law]) =>
            [1, 100].map((hiddenLayers) => [
              `${name}, ${hiddenLayers} ${hiddenLayers === 1 ? 'layer' : 'layers'}`,
              (h: number) => decimal(meanNeeded(weightGroups({ inputs: 2, width: h, hiddenLayers }, law), 0.99), 6),
            ]),
          ),
        ),
      }),
      tableOf('What became of the networks', Object.entries(fates), {
        ensemble: ([name]) => name,
        networks: ([, { networks }]) => exact('networks', networks),
        'all weights positive': ([, { positive }]) => exact('positive', positive),
        'of these, samples told apart': ([, { separated }]) => exact('separated', separated),
        'first and last step of it': ([, { steps }]) => (steps.length > 0 ? `${steps[0]} to ${steps.at(-1)}` : '–'),
        'all answers right at the end': ([, { right }]) => (Number.isNaN(right) ? '–' : exact('right', right)),
      }),
    ],
    differences: ['The paper gives the closed form; the trainings beside it are ours.'],
  });
}

const large = { inputs: 2, width: 10_000, hiddenLayers: 100 };
const needed = {
  lecun98: meanNeeded(weightGroups(large, figureLaws.lecun98), 0.99),
  xavier10: meanNeeded(weightGroups(large, figureLaws.xavier10), 0.99),
  fixed: meanNeeded(weightGroups(large, figureLaws.fixed), 0.99),
};
const withBound = (name: string, value: number) => bounded(name, { value, error: 1e-12 * value });

export function dataFinding(sets = [tight, wide].map(propertiesOf)): Finding {
  const holds = sets.every(
    ({ signs, centered, unitVariance, rank, separated }) =>
      signs && centered && unitVariance && rank === 2 && separated,
  );
  return exactFinding({
    id: 'data-set',
    statement:
      'There are such data with mean 0 and variance 1 in each feature, a covariance matrix of full rank, and linearly separable labels.',
    because: `Two sets of 21 samples in two features, in whole numbers times one scale a feature: means are 0 and variances 1 exactly, the rank of the covariance is ${list(sets, ({ rank }) => String(rank))} of 2, and a threshold on the first feature separates the labels.`,
    quantities: [exact('rank of the covariance', sets[0]!.rank)],
    holds,
    by: 'proof',
    rule: 'proved when signs, sums, sums of squares, rank and separation are right in exact arithmetic',
    erratum: 'statement',
  });
}

export function whitened({ covarianceSigns, squaredCorrelation } = propertiesOf(tight)): Finding {
  const positive = covarianceSigns.every((s) => s > 0);
  return exactFinding({
    id: 'whitened',
    statement: 'As printed: the data are whitened.',
    because: `Where all features of a sample have one sign, every product of two features is positive, and so is their covariance: with mean 0, two features are never uncorrelated. In these data the correlation is ${decimal(Math.sqrt(approximate(squaredCorrelation)), 4)}.`,
    quantities: [exact('correlation of the two features', Math.sqrt(approximate(squaredCorrelation)))],
    holds: positive ? false : undefined,
    by: 'proof',
    rule: 'contradicted when all covariances of the data are positive in exact arithmetic; the argument for all such data stands beside it',
    erratum: 'reading',
  });
}

export function exampleOfText({ lecun98, xavier10 } = needed): Finding {
  const at = meanNeeded(weightGroups({ ...large, width: 675 }, figureLaws.lecun98), 0.99);
  const isAsPrinted = [lecun98, xavier10].every((mean) => Math.abs(mean - 0.24) <= 0.005);
  return exactFinding({
    id: 'example-of-the-text',
    statement:
      'As printed: with LeCun’98 or Xavier’10 one needs μ = 0.24 with 10,000 hidden units in each of 100 hidden layers.',
    because: `Equation 3 gives ${decimal(lecun98, 6)} and ${decimal(xavier10, 6)}. A mean of 0.24 belongs to about 675 units a layer (${decimal(at, 4)}). At 10 000 units 1/√h is 0.01, so that LeCun’98 is the law of the second example, for which the text has 0.07.`,
    quantities: [
      { ...withBound('μ for 99 %, LeCun’98', lecun98), published: 0.24 },
      { ...withBound('μ for 99 %, Xavier’10', xavier10), published: 0.24 },
    ],
    holds: isAsPrinted,
    by: 'proof',
    rule: 'proved when both means, which are computed to twelve digits, round to 0.24',
    erratum: 'slip',
  });
}

export function smallMean({ fixed } = needed): Finding {
  const probability = Math.exp(lnAllPositive(weightGroups(large, figureLaws.fixed), 0.07));
  return exactFinding({
    id: 'small-mean',
    statement: 'With σ = 0.01 a mean as small as μ = 0.07 is enough there.',
    because: `For 99 % one needs ${decimal(fixed, 6)}, which is 0.07 to two digits; at 0.07 itself the probability is ${decimal(100 * probability, 2)} %.`,
    quantities: [
      { ...withBound('μ for 99 %, σ = 0.01', fixed), published: 0.07 },
      withBound('probability at μ = 0.07', probability),
    ],
    holds: Math.abs(fixed - 0.07) <= 0.005,
    by: 'proof',
    rule: 'proved when the mean for 99 %, which is computed to twelve digits, rounds to 0.07',
    erratum: 'slip',
  });
}

const laws: readonly Law[] = ['normal', 'laplace', 'uniform'];
const startNames = laws.map((law) => `starts-${law}`);

/** The share of starts with all weights positive is that of the closed form, and those with the effect are no fewer. */
export function startsFinding(fates: Fates): Finding {
  const rows = laws.map((law) => ({ law, fate: fates[`starts-${law}`]!, expected: allPositive(law, evenMeans[law]) }));
  const level = 1 - 0.05 / (2 * rows.length);
  return intervalFinding({
    id: 'probability-of-the-start',
    statement:
      'With probability Φ(μ/σ)^(dh+h) at least, the N − 1 samples get one output and the outlier a larger one; with other laws of the weights likewise.',
    because: list(
      rows,
      ({ law, fate, expected }) =>
        `${law}: ${fate.positive} of ${fate.networks} starts have positive weights only, ${decimal(100 * expected, 2)} % are expected; ${fate.effect} show the effect`,
    ),
    parts: rows.flatMap(({ law, fate, expected }) => [
      {
        name: `share with positive weights only, ${law}`,
        interval: wilsonInterval(fate.positive, fate.networks, level),
        region: within(expected, 0.02, `the closed form (${decimal(expected, 4)})`),
      },
      {
        name: `share with the effect, ${law}`,
        interval: wilsonInterval(fate.effect, fate.networks, level),
        region: above(expected - 0.02, `the closed form less 0.02 (${decimal(expected - 0.02, 4)})`),
      },
    ]),
    of: '(Wilson, by network)',
    level: 0.95,
    units: { unit: 'network', count: rows[0]!.fate.networks },
  });
}

const frozenNames = ['frozen', 'frozen-laplace', 'frozen-uniform', 'frozen-two-layers'];

/** With frozen hidden biases positivity is kept: the only signal is that of the outlier, which wants all weights larger. */
export function frozenFinding(fates: Fates): Finding {
  const some = frozenNames.map((name) => fates[name]!);
  const [positive, separated] = [
    some.reduce((sum, f) => sum + f.positive, 0),
    some.reduce((sum, f) => sum + f.separated, 0),
  ];
  return exactFinding({
    id: 'frozen-biases',
    statement:
      'Once all weights are positive, gradient descent on the log loss never tells the N − 1 samples apart, if hidden biases stay 0.',
    because: `At such a start only the outlier moves the weights, and as its output is to grow, each of them grows: they stay positive, whatever the rate, the batches, the depth or the law they were drawn from. Followed: ${separated} of ${positive} networks tell samples apart (normal, Laplace and uniform weights, one and two hidden layers).`,
    quantities: [exact('networks with positive weights', positive), exact('of these, samples told apart', separated)],
    holds: positive > 0 ? separated === 0 : undefined,
    by: 'proof',
    rule: 'proved by the argument beside it; one network followed that tells them apart contradicts it',
    erratum: 'theorem',
  });
}

/** The proof says that nothing but the signs of the features matters; hidden biases, which move too, it does not look at. */
export function signsAlone({ positive, separated, steps, right, networks }: Fate): Finding {
  return exactFinding({
    id: 'signs-alone',
    statement: 'As in B.1: the construction depends on nothing besides the signs of the features.',
    because: `With trained hidden biases a unit’s input at x_i moves like 1 + x₊·x_i, which is positive for samples near the origin: they wake up. On the wide set ${separated} of ${positive} networks with positive weights tell samples apart${steps.length > 0 ? `, from step ${steps[0]} on` : ''}, and ${right} of ${networks} end with every answer right.`,
    quantities: [
      exact('networks with positive weights', positive),
      exact('of these, samples told apart', separated),
      exact('all answers right at the end', right),
    ],
    holds: separated > 0 ? false : undefined,
    by: 'proof',
    rule: 'contradicted by one network with positive weights on data with the right signs that tells the samples apart in training; not decided otherwise',
    erratum: 'theorem',
  });
}

/** With x₊·x_i ≤ −1 the input of a unit falls, or stays, at every sample although its bias grows. */
export function trainedTight({ positive, separated }: Fate): Finding {
  const { products } = propertiesOf(tight);
  const isTight = products.every(({ n, d }) => n <= -d);
  const nearest = Math.max(...products.map(approximate));
  return exactFinding({
    id: 'trained-biases',
    statement:
      'Corrected: with trained hidden biases the proposition holds for one hidden layer when the outlier x₊ has x₊·x_i ≤ −1 with all other samples.',
    ours: true,
    because: `A step of the outlier moves unit j by g_j (x₊, 1) with g_j ≥ 0, so that its input at x_i changes by g_j (1 + x₊·x_i) ≤ 0: what is off stays off. On the tight set the largest product is ${decimal(nearest, 3)}, and ${separated} of ${positive} networks tell samples apart.`,
    quantities: [
      exact('largest x₊·x_i', nearest),
      exact('networks with positive weights', positive),
      exact('of these, samples told apart', separated),
    ],
    holds: positive > 0 ? isTight && separated === 0 : undefined,
    by: 'proof',
    rule: 'proved by the argument beside it when all products are ≤ −1 in exact arithmetic; one network followed that tells samples apart refutes it',
  });
}

export function classesFinding({ positive, separated }: Pick<Fate, 'positive' | 'separated'>): Finding {
  return intervalFinding({
    id: 'several-classes',
    statement:
      'An analogous result holds for several classes: starts with positive weights do not tell the N − 1 samples apart.',
    because: `Three classes, cross-entropy, the outlier alone in one of them, hidden biases 0: ${separated} of ${positive} networks tell samples apart. The proof does not carry over as it is: with several outputs the outlier wants weights to the hidden units smaller where its own class has the smaller output weight.`,
    parts: [
      {
        name: 'share that does not',
        interval: wilsonInterval(positive - separated, Math.max(1, positive)),
        region: above(0.95),
      },
    ],
    of: '(Wilson, by network)',
    level: 0.95,
    units: { unit: 'network', count: positive, fewest: 10 },
  });
}

export function randomBiases({ networks, together }: Pick<Fate, 'networks' | 'together'>): Finding {
  return intervalFinding({
    id: 'random-biases',
    statement:
      'With hidden biases drawn from a normal distribution a similar result holds when the weights are large beside them.',
    because: `Biases with standard deviation 0.01 beside weights of mean ${decimal(followedMean, 3)}, kept as drawn: ${together} of ${networks} networks never tell the N − 1 samples of the tight set apart.`,
    parts: [{ name: 'share that does not', interval: wilsonInterval(together, networks), region: above(0.95) }],
    of: '(Wilson, by network)',
    level: 0.95,
    units: { unit: 'network', count: networks, fewest: 10 },
  });
}

function variants(fates: Fates): Finding {
  const names = ['random-biases-large', 'trained-tight-two-layers', 'trained-wide-two-layers'].filter(
    (name) => fates[name],
  );
  return measuredFinding({
    id: 'variants',
    statement: 'What happens with larger random biases, and in two hidden layers with trained biases.',
    because:
      list(
        names,
        (name) => `${name}: ${fates[name]!.together} of ${fates[name]!.networks} networks never tell the samples apart`,
      ) || 'Nothing was run.',
    quantities: names.map((name) =>
      quantity(`share together, ${name}`, wilsonInterval(fates[name]!.together, fates[name]!.networks)),
    ),
    why: `the paper says only that the argument carries over; weights N(${decimal(followedMean, 3)}, ${deviation}²), one layer of ${shapeOf(1).width} units unless said; Wilson intervals at 95 %`,
    enough: names.length > 0,
  });
}
