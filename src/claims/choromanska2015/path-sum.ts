/**
 * ls/path-sum, §3.1, eq. 1. What the paper says: the output of a ReLU network without biases is a sum over its paths,
 *      Y = q Σ_i Σ_j X_{ij} A_{ij} Π_k w_{ij}^{(k)}
 * with n₀ inputs, γ = n₁ n₂ … n_H paths from each, A_{ij} = 1 when the path is active. Checked by enumeration against the library's
 * forward pass: on integers exactly, on random and trained weights to rounding.
 */
import { type Stream, stream } from '../../base/philox.ts';
import { activations } from '../../landscapes/network/activations.ts';
import { type Examples, labeledExamples } from '../../landscapes/network/examples.ts';
import { layerPlaces } from '../../landscapes/network/layers.ts';
import { losses } from '../../landscapes/network/losses.ts';
import { networkLandscape } from '../../landscapes/network/network.ts';
import { createBlock, load, outputOf, runForward } from '../../landscapes/network/passes.ts';
import { pathSums } from '../../landscapes/network/path-sum.ts';
import type { Figure } from '../../report/figure.ts';
import type { Claim, ClaimRun, Evaluation, Finding, ResultTable } from '../claim.ts';
import { extreme, shareOf } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';

/** Fixed before the run: from one layer to six, one output and several. */
const shapes: readonly (readonly number[])[] = [
  [3, 1],
  [5, 7, 1],
  [100, 25, 1],
  [4, 3, 5, 1],
  [10, 9, 8, 3],
  [3, 4, 2, 3, 1],
  [6, 5, 4, 5, 6, 2],
  [2, 3, 3, 2, 3, 3, 1],
];
const networks = 10;
const inputs = 4;
/** Unit roundoff. */
const u = 2 ** -53;

export const pathSum: Claim = {
  id: 'ls/path-sum',
  statement: 'The output of a ReLU network is a sum over its paths of input, activity and the product of the weights.',
  source: { key: 'choromanska2015loss', place: '§3.1, eq. 1' },
  openQuestions: [
    'When a path is active is not spelled out. The printed network has an outer rectifier, so the output unit counts too; the other reading is a finding of its own.',
    'q multiplies both sides of the equation and is left out here.',
    'The paper has no biases and one output; networks with several outputs have one sum for each.',
  ],
  needs: () => ({}),
  evaluate: (_records, run) => evaluate(run),
};

/** One network and input: the output both ways, and how far rounding may part them. */
export interface Case {
  readonly sizes: readonly number[];
  /** Largest over the outputs. */
  readonly difference: number;
  /** |difference| in units of u Σ|X A Π w|, and what rounding allows in that unit. */
  readonly units: number;
  readonly allowed: number;
  readonly paths: number;
  /** An output is on: Y > 0. An output is off: the sum over paths through active hidden units alone differs from Y. */
  readonly outputOn: boolean;
  readonly outputOff: boolean;
}

function evaluate(run: ClaimRun): Evaluation {
  const draw = (purpose: string) => stream(run.seed, 'ls/path-sum', 0, purpose);
  const whole = casesOf(draw('integers'), false, (s) => s.integer(7) - 3);
  const real = casesOf(draw('normals'), false, (s) => s.normal());
  const biased = casesOf(draw('biases'), true, (s) => s.normal());
  const trained = trainedCases(draw('trained'));
  const findings = [
    integersFinding(whole),
    roundingFinding('random', 'It holds on random real weights of any depth.', real),
    roundingFinding('trained', 'It holds on trained weights.', trained),
    countFinding(real),
    outputFinding([...whole, ...real]),
    roundingFinding('biases', 'With biases it holds when each is an input of 1 (not in the paper).', biased),
  ];
  const holds = findings.slice(0, 3).every(({ verdict }) => verdict === 'proved');
  const title = holds
    ? `The sum over paths is the forward pass, on ${whole.length + real.length + trained.length} networks and inputs`
    : 'The sum over paths and the forward pass part';
  return {
    title,
    findings,
    figures: [figure(real, trained, title, run)],
    tables: [table(real)],
    differences: [],
    story: [
      'Each path from an input to the output contributes its input times the weights along it, or nothing when a unit on it is off. All paths are enumerated, and the activities too come from sums over paths, so that the two sides share no arithmetic.',
      findings[0]!.because,
    ],
  };
}

function casesOf(draw: Stream, bias: boolean, number: (draw: Stream) => number): Case[] {
  return shapes.flatMap((sizes) =>
    Array.from({ length: networks }, () => {
      const theta = Float64Array.from({ length: layerPlaces(sizes, bias).dimension }, () => number(draw));
      return Array.from({ length: inputs }, () =>
        compare(
          sizes,
          bias,
          theta,
          Float64Array.from({ length: sizes[0]! }, () => number(draw)),
        ),
      );
    }).flat(),
  );
}

function compare(sizes: readonly number[], bias: boolean, theta: Float64Array, x: Float64Array): Case {
  const sums = pathSums(sizes, bias, theta, x);
  const z = forwardPass(sizes, bias, theta, x);
  const relu = activations.relu.value;
  const differences = sums.map(({ value }, o) => Math.abs(relu(value) - relu(z[o]!)));
  const worst = differences.indexOf(Math.max(...differences));
  const { magnitude, paths } = sums[worst]!;
  return {
    sizes,
    difference: differences[worst]!,
    units: differences[worst] === 0 ? 0 : differences[worst]! / (u * magnitude),
    allowed: allowedUnits(sizes),
    paths,
    outputOn: sums.some(({ value }) => value > 0),
    outputOff: sums.some(({ value }) => value < 0),
  };
}

/** The path sum errs by at most (L + 2) u Σ|…|; a forward pass by γ_n with n the additions and products on a path, n_l + 1 a layer. */
function allowedUnits(sizes: readonly number[]): number {
  const operations = sizes.slice(0, -1).reduce((sum, n) => sum + n + 1, 0);
  return sizes.length + 1 + operations / (1 - operations * u);
}

/** z of the output units, by the code that trains networks. */
function forwardPass(sizes: readonly number[], bias: boolean, theta: Float64Array, x: Float64Array): Float64Array {
  const outputs = sizes.at(-1)!;
  const examples: Examples = { count: 1, inputs: sizes[0]!, outputs, x, t: new Float64Array(outputs) };
  const block = createBlock(layerPlaces(sizes, bias).layers, activations.relu, losses.squared, 1);
  load(block, examples, 0, 1);
  runForward(block, theta);
  return outputOf(block, 0);
}

/** Small networks without biases after gradient descent on random labels. */
function trainedCases(draw: Stream): Case[] {
  return [
    [4, 6, 1],
    [4, 5, 4, 1],
    [4, 4, 3, 4, 1],
  ].flatMap((sizes) => {
    const images = Float32Array.from({ length: 64 }, () => draw.normal());
    const labels = Uint8Array.from({ length: 16 }, () => draw.integer(2));
    const data = labeledExamples({ count: 16, inputs: 4, images, labels }, 1, 'squared');
    const net = networkLandscape({ sizes, activation: 'relu', loss: 'squared', bias: false }, data);
    const theta = Float64Array.from({ length: net.dimension }, () => 0.7 * draw.normal());
    const gradient = new Float64Array(net.dimension);
    const value = new Float64Array(1);
    for (let step = 0; step < 500; step++) {
      net.valueAndGradient(theta, 1, value, gradient);
      for (let i = 0; i < theta.length; i++) theta[i]! -= 0.05 * gradient[i]!;
    }
    return Array.from({ length: 16 }, (_, s) =>
      compare(sizes, false, theta, Float64Array.from(data.x.subarray(4 * s, 4 * s + 4))),
    );
  });
}

export function integersFinding(cases: readonly Case[]): Finding {
  const wrong = cases.filter(({ difference }) => difference !== 0).length;
  return {
    id: 'integers',
    statement: 'The sum over paths equals the output of the network, whatever its depth.',
    verdict: wrong === 0 ? 'proved' : 'contradicted',
    because: `On ${cases.length} networks and inputs with integer weights, where no rounding takes place, the two sides are ${wrong === 0 ? 'the same number' : `different ${wrong} times`}.`,
    rule: `proved when the two sides are equal on every case: integer weights and inputs from −3 to 3, exact in float64; shapes ${shapes.map((s) => s.join('-')).join(', ')}; for all others it follows by distributing each layer’s sum`,
    quantities: [{ name: 'cases that differ', value: wrong, kind: 'exact' }],
  };
}

export function roundingFinding(id: string, statement: string, cases: readonly Case[]): Finding {
  const worst = Math.max(...cases.map(({ units, allowed }) => units / allowed));
  const largest = Math.max(...cases.map(({ difference }) => difference));
  return {
    id,
    statement,
    verdict: worst <= 1 ? 'proved' : 'contradicted',
    because: `On ${cases.length} networks and inputs the two sides differ by at most ${scientific(largest, 2)}, ${decimal(100 * worst, 1)} % of what rounding allows; in ${cases.filter(({ outputOn }) => outputOn).length} cases an output is on.`,
    rule: 'proved when every difference is within the rounding bound of the two sides, a multiple of 2⁻⁵³ Σ|X A Π w|',
    quantities: [extreme('largest difference over its bound', worst, cases.length)],
  };
}

export function countFinding(cases: readonly Case[]): Finding {
  const wrong = cases.filter(({ sizes, paths }) => paths !== sizes.slice(0, -1).reduce((a, n) => a * n, 1)).length;
  const most = Math.max(...cases.map(({ paths }) => paths));
  return {
    id: 'path-count',
    statement: 'There are Ψ = n₀ n₁ … n_H paths, γ = n₁ n₂ … n_H from each input.',
    verdict: wrong === 0 ? 'proved' : 'contradicted',
    because: `The enumeration meets Ψ paths an output unit in ${cases.length - wrong} of ${cases.length} cases, up to ${most}.`,
    rule: 'proved when the paths that were walked number n₀ n₁ … of the layers below each output unit, in every case',
    quantities: [{ name: 'most paths of one output unit', value: most, kind: 'exact' }],
  };
}

function outputFinding(cases: readonly Case[]): Finding {
  const off = cases.filter(({ outputOff }) => outputOff).length;
  return {
    id: 'hidden-units-alone',
    statement: 'The same with A_{ij} decided by the hidden units on the path alone (one reading of “active”).',
    verdict: 'measured',
    because: `In ${off} of ${cases.length} cases an output unit is off: Y = 0 by the printed network, while the paths through active hidden units sum to a negative number. Activity must include the output unit.`,
    rule: 'measured: one reading of a text that allows another, by which the sum over paths holds',
    quantities: [shareOf('share of cases in which the readings differ', off, cases.length)],
  };
}

function table(cases: readonly Case[]): ResultTable {
  return {
    title: 'Sum over paths and forward pass on random weights',
    columns: ['layers', 'paths an output', 'networks × inputs', 'largest difference', 'of what rounding allows'],
    rows: shapes.map((sizes) => {
      const mine = cases.filter((c) => c.sizes === sizes);
      return [
        sizes.join('–'),
        String(mine[0]!.paths),
        String(mine.length),
        scientific(Math.max(...mine.map(({ difference }) => difference)), 2),
        `${decimal(100 * Math.max(...mine.map(({ units, allowed }) => units / allowed)), 1)} %`,
      ];
    }),
  };
}

function figure(real: readonly Case[], trained: readonly Case[], title: string, run: ClaimRun): Figure {
  const all = [...real, ...trained];
  const kinds = [...new Set(all.map(({ sizes }) => sizes))];
  const worst = kinds.map((sizes) => {
    const mine = all.filter((c) => c.sizes === sizes);
    return { x: mine[0]!.paths, y: Math.max(...mine.map(({ units }) => units)), allowed: mine[0]!.allowed };
  });
  return {
    id: 'difference',
    title,
    subtitle: `ReLU networks of one to six layers, random and trained weights; ${all.length} networks and inputs`,
    panels: [
      {
        layout: 'xy',
        title: 'What rounding leaves between the two sides',
        x: { name: 'paths to an output unit', scale: 'log' },
        y: { name: 'difference in units of 2^(−53) Σ|X A Π w|', scale: 'log' },
        marks: [
          { type: 'points', label: 'largest seen', points: worst.map(({ x, y }) => ({ x, y })) },
          { type: 'points', label: 'rounding bound', points: worst.map(({ x, allowed }) => ({ x, y: allowed })) },
        ],
      },
    ],
    canShow: 'that enumerating paths and passing forward give the same number, as nearly as float64 can say.',
    cannotShow: 'that paths are independent, or active with equal probability: the model assumes that later.',
    source: run.source,
  };
}
