"""Gradients of the mean loss of small perceptrons in 50 digits, each number as a double and what is left of it.
Run: python3 network-gradients.py > network-gradients.json   (mpmath 1.3 or later; seed 20261129)"""
import json
import random

from mpmath import mp, mpf, exp, tanh

mp.dps = 50
rng = random.Random(20261129)
CASES = [  # sizes, activation, loss, bias, samples, scale of the weights
    ([3, 4], 'identity', 'squared', True, 5, 1),
    ([2, 5, 3], 'relu', 'cross-entropy', True, 9, 1),
    ([3, 4, 3, 2], 'relu', 'squared', False, 5, 1),
    ([2, 3, 3, 3, 2], 'relu', 'hinge', True, 5, 1),
    ([3, 5, 2], 'tanh', 'cross-entropy', True, 5, 1),
    ([2, 4, 4, 2], 'tanh', 'cross-entropy', True, 5, 4),
    ([3, 4, 3, 1], 'tanh', 'absolute', True, 5, 1),
    ([2, 4, 3], 'sigmoid', 'squared', True, 5, 2),
    ([2, 3, 4, 3], 'sigmoid', 'cross-entropy', False, 5, 3),
    ([3, 3, 3], 'identity', 'cross-entropy', True, 5, 8),
    ([2, 3, 2], 'tanh', 'squared', True, 200, 1),
]
SIGMOID = lambda z: 1 / (1 + exp(-z))
PHI = {'identity': lambda z: z, 'relu': lambda z: max(z, mpf(0)), 'tanh': tanh, 'sigmoid': SIGMOID}
SLOPE = {
    'identity': lambda z: mpf(1),
    'relu': lambda z: mpf(1 if z > 0 else 0),
    'tanh': lambda z: 1 - tanh(z) ** 2,
    'sigmoid': lambda z: SIGMOID(z) * SIGMOID(-z),
}


def loss_gradient(loss, z, t):
    if loss == 'squared':
        return [a - b for a, b in zip(z, t)]
    if loss == 'absolute':
        return [mpf(1 if a > b else -1) for a, b in zip(z, t)]
    if loss == 'hinge':
        return [-b if a * b < 1 else mpf(0) for a, b in zip(z, t)]
    e = [exp(a) for a in z]
    return [a / sum(e) - b for a, b in zip(e, t)]


def gradient(sizes, activation, loss, bias, theta, xs, ts):
    places, at = [], 0
    for n, m in zip(sizes, sizes[1:]):
        places.append((at, at + n * m, n, m))
        at += n * m + (m if bias else 0)
    total = [mpf(0)] * at
    for x, t in zip(xs, ts):
        a, zs, inputs = x, [], []
        for l, (w, b, n, m) in enumerate(places):
            inputs.append(a)
            z = [sum(theta[w + u * n + k] * a[k] for k in range(n)) + (theta[b + u] if bias else 0) for u in range(m)]
            zs.append(z)
            a = [PHI[activation](v) for v in z]
        d = loss_gradient(loss, zs[-1], t)
        for l in range(len(places) - 1, -1, -1):
            w, b, n, m = places[l]
            for u in range(m):
                for k in range(n):
                    total[w + u * n + k] += d[u] * inputs[l][k]
                if bias:
                    total[b + u] += d[u]
            if l:
                d = [SLOPE[activation](zs[l - 1][k]) * sum(d[u] * theta[w + u * n + k] for u in range(m)) for k in range(n)]
    return [g / len(xs) for g in total]


def record(sizes, activation, loss, bias, theta, xs, ts):
    exact = lambda rows: [[mpf(v) for v in row] for row in rows]
    g = gradient(sizes, activation, loss, bias, [mpf(v) for v in theta], exact(xs), exact(ts))
    return {
        'sizes': sizes, 'activation': activation, 'loss': loss, 'bias': bias, 'parameters': theta,
        'x': sum(xs, []), 't': sum(ts, []),
        'gradient': [float(v) for v in g], 'rest': [float(v - mpf(float(v))) for v in g],
    }


results = []
for sizes, activation, loss, bias, count, scale in CASES:
    dimension = sum(n * m + (m if bias else 0) for n, m in zip(sizes, sizes[1:]))
    theta = [scale * rng.gauss(0, 1) for _ in range(dimension)]
    xs = [[rng.gauss(0, 1) for _ in range(sizes[0])] for _ in range(count)]
    low = -1.0 if loss in ('hinge', 'absolute') else 0.0
    ts = []
    for _ in range(count):
        t = [low] * sizes[-1]
        t[rng.randrange(sizes[-1])] = 1.0
        ts.append(t)
    results.append(record(sizes, activation, loss, bias, theta, xs, ts))

# One source of error at a time: each leads far ahead of the others.
adverse = []
for _ in range(6):
    big = [1e8 * (1 + rng.random()) for _ in range(2)]
    w = [1.0, -big[0] / big[1]]
    # Sums that cancel: in the first layer, in the second, and on the way back.
    adverse.append(record([2, 1, 1], 'identity', 'squared', False, w + [1.0], [big], [[0.0]]))
    adverse.append(record([1, 2, 1], 'identity', 'squared', False, [1.0, 1.0] + [big[0], -big[0] - 1 / 3], [[rng.random()]], [[0.0]]))
    adverse.append(record([1, 1, 2], 'identity', 'squared', False, [1.0, 1.0, -big[0] / big[1]], [[1.0]], [[big[0], big[1]]]))
    # What is given on errs, while its error is certain: a target far away.
    adverse.append(record([2, 1, 1], 'identity', 'squared', False, [1e4 * v for v in w] + [1e-4], [big], [[1e9]]))
    # Targets that are the answer up to rounding: what is left is the softmax's own.
    z = [2.0**-20 * rng.gauss(0, 1) for _ in range(3)]
    e = [exp(mpf(v)) for v in z]
    adverse.append(record([1, 3], 'identity', 'cross-entropy', False, z, [[1.0]], [[float(v / sum(e)) for v in e]]))
print(json.dumps({'networks': results, 'adverse': adverse}))
