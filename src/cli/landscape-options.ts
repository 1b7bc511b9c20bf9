/**
 * Options that name a landscape and a point on it. Those of a landscape are the fields of the families' schemas: a family that joins the
 * registry has its options here.
 */
import { type Command, Option } from 'commander';
import type { core } from 'zod';
import { ArgumentError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { inputSchema } from '../base/schema.ts';
import type { Families, Family } from '../landscapes/family.ts';
import type { LandscapeJson } from '../landscapes/landscape-spec.ts';
import { dataOptions, numeric, numericList, withEngine } from './options.ts';

/** The landscape's own fields besides, by the names of the families' schemas. */
export interface LandscapeOptions {
  readonly landscape?: string;
  readonly run?: string;
  readonly data?: string;
  readonly target?: string;
  readonly sampleWeights?: string;
  readonly inputScale?: number;
  readonly permuteTargets?: number;
  readonly seed?: number;
  readonly json?: boolean;
}

export interface PointOptions extends LandscapeOptions {
  readonly point: number;
  readonly parameters?: string;
  readonly array?: string;
  readonly retract?: boolean;
}

type Schema = core.JSONSchema.JSONSchema;

/** A field of one or more families, with the schema that each has for it. */
interface Field {
  readonly name: string;
  readonly owners: readonly { readonly family: Family; readonly schema: Schema }[];
}

/** Every field of every family, once; the seed stands for everything random and comes last, after the data. */
function fieldsOf(families: Families): Field[] {
  const fields = new Map<string, Field>();
  for (const family of Object.values(families)) {
    const { properties = {} } = inputSchema(family.schema);
    for (const [name, schema] of Object.entries(properties)) {
      const owners = fields.get(name)?.owners ?? [];
      fields.set(name, { name, owners: [...owners, { family, schema: schema as Schema }] });
    }
  }
  return [...fields.values()].filter(({ name }) => name !== 'seed' && name !== 'data');
}

/** Heading of what names a point or a file; it comes first in the help. */
export const pointsAndFiles = 'Points and files:';
const runWords = 'a run folder, or its name inside glasscape-runs: its landscape, and its points';

/** --json; --run, --landscape and the families' fields, --data, --seed */
export function withLandscapeOptions(command: Command, families: Families): Command {
  const names = Object.keys(families);
  withEngine(command)
    .option('--json', 'print one JSON document on stdout')
    .addOption(new Option('--run <run>', runWords).helpGroup(pointsAndFiles))
    .optionsGroup('Landscape, named by exactly one of --run, --landscape and its short forms:')
    .option('--landscape <family>', `${names.join(' or ')}, with the options of that family`);
  for (const { name, owners } of fieldsOf(families))
    command.addOption(optionOf(name, owners[0]!.schema, describe(name, owners)));
  for (const option of dataOptions()) command.addOption(option.helpGroup(pointsAndFiles));
  return command.option('--seed <n>', 'seed of couplings, starts and everything random (default: 1)', numeric);
}

function optionOf(name: string, schema: Schema, description: string): Option {
  const long = optionName(name);
  if (schema.type === 'boolean')
    return new Option(schema.default === true ? long.replace('--', '--no-') : long, description);
  const list = schema.type === 'array';
  const value = list ? 'list' : schema.enum ? 'name' : schema.type === 'integer' ? 'n' : 'x';
  const option = new Option(`${long} <${value}>`, description);
  if (list) {
    const numbers = ['integer', 'number'].includes(String((schema.items as Schema | undefined)?.type));
    option.argParser((text: string): (number | string)[] => (numbers ? numericList(text) : text.split(',')));
  } else if (schema.type === 'integer' || schema.type === 'number') option.argParser(numeric);
  return option;
}

/** What the field is in each family; families that say the same are named together. */
function describe(name: string, owners: Field['owners']): string {
  const said = new Map<string, string[]>();
  const shorts: string[] = [];
  for (const { family, schema } of owners) {
    const short = family.short === name;
    const fallback = schema.default === undefined || short ? '' : ` (default: ${JSON.stringify(schema.default)})`;
    const what = `${schema.description ?? name}${choicesOf(schema)}${fallback}`;
    if (short) shorts.push(`short for --landscape ${family.name}: ${what}`);
    else said.set(what, [...(said.get(what) ?? []), family.name]);
  }
  return [...shorts, ...[...said].map(([what, names]) => `of a ${names.join(' or ')}: ${what}`)].join('; ');
}

/** --first-size for firstSize. */
function optionName(field: string): string {
  return `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function choicesOf({ enum: choices, type }: Schema): string {
  if (choices) return `${choices.length > 0 ? ': ' : ''}${choices.join(', ')}`;
  return type === 'array' ? ', separated by commas' : '';
}

/** --parameters, --array, --retract */
export function withFileOptions(command: Command): Command {
  return command
    .optionsGroup(pointsAndFiles)
    .option(
      '--parameters <file>',
      'points from a file: .npy, .npz or .safetensors, as "glasscape export" or numpy writes it',
    )
    .option(
      '--array <name>',
      'which array of an archive (default: the arrays of the landscape: points, or W1, b1, W2, …)',
    )
    .option('--retract', 'put a point that is off its manifold back onto it');
}

/** Those of the landscape and of files, and --point. */
export function withPointOptions(command: Command, families: Families): Command {
  const what = 'record of the run, row of the file, or number of the random start, from 0';
  return withFileOptions(withLandscapeOptions(command, families)).option('--point <k>', what, numeric, 0);
}

/** How the landscape is named: a run, or a family with the fields that were given. */
export type LandscapeName =
  | { readonly kind: 'run'; readonly run: string; readonly fields: Readonly<Record<string, Json>> }
  | { readonly kind: 'family'; readonly landscape: LandscapeJson };

/**
 * @throws ArgumentError unless it is named in exactly one way, with options that belong to it
 */
export function landscapeName(
  where: string,
  families: Families,
  options: LandscapeOptions & Partial<PointOptions>,
): LandscapeName {
  const given = options as Readonly<Record<string, Json | undefined>>;
  const named = Object.values(families).filter(({ short }) => short !== undefined && given[short] !== undefined);
  // A field of another family that is named checks that one: --couplings FILE --size 5.
  const shorts = named.filter((one) =>
    named.every((other) => other === one || !(one.short! in other.schema.shape) || other.short! in one.schema.shape),
  );
  const ways = [
    ...(options.run === undefined ? [] : ['--run']),
    ...(options.landscape === undefined ? [] : ['--landscape']),
    ...(options.landscape === undefined ? shorts.map(({ short }) => optionName(short!)) : []),
  ];
  const words = ways.join(' and ');
  const forms = Object.values(families)
    .filter(({ short }) => short !== undefined)
    .map(({ name, short }) => `${optionName(short!)} (a ${name})`);
  const rule = `named by exactly one of --run (a stored run), --landscape NAME and its short forms ${forms.join(', ')}`;
  if (ways.length !== 1) throw new ArgumentError(where, 'landscape', rule, words || 'none of them');
  if (options.array !== undefined && options.parameters === undefined)
    throw new ArgumentError(where, 'array', 'given with --parameters', options.array);
  const fields = Object.fromEntries(
    fieldsOf(families)
      // An option --no-x is there as true when nobody gave it.
      .filter(
        ({ name, owners }) =>
          given[name] !== undefined && !(given[name] === true && owners[0]!.schema.default === true),
      )
      .map(({ name }) => [name, given[name]!]),
  );
  if (options.run !== undefined) {
    if (options.parameters !== undefined)
      throw new ArgumentError(where, 'parameters', 'given with --landscape (a run has points of its own)', words);
    return { kind: 'run', run: options.run, fields };
  }
  const family = options.landscape === undefined ? shorts[0]! : families[options.landscape];
  if (!family)
    throw new ArgumentError(where, 'landscape', `one of ${Object.keys(families).join(', ')}`, options.landscape);
  for (const name of Object.keys(fields)) {
    if (name in family.schema.shape) continue;
    const owners = Object.values(families).filter(({ schema }) => name in schema.shape);
    throw new ArgumentError(where, name, `asked of a ${owners.map((owner) => owner.name).join(' or ')}`, family.name);
  }
  const own = Object.fromEntries(
    Object.entries({ seed: options.seed, data: options.data }).filter(
      ([field, value]) => value !== undefined && field in family.schema.shape,
    ),
  );
  return { kind: 'family', landscape: { family: family.name, ...fields, ...own } as LandscapeJson };
}
