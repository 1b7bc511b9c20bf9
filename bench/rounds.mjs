// Alternating rounds: every contestant in turn, again and again, so that a disturbance of the machine meets all of them.
import { setTimeout as pause } from 'node:timers/promises';

/** OpenBLAS and OpenMP threads spin for a while after a call; nobody starts before they sleep. */
const restMs = 200;

/** Runs each contestant (`repeats` → milliseconds) once a round; repeats are set so that a run takes about `targetMs`. Returns ms per repeat, one list a contestant. */
export async function alternate(contestants, rounds, targetMs) {
  const repeats = [];
  for (const run of contestants) {
    await pause(restMs);
    await run(1); // warms up
    repeats.push(Math.max(1, Math.round(targetMs / (await run(1)))));
  }
  const times = contestants.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [k, run] of contestants.entries()) {
      await pause(restMs);
      times[k].push((await run(repeats[k])) / repeats[k]);
    }
  return times;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** One line for each peer: { size, oursMs, peer, peerMs, ratio, … } with ratio = peerMs / oursMs; one with nulls when there is no peer. */
export function printRatios(print, size, oursMs, peers, details) {
  for (const { name, form, ms } of peers)
    print({
      size,
      oursMs: rounded(oursMs),
      peer: name,
      peerMs: rounded(ms),
      ratio: rounded(ms / oursMs),
      form,
      ...details,
    });
  if (peers.length === 0) print({ size, oursMs: rounded(oursMs), peer: null, peerMs: null, ratio: null, ...details });
}

function rounded(value) {
  return Number(value.toPrecision(4));
}
