/** The worker's side of threads.ts: takes tasks from the port, runs the handler that its host joined to it, sends records back. */
import type { MessagePort } from 'node:worker_threads';
import type { BackendName, Kernels } from '../../kernels/contract.ts';
import { restartOf } from '../restart.ts';
import type { TaskHandler } from './executor.ts';
import { buffersOf, type FromWorker, type RestartTerms, type ToWorker } from './messages.ts';

/** Milliseconds between two words about the progress of a task. */
const betweenWords = 50;

/** @param createKernels called once for each backend; the kernels live as long as the worker */
export function serveThread(
  port: MessagePort,
  handler: TaskHandler,
  createKernels: (backend: BackendName) => Kernels | Promise<Kernels>,
): void {
  const kernelsOf = new Map<BackendName, Promise<Kernels>>();
  const artifacts = new Map<string, Promise<Uint8Array>>();
  const waiting = new Map<string, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>();
  const send = (message: FromWorker, buffers: ArrayBuffer[] = []) => port.postMessage(message, buffers);

  const artifact = (hash: string) => {
    const known =
      artifacts.get(hash) ??
      new Promise<Uint8Array>((resolve, reject) => {
        waiting.set(hash, { resolve, reject });
        send({ type: 'artifact', hash });
      });
    artifacts.set(hash, known);
    return known;
  };

  // Asked for once and answered once, whichever task is in work.
  let keepNow = false;
  const isAsked = () => {
    const asked = keepNow;
    keepNow = false;
    return asked;
  };
  const restarting = ({ kept, interval }: RestartTerms) =>
    restartOf(kept, {
      interval,
      isAsked,
      save: (state) => send({ type: 'state', state }, [state.buffer as ArrayBuffer]),
    });

  const perform = async ({ task, backend, restart }: Extract<ToWorker, { type: 'task' }>) => {
    // Those of earlier executions are let go.
    for (const hash of artifacts.keys()) if (!task.artifacts.includes(hash)) artifacts.delete(hash);
    const kernels = kernelsOf.get(backend) ?? Promise.resolve(createKernels(backend));
    kernelsOf.set(backend, kernels);
    let said = Number.NEGATIVE_INFINITY;
    const progress = (fraction: number) => {
      // A search tells it of every step, thousands a second; nobody looks that often.
      if (performance.now() - said < betweenWords) return;
      send({ type: 'progress', fraction });
      said = performance.now();
    };
    const records = await handler(task, {
      kernels: await kernels,
      artifact,
      progress,
      restart: restart && restarting(restart),
    });
    send({ type: 'records', records }, buffersOf(records));
  };

  port.on('message', (message: ToWorker) => {
    if (message.type === 'keep') keepNow = true;
    else if (message.type === 'artifact') waiting.get(message.hash)?.resolve(message.bytes);
    else if (message.type === 'no-artifact') waiting.get(message.hash)?.reject(new Error(message.reason));
    else
      perform(message).catch((error: unknown) =>
        send({ type: 'failed', reason: error instanceof Error ? error.message : String(error) }),
      );
  });
}
