/** What the commands work with, loaded when it is needed: `glasscape --help` loads none of it, and tests bring their own. */

import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import type { Claim } from '../claims/claim.ts';
import type { DataChange, DataRule } from '../data/data-name.ts';
import type { ByteSource } from '../data/mnist.ts';
import type { Executor } from '../ensembles/executors/executor.ts';
import type { Experiments } from '../ensembles/parameters.ts';
import type { ArtifactSource } from '../ensembles/plan.ts';
import type { BackendName, Kernels } from '../kernels/contract.ts';
import type { Families } from '../landscapes/family.ts';
import type { EngineName, OpenedEngine } from '../node/engine.ts';
import type { AskedData } from '../node/user-data.ts';

export interface Host {
  experiments(): Promise<Experiments>;
  /** Landscapes that commands can look at: those that run anywhere, and what needs Node besides. */
  families(): Promise<Families>;
  claims(): Promise<Readonly<Record<string, Claim>>>;
  /** Chooses what runs the backend wasm, before kernels are asked for. @throws ArgumentError when it cannot run here */
  useEngine(name: EngineName): Promise<OpenedEngine>;
  /** What runs a backend, for the record of a run: "native 512 bit". */
  engine(backend: BackendName): Promise<string>;
  kernels(backend: BackendName): Promise<Kernels>;
  executor(backend: BackendName, workers: number): Promise<Executor>;
  /** Data sets by name, as artifacts. @param folder with the files of MNIST; the packaged ones when absent */
  artifacts(folder?: string): ArtifactSource;
  /** What the option --data names. */
  data(text: string, rule?: DataRule & DataChange): Promise<AskedData>;
  /** Bytes of memory a run may take. */
  memory(): Promise<number>;
}

export const host: Host = createHost();

function createHost(): Host {
  let opened: Promise<OpenedEngine> | undefined;
  /** Opened once, when first asked for; another name opens it again. */
  const open = (name?: EngineName) => {
    if (opened !== undefined && name === undefined) return opened;
    const opening = import('../node/engine.ts').then(({ openEngine }) => {
      const engine = openEngine(name);
      if (engine.wrong) process.stderr.write(`warning: ${engine.reason}; WASM runs instead\n`);
      opened = opening;
      return engine;
    });
    return opening;
  };
  return {
    experiments: async () => (await import('../ensembles/experiments/index.ts')).experiments,
    families: async () => (await import('../landscapes/families.ts')).families,
    claims: async () => (await import('../claims/index.ts')).claims,
    useEngine: (name) => open(name),
    async engine(backend) {
      if (backend !== 'wasm') return backend;
      const { name, width } = await open();
      return `${name} ${width} bit`;
    },
    async kernels(backend) {
      const { createKernels } = await import('../kernels/index.ts');
      return createKernels(backend, backend === 'wasm' ? (await open()).engine : undefined);
    },
    async executor(backend, workers) {
      const { compiledModule } = await import('../kernels/index.ts');
      const { threadsExecutor } = await import('../ensembles/executors/threads.ts');
      const { sharedEngine } = await import('../node/engine.ts');
      const kernels = backend === 'wasm' ? sharedEngine((await open()).engine) : { module: compiledModule(backend) };
      return threadsExecutor({ workers, entry: new URL('./worker.js', import.meta.url), kernels });
    },
    artifacts: (folder) => async (name) => {
      const { encodeDataset, joinPieces, loadDataset } = await import('../data/index.ts');
      const { directorySource, packagedMnist } = await import('../node/mnist-files.ts');
      const { userData } = await import('../node/user-data.ts');
      const mnist: ByteSource = (file) => (folder === undefined ? packagedMnist() : directorySource(folder))(file);
      return joinPieces(encodeDataset(await loadDataset(name, mnist, userData)));
    },
    data: async (text, rule) => (await import('../node/user-data.ts')).askedData(text, rule),
    async memory() {
      const available = /^MemAvailable:\s+(\d+) kB$/m.exec(
        await readFile('/proc/meminfo', 'utf8').catch(() => ''),
      )?.[1];
      return Math.min(available ? Number(available) * 1024 : freemem(), process.constrainedMemory?.() || Infinity);
    },
  };
}
