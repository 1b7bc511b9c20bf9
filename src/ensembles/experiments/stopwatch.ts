/** Seconds that work would take on a machine with nothing else to do. */

interface Processors {
  cpuUsage(): { readonly user: number; readonly system: number };
}

/**
 * Begins now; the function returned says the seconds since then: by the clock, or by the processors where they say less. Other programs make the
 * clock run on without us; threads of the engine that compile or collect make the processors' time longer than ours.
 */
export function stopwatch(): () => number {
  const processors = (globalThis as { process?: Partial<Processors> }).process;
  const used = () => {
    const usage = processors?.cpuUsage?.();
    return usage === undefined ? Infinity : (usage.user + usage.system) / 1e6;
  };
  const [clock, work] = [performance.now() / 1000, used()];
  return () => {
    const byClock = performance.now() / 1000 - clock;
    return Number.isFinite(work) ? Math.min(byClock, used() - work) : byClock;
  };
}
