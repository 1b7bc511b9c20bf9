/** Descents of deep linear nets against the closed form: what converges is at the rank-constrained minimum, what stalls is at a listed saddle. */
import { expect, it } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { minima } from '../../src/instruments/index.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { families } from '../../src/landscapes/families.ts';
import { randomExamples } from '../../src/landscapes/index.ts';
import { landscapeSpec, startAt } from '../../src/landscapes/landscape-spec.ts';
import { matrix, transpose } from '../../src/linalg/matrix.ts';
import { run } from '../../src/search/search.ts';
import { nearestSubset } from '../../src/theory/linear-critical-point.ts';
import { productOf, weightsAt } from '../../src/theory/linear-hessian.ts';
import { linearProblem, lossOf, rankConstrainedMinimum } from '../../src/theory/reduced-rank.ts';

const kernels = createKernels();

/** Two to five layers; most have a bottleneck inside. */
const shapes = [
  [3, 2, 3],
  [5, 2, 4],
  [4, 2, 3, 3],
  [3, 1, 4, 2],
  [4, 3, 2, 3, 4],
  [3, 3, 3, 3],
  [3, 2, 2, 2, 2, 3],
  [6, 3, 5],
  [2, 4, 3],
  [4, 3, 1, 2, 3, 4],
];

async function descend(replica: number, starts: number) {
  const widths = shapes[replica % shapes.length]!;
  const given = { family: 'deep-linear', widths, samples: 15, disorder: replica, seed: 7 };
  const which = landscapeSpec(families, 'test', given);
  const landscape = await which.family.open(which.fields, { kernels, data: [], arrays: [], precision: 'float64' });
  const { count, inputs, outputs, x, t } = randomExamples(7, replica, widths[0]!, widths.at(-1)!, 15);
  const problem = linearProblem(
    transpose(matrix(count, inputs, Float64Array.from(x))),
    transpose(matrix(count, outputs, Float64Array.from(t))),
  );
  const minimum = rankConstrainedMinimum(problem, Math.min(...widths)).value;
  const options = {
    starts,
    start: (k: number) => startAt(landscape, which, k),
    threshold: 1e-6,
    tolerance: 1e-9,
    maxSteps: 20_000,
  };
  const { ends, descents } = run(
    minima.search(landscape, options, { kernels, draw: stream(1, 'linear-descents', replica, 'tools') }),
  );
  return ends.map((end, k) => {
    const position = end?.position ?? descents[k]!.point;
    const product = productOf(weightsAt(widths, position), widths, widths.length - 1, 1);
    const { subset, misfit } = nearestSubset(problem, product);
    return { status: descents[k]!.status, end, minimum, subset, misfit, saddle: lossOf(problem, subset) };
  });
}

async function check(problems: number, starts: number) {
  const seen: Record<string, number> = {};
  let worst = 0;
  for (let replica = 0; replica < problems; replica++)
    for (const { status, end, minimum, subset, misfit, saddle } of await descend(replica, starts)) {
      seen[status] = (seen[status] ?? 0) + 1;
      expect(['converged', 'step-limit']).toContain(status);
      const off = Math.abs(end!.value / minimum - 1);
      if (status === 'converged' && end!.kind !== 'strict-saddle') worst = Math.max(worst, off);
      // A run that stopped elsewhere is at the saddle whose subset its product has.
      if (off > 1e-9) {
        expect({ replica, misfit: misfit < 0.05, subset: end!.value >= saddle * (1 - 0.05) }).toEqual({
          replica,
          misfit: true,
          subset: true,
        });
        seen[`at {${subset}}`] = (seen[`at {${subset}}`] ?? 0) + 1;
      }
    }
  return { seen, worst };
}

it('descents on six random problems end at the rank-constrained minimum to 1e-9', { timeout: 60_000 }, async () => {
  const { seen, worst } = await check(6, 2);
  expect(worst).toBeLessThan(1e-9);
  expect(seen['converged']).toBeGreaterThan(8);
});
