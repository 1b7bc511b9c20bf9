export interface SeedEntry {
  readonly seed: number;
  readonly use: string;
  readonly claims: readonly string[];
  readonly note?: string;
  readonly commit?: string;
  readonly date?: string;
}
export interface Registry {
  readonly seeds: readonly SeedEntry[];
}
export declare function readSeeds(docs: string): Registry;
export declare function writeSeeds(docs: string, registry: Registry): void;
export declare function withResult(registry: Registry, claims: readonly string[], seed: number): Registry;
export declare function judgment(registry: Registry, claim: string, seed: number): SeedEntry | undefined;
export declare function drawn(
  registry: Registry,
  claims: readonly string[],
  when: { readonly commit: string; readonly date: string },
  pick: () => number,
): { readonly seed: number; readonly registry: Registry };
