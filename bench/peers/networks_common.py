"""The inputs of the network benchmark, as the harness writes them."""
import numpy as np


def load(request):
    """Images (samples × inputs), labels, order, and the parameters W1 (R × inputs × hidden), b1, W2 (R × hidden × outputs), b2."""
    images, labels, order, flat = (np.load(request[name]) for name in ('images', 'labels', 'order', 'parameters'))
    inputs, hidden, outputs = request['inputs'], request['hidden'], request['outputs']
    count = len(flat)
    ends = np.cumsum([hidden * inputs, hidden, outputs * hidden])
    W1, b1, W2, b2 = np.split(flat, ends, axis=1)
    return images, labels.astype(np.int64), order, (
        np.ascontiguousarray(W1.reshape(count, hidden, inputs).transpose(0, 2, 1)),
        b1.reshape(count, 1, hidden).copy(),
        np.ascontiguousarray(W2.reshape(count, outputs, hidden).transpose(0, 2, 1)),
        b2.reshape(count, 1, outputs).copy(),
    )
