/**
 * The only critical point in a box: Krawczyk's operator for ∇L, where the Hessian has full rank. The signs of the eigenvalues of all
 * Hessians on the box say what kind of point it is.
 */
import type { Examples } from '../../landscapes/network/examples.ts';
import type { NetworkModel } from '../../landscapes/network/shape.ts';
import { pivotedColumns } from '../../linalg/pivoted-columns.ts';
import { proveSigns } from '../interval/inertia.ts';
import { proveZero, type System } from '../interval/krawczyk.ts';
import { encloseGradient } from '../interval/network.ts';
import { entry } from '../interval/vectors.ts';
import { distanceTo } from './distance.ts';
import { newton } from './newton.ts';
import type { Attempt } from './outcome.ts';
import { middles } from './solved.ts';

/** Matrices of intervals of a unit each are kept. */
const mostParameters = 150;

export function proveIsolated(model: Required<NetworkModel>, examples: Examples, theta: Float64Array): Attempt {
  const n = theta.length;
  if (n > mostParameters)
    return { reason: `${n} parameters are more than ${mostParameters}, which is what intervals do` };
  const enclose = (low: Float64Array, high: Float64Array) => encloseGradient(model, examples, { low, high }, 2);
  const rowsOf = (matrix: { readonly low: Float64Array; readonly high: Float64Array }) =>
    Array.from({ length: n }, (_, i) => ({
      low: matrix.low.subarray(i * n, (i + 1) * n),
      high: matrix.high.subarray(i * n, (i + 1) * n),
    }));
  const here = enclose(theta, theta);
  if (!here) return { reason: 'the point is on a kink, or the loss has kinks' };
  const chosen = pivotedColumns(rowsOf(here.hessian!).map(middles));
  if ('rank' in chosen) {
    const zeroModes = n - chosen.rank;
    return { reason: `the Hessian has ${zeroModes} zero ${zeroModes === 1 ? 'mode' : 'modes'}`, zeroModes };
  }
  const system: System = {
    at({ low, high }) {
      const there = enclose(low, high);
      return (
        there && {
          values: Array.from({ length: n }, (_, i) => entry(there.gradient, i)),
          jacobian: rowsOf(there.hessian!),
        }
      );
    },
  };
  const polished = newton(theta, (position) => {
    const there = enclose(position, position);
    return there && { values: middles(there.gradient), rows: rowsOf(there.hessian!).map(middles) };
  });
  if (!polished) return { reason: 'Newton’s method finds no critical point from here' };
  const found = proveZero(system, polished.position, polished.inverse);
  if (!found) {
    const words = `no box could be shown to hold a critical point (condition ${chosen.condition.toExponential(1)})`;
    return { reason: words };
  }
  const { hessian } = enclose(found.box.low, found.box.high)!;
  const signs = proveSigns(hessian!, n);
  return {
    proved: {
      kind: 'isolated',
      statement: statementOf(signs?.negative, n),
      distance: distanceTo(theta, found.box),
      box: found.box,
      free: Array.from({ length: n }, (_, i) => i),
      index: signs?.negative ?? null,
      condition: chosen.condition,
    },
  };
}

function statementOf(index: number | undefined, n: number): string {
  if (index === undefined) return 'an isolated critical point of unknown index';
  if (index === 0) return 'an isolated local minimum';
  return index === n ? 'an isolated local maximum' : `an isolated saddle of index ${index}`;
}
