/**
 * Philox4x32-10, a counter-based generator: a stream is (seed, experiment, replica, purpose), so the k-th replica draws the same
 * numbers whatever runs beside it, and number n of a stream can be had without the n before it.
 * Key = the seed's 64 bits. Counter = (block low, block high, replica, lane), lane a hash of experiment and purpose.
 * @source [salmon2011parallel]; known answers of Random123 in test/base/philox.test.ts
 */
import { integer } from './arguments.ts';
import { normalQuantileCentered } from './normal.ts';

/** What addresses a stream in a kernel: the seed, the replica, and the lane made of experiment and purpose. */
export interface StreamAddress {
  readonly seed: number;
  readonly lane: number;
  readonly replica: number;
}

export interface Stream {
  readonly address: StreamAddress;
  /** Uniform on (0, 1): (k + ½)/2⁵² with 52 random bits k, never 0 or 1. */
  uniform(): number;
  /** Standard normal by inversion of one uniform. */
  normal(): number;
  /** Uniform integer in [0, n), n ≤ 2³², without modulo bias. */
  integer(n: number): number;
  /** Fills `out` with the next ones of `integer(n)`. */
  integers(n: number, out: Uint32Array): void;
  /** Fisher–Yates, in place. */
  shuffle(items: Uint32Array): void;
}

/** The stream of one purpose of one replica of one experiment. `seed` in [0, 2⁵³), `replica` in [0, 2³²). */
export function stream(seed: number, experiment: string, replica: number, purpose: string): Stream {
  return streamAt(streamAddress(seed, experiment, replica, purpose));
}

export function streamAddress(seed: number, experiment: string, replica: number, purpose: string): StreamAddress {
  integer('stream', 'seed', seed, 0);
  integer('stream', 'replica', replica, 0, 0xffffffff);
  return { seed, replica, lane: fnv1a(`${experiment}/${purpose}`) };
}

const span = 4503599627370496; // 2⁵²

export function streamAt(address: StreamAddress): Stream {
  const block = new Uint32Array(4);
  let index = 0; // uniforms drawn so far; two to a block
  const next = () => {
    if (index % 2 === 0) philoxBlock(address, index / 2, block);
    return centered(block, (index++ % 2) * 2);
  };
  /** The next of the 52 random bits that are below a multiple of n, modulo n. */
  const below = (n: number, limit: number) => {
    for (;;) {
      const k = (next() + 0.5) * span - 0.5;
      // k mod n: the quotient is at least 1/n from the next integer, further than it is rounded.
      if (k < limit) return k - Math.floor(k / n) * n;
    }
  };
  const self: Stream = {
    address,
    uniform: () => next() + 0.5,
    normal: () => normalQuantileCentered(next()),
    integer(n) {
      integer('stream.integer', 'n', n, 1, 0x100000000);
      return below(n, span - (span % n));
    },
    integers(n, out) {
      integer('stream.integers', 'n', n, 1, 0x100000000);
      const limit = span - (span % n);
      for (let i = 0; i < out.length; i++) out[i] = below(n, limit);
    },
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = self.integer(i + 1);
        const held = items[i]!;
        items[i] = items[j]!;
        items[j] = held;
      }
    },
  };
  return self;
}

/** Normals number start … start + out.length − 1 of a stream (one uniform each). */
export function fillNormals(address: StreamAddress, start: number, out: Float64Array): void {
  const block = new Uint32Array(4);
  for (let i = 0; i < out.length; i++) {
    const n = start + i;
    if (i === 0 || n % 2 === 0) philoxBlock(address, Math.floor(n / 2), block);
    out[i] = normalQuantileCentered(centered(block, (n % 2) * 2));
  }
}

/** (k + ½)/2⁵² − ½, exact, from the 52 bits k = 26 high bits of each of two words. */
function centered(block: Uint32Array, at: number): number {
  return ((block[at]! >>> 6) * 67108864 + (block[at + 1]! >>> 6) + 0.5) / 4503599627370496 - 0.5;
}

function philoxBlock(address: StreamAddress, block: number, out: Uint32Array): void {
  const { seed, replica, lane } = address;
  philox4x32(
    block >>> 0,
    Math.floor(block / 4294967296) >>> 0,
    replica,
    lane,
    seed >>> 0,
    Math.floor(seed / 4294967296),
    out,
  );
}

/** Ten rounds on the counter (c0…c3) with the key (k0, k1); out gets four 32-bit words. */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
): void {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** High 32 bits of the 64-bit product of two unsigned words. */
function multiplyHigh(a: number, b: number): number {
  const a1 = a >>> 16;
  const a0 = a & 0xffff;
  const b1 = b >>> 16;
  const b0 = b & 0xffff;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const carry = a0 * b1 + (middle & 0xffff);
  return (a1 * b1 + Math.floor(middle / 65536) + Math.floor(carry / 65536)) | 0;
}

/** 32-bit FNV-1a over UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
