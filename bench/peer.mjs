// A contestant written in Python: a child process that answers one JSON line to each JSON line it gets (bench/peers/protocol.py).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const interpreters = [process.env.PYTHON, '/usr/bin/python3', 'python3'].filter(Boolean);

/** The child's environment: the given number of threads, and none of the settings that hold OpenBLAS back on this kind of machine. */
function environment(threads) {
  const env = { ...process.env };
  delete env.OPENBLAS_CORETYPE;
  delete env.OPENBLAS_L2_SIZE;
  for (const name of ['OPENBLAS_NUM_THREADS', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS']) env[name] = String(threads);
  // Read by the contestants: XLA knows no number of threads, only the processors it may run on (protocol.py pins the process).
  return { ...env, BENCH_THREADS: String(threads) };
}

/**
 * Starts bench/peers/<script>.py under the interpreter in which `module` multiplies matrices fastest: a machine may hold several, some
 * of them with a reference BLAS, and a win over those would mean nothing. Undefined, with a word on stderr, when no interpreter has it.
 */
export function startPeer(script, module, threads) {
  const path = fileURLToPath(new URL(`peers/${script}.py`, import.meta.url));
  const probe = fileURLToPath(new URL('peers/probe.py', import.meta.url));
  if (!existsSync(path)) {
    console.error(`bench: there is no contestant ${script}.py`);
    return undefined;
  }
  const env = environment(threads);
  const found = interpreters
    .map((python) => {
      const { status, stdout } = spawnSync(python, [probe, module], {
        env,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      return status === 0 ? { python, ...JSON.parse(stdout) } : undefined;
    })
    .filter(Boolean)
    .sort((a, b) => b.gflops - a.gflops)[0];
  if (!found) {
    console.error(`bench: ${module} is absent (tried ${interpreters.join(', ')})`);
    return undefined;
  }
  console.error(
    `bench: ${module} ${found.version} in ${found.python}, ${threads} thread(s), ${Math.round(found.gflops)} GFLOP/s in float32 products`,
  );
  const child = spawn(found.python, [path], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`bench: ${script}.py ended without an answer`);
      return JSON.parse(value);
    },
    stop: () => child.stdin.end(),
  };
}
