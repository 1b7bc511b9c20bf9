#!/usr/bin/env node
/** The executable. */
import { host } from './host.ts';
import { runProcess } from './process.ts';

await runProcess(host, new URL(import.meta.url));
