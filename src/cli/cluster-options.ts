/** What is asked of a batch system: by the options, or by the profile in glasscape.json; a command line option wins. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { integer, oneOf } from '../base/arguments.ts';
import { ArgumentError, DataError } from '../base/errors.ts';
import { parseParameters } from '../base/schema.ts';
import type { QueueName } from '../cluster/queue.ts';
import type { Settings } from '../cluster/submission.ts';
import type { Json } from '../ensembles/spec.ts';
import { backendBits } from '../kernels/backends.ts';
import { type BackendName, defaultBackend } from '../kernels/contract.ts';
import type { ClusterOptions } from './cluster-words.ts';
import { shellWord } from './print.ts';

/** What was asked of a batch system. */
export interface AskedCluster {
  readonly settings: Settings;
  readonly wait: boolean;
  readonly force: boolean;
  /** Kernels whose bits depend on the processor need all nodes to have one. */
  readonly oneProcessor: boolean;
}

const executors = ['local', 'slurm', 'processes'] as const;

/** Of options that Slurm alone has a use for. */
const slurmOnly = ['partition', 'account', 'qos', 'constraint', 'sbatch'] as const;

/** @throws ArgumentError when the bits of the kernels would depend on the node */
export function requirePortableBits(
  where: string,
  names: readonly (BackendName | undefined)[],
  { oneProcessor }: Pick<AskedCluster, 'oneProcessor'>,
): void {
  const relaxed = names.find((name = defaultBackend) => backendBits[name] && !backendBits[name].deterministic);
  if (relaxed && !oneProcessor)
    throw new ArgumentError(
      where,
      'backend',
      'wasm or reference on nodes of several kinds; --constraint names one kind',
      relaxed,
    );
}

/** How a forecast differs for work that nodes do: one worker, and what memory a job may have. */
export function onNodes({ settings: { memMax } }: AskedCluster): { workers: number; memory: number } {
  return { workers: 1, memory: memMax === undefined ? Infinity : 1e6 * memMax };
}

const words = z.string().min(1);
const profile = z.strictObject({
  executor: z.enum(executors).optional(),
  partition: words.optional(),
  account: words.optional(),
  qos: words.optional(),
  constraint: words.optional(),
  timeMax: words.optional(),
  memMax: words.optional(),
  chunkMinutes: z.number().optional(),
  parallel: z.int().optional(),
  maxArray: z.int().optional(),
  setup: z.array(words).optional(),
  command: words.optional(),
  sbatch: z.array(words).optional(),
  attempts: z.int().optional(),
});
const config = z.strictObject({ profiles: z.record(z.string(), z.record(z.string(), z.json())) });

/**
 * What the options and the profile ask for; undefined when the command computes here.
 * @param where    the command
 * @throws         ArgumentError for a broken rule; DataError for a file that is no configuration
 */
export async function askedCluster(where: string, given: ClusterOptions): Promise<AskedCluster | undefined> {
  const section = await profileOf(where, given);
  const all: ClusterOptions = { ...section, ...stated(given) };
  const executor = oneOf(where, 'executor', all.executor ?? 'local', executors);
  if (executor === 'local') {
    const stray = Object.keys(stated(given)).find((name) => !['executor', 'profile', 'force'].includes(name));
    if (stray !== undefined)
      throw new ArgumentError(where, kebab(stray), 'given with --executor slurm or processes', given[stray as 'qos']);
    return undefined;
  }
  const unused = executor === 'processes' && slurmOnly.find((name) => name in stated(given));
  if (unused) throw new ArgumentError(where, unused, 'given with --executor slurm', given[unused]);
  return {
    settings: settingsOf(where, executor, all),
    wait: all.wait === true || executor === 'processes',
    force: all.force === true,
    oneProcessor: executor === 'processes' || all.constraint !== undefined,
  };
}

function settingsOf(where: string, queue: QueueName, all: ClusterOptions): Settings {
  const { chunkMinutes = 15, attempts = 3, parallel, maxArray, setup = [], sbatch = [] } = all;
  if (!(chunkMinutes > 0 && chunkMinutes <= 24 * 60))
    throw new ArgumentError(where, 'chunk-minutes', 'a number > 0 and ≤ 1440', chunkMinutes);
  const named = slurmOnly.filter((name) => name !== 'sbatch' && all[name] !== undefined);
  const options = queue === 'slurm' ? [...named.map((name) => `--${name}=${all[name]}`), ...sbatch] : [];
  const line = setup.find((text) => text.includes('\n'));
  if (line !== undefined) throw new ArgumentError(where, 'setup', 'one line', line);
  return {
    queue,
    options,
    setup: [...setup],
    command: all.command ?? ownCommand(),
    chunkMinutes,
    timeMax: minutesOf(where, all.timeMax ?? '1:00:00'),
    memMax: all.memMax === undefined ? undefined : megabytesOf(where, all.memMax),
    parallel: parallel === undefined ? undefined : integer(where, 'parallel', parallel, 1),
    maxArray: maxArray === undefined ? undefined : integer(where, 'max-array', maxArray, 1),
    attempts: integer(where, 'attempts', attempts, 1, 20),
  };
}

/** This Node and this installation, as a script says them. */
function ownCommand(): string {
  return [process.execPath, fileURLToPath(new URL('../cli/main.js', import.meta.url))].map(shellWord).join(' ');
}

/** Minutes of "30", "30:00", "4:00:00", "2-0", "2-12:00", "1-12:30:00"; rounded up. @source sbatch(1), --time */
export function minutesOf(where: string, text: string): number {
  const found = /^(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?$/.exec(text);
  const [days, a = 0, b = 0, c = 0] = (found ?? []).slice(1).map((part) => (part === undefined ? undefined : +part));
  const isShort = days === undefined && found?.[4] === undefined;
  const minutes = isShort ? a + b / 60 : (days ?? 0) * 1440 + a * 60 + b + c / 60;
  if (found && minutes > 0) return Math.ceil(minutes);
  throw new ArgumentError(where, 'time-max', 'a time such as 30, 4:00:00 or 2-12:00', text);
}

/** MB of "4G", "512M", "1000"; rounded down. @source sbatch(1), --mem */
export function megabytesOf(where: string, text: string): number {
  const [, digits, unit = 'M'] = /^(\d+)([KMGT]?)$/i.exec(text) ?? [];
  const size = Math.floor(Number(digits) * 1024 ** ('KMGT'.indexOf((unit || 'M').toUpperCase()) - 1));
  if (size >= 1) return size;
  throw new ArgumentError(where, 'mem-max', 'a size such as 512M or 4G', text);
}

/** The options that were given: lists that are empty were not. */
function stated(options: ClusterOptions): ClusterOptions {
  const names = [...Object.keys(profile.shape), 'profile', 'wait', 'force'];
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => names.includes(name) && value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/** @throws ArgumentError for a profile that no file has */
async function profileOf(where: string, { profile: asked }: ClusterOptions): Promise<ClusterOptions> {
  const base = process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  for (const path of ['glasscape.json', join(base, 'glasscape', 'config.json')]) {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw new DataError(`${path} cannot be read (${error.code})`);
    });
    if (text === undefined) continue;
    const { profiles } = parseParameters(path, config, parseJson(path, text));
    const name = asked === undefined ? 'default' : oneOf(where, 'profile', asked, Object.keys(profiles));
    return Object.hasOwn(profiles, name) ? parseParameters(`${path}, ${name}`, profile, profiles[name]!) : {};
  }
  if (asked !== undefined)
    throw new ArgumentError(where, 'profile', 'a section of glasscape.json, and there is no such file', asked);
  return {};
}

function parseJson(path: string, text: string): Json {
  try {
    const document: Json = JSON.parse(text);
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document;
  } catch {
    // Said below.
  }
  throw new DataError(`${path} is no JSON object`);
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
