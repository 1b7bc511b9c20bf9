"""The inputs of the benchmark of deep networks, as the harness writes them."""
import numpy as np


def load(request):
    """Images (samples × inputs), labels, and for each layer W (units × inputs) and b (units)."""
    images, labels, flat = (np.load(request[name]) for name in ('images', 'labels', 'parameters'))
    sizes, layers, at = request['sizes'], [], 0
    for inputs, units in zip(sizes, sizes[1:]):
        W, at = flat[at : at + units * inputs].reshape(units, inputs), at + units * inputs
        b, at = flat[at : at + units], at + units
        layers.append((W.copy(), b.copy()))
    return images, labels.astype(np.int64), layers
