/** What experiments on spin glasses have in common: the fields that name the glasses, and tasks by disorder and replica. */
import { z } from 'zod';
import type { Task } from '../spec.ts';

interface Ranges {
  /** Default number of disorders. */
  readonly disorders: number;
  readonly order?: readonly [min: number, max: number];
  readonly size: readonly [min: number, max: number];
}

/** The fields of a spec on spin glasses; where the order is not given, 2 to 5. */
export function glassFields({ disorders, order = [2, 5], size }: Ranges) {
  return {
    order: z.int().min(order[0]).max(order[1]).default(3).describe('H, spins per coupling'),
    size: z.int().min(size[0]).max(size[1]).describe('Λ, number of spins'),
    seed: z.int().min(0).default(1),
    disorders: z.int().min(1).max(1_000_000).default(disorders).describe('independent coupling tensors'),
  };
}

/** A task's place: the disorder, and the first of its replicas. */
export type ReplicaBlock = { readonly disorder: number; readonly first: number };

interface Replicas {
  readonly disorders: number;
  readonly replicas: number;
  readonly replicasPerTask: number;
}

/** Tasks of at most replicasPerTask replicas of one disorder. */
export function splitReplicas<Spec extends Replicas>(experiment: string, spec: Spec): Task<Spec & ReplicaBlock>[] {
  const { disorders, replicas, replicasPerTask } = spec;
  const perDisorder = Math.ceil(replicas / replicasPerTask);
  return Array.from({ length: disorders * perDisorder }, (_, index) => {
    const [disorder, first] = [Math.floor(index / perDisorder), (index % perDisorder) * replicasPerTask];
    return {
      index,
      experiment,
      replicas: Math.min(replicasPerTask, replicas - first),
      parameters: { ...spec, disorder, first },
      artifacts: [],
    };
  });
}
