/** What stands for a figure where it is not seen: what its axes are, and its title, which is the finding. Reasons stand beside it in the text. */
import type { Axis, Figure, Panel } from './figure.ts';
import { plainText } from './text.ts';

/** Longer ones are not listened to. */
export const longestAlternative = 300;

/** 'Energy per spin u against size Λ. Descents end above the barrier.' */
export function alternativeText(figure: Pick<Figure, 'title' | 'panels'>): string {
  const title = sentence(figure.title);
  const room = longestAlternative - title.length - 1;
  return [axesText(figure, room), title].join(' ').trim();
}

/** The axes of its panels, each pair once, as many as there is room for. */
export function axesText({ panels }: Pick<Figure, 'panels'>, room = longestAlternative): string {
  const axes = [...new Set(panels.map(axesOf))];
  const told = (count: number) => {
    const rest = axes.length - count;
    const others = rest > 0 ? [rest === 1 ? 'another panel' : `${rest} other panels`] : [];
    return sentence([...axes.slice(0, count), ...others].join('; '));
  };
  for (let count = axes.length; count > 0; count--) if (told(count).length <= room) return told(count);
  return cut(told(1), room);
}

/** What stands after a semicolon in an axis's name is a legend. */
const nameOf = ({ name }: Axis): string => plainText(name).split(';')[0]!;

function axesOf({ layout, x, y }: Panel): string {
  const [across, up] = [nameOf(x), nameOf(y)];
  if (layout === 'overlay' || up === '') return `Distribution of ${across}`;
  return layout === 'xy' ? `${up} against ${across}` : `Distribution of ${across} by ${up}`;
}

function sentence(text: string): string {
  const plain = plainText(text);
  return /[.!?…]$/.test(plain) ? plain : `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`;
}

const cut = (text: string, room: number) =>
  text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1)).replace(/\s+\S*$/, '')}…`;
