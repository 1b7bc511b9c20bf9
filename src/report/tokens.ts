/**
 * The design tokens: assets/tokens.css read as a value. Colors, sizes and durations are written down there and nowhere else;
 * a picture that cannot use custom properties (PNG, print) takes their values from here.
 */
import { ArgumentError } from '../base/errors.ts';

export type Mode = 'light' | 'dark';

export interface Tokens {
  /** The style sheet without its font faces. */
  readonly css: string;
  /** Declared values by name with the two dashes, e.g. '--ink' → 'light-dark(#1f252b, #e3e8ee)'. */
  readonly values: ReadonlyMap<string, string>;
  /** Rules that a figure needs: those whose selectors start with `.fig`. */
  readonly figureRules: string;
  readonly faces: readonly FontFace[];
}

export interface FontFace {
  readonly family: string;
  readonly italic: boolean;
  /** File name inside assets/fonts. */
  readonly file: string;
  /** Code points covered, as pairs; empty means everything. */
  readonly ranges: readonly (readonly [number, number])[];
  /** The rule as written. */
  readonly rule: string;
}

/** Reads tokens.css. @throws ArgumentError when it declares no custom property. */
export function parseTokens(source: string): Tokens {
  const rules = [...source.matchAll(/@font-face\s*\{[^}]*\}/g)].map((match) => match[0]);
  const css = source.replace(/@font-face\s*\{[^}]*\}\s*/g, '');
  const values = new Map<string, string>();
  for (const [, name, value] of css.matchAll(/(--[\w-]+):\s*((?:[^;{}()]|\((?:[^()]|\([^()]*\))*\))+);/g))
    if (name && value && !values.has(name)) values.set(name, value.trim());
  if (values.size === 0)
    throw new ArgumentError('parseTokens', 'source', 'a style sheet with custom properties', source);
  const figureRules = [...css.matchAll(/^\.fig\b[^{]*\{[^}]*\}(?: \.fig\b[^{]*\{[^}]*\})*/gm)]
    .map((match) => match[0])
    .join('\n');
  return { css, values, figureRules, faces: rules.map(parseFace) };
}

function parseFace(rule: string): FontFace {
  const ranges = [...(/unicode-range:([^;]*)/.exec(rule)?.[1] ?? '').matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/gi)];
  return {
    family: /font-family:\s*'([^']*)'/.exec(rule)?.[1] ?? '',
    italic: /font-style:\s*italic/.test(rule),
    file: /url\(fonts\/([^)]*)\)/.exec(rule)?.[1] ?? '',
    ranges: ranges.map(([, from, to]) => [Number.parseInt(from ?? '', 16), Number.parseInt(to ?? from ?? '', 16)]),
    rule,
  };
}

/** The value of a token in one mode, references followed to the end. */
export function tokenValue(tokens: Tokens, name: string, mode: Mode): string {
  const value = tokens.values.get(name);
  if (value === undefined) throw new ArgumentError('tokenValue', 'name', 'a token of assets/tokens.css', name);
  return resolve(value, tokens, mode);
}

/** Replaces every var(--x) and light-dark(a, b) in a text by its value in one mode. */
export function resolve(text: string, tokens: Tokens, mode: Mode): string {
  return text
    .replace(/var\((--[\w-]+)\)/g, (_, name: string) => tokenValue(tokens, name, mode))
    .replace(/light-dark\(([^,()]*),\s*([^()]*)\)/g, (_, light: string, dark: string) =>
      mode === 'light' ? light : dark,
    );
}

/** Declarations of the tokens that a text uses, directly or through other tokens, in the order of first use. */
export function usedDeclarations(text: string, tokens: Tokens): string {
  const names = new Set<string>();
  const visit = (part: string) => {
    for (const [, name] of part.matchAll(/var\((--[\w-]+)\)/g)) {
      if (name === undefined || names.has(name)) continue;
      names.add(name);
      visit(tokens.values.get(name) ?? '');
    }
  };
  visit(text);
  return [...names].map((name) => `${name}: ${tokens.values.get(name)};`).join(' ');
}
