// AssemblyScript. The same elementary functions as src/base/functions.ts and normal.ts, operation for operation, so that the
// bits agree (test/kernels/normals.test.ts). No static data: every byte of memory belongs to the host's layout.

function ln(x: f64): f64 {
  // 0 < x < 1 normal: all that the quantile asks for
  let bits = reinterpret<u64>(x);
  const high = <i32>(bits >> 32) + (0x3ff00000 - 0x3fe6a09e);
  const exponent = <f64>((high >> 20) - 0x3ff);
  bits = ((<u64>((high & 0x000fffff) + 0x3fe6a09e)) << 32) | (bits & 0xffffffff);
  const f = reinterpret<f64>(bits) - 1;
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const even = z * (6.66666666666673513e-1 + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  return s * (halfSquare + (even + odd)) + exponent * 1.9082149292705877e-10 - halfSquare + f + exponent * 6.9314718036912382e-1;
}

function quantile(q: f64): f64 {
  if (abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * (((((((2509.0809287301227 * r + 33430.575583588128) * r + 67265.7709270087) * r + 45921.95393154987) * r + 13731.693765509461) * r + 1971.5909503065513) * r + 133.14166789178438) * r + 3.3871328727963665))
      / (((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) * r + 5394.196021424751) * r + 687.1870074920579) * r + 42.31333070160091) * r + 1);
  }
  const tail = sqrt(-ln(0.5 - abs(q)));
  let value: f64;
  if (tail <= 5) {
    const r = tail - 1.6;
    value = (((((((7.7454501427834139e-4 * r + 0.022723844989269184) * r + 0.24178072517745061) * r + 1.2704582524523684) * r + 3.6478483247632045) * r + 5.769497221460691) * r + 4.630337846156546) * r + 1.4234371107496835)
      / (((((((1.0507500716444169e-9 * r + 5.4759380849953455e-4) * r + 0.015198666563616457) * r + 0.14810397642748008) * r + 0.6897673349851) * r + 1.6763848301838038) * r + 2.053191626637759) * r + 1);
  } else {
    const r = tail - 5;
    value = (((((((2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 1.2426609473880784e-3) * r + 0.026532189526576124) * r + 0.29656057182850487) * r + 1.7848265399172913) * r + 5.463784911164114) * r + 6.657904643501103)
      / (((((((2.0442631033899397e-15 * r + 1.4215117583164459e-7) * r + 1.8463183175100548e-5) * r + 7.868691311456133e-4) * r + 0.014875361290850615) * r + 0.1369298809227358) * r + 0.599832206555888) * r + 1);
  }
  return q < 0 ? -value : value;
}

@inline function centered(a: u32, b: u32): f64 {
  return (<f64>(a >> 6) * 67108864 + <f64>(b >> 6) + 0.5) / 4503599627370496 - 0.5;
}

/** Normals number first … first + count − 1 of the stream with key (k0, k1) and counter (·, ·, replica, lane), to out. */
export function normals(k0: u32, k1: u32, replica: u32, lane: u32, first: f64, count: i32, out: usize): void {
  let n = <u64>first;
  const end = n + <u64>count;
  while (n < end) {
    const block = n >> 1;
    let c0 = <u32>block, c1 = <u32>(block >> 32), c2 = replica, c3 = lane, a = k0, b = k1;
    for (let round = 0; round < 10; round++) {
      const p0 = <u64>0xd2511f53 * <u64>c0;
      const p1 = <u64>0xcd9e8d57 * <u64>c2;
      c0 = <u32>(p1 >> 32) ^ c1 ^ a;
      c1 = <u32>p1;
      c2 = <u32>(p0 >> 32) ^ c3 ^ b;
      c3 = <u32>p0;
      a += 0x9e3779b9;
      b += 0xbb67ae85;
    }
    if ((n & 1) == 0) {
      store<f64>(out, quantile(centered(c0, c1)));
      out += 8;
      n++;
      if (n == end) return;
    }
    store<f64>(out, quantile(centered(c2, c3)));
    out += 8;
    n++;
  }
}
