/**
 * gs/index-bound: with the gates fixed, a network with one hidden ReLU layer has outputs that are linear in its input weights alone
 * and in its output weights alone, so that any convex loss has a Hessian that is positive semidefinite on either block. By Cauchy's
 * interlacing the index is at most the number of the other parameters; with softmax at most (outputs − 1) a unit, since adding the
 * same to all outputs of a unit changes nothing. The convexity is a proof; here the blocks' inertia is counted where it could fail.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import type { Kernels, RectifiedHessian, RectifiedHessians } from '../../kernels/contract.ts';
import { parameterCount } from '../../kernels/minibatch.ts';
import { rectifiedIndex } from '../../landscapes/network/rectified-index.ts';
import { inertia } from '../../linalg/inertia.ts';
import { indexEnsembles, indexSamples, type Solution, threshold } from '../choromanska2015/solution-index-samples.ts';
import type { Claim, ClaimRun, Evaluation, Finding, ResultTable } from '../claim.ts';
import { exact, extreme } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';

/** Shapes of the random networks, awkward on purpose: fewer inputs than outputs, one unit, two outputs. */
const shapes = [
  [2, 5, 6],
  [3, 1, 3],
  [7, 4, 2],
  [9, 6, 4],
  [11, 3, 10],
] as const;
const networksEach = 8;
const images = 40;
/** Eigenvalues below −this count as negative; the counting errs by less. */
export const level = 1e-9;

export const indexBound: Claim = {
  id: 'gs/index-bound',
  statement:
    'The index of a network with one hidden ReLU layer is at most the smaller of the numbers of input and of output parameters of its units, whatever the parameters; with softmax at most (outputs − 1) n₁.',
  source: { key: 'choromanska2015loss', place: 'beyond Fig. 4' },
  openQuestions: [
    'The bound holds where the loss is twice differentiable: at no image may a pre-activation be exactly zero.',
    'A pixel that is never lit and a unit that is never active count in neither number.',
  ],
  needs: indexEnsembles,
  evaluate: (records, run) => evaluate(records, run),
};

/** A random network over random images, the same for every run. */
export function randomNetwork(
  kernels: Kernels,
  [inputs, hidden, outputs]: readonly [number, number, number],
  replica: number,
): { readonly hessians: RectifiedHessians; readonly parameters: Float64Array } {
  const shape = { inputs, hidden, outputs };
  const draw = stream(1, 'gs/index-bound', replica, `network ${inputs}-${hidden}-${outputs}`);
  const pixels = Float32Array.from({ length: images * inputs }, () => draw.normal());
  const labels = Uint8Array.from({ length: images }, () => draw.integer(outputs));
  const parameters = Float64Array.from({ length: parameterCount(shape) }, () => draw.normal());
  const samples = { count: images, inputs, images: pixels, labels };
  return { hessians: kernels.rectifiedHessians(shape, samples), parameters };
}

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const looks = shapes.flatMap((shape) =>
    Array.from({ length: networksEach }, (_, k) => lookAt(run.kernels, shape, k)),
  );
  const blocks = blocksFinding(looks);
  const trained = trainedFinding(records, run);
  return {
    title:
      blocks.verdict === 'proved'
        ? 'One hidden ReLU layer cannot have a large index, wherever it is'
        : 'The bound on the index of one hidden ReLU layer fails',
    findings: [blocks, trained],
    figures: [],
    tables: [table(looks)],
    differences: [],
    story: [
      'A solution with 1 % of negative eigenvalues sounds like a point near a minimum. With ten classes no point at all, not even a random one, has more than about 8 %: 9 of the 111 parameters a unit has.',
    ],
  };
}

export type Look = ReturnType<typeof lookAt>;

/** Index with its bound, and the negative eigenvalues of the two diagonal blocks of the Hessian. */
function lookAt(kernels: Kernels, shape: readonly [number, number, number], replica: number) {
  const { hessians, parameters } = randomNetwork(kernels, shape, replica);
  const { negative, undetermined, indexBound: bound, dimension } = rectifiedIndex(hessians, parameters, level);
  const hessian = hessians.at(parameters).form();
  const { convex, kept } = hessian;
  const [inner, outer] = [negativeIn(hessian, 0, convex), negativeIn(hessian, convex, kept.length)];
  return { shape, dimension, index: negative + undetermined, bound, inner, outer };
}

/** Eigenvalues of rows and columns start … end − 1 that may lie below −level. */
function negativeIn({ matrix: { matrix, diagonal, size } }: RectifiedHessian, start: number, end: number): number {
  const n = end - start;
  const block = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    block[i * n + i] = diagonal[start + i]!;
    for (let j = 0; j < i; j++) block[i * n + j] = matrix[(start + j) * size + start + i]!;
  }
  const { negative, bound } = inertia(block, n, -level, new Float64Array(n * n));
  return bound < level ? negative : n;
}

export function blocksFinding(looks: readonly Pick<Look, 'index' | 'bound' | 'inner' | 'outer'>[]): Finding {
  const concave = looks.filter(({ inner, outer }) => inner + outer > 0).length;
  const above = looks.filter(({ index, bound }) => index > bound).length;
  const nearest = Math.max(...looks.map(({ index, bound }) => index / bound));
  return {
    id: 'blocks',
    statement: 'The Hessian is positive semidefinite on the input parameters and on the output parameters alone.',
    verdict: concave + above === 0 ? 'proved' : 'contradicted',
    because: `The outputs are linear in either set while no gate changes, and softmax cross-entropy is convex in the outputs; so a subspace on which the Hessian is negative meets neither set's span. By inertia ${concave} of ${looks.length} random networks have a block with a negative eigenvalue, ${above} an index above the bound; the nearest reaches ${decimal(100 * nearest, 0)} % of it.`,
    rule: `an argument; contradicted when one of the networks has an eigenvalue below −${level} in a block, or an index above the bound`,
    quantities: [
      exact('networks with a block that is not positive semidefinite', concave),
      exact('networks with an index above the bound', above),
      extreme('largest index over its bound', nearest, looks.length),
    ],
  };
}

function trainedFinding(records: Readonly<Record<string, Records>>, run: ClaimRun): Finding {
  const samples = indexSamples(records, run.preset);
  const solutions = samples.flatMap((sample) => sample.solutions);
  const own = ({ negative, indexBound: bound }: Solution) => negative / bound;
  /** The index at any of the thresholds; the smallest has the largest. */
  const any = (s: Solution) => Math.max(own(s), ...s.further.map(({ below }) => below / s.indexBound));
  const above = solutions.filter((s) => any(s) > 1).length;
  const largest = (of: (s: Solution) => number) => decimal(100 * Math.max(...solutions.map(of)), 0);
  return {
    id: 'trained',
    statement: 'Trained networks keep to the bound.',
    verdict: above > 0 ? 'contradicted' : solutions.length > 0 ? 'measured' : 'inconclusive',
    because:
      solutions.length > 0
        ? `${above} of ${solutions.length} solutions of SGD on MNIST have an index above their bound at any threshold counted; the largest reaches ${largest(own)} % of it at τ = ${threshold}, ${largest(any)} % at the smallest threshold.`
        : 'No trained networks in this run.',
    rule: 'contradicted when one solution exceeds its bound at one threshold',
    quantities: [exact('solutions above the bound', above)],
  };
}

function table(looks: readonly Look[]): ResultTable {
  return {
    title: `Largest index of ${networksEach} random networks per shape`,
    columns: ['inputs–units–outputs', 'parameters', 'largest index', 'bound there'],
    rows: shapes.map((shape) => {
      const largest = looks.filter((l) => l.shape === shape).reduce((a, b) => (b.index > a.index ? b : a));
      return [shape.join('–'), String(largest.dimension), String(largest.index), String(largest.bound)];
    }),
  };
}
