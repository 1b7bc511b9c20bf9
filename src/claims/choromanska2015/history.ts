/** How the rules of the claims on [choromanska2015loss] came to be what they are. */
import type { Histories } from '../history.ts';

export const choromanska2015: Readonly<Record<string, Histories>> = {};
