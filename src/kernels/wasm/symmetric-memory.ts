/** Where the factorization of a symmetric matrix keeps its numbers in WASM memory. */
import type { Layout } from './host.ts';

/** Columns of a panel: wide enough that the trailing block is seldom streamed from memory, narrow enough for the panel to stay in cache. */
export const panelWidth = 96;

/** Addresses of what the factorization of an n × n matrix needs. */
export interface SymmetricMemory {
  readonly n: number;
  readonly matrix: number;
  readonly diagonal: number;
  readonly sums: number;
  readonly norms: number;
  readonly D: number;
  readonly exchanges: number;
  /** ‖column of L‖² for every column. */
  readonly squares: number;
  readonly scratch: number;
  readonly x: number;
  readonly y: number;
  /** L and W = L D of a panel, panelColumns columns of n numbers altogether. */
  readonly panels: number;
  readonly panelColumns: number;
  readonly left: number;
  readonly right: number;
  /** Gram matrix of the right-hand sides that the panels' memory holds. */
  readonly gram: number;
}

export function symmetricMemory(layout: Layout, n: number): SymmetricMemory {
  const column = n * 8;
  const panelColumns = 2 * (panelWidth + 1);
  const packed = (n + 8) * (panelWidth + 1) * 8;
  return {
    n,
    matrix: layout.block(n * column),
    diagonal: layout.block(column),
    sums: layout.block(column),
    norms: layout.block(column),
    D: layout.block(2 * column),
    exchanges: layout.block(n * 4),
    squares: layout.block(column),
    scratch: layout.block(128),
    x: layout.block(column),
    y: layout.block(column),
    panels: layout.block(panelColumns * column),
    panelColumns,
    left: layout.block(packed),
    right: layout.block(packed),
    gram: layout.block(Math.min(panelColumns, n + 8) ** 2 * 8),
  };
}
