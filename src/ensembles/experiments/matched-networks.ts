/**
 * Random networks to hold trained ones against: the start of a network with all parameters scaled by t, so that its gradient has the norm that
 * training has come down to. What such a network has of downhill directions is owed to the small gradient alone.
 */
import type { RectifiedHessians } from '../../kernels/contract.ts';
import { gradientNorm } from '../../landscapes/network/rectified-index.ts';

/** ln t from −8 ln 2 to ln 2, eight to an octave: between neighbors the norm changes by less than a tenth or so. */
const octaves = { from: -8, to: 1, each: 8 };

/**
 * @returns for a norm, the scaled start of that gradient norm that is nearest to the start itself, to a few per cent (linear in ln t between the
 *          tabulated scales); where no scale has it, the one that comes nearest
 */
export function matchedTo(
  hessians: RectifiedHessians,
  start: Float64Array,
): (norm: number) => { readonly scale: number; readonly point: Float64Array } {
  const scaled = (scale: number) => start.map((x) => scale * x);
  const steps = (octaves.to - octaves.from) * octaves.each;
  const table = Array.from({ length: steps + 1 }, (_, i) => {
    const octave = octaves.from + i / octaves.each;
    return { octave, norm: gradientNorm(hessians.at(scaled(2 ** octave))) };
  });
  return (norm) => {
    const crossings = table.slice(1).flatMap((right, i) => {
      const left = table[i]!;
      if ((left.norm - norm) * (right.norm - norm) > 0 || left.norm === right.norm) return [];
      return [left.octave + ((norm - left.norm) / (right.norm - left.norm)) * (right.octave - left.octave)];
    });
    const nearest = table.reduce((a, b) => (Math.abs(b.norm - norm) < Math.abs(a.norm - norm) ? b : a)).octave;
    const octave = crossings.length > 0 ? crossings.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a)) : nearest;
    return { scale: 2 ** octave, point: scaled(2 ** octave) };
  };
}
