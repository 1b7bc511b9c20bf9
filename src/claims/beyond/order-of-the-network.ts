/**
 * gs/order-of-the-network: the networks of Figure 3 have one hidden layer. By §3 such a network is a spin glass of order H = 2, one more than
 * its hidden layers, and at order 2 there is no band (ls/thresholds): Theorems 2.14 to 2.18 of [auffinger2013random] need H ≥ 3. Figure 3
 * sets them beside glasses of order 3. Here both sides are run at equal orders, H = 2, 3 and 4, along the size that the paper gives both,
 * Λ = Ψ^{1/H}: 50 to 224 for its networks.
 */
import type { Records } from '../../ensembles/spec.ts';
import { orderTwoGroundState } from '../../theory/index.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { falls, stands } from '../decide.ts';
import { barOf, curve, evaluation, figureOf, logAxis, points, tableOf, xy } from '../layout.ts';
import { quantity } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import {
  alikeFinding,
  draws,
  eigenvalueFinding,
  glassesFall,
  id,
  lawFinding,
  networksFall,
  oneLossFinding,
  orderRules,
  signFinding,
  trainingFinding,
} from './order-findings.ts';
import { orderEnsembles } from './order-plans.ts';
import { type Series, seriesOf, spreadsOf } from './order-series.ts';

export const orderOfTheNetwork: Claim = {
  id,
  statement:
    'The networks of Figure 3 have the order H = 2, where no band exists; spreads of ends fall with the size there too, so that a fall alone is no evidence for a band.',
  source: { key: 'choromanska2015loss', place: '§3, §5, Fig. 3' },
  openQuestions: [
    'The paper does not specify the order H of its networks; its §3 counts layers of weights, one more than hidden layers, which gives H = 2.',
    'Λ = Ψ^(1/H) is that of §3 with one output; the networks have ten.',
    'The paper does not train networks of more hidden layers; ours of one, two and three share one recipe, rate 0.3/(1 + 0.1 t), minibatches of 100, weights uniform with variance 2/inputs.',
    'A network meets one data set; what varies is its start. So glasses of order 3 and 4 are compared by their spread over starts within a disorder; at order 2 that is 0, and the spread over disorders is shown.',
  ],
  needs: orderEnsembles,
  evaluate,
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const series = seriesOf(records);
  const sign = signFinding(series, run);
  const oneLoss = oneLossFinding(series, run);
  const findings = [
    sign,
    eigenvalueFinding(records, run),
    lawFinding(series, run),
    oneLoss,
    glassesFall(series, run),
    networksFall(series, run),
    alikeFinding(series, run),
    trainingFinding(
      seriesOf(records, 'trainLoss').filter(({ unit }) => unit === 'network'),
      run,
    ),
  ];
  const title = titleOf(sign, oneLoss);
  return evaluation({
    title,
    findings,
    figures: series.length > 0 ? [figure(series, title, run)] : [],
    tables: [
      tableOf(
        'Relative spreads',
        series.flatMap((one) => {
          const intervals = spreadsOf(one, orderRules.level, draws(run));
          return one.along.map(({ at, units }, i) => ({ ...one, at, count: units.length, interval: intervals[i]! }));
        }),
        {
          'order H': ({ order }) => order,
          landscapes: ({ name }) => name,
          Λ: ({ at }) => decimal(at, 1),
          'disorders or networks': ({ count }) => count,
          'spread over': ({ unit, order }) => (unit === 'disorder' && order === 2 ? 'disorders' : 'starts'),
          'standard deviation over mean': ({ interval }) => quantity('spread', interval),
        },
      ),
    ],
    differences: [
      'Networks of two and three hidden layers, which the paper does not train, and of one with the same recipe beside those of Figure 3.',
    ],
  });
}

function titleOf(sign: Finding, oneLoss: Finding): string {
  if (falls(sign) && falls(oneLoss))
    return 'Spreads over glasses fall without a band, and order 2 does not describe the networks';
  if (falls(sign)) return 'Spreads over glasses fall with Λ without a band too';
  if (stands(sign)) return 'Without a band spreads over glasses do not fall with Λ';
  return 'Whether a spread that falls with Λ is the sign of a band stays open';
}

function figure(series: readonly Series[], title: string, run: ClaimRun) {
  const glasses = series.filter(({ unit }) => unit === 'disorder');
  const networks = series.filter(({ unit }) => unit === 'network');
  const law = glasses.find(({ order }) => order === 2);
  const marks = (some: readonly Series[]) =>
    some.map((one, k) => {
      const intervals = spreadsOf(one, orderRules.level, draws(run));
      const rank = 2 * k + 1;
      return {
        // Points of equal Λ would hide each other.
        ...points(one.name, one.along, ({ at }, i) => ({ x: at * 1.03 ** (k - 1), ...barOf(intervals[i]!), rank })),
        rank,
      };
    });
  const panel = (name: string, some: readonly Series[], more: Parameters<typeof xy>[3] = []) =>
    xy(name, logAxis('Λ'), logAxis('standard deviation over mean'), [...more, ...marks(some)]);
  return figureOf(run, {
    id: 'spreads',
    title,
    subtitle:
      'Relative spread of the ends along Λ = Ψ^(1/H), by order; bars: 95 % intervals over disorders or networks; points of equal Λ are set apart by 3 %',
    panels: [
      ...(glasses.length > 0
        ? [
            panel(
              'Glasses: over starts, at order 2 over disorders',
              glasses,
              law
                ? [
                    curve('Tracy–Widom, order 2', 'theory', law.along, ({ at }) => {
                      const { mean, sd } = orderTwoGroundState(at);
                      return [at, sd / Math.abs(mean)];
                    }),
                  ]
                : [],
            ),
          ]
        : []),
      ...(networks.length > 0 ? [panel('Networks: test losses over starts', networks)] : []),
    ],
    canShow: 'how spreads depend on Λ on both sides, without a band (H = 2) and with one (H = 3 and 4).',
    cannotShow:
      'why the losses of networks come together, nor that no band is there. At order 2 glasses spread over disorders, and over starts not at all.',
  });
}
