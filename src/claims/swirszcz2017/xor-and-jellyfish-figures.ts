/** Figures of lm/xor-and-jellyfish: Table 1 as curves, and what solved and stuck networks answer on the plane (Figure 3). */
import { smallSets } from '../../data/small-sets.ts';
import { contourLines } from '../../report/contour.ts';
import type { Figure, Mark, Panel } from '../../report/figure.ts';
import type { ClaimRun } from '../claim.ts';
import { barOf, curve, figureOf, points, xy } from '../layout.ts';
import { decimal } from '../theory-lines.ts';
import { axesAround, outputAt } from './near-linear.ts';
import { type CellRuns, convergedShare, type Run } from './tiny-runs.ts';
import {
  activations,
  type Cell,
  chosen,
  dataSets,
  isConverged,
  isSquashed,
  optimizers,
  printedShare,
  unitNames,
} from './tiny-settings.ts';

const short = { adam: 'Adam', 'gradient-descent': 'descent' } as const;
const dataNames = { xor: 'XOR', jellyfish: 'Jellyfish' } as const;

export function tableFigures(cells: readonly CellRuns[], run: ClaimRun): Figure[] {
  return activations.flatMap((activation) => {
    const own = cells.filter(({ cell }) => cell.activation === activation);
    if (own.length === 0) return [];
    const mean = (optimizer: string) => {
      const shares = own
        .filter(({ cell }) => cell.optimizer === optimizer && cell.data === 'jellyfish')
        .map((each) => convergedShare(each).estimate);
      return decimal((100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length, 0);
    };
    return figureOf(run, {
      id: `table-1-${activation}`,
      title: `Of ${unitNames[activation]} networks ${mean('gradient-descent')} % solve jellyfish by gradient descent, ${mean('adam')} % by Adam`,
      subtitle: `2-h-1, ${own[0]!.runs.length} runs per cell, Wilson intervals at 95 %; thin lines are the printed percentages`,
      panels: dataSets.map((data) =>
        xy(
          dataNames[data],
          { name: 'hidden units *h*', domain: [1.7, 7.5] },
          { name: 'share converged', domain: [0, 1.03] },
          optimizers.flatMap((optimizer, k): Mark[] => {
            const rows = own.filter(({ cell }) => cell.data === data && cell.optimizer === optimizer);
            const printed = curve(`${short[optimizer]}, printed`, 'theory', rows, ({ cell }) => [
              cell.hidden,
              printedShare(cell),
            ]);
            return [
              { ...printed, dashed: k === 1 },
              points(short[optimizer], rows, (each) => ({
                x: each.cell.hidden + (k - 0.5) / 8,
                ...barOf(convergedShare(each)),
              })),
            ];
          }),
        ),
      ),
      canShow: 'how often runs end with training error 0 under the settings chosen on XOR.',
      cannotShow: 'under which settings the printed numbers came about.',
    });
  });
}

/** The cell and runs that are drawn: the first cell with both kinds, and the first run of each. */
function examplesOf(cells: readonly CellRuns[], activation: Cell['activation']) {
  for (const { cell, runs } of cells) {
    if (cell.data !== 'jellyfish' || cell.activation !== activation) continue;
    const [solved, stuck] = [true, false].map((kind) => runs.findIndex(({ worst }) => isConverged(worst) === kind));
    if (solved! >= 0 && stuck! >= 0)
      return { cell, solved: { k: solved!, run: runs[solved!]! }, stuck: { k: stuck!, run: runs[stuck!]! } };
  }
  return undefined;
}

export function surfaceFigures(cells: readonly CellRuns[], run: ClaimRun): Figure[] {
  return activations.flatMap((activation) => {
    const both = examplesOf(cells, activation);
    if (!both) return [];
    const { cell, solved, stuck } = both;
    const wrong = smallSets.jellyfish!.y.filter((y, s) => {
      const [a, b] = smallSets.jellyfish!.x[s] as [number, number];
      return Math.abs(answerOf(cell, stuck.run)(a, b) - y) >= 0.5;
    }).length;
    return [
      figureOf(run, {
        id: `surfaces-${activation}`,
        title: `A stuck ${unitNames[activation]} network leaves ${wrong} of 4 jellyfish points on the wrong side`,
        subtitle: `2-${cell.hidden}-1, ${short[cell.optimizer]}; the output is ½ on solid lines, ¼ and ¾ on dashed ones`,
        panels: [
          surface(`Converged (run ${solved.k})`, cell, solved.run),
          surface(`Stuck (run ${stuck.k}), loss ${decimal(stuck.run.loss, 4)}`, cell, stuck.run),
        ],
        canShow: 'the outputs of the first converged and the first stuck run of one cell.',
        cannotShow: 'what other runs look like.',
      }),
    ];
  });
}

const answerOf =
  ({ hidden, activation }: Cell, { point }: Run) =>
  (x: number, y: number) =>
    outputAt({ hidden, activation, squashed: isSquashed(chosen) }, point, x, y);

function surface(title: string, cell: Cell, run: Run): Panel {
  const { x: inputs, y: labels } = smallSets.jellyfish!;
  const [xs, ys] = axesAround(inputs, 81);
  const answer = answerOf(cell, run);
  const field = xs.map((x) => ys.map((y) => answer(x, y)));
  const lines = [0.25, 0.5, 0.75].flatMap((level) =>
    contourLines(xs, ys, field, level).map(
      (line, i): Mark => ({
        type: 'curve',
        role: level === 0.5 ? 'measured' : 'fit',
        dashed: level !== 0.5,
        rank: 4,
        label: i === 0 ? String(level) : '',
        points: line,
      }),
    ),
  );
  return xy(
    title,
    { name: 'input *x*_1', domain: [xs[0]!, xs.at(-1)!] },
    { name: 'input *x*_2', domain: [ys[0]!, ys.at(-1)!] },
    [
      ...lines,
      ...[1, 0].map((label) =>
        points(
          `class ${label}`,
          inputs.filter((_, s) => labels[s] === label),
          ([a, b]) => ({ x: a!, y: b!, label: String(label), rank: label === 1 ? 7 : 2 }),
        ),
      ),
    ],
  );
}
