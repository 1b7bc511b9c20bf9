/**
 * The vector of least norm in g + Σ_i C_i, each C_i the convex hull of 0 and the vectors of group i: whether 0 is a subgradient. Pairs of weights of a group are
 * moved by turns, which converges from anywhere, and least squares on the weights that are then inside give the digits.
 * @source the moves are those of [platt1999fast]
 */
import { factorCholesky, solveCholesky } from './cholesky.ts';
import { dot, norm } from './vectors.ts';

export interface LeastNorm {
  readonly vector: Float64Array;
  readonly norm: number;
  /** Of the vectors of each group, ≥ 0, sum at most 1. */
  readonly weights: readonly Float64Array[];
}

const rounds = 12;
const sweeps = 60;
/** Weights below this are taken for 0. */
const tiny = 1e-9;

export function leastNorm(g: Float64Array, groups: readonly (readonly Float64Array[])[]): LeastNorm {
  const n = g.length;
  // Vertex 0 of a group is the vector 0, so that weights of a group sum to 1.
  const vertices = groups.map((group) => [new Float64Array(n), ...group]);
  const weights = vertices.map((all) => Float64Array.from(all, (_, k) => (k === 0 ? 1 : 0)));
  const r = g.slice();
  const move = (group: number, from: number, to: number, by: number) => {
    const [a, b] = [vertices[group]![from]!, vertices[group]![to]!];
    weights[group]![from]! -= by;
    weights[group]![to]! += by;
    for (let i = 0; i < n; i++) r[i]! += by * (b[i]! - a[i]!);
  };
  /** The best exchange between two vertices of a group. */
  const exchange = (group: number) => {
    const own = weights[group]!;
    const heights = vertices[group]!.map((v) => dot(r, v));
    let [from, to] = [-1, 0];
    heights.forEach((h, k) => {
      if (own[k]! > 0 && (from < 0 || h > heights[from]!)) from = k;
      if (h < heights[to]!) to = k;
    });
    if (from === to || !(heights[from]! > heights[to]!)) return;
    const [a, b] = [vertices[group]![from]!, vertices[group]![to]!];
    let square = 0;
    for (let i = 0; i < n; i++) square += (b[i]! - a[i]!) ** 2;
    move(group, from, to, Math.min(own[from]!, (heights[from]! - heights[to]!) / square));
  };
  for (let round = 0; round < rounds; round++) {
    for (let sweep = 0; sweep < sweeps; sweep++) for (let k = 0; k < groups.length; k++) exchange(k);
    if (!inside()) break;
  }
  return { vector: r, norm: norm(r), weights: weights.map((own) => own.slice(1)) };

  /** Least squares over the weights inside, those of a group against its largest. @returns whether it came nearer, with all weights ≥ 0 */
  function inside(): boolean {
    const free = weights.flatMap((own, group) => {
      const base = own.indexOf(own.reduce((a, b) => Math.max(a, b), 0));
      return [...own.keys()].filter((k) => k !== base && own[k]! > tiny).map((k) => ({ group, base, k }));
    });
    if (free.length === 0 || free.length > n) return false;
    const directions = free.map(({ group, base, k }) => {
      const [a, b] = [vertices[group]![base]!, vertices[group]![k]!];
      return b.map((v, i) => v - a[i]!);
    });
    const m = free.length;
    const gram = Float64Array.from({ length: m * m }, (_, at) =>
      dot(directions[at % m]!, directions[Math.floor(at / m)]!),
    );
    if (!factorCholesky(gram, m)) return false;
    const before = norm(r);
    // The second solve takes away what rounding left of the first.
    for (let pass = 0; pass < 2; pass++) {
      const t = Float64Array.from(directions, (v) => -dot(r, v));
      solveCholesky(gram, m, t);
      if (!t.every(Number.isFinite)) return false;
      const after = weights.map((own) => own.slice());
      free.forEach(({ group, base, k }, i) => {
        after[group]![k]! += t[i]!;
        after[group]![base]! -= t[i]!;
      });
      // A step that leaves the hull goes to its edge, and the turns go on from there.
      let share = 1;
      after.forEach((own, group) => {
        own.forEach((w, k) => {
          const old = weights[group]![k]!;
          if (w < 0 && old > 0) share = Math.min(share, old / (old - w));
        });
      });
      free.forEach(({ group, base, k }, i) => void move(group, base, k, share * t[i]!));
      for (const own of weights) for (const [k, w] of own.entries()) own[k] = Math.max(0, w);
      if (share < 1) break;
    }
    return norm(r) < before * (1 - 1e-3);
  }
}
