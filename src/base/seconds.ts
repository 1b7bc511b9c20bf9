/** How long something will take, timed on a part of it. */
/** Milliseconds of one look, and looks at most: only what takes long deserves to be timed well. */
const look = 60;
const looks = 6;
/** Seconds that nobody needs to be told of. */
export const unnoticed = 2;

/** Seconds of `times` times some work. What seems long is timed again, since the first runs are spent on compiling; what is not noticed, no further. */
export function secondsOf(clock: () => number, times: number, work: () => void): number {
  let seconds = Infinity;
  for (let k = 0; k < looks && seconds > unnoticed; k++) {
    const began = clock();
    let [runs, taken] = [0, 0];
    do {
      work();
      runs++;
      taken = clock() - began;
      // A clock of whole milliseconds may be one ahead.
    } while (taken < look && (times * (taken + 1)) / runs / 1000 > unnoticed);
    seconds = Math.min(seconds, (times * taken) / runs / 1000);
  }
  return seconds;
}
