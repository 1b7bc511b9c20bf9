import { afterEach, describe, expect, it, vi } from 'vitest';
import { run, runWatched, type Search, type Share, Stopped, stepwise, within } from '../../src/search/search.ts';

/** Counts to `end`, one a slice; with `later` every step is a promise. */
function counting(end: number, later = false): Search<{ n: number }, string> {
  return {
    begin: () => ({ n: 0 }),
    step: ({ n }) => (later ? Promise.resolve({ n: n + 1 }) : { n: n + 1 }),
    done: ({ n }) => n >= end,
    result: ({ n }) => `${n} of ${end}`,
    share: ({ n }) => [n / end, `at ${n}`],
  };
}

/** A generator that yields its slices and notes how far it came. */
function written(slices: number) {
  const seen: number[] = [];
  const search = stepwise(
    function* (): Generator<Share, string, void> {
      for (let k = 0; k < slices; k++) {
        seen.push(k);
        yield [k / slices, `slice ${k}`];
      }
      return 'all';
    },
    () => `${seen.length} slices`,
  );
  return { search, seen };
}

/** All states that a search goes through, by hand. */
function drive<State, Result>(search: Search<State, Result>) {
  let state = search.begin();
  const shares: Share[] = [search.share(state)];
  while (!search.done(state)) {
    state = search.step(state) as State;
    shares.push(search.share(state));
  }
  return { result: search.result(state), shares };
}

describe('run', () => {
  it('goes to the end, shows every state after its slice, and gives the result', () => {
    const seen: number[] = [];
    expect(run(counting(4), ({ n }) => void seen.push(n))).toBe('4 of 4');
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(run(counting(0))).toBe('0 of 0');
  });

  it('does not wait for promises, and says who does', () => {
    expect(() => run(counting(2, true))).toThrow('run: a step of this search is a promise; use runWatched');
  });
});

describe('stepwise', () => {
  it('every yield ends a slice; the share is what was yielded last, the result what is returned', () => {
    const { search } = written(3);
    const { result, shares } = drive(search);
    expect(result).toBe('all');
    expect(shares).toEqual([
      [0, ''],
      [0, 'slice 0'],
      [1 / 3, 'slice 1'],
      [2 / 3, 'slice 2'],
      [2 / 3, 'slice 2'],
    ]);
  });

  it('does nothing before its first step, and gives what is known before its end', () => {
    const { search, seen } = written(3);
    let state = search.begin();
    expect([seen, search.result(state), search.done(state)]).toEqual([[], '0 slices', false]);
    state = search.step(state) as typeof state;
    state = search.step(state) as typeof state;
    expect([seen, search.result(state), search.done(state)]).toEqual([[0, 1], '2 slices', false]);
  });

  it('begins anew each time', () => {
    const { search, seen } = written(2);
    expect([run(search), run(search)]).toEqual(['all', 'all']);
    expect(seen).toEqual([0, 1, 0, 1]);
  });

  it('a result that is undefined ends it, too', () => {
    const nothing = stepwise(
      function* (): Generator<Share, undefined, void> {
        yield [0, ''];
        return undefined;
      },
      () => undefined,
    );
    expect(drive(nothing).shares).toHaveLength(3);
  });
});

describe('within', () => {
  const part = (search: Search<unknown, string>, words?: (doing: string) => string) =>
    stepwise(
      function* (): Generator<Share, string, void> {
        const inner = yield* within(search, [0.2, 0.6], words);
        yield [0.9, 'after'];
        return `outer of ${inner}`;
      },
      () => 'stopped',
    );

  it('spreads the share of the part over its fractions, and gives its result', () => {
    const { result, shares } = drive(part(counting(4)));
    expect(result).toBe('outer of 4 of 4');
    expect(shares.map(([fraction]) => fraction)).toEqual(
      [0, 0.3, 0.4, 0.5, 0.6, 0.9, 0.9].map((x) => expect.closeTo(x, 12)),
    );
    expect(shares.map(([, doing]) => doing)).toEqual(['', 'at 1', 'at 2', 'at 3', 'at 4', 'after', 'after']);
  });

  it('says it in other words where they are given', () => {
    const { shares } = drive(part(counting(1), (doing) => `climb: ${doing}`));
    expect(shares[1]).toEqual([0.6, 'climb: at 1']);
  });

  it('a part that is done at once takes no slice; a promise in a part is refused', () => {
    expect(drive(part(counting(0))).shares).toHaveLength(3);
    expect(() => run(part(counting(2, true)))).toThrow('within: a step of this search is a promise');
  });
});

describe('runWatched', () => {
  afterEach(() => void vi.restoreAllMocks());
  /** A clock that goes on by `milliseconds` each time it is looked at. */
  const clock = (milliseconds: number) => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += milliseconds;
      return now;
    });
  };

  it('gives what run gives, whether steps are promises or not', async () => {
    for (const later of [false, true]) expect(await runWatched(counting(5, later), () => {})).toBe(run(counting(5)));
    expect(await runWatched(written(7).search, () => {})).toBe('all');
  });

  it('shows the states in order, after every slice of 50 ms or longer', async () => {
    clock(60);
    for (const later of [false, true]) {
      const seen: number[] = [];
      await runWatched(counting(4, later), ({ n }) => void seen.push(n));
      expect(seen).toEqual([1, 2, 3, 4]);
    }
  });

  it('does not look up after shorter slices until 50 ms have gone by', async () => {
    clock(20);
    const seen: number[] = [];
    // The clock is looked at once a slice, and once more after a look up.
    await runWatched(counting(9), ({ n }) => void seen.push(n));
    expect(seen).toEqual([3, 6, 9]);
  });

  it('lets others have their turn', async () => {
    clock(60);
    let turns = 0;
    const timer = setInterval(() => void turns++, 0);
    await runWatched(counting(20), () => {});
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });

  it.each([false, true])(
    'stops when the signal is aborted, with what was found by then; promises %s',
    async (later) => {
      clock(60);
      const abort = new AbortController();
      const watch = ({ n }: { n: number }) => {
        if (n === 2) abort.abort();
      };
      const stopped = await runWatched(counting(9, later), watch, abort.signal).catch((error: unknown) => error);
      expect(stopped).toBeInstanceOf(Stopped);
      expect(stopped).toMatchObject({ name: 'Stopped', message: 'the search was stopped' });
      expect((stopped as Stopped<string>).partial()).toBe('3 of 9');
    },
  );

  it('a generator that is stopped gives its partial result', async () => {
    clock(60);
    const abort = new AbortController();
    abort.abort();
    const { search, seen } = written(9);
    const stopped = await runWatched(search, () => {}, abort.signal).catch((error: unknown) => error);
    expect((stopped as Stopped<string>).partial()).toBe('1 slices');
    expect(seen).toEqual([0]);
  });

  it('passes on what a step throws', async () => {
    const broken = { ...counting(3), step: () => Promise.reject(new Error('lost')) };
    await expect(runWatched(broken, () => {})).rejects.toThrow('lost');
  });
});
