/**
 * Parameters at the border: checked and completed by an experiment's zod schema, with the house's error line when a rule is broken,
 * and the JSON Schema of every spec, emitted from the same zod schemas.
 */
import { type core, toJSONSchema } from 'zod';
import { oneOf } from '../base/arguments.ts';
import { ArgumentError } from '../base/errors.ts';
import { backendNames } from '../kernels/contract.ts';
import type { EnsembleSpec, Experiment, Json } from './spec.ts';

/** Kinds of ensembles by name. */
export type Experiments = Readonly<Record<string, Experiment<unknown>>>;

/** @throws ArgumentError that suggests the nearest name */
export function findExperiment(experiments: Experiments, name: string): Experiment<unknown> {
  return experiments[oneOf('ensemble', 'experiment', name, Object.keys(experiments))]!;
}

/**
 * The spec with every default filled in, so that equal settings have equal hashes, and the same parsed for the experiment.
 * @throws ArgumentError naming experiment, parameter, rule and value; unknown parameters included
 */
export function completeSpec(
  experiments: Experiments,
  spec: EnsembleSpec,
): { experiment: Experiment<unknown>; spec: EnsembleSpec; parsed: unknown } {
  const experiment = findExperiment(experiments, spec.experiment);
  const backend = oneOf(experiment.name, 'backend', spec.backend, backendNames);
  const result = experiment.schema.safeParse(spec.parameters);
  if (!result.success) return refuse(experiment, spec.parameters, result.error.issues[0]!);
  const parameters = result.data as EnsembleSpec['parameters'];
  const unknown = Object.keys(spec.parameters).find((key) => !(key in parameters));
  if (unknown !== undefined) oneOf(experiment.name, 'parameter', unknown, Object.keys(parameters));
  return { experiment, spec: { experiment: experiment.name, parameters, backend }, parsed: result.data };
}

/** JSON Schema (draft 2020-12) of an EnsembleSpec: one alternative for each experiment. */
export function specJsonSchema(experiments: Experiments): object {
  const alternatives = Object.values(experiments).map((experiment) => ({
    title: experiment.title,
    type: 'object',
    properties: {
      experiment: { const: experiment.name },
      parameters: toJSONSchema(experiment.schema, { io: 'input' }),
      backend: { enum: backendNames },
    },
    required: ['experiment', 'parameters', 'backend'],
    additionalProperties: false,
  }));
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'EnsembleSpec', oneOf: alternatives };
}

type Schema = core.JSONSchema.JSONSchema;

/** Throws the first broken rule in the house's words, taken from the JSON Schema of the parameter it concerns. */
function refuse(experiment: Experiment<unknown>, parameters: Json, issue: core.$ZodIssue): never {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys')
    oneOf(experiment.name, 'parameter', issue.keys[0], Object.keys(schemaAt(experiment, path)?.properties ?? {}));
  const argument = path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i ? '.' : ''}${String(part)}`));
  const value = path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    parameters,
  );
  const rule = issue.code === 'custom' ? issue.message : (ruleOf(schemaAt(experiment, path)) ?? issue.message);
  throw new ArgumentError(experiment.name, argument.join('') || 'parameters', rule, value);
}

function schemaAt(experiment: Experiment<unknown>, path: readonly PropertyKey[]): Schema | undefined {
  const whole: Schema = toJSONSchema(experiment.schema, { io: 'input', unrepresentable: 'any' });
  return path.reduce<Schema | undefined>((node, key) => {
    const inner = typeof key === 'number' ? node?.items : node?.properties?.[String(key)];
    return typeof inner === 'object' && !Array.isArray(inner) ? inner : undefined;
  }, whole);
}

/** "an integer from 2 to 5", "a number > 0", "one of sgd, adam", "a list of ≥ 1 entries"; undefined for an unknown parameter. */
function ruleOf(schema: Schema | undefined): string | undefined {
  if (!schema) return undefined;
  if (schema.anyOf) return schema.anyOf.map((alternative) => ruleOf(alternative as Schema)).join(', or ');
  if (schema.type === 'null') return 'null';
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  if (schema.type === 'array') return `a list of ≥ ${schema.minItems ?? 0} entries`;
  if (schema.type !== 'integer' && schema.type !== 'number') return `a ${schema.type}`;
  const noun = schema.type === 'integer' ? 'an integer' : 'a number';
  const [least, most] = [finiteBound(schema.minimum), finiteBound(schema.maximum)];
  if (least !== undefined && most !== undefined) return `${noun} from ${least} to ${most}`;
  const limits = { '≥': least, '≤': most, '>': schema.exclusiveMinimum, '<': schema.exclusiveMaximum };
  const stated = Object.entries(limits).filter(([, limit]) => limit !== undefined);
  return [noun, stated.map(([relation, limit]) => `${relation} ${limit}`).join(' and ')].join(' ').trim();
}

/** zod writes the largest safe integers where no bound was stated. */
function finiteBound(bound: number | undefined): number | undefined {
  return bound !== undefined && Number.isSafeInteger(bound) && Math.abs(bound) === Number.MAX_SAFE_INTEGER
    ? undefined
    : bound;
}
