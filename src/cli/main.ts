#!/usr/bin/env node
/** The executable. */
import { house } from './house.ts';
import { runProcess } from './process.ts';

await runProcess(house);
