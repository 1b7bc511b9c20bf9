/** What the curvature of a network and its host (src/kernels/wasm/curvature*.ts) agree on. */

/** Terms of a product that are summed at once: a tile of that depth stays in a first-level cache of 32 KiB. */
export const depthAtOnce = 256;

/** Bytes of an entry of a list: offset of a sample's row in a tile (i32), padding, two factors. */
export const entryBytes = 24;

/** Addresses that make a row of numbers over the samples: x₁ x₂ + x₃ x₄; x₂ or x₃ may be 0, for 1 and for no second term. */
export const factorWords = 4;

export const curvatureCodes = { zero: 0, diagonal: 1, covariance: 2, full: 3 } as const;
