/**
 * ls/loss-to-hamiltonian, §3.4 and §10, and eq. 1 of the open problem: after the assumptions, absolute and hinge loss become the
 * Hamiltonian L(w) = q Σ X w…w with mean 0 and covariance Λ (w·w′/Λ)^H. Checked: the rewriting of the hinge loss term by term, the
 * covariance exactly on integer vectors, mean and covariance by Monte Carlo, both printed normalizations q, the rescaling of the weights,
 * and the two steps of the absolute loss that are no identities.
 */
import { type Stream, stream } from '../../base/philox.ts';
import { criticalValue, mean, standardDeviation } from '../../ensembles/statistics.ts';
import { symmetricEigenvalues } from '../../linalg/eigenvalues.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { decimal, scientific } from '../theory-lines.ts';

const orders = [2, 3, 4] as const;
const size = 4;
const disorders = 20_000;
const level = 0.95;

export const lossToHamiltonian: Claim = {
  id: 'ls/loss-to-hamiltonian',
  statement: 'Under the assumptions absolute and hinge loss become the Hamiltonian of the H-spin spherical spin glass.',
  source: { key: 'choromanska2015loss', place: '§3.1, §3.4, §10; choromanska2015open eq. 1' },
  openQuestions: [
    'The absolute loss needs |Ŷ| ≤ S = sup Ŷ and the mean of a modulus taken for the modulus of a mean; both are read as model assumptions.',
    'That the maximum in the hinge is a variable independent of Ŷ is assumed in print; op/assumptions and gs/maximum-mixes-orders measure it on networks.',
    'The constant of the spherical condition and the C′ of §10 share a letter in print; they are told apart here.',
  ],
  needs: () => ({}),
  evaluate: (_records, run) => evaluate(run),
};

function evaluate(run: ClaimRun): Evaluation {
  const findings = [
    hinge(),
    covariance(),
    normalization(),
    ...rescaling(),
    monteCarlo(run.seed),
    jensen(),
    evenOrder(run.seed),
  ];
  const printed = findings.filter(({ id }) => id !== 'rescaling-corrected');
  const holds = printed.filter((f) => f.verdict === 'proved' || f.verdict === 'reproduced').length;
  return {
    title: `Hinge and absolute loss, as modeled, become the Hamiltonian; ${holds} of ${printed.length} steps hold`,
    findings,
    figures: [],
    tables: [],
    differences: ['Sizes are small, so that sums can be taken exactly; the identities do not depend on the size.'],
    story: [
      'A modeled network has every product of H unique weights on one path with an input of its own. Its loss is then a random polynomial, and a Gaussian one is determined by mean and covariance: these are what is checked.',
      'The q printed in §3.1 would make the energy grow with the size far faster than the spin glass; the q of §3.4 is the right one.',
    ],
  };
}

/** Open problem, eq. 1: M(1 − Y_t Y) = M + q Σ Z I Πw with Z = −Y_t X, I = M A, for all M, A, Y_t and integers X, w. */
export function hinge(loss = (M: number, target: number, Y: number) => M * (1 - target * Y)): Finding {
  const draw = stream(1, 'ls/loss-to-hamiltonian', 0, 'integers');
  const paths = 6;
  let exceptions = 0;
  let cases = 0;
  for (let trial = 0; trial < 20; trial++) {
    const X = Array.from({ length: paths }, () => draw.integer(21) - 10);
    const W = Array.from({ length: paths }, () => draw.integer(21) - 10);
    for (let pattern = 0; pattern < 2 ** (paths + 2); pattern++) {
      const A = X.map((_, i) => (pattern >> i) & 1);
      const M = (pattern >> paths) & 1;
      const target = (pattern >> (paths + 1)) & 1 ? 1 : -1;
      const Y = X.reduce((sum, x, i) => sum + x * A[i]! * W[i]!, 0);
      const expanded = M + X.reduce((sum, x, i) => sum - target * x * (M * A[i]!) * W[i]!, 0);
      cases++;
      if (loss(M, target, Y) !== expanded) exceptions++;
    }
  }
  return {
    id: 'hinge-identity',
    statement:
      'With the maximum as a Bernoulli variable M independent of Y the hinge loss is M + q Σ Z I Π w, Z = −Y_t X, I = M A.',
    verdict: exceptions === 0 ? 'proved' : 'contradicted',
    because: `An identity once the maximum is a variable M that does not depend on Y, which is the assumption and not shown; ${exceptions} exceptions in ${cases} cases in integers (all activity patterns of ${paths} paths).`,
    rule: 'an integer identity, no exception allowed',
    quantities: [{ name: 'exceptions', value: exceptions, kind: 'exact' }],
  };
}

/** Σ Π w_i w′_i over all index tuples = (w·w′)^H, so that q² Σ = Λ R^H with q² = Λ^{−(H−1)}: in integers on ±1 vectors, |w|² = Λ. */
export function covariance(closed = (overlap: number, H: number) => overlap ** H): Finding {
  let exceptions = 0;
  let cases = 0;
  for (const H of orders)
    for (let w = 0; w < 2 ** size; w++)
      for (let v = 0; v < 2 ** size; v++) {
        const products = Array.from({ length: size }, (_, i) => (((w >> i) & 1) === ((v >> i) & 1) ? 1 : -1));
        let sum = 0;
        for (let n = 0; n < size ** H; n++) {
          let product = 1;
          for (let m = 0, rest = n; m < H; m++, rest = Math.floor(rest / size)) product *= products[rest % size]!;
          sum += product;
        }
        const overlap = products.reduce((a, b) => a + b, 0);
        cases++;
        // Cov = Λ^{−(H−1)} sum must equal Λ (overlap/Λ)^H, both sides times Λ^{H−1}.
        if (sum !== closed(overlap, H)) exceptions++;
      }
  return {
    id: 'covariance',
    statement: 'Cov(L(w), L(w′)) = Λ (w·w′/Λ)^H with q = Λ^(−(H−1)/2).',
    verdict: exceptions === 0 ? 'proved' : 'contradicted',
    because: `Σ Π w_i w′_i over all index tuples is (w·w′)^H by the distributive law; ${exceptions} exceptions in ${cases} pairs of ±1 vectors in integers, H = ${orders.join(', ')}.`,
    rule: 'an integer identity, no exception allowed',
    quantities: [{ name: 'exceptions', value: exceptions, kind: 'exact' }],
  };
}

/** Variance q² Λ^H of the loss under the two printed normalizations; the spin glass has Λ. */
export function normalization(printed = (Λ: number, H: number) => Math.sqrt((Λ ** H) ** ((H - 1) / (2 * H)))): Finding {
  const Λ = 100;
  const rows = orders.map((H) => {
    const first = printed(Λ, H); // §3.1: the root of Ψ^{(H−1)/2H}
    const second = (Λ ** H) ** (-(H - 1) / (2 * H)); // §3.4
    return { H, first: first ** 2 * Λ ** H, second: second ** 2 * Λ ** H };
  });
  const wrong = rows.every(({ first }) => Math.abs(first / Λ - 1) > 1e-6);
  const right = rows.every(({ second }) => Math.abs(second / Λ - 1) < 1e-12);
  return {
    id: 'normalization',
    statement: 'As printed in §3.1: q = √((n_0 ⋯ n_H)^((H−1)/2H)).',
    verdict: wrong && right ? 'contradicted' : 'proved',
    erratum: 'slip',
    because: `The energy’s variance would be ${rows.map(({ H, first }) => `${scientific(first, 2)} (H = ${H})`).join(', ')} at Λ = ${Λ} instead of Λ; the q = Ψ^(−(H−1)/2H) of §3.4 and §10 gives Λ to rounding.`,
    rule: 'the variance q²Λ^H must be Λ, the one of the Hamiltonian (eq. 2)',
    quantities: rows.flatMap(({ H, first, second }) => [
      { name: `variance/Λ with the q of §3.1, H = ${H}`, value: first / Λ, kind: 'exact' as const },
      { name: `variance/Λ with the q of §3.4, H = ${H}`, value: second / Λ, kind: 'exact' as const },
    ]),
  };
}

/** §10: which multiple w̃ of w takes the factor r = ρρ′/C′ of the sum into its H weights. */
export function rescaling(powers = { printed: (_H: number) => 2, corrected: (H: number) => H }): Finding[] {
  const draw = stream(1, 'ls/loss-to-hamiltonian', 1, 'integers');
  const trials = 200;
  /** How often r Σ X Π w ≠ Σ X Π (factor · w) in integers. */
  const exceptions = (H: number, r: number, factor: number) => {
    let count = 0;
    for (let trial = 0; trial < trials; trial++) {
      const w = Array.from({ length: size }, () => 1 + draw.integer(9));
      let [left, right] = [0, 0];
      for (let n = 0; n < size ** H; n++) {
        let x = draw.integer(21) - 10;
        let y = x;
        for (let m = 0, rest = n; m < H; m++, rest = Math.floor(rest / size)) {
          x *= w[rest % size]!;
          y *= factor * w[rest % size]!;
        }
        left += r * x;
        right += y;
      }
      if (left !== right) count++;
    }
    return count;
  };
  const root = 2;
  // As printed the factor is √r, here of r = root²; corrected it is the H-th root, here of r = root^H.
  const printed = orders.map((H) => exceptions(H, root ** powers.printed(H), root));
  const corrected = orders.map((H) => exceptions(H, root ** powers.corrected(H), root));
  const quantities = (counts: readonly number[]) =>
    counts.map((value, i) => ({ name: `exceptions of ${trials}, H = ${orders[i]}`, value, kind: 'exact' as const }));
  return [
    {
      id: 'rescaling-as-printed',
      statement: 'As printed in §10: with w̃ = √(ρρ′/C′) w the loss is Sρ′ + C′ q Σ X Π w̃.',
      verdict: printed.some((count) => count > 0) ? 'contradicted' : 'proved',
      erratum: 'slip',
      because: `A square root in each of H weights multiplies the sum by (ρρ′/C′)^{H/2}, which is ρρ′/C′ at H = 2 alone: ${printed.map((count, i) => `${count} of ${trials} random sums in integers differ at H = ${orders[i]}`).join(', ')}.`,
      rule: 'an integer identity for every H, no exception allowed',
      quantities: quantities(printed),
    },
    {
      id: 'rescaling-corrected',
      statement: 'Corrected: with w̃ = (ρρ′/C′)^{1/H} w it is.',
      verdict: corrected.every((count) => count === 0) ? 'proved' : 'contradicted',
      because: `Each of the H weights takes an H-th root of the factor: ${corrected.reduce((a, b) => a + b, 0)} exceptions in ${trials * orders.length} random sums in integers, H = ${orders.join(', ')}. The sphere of eq. 9, |w|² = Λ𝒞, asks for w̃ = w/√𝒞, hence ρ′ = C′/(ρ𝒞^{H/2}).`,
      rule: 'an integer identity for every H, no exception allowed',
      quantities: quantities(corrected),
    },
  ];
}

/** Mean, variance and covariance at two fixed points over many disorders, within a joint 95 % of the formula. */
function monteCarlo(seed: number): Finding {
  const w = [1, 1, 1, 1];
  const v = [Math.SQRT2, Math.SQRT2, 0, 0];
  const overlap = w.reduce((sum, x, i) => sum + x * v[i]!, 0) / size;
  return momentsFinding(
    orders.flatMap((H) => {
      const draw = stream(seed, 'ls/loss-to-hamiltonian', H, 'couplings');
      const q = size ** (-(H - 1) / 2);
      const pairs = Array.from({ length: disorders }, () => {
        let [a, b] = [0, 0];
        for (let n = 0; n < size ** H; n++) {
          let [p, r] = [1, 1];
          for (let m = 0, rest = n; m < H; m++, rest = Math.floor(rest / size)) {
            p *= w[rest % size]!;
            r *= v[rest % size]!;
          }
          const x = draw.normal();
          a += x * p;
          b += x * r;
        }
        return [q * a, q * b] as const;
      });
      const expected = { mean: 0, variance: size, covariance: size * overlap ** H };
      const seen = {
        mean: pairs.map(([a]) => a),
        variance: pairs.map(([a]) => a * a),
        covariance: pairs.map(([a, b]) => a * b),
      };
      return (['mean', 'variance', 'covariance'] as const).map((name) => {
        const value = mean(seen[name]);
        const error = standardDeviation(seen[name]) / Math.sqrt(disorders);
        return { name: `${name}, H = ${H}`, value, error, expected: expected[name] };
      });
    }),
  );
}

/** A mean over disorders beside its expectation. */
interface Moment {
  readonly name: string;
  readonly value: number;
  readonly error: number;
  readonly expected: number;
}

export function momentsFinding(rows: readonly Moment[]): Finding {
  const critical = criticalValue(1 - (1 - level) / rows.length);
  const worst = Math.max(...rows.map(({ value, error, expected }) => Math.abs((value - expected) / error)));
  return {
    id: 'monte-carlo',
    statement: 'Simulated, the loss has mean 0 and covariance Λ R^H.',
    verdict: worst <= critical ? 'reproduced' : 'not-reproduced',
    because: `Over ${disorders} disorders at Λ = ${size} the largest deviation of ${rows.length} moments is ${decimal(worst, 2)} standard errors; ${decimal(critical, 2)} are allowed jointly.`,
    rule: `reproduced when all deviations together stay within the ${100 * level} % of a standard normal (Bonferroni)`,
    quantities: rows.map(({ name, value, error, expected }) => ({
      name,
      value,
      error,
      kind: 'estimate' as const,
      published: expected,
    })),
  };
}

/** E_A|Y_t − Y| = |E_A(Y_t − Y)| fails as soon as Y_t − Y changes sign with the activities: one path is enough. */
export function jensen(X = 3): Finding {
  const [S, ρ] = [1, 0.5];
  const ofModulus = ρ * Math.abs(S - X) + (1 - ρ) * Math.abs(S);
  const modulusOf = Math.abs(S - ρ * X);
  return {
    id: 'absolute-loss',
    statement: 'As printed in §10: E_A|Y_t − Y| is S ∓ Ŷ, linear in the mean output.',
    verdict: ofModulus !== modulusOf ? 'contradicted' : 'proved',
    erratum: 'statement',
    because: `For one path with X w = ${X}, ρ = ${ρ} and Y_t = S = ${S} the left side is ${ofModulus}, the modulus of the mean ${modulusOf}: the mean of a modulus is not the modulus of a mean. As a model assumption it may stand.`,
    rule: 'contradicted by one example in which the two sides differ',
    quantities: [
      { name: 'E_A|Y_t − Y|', value: ofModulus, kind: 'exact' },
      { name: '|E_A(Y_t − Y)|', value: modulusOf, kind: 'exact' },
    ],
  };
}

/** Opening the modulus needs |Ŷ| ≤ sup Ŷ: for H = 2 sup and −inf are the extreme eigenvalues, which differ. */
export function evenOrder(seed: number, entry = (draw: Stream, _k: number) => draw.normal()): Finding {
  const n = 12;
  const trials = 400;
  const draw = stream(seed, 'ls/loss-to-hamiltonian', 2, 'quadratic forms');
  let larger = 0;
  for (let trial = 0; trial < trials; trial++) {
    const X = Float64Array.from({ length: n * n }, (_, k) => entry(draw, k));
    const symmetric = X.map((_, k) => (X[k]! + X[(k % n) * n + Math.floor(k / n)]!) / 2);
    const eigenvalues = symmetricEigenvalues(symmetric, n);
    if (-Math.min(...eigenvalues) > Math.max(...eigenvalues)) larger++;
  }
  const share = larger / trials;
  return {
    id: 'even-order',
    statement: 'As used in §3.4: |Ŷ| ≤ S = sup Ŷ on the sphere, for every H.',
    verdict: larger > 0 ? 'contradicted' : 'reproduced',
    erratum: 'statement',
    because: `For odd H it holds, since Ŷ(−w) = −Ŷ(w). For H = 2 sup and −inf are extreme eigenvalues: −inf was larger in ${larger} of ${trials} disorders of size ${n}.`,
    rule: 'contradicted by one disorder in which −inf Ŷ > sup Ŷ',
    quantities: [
      {
        name: 'share of disorders with −inf Ŷ > sup Ŷ, H = 2',
        value: share,
        error: Math.sqrt((share * (1 - share)) / trials),
        kind: 'estimate',
      },
    ],
  };
}
