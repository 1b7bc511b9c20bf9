/** What the runs say of Table 1 and of its comparisons: findings of lm/xor-and-jellyfish. */
import { mean } from '../../ensembles/statistics.ts';
import type { Finding } from '../claim.ts';
import { above, within } from '../decide.ts';
import { exactFinding, intervalFinding, measuredFinding } from '../findings.ts';
import { exact, list, quantity } from '../quantities.ts';
import { type CellRuns, contrast, convergedShare, level, networkUnits, points, shown } from './tiny-runs.ts';
import {
  activations,
  type Cell,
  cellsOf,
  dataSets,
  distanceFromPrinted,
  optimizerNames,
  optimizers,
  printedShare,
  unitNames,
} from './tiny-settings.ts';

/** Of a printed percentage of 100 runs an interval of 95 % is as long as this on either side. */
const printedRoom = 0.1;

export function tableMatch(all: readonly CellRuns[], data: Cell['data']): Finding {
  const cells = all.filter(({ cell }) => cell.data === data);
  const shares = cells.map((each) => ({ cell: each.cell, share: convergedShare(each).estimate }));
  const own = 1 - (1 - level) / Math.max(1, cells.length);
  const covered = cells.filter((each) => {
    const { low, high } = convergedShare(each, own);
    return low <= printedShare(each.cell) + printedRoom && high >= printedShare(each.cell) - printedRoom;
  });
  const named = ({ activation, optimizer, hidden }: Cell) =>
    `${unitNames[activation]}, ${optimizerNames[optimizer]}, h = ${hidden}`;
  const farthest = cells.toSorted((a, b) => miss(b) - miss(a)).slice(0, 3);
  const because =
    cells.length === 0
      ? 'There are no runs.'
      : `The root mean square distance over ${cells.length} cells is ${points(distanceFromPrinted(shares))} points; ${covered.length} of the printed percentages lie within 10 points of the interval. Farthest: ${list(
          farthest,
          (each) =>
            `${named(each.cell)}: ${points(convergedShare(each).estimate)} % (printed ${points(printedShare(each.cell))} %)`,
          '; ',
        )}.`;
  const parts = cells.map((each) => ({
    name: `converged, ${named(each.cell)}`,
    interval: convergedShare(each, own),
    region: within(printedShare(each.cell), printedRoom, 'the printed share'),
    published: printedShare(each.cell),
  }));
  if (data === 'xor')
    return measuredFinding({
      id: 'table-xor',
      statement: 'Table 1, XOR: how often 2-h-1 networks converge.',
      because,
      quantities: parts.map(({ name, interval, published }) => ({ ...quantity(name, interval), published })),
      why: `the settings were chosen on these cells; Wilson intervals, all together at ${100 * level} %`,
      enough: cells.length > 0,
    });
  return intervalFinding({
    id: 'table-jellyfish',
    statement: 'Table 1, jellyfish: how often 2-h-1 networks converge, under the settings that are nearest on XOR.',
    because,
    parts,
    of: '(Wilson, by network) of the share that converged',
    level,
    units: networkUnits(cells),
  });
}

const miss = (each: CellRuns) => Math.abs(convergedShare(each).estimate - printedShare(each.cell));

/** Contrasts of shares: each group of cells with its sign, a mean in each; none where the cells of a group have not run. */
function contrasted(
  cells: readonly CellRuns[],
  groups: readonly { readonly of: Partial<Cell>; readonly sign: number }[],
) {
  const terms = groups.map(({ of, sign }) => {
    const own = cells.filter(({ cell }) =>
      Object.entries(of).every(([key, value]) => cell[key as keyof Cell] === value),
    );
    return own.map((cell) => ({ cell, weight: sign / own.length }));
  });
  return terms.some(({ length }) => length === 0) ? [] : terms.flat();
}

export function adamSticks(cells: readonly CellRuns[]): Finding {
  const sticks = (of: Partial<Cell>, at: number) =>
    contrast(
      contrasted(cells, [
        { of: { ...of, optimizer: 'gradient-descent' }, sign: 1 },
        { of: { ...of, optimizer: 'adam' }, sign: -1 },
      ]),
      at,
    );
  const groups = dataSets.flatMap((data) => activations.map((activation) => ({ data, activation })));
  const printed = (of: Partial<Cell>) =>
    meanPrinted({ ...of, optimizer: 'gradient-descent' }) - meanPrinted({ ...of, optimizer: 'adam' });
  const overall = sticks({}, level);
  return intervalFinding({
    id: 'adam-sticks-more',
    statement: 'Adam gets stuck more often than gradient descent.',
    because: `Over all cells Adam sticks ${shown(overall)} points more often; printed are ${points(printed({}))}. By data and units: ${list(
      groups,
      (of) =>
        `${of.data}, ${unitNames[of.activation]} ${points(sticks(of, level).estimate)} (printed ${points(printed(of))})`,
      '; ',
    )}.`,
    parts: [
      { name: 'share stuck, Adam less gradient descent', interval: overall, region: above(0), published: printed({}) },
    ],
    quantities: groups.map((of) => ({
      ...quantity(
        `share stuck, Adam less gradient descent, ${of.data}, ${unitNames[of.activation]}`,
        sticks(of, level),
      ),
      published: printed(of),
    })),
    of: '(by network, mean over data, units and h) of the difference',
    level,
    units: networkUnits(cells),
  });
}

/** Mean of the printed shares over the cells that agree with `of`. */
function meanPrinted(of: Partial<Cell>, share = printedShare): number {
  return mean(
    cellsOf(dataSets)
      .filter((cell) => Object.entries(of).every(([key, value]) => cell[key as keyof Cell] === value))
      .map(share),
  );
}

const harder = (of: Partial<Cell>, sign = 1) => [
  { of: { ...of, data: 'xor' as const }, sign },
  { of: { ...of, data: 'jellyfish' as const }, sign: -sign },
];

export function jellyfishHarder(cells: readonly CellRuns[]): Finding {
  const joint = 1 - (1 - level) / activations.length;
  const parts = activations.map((activation) => ({
    name: `share stuck, jellyfish less XOR, ${unitNames[activation]}`,
    interval: contrast(contrasted(cells, harder({ activation })), joint),
    region: above(0),
    published: meanPrinted({ activation, data: 'xor' }) - meanPrinted({ activation, data: 'jellyfish' }),
  }));
  return intervalFinding({
    id: 'jellyfish-harder',
    statement: 'Jellyfish poses more issues than XOR.',
    because: `Mean over h and optimizers of how much more often runs stick on jellyfish, in points: ${list(
      parts,
      ({ interval, published }, i) => `${unitNames[activations[i]!]} ${shown(interval)} (printed ${points(published)})`,
    )}.`,
    parts,
    of: '(by network, mean over h and optimizers) of the difference',
    level,
    units: networkUnits(cells),
  });
}

export function aboveAllRelu(cells: readonly CellRuns[]): Finding {
  const joint = 1 - (1 - level) / optimizers.length;
  const parts = optimizers.map((optimizer) => ({
    name: `how much harder jellyfish is, ReLU less sigmoid, ${optimizerNames[optimizer]}`,
    interval: contrast(
      contrasted(cells, [
        ...harder({ optimizer, activation: 'relu' }),
        ...harder({ optimizer, activation: 'sigmoid' }, -1),
      ]),
      joint,
    ),
    region: above(0),
  }));
  return intervalFinding({
    id: 'above-all-relu',
    statement: 'Jellyfish poses more issues than XOR especially for ReLU units.',
    because: `How much more often runs stick on jellyfish than on XOR, ReLU less sigmoid, in points: ${list(parts, ({ interval }, i) => `${optimizerNames[optimizers[i]!]} ${shown(interval)}`)}.`,
    parts,
    of: '(by network, mean over h) of the difference of differences',
    level,
    units: networkUnits(cells),
  });
}

export function aboveAllReluAsPrinted(share = printedShare): Finding {
  const drop = (of: Partial<Cell>) =>
    meanPrinted({ ...of, data: 'xor' }, share) - meanPrinted({ ...of, data: 'jellyfish' }, share);
  const [relu, sigmoid] = [drop({ activation: 'relu' }), drop({ activation: 'sigmoid' })];
  const descent = activations.map((activation) => drop({ activation, optimizer: 'gradient-descent' }));
  return exactFinding({
    id: 'above-all-relu-as-printed',
    statement:
      'As printed, “especially for ReLU units”: Table 1 drops more from XOR to jellyfish for ReLU than for sigmoid units.',
    because: `The mean over its cells drops by ${points(relu)} points for ReLU and by ${points(sigmoid)} for sigmoid units; with gradient descent alone by ${points(descent[0]!)} and ${points(descent[1]!)}.`,
    quantities: [exact('printed drop, ReLU', relu), exact('printed drop, sigmoid', sigmoid)],
    holds: relu > sigmoid,
    by: 'proof',
    rule: 'proved or contradicted by the printed percentages themselves, the mean over h and optimizers',
    erratum: 'statement',
  });
}
