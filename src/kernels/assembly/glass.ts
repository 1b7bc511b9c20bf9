// AssemblyScript. The couplings of the 3-spin glass: from normals to monomials, from monomials to packed slices, and the Hessian.
// Monomials: coefficient of w_i w_j w_k for i ≤ j ≤ k, lexicographic; row (i, j) starts at number starts[i·L + j] (f64) and holds k = j … L − 1.

/**
 * Adds X_i00 … X_i(L−1)(L−1) (a slice of normals) to the monomials they belong to: X_ijk, then X_ikj, as they stand in X. Squares of 32
 * keep both in cache.
 */
export function collapse3(slice: usize, starts: usize, monomials: usize, i: i32, L: i32): void {
  for (let k0 = 0; k0 < L; k0 += 32)
    for (let j = 0, j1 = min(k0 + 32, L); j < j1; j++) {
      const a = min(i, j), b = max(i, j);
      for (let k = max(k0, j), k1 = min(k0 + 32, L); k < k1; k++) {
        const q = min(k, b), r = max(k, b); // a ≤ q ≤ r, since j ≤ k
        const at = monomials + ((<usize>load<f64>(starts + (<usize>(a * L + q) << 3)) + <usize>(r - q)) << 3);
        let sum = load<f64>(at) + load<f64>(slice + (<usize>(j * L + k) << 3));
        if (j != k) sum += load<f64>(slice + (<usize>(k * L + j) << 3));
        store<f64>(at, sum);
      }
    }
}

/** Packs slice i: blocks of `block` columns, rows in pairs (padded with zeros); T is f32 or f64. Returns the bytes written. */
@inline function pack<T>(starts: usize, monomials: usize, i: i32, L: i32, block: i32, out: usize): usize {
  const m = L - i, size = sizeof<T>(), begin = out;
  for (let k0 = 0; k0 < m; k0 += block) {
    const k1 = min(k0 + block, m);
    for (let j = 0; j < m; j += 2)
      for (let k = k0; k < k1; k++)
        for (let r = j; r < j + 2; r++) {
          let value: f64 = 0;
          if (r < m) {
            const p = i + min(r, k), q = i + max(r, k);
            value = load<f64>(monomials + ((<usize>load<f64>(starts + (<usize>(i * L + p) << 3)) + <usize>(q - p)) << 3));
            if (p != q) value *= 0.5;
          }
          store<T>(out, <T>value);
          out += size;
        }
  }
  return out - begin;
}
export function pack3_f32(starts: usize, monomials: usize, i: i32, L: i32, block: i32, out: usize): usize { return pack<f32>(starts, monomials, i, L, block, out); }
export function pack3_f64(starts: usize, monomials: usize, i: i32, L: i32, block: i32, out: usize): usize { return pack<f64>(starts, monomials, i, L, block, out); }

/** Rows i0 … i1 of the monomials' contribution to the upper triangle of the Hessian M (L × L) of Σ A w w w at w. */
export function hessian3(starts: usize, monomials: usize, w: usize, M: usize, L: i32, i0: i32, i1: i32): void {
  for (let i = i0; i < i1; i++) {
    const wi = load<f64>(w + (<usize>i << 3)), rowI = M + (<usize>(i * L) << 3);
    for (let j = i; j < L; j++) {
      const wj = load<f64>(w + (<usize>j << 3)), rowJ = M + (<usize>(j * L) << 3);
      const a = monomials + (<usize>load<f64>(starts + (<usize>(i * L + j) << 3)) << 3) - (<usize>j << 3); // a + 8k is (i, j, k)
      const first = load<f64>(a + (<usize>j << 3));
      const ij = rowI + (<usize>j << 3), jj = rowJ + (<usize>j << 3);
      if (i == j) {
        store<f64>(ij, load<f64>(ij) + 6 * first * wi);
      } else {
        store<f64>(ij, load<f64>(ij) + 2 * first * wj);
        store<f64>(jj, load<f64>(jj) + 2 * first * wi);
      }
      let k = j + 1;
      let sum = f64x2.splat(0);
      let tail: f64 = 0;
      if (i == j) {
        const twice = f64x2.splat(2 * wi);
        for (; k + 1 < L; k += 2) {
          const o = <usize>k << 3, c = v128.load(a + o);
          sum = f64x2.add(sum, f64x2.mul(c, v128.load(w + o)));
          v128.store(rowI + o, f64x2.add(v128.load(rowI + o), f64x2.mul(c, twice)));
        }
        for (; k < L; k++) {
          const o = <usize>k << 3, c = load<f64>(a + o);
          tail += c * load<f64>(w + o);
          store<f64>(rowI + o, load<f64>(rowI + o) + c * 2 * wi);
        }
        store<f64>(ij, load<f64>(ij) + 2 * (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + tail));
      } else {
        const vi = f64x2.splat(wi), vj = f64x2.splat(wj);
        for (; k + 1 < L; k += 2) {
          const o = <usize>k << 3, c = v128.load(a + o);
          sum = f64x2.add(sum, f64x2.mul(c, v128.load(w + o)));
          v128.store(rowI + o, f64x2.add(v128.load(rowI + o), f64x2.mul(c, vj)));
          v128.store(rowJ + o, f64x2.add(v128.load(rowJ + o), f64x2.mul(c, vi)));
        }
        for (; k < L; k++) {
          const o = <usize>k << 3, c = load<f64>(a + o);
          tail += c * load<f64>(w + o);
          store<f64>(rowI + o, load<f64>(rowI + o) + c * wj);
          store<f64>(rowJ + o, load<f64>(rowJ + o) + c * wi);
        }
        store<f64>(ij, load<f64>(ij) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1) + tail);
      }
    }
  }
}
