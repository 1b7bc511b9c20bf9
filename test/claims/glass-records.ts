/** Records of descents on a glass, made by hand: one list of final energies per spin a disorder. */
import type { Records } from '../../src/ensembles/spec.ts';

export function glassRecords(clusters: readonly (readonly number[])[]): Records {
  const energies = clusters.flat();
  return {
    count: energies.length,
    columns: {
      disorder: { kind: 'int32', values: Int32Array.from(clusters.flatMap((some, d) => some.map(() => d))) },
      energy: { kind: 'float64', values: Float64Array.from(energies) },
      status: { kind: 'text', values: energies.map(() => 'converged') },
    },
  };
}
