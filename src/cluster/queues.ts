/** The batch systems by name. */
import { processesQueue } from './processes.ts';
import type { Queue, QueueName } from './queue.ts';
import { slurmQueue } from './slurm.ts';

const queues: Readonly<Record<QueueName, () => Queue>> = {
  slurm: () => slurmQueue(),
  processes: () => processesQueue(),
};

export function openQueue(name: QueueName): Queue {
  return queues[name]();
}
