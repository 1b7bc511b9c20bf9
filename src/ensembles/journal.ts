/**
 * journal/<label>.jsonl of a run folder: one line a whole shard, appended by the process that wrote it and flushed to the disk. A process
 * has a journal of its own, so nobody waits for anybody; the manifest takes over what the journals say when the work ends.
 */
import { z } from 'zod';
import type { Session } from './manifest.ts';
import type { Json } from './spec.ts';
import type { Store } from './store.ts';

const entrySchema = z.object({
  specHash: z.string(),
  bits: z.string(),
  task: z.int().min(0),
  shard: z.string(),
  sha256: z.string(),
  bytes: z.int().min(0),
  rows: z.int().min(0),
  seconds: z.number(),
  host: z.record(z.string(), z.json()),
});

export interface JournalEntry {
  readonly specHash: string;
  /** Equal for kernels that give equal bits. */
  readonly bits: string;
  readonly task: number;
  readonly shard: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
  /** That the task took. */
  readonly seconds: number;
  readonly host: Readonly<Record<string, Json>>;
}

const folder = 'journal';
const ending = '.jsonl';

/** @param label names the file: another one for each process that writes at the same time */
export function openJournal(store: Store, label: string): { note(entry: JournalEntry): Promise<void> } {
  const file = `${label}${ending}`;
  const journal = store.child(folder);
  // A line that a kill cut off under the same label must not swallow the first one of ours.
  let before = '\n';
  return {
    async note(entry) {
      await journal.append(file, `${before}${JSON.stringify(entry)}\n`);
      before = '';
    },
  };
}

/** What all journals say of a spec, by shard. Lines that were cut off, or are damaged, are passed over. */
export async function journalEntries(
  store: Store,
  specHash: string,
): Promise<ReadonlyMap<string, readonly JournalEntry[]>> {
  const journal = store.child(folder);
  const entries = new Map<string, JournalEntry[]>();
  for (const name of await journal.list()) {
    if (!name.endsWith(ending)) continue;
    for (const line of new TextDecoder().decode(await journal.read(name)).split('\n')) {
      const entry = parse(line);
      if (entry?.specHash !== specHash) continue;
      const known = entries.get(entry.shard) ?? [];
      entries.set(entry.shard, known);
      known.push(entry);
    }
  }
  return entries;
}

/** What journals say of a spec by work orders, summed by machine: seconds of work on shards, and since when. */
export async function sessionsIn(store: Store, specHash: string): Promise<Session[]> {
  const sums = new Map<string, Session>();
  for (const entries of (await journalEntries(store, specHash)).values())
    for (const { seconds, host } of entries) {
      const { submission, machine = '', startedAt = '' } = host;
      if (submission === undefined) continue;
      const key = JSON.stringify([submission, machine]);
      const before = sums.get(key);
      const started = [before?.started, String(startedAt)].filter((text) => text !== undefined).sort()[0]!;
      sums.set(key, { started, seconds: (before?.seconds ?? 0) + seconds, workers: 1, host: before?.host ?? host });
    }
  return [...sums.values()];
}

/** The manifest says it all: for the end of a complete run. */
export function removeJournals(store: Store): Promise<void> {
  return store.child(folder).removeAll();
}

function parse(line: string): JournalEntry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
