/** What a run will cost, said before it starts, and the refusal of what cannot fit. */
import { CapacityError } from '../base/errors.ts';
import type { DataShapes } from '../data/dataset.ts';
import type { Kernels } from '../kernels/contract.ts';
import { hostBytes } from './memory.ts';
import { completeSpec, type Experiments } from './parameters.ts';
import type { EnsembleSpec, Experiment, Forecast, Timings } from './spec.ts';

/** What there is, in bytes. */
export interface Limits {
  readonly memory: number;
  readonly disk: number;
}

/**
 * The forecast of a spec on this machine, of its process and of the workers that get a task; nothing is loaded for it.
 * @param shapes   of the user's data that the spec names
 * @param timings  of forecasts made before on these kernels; what this one times is added
 * @throws ArgumentError for a broken rule
 * @throws CapacityError when memory or disk do not suffice; about memory the experiment names the largest size that fits
 */
export async function forecastSpec(
  experiments: Experiments,
  spec: EnsembleSpec,
  workers: number,
  kernels: Kernels,
  limits: Limits,
  timings: Timings = new Map(),
  shapes?: DataShapes,
): Promise<Forecast> {
  const { experiment, parsed } = completeSpec(experiments, spec);
  const memory = Math.max(0, limits.memory - hostBytes);
  experiment.checkCapacity(parsed, 1, memory, shapes);
  const asked = await experiment.forecast(parsed, workers, kernels, timings, shapes);
  const busy = busyWorkers(experiment, parsed, workers, asked);
  experiment.checkCapacity(parsed, busy, memory, shapes);
  const { memory: used, ...costs } =
    busy < workers ? await experiment.forecast(parsed, busy, kernels, timings, shapes) : asked;
  const forecast = { ...costs, memory: used + hostBytes };
  refuse(experiment.name, 'memory', forecast.memory, limits.memory);
  refuse(experiment.name, 'disk', forecast.disk, limits.disk);
  return forecast;
}

/** More tasks than a machine has workers; so few are quickly counted. */
const manyTasks = 10_000;

/** Workers that get a task: the others are never started. */
function busyWorkers(experiment: Experiment<unknown>, parsed: unknown, workers: number, { disk }: Forecast): number {
  // A task takes some room on the disk at least, so that a spec of millions is not split for this.
  return disk > 4096 * manyTasks ? workers : Math.min(workers, experiment.split(parsed).length);
}

/** Costs of runs done one after the other: times and files add, the peak of memory is the largest. */
export function addForecasts(forecasts: readonly Forecast[]): Forecast {
  return {
    seconds: forecasts.reduce((sum, { seconds }) => sum + seconds, 0),
    memory: forecasts.reduce((most, { memory }) => Math.max(most, memory), 0),
    disk: forecasts.reduce((sum, { disk }) => sum + disk, 0),
    basis: [...new Set(forecasts.map(({ basis }) => basis))].join('; '),
  };
}

/** "about 3 min 20 s, 310 MB of memory, 4.1 MB on disk" */
export function formatForecast({ seconds, memory, disk }: Forecast): string {
  return `about ${formatSeconds(seconds)}, ${formatBytes(memory)} of memory, ${formatBytes(disk)} on disk`;
}

/** Two significant units: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min", "1 d 4 h". */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.round(seconds / 3600);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Decimal units with two or three digits: "87 kB", "4.1 MB", "310 MB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let amount = bytes;
  let unit = 0;
  for (; amount >= 999.5 && unit < units.length - 1; unit++) amount /= 1000;
  return `${unit > 0 && amount < 9.95 ? amount.toFixed(1) : Math.round(amount)} ${units[unit]}`;
}

function refuse(where: string, what: keyof Limits, needed: number, available: number): void {
  if (needed > available)
    throw new CapacityError(
      `${where}: needs ${formatBytes(needed)} of ${what}, ${formatBytes(available)} are available`,
    );
}
