/** Elements that Plot has drawn, as XML text: coordinates rounded to 1/100 px, so that bytes do not hang on the last bit of an engine. */
import { escapeText } from './text.ts';

const coordinates = new Set(['d', 'x', 'y', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'transform']);
/** Meant for a picture that is read element by element; ours is one image with a title and a description. */
const dropped = /^(aria-|font-|tabindex$)/;

export function serialize(node: Node): string {
  if (node.nodeType === 3) return escapeText(node.nodeValue ?? '');
  const element = node as Element;
  const attributes = [...element.attributes]
    .filter((attribute) => !dropped.test(attribute.name))
    .map(({ name, value }) => ` ${name}="${escapeText(coordinates.has(name) ? rounded(value) : value)}"`)
    .join('');
  const content = [...element.childNodes].map(serialize).join('');
  return content
    ? `<${element.localName}${attributes}>${content}</${element.localName}>`
    : `<${element.localName}${attributes}/>`;
}

function rounded(value: string): string {
  return value.replace(/-?\d*\.\d+(?:e[-+]?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100 + 0));
}
