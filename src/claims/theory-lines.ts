/** The levels of theory as lines of a figure, named on the line with symbol and value, and numbers as the text of a finding. */
import type { TheoryLine } from '../report/figure.ts';
import { formatNumber } from '../report/format.ts';
import { energyBarrier, groundState, layerEnergy } from '../theory/index.ts';

/** A number with a true minus sign and a fixed count of decimals. */
export function decimal(value: number, decimals: number): string {
  return Number.isFinite(value) ? value.toFixed(decimals).replace('-', '−') : formatNumber(value);
}

/** A number in scientific notation when it is small or large: 9.9·10⁻⁷. */
export function scientific(value: number, digits: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e5)) {
    return Number(value.toPrecision(digits)).toString().replace('-', '−');
  }
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  const raised = String(Number(exponent)).replace(/./g, (c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)]!);
  return `${mantissa!.replace('-', '−')}·10${raised}`;
}

/** −E_0, the ground state, in energy per spin. */
export function groundLine(order: number): TheoryLine {
  const value = -groundState(order).value;
  return { kind: 'ground', value, label: `ground state −*E*_0 = ${decimal(value, 4)}`, short: '−*E*_0' };
}

/** −E∞, the energy barrier. */
export function barrierLine(order: number): TheoryLine {
  const value = -energyBarrier(order).value;
  return { kind: 'barrier', value, label: `energy barrier −*E*_∞ = ${decimal(value, 4)}`, short: '−*E*_∞' };
}

/** −E_1 … −E_count, the layers above the ground state. */
export function layerLines(order: number, count: number): TheoryLine[] {
  return Array.from({ length: count }, (_, i) => {
    const value = -layerEnergy(order, i + 1).value;
    const symbol = `−*E*_{${i + 1}}`;
    return { kind: 'layer', value, label: `layer ${symbol} = ${decimal(value, 4)}`, short: symbol };
  });
}
