/** Worlds in which a statement is false by as much as its rule must notice: how often does a rule that errs in 5 of 100 let it stand? */
import { expect } from 'vitest';
import type { Stream } from '../../src/base/philox.ts';
import { stream } from '../../src/base/philox.ts';
import { stands } from '../../src/claims/decide.ts';
import type { Finding } from '../../src/report/findings.ts';

/** Of 200 draws at 5 %, 18 or fewer stand in 99.7 of 100 runs of such a test (binomial; 10 are expected). */
const [draws, most] = [200, 18];

/** @param finding  made of one draw of the world; `seed` is another for each draw, for the claim's own resampling */
export function expectNullFalls(purpose: string, finding: (draw: Stream, seed: number) => Finding): void {
  const found = Array.from({ length: draws }, (_, k) => finding(stream(31, 'null-world', k, purpose), 1000 + k));
  expect(found.filter(stands).length, purpose).toBeLessThanOrEqual(most);
}

export const normals = (draw: Stream, count: number, mean: number, deviation: number): number[] =>
  Array.from({ length: count }, () => mean + deviation * draw.normal());
