/** Memory of the fleets of one kernel, which come and go. */

/** Memory that a fleet holds while it lives; a block whose fleet was collected serves the next of its size. */
export interface FleetMemory {
  take(bytes: number): number;
  /** Gives the block back once `owner` is no longer reachable. */
  bind(owner: object, block: number, bytes: number): void;
  /** Gives the block back now. */
  give(block: number, bytes: number): void;
}

export function recycled(reserve: (bytes: number) => number): FleetMemory {
  const free = new Map<number, number[]>();
  const give = (block: number, bytes: number) => void free.set(bytes, [...(free.get(bytes) ?? []), block]);
  const collected = new FinalizationRegistry<{ block: number; bytes: number }>(({ block, bytes }) => give(block, bytes));
  return {
    take: (bytes) => free.get(bytes)?.pop() ?? reserve(bytes),
    bind: (owner, block, bytes) => collected.register(owner, { block, bytes }),
    give,
  };
}
