/** What the tests use of cephes, whose own declarations its `exports` do not offer. */
declare module 'cephes' {
  const cephes: { readonly compiled: Promise<void>; erfc(x: number): number };
  export = cephes;
}
