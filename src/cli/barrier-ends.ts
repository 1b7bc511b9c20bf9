/** The two ends of a path: points of a run or of a file, or the two lowest minima that descents on a spin glass find. */
import { ArgumentError } from '../base/errors.ts';
import type { CriticalPoint } from '../curvature/index.ts';
import type { Json } from '../ensembles/spec.ts';
import type { Landscape } from '../landscapes/index.ts';
import { gradientDescent, newtonPolish } from '../search/index.ts';
import type { Attendance } from './attendance.ts';
import { landscapeKind, type PointOptions } from './landscape-options.ts';
import type { NamedLandscape, Room } from './named-landscape.ts';
import { openLandscape, openPlaces } from './open-landscape.ts';
import type { Context } from './perform.ts';

export interface EndOptions extends Omit<PointOptions, 'point'> {
  readonly from?: number;
  readonly to?: number;
  readonly starts: number;
  readonly threshold: number;
}

export interface PathEnds {
  readonly named: NamedLandscape;
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** For JSON documents: where the ends are from. */
  readonly about: Readonly<Record<string, Json>>;
}

const where = 'barrier';
const tolerance = 1e-10;
const maxSteps = 50_000;

/** @throws ArgumentError when the ends are not two points of one landscape; Error when descents find fewer than two minima */
export async function pathEnds(
  context: Context,
  options: EndOptions,
  room: Room,
  attended: Attendance,
): Promise<PathEnds> {
  const { from, to } = options;
  const kind = landscapeKind(where, options);
  if (kind === 'run' || options.parameters !== undefined) {
    const source = kind === 'run' ? '--run' : '--parameters';
    if (from === undefined || to === undefined)
      throw new ArgumentError(where, from === undefined ? 'from' : 'to', `given with ${source}`, 'nothing');
    if (from === to) throw new ArgumentError(where, 'to', 'another point than --from', to);
    const [one, other] = await openPlaces(context, where, { ...options, point: from }, [from, to], room);
    const { point: _, row: __, ...about } = one!.about;
    const { named, position } = one!;
    const end = nearerCopy(named.landscape, position, other!.position);
    return { named, from: position, to: end, about: { ...about, from, to } };
  }
  if (from !== undefined || to !== undefined)
    throw new ArgumentError(where, from === undefined ? 'to' : 'from', 'given with --run or --parameters', from ?? to);
  if (kind === 'network')
    throw new ArgumentError(where, 'hidden', 'given with --parameters, --from and --to (or use --run)', options.hidden);
  if (options.order === 2) throw new ArgumentError(where, 'order', '3 or more (at 2 there is one minimum, ± w)', 2);
  const named = await openLandscape(context, where, options, room);
  const { points, reached } = await certifiedMinima(attended, named, options);
  const [lowest, next] = points;
  if (!next)
    throw new Error(`${where}: ${options.starts} descents found no two different certified minima; raise --starts`);
  const end = nearerCopy(named.landscape, lowest!.position, next.position);
  const minima = { starts: options.starts, certified: reached, different: points.length };
  return { named, from: lowest!.position, to: end, about: { minima } };
}

/** Ends of descents from random starts 0 … starts − 1 that are certified minima: one of each, the lowest first, and how often one was reached. */
async function certifiedMinima(
  attended: Attendance,
  { landscape, classify, same, start }: NamedLandscape,
  { starts: count, threshold }: EndOptions,
): Promise<{ points: CriticalPoint[]; reached: number }> {
  const starts = new Float64Array(count * landscape.dimension);
  for (let k = 0; k < count; k++) starts.set(start(k), k * landscape.dimension);
  const problem = { landscape, starts, count, tolerance, maxSteps, polish: newtonPolish(landscape) };
  const ends = await attended.run(gradientDescent, problem, ({ ids, steps }) => [
    0.3 * (1 - ids.length / count),
    `${count - ids.length} of ${count} descents, step ${steps}`,
  ]);
  const minima = ends
    .filter(({ status }) => status === 'converged')
    .map(({ point }) => classify(point, threshold))
    .filter(({ certainty, index }) => certainty === 'certified' && index.negative === 0)
    .sort((a, b) => a.energy - b.energy);
  const points: CriticalPoint[] = [];
  for (const one of minima) if (!points.some((other) => same(other, one))) points.push(one);
  return { points, reached: minima.length };
}

/** At even order w and −w are one minimum of a glass: the copy of `to` that is nearer. */
function nearerCopy({ symmetries, manifold }: Landscape, from: Float64Array, to: Float64Array): Float64Array {
  const sign = manifold.name === 'sphere' && symmetries.find(({ name }) => name === 'sign');
  const along = from.reduce((sum, x, i) => sum + x * to[i]!, 0);
  return sign && along < 0 ? sign.apply(to, 0) : to;
}
