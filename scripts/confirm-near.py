"""Confirms what `glasscape certify --near … --json` proves, in 100-digit arithmetic that shares nothing with it.

    python scripts/confirm-near.py near.json [most points]        (mpmath 1.3 or newer)

solved: Newton's method on the free parameters from the middle of the box ends inside it, with residuals below 1e-90.
cell: least squares with the gates of the box and its kinks held ends inside it (wider by 1e-30), with the exact loss to 1e-80.
isolated: Newton's method on the gradient, by differences of 100 digits of it, ends inside the box; signs of the eigenvalues are the index.
Each ends within the stated distance of the point.
"""
import json
import sys
from fractions import Fraction

import mpmath as mp

mp.mp.dps = 110
SETS = {
    'xor': ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]),
    'jellyfish': ([[1, 0], [0.2, 0.6], [0, 1], [0.6, 0.2]], [1, 1, 0, 0]),
}
PHI = {
    'relu': (lambda z: z if z > 0 else mp.mpf(0), lambda z: mp.mpf(z > 0)),
    'sigmoid': (lambda z: 1 / (1 + mp.exp(-z)), lambda z: mp.exp(-z) / (1 + mp.exp(-z)) ** 2),
    'tanh': (mp.tanh, lambda z: 1 - mp.tanh(z) ** 2),
}


class Network:
    def __init__(self, landscape):
        x, y = SETS[landscape['data']]
        self.x = [[mp.mpf(v) for v in row] for row in x]
        self.y = [mp.mpf(v) for v in y]
        self.h, self.d = landscape['hidden'][0], len(x[0])
        self.phi, self.slope = PHI[landscape['activation']]
        self.loss, self.decay = landscape['loss'], mp.mpf(landscape.get('weightDecay', 0))
        assert landscape.get('output', 'identity') == 'identity' and len(landscape['hidden']) == 1

    def pre(self, p, j, row):
        return p[self.h * self.d + j] + sum(p[j * self.d + k] * row[k] for k in range(self.d))

    def output(self, p, row):
        w = self.h * (self.d + 1)
        return p[-1] + sum(p[w + j] * self.phi(self.pre(p, j, row)) for j in range(self.h))

    def slopes(self, p, row):
        """df/dtheta"""
        w, out = self.h * (self.d + 1), [mp.mpf(0)] * len(p)
        for j in range(self.h):
            z = self.pre(p, j, row)
            out[w + j] = self.phi(z)
            s = p[w + j] * self.slope(z)
            out[self.h * self.d + j] = s
            for k in range(self.d):
                out[j * self.d + k] = s * row[k]
        out[-1] = mp.mpf(1)
        return out

    def gradient(self, p):
        total = [self.decay * v for v in p]
        for row, t in zip(self.x, self.y):
            z = self.output(p, row)
            e = {'squared': z - t, 'mean-squared': 2 * (z - t)}.get(self.loss)
            e = PHI['sigmoid'][0](z) - t if e is None else e
            total = [g + e * s / len(self.x) for g, s in zip(total, self.slopes(p, row))]
        return total

    def hessian(self, p):
        n, step, rows = len(p), mp.mpf(10) ** -35, []
        for i in range(n):
            up, down = list(p), list(p)
            up[i] += step
            down[i] -= step
            rows.append([(a - b) / (2 * step) for a, b in zip(self.gradient(up), self.gradient(down))])
        return mp.matrix([[(rows[i][j] + rows[j][i]) / 2 for j in range(n)] for i in range(n)])


def solved(net, p, free):
    for _ in range(12):
        r = mp.matrix([net.output(p, row) - t for row, t in zip(net.x, net.y)])
        if max(abs(v) for v in r) < mp.mpf(10) ** -100:
            break
        jacobian = mp.matrix([[net.slopes(p, row)[j] for j in free] for row in net.x])
        for j, move in zip(free, mp.lu_solve(jacobian, r)):
            p[j] -= move
    assert max(abs(net.output(p, row) - t) for row, t in zip(net.x, net.y)) < mp.mpf(10) ** -90
    return p


def isolated(net, p, _free, index):
    for _ in range(12):
        g = mp.matrix(net.gradient(p))
        if mp.norm(g) < mp.mpf(10) ** -90:
            break
        move = mp.lu_solve(net.hessian(p), g)
        p = [v - m for v, m in zip(p, move)]
    assert mp.norm(mp.matrix(net.gradient(p))) < mp.mpf(10) ** -60
    values = mp.eigsy(net.hessian(p), eigvals_only=True)
    assert index is None or sum(1 for v in values if v < 0) == index
    return p


def cell(net, p, theta, exact):
    """Least squares in (w, b, c): rows A of the outputs, rows C that kinks hold at 0; the smallest move from the point."""
    h, d, n = net.h, net.d, len(p)
    w = h * (d + 1)
    kept = [i for i in range(n) if not w <= i < w + h]
    A, C = [], []
    for row in net.x:
        a = [mp.mpf(0)] * n
        a[-1] = mp.mpf(1)
        for j in range(h):
            z = net.pre(p, j, row)
            size = abs(p[h * d + j]) + sum(abs(p[j * d + k] * row[k]) for k in range(d))
            own = {j * d + k: row[k] for k in range(d)} | {h * d + j: mp.mpf(1)}
            if abs(z) <= mp.mpf(10) ** -13 * max(size, mp.mpf(10) ** -300):
                C.append([own.get(i, mp.mpf(0)) for i in kept])
            elif z > 0:
                for i, v in own.items():
                    a[i] = p[w + j] * v
        A.append([a[i] for i in kept])
    q = [theta[i] for i in kept]
    dot = lambda u, v: sum(s * t for s, t in zip(u, v))
    # C first: an orthonormal basis of its rows, the move that puts the point on the kinks; then A on what is left.
    basis = []
    def rest(v):
        for _ in range(2):
            for b in basis:
                s = dot(b, v)
                v = [x - s * y for x, y in zip(v, b)]
        return v
    tiny = mp.mpf(10) ** -60
    for c in C:
        u = rest(c)
        size = mp.sqrt(dot(u, u))
        if size > tiny:
            u = [x / size for x in u]
            s = dot(c, q) / dot(c, u)
            q = [x - s * y for x, y in zip(q, u)]
            basis.append(u)
    B = [rest(a) for a in A]
    r = [t - dot(a, q) for a, t in zip(A, net.y)]
    # Minimal norm: B+ r by the eigenvectors of B B^T.
    G = mp.matrix([[dot(a, b) for b in B] for a in B])
    values, vectors = mp.eigsy(G)
    top = max(list(values) + [mp.mpf(0)])
    for k in range(len(values)):
        if values[k] > top * mp.mpf(10) ** -60:
            s = sum(vectors[i, k] * r[i] for i in range(len(r))) / values[k]
            for i in range(len(r)):
                q = [x + s * vectors[i, k] * y for x, y in zip(q, B[i])]
    loss = sum((dot(a, q) - t) ** 2 for a, t in zip(A, net.y))
    f = Fraction(exact)
    assert abs(loss - mp.mpf(f.numerator) / f.denominator) < mp.mpf(10) ** -80, (loss, exact)
    out = list(p)
    for i, v in zip(kept, q):
        out[i] = v
    return out


def main(path, most=10**9):
    document = json.load(open(path))
    net = Network(document['landscape'])
    counts = {}
    for point in document['points'][:most]:
        if point['verdict'] != 'proved':
            continue
        theta = [mp.mpf(v) for v in point['position']]
        low, high = list(theta), list(theta)
        for j, a, b in zip(point['free'], point['box']['low'], point['box']['high']):
            low[j], high[j] = mp.mpf(a), mp.mpf(b)
        p = [(a + b) / 2 for a, b in zip(low, high)]
        kind = point['kind']
        if kind == 'solved':
            p = solved(net, p, point['free'])
        elif kind == 'isolated':
            p = isolated(net, p, point['free'], point['index'])
        else:
            p = cell(net, p, theta, point['loss'])
        room = mp.mpf(10) ** -30 if kind == 'cell' else 0
        assert all(a - room <= v <= b + room for v, a, b in zip(p, low, high)), f'point {point["point"]} lies outside its box'
        far = mp.sqrt(sum((v - t) ** 2 for v, t in zip(p, theta)))
        assert far <= mp.mpf(point['distance']) + room, f'point {point["point"]} is farther than said'
        counts[kind] = counts.get(kind, 0) + 1
    print(', '.join(f'{n} {kind}' for kind, n in counts.items()), 'confirmed')


main(sys.argv[1], *(int(v) for v in sys.argv[2:3]))
