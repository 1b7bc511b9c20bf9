/**
 * gs/index-threshold-gauge: rescaling a ReLU unit, c in and 1/c out, leaves the network the same and turns its Hessian into D H D.
 * Eigenvalues change, inertia at zero does not (Sylvester): an index at a threshold τ > 0 is a property of the parameters, not of the
 * network. Shown on random networks, whose inertia at zero can be decided, and on trained ones at the paper's threshold.
 */
import { stream } from '../../base/philox.ts';
import type { Records } from '../../ensembles/spec.ts';
import { mean } from '../../ensembles/statistics.ts';
import { samePoint } from '../../geometry/identity.ts';
import type { Kernels } from '../../kernels/contract.ts';
import { activations } from '../../landscapes/network/activations.ts';
import { labeledExamples } from '../../landscapes/network/examples.ts';
import { balancedGauge } from '../../landscapes/network/gauge.ts';
import { layerPlaces } from '../../landscapes/network/layers.ts';
import { networkLandscape } from '../../landscapes/network/network.ts';
import { rectifiedIndex } from '../../landscapes/network/rectified-index.ts';
import { networkSymmetries } from '../../landscapes/network/symmetries.ts';
import { type Figure, sizeRank } from '../../report/figure.ts';
import {
  differencesOf,
  type IndexSample,
  indexEnsembles,
  indexSamples,
  setupOf,
  threshold,
} from '../choromanska2015/solution-index-samples.ts';
import type { Claim, ClaimRun, Evaluation, Finding } from '../claim.ts';
import { exact, extreme, meanOf } from '../quantities.ts';
import { decimal, scientific } from '../theory-lines.ts';
import { level, randomNetwork } from './index-bound.ts';

const shape = [5, 4, 3] as const;
const networks = 24;
/** Losses of the same network may differ by rounding, no more. */
const rounding = 1e-12;
/** A threshold of the size of these networks' eigenvalues. */
const coarse = 0.03;

export const indexThresholdGauge: Claim = {
  id: 'gs/index-threshold-gauge',
  statement:
    'An index at a threshold τ > 0 changes when a ReLU unit is rescaled, though the network stays the same; inertia at zero does not.',
  source: { key: 'choromanska2015loss', place: 'beyond Fig. 4' },
  openQuestions: [
    'The balanced gauge (what enters a unit as large as what leaves it) is one choice that does not depend on where SGD stopped; there are others.',
  ],
  needs: indexEnsembles,
  evaluate: (records, run) => evaluate(records, run),
};

function evaluate(records: Readonly<Record<string, Records>>, run: ClaimRun): Evaluation {
  const samples = indexSamples(records, run.preset);
  const looks = Array.from({ length: networks }, (_, k) => lookAt(run.kernels, k));
  const findings = [
    sameFinding(looks, samples),
    inertiaFinding(looks),
    thresholdFinding(looks),
    trainedFinding(samples),
    smallFinding(samples),
  ];
  const title =
    findings[2]!.verdict === 'proved'
      ? 'An index at a threshold depends on the gauge; inertia at zero does not'
      : 'No index at a threshold was seen to depend on the gauge';
  return {
    title,
    findings,
    figures: samples.length > 0 ? [figure(samples, title, run)] : [],
    tables: [],
    differences: differencesOf(samples, run.preset),
    story: [
      'Scaling the weights into a unit up and those out of it down by the same factor changes nothing that the network computes, but makes the loss flat in some directions and steep in others. Whether an eigenvalue is above or below 0.001 is then a matter of that factor.',
    ],
  };
}

type Look = ReturnType<typeof lookAt>;
type Counts = Pick<Look['before'], 'negative' | 'undetermined'>;
/** Counts at the threshold as drawn and balanced. */
interface Side {
  readonly before: Counts;
  readonly after: Counts;
}

/**
 * Counts of one random network as drawn, balanced, and with its units exchanged and rescaled; `decided` when nothing lies between the
 * counts but the exact zero modes.
 */
function lookAt(kernels: Kernels, replica: number) {
  const { hessians, parameters } = randomNetwork(kernels, shape, replica);
  const zeros = rectifiedIndex(hessians, parameters, level).idle + hessians.at(parameters).active.length + 1;
  const copies = [parameters, balancedGauge(hessians.shape, parameters), moved(parameters, replica)];
  const counts = copies.map((point) => {
    const { negative, positive, zero, undetermined } = rectifiedIndex(hessians, point, level);
    return { negative, positive, decided: zero === zeros && undetermined === 0 };
  });
  const [before, after] = copies.slice(0, 2).map((point) => rectifiedIndex(hessians, point, coarse));
  const [first, ...others] = copies.map((point) => hessians.at(point));
  const change = Math.max(...others.map((other) => Math.abs(other.loss - first!.loss)));
  const network = networkLandscape(
    { sizes: shape, activation: 'relu', loss: 'cross-entropy' },
    labeledExamples(hessians.samples, shape[2], 'cross-entropy'),
  );
  const recognized = copies.slice(1).every((copy) => samePoint(network, parameters, copy));
  return { counts, before: before!, after: after!, change, recognized };
}

/** The same network: as many times as there are units, one is exchanged with its neighbor and one rescaled by a factor between e⁻² and e². */
function moved(parameters: Float64Array, replica: number): Float64Array {
  const { layers } = layerPlaces(shape, true);
  const draw = stream(1, 'gs/index-threshold-gauge', replica, 'symmetries');
  let point = parameters;
  for (const { sample } of networkSymmetries(layers, activations.relu))
    for (let k = 0; k < shape[1]; k++) point = sample(point, draw.uniform());
  return point;
}

function sameFinding(looks: readonly Look[], samples: readonly IndexSample[]): Finding {
  const solutions = samples.flatMap((sample) => sample.solutions);
  const random = Math.max(...looks.map((l) => l.change));
  const trained = Math.max(0, ...solutions.map((s) => s.balancedChange));
  return {
    id: 'same-network',
    statement: 'Exchanging and rescaling hidden units leaves the loss as it is.',
    verdict: random <= rounding && trained <= rounding && looks.every((l) => l.recognized) ? 'proved' : 'contradicted',
    because: `The losses of ${looks.length} random networks, balanced or with units exchanged and rescaled, differ by at most ${scientific(random, 1)}${solutions.length > 0 ? `, those of ${solutions.length} trained networks, balanced, by ${scientific(trained, 1)}` : ''}; compared modulo symmetry, ${looks.filter((l) => l.recognized).length} of the ${looks.length} are found to be the same in all copies.`,
    rule: `an identity; contradicted when two losses of one network differ by more than ${rounding}, or copies are taken for different networks`,
    quantities: [
      extreme('largest difference of the losses, random networks', random, looks.length),
      ...(solutions.length > 0
        ? [extreme('largest difference of the losses, trained networks', trained, solutions.length)]
        : []),
    ],
  };
}

export function inertiaFinding(looks: readonly Pick<Look, 'counts'>[]): Finding {
  const decided = looks.filter(({ counts }) => counts.every((c) => c.decided));
  const unlike = decided.filter(({ counts: [first, ...rest] }) =>
    rest.some((c) => c.negative !== first!.negative || c.positive !== first!.positive),
  );
  return {
    id: 'inertia-at-zero',
    statement: 'Modulo exact zero modes the inertia at zero is the same in every gauge and order of the units.',
    verdict: unlike.length > 0 ? 'contradicted' : decided.length > 0 ? 'proved' : 'inconclusive',
    because: `D H D has the inertia of H for any invertible D. Of ${looks.length} random networks ${decided.length} have no eigenvalue within ± ${level} but their exact zero modes, as drawn, balanced, and with units exchanged and rescaled, so that their inertia is decided; ${unlike.length} of these differ.`,
    rule: 'Sylvester’s law; contradicted when one decided network has other counts in another copy',
    quantities: [
      exact('networks decided', decided.length),
      exact('with another inertia in another copy', unlike.length),
    ],
  };
}

export function thresholdFinding(looks: readonly Side[]): Finding {
  const sure = looks.filter(({ before, after }) => before.undetermined + after.undetermined === 0);
  const changed = sure.filter(({ before, after }) => before.negative !== after.negative);
  return {
    id: 'threshold',
    statement: 'The index at a threshold τ > 0 depends on the gauge.',
    verdict: changed.length > 0 ? 'proved' : 'inconclusive',
    because: `At τ = ${coarse} the balanced gauge has another index in ${changed.length} of ${sure.length} random networks, every eigenvalue placed in both.`,
    rule: 'one example with every eigenvalue placed proves it',
    quantities: [exact('networks whose index changes', changed.length)],
  };
}

function trainedFinding(samples: readonly IndexSample[]): Finding {
  const parts = samples.map(({ width, solutions }) => {
    const sure = solutions.filter((s) => s.undetermined + s.balancedUndetermined === 0);
    const changes = sure.map((s) => s.balancedNegative - s.negative);
    return {
      width,
      of: sure.length,
      changes,
      changed: changes.filter((c) => c !== 0).length,
      change: sure.length > 0 ? mean(changes) : 0,
    };
  });
  return {
    id: 'trained',
    statement: 'How much the paper’s index of trained networks depends on the gauge.',
    verdict: parts.length > 0 ? 'measured' : 'inconclusive',
    because: `Balanced, the index at τ = ${threshold} is another in ${parts.map((p) => `${p.changed} of ${p.of} solutions, by ${decimal(p.change, 2)} on average (n₁ = ${p.width})`).join(', in ') || 'none: no solutions'}.`,
    rule: 'measured on solutions with every eigenvalue placed in both gauges',
    quantities: parts
      .filter(({ of }) => of > 0)
      .map((p) => meanOf(`mean change of the index, n₁ = ${p.width}`, p.changes, (change) => change)),
  };
}

/** At a threshold that hides next to nothing the gauge hardly matters; at zero, by Sylvester, it does not at all. */
function smallFinding(samples: readonly IndexSample[]): Finding {
  const parts = samples
    .filter(({ solutions }) => solutions[0]!.further.length > 0)
    .map(({ width, solutions }) => {
      const changes = solutions.map(({ further: [least] }) => Math.abs(least!.balancedBelow - least!.below));
      return {
        width,
        of: solutions.length,
        least: solutions[0]!.further[0]!.threshold,
        index: mean(solutions.map(({ further }) => further[0]!.below)),
        changes,
        changed: changes.filter((c) => c > 0).length,
        change: mean(changes),
      };
    });
  return {
    id: 'trained-near-zero',
    statement: 'How much the index of trained networks depends on the gauge when the threshold is small.',
    verdict: parts.length > 0 ? 'measured' : 'inconclusive',
    because:
      parts.length > 0
        ? `At τ = ${scientific(parts[0]!.least, 1)} the index is another in ${parts.map((p) => `${p.changed} of ${p.of} solutions, by ${decimal(p.change, 2)} of ${decimal(p.index, 1)} on average (n₁ = ${p.width})`).join(', in ')}.`
        : 'No small threshold was counted.',
    rule: 'measured: eigenvalues surely below −τ; the inertia at zero itself cannot be decided in these networks, whose smallest eigenvalues are lost in rounding',
    quantities: parts.map((p) =>
      meanOf(`mean change of the index, τ = ${scientific(p.least, 1)}, n₁ = ${p.width}`, p.changes, (change) => change),
    ),
  };
}

function figure(samples: readonly IndexSample[], title: string, run: ClaimRun): Figure {
  const most = Math.max(
    1,
    ...samples.flatMap(({ solutions }) => solutions.flatMap((s) => [s.negative, s.balancedNegative])),
  );
  return {
    id: 'gauges',
    title,
    subtitle: setupOf(samples, run.preset),
    panels: [
      {
        layout: 'xy',
        title: 'Index at τ = 0.001 in two gauges',
        x: { name: 'index as trained', domain: [-0.02 * most, 1.05 * most] },
        y: { name: 'index in the balanced gauge', domain: [-0.02 * most, 1.05 * most] },
        marks: [
          {
            type: 'curve',
            role: 'theory',
            label: 'no change',
            dashed: true,
            points: [
              [0, 0],
              [most, most],
            ],
          },
          ...samples.map(({ width, solutions }) => ({
            type: 'points' as const,
            label: `n₁ = ${width}`,
            rank: sizeRank(width, 'units'),
            points: solutions.map((s) => ({ x: s.negative, y: s.balancedNegative })),
          })),
        ],
      },
    ],
    canShow: 'that the same networks have other indices at a threshold when written in another gauge.',
    cannotShow: 'which gauge is the right one: at zero there is nothing to choose.',
    source: run.source,
  };
}
