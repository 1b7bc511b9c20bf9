/**
 * ls/mass-and-size, Theorem 3.1: mass Ψ = Π n_i, Λ = Ψ^{1/H} and size N = Σ n_i n_{i+1} of a network with widths n_0 = d, …, n_H = 1 obey
 *     Ψ²H = Λ^{2H}H ≥ N ≥ Ψ^{2/H} H/d^{1/H} ≥ Ψ^{1/H} = Λ.
 * Checked in integers: raised to the power H the inequalities have no roots left.
 */
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { decimal } from '../theory-lines.ts';

/** Largest width tried for each number of layers; fixed before the run. */
const bounds: Readonly<Record<number, number>> = { 1: 400, 2: 120, 3: 30, 4: 12, 5: 7 };

export const massAndSize: Claim = {
  id: 'ls/mass-and-size',
  statement:
    'Mass, size and number of unique parameters of a network satisfy Ψ²H ≥ N ≥ Ψ^(2/H) H/d^(1/H) ≥ Ψ^(1/H) = Λ.',
  source: { key: 'choromanska2015loss', place: 'Theorem 3.1, proof in §7' },
  openQuestions: [
    'The theorem is read for a single output, n_H = 1, as in §3.1; other numbers of outputs are a finding of their own.',
  ],
  needs: () => ({}),
  evaluate: (_records, _run: ClaimRun) => evaluate(),
};

function evaluate(): Evaluation {
  const chain = survey(1);
  const several = survey(3);
  const findings: Finding[] = [chainFinding(chain), proofFinding(chain), outputsFinding(several)];
  return {
    title: `The chain Ψ²H ≥ N ≥ … ≥ Λ holds for all ${thin(chain.count)} networks tried, with room to spare above`,
    findings,
    figures: [],
    tables: [
      {
        title: 'Tightest networks',
        columns: ['inequality', 'smallest ratio of its sides', 'at the widths n_0, …, n_H'],
        rows: [
          ['Ψ²H ≥ N', decimal(chain.tightest.upper.ratio, 4), chain.tightest.upper.widths.join(', ')],
          ['N ≥ Ψ^(2/H) H/d^(1/H)', decimal(chain.tightest.middle.ratio, 4), chain.tightest.middle.widths.join(', ')],
          [
            'Ψ^(2/H) H/d^(1/H) ≥ Ψ^(1/H)',
            decimal(chain.tightest.lower.ratio, 4),
            chain.tightest.lower.widths.join(', '),
          ],
        ],
      },
    ],
    differences: [],
    story: [
      'Λ is the number of unique weights that the spin-glass model is given, N the number of weights the network has. The theorem says that one is large exactly when the other is.',
      chain.sharper === 0
        ? 'In every network tried even N ≤ HΨ holds, which is sharper than the printed N ≤ HΨ².'
        : `The sharper N ≤ HΨ fails ${chain.sharper} times.`,
    ],
  };
}

interface Tightest {
  readonly ratio: number;
  readonly widths: readonly number[];
}

interface Survey {
  readonly count: number;
  /** Networks that break each inequality, and the chain with d·n_H in place of d. */
  readonly upper: number;
  readonly middle: number;
  readonly lower: number;
  readonly mended: number;
  /** Networks with N > HΨ. */
  readonly sharper: number;
  /** Networks for which N ≤ H n_max² fails when n_max leaves out the input layer, as in the printed proof. */
  readonly proofGap: readonly number[] | undefined;
  readonly gaps: number;
  readonly tightest: { readonly upper: Tightest; readonly middle: Tightest; readonly lower: Tightest };
}

/** All width vectors within the bounds whose output width is from 1 (or 2, when several) to `outputs`. */
export function survey(outputs: number): Survey {
  const worst: Tightest = { ratio: Infinity, widths: [] };
  const tightest = { upper: worst, middle: worst, lower: worst };
  let [count, upper, middle, lower, mended, sharper, gaps] = [0, 0, 0, 0, 0, 0, 0];
  let proofGap: readonly number[] | undefined;
  for (const [layers, bound] of Object.entries(bounds)) {
    const H = Number(layers);
    for (const inner of vectors(H, bound))
      for (let output = outputs === 1 ? 1 : 2; output <= outputs; output++) {
        const n = [...inner, output];
        const mass = n.reduce((product, width) => product * BigInt(width), 1n);
        const size = n.slice(1).reduce((sum, width, i) => sum + width * n[i]!, 0);
        const N = BigInt(size);
        const h = BigInt(H);
        const d = BigInt(n[0]!);
        count++;
        if (!(mass * mass * h >= N)) upper++;
        // N ≥ Ψ^{2/H} H/d^{1/H} raised to the power H; Ψ^{2/H} H/d^{1/H} ≥ Ψ^{1/H} likewise.
        if (!(N ** h * d >= mass * mass * h ** h)) middle++;
        if (!(mass * h ** h >= d)) lower++;
        if (!(N ** h * d * BigInt(output) >= mass * mass * h ** h)) mended++;
        if (N > h * mass) sharper++;
        const withoutInput = Math.max(...n.slice(1));
        if (size > H * withoutInput ** 2) {
          gaps++;
          proofGap ??= n;
        }
        const exponent = 1 / H;
        const bottom = Number(mass) ** (2 * exponent) * H * n[0]! ** -exponent;
        const see = (name: keyof typeof tightest, ratio: number) => {
          if (ratio < tightest[name].ratio) tightest[name] = { ratio, widths: n };
        };
        see('upper', (Number(mass) ** 2 * H) / size);
        see('middle', size / bottom);
        see('lower', bottom / Number(mass) ** exponent);
      }
  }
  return { count, upper, middle, lower, mended, sharper, proofGap, gaps, tightest };
}

function* vectors(length: number, bound: number): Generator<number[]> {
  const v = new Array<number>(length).fill(1);
  for (;;) {
    yield [...v];
    let at = length - 1;
    while (at >= 0 && v[at] === bound) v[at--] = 1;
    if (at < 0) return;
    v[at]!++;
  }
}

const range = Object.entries(bounds)
  .map(([H, bound]) => `${bound} for H = ${H}`)
  .join(', ');

export function chainFinding(s: Survey): Finding {
  const broken = s.upper + s.middle + s.lower;
  return {
    id: 'chain',
    statement: 'Ψ²H = Λ^(2H) H ≥ N ≥ Ψ^(2/H) H/d^(1/H) ≥ Ψ^(1/H) = Λ for every network with one output.',
    verdict: broken === 0 ? 'proved' : 'contradicted',
    because: `${broken} exceptions among all ${thin(s.count)} width vectors with widths up to ${range}, in integer arithmetic. In general: the middle inequality is that of the arithmetic and geometric mean over the products n_i n_(i+1), whose product is Ψ²/d; the last is Ψ H^H ≥ d; the first follows from n_i n_(i+1) ≤ Ψ.`,
    rule: 'proved when no width vector within the bounds breaks it; the general argument is given beside it',
    quantities: [{ name: 'exceptions', value: broken, kind: 'exact' }],
  };
}

export function proofFinding(s: Survey): Finding {
  return {
    id: 'printed-proof',
    statement: 'As in the printed proof: N ≤ H n_max² with n_max the largest of n_1, …, n_H.',
    verdict: s.gaps > 0 ? 'contradicted' : 'proved',
    erratum: 'slip',
    because: s.proofGap
      ? `It fails ${thin(s.gaps)} times, first at the widths ${s.proofGap.join(', ')}: the maximum must include the input layer n_0. The theorem itself is not touched.`
      : 'No exception within the bounds.',
    rule: 'contradicted by one network that breaks it',
    quantities: [{ name: 'networks that break it', value: s.gaps, kind: 'exact' }],
  };
}

export function outputsFinding(s: Survey): Finding {
  const fails = s.upper + s.middle + s.lower;
  const verdict = s.mended === 0 ? 'proved' : 'contradicted';
  return {
    id: 'several-outputs',
    statement: 'With several outputs the chain holds when d is replaced by d·n_H.',
    verdict,
    because: `With 2 or 3 outputs the chain as printed fails for ${thin(fails)} of ${thin(s.count)} networks, the one with d·n_H for ${thin(s.mended)}.`,
    rule: 'proved when no width vector within the bounds breaks the chain with d·n_H',
    quantities: [
      { name: 'failures as printed', value: fails, kind: 'exact' },
      { name: 'failures with d·n_H', value: s.mended, kind: 'exact' },
    ],
  };
}

/** 1 234 567 with thin spaces. */
function thin(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}
