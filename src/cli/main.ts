#!/usr/bin/env node
/**
 * The executable. A build makes two bundles of what it starts, in a folder beside its own: one file of what nodes of a cluster call, a thousand at
 * once, and all commands with what they load when it is needed. Without them it runs module by module.
 */
import { existsSync } from 'node:fs';

const name = process.argv[2] === 'work' ? 'work' : 'all';
const bundle = new URL(`../bundle/${name}-process.js`, import.meta.url);
if (existsSync(bundle)) await import(bundle.href);
else await import('./all-process.ts');
