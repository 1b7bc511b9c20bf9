/** What the runs say of the sentences around Table 1: findings of lm/xor-and-jellyfish. */
import { stream } from '../../base/philox.ts';
import { smallSets } from '../../data/small-sets.ts';
import { bootstrap, mean, meanInterval } from '../../ensembles/statistics.ts';
import type { Finding } from '../claim.ts';
import { above, below } from '../decide.ts';
import { intervalFinding } from '../findings.ts';
import { list, quantity } from '../quantities.ts';
import { monotoneLine } from './line-from-start.ts';
import { nonlinearShare } from './near-linear.ts';
import { type CellRuns, contrast, convergedShare, level, networkUnits, type Run, shown } from './tiny-runs.ts';
import { activations, type Cell, chosen, dataSets, isConverged, isSquashed, unitNames } from './tiny-settings.ts';

export interface SgdRuns {
  readonly activation: Cell['activation'];
  readonly runs: readonly Run[];
}

export function sgdSolves(cells: readonly CellRuns[], sgd: readonly SgdRuns[]): Finding {
  const joint = 1 - (1 - level) / Math.max(1, sgd.length);
  const rows = sgd.flatMap(({ activation, runs }) => {
    const full = cells.find(
      ({ cell }) =>
        cell.data === 'xor' &&
        cell.activation === activation &&
        cell.optimizer === 'gradient-descent' &&
        cell.hidden === 2,
    );
    if (!full) return [];
    const terms = [
      { cell: { cell: full.cell, runs }, weight: 1 },
      { cell: full, weight: -1 },
    ];
    return [{ activation, share: convergedShare({ runs }), full: convergedShare(full), more: contrast(terms, joint) }];
  });
  return intervalFinding({
    id: 'sgd-with-two-units',
    statement: 'SGD solves XOR with two units more often than full-batch gradient descent.',
    because:
      rows.length === 0
        ? 'The runs of SGD, or those of gradient descent with two units, are not there.'
        : `${list(
            rows,
            ({ activation, share, full }) =>
              `${unitNames[activation]}: ${shown(share)} % of runs of SGD converge, ${shown(full)} % of gradient descent`,
            '; ',
          )}. That it can is so where the share is not 0.`,
    parts: rows.map(({ activation, more }) => ({
      name: `share converged, SGD less gradient descent, h = 2, ${unitNames[activation]}`,
      interval: more,
      region: above(0),
    })),
    quantities: rows.map(({ activation, share }) =>
      quantity(`share converged, SGD, h = 2, ${unitNames[activation]}`, share),
    ),
    of: '(by network, the order of samples given) of the difference',
    level,
    units: networkUnits([...cells, ...sgd]),
  });
}

const meanOrNone = (values: readonly number[]) => (values.length === 0 ? Number.NaN : mean(values));

/** Cells with fewer runs of a kind say nothing of the kind. */
const fewestOfKind = 5;

export function nearlyLinear(all: readonly CellRuns[], { seed }: { readonly seed: number }, resamples = 1000): Finding {
  const joint = 1 - (1 - level) / activations.length;
  const { x } = smallSets.jellyfish!;
  const compared = activations.flatMap((activation) => {
    const cells = all
      .filter(({ cell }) => cell.data === 'jellyfish' && cell.activation === activation)
      .map(({ cell, runs }) =>
        runs.map((run) => ({
          solved: isConverged(run.worst),
          share: nonlinearShare({ hidden: cell.hidden, activation, squashed: isSquashed(chosen) }, run.point, x),
        })),
      )
      .filter((runs) =>
        [true, false].every((kind) => runs.filter(({ solved }) => solved === kind).length >= fewestOfKind),
      );
    if (cells.length === 0) return [];
    const stuck = cells.flatMap((runs) => runs.filter(({ solved }) => !solved).map(({ share }) => share));
    const solved = cells.flatMap((runs) => runs.filter((run) => run.solved).map(({ share }) => share));
    const networks = Array.from({ length: Math.min(...cells.map((runs) => runs.length)) }, (_, k) => k);
    // A resample may leave a cell without one kind.
    const statistic = (numbers: readonly number[]) =>
      meanOrNone(
        cells.flatMap((runs) => {
          const of = (kind: boolean) =>
            meanOrNone(numbers.flatMap((k) => (runs[k]!.solved === kind ? [runs[k]!.share] : [])));
          const difference = of(false) - of(true);
          return Number.isNaN(difference) ? [] : [difference];
        }),
      );
    const draw = stream(seed, 'lm/xor-and-jellyfish', activations.indexOf(activation), 'nearly-linear');
    const options = { resamples, level: joint, method: 'percentile' } as const;
    const [interval] = bootstrap(draw, [networks], ([some]) => [statistic(some!)], options);
    const [where, elsewhere] = [meanInterval(stuck, level), meanInterval(solved, level)];
    return [{ activation, cells: cells.length, interval: interval!, stuck: where, solved: elsewhere }];
  });
  return intervalFinding({
    id: 'nearly-linear',
    statement: 'In contrast with good solutions, a network that fails on jellyfish is almost linear close to the data.',
    because: list(
      compared,
      ({ activation, cells, stuck, solved }) =>
        `${unitNames[activation]}: no affine function explains ${shown(stuck)} % of the variance of the output where runs are stuck, ${shown(solved)} % where they converge (${cells} cells with both)`,
      '; ',
    ),
    parts: compared.map(({ activation, interval }) => ({
      name: `unexplained share, stuck less converged, ${unitNames[activation]}`,
      interval,
      region: below(0),
    })),
    quantities: compared.flatMap(({ activation, stuck, solved }) => [
      quantity(`unexplained share, stuck, ${unitNames[activation]}`, stuck),
      quantity(`unexplained share, converged, ${unitNames[activation]}`, solved),
    ]),
    of: '(bootstrap by network, mean over cells with both kinds) of the difference',
    level,
    units: networkUnits(all),
  });
}

export function monotoneSegment(all: readonly CellRuns[]): Finding {
  return monotoneLine(
    dataSets.flatMap((data) =>
      activations.map((activation) => {
        const own = all.filter(({ cell }) => cell.data === data && cell.activation === activation);
        const solved = own.flatMap(({ runs }) => runs.filter(({ worst }) => isConverged(worst)));
        return {
          name: `${data}, ${unitNames[activation]}`,
          runs: solved.map(({ rise, losses }) => ({ rise, firstLoss: losses[0]! })),
        };
      }),
    ),
    100,
  );
}
