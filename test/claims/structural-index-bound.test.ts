import { describe, expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { graphNetwork } from '../../src/claims/beyond/graph-networks.ts';
import { boundFinding, lookAt, structuralIndexBoundClaim } from '../../src/claims/beyond/structural-index-bound.ts';
import { symmetricNorm } from '../../src/linalg/inertia.ts';
import { bareEvaluation } from './claim-run.ts';

const network = (k: number) => graphNetwork(stream(2, 'test', k, 'graph'));

describe('networks on graphs', () => {
  it('have the Hessian of their values, by second differences next to the point, and an exactly symmetric one to rounding', () => {
    let compared = 0;
    for (let k = 0; k < 12; k++) {
      const { hessian, parameters, value } = network(k);
      const n = parameters.length;
      const norm = symmetricNorm(hessian, n);
      const h = 1e-4;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < i; j++)
          expect(Math.abs(hessian[i * n + j]! - hessian[j * n + i]!)).toBeLessThan(1e-13 * norm);
      const at = (i: number, a: number, j: number, b: number) => {
        const moved = parameters.slice();
        moved[i]! += a * h;
        moved[j]! += b * h;
        return value(moved);
      };
      for (let i = 0; i < n; i += 3)
        for (let j = 1; j < i; j += 4) {
          const second = (at(i, 1, j, 1) - at(i, 1, j, -1) - at(i, -1, j, 1) + at(i, -1, j, -1)) / (4 * h * h);
          expect(Math.abs(second - hessian[i * n + j]!)).toBeLessThan(1e-6 * norm);
          compared++;
        }
    }
    expect(compared).toBeGreaterThan(500);
  });
});

describe('gs/structural-index-bound', () => {
  it('is proved, reached, and needs its condition', () => {
    const [bound, needed] = bareEvaluation(structuralIndexBoundClaim).findings;
    expect(bound!.verdict).toBe('proved');
    expect(bound!.quantities.find(({ name }) => name === 'networks whose index is the bound')!.value).toBeGreaterThan(
      4,
    );
    expect(needed!.quantities[0]!.value).toBeGreaterThan(0.9);
  });

  it('is refuted by one index above the bound, and by one negative eigenvalue on the set', () => {
    const look = lookAt(network(0));
    expect(look).toMatchObject({ convex: 0 });
    expect(boundFinding([look]).verdict).toBe('proved');
    expect(boundFinding([look, { ...look, index: look.bound + 1 }]).verdict).toBe('refuted');
    expect(boundFinding([look, { ...look, convex: 1 }]).verdict).toBe('refuted');
  });

  it('an array that a path meets too, taken for one of the set, is seen', () => {
    // All arrays on paths of their own: the set is everything, and the Hessian is not positive semidefinite there.
    const one = network(1);
    const alone = { ...one.graph, nodes: 2 * one.graph.arrays.length, fixed: [] };
    const arrays = one.graph.arrays.map((array, k) => ({ ...array, edges: [[2 * k, 2 * k + 1] as const] }));
    const look = lookAt({ ...one, graph: { ...alone, arrays } });
    expect(look.convex).toBeGreaterThan(0);
    expect(boundFinding([look]).verdict).toBe('refuted');
  });
});
