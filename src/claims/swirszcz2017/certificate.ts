/**
 * lm/certificate: the method behind Propositions 1 to 3, made general. For one hidden layer, one output and squared loss the first-order
 * test of docs/certificate-format.md decides every point, kinks included. Here on problems that are made: each verdict has a certificate
 * that the independent checker accepts, and exact losses around the point do not contradict it.
 */
import { stream } from '../../base/philox.ts';
import type { Layers, Problem } from '../../certificates/format.ts';
import { lossOf } from '../../certificates/prove/state.ts';
import { add, isLess, isZero, multiply, rational } from '../../certificates/rational.ts';
import type { Evaluation, Finding } from '../claim.ts';
import { exactFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { exact, list } from '../quantities.ts';
import { type Kind, kinds, problemOf } from './critical-points.ts';
import { type Judged, judge } from './regression.ts';

/** Problems of each kind, and points tried around each that is said to be a minimum. */
const [each, tried] = [30, 20];
/** Combinations of cells searched for a global minimum: small problems only. */
const mostCells = 200n;

export const certificate = theoryClaim({
  id: 'lm/certificate',
  statement:
    'Whether a point of a one-hidden-layer ReLU regression is a local minimum can be decided exactly, kinks included.',
  source: { key: 'swirszcz2017local', place: 'the method behind Propositions 1 to 3' },
  openQuestions: ['The paper treats one point, by two cases; the theorem used here is ours.'],
  evaluate,
});

function evaluate(): Evaluation {
  const cases = kinds.flatMap((kind) => Array.from({ length: each }, (_, number) => caseOf(kind, number)));
  const verdicts = ['global-minimum', 'local-minimum', 'not-critical', 'not-a-minimum', 'undecided'] as const;
  const count = (of: (at: Case) => boolean) => cases.filter(of).length;
  const decided = everyPoint(cases);
  return evaluation({
    title:
      decided.verdict === 'proved'
        ? `All ${cases.length} points are decided, each by a certificate that the checker accepts`
        : `${count(({ judged }) => judged.verdict === 'undecided')} of ${cases.length} points are not decided`,
    findings: [decided, noContradiction(cases)],
    tables: [
      tableOf('Verdicts', kinds, {
        problems: (kind) => kind,
        ...Object.fromEntries(
          verdicts.map((verdict) => [
            verdict,
            (kind: Kind) =>
              exact(
                verdict,
                count((at) => at.kind === kind && at.judged.verdict === verdict),
              ),
          ]),
        ),
      }),
    ],
  });
}

interface Case {
  readonly kind: Kind;
  readonly judged: Judged;
  /** Exact losses around the point, or along the curve, say the same. */
  readonly confirmed: boolean;
}

function caseOf(kind: Kind, number: number): Case {
  const problem = problemOf(kind, number);
  const judged = judge(problem, problem.network, [], mostCells);
  return { kind, judged, confirmed: isConfirmed(problem, judged, number) };
}

/** Around a minimum nothing lower is found; along a curve that is said to fall the loss is lower at t = 2⁻²⁰ and 2⁻²¹. */
function isConfirmed(problem: Problem, { verdict, loss, proved }: Judged, number: number): boolean {
  const witness = proved?.certificate.witness;
  const curve = witness?.kind === 'slope' ? [witness.direction] : witness?.kind === 'curve' ? witness.curve : undefined;
  if (curve) return [20n, 21n].every((k) => isLess(lossOf(problem, along(problem.network, curve, k)), loss));
  const draw = stream(2, 'critical-points', number, verdict);
  const near = (value: Layers[number]['b'][number]) => add(value, rational(BigInt(draw.integer(17) - 8), 1024n));
  return Array.from({ length: tried }).every(() => {
    const moved = problem.network.map(({ W, b }) => ({ W: W.map((row) => row.map(near)), b: b.map(near) }));
    return !isLess(lossOf(problem, moved), loss);
  });
}

/** θ + t D₁ + t² D₂ + … at t = 2⁻ᵏ. */
function along(network: Layers, curve: readonly Layers[], k: bigint): Layers {
  return curve.reduce((point, direction, n) => {
    const power = rational(1n, 2n ** (k * BigInt(n + 1)));
    return point.map(({ W, b }, l) => ({
      W: W.map((row, u) => row.map((value, i) => add(value, multiply(power, direction[l]!.W[u]![i]!)))),
      b: b.map((value, u) => add(value, multiply(power, direction[l]!.b[u]!))),
    }));
  }, network);
}

export function everyPoint(cases: readonly Pick<Case, 'judged'>[]): Finding {
  const open = cases.filter(({ judged }) => judged.verdict === 'undecided').length;
  return exactFinding({
    id: 'every-point-decided',
    statement:
      'With one hidden layer every point is decided: a local minimum exactly when Σ r = 0 and no unit has a direction of descent.',
    ours: true,
    because: `Of ${cases.length} problems ${open} stay undecided or have a certificate that is not accepted. That the conditions are necessary and sufficient is proved in docs/certificate-format.md.`,
    quantities: [exact('undecided', open)],
    holds: open === 0,
    by: 'proof',
    rule: 'proved when every problem has a certificate that the checker, which shares no code with the prover, accepts; the proof for all others is in docs/certificate-format.md',
  });
}

export function noContradiction(cases: readonly Case[]): Finding {
  const wrong = cases.filter(({ confirmed }) => !confirmed);
  const nonzero = cases.filter(({ judged }) => !isZero(judged.loss)).length;
  return exactFinding({
    id: 'no-contradiction',
    statement: 'Exact losses around the points agree with the verdicts.',
    ours: true,
    because: `${nonzero} points have a loss above 0. Around each minimum ${tried} points within 1/128 were tried, along each curve said to fall two; ${wrong.length} verdicts are contradicted${wrong.length > 0 ? ` (${list(wrong, ({ kind }) => kind)})` : ''}.`,
    quantities: [exact('contradictions', wrong.length)],
    holds: wrong.length === 0,
    by: 'comparison',
    rule: 'confirmed when no point near a certified minimum is lower, and every falling curve is lower at t = 2⁻²⁰ and 2⁻²¹',
  });
}
