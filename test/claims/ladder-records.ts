/** Records of descents on rungs, made by hand: energies normal about a mean, with parts of their own for disorders. */
import { stream } from '../../src/base/philox.ts';
import type { Records } from '../../src/ensembles/spec.ts';

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
