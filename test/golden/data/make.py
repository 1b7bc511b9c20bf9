"""Fixtures of src/data, made by numpy, the safetensors library and Python's csv module.

Run with Python 3 with numpy 2.4.6 and safetensors 0.8.0:
    python3 make.py MNIST_DIR
MNIST_DIR holds the four original IDX files. Writes beside itself; ours.npz (see write-ours.mjs) must be there before.
"""
import csv
import hashlib
import json
import os
import sys
from fractions import Fraction

import numpy as np
from safetensors.numpy import save

here = os.path.dirname(os.path.abspath(__file__))
place = lambda name: os.path.join(here, name)


def read_idx(path):
    raw = np.fromfile(path, np.uint8)
    dimensions = int(raw[3])
    shape = raw[4 : 4 + 4 * dimensions].view('>u4').astype(int)
    return raw[4 + 4 * dimensions :].reshape(shape)


def weights(m, n=28):
    """Share of every source pixel in every target pixel along one axis, exact."""
    cell = Fraction(n, m)
    return [[max(Fraction(0), min((a + 1) * cell, i + 1) - max(a * cell, i)) / cell for i in range(n)] for a in range(m)]


def downsample_exactly(image, m):
    """Rational arithmetic throughout, rounded to float64 and then float32 at the end."""
    w = weights(m)
    rows = [[sum(w[a][i] * int(image[i, j]) for i in range(28) if w[a][i]) for j in range(28)] for a in range(m)]
    exact = [[sum(w[b][j] * rows[a][j] for j in range(28) if w[b][j]) / 255 for b in range(m)] for a in range(m)]
    return np.array([[float(x) for x in row] for row in exact]).astype(np.float32)


def downsample_all(images, m):
    """All images at once: integer weights, one division."""
    w = np.array([[int(x * 28) for x in row] for row in weights(m)], np.int64)
    sums = np.einsum('ai,kij->kaj', w, images.astype(np.int64), optimize=True)
    sums = np.einsum('bj,kaj->kab', w, sums, optimize=True)
    return (sums / (255 * 28 * 28)).astype(np.float32)


folder = sys.argv[1]
train, train_labels, test, test_labels = (
    read_idx(os.path.join(folder, name))
    for name in ('train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte')
)
mnist = {'images': [], 'sets': {}}
for part, images, k in (('train', train, 0), ('train', train, 59999), ('test', test, 4321)):
    for m in (1, 3, 7, 9, 10, 14, 27, 28):
        values = downsample_exactly(images[k], m)
        mnist['images'].append({'part': part, 'index': k, 'side': m, 'values': [float(x) for x in values.ravel()]})
for part, images, labels in (('train', train, train_labels), ('test', test, test_labels)):
    small = downsample_all(images, 10)
    mnist['sets'][part] = {
        'count': len(images),
        'sha256': hashlib.sha256(small.tobytes()).hexdigest(),
        'mean': float(small.mean(dtype=np.float64)),
        'nonzero': int(np.count_nonzero(small)),
        'labels': np.bincount(labels).tolist(),
    }
json.dump(mnist, open(place('mnist.json'), 'w'))

scale = 1 / np.arange(1, 10)
tensors = {
    'doubles': np.array([0.1, -0.0, np.inf, -np.inf, np.nan, 5e-324, 1.7976931348623157e308]),
    'matrix': (np.outer(scale[:3], scale[:7])).astype(np.float32),
    'cube': np.arange(-12, 12, dtype=np.int32).reshape(2, 3, 4) * 89478485,
    'bytes': np.arange(33, dtype=np.uint8) * 7,
    'scalar': np.array(2.5),
    'empty': np.zeros((0, 5), np.float32),
}
for name, array in tensors.items():
    np.save(place(f'{name}.npy'), array)
np.savez(place('stored.npz'), **tensors)
np.savez_compressed(place('deflated.npz'), **tensors)
open(place('tensors.safetensors'), 'wb').write(save(tensors, {'origin': 'safetensors 0.8.0'}))

np.save(place('fortran.npy'), np.asfortranarray(tensors['matrix']))
np.save(place('big-endian.npy'), np.arange(3, dtype='>f8'))
np.lib.format.write_array(open(place('version-2.npy'), 'wb'), tensors['matrix'], version=(2, 0))

rows = [
    ['plain', 'with, comma', 'with "quotes"'],
    ['', 'two\nlines', 'two\r\nlines'],
    ['naïve Λ', ' spaces ', '"'],
    [1 / 3, -1e-300, 123456789.125],
]
with open(place('table.csv'), 'w', newline='', encoding='utf-8') as file:
    csv.writer(file).writerows(rows)

seen = {}
for name, array in np.load(place('ours.npz')).items():
    seen[name] = {'dtype': array.dtype.str, 'shape': array.shape, 'sha256': hashlib.sha256(array.tobytes()).hexdigest()}
json.dump(seen, open(place('ours.json'), 'w'), indent=1)
