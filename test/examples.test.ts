/** The scripts in examples/ run on the built package and print what their comments promise. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const folder = fileURLToPath(new URL('../examples/', import.meta.url));
const output = (name: string) => execFileSync(process.execPath, [folder + name], { encoding: 'utf8' });

/** What each prints, by the laws of its subject. */
const promises: Readonly<Record<string, readonly RegExp[]>> = {
  'claim.mjs': [/^proved: E_k/m],
  'coupled-spheres.mjs': [/^minimum -\d+\.\d+, reached 20 times, certified-given-K$/m, /^pass: certified/m],
  'glass-saddles.mjs': [/different certified critical points/, /^newton-mr: \d+ different points from 20 searches$/m],
  'muller-brown.mjs': [
    // [muller1979location]: three minima, two saddles.
    /minimum +-146\.69952/,
    /minimum +-108\.16672/,
    /minimum +-80\.76782/,
    /strict-saddle +-72\.24894/,
    /strict-saddle +-40\.66484/,
    /^barrier: certified, over -40\.66484$/m,
  ],
  'own-couplings.mjs': [
    /^complete: 7 isolated eigenpairs/,
    /(eigenvalue 0\.707107 .*\n){3}(eigenvalue 1\.000000 .*\n){3}/,
    /^minimum at energy per spin -?\d/m,
  ],
  'own-function.mjs': [
    /^9 critical points\n(.*minimum, certified\n){4}(.*index 1 {2}strict-saddle, certified\n){4}.*index 2 {2}maximum, certified\n/,
    /\n9 critical points\n(.*minimum, certified-given-K\n){4}(.*saddle, certified-given-K\n){4}.*maximum, certified-given-K\n$/,
  ],
  'own-network.mjs': [/mean loss 0\.\d+, gradient norm/, /\d+ below −0\.001, \d+ within, \d+ above 0\.001/],
  'spectrum.mjs': [/^119 eigenvalues at mean loss/],
  'theory.mjs': [/^−E∞ = -1\.632993$/m, /^−E₀ = -1\.656998$/m],
};

test('every example has a promise', () => {
  expect(readdirSync(folder).filter((name) => name.endsWith('.mjs'))).toEqual(Object.keys(promises).sort());
});

test.each(Object.entries(promises))('%s', (name, lines) => {
  const printed = output(name);
  for (const line of lines) expect(printed).toMatch(line);
});
