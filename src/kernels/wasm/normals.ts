/** Normals of a stream in WASM, bit-equal to base/philox.ts and several times faster. */
import type { Kernels } from '../contract.ts';
import { instantiate, type KernelEngine, Layout } from './host.ts';

const chunk = 8192;

export function wasmNormals(engine: KernelEngine): Kernels['fillNormals'] {
  const layout = new Layout();
  const buffer = layout.block(chunk * 8);
  const { exports, memory } = instantiate(engine, layout.total);
  return ({ seed, replica, lane }, start, out) => {
    for (let done = 0; done < out.length; done += chunk) {
      const count = Math.min(chunk, out.length - done);
      exports['normals']!(seed >>> 0, Math.floor(seed / 2 ** 32), replica, lane, start + done, count, buffer);
      out.set(new Float64Array(memory.buffer, buffer, count), done);
    }
  };
}
