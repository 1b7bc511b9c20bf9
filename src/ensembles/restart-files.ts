/**
 * A restart file holds what a long task has reached, so that another process goes on with it. It lies in the run folder as restart/task-00012.<hash>.bin,
 * written in one step, at most each five minutes and when the process is told to begin nothing more, and removed with the shard that takes
 * its place. One of another spec, of other bits, or damaged is passed over: the task begins at its start.
 */
import { version } from '../base/version.ts';
import { sha256Hex } from '../data/hash.ts';
import type { Plan } from './plan.ts';
import type { Task } from './spec.ts';
import type { Store } from './store.ts';

/** Milliseconds between two states of a task that are kept. */
export const usualRestartInterval = 300_000;

/** Where states go and come from, as bytes: a task's by its number. */
export interface RestartFiles {
  load(task: Task): Promise<Uint8Array | undefined>;
  save(task: Task, state: Uint8Array): Promise<void>;
  /** Its shard is whole. */
  drop(task: Task): Promise<void>;
  /** The run is complete. */
  dropAll(): Promise<void>;
  /** Names what all states have reached: another word when one of them went on. */
  reached(): Promise<string>;
}

const folder = 'restart';

/** Those of a plan in its run's folder. */
export function restartFiles(plan: Plan, store: Store): RestartFiles {
  const files = store.child(folder);
  const nameOf = ({ index }: Task) => `task-${String(index).padStart(5, '0')}.${plan.hash.slice(0, 12)}.bin`;
  const headOf = async ({ index }: Task, state: Uint8Array) =>
    new TextEncoder().encode(
      `${JSON.stringify({
        specHash: plan.hash,
        version,
        bits: plan.bits,
        task: index,
        sha256: await sha256Hex(state),
      })}\n`,
    );
  return {
    async load(task) {
      const name = nameOf(task);
      if (!(await files.exists(name))) return undefined;
      const bytes = await files.read(name);
      const state = bytes.subarray(bytes.indexOf(10) + 1);
      // Everything that must be so is said in the first line, so that one comparison finds whatever is not.
      const head = await headOf(task, state);
      const isOurs = head.length + state.length === bytes.length && head.every((byte, i) => byte === bytes[i]);
      return isOurs ? state : undefined;
    },
    save: async (task, state) => files.write(nameOf(task), [await headOf(task, state), state]),
    drop: (task) => files.remove(nameOf(task)),
    dropAll: () => files.removeAll(),
    async reached() {
      const states: string[] = [];
      for (const name of await files.list()) states.push(`${name} ${await sha256Hex(await files.read(name))}`);
      return sha256Hex(new TextEncoder().encode(states.join()));
    },
  };
}
