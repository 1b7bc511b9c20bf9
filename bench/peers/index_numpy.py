"""Index of a one-hidden-layer network in numpy: H = JᵀSJ + C with matrix products over chunks of samples, all eigenvalues, a count."""
import time

import numpy as np

from protocol import serve

CHUNK = 250


def prepare(request):
    X, y, theta = (np.load(request[name]) for name in ('images', 'labels', 'parameters'))
    inputs, hidden, outputs = request['inputs'], request['hidden'], request['outputs']
    W1, b1, W2, b2 = np.split(theta, np.cumsum([hidden * inputs, hidden, outputs * hidden]))
    W1, W2 = W1.reshape(hidden, inputs), W2.reshape(outputs, hidden)
    n, samples = len(theta), len(X)
    first = hidden * (inputs + 1)

    def hessian():
        H = np.zeros((n, n))
        M = np.zeros((hidden, inputs + 1, outputs))
        for start in range(0, samples, CHUNK):
            x = X[start : start + CHUNK].astype(float)
            count = len(x)
            z = x @ W1.T + b1
            gate, r = z > 0, np.maximum(z, 0)
            q = r @ W2.T + b2
            p = np.exp(q - q.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            J = np.zeros((count, outputs, n))
            back = gate[:, None, :] * W2  # samples × outputs × hidden
            J[:, :, : hidden * inputs] = (back[:, :, :, None] * x[:, None, None, :]).reshape(count, outputs, -1)
            J[:, :, hidden * inputs : first] = back
            for o in range(outputs):
                J[:, o, first + o * hidden : first + (o + 1) * hidden] = r
                J[:, o, first + outputs * hidden + o] = 1
            J -= np.einsum('so,son->sn', p, J)[:, None, :]  # S = Aᵀ diag(p) A with A = I − 1pᵀ
            J *= np.sqrt(p)[:, :, None]
            J = J.reshape(-1, n)
            H += J.T @ J
            e = p
            e[np.arange(count), y[start : start + CHUNK]] -= 1
            ones = np.concatenate([x, np.ones((count, 1))], 1)
            M += np.einsum('sh,sk,so->hko', gate.astype(float), ones, e, optimize=True)
        for h in range(hidden):
            rows = np.r_[h * inputs : (h + 1) * inputs, hidden * inputs + h]
            columns = first + np.arange(outputs) * hidden + h
            H[np.ix_(rows, columns)] += M[h]
            H[np.ix_(columns, rows)] += M[h].T
        return H / samples

    start = time.process_time()
    eigenvalues = np.linalg.eigvalsh(hessian())
    ms = 1e3 * (time.process_time() - start)
    below = int((eigenvalues < -request['threshold']).sum())
    above = int((eigenvalues > request['threshold']).sum())
    counts = {'negative': below, 'zero': n - below - above, 'positive': above}
    return {'form': 'JᵀSJ, eigvalsh', 'ms': ms, **counts}, None


serve(prepare)
