/** What every backend's gated networks agree on. */
import { finite, integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import type { GatedNetwork, WeightDomain } from './contract.ts';

/** Of edges a network may have, and of its units: 32 bits address them in the widest vectors. */
const most = { edges: 2 ** 22, units: 2 ** 16 };

/** @throws ArgumentError naming what does not fit */
export function checkGated(network: GatedNetwork, { blocks, unit, pull }: WeightDomain): void {
  const { widths, weights, colors, x, y, gates, margin, front } = network;
  const where = 'gatedNetwork';
  integer(where, 'widths.length', widths.length, 2, 64);
  for (const n of widths) integer(where, 'widths', n, 1, most.units);
  integer(where, 'last width', widths.at(-1), 1, 1);
  const edges = widths.slice(1).reduce((sum, n, k) => sum + n * widths[k]!, 0);
  const hidden = widths.slice(1, -1).reduce((sum, n) => sum + n, 0);
  integer(where, 'number of edges', edges, 1, most.edges);
  integer(where, 'colors.length', colors.length, edges, edges);
  integer(where, 'weights', weights, 1, most.edges);
  const wrong = colors.find((color) => !(color >= 0 && color < weights));
  if (wrong !== undefined) throw new ArgumentError(where, 'colors', `numbers of ${weights} weights`, wrong);
  integer(where, 'number of samples', y.length, 1, 2 ** 24);
  integer(where, 'x.length', x.length, y.length * widths[0]!, y.length * widths[0]!);
  if (typeof gates !== 'number') integer(where, 'gates.length', gates.length, y.length * hidden, y.length * hidden);
  else if (!(gates > 0)) throw new ArgumentError(where, 'gates', 'a sharpness above 0', gates);
  finite(where, 'margin', margin);
  finite(where, 'front', front);
  finite(where, 'pull', pull, 0);
  if (!(unit > 0)) throw new ArgumentError(where, 'unit', 'a length above 0', unit);
  const covered = blocks.reduce((sum, { dimension }) => sum + dimension, 0);
  if (covered !== weights) throw new ArgumentError(where, 'blocks', `${weights} coordinates in all`, covered);
}
