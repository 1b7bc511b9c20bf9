/** Figure 6 of [swirszcz2017local], its four panels: the data, how large the mean has to be, and the bound of Proposition 5. */
import { counted } from '../../base/words.ts';
import { outlierSamples } from '../../data/index.ts';
import type { Panel } from '../../report/figure.ts';
import { type Deviation, deadAtOneSample, deadLayerBound, meanNeeded, weightGroups } from '../../theory/index.ts';
import { curve, logAxis, points, xy } from '../layout.ts';

const sizes = Array.from({ length: 25 }, (_, k) => Math.round(10 ** (1 + k / 8)));

export function dataPanel(): Panel {
  const { x, labels } = outlierSamples({ inputs: 2, samples: 21, spread: 0.9, seed: 1 });
  const of = (label: number) => x.filter((_, i) => labels[i] === label);
  return xy('The data of Proposition 4', 'first feature', 'second feature', [
    points('label 1', of(1), ([a, b]) => ({ x: a!, y: b! })),
    points('label 0', of(0), ([a, b]) => ({ x: a!, y: b! })),
  ]);
}

/** The mean for which all weights of 2-h-…-h-1 are positive with probability 99 %, against h. */
export function meanPanel(
  title: string,
  deviation: Deviation,
  scale: 'linear' | 'log',
  depths: readonly number[],
): Panel {
  return xy(
    title,
    logAxis('hidden units in a layer *h*'),
    { name: 'mean *μ* for 99 %', scale },
    depths.map((hiddenLayers) =>
      curve(counted(hiddenLayers, 'layer'), 'theory', sizes, (width) => [
        width,
        meanNeeded(weightGroups({ inputs: 2, width, hiddenLayers }, deviation), 0.99),
      ]),
    ),
  );
}

const layers = Array.from({ length: 41 }, (_, i) => Math.round(10 ** (i / 20))).filter((k, i, all) => k !== all[i - 1]);

/** The bound of Proposition 5, biases 0 and symmetric weights; above it what one sample says. */
export function depthPanel(widths: readonly number[]): Panel {
  const shape = { negativeWeight: 0.5, notPositiveBias: 1 };
  return xy('Proposition 5', logAxis('hidden layers *k*'), 'probability of a dead layer', [
    ...widths.map((width) =>
      curve(`at least, *h* = ${width}`, 'theory', layers, (hiddenLayers) => [
        hiddenLayers,
        deadLayerBound({ width, hiddenLayers, ...shape }),
      ]),
    ),
    ...widths.map((width) =>
      curve(`at most, *h* = ${width}`, 'layer', layers, (hiddenLayers) => [
        hiddenLayers,
        deadAtOneSample({ width, hiddenLayers }),
      ]),
    ),
  ]);
}
