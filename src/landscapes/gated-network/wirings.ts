/** Which weight each edge of a network carries. */
import type { Stream } from '../../base/philox.ts';
import type { SquareKind } from '../paths/latin-squares.ts';
import { randomColors, tiedColors } from '../paths/wirings.ts';
import { layersOf } from '../../kernels/reference/gated-passes.ts';

interface Wired {
  readonly order: number;
  readonly size: number;
  readonly squares: SquareKind;
  /** s of the wiring colored. */
  readonly weights?: number | undefined;
}

interface Wiring {
  /** D. */
  weights(spec: Wired, widths: readonly number[]): number;
  /** One for each edge. @param spec  with weights as above */
  colors(spec: Wired, widths: readonly number[], draw: (purpose: string) => Stream): Int32Array;
}

export const edgesOf = (widths: readonly number[]) =>
  layersOf(widths).reduce((sum, { inputs, units }) => sum + inputs * units, 0);

/** own: a weight for each edge. colored: s weights at random places. latin: Λ = n weights, each once at every unit, placed by Latin squares. */
export const gatedWirings = {
  own: {
    weights: (_spec, widths) => edgesOf(widths),
    colors: (_spec, widths) => Int32Array.from({ length: edgesOf(widths) }, (_, e) => e),
  },
  colored: {
    weights: ({ weights, size }) => weights ?? size,
    colors: ({ weights }, widths, draw) => randomColors(edgesOf(widths), weights!, draw('colors')),
  },
  latin: {
    weights: ({ size }) => size,
    colors: (spec, _widths, draw) => tiedColors(spec, draw('squares')),
  },
} as const satisfies Record<string, Wiring>;

export const gatedWiringNames = ['own', 'colored', 'latin'] as const satisfies readonly (keyof typeof gatedWirings)[];
