// The native library: the kernels' templates as C++, compiled for this processor by a compiler that is at hand. It leaves the bits of
// the WASM module, since a lane of a vector is a replica, a network or a column of its own, and multiply-add is not contracted.
//
//   build/native/kernels.json   what was built, for what, its hash and its functions; or why nothing was
//   build/native/<hash>.so      the library; the hash is that of source, flags, compiler and processor
//
// Nothing here can make a build fail: where there is no compiler, WASM runs alone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cplusplus } from './cplusplus.mjs';
import { digest, processor, readIndex } from './library.mjs';
import { prelude } from './prelude.mjs';

/** In the order in which they are tried; GLASSCAPE_CC stands before all, and "none" forbids them. */
const compilers = [['cc'], ['clang'], ['zig', 'cc']];
const flags = [
  ...['-std=c++17', '-O3', '-march=native', '-ffp-contract=off', '-fno-math-errno', '-fno-trapping-math'],
  ...['-fPIC', '-shared', '-fvisibility=hidden', '-w'],
];

/**
 * @param folder   where the library goes
 * @param source   names the kernels' sources: a library of others is never loaded
 * @param text     the templates' text at a width
 * @param before   text with the functions that it calls
 * @param width    bytes of a vector; the widest that the processor has when absent
 */
export function buildNative({ folder, source, text, before, width, log = console.log }) {
  mkdirSync(folder, { recursive: true });
  const index = `${folder}/kernels.json`;
  const built = compileLibrary({ folder, text, before, width, log });
  if (built.reason) log(`kernels: WASM alone, ${built.reason}`);
  writeFileSync(`${index}.new`, `${JSON.stringify({ source, processor: processor(), ...built }, null, 2)}\n`);
  renameSync(`${index}.new`, index);
  for (const name of readdirSync(folder))
    if (!name.startsWith('kernels.json') && name !== built.file) rmSync(`${folder}/${name}`, { force: true });
  return built;
}

function compileLibrary({ folder, text, before, width: asked, log }) {
  const compiler = findCompiler();
  if (compiler === undefined)
    return { reason: 'no C++ compiler was found (cc, clang, zig) when the package was built' };
  const macros = compiler.run(['-march=native', '-x', 'c++', '-dM', '-E', '-'], '');
  if (macros.status !== 0) return { reason: `${compiler.name} knows no -march=native: ${firstLine(macros.stderr)}` };
  const width = asked ?? widestOf(macros.stdout);
  const { code, signatures } = cplusplus(text(width), before);
  const cpp = prelude([16, 32, 64].filter((each) => each <= width)) + code;
  const hash = digest([cpp, ...flags, compiler.name, compiler.version, processor()].join('\n')).slice(0, 16);
  const [file, path] = [`${hash}.so`, `${folder}/${hash}.so`];
  const known = readIndex(folder);
  const kept = known?.file === file && existsSync(path) && known.sha256 === digest(readFileSync(path));
  if (!kept) {
    const input = `${folder}/${hash}.cpp`;
    writeFileSync(input, cpp);
    const made = compiler.run([...flags, '-x', 'c++', input, '-o', `${path}.new`], '');
    rmSync(input, { force: true });
    if (made.status !== 0)
      return {
        reason: `${compiler.name} failed: ${firstLine(made.stderr.split('\n').find((line) => /error/.test(line)) ?? made.stderr)}`,
      };
    renameSync(`${path}.new`, path);
    log(`kernels: native, ${8 * width} bit, ${readFileSync(path).length} bytes, by ${compiler.name}`);
  }
  return { file, sha256: digest(readFileSync(path)), compiler: compiler.version, width, signatures };
}

/** The first compiler that answers. */
function findCompiler() {
  const wished = process.env.GLASSCAPE_CC;
  if (wished === 'none') return undefined;
  for (const words of wished ? [wished.split(' '), ...compilers] : compilers) {
    const run = (more, input) =>
      spawnSync(words[0], [...words.slice(1), ...more], { input, encoding: 'utf8', maxBuffer: 1 << 26 });
    const answer = run(['--version'], '');
    if (answer.status === 0) return { name: words.join(' '), version: firstLine(answer.stdout), run };
  }
  return undefined;
}

function widestOf(macros) {
  if (/__AVX512F__/.test(macros)) return 64;
  return /__AVX__/.test(macros) ? 32 : 16;
}

const firstLine = (text) => (text ?? '').trim().split('\n')[0] ?? '';
