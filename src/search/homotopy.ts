/**
 * Every eigenpair of a symmetric tensor, and with them every critical point of a small glass: S x^{H−1} = λ x has at most
 * D = ((H−1)^Λ − 1)/(H−2) solutions up to scale, unless it has infinitely many, and exactly D for a generic tensor. All D complex paths
 * are tracked from a tensor whose eigenpairs are known. The list is complete when D isolated, different ends have been certified;
 * paths that failed or ran into another's end are tracked again with another γ until it is.
 * @source [cartwright2013number] (the number); [sommese2005numerical, ch. 7] (the method)
 */

import { integer } from '../base/arguments.ts';
import { onCircle } from '../base/circle.ts';
import type { Stream } from '../base/philox.ts';
import { eigenpairCount, equations, type SymmetricTensor, startPoints } from './homotopy-family.ts';
import { squareNorm } from './homotopy-linear.ts';
import { type Nearby, nearby } from './homotopy-singular.ts';
import { type Isolated, isolate, track } from './homotopy-track.ts';
import type { Share } from './search.ts';

export interface RealEigenpair {
  /** ‖x‖ = 1; x and −x both belong to it. */
  readonly x: Float64Array;
  /** S(x, …, x). */
  readonly value: number;
  /** The exact eigenpair is within this distance. */
  readonly error: number;
}

/**
 * complete: as many isolated, different eigenpairs as there can be. infinitely-many: eigenpairs lie on curves. multiple: finitely many, as far
 * as is seen, some of them multiple, so that paths run together there. unfinished: paths failed and nothing singular was seen.
 */
export type EigenpairsStatus = 'complete' | 'infinitely-many' | 'multiple' | 'unfinished';

export interface Eigenpairs {
  readonly status: EigenpairsStatus;
  /** With infinitely-many: whether real eigenpairs were seen on a curve of real ones. */
  readonly realCurve: boolean;
  readonly real: readonly RealEigenpair[];
  /** Eigenpairs that are not real: half of them conjugates of the other half. */
  readonly complex: number;
  /** D; the list is complete exactly when real.length + complex = expected. */
  readonly expected: number;
  /** Paths tracked in all, failures among them, and rounds with a new γ. */
  readonly paths: number;
  readonly failures: number;
  readonly rounds: number;
}

/** Rounds with a new γ and ever tighter tracking; one suffices in more than 99 of 100 glasses. */
const maxRounds = 12;
/** Rounds after which paths that still end at a multiple eigenpair are left there. */
const multipleRounds = 3;
/** Ends that are looked at, and real starts, to tell curves from multiple eigenpairs. */
const looks = 12;

/**
 * @param stream  decides γ = ‖S‖ Λ^{−1/2} e^{iφ}, one a round
 * @returns       the real eigenpairs in order of their values; `real.length + complex < expected` when rounds ran out
 * @throws        ArgumentError when the order is below 3 or there are more than 10⁵ paths
 */
export function eigenpairs(stream: Stream, tensor: SymmetricTensor): Eigenpairs {
  const work = trackEigenpairs(stream, tensor);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same in slices, a path each. */
export function* trackEigenpairs(stream: Stream, tensor: SymmetricTensor): Generator<Share, Eigenpairs, void> {
  const { order, size } = tensor;
  integer('eigenpairs', 'order', order, 3);
  const expected = integer('eigenpairs', 'number of paths', eigenpairCount(order, size), 1, 100_000);
  const target = equations(tensor, [0, 0]);
  const ends: Isolated[] = [];
  let [paths, failures, rounds] = [0, 0, 0];
  let near: readonly Nearby[] = [];
  let realCurve = false;
  while (ends.length < expected && rounds < maxRounds) {
    const lost: Float64Array[] = [];
    const [cosine, sine] = onCircle(2 * Math.PI * stream.uniform());
    const modulus = tensor.norm / Math.sqrt(size);
    const γ = [modulus * cosine, modulus * sine] as const;
    const system = equations(tensor, γ);
    for (const start of startPoints(order, size, γ)) {
      yield [(paths % expected) / expected, `path ${(paths % expected) + 1} of ${expected}, round ${rounds + 1}`];
      paths++;
      const tracked = track(system, start, 10 ** Math.min(rounds, 4));
      const end = tracked.t === 1 ? isolate(target, tensor, tracked.z) : null;
      if (!end) {
        failures++;
        lost.push(tracked.z);
      } else if (ends.every((known) => apart(known, end, order))) ends.push(end);
    }
    rounds++;
    if (rounds > 1 && rounds < multipleRounds) continue;
    near = lost.slice(0, looks).map((z) => nearby(target, z, tensor.norm));
    if (near.includes('curve')) {
      realCurve = realStarts(tensor).some((z) => nearby(target, z, tensor.norm) === 'curve');
      break;
    }
    if (rounds >= multipleRounds && near.includes('multiple')) break;
  }
  const real = ends.flatMap((end) => realEigenpairs(end, order));
  const status: EigenpairsStatus =
    ends.length === expected
      ? 'complete'
      : near.includes('curve')
        ? 'infinitely-many'
        : near.includes('multiple')
          ? 'multiple'
          : 'unfinished';
  return {
    status,
    realCurve,
    real: real.sort((a, b) => a.value - b.value),
    complex: ends.length - real.length,
    expected,
    paths,
    failures,
    rounds,
  };
}

/** Real points of the unit sphere, with λ = S(x, …, x), spread without a stream. */
function realStarts({ order, size, entries }: SymmetricTensor): Float64Array[] {
  return Array.from({ length: looks }, (_, k) => {
    const x = Float64Array.from({ length: size }, (_, i) => onCircle((k + 1) * (i + 1) * 2.3 + k)[1]);
    const norm = Math.sqrt(squareNorm(x));
    let rest = entries;
    for (let h = 0; h < order; h++)
      rest = Float64Array.from({ length: rest.length / size }, (_, row) =>
        x.reduce((sum, xi, i) => sum + (rest[row * size + i]! * xi) / norm, 0),
      );
    const z = new Float64Array(2 * (size + 1));
    for (let i = 0; i < size; i++) z[2 * i] = x[i]! / norm;
    z[2 * size] = rest[0]!;
    return z;
  });
}

/** Distance of (y, μ) from z = (x, λ) when y is scaled into the patch of x; Infinity when it cannot be. */
function separation(z: Float64Array, other: Float64Array, order: number): number {
  const last = z.length - 2;
  let [re, im] = [0, 0]; // x* y
  for (let i = 0; i < last; i += 2) {
    re += z[i]! * other[i]! + z[i + 1]! * other[i + 1]!;
    im += z[i]! * other[i + 1]! - z[i + 1]! * other[i]!;
  }
  const square = re * re + im * im;
  if (square < 1e-12) return Infinity;
  const [cr, ci] = [re / square, -im / square];
  let distance = 0;
  for (let i = 0; i < last; i += 2) {
    const dr = cr * other[i]! - ci * other[i + 1]! - z[i]!;
    const di = cr * other[i + 1]! + ci * other[i]! - z[i + 1]!;
    distance += dr * dr + di * di;
  }
  let [μr, μi] = [other[last]!, other[last + 1]!];
  for (let k = 0; k < order - 2; k++) [μr, μi] = [μr * cr - μi * ci, μr * ci + μi * cr];
  return Math.sqrt(distance + (μr - z[last]!) ** 2 + (μi - z[last + 1]!) ** 2);
}

/** Whether two ends are certainly different eigenpairs: outside of each other's error and of the radius in which the first is alone. */
function apart(a: Isolated, b: Isolated, order: number): boolean {
  return separation(a.z, b.z, order) >= Math.max(a.radius, 2 * (a.error + b.error));
}

/** An eigenpair is real exactly when it is its own conjugate: within the radius in which it is alone. Turned to real coordinates. */
function realEigenpairs(end: Isolated, order: number): RealEigenpair[] {
  const { z, error, radius } = end;
  const conjugate = z.map((part, i) => (i % 2 === 1 ? -part : part));
  if (separation(z, conjugate, order) + 2 * error >= radius) return [];
  const last = z.length - 2;
  let [re, im] = [0, 0]; // Σ x²
  for (let i = 0; i < last; i += 2) {
    re += z[i]! * z[i]! - z[i + 1]! * z[i + 1]!;
    im += 2 * z[i]! * z[i + 1]!;
  }
  const [c, s] = halfTurnBack(re, im);
  const x = Float64Array.from({ length: last / 2 }, (_, i) => c * z[2 * i]! - s * z[2 * i + 1]!);
  const norm = Math.sqrt(squareNorm(x));
  let [value, rest] = [z[last]!, z[last + 1]!];
  for (let h = 2; h < order; h++) [value, rest] = [c * value - s * rest, s * value + c * rest];
  return [{ x: x.map((xi) => xi / norm), value, error }];
}

/** e^{−iφ/2} for the angle φ in (−π, π] of a complex number. */
function halfTurnBack(re: number, im: number): readonly [number, number] {
  const size = Math.sqrt(re * re + im * im);
  if (re > 0) {
    const c = Math.sqrt((size + re) / (2 * size));
    return [c, -im / (2 * size * c)];
  }
  const s = Math.sqrt((size - re) / (2 * size)) * (im < 0 ? -1 : 1);
  return [im / (2 * size * s), -s];
}
