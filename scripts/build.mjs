// Builds everything: kernel templates → AssemblyScript → WASM, embedded as base64; the package by tsc; bundles that start fast.
// Where a compiler is found, the same templates become a native library besides. Each stays when it was built of the same inputs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isBuilt } from './native/library.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path) => `${root}${path}`;
const bin = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const tsc = (...args) => execFileSync(process.execPath, [bin, ...args], { cwd: root, stdio: 'inherit' });

const sources = (folder) =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => `${folder}/${name}`);

const handwritten = () =>
  sources('src/kernels/assembly')
    .map((path) => `${readFileSync(at(path), 'utf8')}\n`)
    .join('');

async function buildKernels() {
  const inputs = [
    ...sources('src/kernels/assembly'),
    ...sources('src/kernels/templates'),
    'scripts/build.mjs',
    'package-lock.json',
  ];
  const hash = createHash('sha256');
  for (const path of inputs) hash.update(path).update(readFileSync(at(path)));
  const digest = hash.digest('hex');
  const stamp = at('build/kernels.hash');
  const target = at('src/kernels/generated/modules.ts');
  if (existsSync(target) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return digest;

  tsc('-p', 'tsconfig.templates.json');
  const { assemblySource } = await import(new URL('../build/templates/index.js', import.meta.url));
  const modules = {};
  for (const [name, fused] of [
    ['deterministic', false],
    ['relaxed', true],
  ]) {
    const text = handwritten() + assemblySource(fused);
    writeFileSync(at(`build/${name}.as.ts`), text);
    modules[name] = await assemble(text, fused);
    console.log(`kernels: ${name}, ${modules[name].length} bytes`);
  }
  mkdirSync(at('src/kernels/generated'), { recursive: true });
  const lines = Object.entries(modules).map(
    ([name, bytes]) => `export const ${name} =\n  '${Buffer.from(bytes).toString('base64')}';\n`,
  );
  writeFileSync(
    target,
    `// Written by scripts/build.mjs: the hash of the kernels' sources, and their WASM modules, base64.\nexport const sources = '${digest}';\n${lines.join('')}`,
  );
  writeFileSync(stamp, digest);
  return digest;
}

async function assemble(text, fused) {
  const asc = (await import('assemblyscript/asc')).default;
  let binary;
  const features = ['simd', ...(fused ? ['relaxed-simd'] : [])].flatMap((feature) => ['--enable', feature]);
  const { error, stderr } = await asc.main(
    ['entry.ts', '--outFile', 'out.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--importMemory', ...features],
    {
      readFile: (name) => (name === 'entry.ts' ? text : null),
      writeFile: (name, contents) => {
        if (name === 'out.wasm') binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`asc failed: ${error.message}\n${stderr}`);
  return binary;
}

/** Of everything that the package is built of. */
function packageDigest() {
  const hash = createHash('sha256');
  const files = readdirSync(at('src'), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => `${file.parentPath}/${file.name}`);
  const others = ['scripts/build.mjs', 'scripts/bundle.mjs', 'package.json', 'package-lock.json', 'tsconfig.json'];
  for (const path of [...files.sort(), ...others.map(at)]) hash.update(path).update(readFileSync(path));
  return hash.digest('hex');
}

const stamp = at('build/package.hash');
const entry = at('dist/cli/main.js');

async function buildLibrary(source) {
  const { nativeSource } = await import(new URL('../build/templates/index.js', import.meta.url));
  const { buildNative } = await import('./native/build.mjs');
  const text = (width) => nativeSource(width, false);
  buildNative({ folder: at('build/native'), source, text, before: handwritten() });
}

/** @param digest taken before: what is changed meanwhile is not in it */
async function buildPackage(digest) {
  rmSync(stamp, { force: true });
  // tsc writes nothing for sources that have not changed, be their output there or not.
  if (!existsSync(entry)) rmSync(at('build/src.tsbuildinfo'), { force: true });
  tsc('-p', 'tsconfig.json');
  chmodSync(entry, 0o755);
  const { bundle } = await import('./bundle.mjs');
  await bundle(root);
  writeFileSync(stamp, digest);
}

mkdirSync(at('build'), { recursive: true });
const source = await buildKernels();
if (!isBuilt(at('build/native'), source)) await buildLibrary(source);
const digest = packageDigest();
if (!existsSync(entry) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) await buildPackage(digest);
