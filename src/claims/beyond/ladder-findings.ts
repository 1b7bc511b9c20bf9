/** What claims say of rungs beside the glass: findings by their labels, one for each rung, and the tables that show them. */
import type { ClaimRun, Finding, ResultTable } from '../claim.ts';
import { exactFinding, measuredFinding } from '../findings.ts';
import { tableOf } from '../layout.ts';
import { list, meanOf, quantity, statistic } from '../quantities.ts';
import { decimal } from '../theory-lines.ts';
import { spikeShare } from './descent-samples.ts';
import { explained, fewErrors, largestOf, type Row } from './ladder-rows.ts';
import { reference } from './ladder-rungs.ts';

/** What a label is said of. */
export interface Labelled {
  readonly rung: Pick<Row['rung'], 'id'>;
  readonly comparison: Row['comparison'];
}

/** These rungs have the label that theory demands of them. */
export function expectedLabel(
  rows: readonly Labelled[],
  id: string,
  which: readonly string[],
  label: 'agrees' | 'departs',
  statement: string,
  resolution = 0.05,
): Finding {
  const own = rows.filter(({ rung }) => which.includes(rung.id));
  const wrong = label === 'agrees' ? 'departs' : 'agrees';
  const labels = own.map(({ comparison }) => comparison.label);
  return exactFinding({
    id,
    statement,
    ours: true,
    because:
      own.length > 0 ? `${list(own, ({ rung, comparison }) => `${rung.id} ${comparison.label}`)}.` : 'Nothing was run.',
    holds:
      labels.length === which.length && labels.every((one) => one === label)
        ? true
        : labels.includes(wrong)
          ? false
          : undefined,
    by: 'comparison',
    rule: `confirmed when every one of them ${label}, refuted when one ${wrong}; a rung departs when a distance at some size leaves its null at 5 %, disorders permuted, adjusted by Holm over distances and sizes and once more over rungs; it agrees when none does and the null of W₁ at the largest size stays below ${resolution}`,
    quantities: own.map(({ rung, comparison }) => statistic(`least adjusted p, ${rung.id}`, comparison.pValue)),
  });
}

/** Label, prediction and cause of one rung. */
export function rungFinding(row: Row, rows: readonly Row[], run: ClaimRun): Finding {
  const { rung, comparison, numbers, sizes } = row;
  const about = explained(row, rows, run);
  const at = largestOf(sizes).size;
  const from = rung.expected === reference ? 'the glass' : rung.expected;
  const used = sizes.reduce((sum, one) => sum + one.used, 0);
  const runs = sizes.reduce((sum, one) => sum + one.runs, 0);
  const prediction = about
    ? ` Expected at ${about.size} as on ${from}, ${decimal(about.predicted.estimate, 3)}: ${decimal(Math.abs(about.difference), 1)} errors apart${about.cause ? `; ${about.cause}` : ''}.`
    : '';
  const { label } = comparison;
  return measuredFinding({
    id: rung.id,
    statement: `${rung.words[0]!.toUpperCase()}${rung.words.slice(1)}${rung.drops && rung.drops !== 'none' ? ` (${rung.drops} dropped)` : ''}.`,
    ours: true,
    because: `The rung ${label === 'agrees' || label === 'departs' ? label : `is ${label}`}: ${comparison.because}. Mean energy ${decimal(numbers.energy.estimate, 3)} at ${at}, ${used} of ${runs} descents used.${prediction}`,
    why: `label, prediction and cause are computed; a difference above ${fewErrors} errors has a cause that another run shows, or is unexplained`,
    quantities: [
      quantity(`mean energy u, ${at}`, numbers.energy),
      quantity(`spread within a disorder, ${at}`, numbers.spread),
      quantity(`participation, ${at}`, numbers.participation),
      meanOf(`share of ends with |m| > ½, ${at}`, largestOf(sizes).units, (unit) => spikeShare([unit])),
      ...(about ? [quantity(`predicted at ${about.size}, as on ${from}`, about.predicted)] : []),
    ],
  });
}

/** Every rung in a line. */
export const rungTable = (rows: readonly Row[], run: ClaimRun): ResultTable =>
  tableOf('Every rung beside the glass', rows, {
    rung: ({ rung }) => rung.id,
    chain: ({ rung }) => rung.chain,
    drops: ({ rung }) => rung.drops,
    'what it is': ({ rung }) => rung.words,
    'against the glass': ({ comparison }) => comparison.label,
    sizes: ({ sizes }) => list(sizes, ({ size }) => String(size)),
    'descents used': ({ sizes }) => list(sizes, ({ used, runs }) => `${used}/${runs}`),
    'mean energy u': ({ numbers }) => quantity('u', numbers.energy),
    'in errors from its prediction': (row) => {
      const about = explained(row, rows, run);
      return about ? decimal(about.difference, 1) : '–';
    },
  });

export const distanceTable = (rows: readonly Row[]): ResultTable =>
  tableOf(
    'Distances to the glass',
    rows.flatMap(({ rung, comparison }) => comparison.tests.map((test) => ({ rung, test }))),
    {
      rung: ({ rung }) => rung.id,
      size: ({ test }) => test.size,
      distance: ({ test }) => test.name,
      value: ({ test }) => decimal(test.distance, 4),
      'null, 95 %': ({ test }) => decimal(test.null95, 4),
      'p, adjusted': ({ test }) => decimal(test.adjusted, 3),
    },
  );
