/** The polynomial over paths as it is written: a sum over paths, derivatives by leaving one edge, or two, out of each. */
import type { PathKernel, PathShape } from '../path-polynomial.ts';

export function pathPolynomialReference(shape: PathShape): Omit<PathKernel, 'roundings'> {
  const { widths, colors, couplings, scale, weights } = shape;
  const paths = widths.reduce((product, n) => product * n, 1);
  const H = widths.length - 1;
  /** Calls back with J_p and the weights along each path. */
  const each = (visit: (J: number, along: number[]) => void) => {
    for (let p = 0; p < paths; p++) {
      const units: number[] = [];
      for (let k = H, rest = p; k >= 0; k--) {
        units[k] = rest % widths[k]!;
        rest = Math.floor(rest / widths[k]!);
      }
      let start = 0;
      const along = widths.slice(1).map((n, h) => {
        const color = colors[start + units[h + 1]! * widths[h]! + units[h]!]!;
        start += n * widths[h]!;
        return color;
      });
      // J is row-major over the first path indices: p without the digits it does not know.
      visit(scale * couplings[Math.floor(p / (paths / couplings.length))]!, along);
    }
  };
  const but = (point: Float64Array, along: number[], ...left: number[]) =>
    along.reduce((product, c, h) => (left.includes(h) ? product : product * point[c]!), 1);
  return {
    shape,
    evaluate(point, gradient) {
      let value = 0;
      gradient.fill(0);
      each((J, along) => {
        value += J * but(point, along);
        along.forEach((c, h) => {
          gradient[c]! += J * but(point, along, h);
        });
      });
      return value;
    },
    product(point, vector, out) {
      out.fill(0);
      each((J, along) => {
        along.forEach((c, h) => {
          along.forEach((d, k) => {
            if (k !== h) out[c]! += J * but(point, along, h, k) * vector[d]!;
          });
        });
      });
      if (out.length !== weights) throw new Error('out has the length of a point');
    },
  };
}
