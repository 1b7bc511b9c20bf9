// Seeds that judge: drawn once the rules are committed, never one that was used before, and written down with the commit.
//
//   npm run build && node scripts/seeds.mjs draw lm/xor-and-jellyfish     one seed for these claims; commit docs/results/seeds.json with it
//   node scripts/seeds.mjs check                                          registry, histories of the rules, pages and git agree
//
// After the run the history of the rules gets { frozen: that commit, seen: what was known by then, judged: [the seed] }.
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { histories } from '../dist/claims/history.js';
import { claims as registered } from '../dist/claims/index.js';
import { drawn, judgment, readSeeds, writeSeeds } from './seeds-registry.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const docs = join(root, 'docs', 'results');
const [command, ...claims] = process.argv.slice(2);

const git = (...args) =>
  execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const succeeds = (...args) => {
  try {
    git(...args);
    return true;
  } catch {
    return false;
  }
};
function refuse(line) {
  console.error(line);
  process.exit(2);
}

if (command === 'draw') {
  const unknown = claims.filter((claim) => !(claim in registered));
  if (claims.length === 0) refuse('seeds: draw needs the claims that the seed will judge');
  if (unknown.length > 0) refuse(`seeds: no claim ${unknown.join(', ')} is registered (build first)`);
  if (git('status', '--porcelain', '--', 'src') !== '')
    refuse('seeds: src has changes that are not committed; rules are frozen by a commit');
  const when = { commit: git('rev-parse', '--short=7', 'HEAD'), date: new Date().toISOString().slice(0, 10) };
  // From 10 000 up: smaller numbers are those that people type.
  const { seed, registry } = drawn(readSeeds(docs), claims, when, () => randomInt(10_000, 1_000_000_000));
  writeSeeds(docs, registry);
  console.log(seed);
} else if (command === 'check') {
  const complaints = [...judged(), ...pages()];
  for (const complaint of complaints) console.error(complaint);
  console.log(complaints.length === 0 ? 'seeds, histories, pages and git agree' : `${complaints.length} do not agree`);
  process.exitCode = complaints.length === 0 ? 0 : 1;
} else refuse(`seeds: the command is draw or check, got ${command}`);

/** Every rule that claims a judging seed has one, drawn at its frozen commit or after it. */
function judged() {
  const registry = readSeeds(docs);
  return Object.entries(histories).flatMap(([claim, own]) =>
    Object.entries(own).flatMap(([finding, { frozen, judged: seeds = [] }]) => {
      const where = `${claim} ${finding}`;
      if (!succeeds('cat-file', '-e', `${frozen}^{commit}`)) return [`${where}: no commit ${frozen}`];
      return seeds.flatMap((seed) => {
        const entry = judgment(registry, claim, seed);
        if (!entry) return [`${where}: seed ${seed} was not drawn to judge it (docs/results/seeds.json)`];
        return succeeds('merge-base', '--is-ancestor', frozen, entry.commit)
          ? []
          : [`${where}: seed ${seed} was drawn at ${entry.commit}, which does not have ${frozen} in its past`];
      });
    }),
  );
}

/** Every page's seed is in the registry. */
function pages() {
  const known = new Set(readSeeds(docs).seeds.map(({ seed }) => seed));
  const folders = [
    '.',
    ...readdirSync(docs, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name),
  ];
  return folders.flatMap((folder) => {
    const list = join(docs, folder, 'results.json');
    if (!existsSync(list)) return [];
    return Object.entries(JSON.parse(readFileSync(list, 'utf8')))
      .filter(([, { seed }]) => !known.has(seed))
      .map(([claim, { seed }]) => `${folder}: ${claim} has a page of seed ${seed}, which is not in seeds.json`);
  });
}
