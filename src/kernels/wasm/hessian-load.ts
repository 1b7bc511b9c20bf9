/** What a pass says, copied to where the formation of the Hessian wants it: samples in the order of their groups. */
import type { GateGroups } from '../gates.ts';
import type { LitSamples } from '../lit-samples.ts';
import type { RectifiedPass } from '../rectified-state.ts';
import { type FormMemory, type FormSizes, floatsAt, integersAt, tile, tileBytes } from './hessian-memory.ts';
import type { Instance } from './host.ts';

/** @param V   output weights of the active units, by outputs */
export function load(
  instance: Instance,
  at: FormMemory,
  sizes: FormSizes,
  samples: LitSamples,
  pass: RectifiedPass,
  groups: GateGroups,
  V: Float64Array,
): void {
  loadSamples(instance, at, sizes, samples, pass, groups);
  loadWeights(instance, at, sizes, groups.patterns, V);
  const { count, m, width, u, outputs, even, curvatureTiles } = sizes;
  const rows = integersAt(instance, at.rows, u * width).fill(-1);
  for (let h = 0; h < u; h++) rows.set(pass.rows.subarray(h * m, (h + 1) * m), (h + 1) * width - m);
  floatsAt(instance, at.curvatures, count * curvatureTiles * tile).fill(0);
  instance.exports['hessianCurvatures']!(at.P, even * 8, count, outputs, at.curvatures, curvatureTiles * tileBytes);
}

function loadSamples(
  instance: Instance,
  at: FormMemory,
  { count, m, width, u, outputs, even, stride, groups }: FormSizes,
  { first, places, values }: LitSamples,
  { hidden, probabilities }: RectifiedPass,
  { order, starts }: GateGroups,
): void {
  const columns = floatsAt(instance, at.columns, ((width + u + (u % 2)) * stride) / 8).fill(0);
  const P = floatsAt(instance, at.P, count * even).fill(0);
  const column = stride / 8;
  order.forEach((s, place) => {
    for (let e = first[s]!; e < first[s + 1]!; e++) columns[(width - m + places[e]!) * column + place] = values[e]!;
    for (let h = 0; h < u; h++) columns[(width + h) * column + place] = hidden[s * (u + 1) + h]!;
    for (let o = 0; o < outputs; o++) P[place * even + o] = probabilities[s * outputs + o]!;
  });
  const groupOf = integersAt(instance, at.groupOf, count);
  for (let g = 0; g < groups; g++) groupOf.fill(g, starts[g], starts[g + 1]);
}

/** Output weights by even outputs, and as pairs of units with zeros where a group's pattern says off. */
function loadWeights(
  instance: Instance,
  at: FormMemory,
  { u, outputs, even, pairs, groups }: FormSizes,
  patterns: Uint8Array,
  V: Float64Array,
): void {
  const padded = floatsAt(instance, at.V, u * even).fill(0);
  for (let h = 0; h < u; h++) padded.set(V.subarray(h * outputs, (h + 1) * outputs), h * even);
  const byGroup = floatsAt(instance, at.groupWeights, groups * pairs * outputs * 2).fill(0);
  const byPair = floatsAt(instance, at.pairWeights, groups * pairs * outputs * 2).fill(0);
  for (let g = 0; g < groups; g++)
    for (let h = 0; h < u; h++)
      for (let o = 0; patterns[g * u + h] === 1 && o < outputs; o++) {
        byGroup[((g * pairs + (h >> 1)) * outputs + o) * 2 + (h & 1)] = V[h * outputs + o]!;
        byPair[(((h >> 1) * groups + g) * outputs + o) * 2 + (h & 1)] = V[h * outputs + o]!;
      }
  new Uint8Array(instance.memory.buffer, at.patterns, groups * u).set(patterns);
}
