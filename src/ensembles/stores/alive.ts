/** Is a process of this machine alive? One that was killed and not yet waited for (a zombie) is not. */
import { readFile } from 'node:fs/promises';

/** @param started as `startOf` gave it, so that a pid that is used again is not mistaken; not compared when empty */
export async function isAlive(pid: number, started = ''): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const { state, start } = await stateOf(pid);
  if (state === 'Z' || state === 'X') return false;
  return start === '' || started === '' || start === started;
}

/** Start time in clock ticks since boot where the system tells; empty elsewhere. */
export async function startOf(pid: number): Promise<string> {
  return (await stateOf(pid)).start;
}

/** Fields 3 and 22 of /proc/PID/stat, which stand behind the last bracket: the name of the program may hold brackets. */
async function stateOf(pid: number): Promise<{ readonly state: string; readonly start: string }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', start: fields[19] ?? '' };
}
