/** What computing takes on this machine: experiments, kernels with their engine, threads, data. Each is loaded when it is asked for. */
import type { ByteSource } from '../data/mnist.ts';
import type { Executor } from '../ensembles/executors/executor.ts';
import type { Experiments } from '../ensembles/parameters.ts';
import type { ArtifactSource } from '../ensembles/plan.ts';
import { type BackendName, defaultBackend, type Kernels } from '../kernels/contract.ts';
import type { EngineName, OpenedEngine } from '../node/engine.ts';

export interface ComputingHost {
  experiments(): Promise<Experiments>;
  /** Chooses what computes the bits of wasm, before kernels are asked for. @throws ArgumentError when it cannot run here */
  useEngine(name: EngineName): Promise<OpenedEngine>;
  /** What computes the bits of a name, for the record of a run: "native 512 bit and wasm 128 bit". */
  engine(backend: BackendName): Promise<string>;
  kernels(backend?: BackendName): Promise<Kernels>;
  /** The same one for the same question, so that its workers are started once. */
  executor(backend: BackendName, workers: number): Promise<Executor>;
  /** Data sets by name, as artifacts. @param folder with the files of MNIST; the packaged ones when absent */
  artifacts(folder?: string): ArtifactSource;
}

/** @param entry module of a worker thread, which serves tasks */
export function computingHost(entry: URL): ComputingHost {
  let opened: Promise<OpenedEngine> | undefined;
  const executors = new Map<string, Executor>();
  /** Opened once, when first asked for; another name opens it again. */
  const open = (name?: EngineName) => {
    if (opened !== undefined && name === undefined) return opened;
    const opening = import('../node/engine.ts').then(async ({ openEngine }) => {
      const engine = await openEngine(name);
      if (engine.wrong) process.stderr.write(`warning: ${engine.reason}; WASM runs instead\n`);
      opened = opening;
      executors.clear();
      return engine;
    });
    return opening;
  };
  /** Where the kernels of a name come from: engines compute the bits of the default. */
  const orderOf = async (backend: BackendName) => {
    if (backend === defaultBackend) return (await open()).order;
    const { backendOf } = await import('../kernels/index.ts');
    return [backendOf(backend)];
  };
  const kernels = async (backend: BackendName = defaultBackend) => {
    const { openKernels } = await import('../kernels/index.ts');
    return openKernels(await orderOf(backend));
  };
  return {
    experiments: async () => (await import('../ensembles/experiments/index.ts')).experiments,
    useEngine: (name) => open(name),
    async engine(backend) {
      const { enginesOf } = await import('../kernels/index.ts');
      return enginesOf(await kernels(backend));
    },
    kernels,
    async executor(backend, workers) {
      const key = `${backend} ${workers}`;
      const known = executors.get(key);
      if (known) return known;
      const { threadsExecutor } = await import('../ensembles/executors/threads.ts');
      const { shareBackends } = await import('../node/engine.ts');
      const executor = threadsExecutor({ workers, entry, kernels: shareBackends(await orderOf(backend)) });
      executors.set(key, executor);
      return executor;
    },
    artifacts: (folder) => async (name) => {
      const { encodeDataset, joinPieces, loadDataset } = await import('../data/index.ts');
      const { directorySource, packagedMnist } = await import('../node/mnist-files.ts');
      const { userData } = await import('../node/user-data.ts');
      const mnist: ByteSource = (file) => (folder === undefined ? packagedMnist() : directorySource(folder))(file);
      return joinPieces(encodeDataset(await loadDataset(name, mnist, userData)));
    },
  };
}
