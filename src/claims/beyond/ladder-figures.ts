/** Figures of rungs beside the glass: all of them by their numbers, and one for each with what predicts it. */
import { mean, standardDeviation } from '../../ensembles/statistics.ts';
import type { Figure, HistogramMark, Panel } from '../../report/figure.ts';
import type { ClaimRun } from '../claim.ts';
import { figureOf, rowsPanel } from '../layout.ts';
import { decimal } from '../theory-lines.ts';
import { reference } from './ladder-rungs.ts';
import {
  explained,
  fewErrors,
  largestOf,
  predictingSizes,
  type Row,
  type Sized,
  type StatisticName,
  statistics,
} from './ladder-rows.ts';

const names = Object.keys(statistics) as StatisticName[];
/** 95 % of the glass, on an axis of asinh of deviations. */
const nullBand = { type: 'band', axis: 'x', from: -Math.asinh(1.96), to: Math.asinh(1.96) } as const;

/** Numbers of single disorders at the largest size minus the mean of the glass, in its standard deviations; one panel a statistic. */
export const deviationPanels = (rows: readonly Row[]): Panel[] =>
  names.map((name) =>
    rowsPanel('boxes', statistics[name].words, 'asinh of deviations', '', [
      nullBand,
      ...rows.map((row) => ({ type: 'box' as const, label: row.rung.id, values: deviations(row, name) })),
    ]),
  );

/** Of single disorders at the rung's largest size. */
function deviations({ sizes, beside }: Row, name: StatisticName): number[] {
  const { of } = statistics[name];
  const own = largestOf(sizes);
  const values = beside.find(({ size }) => size === own.size)?.units.map(of) ?? [];
  if (values.length < 2) return [];
  const [middle, deviation] = [mean(values), standardDeviation(values)];
  return own.units.map((unit) => Math.asinh((of(unit) - middle) / deviation));
}

const standings: Readonly<Record<Row['comparison']['label'], string>> = {
  agrees: 'agrees with the glass',
  departs: 'departs from the glass',
  inconclusive: 'stays undecided beside the glass',
  'not testable': 'cannot be tested beside the glass',
};

/** Where descents on a rung end, beside the glass and the rung that predicts it; and its numbers in the null band of the glass. */
export function rungFigure(row: Row, rows: readonly Row[], run: ClaimRun): Figure {
  const { rung, comparison, sizes, beside } = row;
  const about = explained(row, rows, run);
  const size = about?.size ?? largestOf(sizes).size;
  const pile = (label: string, of: readonly Sized[] | undefined): HistogramMark[] => {
    const values = of
      ?.find((one) => one.size === size)
      ?.units.flatMap(({ ends }) => ends.map(({ standardized }) => standardized));
    return values && values.length > 0 ? [{ type: 'histogram', label, values }] : [];
  };
  const predicting = rung.expected !== undefined && rung.expected !== reference ? rung.expected : undefined;
  const apart = about ? `, ${decimal(Math.abs(about.difference), 1)} errors from its prediction` : '';
  const from = predicting ?? 'the glass';
  const [own, predicted] = [row.numbers.energy, about?.predicted].map(
    (one) => one && `${decimal(one.estimate, 3)} (95 %: ${decimal(one.low, 3)} to ${decimal(one.high, 3)})`,
  );
  const numbers = about
    ? `*u* = ${own}; predicted ${predicted}, as on ${from}${about.cause ? `; ${about.cause}` : ''}`
    : `*u* = ${own}; no theory predicts it`;
  return figureOf(run, {
    id: `rung-${rung.id}`,
    title: `Rung ${rung.id} ${standings[comparison.label]}${apart}`,
    subtitle: `${rung.words[0]!.toUpperCase()}${rung.words.slice(1)}, size ${size}; mean energy ${numbers}`,
    panels: [
      rowsPanel('ridges', 'where descents end; shaded: the predicted mean, 95 %', 'standardized energy *u*', 'descents', [
        ...(about ? [{ type: 'band' as const, axis: 'x' as const, from: about.predicted.low, to: about.predicted.high }] : []),
        ...pile('the glass', beside),
        ...(predicting ? pile(predicting, predictingSizes(row, rows)) : []),
        ...pile(rung.id, sizes),
      ]),
      rowsPanel('boxes', 'numbers of single disorders; shaded: 95 % of the glass', 'asinh of deviations from the glass', '', [
        nullBand,
        ...names.map((name) => ({ type: 'box' as const, label: statistics[name].words, values: deviations(row, name) })),
      ]),
    ],
    canShow: `how far descents on this rung end from those on the glass and on the rung that predicts it; above ${fewErrors} errors a cause is named, or the word unexplained.`,
    cannotShow: 'points that no descent ends at.',
  });
}
