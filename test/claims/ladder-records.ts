/** Records of descents on rungs, made by hand: energies normal about a mean, with parts of their own for disorders. */
import { type Stream, stream } from '../../src/base/philox.ts';
import { compareEnds, type DisorderEnds } from '../../src/claims/beyond/descent-samples.ts';
import type { Labelled } from '../../src/claims/beyond/ladder-findings.ts';
import type { Sized } from '../../src/claims/beyond/ladder-rows.ts';
import type { Records } from '../../src/ensembles/spec.ts';
import { type Comparison, togetherByHolm } from '../../src/ensembles/statistics.ts';

export interface Law {
  readonly mean?: number;
  readonly participation?: number;
  readonly spin?: number;
  /** Of energies within a disorder. */
  readonly spread?: number;
  /** Of mean energies between disorders. */
  readonly between?: number;
  /** Energies over a level. */
  readonly energy?: (disorder: number) => number;
  readonly disorders?: number;
}

const replicas = 4;

/** Descents whose energies are normal about a mean. */
export function descentRecords(name: string, law: Law = {}): Records {
  const { mean = -1.4, participation = 0.33, spin = 0.1, spread = 0.03, between = 0.02 } = law;
  const { energy = () => -1, disorders = 10 } = law;
  const draw = stream(5, 'test/ladder', 0, name);
  const rows = Array.from({ length: disorders }, (_, disorder) => {
    const shift = between * draw.normal();
    return Array.from({ length: replicas }, (_, replica) => ({
      disorder,
      replica,
      u: mean + shift + spread * draw.normal(),
    }));
  }).flat();
  const floats = (of: (row: (typeof rows)[number]) => number) => ({
    kind: 'float64' as const,
    values: Float64Array.from(rows, of),
  });
  const integers = (of: (row: (typeof rows)[number]) => number) => ({
    kind: 'int32' as const,
    values: Int32Array.from(rows, of),
  });
  const texts = (word: string) => ({ kind: 'text' as const, values: rows.map(() => word) });
  return {
    count: rows.length,
    columns: {
      disorder: integers(({ disorder }) => disorder),
      replica: integers(({ replica }) => replica),
      energy: floats(({ disorder }) => energy(disorder)),
      standardized: floats(({ u }) => u),
      kurtosis: floats(() => 3),
      participation: floats(() => participation + 0.01 * draw.normal()),
      meanSpin: floats(() => spin),
      residual: floats(() => 1e-12),
      index: integers(() => 0),
      minimum: integers(({ replica }) => replica),
      status: texts('converged'),
      kind: texts('minimum'),
      certainty: texts('certified'),
    },
  };
}

export interface Drawn {
  readonly count: number;
  readonly mean?: number;
  /** Of energies within a disorder, and of their means between disorders: on glasses of 12 to 32 spins 0.13 to 0.07, and 0.05. */
  readonly spread?: number;
  readonly between?: number;
  readonly participation?: number;
  /** Descents of a disorder, each at a minimum of its own. */
  readonly ends?: number;
}

/** What is left of the descents of disorders drawn by a stream. */
export function disordersOf(
  draw: Stream,
  { count, mean = -1.4, spread = 0.1, between = 0.045, participation = 0.33, ends = 4 }: Drawn,
): DisorderEnds[] {
  return Array.from({ length: count }, (_, disorder) => {
    const shift = between * draw.normal();
    const own = Array.from({ length: ends }, (_, minimum) => {
      const standardized = mean + shift + spread * draw.normal();
      return { energy: standardized, standardized, participation, meanSpin: 0.1, minimum };
    });
    return { disorder, runs: ends, ends: own, saddles: 0 };
  });
}

export const sizedBy = (size: number, units: readonly DisorderEnds[]): Sized => {
  const used = units.reduce((sum, { ends }) => sum + ends.length, 0);
  return { size, units, runs: used, used, saddles: 0 };
};

export interface Compared {
  /** Mean energy less that of the glass. */
  readonly off: number;
  readonly disorders?: number;
  readonly reference?: number;
  readonly spread?: number;
  readonly resolution?: number;
  readonly permutations?: number;
}

/** Few disorders beside a few more, whose W₁ is seen above 0.043, or as many as asked for. */
export function comparisonBy(
  draw: Stream,
  { off, disorders = 16, reference = 24, spread = 0.1, resolution = 0.05, permutations = 399 }: Compared,
): Comparison {
  const left = disordersOf(draw, { count: disorders, spread, mean: -1.4 + off });
  const right = disordersOf(draw, { count: reference, spread });
  return compareEnds(draw, [{ size: 12, left, right }], { permutations, resolution });
}

/** The first rung compared, the others surely as their label says: what decides is the first alone. */
export function labelledBy(
  draw: Stream,
  [first, ...others]: readonly string[],
  label: 'agrees' | 'departs',
  compared: Compared,
): Labelled[] {
  const sure: Comparison = { label, because: 'by hand', tests: [], pValue: label === 'agrees' ? 1 : 1e-4 };
  const comparisons = togetherByHolm([comparisonBy(draw, compared), ...others.map(() => sure)]);
  return [first!, ...others].map((id, i) => ({ rung: { id }, comparison: comparisons[i]! }));
}
