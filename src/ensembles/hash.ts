/** The name of a spec: sha256 of its canonical JSON (keys sorted, no spaces), equal for equal settings in whatever order they were written. */
import { sha256Hex } from '../data/hash.ts';
import type { CompleteSpec, Json } from './spec.ts';

/** JSON with the keys of every object in code-unit order and without spaces. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value as { readonly [key: string]: Json }).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`;
}

/** Hash of everything that is asked for: experiment, all parameters (defaults filled in), backend, and the content of the artifacts. */
export function specHash(spec: CompleteSpec, artifacts: Readonly<Record<string, string>> = {}): Promise<string> {
  const { experiment, parameters, backend } = spec;
  return sha256Hex(new TextEncoder().encode(canonicalJson({ experiment, parameters, backend, artifacts })));
}
