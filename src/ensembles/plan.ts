/** A plan: everything about a run that is decided before it starts. Spec and artifacts in; hash, tasks and shard names out. */
import { DataError } from '../base/errors.ts';
import { sha256Hex } from '../data/hash.ts';
import { backendBits } from '../kernels/backends.ts';
import { specHash } from './hash.ts';
import { completeSpec, type Experiments } from './parameters.ts';
import type { CompleteSpec, EnsembleSpec, Experiment, Task } from './spec.ts';

/** Bytes of a named artifact ('mnist-10x10', …), from wherever the host keeps them. */
export type ArtifactSource = (name: string) => Promise<Uint8Array>;

/** The same source, asked for each artifact once: plans of many ensembles share its bytes. */
export function loadOnce(source: ArtifactSource): ArtifactSource {
  const loaded = new Map<string, Promise<Uint8Array>>();
  return (name) => {
    const bytes = loaded.get(name) ?? source(name);
    loaded.set(name, bytes);
    return bytes;
  };
}

export interface Plan {
  readonly experiment: Experiment<unknown>;
  /** Defaults filled in. */
  readonly spec: CompleteSpec;
  /** The word of its backend: what shards and manifest say of how they were computed. */
  readonly bits: string;
  /** The spec as the experiment's schema parsed it. */
  readonly parsed: unknown;
  readonly hash: string;
  /** Artifact name → sha256 of its bytes. */
  readonly artifacts: Readonly<Record<string, string>>;
  readonly tasks: readonly Task[];
  /** Records all tasks yield together. */
  readonly replicas: number;
  /** Bytes of an artifact by its hash. */
  artifact(hash: string): Promise<Uint8Array>;
}

/**
 * Checks and completes the spec, resolves its artifacts to content hashes, and splits it. In the tasks an artifact's name is
 * replaced by its hash.
 * @throws ArgumentError for a broken rule, one about the artifacts included; DataError when an artifact is missing
 */
export async function planEnsemble(
  experiments: Experiments,
  asked: EnsembleSpec,
  source: ArtifactSource,
): Promise<Plan> {
  const { experiment, spec, parsed } = completeSpec(experiments, asked);
  const names = experiment.artifacts?.(parsed) ?? [];
  const contents = new Map<string, Uint8Array>();
  const artifacts: Record<string, string> = {};
  for (const name of names) {
    const bytes = await source(name);
    artifacts[name] = await sha256Hex(bytes);
    contents.set(artifacts[name], bytes);
  }
  experiment.checkArtifacts?.(parsed, (name) => contents.get(artifacts[name]!)!);
  const tasks = experiment.split(parsed).map((task) => ({
    ...task,
    artifacts: task.artifacts.map((name) => artifacts[name] ?? name),
  }));
  return {
    experiment,
    spec,
    bits: backendBits[spec.backend].bits,
    parsed,
    hash: await specHash(spec, artifacts),
    artifacts,
    tasks,
    replicas: tasks.reduce((sum, task) => sum + task.replicas, 0),
    async artifact(hash) {
      const bytes = contents.get(hash);
      if (!bytes) throw new DataError(`artifact ${hash} is not among those of ${experiment.name}`);
      return bytes;
    },
  };
}

/** File name of a task's shard. */
export function shardName(index: number): string {
  return `shard-${String(index).padStart(5, '0')}.parquet`;
}

/** The task whose shard has this name; undefined for any other name. */
export function shardIndex(name: string): number | undefined {
  const [, digits] = /^shard-(\d{5,})\.parquet$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
