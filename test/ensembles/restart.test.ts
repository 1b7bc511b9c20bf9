/** A task that is stopped wherever it may keep its state goes on from there, on another engine too, and leaves the same shard to the bit. */
import { describe, expect, test } from 'vitest';
import { inlineExecutor } from '../../src/ensembles/executors/inline.ts';
import { experiments } from '../../src/ensembles/experiments/index.ts';
import { planEnsemble } from '../../src/ensembles/plan.ts';
import { phasesOf, type Restart, restartOf } from '../../src/ensembles/restart.ts';
import { packState, type State, unpackState } from '../../src/ensembles/restart-state.ts';
import { type RunOptions, runEnsemble } from '../../src/ensembles/run.ts';
import type { Json, Records, TaskContext } from '../../src/ensembles/spec.ts';
import { memoryStore } from '../../src/ensembles/stores/memory.ts';
import { createKernels } from '../../src/kernels/index.ts';
import { best } from '../support/backends.ts';
import { patternSet } from './fixtures/patterns.ts';

/** What ends a process in the middle. */
class Killed extends Error {}

const never = () => false;

/** Keeps whenever it may, and is killed behind the last of `keeps` states. */
function killedAfter(keeps: number, kept: Uint8Array | undefined, save: (state: Uint8Array) => void): Restart {
  let left = keeps;
  const restart = restartOf(kept, { interval: 0, isAsked: never, save });
  return {
    kept: restart.kept,
    async keep(state) {
      await restart.keep(state);
      if (--left === 0) throw new Killed();
    },
  };
}

const networks = {
  widths: [4],
  networks: 2,
  networksPerTask: 2,
  epochs: 5,
  batch: 30,
  rate: 0.3,
  trainSize: 150,
  testSize: 40,
  pixels: 3,
};
const { widths: _, ...ofAnyDepth } = networks;
const deep = { ...ofAnyDepth, hidden: [4, 3] };
const specs: readonly (readonly [experiment: string, parameters: { readonly [key: string]: Json }])[] = [
  ['tiny-training', { networks: 3, steps: 4000, optimizer: 'adam', rate: 0.01, restLoss: 0.1 }],
  ['tiny-training', { networks: 5, steps: 2500, data: 'zig-zag', hidden: 40, batch: 10, precision: 'float64' }],
  ['network-training', { ...networks, keepParameters: true }],
  ['deep-training', { ...deep, optimizer: 'adam', rate: 0.01, looks: 6, line: true }],
  ['deep-training', { ...deep, momentum: 0.9, rate: 0.1, keepParameters: true }],
  ['network-training', { ...networks, recordAt: [5, 2, 3], settleRate: 0.01 }],
  // Looks in the middle of the last epoch; by the loss before it, not by the first one, a network has converged.
  ['network-trajectory', { ...networks, networks: 1, tolerance: 0.05, looks: 40 }],
  ['network-index', { ...networks, thresholds: [1e-4, 1e-6], polishSteps: 20 }],
];

const sources = { artifact: async () => patternSet(150, 40), progress() {} };

describe.each(specs)('%s %j', (name, parameters) => {
  const experiment = experiments[name]!;
  const spec = experiment.schema.parse(parameters);
  const [task] = experiment.split(spec);
  const once = (context: Partial<TaskContext> = {}) => experiment.run(task!, { ...sources, kernels: best, ...context });

  test('killed behind every state that it keeps it leaves the records of a task that was not', async () => {
    const whole = await once();
    let kept: Uint8Array | undefined;
    let kills = 0;
    let records: Records | undefined;
    while (!records) {
      // Every other process has the module alone, whose vectors are narrower.
      const kernels = kills % 2 === 0 ? createKernels() : best;
      const save = (state: Uint8Array) => {
        kept = state.slice();
      };
      records = await once({ kernels, restart: killedAfter(1, kept, save) }).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
        kills++;
        return undefined;
      });
    }
    expect(kills).toBeGreaterThan(2);
    expect(records).toEqual(whole);
  }, 60_000);
});

describe('a run', () => {
  const parameters = { networks: 4, networksPerTask: 2, steps: 3000, optimizer: 'adam', rate: 0.01 };
  const spec = { experiment: 'tiny-training', parameters } as const;
  const planned = () => planEnsemble(experiments, spec, async () => new Uint8Array());
  /** @param keeps states until a process is killed; never when absent. */
  const execute = async (options: Partial<RunOptions>, keeps = Infinity) => {
    const begun: (State | undefined)[] = [];
    let left = keeps;
    const executor = inlineExecutor(
      async (task, context) => {
        const { restart } = context;
        begun.push(restart!.kept);
        const keep: Restart['keep'] = async (state) => {
          await restart!.keep(state);
          if (--left === 0) throw new Killed('killed');
        };
        return experiments['tiny-training']!.run(task, { ...context, restart: { ...restart!, keep } });
      },
      () => createKernels(),
    );
    const plan = await planned();
    const all = { store: memoryStore(), executor, clock: () => 0, restartInterval: 0, ...options };
    const end = await runEnsemble(plan, all).catch((error: Error) => error);
    return { plan, begun, end, store: all.store };
  };
  const shards = async (store: RunOptions['store']) =>
    Promise.all((await store.list()).filter((name) => name.startsWith('shard')).map((name) => store.read(name)));

  test('goes on where its task was, and leaves the same shards and no restart file', async () => {
    const whole = await execute({});
    const { store, end, plan } = await execute({}, 2);
    expect(end).toBeInstanceOf(Error);
    const files = store.child('restart');
    expect(await files.list()).toEqual([`task-00000.${plan.hash.slice(0, 12)}.bin`]);
    const again = await execute({ store });
    expect((again.begun[0] as { step: number }).step).toBeGreaterThan(0);
    expect(again.begun[1]).toBeUndefined();
    expect(await shards(store)).toEqual(await shards(whole.store));
    expect(await files.list()).toEqual([]);
  });

  test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
    ['a bit of the state is another', (bytes) => bytes.with(bytes.length - 9, bytes.at(-9)! ^ 1)],
    ['the state is cut off', (bytes) => bytes.slice(0, -8)],
    ['it is of other bits', (bytes) => replaced(bytes, /"bits":"[^"]*"/, '"bits":"others"')],
    ['it is of another spec', (bytes) => replaced(bytes, /"specHash":"./, '"specHash":"x')],
    ['it is empty', () => new Uint8Array()],
  ])('begins the task at its start where the file is damaged: %s', async (_, damage) => {
    const { store } = await execute({}, 2);
    const files = store.child('restart');
    const [name] = await files.list();
    await files.write(name!, damage(await files.read(name!)));
    const again = await execute({ store });
    expect(again.begun[0]).toBeUndefined();
    expect(await shards(store)).toEqual(await shards((await execute({})).store));
  });

  test('keeps a state when it is told to begin nothing more, however short ago the last one was', async () => {
    const drain = new AbortController();
    const usual = { restartInterval: 1e9 };
    const quiet = await execute(usual, 2);
    expect(await quiet.store.child('restart').list()).toEqual([]);
    drain.abort();
    const told = await execute({ ...usual, drain: drain.signal }, 2);
    expect(await told.store.child('restart').list()).toHaveLength(1);
  });
});

test('a state is the same to the bit as bytes', () => {
  const state: State = {
    step: 7,
    odd: [Number.NaN, -0, 0, Infinity, -Infinity, 5e-324, 0.1, true, null, 'ü'],
    floats: Float64Array.of(Number.NaN, -0, 0.1),
    deep: [{ order: Uint32Array.of(4294967295), counts: Int32Array.of(-1, 2, 3), text: ['a', ''] }],
  };
  expect(unpackState(packState(state))).toEqual(state);
  expect(() => unpackState(new TextEncoder().encode('none'))).toThrow('a restart file that holds no state');
});

test('phases that are over are not computed again, and forget their parts', async () => {
  let kept: Uint8Array | undefined;
  let computed = '';
  const work = async (restart: Restart) => {
    const phases = phasesOf(restart);
    for (const k of [1, 10])
      await phases.long(`network ${k}`, async () => {
        const parts = [];
        for (const part of ['a', 'b'])
          parts.push(
            await phases.of(`network ${k}/${part}`, () => {
              computed += `${k}${part} `;
              return k;
            }),
          );
        return parts;
      });
  };
  for (let kill = 0; kill < 6; kill++) {
    const save = (state: Uint8Array) => {
      kept = state;
    };
    await expect(work(killedAfter(1, kept, save))).rejects.toThrow(Killed);
  }
  expect(computed).toBe('1a 1b 10a 10b ');
  expect(unpackState(kept!)).toEqual({ 'network 1': [1, 1], 'network 10': [10, 10] });
});

function replaced(bytes: Uint8Array, pattern: RegExp, text: string): Uint8Array {
  const latin = Buffer.from(bytes).toString('latin1');
  return Uint8Array.from(Buffer.from(latin.replace(pattern, text), 'latin1'));
}
