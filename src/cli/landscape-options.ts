/** Options of the commands that look at one point of a stored run. */
import type { Command } from 'commander';
import { numeric } from './options.ts';

export interface PointOptions {
  readonly run: string;
  readonly point: number;
  readonly images?: number;
  readonly json?: boolean;
}

/** --run, --point, --images, --json */
export function withPointOptions(command: Command): Command {
  return command
    .requiredOption('--run <run>', 'a run folder, or its name inside glasscape-runs')
    .option('--point <k>', 'record of the run, from 0', numeric, 0)
    .option('--images <n>', 'of a network: loss over the first n training images (default: those it saw)', numeric)
    .option('--json', 'print one JSON document on stdout');
}
