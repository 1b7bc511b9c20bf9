"""Training of a deep network in numpy: the products of back-propagation by BLAS, Adam in place."""
import numpy as np

from deep_common import load
from protocol import serve


def prepare(request):
    images, labels, layers = load(request)
    batch, rate = request['batch'], np.float32(request['rate'])
    moments = [[np.zeros_like(p) for p in layer] for layer in layers]
    squares = [[np.zeros_like(p) for p in layer] for layer in layers]
    steps = [0]

    def forward(x):
        given = [x]
        for W, b in layers[:-1]:
            given.append(np.maximum(given[-1] @ W.T + b, 0))
        W, b = layers[-1]
        z = given[-1] @ W.T + b
        return given, z - z.max(1, keepdims=True)

    def adam(p, g, m, v, scale, root):
        m *= np.float32(0.9)
        m += np.float32(0.1) * g
        v *= np.float32(0.999)
        v += np.float32(0.001) * g * g
        p -= scale * m / (np.sqrt(v) * root + np.float32(1e-8))

    def work():
        for start in range(0, len(images), batch):
            x, y = images[start : start + batch], labels[start : start + batch]
            given, z = forward(x)
            D = np.exp(z)
            D /= D.sum(1, keepdims=True)
            D[np.arange(len(y)), y] -= 1
            D /= np.float32(len(y))
            steps[0] += 1
            scale = np.float32(rate / (1 - 0.9 ** steps[0]))
            root = np.float32(1 / np.sqrt(1 - 0.999 ** steps[0]))
            for l in range(len(layers) - 1, -1, -1):
                gradients = (D.T @ given[l], D.sum(0))
                if l > 0:
                    D = (D @ layers[l][0]) * (given[l] > 0)
                for p, g, m, v in zip(layers[l], gradients, moments[l], squares[l]):
                    adam(p, g, m, v, scale, root)

    work()
    _, z = forward(images)
    loss = np.mean(np.log(np.exp(z).sum(1)) - z[np.arange(len(labels)), labels])
    return {'form': 'products', 'loss': float(loss)}, work


serve(prepare)
