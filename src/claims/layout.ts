/** Tables, panels and whole evaluations with little writing: what nearly every claim's page is made of. */
import type { EnsembleSpec, Records } from '../ensembles/spec.ts';
import type { Interval } from '../ensembles/statistics.ts';
import type { Axis, CurveMark, Figure, Mark, Panel, PointMark } from '../report/figure.ts';
import type { ClaimHead } from '../report/findings.ts';
import type { Claim, ClaimRun, Evaluation, Quantity, ResultTable } from './claim.ts';

/** A claim that stands on no ensemble: its evaluation computes everything itself. */
export function theoryClaim(given: ClaimHead & { evaluate(run: ClaimRun): Evaluation }): Claim {
  return { ...given, needs: () => ({}), evaluate: (_records, run) => given.evaluate(run) };
}

/** Ensembles of one experiment, one a size: 'size-25', 'size-50', …, each by its parameters. */
export function ensemblesAt<At extends string | number>(
  prefix: string,
  experiment: string,
  sizes: readonly At[],
  parameters: (at: At) => EnsembleSpec['parameters'],
): Record<string, EnsembleSpec> {
  const specOf = (at: At): EnsembleSpec => ({ experiment, parameters: parameters(at) });
  return Object.fromEntries(sizes.map((at) => [`${prefix}-${at}`, specOf(at)]));
}

/** Records of the ensembles whose name begins with the prefix, with what stands after it, by that number. */
export function recordsAt(prefix: string, records: Readonly<Record<string, Records>>) {
  return Object.entries(records)
    .filter(([name]) => name.startsWith(`${prefix}-`))
    .map(([name, part]) => ({ at: Number(name.slice(prefix.length + 1)), records: part }))
    .sort((a, b) => a.at - b.at);
}

/** An evaluation; what is left out is empty, and its story is what its findings saw. A figure waits for its first panel. */
export function evaluation(given: Pick<Evaluation, 'title' | 'findings'> & Partial<Evaluation>): Evaluation {
  const figures = (given.figures ?? []).filter(({ panels }) => panels.length > 0);
  return { tables: [], differences: [], story: given.findings.map(({ because }) => because), ...given, figures };
}

/** A title for each verdict that a claim's first finding can have. */
export type Titles = Readonly<Record<string, string>>;

/** A table from its rows: each column by its name and what it shows of a row. */
export function tableOf<Row>(
  title: string,
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row, i: number) => string | number | Quantity>>,
): ResultTable {
  const cells = Object.values(columns);
  return {
    title,
    columns: Object.keys(columns),
    rows: rows.map((row, i) =>
      cells.map((cell) => {
        const content = cell(row, i);
        return typeof content === 'number' ? String(content) : content;
      }),
    ),
  };
}

/** An axis by its name, linear; an Axis is taken as it is. */
type AxisName = string | Axis;
const axisOf = (axis: AxisName): Axis => (typeof axis === 'string' ? { name: axis } : axis);

export const logAxis = (name: string): Axis => ({ name, scale: 'log' });

/** A panel of curves and points. */
export function xy(title: string, x: AxisName, y: AxisName, marks: readonly Mark[]): Panel {
  return { layout: 'xy', title, x: axisOf(x), y: axisOf(y), marks };
}

/** A panel of rows: a histogram each, or a box plot. */
export function rowsPanel(
  layout: 'ridges' | 'boxes',
  title: string,
  x: AxisName,
  y: AxisName,
  marks: readonly Mark[],
): Panel {
  return { layout, title, x: axisOf(x), y: axisOf(y), marks };
}

/** Points, one a row; `label` names the series. */
export function points<Row>(
  label: string,
  rows: readonly Row[],
  at: (row: Row, i: number) => PointMark['points'][number],
): PointMark {
  return { type: 'points', label, points: rows.map(at) };
}

/** y with a bar of half-length `half`. */
export const around = (y: number, half: number) => ({ y, low: y - half, high: y + half });
/** y with its interval as the bar. */
export const barOf = ({ estimate, low, high }: Interval) => ({ y: estimate, low, high });

/** A line through one point a row. */
export function curve<Row>(
  label: string,
  role: CurveMark['role'],
  rows: readonly Row[],
  at: (row: Row, i: number) => readonly [x: number, y: number],
): CurveMark {
  return { type: 'curve', role, label, points: rows.map(at) };
}

/** A figure of one claim's run: its source line is the run's. */
export function figureOf(run: ClaimRun, figure: Omit<Figure, 'source'>): Figure {
  return { source: run.source, ...figure };
}
