/**
 * gs/structural-index-bound: gs/index-bound for networks on any graph. While no gate changes the outputs are polynomials in the parameters, one term a path;
 * they are affine in a set of arrays (matrices of weights, biases of a layer) that no path meets twice. A loss that is convex in the outputs is then convex on
 * the set, and by Cauchy's interlacing theorem the index is at most the number of the other parameters. That is an argument; here the Hessian of random
 * networks is taken where it could fail.
 */
import { stream } from '../../base/philox.ts';
import type { LossName } from '../../landscapes/network/losses.ts';
import { networkLandscape } from '../../landscapes/network/network.ts';
import { largestConvexArrays, meetings, structuralIndexBound } from '../../landscapes/structural-index-bound.ts';
import { inertia, symmetricNorm } from '../../linalg/inertia.ts';
import type { Claim, Evaluation, Finding } from '../claim.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { evaluation, tableOf, theoryClaim } from '../layout.ts';
import { exact, extreme, shareOf } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { type GraphNetwork, graphNetwork } from './graph-networks.ts';

const graphs = 60;
const layeredEach = 6;
const layeredSamples = 20;
/** Layers of the product's own networks, awkward on purpose. */
const layered = [
  { sizes: [3, 4, 3], loss: 'cross-entropy' },
  { sizes: [2, 3, 3, 4], loss: 'cross-entropy' },
  { sizes: [5, 1, 4, 2], loss: 'squared' },
  { sizes: [3, 4, 2, 3, 1], loss: 'binary-cross-entropy' },
] as const satisfies readonly { sizes: readonly number[]; loss: LossName }[];
/** Eigenvalues below minus this share of the norm count as negative; the counting errs by less. */
export const level = 1e-10;

export const structuralIndexBoundClaim: Claim = theoryClaim({
  id: 'gs/structural-index-bound',
  statement:
    'With gates fixed and a loss convex in the outputs the index is at most the number of parameters less the largest set of arrays that no path meets twice; with softmax less the directions besides that add the same to all outputs.',
  source: { key: 'choromanska2015loss', place: 'beyond Fig. 4' },
  openQuestions: [
    'The bound holds where the loss is twice differentiable: at no sample may a pre-activation be exactly zero.',
    'It counts all parameters of the others; units that are never active lower what can be reached.',
  ],
  evaluate: () => evaluate(),
});

interface Look {
  readonly words: string;
  readonly parameters: number;
  readonly index: number;
  readonly bound: number;
  /** Negative eigenvalues of the block of the largest set; absent where only the index was counted. */
  readonly convex?: number;
  /** Pairs of arrays that one path meets, and those whose block has a negative eigenvalue. */
  readonly meeting?: number;
  readonly concave?: number;
}

function evaluate(): Evaluation {
  const any = Array.from({ length: graphs }, (_, k) =>
    lookAt(graphNetwork(stream(1, structuralIndexBoundClaim.id, k, 'graph'))),
  );
  const own = layered.flatMap((_, shape) => Array.from({ length: layeredEach }, (_, k) => lookAtLayers(shape, k)));
  const bound = boundFinding([...any, ...own]);
  return evaluation({
    title:
      bound.verdict === 'proved'
        ? 'Arrays that no path meets twice bound the index of a network on any graph'
        : 'The bound on the index by arrays that no path meets twice fails',
    findings: [bound, neededFinding(any)],
    figures: [],
    tables: [
      tableOf(
        'Largest index over its bound: random graphs by their kind, and layered networks',
        kinds([...any, ...own]),
        {
          network: ({ words }) => words,
          networks: ({ looks }) => looks.length,
          parameters: ({ looks }) => range(looks.map(({ parameters }) => parameters)),
          'largest index': ({ nearest }) => nearest.index,
          'bound there': ({ nearest }) => nearest.bound,
        },
      ),
    ],
    differences: [],
  });
}

function range(numbers: readonly number[]): string {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? String(least) : `${least} to ${most}`;
}

/** By what is said of them; the nearest is that whose index is the largest share of its bound. */
function kinds(looks: readonly Look[]) {
  const names = [...new Set(looks.map(({ words }) => words))].sort();
  return names.map((words) => {
    const some = looks.filter((look) => look.words === words);
    return { words, looks: some, nearest: some.reduce((a, b) => (shareReached(b) > shareReached(a) ? b : a)) };
  });
}

const shareReached = ({ index, bound }: Look) => (bound === 0 ? Number(index > 0) : index / bound);

/** Eigenvalues that surely lie below −level ‖H‖ on some rows and columns, those that may lie there among them. */
export function negativeOn(hessian: Float64Array, n: number, rows: readonly number[]): number {
  const block = new Float64Array(rows.length ** 2);
  for (const [i, row] of rows.entries())
    for (const [j, column] of rows.entries()) block[i * rows.length + j] = hessian[row * n + column]!;
  const least = level * symmetricNorm(hessian, n);
  const { negative, bound } = inertia(block, rows.length, -least);
  return bound < least ? negative : rows.length;
}

const everything = (n: number) => Array.from({ length: n }, (_, i) => i);

export function lookAt({ graph, offsets, hessian, words }: GraphNetwork): Look {
  const n = offsets.at(-1)!;
  const rowsOf = (arrays: readonly number[]) =>
    arrays.flatMap((a) => everything(graph.arrays[a]!.size).map((i) => offsets[a]! + i));
  const meet = meetings(graph);
  const pairs = graph.arrays.flatMap((_, a) => graph.arrays.flatMap((_, b) => (b < a && meet[a]![b]! ? [[a, b]] : [])));
  return {
    words,
    parameters: n,
    index: negativeOn(hessian, n, everything(n)),
    bound: structuralIndexBound(graph),
    convex: negativeOn(hessian, n, rowsOf(largestConvexArrays(graph).arrays)),
    meeting: pairs.length,
    concave: pairs.filter((pair) => negativeOn(hessian, n, rowsOf(pair)) > 0).length,
  };
}

/** A network of dense layers at a random point, by its landscape. */
function lookAtLayers(shape: number, k: number): Look {
  const { sizes, loss } = layered[shape]!;
  const draw = stream(1, structuralIndexBoundClaim.id, k, `layers ${sizes.join('-')}`);
  const [inputs, outputs] = [sizes[0], sizes.at(-1)!];
  const label = (o: number, is: number) => (o === is ? 1 : 0);
  const t = Array.from({ length: layeredSamples }, () => draw.integer(Math.max(2, outputs)));
  const landscape = networkLandscape(
    { sizes, activation: 'relu', loss },
    {
      count: layeredSamples,
      inputs,
      outputs,
      x: Float64Array.from({ length: layeredSamples * inputs }, () => draw.normal()),
      t: Float64Array.from(t.flatMap((is) => everything(outputs).map((o) => label(o + Number(outputs === 1), is)))),
    },
  );
  const n = landscape.dimension;
  const hessian = landscape.hessianAt(Float64Array.from({ length: n }, () => draw.normal()));
  const { entries } = hessian.matrix();
  hessian.release();
  return {
    words: `${sizes.join('–')}, ${loss}`,
    parameters: n,
    index: negativeOn(entries, n, everything(n)),
    bound: landscape.indexBound!,
  };
}

export function boundFinding(looks: readonly Look[]): Finding {
  const concave = looks.filter(({ convex = 0 }) => convex > 0).length;
  const above = looks.filter(({ index, bound }) => index > bound).length;
  const nearest = Math.max(...looks.map(shareReached));
  const reached = looks.filter(({ index, bound }) => index === bound).length;
  return exactFinding({
    id: 'bound',
    statement:
      'The index is at most the number of parameters outside of the largest set of arrays that no path meets twice.',
    because: `The outputs are affine in such a set while no gate changes, the loss is convex in the outputs, and no subspace on which the Hessian is negative meets the span of the set. By inertia ${concave} of ${looks.length} random networks have a negative eigenvalue on the set, ${above} an index above the bound; ${reached} reach it, and the nearest index is ${decimal(100 * nearest, 0)} % of it.`,
    ours: true,
    holds: concave + above === 0,
    by: 'proof',
    rule: `an argument; refuted when one of the networks has an eigenvalue below −${level} ‖H‖ on the set, or an index above the bound`,
    quantities: [
      exact('networks with a negative eigenvalue on the set', concave),
      exact('networks with an index above the bound', above),
      exact('networks whose index is the bound', reached),
      extreme('largest index over its bound', nearest, looks.length),
    ],
  });
}

function neededFinding(looks: readonly Look[]): Finding {
  const pairs = looks.reduce((sum, { meeting = 0 }) => sum + meeting, 0);
  const concave = looks.reduce((sum, look) => sum + (look.concave ?? 0), 0);
  return measuredFinding({
    id: 'needed',
    ours: true,
    statement: 'On two arrays that one path meets the loss is in general not convex.',
    because: `${concave} of ${pairs} pairs of arrays that some path meets both have a negative eigenvalue at the random point of their network.`,
    why: 'that one point has none shows nothing; the share depends on how points are drawn',
    enough: pairs > 0,
    quantities: [shareOf('pairs on one path with a negative eigenvalue', concave, pairs)],
  });
}
