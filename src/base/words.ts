/** Words in sentences: nouns and verbs that agree with a number, and text from outside that is safe in a message. */

/** "1 worker", "2 workers", "0 workers" */
export function counted(count: number, noun: string): string {
  return `${count} ${agreeing(count, noun, `${noun}s`)}`;
}

/** The word that goes with one of a thing, or with another number of it: agreeing(n, 'is', 'are'). */
export function agreeing(count: number, one: string, other: string): string {
  return count === 1 ? one : other;
}

/** Control and format characters, separators of lines, halves of surrogate pairs: what a terminal obeys or hides. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text with every character that a terminal would obey or hide written as \u001b. */
export function escaped(text: string): string {
  return text.replace(unsafe, (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

/**
 * Text from a file, a path or a command line as a message carries it: escaped, and without its middle where it is longer than `most`
 * characters (UTF-16 units). The work does not grow with the length of the text; what was shown once stays as it is.
 */
export function shown(text: string, most = 60): string {
  if (text.length <= most) {
    const whole = escaped(text);
    if (whole.length <= most) return whole;
  }
  const tail = Math.floor(most / 3);
  const head = most - tail - 1;
  const start = Array.from(text.slice(0, head), escaped);
  const end = Array.from(text.slice(-tail), escaped).reverse();
  return `${fitting(start, head).join('')}…${fitting(end, tail).reverse().join('')}`;
}

/** As many of the pieces as have at most `most` characters together. */
function fitting(pieces: readonly string[], most: number): string[] {
  let length = 0;
  return pieces.filter((piece) => {
    length += piece.length;
    return length <= most;
  });
}
