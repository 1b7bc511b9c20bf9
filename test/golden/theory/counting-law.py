"""Reference values of P(m_k < s) and P(m_k >= s) for the k-th smallest eigenvalue of the GOE (natural scaling, edge sqrt(2N)).

Fredholm Pfaffian on (s - length, s) in the oscillator basis, matrix entries summed over all N functions, coefficients of the
generating function from traces of powers by Newton's identities: no eigenvalues, no Christoffel-Darboux formula, 80 digits.
Writes counting-law.json beside this file. Needs numpy and mpmath; about ten minutes.
"""
import json
import os
from math import comb

import numpy as np
from mpmath import cos, erf, exp, log, mp, mpf, nstr, pi, sqrt

mp.dps = 80


def zeros(*shape):
    a = np.empty(shape, dtype=object)
    a.fill(mpf(0))
    return a


def gauss(m):
    nodes, weights = [], []
    for i in range(m):
        x = -cos(pi * (i + mpf('0.75')) / (m + mpf('0.5')))
        for _ in range(9):
            p0, p1 = mpf(1), x
            for n in range(2, m + 1):
                p0, p1 = p1, ((2 * n - 1) * x * p1 - (n - 1) * p0) / n
            slope = m * (x * p1 - p0) / (x * x - 1)
            x -= p1 / slope
        nodes.append(x)
        weights.append(2 / ((1 - x * x) * slope * slope))
    table = zeros(m, m)
    for a, x in enumerate(nodes):
        p = [mpf(1), x]
        for n in range(2, m):
            p.append(((2 * n - 1) * x * p[-1] - (n - 1) * p[-2]) / n)
        for n in range(m):
            table[n, a] = p[n] * sqrt(mpf(2 * n + 1) / 2) * sqrt(weights[a])
    hat = zeros(m, m)
    for n in range(1, m):
        hat[n - 1, n] = 2 / sqrt(mpf((2 * n + 1) * (2 * n - 1)))
        hat[n, n - 1] = -hat[n - 1, n]
    return nodes, weights, table.T.dot(hat.dot(table))


def oscillators(N, x):
    phi, e = zeros(N + 1, len(x)), zeros(N + 1, len(x))
    front = pi ** (-mpf(1) / 4)
    phi[0] = [front * exp(-t * t / 2) for t in x]
    phi[1] = sqrt(mpf(2)) * x * phi[0]
    e[0] = [front * sqrt(pi / 2) * erf(t / sqrt(mpf(2))) for t in x]
    e[1] = -sqrt(mpf(2)) * phi[0]
    for j in range(1, N):
        phi[j + 1] = x * phi[j] * sqrt(mpf(2) / (j + 1)) - phi[j - 1] * sqrt(mpf(j) / (j + 1))
        e[j + 1] = e[j - 1] * sqrt(mpf(j) / (j + 1)) - phi[j] * sqrt(mpf(2) / (j + 1))
    return phi, e


def whole(n):
    v = 2 * pi ** (-mpf(1) / 4) * sqrt(pi / 2)
    for i in range(1, n, 2):
        v *= sqrt(mpf(i) / (i + 1))
    return v


def law(N, s, length, m, terms, top):
    nodes, weights, Q = gauss(m)
    half = length / 2
    x = np.array([s - half + half * t for t in nodes], dtype=object)
    roots = np.array([sqrt(half * w) for w in weights], dtype=object)
    phi, e = oscillators(N, x)
    B = np.concatenate([phi[:N] * roots, e[:N] * roots * 2], axis=1)
    shifted = zeros(N, 2 * m)
    if N > 1:
        c = np.array([sqrt(mpf(j) / 2) for j in range(1, N)], dtype=object)[:, None]
        shifted[:-1] = shifted[:-1] + c * B[1:]
        shifted[1:] = shifted[1:] - c * B[:-1]
    R = -B.T.dot(shifted) / 2
    if N % 2:
        b = np.concatenate([zeros(m), -roots])
        R = R - (np.outer(B[N - 1], b) - np.outer(b, B[N - 1])) / whole(N - 1)
    R[m:, m:] = R[m:, m:] + Q * half
    M = np.concatenate([-R[m:], R[:m]], axis=0)
    powers = [None, M]
    while 2 * (len(powers) - 1) < terms:
        powers.append(powers[-1].dot(M))
    K = len(powers) - 1
    p = [None] + [
        sum(powers[n][i, i] for i in range(2 * m)) / 2 if n <= K else (powers[K] * powers[n - K].T).sum() / 2
        for n in range(1, terms + 1)
    ]
    moments = [mpf(1)]
    for n in range(1, terms + 1):
        moments.append(sum((-1) ** (i - 1) * moments[n - i] * p[i] for i in range(1, n + 1)) / n)
    exactly = lambda j: sum((-1) ** (n - j) * comb(n, j) * moments[n] for n in range(j, terms + 1))
    below = [sum((-1) ** (n - k - 1) * comb(n - 1, k) * moments[n] for n in range(k + 1, terms + 1)) for k in range(top + 1)]
    above, total = [], mpf(0)
    for k in range(top + 1):
        total += exactly(k)
        above.append(total)
    return below, above


# size, s as an exact decimal, window length, nodes, terms, largest index
cases = [
    (2, '-3.5', '12', 60, 2, 1),
    (3, '-0.5', '12', 60, 3, 2),
    (7, '-4', '12', 60, 7, 6),
    (7, '-2.5', '12', 60, 7, 6),
    (8, '0', '16', 70, 8, 7),
    (31, '-9', '7', 84, 14, 7),
    (31, '-5.5', '10', 64, 31, 7),
    (100, '-16.5', '5', 84, 14, 7),
    (100, '-13', '9', 60, 24, 7),
    (1000, '-46.75', '3.6', 80, 12, 5),
    (1000, '-46', '3.8', 80, 12, 5),
    (1000, '-43.5', '7', 60, 26, 5),
]
out = []
for N, s, length, m, terms, top in cases:
    below, above = law(N, mpf(s), mpf(length), m, terms, top)
    row = {
        'size': N,
        's': s,
        'lnBelow': [nstr(log(v), 20) if v > 0 else None for v in below],
        'lnAbove': [nstr(log(v), 20) if v > 0 else None for v in above],
    }
    out.append(row)
    print(row, flush=True)
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, 'counting-law.json'), 'w') as file:
    json.dump({'meta': 'decimal strings, 20 digits, made by counting-law.py (mpmath, 80 digits)', 'cases': out}, file, indent=1)
    file.write('\n')
