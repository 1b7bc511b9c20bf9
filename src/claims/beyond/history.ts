/** How the rules of the claims beyond the papers came to be what they are. */
import type { Histories } from '../history.ts';

export const beyond: Readonly<Record<string, Histories>> = {};
