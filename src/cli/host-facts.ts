/** What a process says about the machine it runs on. */
import { arch, cpus, hostname, platform } from 'node:os';
import type { Json } from '../ensembles/spec.ts';

/** The machine, for the manifest. */
export function hostFacts(data: string | undefined): Record<string, Json> {
  const facts = {
    node: process.version,
    platform: platform(),
    arch: arch(),
    machine: hostname(),
    cpu: cpus()[0]?.model ?? '',
  };
  return data === undefined ? facts : { ...facts, data };
}
