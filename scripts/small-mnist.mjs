// Some images of MNIST as the artifact that small runs train on.
import { encodeDataset, joinPieces, loadDataset } from '../dist/data/index.js';
import { packagedMnist } from '../dist/node/mnist-files.js';

export async function smallMnist() {
  const full = await loadDataset('mnist-10x10', packagedMnist());
  const first = (part, count) => ({
    ...part,
    count,
    x: part.x.slice(0, count * full.inputs),
    labels: part.labels.slice(0, count),
  });
  return joinPieces(encodeDataset({ ...full, train: first(full.train, 700), test: first(full.test, 300) }));
}
