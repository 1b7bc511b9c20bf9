/**
 * A system of which all solutions are known, with the degrees of a given one in each block of unknowns: every equation is a product of linear
 * forms, each in one block. A solution lets one form of each equation vanish, as many in a block as the block has unknowns. Blocks have one
 * coordinate more than unknowns; a solution is a point of the product of projective spaces.
 * @source [sommese2005numerical, §8.4] (multihomogeneous and linear-product starts)
 */
import { onCircle } from '../base/circle.ts';
import type { Stream } from '../base/philox.ts';
import type { ComplexEvaluation } from '../linalg/polynomials.ts';
import { factorComplex, solveComplex } from './homotopy-linear.ts';

export interface LinearProducts {
  /** Degree of each equation in each block. */
  readonly degrees: readonly (readonly number[])[];
  /** Unknowns of each block; its coordinates are one more, side by side. */
  readonly blocks: readonly number[];
  evaluate: ComplexEvaluation;
  /** Points at which all equations vanish and no two of the forms that do coincide, each block of norm 1. */
  solutions(): Generator<Float64Array>;
}

/** The number of solutions: the multihomogeneous Bézout number, the coefficient of Π α_b^{n_b} in Π_i Σ_b d_ib α_b. */
export function bezoutNumber(degrees: readonly (readonly number[])[], blocks: readonly number[]): number {
  let counts = new Map<string, { left: readonly number[]; count: number }>([['', { left: blocks, count: 1 }]]);
  for (const row of degrees) {
    const next = new Map<string, { left: readonly number[]; count: number }>();
    for (const { left, count } of counts.values())
      row.forEach((degree, b) => {
        if (degree === 0 || left[b]! === 0) return;
        const rest = left.map((n, at) => (at === b ? n - 1 : n));
        const known = next.get(rest.join());
        next.set(rest.join(), { left: rest, count: (known?.count ?? 0) + degree * count });
      });
    counts = next;
  }
  return [...counts.values()].reduce((sum, { count }) => sum + count, 0);
}

interface Form {
  readonly equation: number;
  readonly block: number;
  /** Complex coefficients of the block's coordinates. */
  readonly numbers: Float64Array;
}

/** @param stream decides the forms: complex normal coefficients */
export function linearProducts(
  stream: Stream,
  degrees: readonly (readonly number[])[],
  blocks: readonly number[],
): LinearProducts {
  const starts = blocks.map((_, b) => blocks.slice(0, b).reduce((sum, n) => sum + n + 1, 0));
  const forms = degrees.map((row, equation) =>
    row.flatMap((degree, block) =>
      Array.from({ length: degree }, (): Form => {
        const length = 2 * (blocks[block]! + 1);
        return { equation, block, numbers: Float64Array.from({ length }, () => stream.normal() / Math.sqrt(length)) };
      }),
    ),
  );
  const most = Math.max(...forms.map((list) => list.length));
  const [values, before] = [new Float64Array(2 * most), new Float64Array(2 * (most + 1))];
  return {
    degrees,
    blocks,
    evaluate(z, F, J, stride) {
      forms.forEach((list, i) => {
        const rowStart = 2 * i * stride;
        J.fill(0, rowStart, rowStart + 2 * blocks.reduce((sum, n) => sum + n + 1, 0));
        before[0] = 1;
        before[1] = 0;
        list.forEach((form, k) => {
          formAt(form, z, 2 * starts[form.block]!, values, 2 * k);
          product(before, 2 * k, values, 2 * k, before, 2 * k + 2);
        });
        F[2 * i] = before[2 * list.length]!;
        F[2 * i + 1] = before[2 * list.length + 1]!;
        let [re, im] = [1, 0];
        for (let k = list.length - 1; k >= 0; k--) {
          const { block, numbers } = list[k]!;
          const cr = before[2 * k]! * re - before[2 * k + 1]! * im;
          const ci = before[2 * k]! * im + before[2 * k + 1]! * re;
          for (let c = 0; c < numbers.length; c += 2) {
            const at = rowStart + 2 * starts[block]! + c;
            J[at]! += cr * numbers[c]! - ci * numbers[c + 1]!;
            J[at + 1]! += cr * numbers[c + 1]! + ci * numbers[c]!;
          }
          const [vr, vi] = [values[2 * k]!, values[2 * k + 1]!];
          [re, im] = [re * vr - im * vi, re * vi + im * vr];
        }
      });
    },
    *solutions() {
      const size = blocks.reduce((sum, n) => sum + n + 1, 0);
      for (const chosen of choices(forms, blocks)) {
        const z = new Float64Array(2 * size);
        blocks.forEach((_, b) => {
          z.set(
            commonZero(
              chosen.filter(({ block }) => block === b),
              blocks[b]!,
            ),
            2 * starts[b]!,
          );
        });
        yield z;
      }
    },
  };
}

/** One form of each equation, as many in each block as it has unknowns. */
function* choices(forms: readonly (readonly Form[])[], blocks: readonly number[], from = 0): Generator<Form[]> {
  if (from === forms.length) {
    yield [];
    return;
  }
  for (const form of forms[from]!) {
    if (blocks[form.block]! === 0) continue;
    const left = blocks.map((n, b) => (b === form.block ? n - 1 : n));
    for (const rest of choices(forms, left, from + 1)) yield [form, ...rest];
  }
}

/** The point of projective space at which n forms vanish, of norm 1: x with forms(x) = 0 and e·x = 1 for a generic e. */
function commonZero(forms: readonly Form[], n: number): Float64Array {
  const m = n + 1;
  const matrix = new Float64Array(2 * m * m);
  forms.forEach(({ numbers }, i) => void matrix.set(numbers, 2 * i * m));
  for (let c = 0; c < m; c++) [matrix[2 * (n * m + c)], matrix[2 * (n * m + c) + 1]] = onCircle(c);
  const x = new Float64Array(2 * m);
  x[2 * n] = 1;
  const factor = factorComplex(matrix, m);
  if (!factor) throw new Error('linearProducts: the forms of a start have no single zero');
  solveComplex(factor, x);
  const norm = Math.hypot(...x);
  return x.map((part) => part / norm);
}

function formAt({ numbers }: Form, z: Float64Array, start: number, out: Float64Array, at: number): void {
  let [re, im] = [0, 0];
  for (let c = 0; c < numbers.length; c += 2) {
    re += numbers[c]! * z[start + c]! - numbers[c + 1]! * z[start + c + 1]!;
    im += numbers[c]! * z[start + c + 1]! + numbers[c + 1]! * z[start + c]!;
  }
  out[at] = re;
  out[at + 1] = im;
}

function product(a: Float64Array, i: number, b: Float64Array, j: number, out: Float64Array, k: number): void {
  const [ar, ai, br, bi] = [a[i]!, a[i + 1]!, b[j]!, b[j + 1]!];
  out[k] = ar * br - ai * bi;
  out[k + 1] = ar * bi + ai * br;
}
