/** Options of the commands that may leave their ensembles to a batch system. What they mean cluster-options.ts knows. */
import { type Command, Option } from 'commander';
import { numeric } from './options.ts';

export interface ClusterOptions {
  readonly executor?: string;
  readonly profile?: string;
  readonly partition?: string;
  readonly account?: string;
  readonly qos?: string;
  readonly constraint?: string;
  readonly timeMax?: string;
  readonly memMax?: string;
  readonly chunkMinutes?: number;
  readonly parallel?: number;
  readonly maxArray?: number;
  readonly setup?: readonly string[];
  readonly command?: string;
  readonly sbatch?: readonly string[];
  readonly attempts?: number;
  readonly wait?: boolean;
  readonly force?: boolean;
}

const heading = 'Cluster:';

/** --executor and what goes with it. */
export function withCluster(command: Command): Command {
  const collect = (value: string, before: readonly string[]) => [...before, value];
  const list: readonly [flags: string, about: string, parse?: (text: string) => unknown][] = [
    [
      '--executor <name>',
      'local, slurm: job arrays, or processes: the same work orders on this machine (default: local)',
    ],
    ['--profile <name>', 'section of the file glasscape.json to take these options from (default: default, if there)'],
    ['--partition <name>', "partition of the jobs (default: the site's)"],
    ['--account <name>', "account that is charged (default: the site's)"],
    ['--qos <name>', "quality of service (default: the site's)"],
    ['--constraint <features>', 'features that nodes must have (default: none)'],
    ['--time-max <time>', 'longest time limit of a job, as sbatch writes it (default: 1:00:00)'],
    ['--mem-max <size>', 'largest memory of a job, such as 4G (default: what the forecast needs)'],
    ['--chunk-minutes <m>', 'length of one job by the forecast; 5 to 30 suit most sites (default: 15)', numeric],
    ['--parallel <n>', 'jobs of an array that run at once (default: no limit)', numeric],
    ['--max-array <n>', 'jobs in one array (default: what the site allows)', numeric],
    ['--command <words>', 'how glasscape is called on a node (default: this Node and this installation)'],
    ['--attempts <n>', 'times that lost work is submitted (default: 3)', numeric],
    ['--wait', 'stay until the jobs have ended, and show progress'],
    ['--force', 'go on although jobs of this folder may not have ended; the bytes are the same'],
  ];
  for (const [flags, about, parse] of list) {
    const option = new Option(flags, about).helpGroup(heading);
    command.addOption(parse ? option.argParser(parse) : option);
  }
  for (const [flags, about] of [
    ['--setup <line>', 'line of the job script before the command, such as "module load nodejs/20"; may come again'],
    ['--sbatch <option>', 'option for sbatch, passed on as it is; may come again'],
  ] as const)
    command.addOption(new Option(flags, about).helpGroup(heading).argParser(collect).default([], 'none'));
  return command;
}
