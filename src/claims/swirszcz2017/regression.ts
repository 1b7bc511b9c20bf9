/** Small regression problems of [swirszcz2017local] in exact numbers: judged, compared, drawn. What a claim says is what the checker accepts. */

import { objection } from '../../certificates/check/index.ts';
import { approximate, type Layers, type Problem, type Rational } from '../../certificates/index.ts';
import { exactNetwork, exactProblem } from '../../certificates/problem.ts';
import { certify, defaultLimits, type Proved, type Undecided } from '../../certificates/prove/index.ts';
import { stateOf } from '../../certificates/prove/state.ts';
import { fromBinary64, print } from '../../certificates/rational.ts';
import type { CurveMark, Panel, PointMark } from '../../report/figure.ts';

export type Data = Pick<Problem, 'x' | 'y'>;

type Exact = string | number;

/** f(x) = c + Σ v_j relu(w_j x + b_j) for inputs of one number. */
export const line = (w: readonly Exact[], b: readonly Exact[], v: readonly Exact[], c: Exact): Layers =>
  exactNetwork({ W: w.map((weight) => [weight]), b, v, c });

/** Pairs (x, y). */
function dataOf(pairs: readonly (readonly [number, number])[]): Data {
  const network = { W: [[0]], b: [0], v: [0], c: 0 };
  const { x, y } = exactProblem({ x: pairs.map(([x]) => [x]), y: pairs.map(([, y]) => y) }, network);
  return { x, y };
}

/** The data sets of Propositions 1, 2 and 3. */
export const d1 = dataOf([
  [5, 2],
  [4, 1],
  [3, 0],
  [1, -3],
  [-1, 3],
]);
export const d2 = dataOf([
  [-1, 5],
  [0, 0],
  [1, -1],
  [10, -3],
  [11, -4],
  [12, -5],
]);
export const d3 = dataOf([
  [-1, 3],
  [0, 0],
  [1, -1],
  [10, -3],
  [11, -4],
  [12, -6],
]);

/** What was proved of a point, and whether the independent checker accepts it. */
export interface Judged {
  readonly network: Layers;
  /** The claim of a certificate that was accepted; 'undecided' otherwise. */
  readonly verdict: Proved['verdict'] | Undecided['verdict'];
  readonly loss: Rational;
  /** The loss as a fraction. */
  readonly text: string;
  /** Dimension of the set of equal loss around it; null where it was not computed. */
  readonly dimension: number | null;
  readonly proved: Proved | undefined;
}

/** @param cells  combinations of activation cells that may be looked at for a global minimum; default that of certify */
export function judge(
  data: Data,
  network: Layers,
  others: readonly Layers[] = [],
  cells: bigint = defaultLimits.cells,
): Judged {
  const found = certify({ ...data, network }, { others, limits: { cells } });
  const proved = found.verdict !== 'undecided' && objection(found.certificate) === '' ? found : undefined;
  return {
    network,
    verdict: proved?.verdict ?? 'undecided',
    loss: found.loss,
    text: print(found.loss),
    dimension: proved?.context.dimension ?? null,
    proved,
  };
}

/** The slope by which a point is refuted, as a fraction; '' where it is not. */
export function slopeOf({ proved }: Judged): string {
  const witness = proved?.certificate.witness;
  return witness?.kind === 'slope' ? print(witness.slope) : '';
}

/** Samples at which no unit of the first hidden layer is active. */
export function blindSamples(data: Data, network: Layers): number[] {
  const { z } = stateOf({ ...data, network });
  return data.x.flatMap((row, i) => (z[0]![i]!.every(({ n }) => n <= 0n) ? [approximate(row[0]!)] : []));
}

/** f of a network of one input at a binary64, which is exact until it is drawn. */
export function valueAt(network: Layers, x: number): number {
  const { residuals } = stateOf({ x: [[fromBinary64(x)]], y: [{ n: 0n, d: 1n }], network });
  return approximate(residuals[0]!);
}

/** The samples, and networks as curves with their names: a panel of Figure 4. */
export function fitPanel(
  title: string,
  data: Data,
  networks: readonly { readonly label: string; readonly network: Layers; readonly role: CurveMark['role'] }[],
): Panel {
  const xs = data.x.map((row) => approximate(row[0]!));
  const [low, high] = [Math.min(...xs) - 1, Math.max(...xs) + 1];
  const grid = (network: Layers) => {
    const bends = network[0]!.W.flatMap((row, u) => {
      const [w, b] = [approximate(row[0]!), approximate(network[0]!.b[u]!)];
      return w === 0 ? [] : [-b / w];
    });
    return [low, ...bends.filter((x) => x > low && x < high), high].sort((a, b) => a - b);
  };
  const samples: PointMark = {
    type: 'points',
    label: 'samples',
    points: xs.map((x, i) => ({ x, y: approximate(data.y[i]!) })),
  };
  return {
    layout: 'xy',
    title,
    x: { name: 'input *x*' },
    y: { name: 'output' },
    marks: [
      ...networks.map(
        ({ label, network, role }): CurveMark => ({
          type: 'curve',
          role,
          label,
          points: grid(network).map((x) => [x, valueAt(network, x)]),
        }),
      ),
      samples,
    ],
  };
}
