// A discrete-event simulation of job arrays: elements wait for free cores, tasks take their forecast times a random factor, nodes fail, a
// requeue waits two minutes, time limits end elements, and the finishing job hands in again what is missing. The cutting is that of src/cluster.
import { stream } from '../dist/base/philox.js';
import { chunkWork } from '../dist/cluster/chunks.js';

/** Spread of a task's time around its forecast: log-normal, mean 1. */
const spread = 0.3;
const startSeconds = 1;
const requeueSeconds = 120;
const submissionSeconds = 30;
const restartSeconds = 300;
const rule = { chunkSeconds: 900, maxArray: 1001, timeMax: 60 };

/**
 * @param loads     of cluster-work.mjs
 * @param failures  of an element, per hour of its time
 * @param restarts  do long tasks keep restart files?
 */
export function simulate(loads, { cores, failures, restarts, repeats }) {
  const all = Array.from({ length: repeats }, (_, k) =>
    once(loads, { cores, failures, restarts }, stream(1, 'bench/cluster', k, 'campaign')),
  );
  const mean = (of) => all.reduce((sum, one) => sum + of(one), 0) / repeats;
  const hours = all.map((one) => one.hours);
  return {
    cores,
    failures,
    restarts,
    hours: mean((one) => one.hours),
    from: Math.min(...hours),
    to: Math.max(...hours),
    busyShare: mean((one) => one.useful / (one.hours * 3600 * cores)),
    lostShare: mean((one) => one.lost / one.useful),
    requeues: mean((one) => one.requeues),
    submissions: mean((one) => one.submissions),
    elements: mean((one) => one.elements),
  };
}

function once(loads, { cores, failures, restarts }, draw) {
  // What is left of each task, and what a restart file has of it.
  const left = new Map(
    loads.map(({ run, tasks, ...load }) => [
      run,
      {
        restarts: restarts && load.restarts,
        tasks: new Map(
          tasks.map(({ index, seconds }) => [
            index,
            { seconds: seconds * Math.exp(spread * draw.normal() - spread ** 2 / 2), kept: 0 },
          ]),
        ),
      },
    ]),
  );
  const useful = [...left.values()]
    .flatMap(({ tasks }) => [...tasks.values()])
    .reduce((sum, { seconds }) => sum + seconds, 0);
  const total = { useful, lost: 0, requeues: 0, submissions: 0, elements: 0 };
  let now = 0;
  for (let factor = 1; ; factor = Math.min(2 * factor, 8)) {
    const work = loads.map(({ run, memory, tasks, ...load }) => ({
      ...{ run, memory, restarts: restarts && load.restarts },
      tasks: tasks.filter(({ index }) => left.get(run).tasks.has(index)),
    }));
    const missing = work.flatMap(({ tasks }) => tasks).reduce((sum, { seconds }) => sum + seconds, 0);
    if (missing === 0) return { ...total, hours: now / 3600 };
    total.submissions++;
    const arrays = chunkWork(work, { ...rule, factor });
    const elements = arrays.flatMap(({ chunks, timeMinutes }) =>
      chunks.map((chunk) => ({ chunk, limit: 60 * timeMinutes, ready: now })),
    );
    total.elements += elements.length;
    now = play(elements, { cores, failures, now, left, total, draw }) + submissionSeconds;
  }
}

/** Until all elements have ended; the time of the last end. */
function play(elements, { cores, failures, now, left, total, draw }) {
  const waiting = [...elements];
  const free = new Heap(Array.from({ length: cores }, () => now));
  const requeued = new Heap([], (element) => element.ready);
  let end = now;
  let next = 0;
  while (next < waiting.length || requeued.size > 0) {
    const core = free.pop();
    const isDue = requeued.size > 0 && (requeued.first.ready <= core || next === waiting.length);
    const element = isDue ? requeued.pop() : waiting[next++];
    const begin = Math.max(core, element.ready);
    const took = attempt(element, { failures, left, total, draw });
    free.push(begin + took.seconds);
    end = Math.max(end, begin + took.seconds);
    if (took.failed) {
      total.requeues++;
      requeued.push({ ...element, ready: begin + took.seconds + requeueSeconds });
    }
  }
  return end;
}

/** One element on a core until it is done, fails or meets its limit. */
function attempt({ chunk, limit }, { failures, left, total, draw }) {
  const failure = failures > 0 ? (-Math.log(1 - draw.uniform()) * 3600) / failures : Infinity;
  const most = Math.min(failure, limit);
  let seconds = startSeconds;
  for (const { run, tasks } of chunk.parts) {
    const load = left.get(run);
    for (const index of tasks) {
      const task = load.tasks.get(index);
      if (!task) continue;
      const needs = task.seconds - task.kept;
      if (seconds + needs <= most) {
        seconds += needs;
        load.tasks.delete(index);
        continue;
      }
      const spent = Math.max(0, most - seconds);
      const kept = load.restarts ? Math.floor(spent / restartSeconds) * restartSeconds : 0;
      task.kept += kept;
      total.lost += spent - kept;
      return { seconds: most, failed: failure < limit };
    }
  }
  return { seconds, failed: false };
}

/** Smallest first. */
class Heap {
  #items;
  #key;

  constructor(items, key = (item) => item) {
    this.#items = [...items].sort((a, b) => key(a) - key(b));
    this.#key = key;
  }

  get size() {
    return this.#items.length;
  }

  get first() {
    return this.#items[0];
  }

  push(item) {
    const [items, key] = [this.#items, this.#key];
    let at = items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (key(items[above]) <= key(items[at])) break;
      [items[above], items[at]] = [items[at], items[above]];
      at = above;
    }
  }

  pop() {
    const [items, key] = [this.#items, this.#key];
    const [first, last] = [items[0], items.pop()];
    if (items.length === 0) return first;
    items[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2])
        if (below < items.length && key(items[below]) < key(items[least])) least = below;
      if (least === at) return first;
      [items[least], items[at]] = [items[at], items[least]];
      at = least;
    }
  }
}
