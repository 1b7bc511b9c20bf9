/** The version that decides the bytes of a result. */

/** The package's version; test/base/version.test.ts keeps it equal to package.json. */
export const version = '0.1.0';

/** Raised whenever a kernel or a search may give other bits for the same seed; a resume across numbers is refused. */
export const bitsVersion = 4;
