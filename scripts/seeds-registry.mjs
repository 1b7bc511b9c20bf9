// docs/results/seeds.json as a value: every seed that a rule of a claim was tried or judged on. scripts/seeds.mjs and results.mjs use it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param docs  the folder docs/results */
export function readSeeds(docs) {
  return JSON.parse(readFileSync(join(docs, 'seeds.json'), 'utf8'));
}

/** One entry a line, so that two people who draw at the same time meet in one place only. */
export function writeSeeds(docs, { format, about, seeds }) {
  const lines = seeds.map((entry) => `    ${JSON.stringify(entry).replaceAll('":', '": ').replaceAll(',"', ', "')}`);
  const text = `{\n  "format": ${format},\n  "about": ${JSON.stringify(about)},\n  "seeds": [\n${lines.join(',\n')}\n  ]\n}\n`;
  JSON.parse(text);
  writeFileSync(join(docs, 'seeds.json'), text);
}

const covers = ({ claims }, claim) => claims.includes('*') || claims.includes(claim);

/** The registry with a page's seed in it, where it was not: a seed that has a page can judge no later rule. */
export function withResult(registry, claims, seed) {
  const fresh = claims.filter(
    (claim) => !registry.seeds.some((entry) => entry.seed === seed && entry.use !== 'trial' && covers(entry, claim)),
  );
  if (fresh.length === 0) return registry;
  return {
    ...registry,
    seeds: [...registry.seeds, { seed, use: 'result', claims: fresh, note: 'pages of docs/results' }],
  };
}

/** Whether the seed was drawn to judge this claim, and at which commit. */
export function judgment(registry, claim, seed) {
  return registry.seeds.find((entry) => entry.seed === seed && entry.use === 'judge' && covers(entry, claim));
}

/**
 * A seed that no entry has, with the entry that records it.
 * @param pick  () => a whole number to try
 */
export function drawn(registry, claims, { commit, date }, pick) {
  let seed = pick();
  while (registry.seeds.some((entry) => entry.seed === seed)) seed = pick();
  const entry = { seed, use: 'judge', claims, commit, date };
  return { seed, registry: { ...registry, seeds: [...registry.seeds, entry] } };
}
