/**
 * A submission: what was handed to a batch system at once. Its folder, cluster/<name> below the run's, has plan.json, which nobody changes,
 * the scripts, jobs.json with the ids that the system gave, and the logs. Elements and the finishing job read the plan; what has been computed
 * the shards and journals of the runs say.
 */
import { z } from 'zod';
import { DataError } from '../base/errors.ts';
import { parseManifest, readJson, writeJson } from '../ensembles/manifest.ts';
import type { Store } from '../ensembles/store.ts';
import { queueNames } from './queue.ts';

const folder = 'cluster';
const planName = 'plan.json';
const jobsName = 'jobs.json';
/** UTC time to the millisecond and four characters. */
const nameForm = /^\d{8}T\d{9}Z-[0-9a-f]{4}$/;

const count = z.int().min(1);
/** A folder at the submission's own or below it, never elsewhere. */
const runFolder = z.string().regex(/^(\.|[\w-]+(\/[\w-]+)*)$/);

const settings = z.object({
  queue: z.enum(queueNames),
  /** Words for the system. */
  options: z.array(z.string()),
  /** Lines before the command. */
  setup: z.array(z.string()),
  /** How glasscape is called on a node: text of the script. */
  command: z.string(),
  chunkMinutes: z.number().positive(),
  timeMax: count,
  memMax: count.optional(),
  parallel: count.optional(),
  maxArray: count.optional(),
  attempts: count,
});
export type Settings = Readonly<z.infer<typeof settings>>;

const chunk = z.object({
  parts: z.array(z.object({ run: runFolder, tasks: z.array(z.int().min(0)) })),
  seconds: z.number(),
  longest: z.number(),
  memory: z.number(),
});

const plan = z.object({
  format: z.literal(1),
  version: z.string(),
  name: z.string().regex(nameForm),
  attempt: count,
  settings,
  /** Where the data are, as --data says it. */
  data: z.string().optional(),
  /** What long tasks had reached before (restart-files.ts): a submission after which they are further was not in vain. */
  reached: z.string().optional(),
  /** Folder, forecast seconds of the whole on one core, forecast bytes of one process. */
  runs: z.array(z.object({ run: runFolder, seconds: z.number(), memory: z.number() })),
  arrays: z.array(z.object({ chunks: z.array(chunk), timeMinutes: count, memoryMB: count })),
});
export type Submission = Readonly<z.infer<typeof plan>>;

const jobs = z.object({ queue: z.enum(queueNames), arrays: z.array(z.string()), finish: z.string().optional() });
export type Jobs = Readonly<z.infer<typeof jobs>>;

/**
 * Names in the order of their times, so that the last one is the newest.
 * @param now    milliseconds since 1970
 * @param random a number from 0 to 65535: two hosts that submit at once have names of their own
 */
export function submissionName(now: number, random: number): string {
  const time = new Date(now).toISOString().slice(0, 23).replace(/[-:.]/g, '');
  return `${time}Z-${random.toString(16).padStart(4, '0')}`;
}

/** The folder of a submission. @param top of the run, or of the reproduction */
export function submissionStore(top: Store, name: string): Store {
  return top.child(folder).child(name);
}

export function writeSubmission(top: Store, submission: Submission): Promise<void> {
  return writeJson(submissionStore(top, submission.name), planName, submission);
}

/** @throws DataError when there is none of that name; StoreError when its plan is damaged */
export async function readSubmission(top: Store, name: string): Promise<Submission> {
  const store = submissionStore(top, nameForm.test(name) ? name : 'none');
  const document = await readJson(store, planName);
  if (document === undefined) throw new DataError(`${top.location} has no submission ${JSON.stringify(name)}`);
  return parseManifest(store, plan, document);
}

export function writeJobs(top: Store, name: string, ids: Jobs): Promise<void> {
  return writeJson(submissionStore(top, name), jobsName, ids);
}

/** The jobs of one submission; undefined where the system's answer was never written down. */
export async function readJobs(top: Store, name: string): Promise<Jobs | undefined> {
  const store = submissionStore(top, name);
  const document = await readJson(store, jobsName);
  return document === undefined ? undefined : parseManifest(store, jobs, document);
}

/** The words of a job that come before its own: set-up and command. @param element shell text of the chunk's number; of a finishing job absent */
export function scriptOf(
  { setup, command }: Pick<Settings, 'setup' | 'command'>,
  words: readonly string[],
): Uint8Array {
  // By exec signals to the batch shell reach the command.
  const lines = ['#!/bin/bash', ...setup, `exec ${command} ${words.join(' ')}`, ''];
  return new TextEncoder().encode(lines.join('\n'));
}
