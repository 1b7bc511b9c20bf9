/** Specs at the border: checked and completed by their experiment's schema, and the JSON Schema of every spec. */
import { oneOf } from '../base/arguments.ts';
import { inputSchema, parseParameters } from '../base/schema.ts';
import { backendNames, defaultBackend } from '../kernels/contract.ts';
import type { CompleteSpec, EnsembleSpec, Experiment } from './spec.ts';

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
): { experiment: Experiment<unknown>; spec: CompleteSpec; parsed: unknown } {
  const experiment = findExperiment(experiments, spec.experiment);
  const backend = oneOf(experiment.name, 'backend', spec.backend ?? defaultBackend, backendNames);
  const { schema, onLandscape, complete } = experiment;
  const named = onLandscape !== undefined && 'landscape' in spec.parameters;
  const checked = parseParameters(experiment.name, named ? onLandscape : schema, spec.parameters);
  const parsed = complete ? complete(checked) : checked;
  const parameters = parsed as EnsembleSpec['parameters'];
  return { experiment, spec: { experiment: experiment.name, parameters, backend }, parsed };
}

/**
 * Lists of a stored spec with a repeated entry, which no new spec may have: their records hold the same results several times, so that
 * intervals are too narrow.
 */
export function repeatedLists(experiments: Experiments, { experiment: name, parameters }: EnsembleSpec): string[] {
  const { properties = {} } = inputSchema(findExperiment(experiments, name).schema);
  return Object.entries(properties)
    .filter(([key, rule]) => {
      const value = parameters[key];
      const multiplies = typeof rule === 'object' && rule.uniqueItems === true;
      return multiplies && Array.isArray(value) && new Set(value).size < value.length;
    })
    .map(([key]) => key);
}

function parametersSchema({ schema, onLandscape }: Experiment<unknown>): object {
  const one = inputSchema(schema);
  return onLandscape ? { anyOf: [one, inputSchema(onLandscape)] } : one;
}

/** JSON Schema (draft 2020-12) of an EnsembleSpec: one alternative for each experiment. */
export function specJsonSchema(experiments: Experiments): object {
  const alternatives = Object.values(experiments).map((experiment) => ({
    title: experiment.title,
    type: 'object',
    properties: {
      experiment: { const: experiment.name },
      parameters: parametersSchema(experiment),
      backend: { enum: backendNames, default: defaultBackend },
    },
    required: ['experiment', 'parameters'],
    additionalProperties: false,
  }));
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'EnsembleSpec', oneOf: alternatives };
}
