/**
 * gs/relu-critical-points-are-minima: with one hidden layer, one output and squared loss, a differentiable critical point with no output weight
 * 0 is a local minimum. In each activation cell the loss is a convex quadratic in ζ_j = v_j (w_j, b_j) and c, and where v_j ≠ 0 every small
 * change of ζ_j comes from one of (w_j, b_j): a zero gradient there is a minimum. So these landscapes have no saddles at such points.
 */
import type { Evaluation, Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { exact } from '../quantities.ts';
import { isSmooth, type Kind, problemOf } from './critical-points.ts';
import { judge } from './regression.ts';

const each = 40;

export const reluCriticalPointsAreMinima = theoryClaim({
  id: 'gs/relu-critical-points-are-minima',
  statement:
    'A differentiable critical point of a one-hidden-layer ReLU regression with one output is a local minimum when no output weight is 0.',
  source: { key: 'swirszcz2017local', place: 'beyond Propositions 1 to 3' },
  openQuestions: [],
  evaluate,
});

interface Tally {
  readonly kind: Kind;
  readonly minima: number;
  readonly notMinima: number;
  readonly notCritical: number;
}

function evaluate(): Evaluation {
  const rows = (['smooth', 'idle', 'kinks'] as const).map(tally);
  const [smooth, idle, kinks] = rows as [Tally, Tally, Tally];
  const findings = [allMinima(smooth), hypothesisNeeded(idle), kinksDiffer(kinks)];
  return evaluation({
    title:
      findings[0]!.verdict === 'proved'
        ? 'Off the kinks, saddles of ReLU regression need an output weight that is 0'
        : 'A smooth critical point that is no minimum was found',
    findings,
    tables: [
      tableOf('Critical points that were made, by certificate', rows, {
        'made to be': ({ kind }) =>
          ({
            smooth: 'off the kinks, all v ≠ 0',
            idle: 'off the kinks, one v = 0',
            kinks: 'on kinks, all v ≠ 0',
            drawn: '',
          })[kind],
        'local or global minima': ({ minima }) => exact('minima', minima),
        'critical, no minimum': ({ notMinima }) => exact('no minimum', notMinima),
        'not critical': ({ notCritical }) => exact('not critical', notCritical),
      }),
    ],
    story: [
      ...findings.map(({ because }) => because),
      'A search for saddles on such a landscape can only end where an output weight is 0, on a kink, or nowhere: what looks like a saddle off the kinks with all output weights alive is a point that has not converged.',
    ],
  });
}

function tally(kind: 'smooth' | 'idle' | 'kinks'): Tally {
  const judged = Array.from({ length: each }, (_, number) => {
    const problem = problemOf(kind, number);
    return { smooth: isSmooth(problem), verdict: judge(problem, problem.network, [], 0n).verdict };
  });
  const count = (...verdicts: string[]) => judged.filter(({ verdict }) => verdicts.includes(verdict)).length;
  if (kind !== 'kinks' && !judged.every(({ smooth }) => smooth)) throw new Error('a problem off the kinks lies on one');
  return {
    kind,
    minima: count('local-minimum', 'global-minimum'),
    notMinima: count('not-a-minimum'),
    notCritical: count('not-critical'),
  };
}

export function allMinima({ minima }: Pick<Tally, 'minima'>): Finding {
  return exactFinding({
    id: 'smooth-critical-points',
    statement: 'Differentiable critical points with all output weights different from 0 are local minima.',
    ours: true,
    because: `${minima} of ${each} made critical points of this kind have certificates of a minimum that the checker accepts. In general: near such a point the loss is a convex function of ζ_j = v_j (w_j, b_j) and c, which cover a neighborhood.`,
    quantities: [exact('minima', minima), exact('critical points', each)],
    holds: minima === each,
    by: 'proof',
    rule: 'proved when every one of the critical points is certified as a minimum; refuted by one that is not; the argument for all others stands beside it',
  });
}

export function hypothesisNeeded({ notMinima, notCritical }: Pick<Tally, 'notMinima' | 'notCritical'>): Finding {
  return exactFinding({
    id: 'output-weight-zero',
    statement: 'With an output weight 0 this fails: a unit that does nothing yet can help.',
    ours: true,
    because: `${notMinima} of ${each} critical points with one output weight 0 are certified as no minima, by a curve along which the loss falls, ${notCritical} have a negative slope.`,
    quantities: [exact('no minima', notMinima)],
    holds: notMinima > 0,
    by: 'proof',
    rule: 'proved by one certificate of a differentiable critical point that is no minimum',
  });
}

export function kinksDiffer({ minima, notCritical }: Pick<Tally, 'minima' | 'notCritical'>): Finding {
  return exactFinding({
    id: 'kinks',
    statement: 'On kinks a subgradient that is 0 is not enough: the sign of the residuals there decides.',
    ours: true,
    because: `Of ${each} points on kinks with 0 among their subgradients ${minima} are minima and ${notCritical} have a direction with a negative slope.`,
    quantities: [exact('minima', minima), exact('not critical', notCritical)],
    holds: minima > 0 && notCritical > 0,
    by: 'proof',
    rule: 'proved when certificates of both kinds are accepted',
  });
}
