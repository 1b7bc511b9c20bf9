/** An artifact of labeled images, for tests. */
import { encodeDataset, joinPieces } from '../../src/data/index.ts';
import type { Samples } from '../../src/kernels/contract.ts';

export function labeledSet(name: string, classes: number, train: Samples, test: Samples): Uint8Array {
  const part = ({ count, inputs, images, labels }: Samples) => ({ count, inputs, x: images, labels });
  const { inputs } = train;
  return joinPieces(encodeDataset({ name, inputs, outputs: classes, classes, train: part(train), test: part(test) }));
}
