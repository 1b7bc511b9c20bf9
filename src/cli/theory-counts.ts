/** The part of glasscape theory that counts: mean numbers of critical points below an energy, at one energy or along a curve. */
import { finite, integer } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import {
  type CountReport,
  countReport,
  countStatistics,
  largestIndex,
  largestIndexedSize,
} from '../theory/count-report.ts';
import { largestSize } from '../theory/goe.ts';
import { energyBarrier, groundState } from '../theory/index.ts';
import { allIndicesUpTo } from '../theory/kac-rice-index.ts';
import { printJson, table } from './print.ts';
import type { Terminal } from './terminal.ts';

export interface CountsOptions {
  readonly order: number;
  readonly size?: number;
  /** Per spin; ±Infinity, or a text that is no number. */
  readonly energy?: unknown;
  readonly index?: number;
  readonly curve?: boolean;
  readonly from?: number;
  readonly to?: number;
  readonly points: number;
  readonly json?: boolean;
}

export async function printCounts(terminal: Terminal, options: CountsOptions): Promise<void> {
  const { order, index, json } = options;
  const size = integer('theory', 'size', options.size, 2, largestSize);
  const indices = index === undefined ? undefined : checkIndex(size, index) + 1;
  const energies = options.curve ? curveEnergies(order, size, options) : [checkEnergy(options)];
  const counted = indices ?? (size <= largestIndexedSize ? undefined : 0);
  const statistics = counted === 0 ? undefined : countStatistics(size, indices);
  const reports = energies.map((energy) => countReport(order, size, energy, { indices, statistics }));
  if (json) printJson(terminal, options.curve ? curveDocument(order, size, reports) : spelledOut(reports[0]!));
  else if (options.curve) terminal.out(`${await curveTable(terminal, reports, index)}\n`);
  else terminal.out(`${await reportTable(terminal, reports[0]!, index)}\n`);
}

function checkIndex(size: number, index: number): number {
  if (size > largestIndexedSize)
    throw new ArgumentError('theory', 'size', `at most ${largestIndexedSize} with --index`, size);
  return integer('theory', 'index', index, 0, size <= allIndicesUpTo ? size - 1 : largestIndex);
}

function checkEnergy({ energy }: CountsOptions): number {
  if (typeof energy === 'number' && !Number.isNaN(energy)) return energy;
  throw new ArgumentError('theory', 'energy', 'a number, inf or -inf', energy);
}

/**
 * Equally spaced energies. By default the band of the theorems, as wide as it is at this size: from 2 % under the ground state to the
 * fraction 2/√Λ above the barrier, above which minima become rare.
 */
function curveEnergies(order: number, size: number, options: CountsOptions): number[] {
  if (options.energy !== undefined)
    throw new ArgumentError('theory', 'energy', 'left out with --curve (--from and --to bound it)', options.energy);
  const points = integer('theory', 'points', options.points, 2, 10_000);
  const from = finite('theory', 'from', options.from ?? hundredth(-1.02 * groundState(order).value));
  const top = -energyBarrier(order).value * Math.max(0, 1 - 2 / Math.sqrt(size));
  const to = finite('theory', 'to', options.to ?? Math.max(hundredth(top), from + 0.01));
  if (!(from < to)) throw new ArgumentError('theory', 'to', `above --from (${from})`, to);
  return Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
}

/** Rounded to hundredths, without a negative zero. */
function hundredth(energy: number): number {
  return Math.round(100 * energy) / 100 + 0;
}

function curveDocument(order: number, size: number, reports: readonly CountReport[]) {
  const curve = reports.map(({ order: _, size: __, ...values }) => values);
  return { order, size, curve };
}

/** JSON has no infinity: energies and logarithms of 0 become "inf" and "-inf", as on the command line; null stays "out of reach". */
function spelledOut(report: CountReport) {
  const spelled = (value: number | null) => (value === Infinity ? 'inf' : value === -Infinity ? '-inf' : value);
  const { energy, lnTotal, lnByIndex } = report;
  return { ...report, energy: spelled(energy), lnTotal: spelled(lnTotal), lnByIndex: lnByIndex.map(spelled) };
}

function reportTable(terminal: Terminal, report: CountReport, index: number | undefined): Promise<string> {
  const { size, energy, lnTotal, lnByIndex, errorTotal, errorByIndex } = report;
  const row = (name: string, ln: number | null, error: number | null) =>
    ln === null || error === null
      ? [name, 'out of reach', '', '']
      : [name, exponential(ln), ln.toFixed(10), `± ${error.toExponential(1)}`];
  const byIndex = lnByIndex.map((ln, k) => row(`index ${k}`, ln, errorByIndex[k]!));
  const rows = index === undefined ? [row('all', lnTotal, errorTotal), ...byIndex] : [byIndex[index]!];
  const below = energy === Infinity ? 'any energy' : `energy per spin below ${energy}`;
  return table(terminal, [`Λ = ${size}, ${below}`, 'mean number', 'its logarithm', 'accuracy'], rows);
}

function curveTable(terminal: Terminal, reports: readonly CountReport[], index: number | undefined): Promise<string> {
  const cell = (ln: number | null | undefined) => (ln === null || ln === undefined ? '' : ln.toFixed(6));
  const shown = index === undefined ? reports[0]!.lnByIndex.map((_, k) => k) : [index];
  const head = [...(index === undefined ? ['all'] : []), ...shown.map((k) => `index ${k}`)];
  const rows = reports.map(({ energy, lnTotal, lnByIndex }) => [
    energy.toFixed(6),
    ...(index === undefined ? [cell(lnTotal)] : []),
    ...shown.map((k) => cell(lnByIndex[k])),
  ]);
  return table(terminal, ['energy below', ...head.map((name) => `ln, ${name}`)], rows);
}

/** eˣ to four digits, as "2.718", or as "1.971e+434" where a double overflows. */
function exponential(ln: number): string {
  const decades = ln / Math.LN10;
  if (Math.abs(decades) < 6 || ln === -Infinity) return String(Number(Math.exp(ln).toPrecision(4)));
  const exponent = Math.floor(decades);
  const digits = (10 ** (decades - exponent)).toFixed(3);
  return digits === '10.000' ? `1.000e${signed(exponent + 1)}` : `${digits}e${signed(exponent)}`;
}

function signed(exponent: number): string {
  return exponent < 0 ? String(exponent) : `+${exponent}`;
}
