#!/usr/bin/env node
/** The executable. What nodes of a cluster call, a thousand at once, is one file beside it (bundle.ts), where a build has made that. */
import { existsSync } from 'node:fs';

const bundle = new URL('./work.bundle.js', import.meta.url);
if (process.argv[2] === 'work' && existsSync(bundle)) await import(bundle.href);
else {
  const { runProcess } = await import('./process.ts');
  await runProcess(new URL(import.meta.url), async () => {
    const { host } = await import('./host.ts');
    const { runCommandLine } = await import('./program.ts');
    return (words, terminal) => runCommandLine(words, { host, terminal });
  });
}
