/** Parameters at the border: checked and completed by a zod schema, with the error line of the house when a rule is broken. */
import { type core, toJSONSchema, type ZodArray, type ZodType } from 'zod';
import { oneOf } from './arguments.ts';
import { ArgumentError } from './errors.ts';
import type { Json } from './json.ts';

type Schema = core.JSONSchema.JSONSchema;

const known = new WeakMap<ZodType, Schema>();

/** JSON Schema of what a schema takes, made once: rules that only code can tell take anything. Not to be changed. */
export function inputSchema(schema: ZodType): Schema {
  const made = known.get(schema) ?? (toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema);
  known.set(schema, made);
  return made;
}

/**
 * The value as the schema parses it, defaults filled in.
 * @param where  who asks, for the error: "index", "saddle-search"
 * @throws       ArgumentError naming parameter, rule and value; a parameter the schema does not know included
 */
export function parseParameters<T>(where: string, schema: ZodType<T>, value: Json): T {
  const result = schema.safeParse(value);
  if (!result.success) return refuse(where, schema, value, result.error.issues[0]!);
  const parsed = result.data as object;
  const unknown = Object.keys(value as object).find((key) => !(key in parsed));
  if (unknown !== undefined) oneOf(where, 'parameter', unknown, Object.keys(parsed));
  return result.data;
}

/** Throws the first broken rule in the words of the house, taken from the JSON Schema of the parameter it concerns. */
function refuse(where: string, schema: ZodType, parameters: Json, issue: core.$ZodIssue): never {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys')
    oneOf(where, 'parameter', issue.keys[0], Object.keys(schemaAt(schema, path)?.properties ?? {}));
  const argument = path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i ? '.' : ''}${String(part)}`));
  const value = path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    parameters,
  );
  const rule = issue.code === 'custom' ? issue.message : (ruleOf(schemaAt(schema, path)) ?? issue.message);
  throw new ArgumentError(where, argument.join('') || 'parameters', rule, value);
}

function schemaAt(schema: ZodType, path: readonly PropertyKey[]): Schema | undefined {
  return path.reduce<Schema | undefined>((node, key) => {
    const inner = typeof key === 'number' ? node?.items : node?.properties?.[String(key)];
    return typeof inner === 'object' && !Array.isArray(inner) ? inner : undefined;
  }, inputSchema(schema));
}

/** "an integer from 2 to 5", "a number > 0", "one of sgd, adam", "a list of ≥ 1 entries"; undefined for an unknown parameter. */
export function ruleOf(schema: Schema | undefined): string | undefined {
  if (!schema) return undefined;
  if (schema.anyOf) return schema.anyOf.map((alternative) => ruleOf(alternative as Schema)).join(', or ');
  if (schema.type === 'null') return 'null';
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (schema.type === 'array') return listRule(schema);
  if (schema.type !== 'integer' && schema.type !== 'number')
    return schema.type === 'object' ? 'an object' : `a ${schema.type}`;
  const noun = schema.type === 'integer' ? 'an integer' : 'a number';
  const [least, most] = [finiteBound(schema.minimum), finiteBound(schema.maximum)];
  if (least !== undefined && most !== undefined) return `${noun} from ${least} to ${most}`;
  const limits = { '≥': least, '≤': most, '>': schema.exclusiveMinimum, '<': schema.exclusiveMaximum };
  const stated = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  return [noun, stated.map(([relation, limit]) => `${relation} ${limit}`).join(' and ')].join(' ').trim();
}

/** A list whose entries multiply the work: a repeated one would count the same results as independent. */
export function distinct<List extends ZodArray>(list: List): List {
  const isDistinct = (entries: readonly unknown[]) => new Set(entries).size === entries.length;
  return list.refine(isDistinct, 'a list without repeated entries').meta({ uniqueItems: true });
}

/** zod writes the largest safe integers where no bound was stated. */
function finiteBound(bound: number | undefined): number | undefined {
  return bound !== undefined && Number.isSafeInteger(bound) && Math.abs(bound) === Number.MAX_SAFE_INTEGER
    ? undefined
    : bound;
}

/** "a list of ≥ 1 entries", "a list of 1 to 64 entries". */
function listRule({ minItems = 0, maxItems }: Schema): string {
  return maxItems === undefined ? `a list of ≥ ${minItems} entries` : `a list of ${minItems} to ${maxItems} entries`;
}
