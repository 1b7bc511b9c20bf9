import type { Figure } from '../../report/figure.ts';
import type { ClaimRun } from '../claim.ts';
import { decimal } from '../theory-lines.ts';
import { annealingPlans, type Pairs, trainSize } from './annealing-samples.ts';

/** What one method reached with one budget. */
export interface Budget {
  readonly method: 'sgd' | 'annealing';
  readonly width: number;
  readonly share: number;
  readonly evaluations: number;
  readonly testLoss: number;
  /** Standard deviation of the test loss over networks. */
  readonly spread: number;
  readonly networks: number;
  readonly trainLoss: number;
}

const names = { sgd: 'SGD', annealing: 'annealing' };
/** Places of the methods on the ramp. */
const ranks = { sgd: 3, annealing: 6 };

export function lossFigure(samples: readonly Pairs[], title: string, run: ClaimRun): Figure {
  const { networks, epochs, proposals } = annealingPlans[run.preset];
  const losses = ({ pairs }: Pairs, method: 'sgd' | 'annealing') => pairs.map((pair) => pair[method].testLoss);
  return {
    id: 'test-losses',
    title,
    subtitle: `ReLU networks 100–*n*₁–10 on ${trainSize} images of 10×10 MNIST; the same ${networks} starts per width, ${epochs} epochs of SGD, ${proposals} proposals of annealing`,
    panels: [
      {
        layout: 'ridges',
        title: 'Test losses',
        x: { name: 'test cross-entropy' },
        y: { name: 'hidden units *n*₁ and method' },
        marks: samples.flatMap((sample) =>
          (['sgd', 'annealing'] as const).map((method) => ({
            type: 'histogram' as const,
            values: losses(sample, method),
            label: `n₁ = ${sample.width}, ${names[method]}`,
            rank: ranks[method],
          })),
        ),
      },
    ],
    canShow: 'where two methods end from the same starts on the same images.',
    cannotShow: 'what other schedules, rates or subsets would give, nor what kind of points these are.',
    source: run.source,
  };
}

export function budgetFigure(budgets: readonly Budget[], run: ClaimRun): Figure {
  const ends = (['sgd', 'annealing'] as const).flatMap((method) =>
    budgets.filter((b) => b.method === method && b.share === 1),
  );
  const said = ends
    .map((b) => `${names[b.method]} reaches ${decimal(b.testLoss, 3)} after ${b.evaluations} evaluations`)
    .join(', ');
  return {
    id: 'loss-against-budget',
    title: said,
    subtitle: `n₁ = ${budgets[0]?.width}; each point is a run of its own with its own schedule; evaluations of the loss on all images (annealing) or of a minibatch’s gradient (SGD)`,
    panels: (['testLoss', 'trainLoss'] as const).map((loss) => ({
      layout: 'xy',
      title: loss === 'testLoss' ? 'Test loss' : 'Training loss',
      x: { name: 'evaluations', scale: 'log' },
      y: { name: loss === 'testLoss' ? 'mean test loss; bars: one standard deviation' : 'mean training loss' },
      marks: (['sgd', 'annealing'] as const).map((method) => ({
        type: 'points' as const,
        label: names[method],
        rank: ranks[method],
        points: budgets
          .filter((b) => b.method === method)
          .map((b, i) => ({
            x: b.evaluations,
            y: b[loss],
            rank: ranks[method],
            ...(loss === 'testLoss' ? { low: b.testLoss - b.spread, high: b.testLoss + b.spread } : {}),
            // The first point has no bar of another beside it.
            ...(i === 0 ? { label: names[method] } : {}),
          })),
      })),
    })),
    canShow: 'what each method makes of more evaluations.',
    cannotShow: 'time: an evaluation of a loss changed in one weight is far cheaper than one of a gradient.',
    source: run.source,
  };
}
