// AssemblyScript. Random numbers of a Metropolis walk: proposal number n of a stream is block n of Philox4x32-10, as in base/philox.ts.

/** The four words of a block, to out. */
function philoxBlock(k0: u32, k1: u32, replica: u32, lane: u32, block: u64, out: usize): void {
  let c0 = <u32>block, c1 = <u32>(block >> 32), c2 = replica, c3 = lane;
  for (let round = 0; round < 10; round++) {
    const p0 = <u64>0xd2511f53 * <u64>c0;
    const p1 = <u64>0xcd9e8d57 * <u64>c2;
    c0 = <u32>(p1 >> 32) ^ c1 ^ k0;
    c1 = <u32>p1;
    c2 = <u32>(p0 >> 32) ^ c3 ^ k1;
    c3 = <u32>p0;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  store<u32>(out, c0);
  store<u32>(out, c1, 4);
  store<u32>(out, c2, 8);
  store<u32>(out, c3, 12);
}

/** ⌊n r/2³²⌋ for a random word r: uniform on 0 … n − 1 up to a bias below n/2³². */
@inline function below(n: u32, word: u32): u32 {
  return <u32>((<u64>n * <u64>word) >> 32);
}

/** The value proposed for a parameter: the next of `levels` values on [−1, 1] by a random offset, or w ± step uniformly when levels is 0. */
@inline function proposed(w: f64, word: u32, levels: u32, step: f64): f64 {
  if (levels == 0) return w + step * ((<f64>word + 0.5) / 2147483648 - 1);
  const spacing = 2 / <f64>(levels - 1);
  const level = <u32>floor<f64>((w + 1) / spacing + 0.5);
  return <f64>((level + 1 + below(levels - 1, word)) % levels) * spacing - 1;
}

/** ln of a product of normalizers or of their ratios; NaN when it is not finite. */
@inline function annealLog(x: f64): f64 {
  return x < Infinity ? ln(x) : NaN;
}
