/** Runs in a worker of the browser: takes the data set's bytes, answers with the hashes of the shards. */
import { shards } from './shards.ts';

const scope = globalThis as unknown as {
  onmessage: (event: { data: Uint8Array }) => void;
  postMessage(message: unknown): void;
};
scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage({ shards: await shards(data) });
  } catch (error) {
    scope.postMessage({ error: String(error) });
  }
};
