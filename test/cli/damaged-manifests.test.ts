/**
 * Every field of every kind of manifest damaged in every way, before every command that takes a run: the answer is that of the sound
 * manifest, or one line of refusal. A seeded sample here (SAMPLE=60 cases); GLASSCAPE_CAMPAIGN=whole goes through them all, and
 * GLASSCAPE_REPORT=FILE tells meanwhile what fails.
 */
import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { beforeAll, expect, test } from 'vitest';
import { stream } from '../../src/base/philox.ts';
import { version } from '../../src/base/version.ts';
import { type Host, host } from '../../src/cli/host.ts';
import { submissionName, writeSubmission } from '../../src/cluster/submission.ts';
import { fileStore } from '../../src/ensembles/stores/files.ts';
import { command, scratchFolder, wholeProgram } from './fixtures/command.ts';

const whole = process.env['GLASSCAPE_CAMPAIGN'] === 'whole';
/** Between two cases of the whole: one that is stopped has seen some of every field. A prime, so that it comes to all. */
const stride = 7919;
const sampled = Number(process.env['SAMPLE'] ?? 60);

const scratch = scratchFolder();
const submission = submissionName(0, 1);
const images = ['--pixels', '2', '--epochs', '1', '--workers', '1', '--keep-parameters'];
/** What makes a run of each kind, besides `--out`. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  glass: ['spin-glass', '--size', '6', '--replicas', '2', '--disorders', '2', '--seed', '5', '--workers', '1'],
  network: ['train', '--widths', '2', '--networks', '2', '--train-size', '40', '--test-size', '20', ...images],
  reproduction: ['reproduce', 'ls/thresholds', '--preset', 'smoke', '--workers', '1'],
};
/** The folder that a command is given: one at a time, made anew for each. */
const run = join(scratch, 'runs', 'run');
const soundIn = (kind: string) => join(scratch, kind);

/** What commands need besides the run, and what keeps them short. */
const besides: Readonly<Record<string, readonly string[]>> = {
  certify: ['--near'],
  descent: ['--max-steps', '4'],
  export: ['--to', 'csv', '--out', join(scratch, 'export.csv')],
  finish: ['--submission', submission],
  minima: ['--starts', '2'],
  saddles: ['--max-steps', '20'],
  barrier: ['--straight', '--from', '0', '--to', '1'],
  work: ['--submission', submission, '--chunk', '0'],
};

/** Every command that takes a run, as the program lists them: as its argument, by --run, or as the folder to go on in. */
function takers(program: Command): ((kind: string) => readonly string[])[] {
  const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];
  return all(program).flatMap((one) => {
    const flags = (long: string) => one.options.find((option) => option.long === long)?.flags ?? '';
    const json = flags('--json') === '' ? [] : ['--json'];
    const rest = [...(besides[one.name()] ?? []), ...json];
    const argument = one.registeredArguments.map((argument) => argument.name());
    if (argument.some((name) => name === 'run')) return [() => [one.name(), run, ...rest]];
    if (argument.some((name) => name === 'folder'))
      return [() => [one.name(), one.name() === 'runs' ? join(scratch, 'runs') : run, ...rest]];
    if (flags('--run') !== '') return [() => [one.name(), '--run', run, ...rest]];
    if (/<dir>/.test(flags('--out')))
      return one.name() === 'run'
        ? [(kind: string) => ['run', specOf(kind), '--workers', '1', '--out', run, ...rest]]
        : Object.values(kinds)
            .filter(([name]) => name === one.name())
            .map((made) => () => [...made, '--out', run, ...rest]);
    return [];
  });
}

/** The spec of a run as a file. */
const specOf = (kind: string) => join(scratch, `${kind}.json`);

/** Images are read once for all commands. */
const known = new Map<string, Promise<Uint8Array>>();
const quick: Partial<Host> = {
  artifacts: (folder) => (name) => {
    const key = `${folder} ${name}`;
    if (!known.has(key)) known.set(key, host.artifacts(folder)(name));
    return known.get(key)!;
  },
};

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = readonly (string | number)[];

const manifestOf = (folder: string): Json => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));

function pathsIn(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    pathsIn(one, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...inner];
}

const at = (node: Json, key: string | number): Json => (node as Record<string | number, Json>)[key]!;

const absent = Symbol('absent');

/** Values in place of one: of other types, others of its own type, one thing more inside it, and none. */
function damages(value: Json): (Json | typeof absent)[] {
  const wrong = [null, 1.5, '\u001b[2J', [], {}, true];
  const last = (text: string, other: string) => `${text.slice(0, -1)}${other}`;
  if (typeof value === 'string') return [absent, ...wrong, '', last(value, '0'), last(value, '1'), `${value}-2`];
  if (typeof value === 'number') return [absent, ...wrong, value + 1, -value - 1, 0, 1e300];
  if (typeof value === 'boolean') return [absent, ...wrong, !value];
  if (Array.isArray(value)) return [absent, ...wrong, [...value, ...value], [...value, 'extra'], value.slice(1)];
  return [absent, ...wrong, { ...value, extra: 1 }];
}

function damaged(document: Json, path: Path, value: Json | symbol): string {
  if (path.length === 0) return typeof value === 'symbol' ? '' : JSON.stringify(value);
  const copy = structuredClone(document);
  const parent = path.slice(0, -1).reduce(at, copy) as Record<string | number, Json>;
  if (typeof value !== 'symbol') parent[path.at(-1)!] = value;
  else if (Array.isArray(parent)) parent.splice(Number(path.at(-1)), 1);
  else delete parent[path.at(-1)!];
  return JSON.stringify(copy);
}

/** The sound folder once more, with this manifest. */
function put(kind: string, manifest?: string) {
  rmSync(run, { recursive: true, force: true });
  cpSync(soundIn(kind), run, { recursive: true });
  if (manifest !== undefined) writeFileSync(join(run, 'manifest.json'), manifest);
}

beforeAll(async () => {
  for (const [kind, words] of Object.entries(kinds)) {
    const { code, err } = await command([...words, '--out', soundIn(kind)], quick);
    expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
    const { spec } = manifestOf(soundIn(kind)) as { spec?: Json };
    writeFileSync(specOf(kind), JSON.stringify(spec ?? {}));
    const parts = [{ run: '.', tasks: [0] }];
    await writeSubmission(fileStore(soundIn(kind)), {
      format: 1,
      version,
      name: submission,
      attempt: 1,
      settings: { queue: 'processes', options: [], setup: [], command: '', chunkMinutes: 1, timeMax: 1, attempts: 1 },
      runs: [{ run: '.', seconds: 1, memory: 1e8 }],
      arrays: [{ chunks: [{ parts, seconds: 1, longest: 1, memory: 1e8 }], timeMinutes: 1, memoryMB: 100 }],
    });
  }
}, 120_000);

test('a damaged manifest, before every command: the same answer, or one line that refuses', {
  timeout: whole ? 36_000_000 : 60_000 + 1000 * sampled,
}, async () => {
  const script = pathToFileURL(join(import.meta.dirname, '../../scripts/command-lines.mjs')).href;
  const { complaint } = await import(script);
  const draw = stream(12, 'test/damaged-manifests', 0, 'cases');
  const commands = takers(await wholeProgram());
  const cases = Object.keys(kinds).flatMap((kind) => {
    const document = manifestOf(soundIn(kind));
    return pathsIn(document).flatMap((path) => {
      const value = path.reduce(at, document);
      return damages(value).flatMap((damage) => commands.map((words) => ({ kind, path, damage, words: words(kind) })));
    });
  });
  const sound = new Map<string, { code: number; out: string }>();
  const soundly = async (kind: string, words: readonly string[]) => {
    const key = JSON.stringify([kind, words]);
    if (!sound.has(key)) {
      put(kind);
      sound.set(key, plain(await command(words, quick)));
    }
    return sound.get(key)!;
  };
  const failures: string[] = [];
  const count = whole ? cases.length : sampled;
  const report = process.env['GLASSCAPE_REPORT'] ?? '/dev/null';
  appendFileSync(report, `${count} of ${cases.length} cases\n`);
  for (let k = 0; k < count; k++) {
    const { kind, path, damage, words } =
      cases[whole ? (k * stride) % cases.length : Math.floor(cases.length * draw.uniform())]!;
    const expected = await soundly(kind, words);
    const text = damaged(manifestOf(soundIn(kind)), path, damage);
    put(kind, text);
    const end = await command(words, quick);
    const wrong = complaint(end) ?? (isRight(words[0]!, expected, plain(end), path) ? undefined : 'another answer');
    const value = typeof damage === 'symbol' ? 'absent' : JSON.stringify(damage);
    const said = plain(end).out;
    const from = [...said].findIndex((character, i) => character !== expected.out[i]);
    if (k % 100 === 99) appendFileSync(report, `${k + 1} done\n`);
    if (!wrong) continue;
    failures.push(
      `${kind}.${path.join('.')} = ${value}: ${words.join(' ').replaceAll(scratch, '')}: ${wrong}: ` +
        `${end.code} ${end.err.slice(0, 300)} … ${said.slice(Math.max(0, from - 60), from + 60)}`,
    );
    appendFileSync(report, `${failures.at(-1)}\n`);
  }
  expect(failures).toEqual([]);
});

/** What a run tells of machine, clock and version, which decide nothing. */
const told = ['forecast', 'host', 'date', 'seconds', 'workers', 'sessions', 'version', 'preset', 'message'];

function plain({ code, out }: Outcome): Outcome {
  if (!out.startsWith('{')) return { code, out };
  return { code, out: JSON.stringify(JSON.parse(out), (key, value) => (told.includes(key) ? undefined : value)) };
}

function isRight(name: string, sound: Outcome, found: Outcome, path: Path): boolean {
  if (found.code === 2) return found.out === '';
  if (found.code !== sound.code) return false;
  if (found.out === sound.out) return true;
  // A list tells what a manifest says, and which are damaged.
  return name === 'runs' && (/"status": "damaged"|"kind": "foreign"/.test(found.out) || path[0] === 'status');
}

interface Outcome {
  readonly code: number;
  readonly out: string;
}
