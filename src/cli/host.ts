/** What the commands work with, loaded when it is needed: `glasscape --help` loads none of it, and tests bring their own. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import type { Claim } from '../claims/claim.ts';
import type { DataChange, DataRule } from '../data/data-name.ts';
import type { Families } from '../landscapes/family.ts';
import type { AskedData } from '../node/user-data.ts';
import { type ComputingHost, computingHost } from './computing-host.ts';

export interface Host extends ComputingHost {
  /** Landscapes that commands can look at: those that run anywhere, and what needs Node besides. */
  families(): Promise<Families>;
  claims(): Promise<Readonly<Record<string, Claim>>>;
  /** What the option --data names. */
  data(text: string, rule?: DataRule & DataChange): Promise<AskedData>;
  /** Bytes of memory a run may take. */
  memory(): Promise<number>;
}

/** Worker threads start from one file where a build has made it, in half the time that its modules take. */
const bundle = new URL('../bundle/work-process.js', import.meta.url);
const workerEntry = existsSync(bundle) ? bundle : new URL('../cli/work-process.js', import.meta.url);

export const host: Host = {
  ...computingHost(workerEntry),
  families: async () => (await import('../landscapes/families.ts')).families,
  claims: async () => (await import('../claims/index.ts')).claims,
  data: async (text, rule) => (await import('../node/user-data.ts')).askedData(text, rule),
  async memory() {
    const available = /^MemAvailable:\s+(\d+) kB$/m.exec(await readFile('/proc/meminfo', 'utf8').catch(() => ''))?.[1];
    return Math.min(available ? Number(available) * 1024 : freemem(), process.constrainedMemory?.() || Infinity);
  },
};
