/**
 * A cursor over text, for readers that accept what they know and nothing else: white space, marks, words, quoted texts, and an error
 * that names file, line, column, rule and what stands there. Shared by every strict reader of a text format.
 */
import { DataError } from './errors.ts';
import { escaped } from './words.ts';

/** Between two marks: what a number or a word can be made of. */
const lump = /[^\s,:[\](){}"']+/y;
const blank = /[ \t\n\r]*/y;
/** From the space upwards, but for the quote and the backslash. */
const plainCharacters = { '"': /[ !#-[\]-\uffff]*/y, "'": /[ -&(-[\]-\uffff]*/y } as const;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Longer texts are cut in messages. */
const longest = 40;

export class Tokens {
  readonly text: string;
  /** The file's name, for messages. */
  readonly name: string;
  #at = 0;

  constructor(text: string, name: string) {
    this.text = text;
    this.name = name;
  }

  /** Offset of the next character that is no white space. */
  get at(): number {
    this.#match(blank);
    return this.#at;
  }

  /** The next character that is no white space; '' at the end. */
  peek(): string {
    return this.text.charAt(this.at);
  }

  /** Passes over the mark if it comes next. */
  take(mark: string): boolean {
    if (!this.text.startsWith(mark, this.at)) return false;
    this.#at += mark.length;
    return true;
  }

  /** Passes over the mark. @throws DataError when something else comes next */
  expect(mark: string, rule = JSON.stringify(mark)): void {
    if (!this.take(mark)) this.fail(rule);
  }

  /** The text up to the next white space, mark or quote: a number, a word, or neither; '' when a mark comes next. */
  lump(): string {
    this.#match(blank);
    return this.#match(lump);
  }

  /** A quoted text with the escapes of JSON; either quote, if the format knows both. */
  quoted(quotes: '"' | '"\'' = '"'): string {
    const [from, quote] = [this.at, this.peek()];
    if (quote === '' || !quotes.includes(quote)) this.fail('a quoted text');
    this.#at++;
    const pieces: string[] = [];
    for (;;) {
      pieces.push(this.#match(plainCharacters[quote as '"' | "'"]));
      const next = this.text.charAt(this.#at);
      if (next === '') this.fail(`closed by ${quote}`, from);
      if (next !== quote && next !== '\\') this.fail('a text without control characters', this.#at);
      this.#at++;
      if (next === quote) return pieces.join('');
      pieces.push(this.#escape());
    }
  }

  /** Nothing but white space is left. */
  end(): void {
    if (this.peek() !== '') this.fail('the end of the text');
  }

  /** Line and column of an offset, both from 1; columns count code points. */
  position(offset: number): { readonly line: number; readonly column: number } {
    const before = this.text.slice(0, offset).split(/\r\n|\n|\r/);
    return { line: before.length, column: Array.from(before.at(-1)!).length + 1 };
  }

  /** @throws DataError always: `name, line 3, column 7: must be …, got …` */
  fail(rule: string, offset = this.at, got = this.#found(offset)): never {
    const { line, column } = this.position(offset);
    throw new DataError(`${this.name}, line ${line}, column ${column}: must be ${rule}, got ${got}`);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.#at += found.length;
    return found;
  }

  #escape(): string {
    const letter = this.text.charAt(this.#at);
    const code = /^[\da-fA-F]{4}$/.exec(this.text.slice(this.#at + 1, this.#at + 5))?.[0];
    const character = letter === 'u' && code ? String.fromCharCode(Number.parseInt(code, 16)) : escapes[letter];
    if (character === undefined) this.fail('an escape that JSON has', this.#at - 1, this.#quote(this.#at - 1, 6));
    this.#at += letter === 'u' ? 5 : 1;
    return character;
  }

  /** What stands at an offset, in words that are safe on a terminal. */
  #found(offset: number): string {
    if (offset >= this.text.length) return 'the end of the text';
    lump.lastIndex = offset;
    return this.#quote(offset, lump.exec(this.text)?.[0].length ?? 1);
  }

  #quote(offset: number, length: number): string {
    return printable(this.text.slice(offset, offset + length));
  }
}

/** A text in quotes, cut to a readable length, with nothing in it that a terminal would obey. */
export function printable(text: string): string {
  const characters = Array.from(text.slice(0, 2 * longest));
  const cut = characters.length > longest ? `${characters.slice(0, longest - 3).join('')}...` : characters.join('');
  return escaped(JSON.stringify(cut));
}
