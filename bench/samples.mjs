/** The first `count` images of a data set with their labels, as kernels take them. */
export function firstSamples({ inputs, x, labels }, count) {
  return { count, inputs, images: x.slice(0, count * inputs), labels: labels.slice(0, count) };
}
