/**
 * Work in chunks for a batch system: tasks of many ensembles, by their forecast seconds, become elements of job arrays. Pure: no clock, no
 * files; the same work and rule give the same chunks. Long tasks stand alone; the others are filled up, the longest with the shortest. One
 * array a class of memory, since all elements of an array are given the same.
 */
import { finite, integer, positive } from '../base/arguments.ts';

/** Tasks of one ensemble. */
export interface Workload {
  /** Its folder below that of the submission. */
  readonly run: string;
  /** On one core. */
  readonly tasks: readonly { readonly index: number; readonly seconds: number }[];
  /** Bytes that one process with one worker takes, by the forecast. */
  readonly memory: number;
  /** Do its tasks go on where they were ended? Then none of them needs a longer time limit. */
  readonly restarts?: boolean;
}

/** What one element computes. */
export interface Chunk {
  readonly parts: readonly { readonly run: string; readonly tasks: readonly number[] }[];
  readonly seconds: number;
  /** Seconds of its longest task that must end where it began. */
  readonly longest: number;
  /** Bytes, of its largest ensemble. */
  readonly memory: number;
}

/** The elements of one job array, the longest first, and what each is given. */
export interface ChunkArray {
  readonly chunks: readonly Chunk[];
  readonly timeMinutes: number;
  readonly memoryMB: number;
}

export interface ChunkRule {
  /** Length of a chunk; one task alone may be longer. */
  readonly chunkSeconds: number;
  /** Elements of an array at most. */
  readonly maxArray: number;
  /** Minutes at most, raised where one task alone needs more. */
  readonly timeMax: number;
  /** MB at most. */
  readonly memMax?: number;
  /** Of time and memory, where a first attempt did not suffice: 2, 4, …; 1 when absent. */
  readonly factor?: number;
}

/** Forecasts on a busy machine were wrong by a factor, not by a share (docs/decisions/027). */
const timeMargin = 3;
const leastMinutes = 10;
const stepMinutes = 5;
/** Peak resident memory was at most 1.2 of forecast + 110 MB. */
const memoryMargin = 1.5;
const processMB = 110;
const leastMB = 256;
const stepMB = 128;

/** MB up to which memory is of one class. */
const classes = [512, 2048, Infinity] as const;

/** Does a task begin, write and end in less? No. */
const leastSeconds = 0.02;

/** @throws ArgumentError for a rule that cannot be kept */
export function chunkWork(work: readonly Workload[], rule: ChunkRule): ChunkArray[] {
  positive('chunkWork', 'chunkSeconds', rule.chunkSeconds);
  positive('chunkWork', 'timeMax', rule.timeMax);
  integer('chunkWork', 'maxArray', rule.maxArray, 1);
  for (const { tasks } of work) for (const { seconds } of tasks) finite('chunkWork', 'seconds', seconds, 0);
  const arrays: ChunkArray[] = [];
  let least = 0;
  for (const most of classes) {
    const members = work.filter(({ memory }) => least < memoryFor(memory) && memoryFor(memory) <= most);
    least = most;
    const chunks = fill(members, rule.chunkSeconds);
    for (let first = 0; first < chunks.length; first += rule.maxArray)
      arrays.push(arrayOf(chunks.slice(first, first + rule.maxArray), rule));
  }
  return arrays;
}

/** MB that a process is given for a forecast in bytes: that of the first attempt, times the factor. */
function memoryFor(bytes: number, factor = 1): number {
  const first = Math.max(leastMB, memoryMargin * (bytes / 1e6 + processMB));
  return factor * Math.ceil(first / stepMB) * stepMB;
}

/** Minutes that a chunk of so many seconds is given, likewise. */
function timeFor(seconds: number, factor = 1): number {
  const first = Math.max(leastMinutes, (timeMargin * seconds) / 60);
  return factor * Math.ceil(first / stepMinutes) * stepMinutes;
}

function arrayOf(chunks: readonly Chunk[], { timeMax, memMax = Infinity, factor }: ChunkRule): ChunkArray {
  const greatest = (of: (chunk: Chunk) => number) => chunks.reduce((most, chunk) => Math.max(most, of(chunk)), 0);
  const alone = timeFor(
    greatest(({ longest }) => longest),
    factor,
  );
  return {
    chunks,
    timeMinutes: Math.min(
      timeFor(
        greatest(({ seconds }) => seconds),
        factor,
      ),
      Math.max(timeMax, alone),
    ),
    memoryMB: Math.min(
      memoryFor(
        greatest(({ memory }) => memory),
        factor,
      ),
      memMax,
    ),
  };
}

interface Piece {
  readonly load: number;
  readonly index: number;
  readonly seconds: number;
}

/** The longest task begins a chunk, then the longest others that are left, as long as they fit, then the shortest. */
function fill(work: readonly Workload[], chunkSeconds: number): Chunk[] {
  const pieces: Piece[] = work
    .flatMap(({ tasks }, load) =>
      tasks.map(({ index, seconds }) => ({ load, index, seconds: Math.max(seconds, leastSeconds) })),
    )
    .sort((a, b) => b.seconds - a.seconds || a.load - b.load || a.index - b.index);
  const chunks: Chunk[] = [];
  for (let [head, tail] = [0, pieces.length - 1]; head <= tail; ) {
    const mine = [pieces[head++]!];
    let seconds = mine[0]!.seconds;
    const take = (piece: Piece | undefined) => {
      if (!piece || seconds + piece.seconds > chunkSeconds) return false;
      mine.push(piece);
      seconds += piece.seconds;
      return true;
    };
    while (head <= tail && take(pieces[head])) head++;
    while (head <= tail && take(pieces[tail])) tail--;
    chunks.push(chunkOf(work, mine, seconds));
  }
  return chunks.sort((a, b) => b.seconds - a.seconds);
}

function chunkOf(work: readonly Workload[], pieces: readonly Piece[], seconds: number): Chunk {
  const loads = [...new Set(pieces.map(({ load }) => load))].sort((a, b) => a - b);
  return {
    parts: loads.map((load) => ({
      run: work[load]!.run,
      tasks: pieces
        .filter((piece) => piece.load === load)
        .map(({ index }) => index)
        .sort((a, b) => a - b),
    })),
    seconds,
    longest: pieces.reduce((most, { load, seconds }) => (work[load]!.restarts ? most : Math.max(most, seconds)), 0),
    memory: Math.max(...loads.map((load) => work[load]!.memory)),
  };
}
