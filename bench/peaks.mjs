// What a processor can multiply and add at most: a few lines of C in the compiler's vectors, ten sums side by side so that none waits.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = (type, width, fused) => `
#include <stdio.h>
#include <time.h>
typedef ${type} V __attribute__((vector_size(${width})));
#define EACH(F) F(0) F(1) F(2) F(3) F(4) F(5) F(6) F(7) F(8) F(9)
static double run(long n) {
  struct timespec a, b;
  V m, d;
  for (int i = 0; i < (int)(sizeof(V) / sizeof(${type})); i++) { m[i] = 0.999; d[i] = 0.001; }
  asm volatile("" : "+v"(m), "+v"(d));
#define START(k) V s##k = d;
  EACH(START)
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
  for (long i = 0; i < n; i++) {
#define STEP(k) s##k = s##k * m + d; asm volatile("" : "+v"(s##k));
    EACH(STEP)
  }
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
  return (b.tv_sec - a.tv_sec) + 1e-9 * (b.tv_nsec - a.tv_nsec);
}
int main(void) {
  long n = 4000000;
  double best = 1e9;
  for (int round = 0; round < 12; round++) { double t = run(n); if (t < best) best = t; }
  printf("%.3f\\n", 20.0 * n * (sizeof(V) / sizeof(${type})) / best / 1e9);
}
/* ${fused ? 'multiply and add in one' : 'multiply, then add'} */`;

/** 10⁹ operations a second of one thread, the best of some runs; undefined without a compiler. @param type float or double */
export function peak(type, width, fused) {
  const folder = mkdtempSync(join(tmpdir(), 'glasscape-peak-'));
  try {
    const [source, binary] = [join(folder, 'peak.c'), join(folder, 'peak')];
    writeFileSync(source, program(type, width, fused));
    const flags = ['-O2', '-march=native', `-ffp-contract=${fused ? 'fast' : 'off'}`];
    const made = spawnSync('cc', [...flags, source, '-o', binary], { encoding: 'utf8' });
    if (made.status !== 0) return undefined;
    return Number(spawnSync(binary, { encoding: 'utf8' }).stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
