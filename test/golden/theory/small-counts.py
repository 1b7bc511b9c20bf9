"""Mean numbers of critical points of each index of small spherical spin glasses.

E C_{N,k} = 2 sqrt(2/H) (H-1)^{N/2} E_GOE[exp(-a m_k^2)], a = (H-2)/(2H), density of the eigenvalues ~ prod|m_i - m_j| exp(-sum m_i^2/2).
By parts E[g(m_k)] = int g'(s) P(#{m < s} <= k) ds, and sum_j P(#{m < s} = j) z^j is a Pfaffian (de Bruijn) of integrals over oscillator
functions, here taken by Gauss-Legendre on either side of s. Writes small-counts.json beside this file: "H,N": one mean per index.
Needs numpy and scipy; no arguments (a few seconds).
"""
import json
import math
import os

import numpy as np
from scipy.special import erf

X, W = np.polynomial.legendre.leggauss(80)
EDGE = 13.0


def oscillator(x, count):
    """phi_j(x) and int_{-inf}^x phi_j, j < count."""
    phi = [math.pi**-0.25 * np.exp(-x * x / 2), None]
    phi[1] = math.sqrt(2) * x * phi[0]
    whole = [math.pi**-0.25 * math.sqrt(math.pi / 2) * (1 + erf(x / math.sqrt(2))), -math.sqrt(2) * phi[0]]
    for j in range(1, count):
        phi.append(math.sqrt(2 / (j + 1)) * x * phi[j] - math.sqrt(j / (j + 1)) * phi[j - 1])
        whole.append(math.sqrt(j / (j + 1)) * whole[j - 1] - math.sqrt(2 / (j + 1)) * phi[j])
    return np.array(phi[:count]), np.array(whole[:count])


def pfaffian(A):
    n = len(A)
    if n == 0:
        return 1.0
    total = 0.0
    for j in range(1, n):
        rest = [i for i in range(1, n) if i != j]
        total += (-1) ** (j - 1) * A[0, j] * pfaffian(A[np.ix_(rest, rest)])
    return total


def generating(N, s, z):
    """Proportional to sum_j P(# below s = j) z^j."""
    sides = []
    for low, high, weight in ((-EDGE, s, z), (s, EDGE, 1.0)):
        half = (high - low) / 2
        x = low + half * (X + 1)
        phi, whole = oscillator(x, N)
        sides.append((phi, whole, W * half, weight))
    at_s = oscillator(np.array([s]), N)[1]
    at_end = oscillator(np.array([EDGE]), N)[1]
    A = np.zeros((N + N % 2, N + N % 2))
    for phi, whole, w, weight in sides:
        if weight is z and phi is sides[0][0]:
            inner = -z * whole + z * (at_s - whole) + (at_end - at_s)
        else:
            inner = -z * at_s - (whole - at_s) + (at_end - whole)
        A[:N, :N] += weight * (phi * w) @ inner.T
        if N % 2:
            border = weight * (phi * w).sum(axis=1)
            A[:N, N] += border
            A[N, :N] -= border
    return pfaffian((A - A.T) / 2)


def means(H, N):
    a = (H - 2) / (2 * H)
    nodes = np.cos(2 * np.pi * np.arange(N + 1) / (2 * N + 1)) + 1.5
    vandermonde = np.vander(nodes, N + 1, increasing=True)
    result = np.full(N, math.exp(-144 * a))  # below s = -12 no eigenvalue, above 12 all
    for panel in np.arange(-12, 12, 0.5):
        for x, w in zip(*np.polynomial.legendre.leggauss(12)):
            s = panel + 0.25 * (x + 1)
            law = np.linalg.solve(vandermonde, [generating(N, s, z) for z in nodes])
            law /= law.sum()
            result += 0.25 * w * (-2 * a * s) * math.exp(-a * s * s) * np.cumsum(law)[:N]
    return 2 * math.sqrt(2 / H) * (H - 1) ** (N / 2) * result


cases = [(3, 2), (3, 3), (3, 4), (3, 5), (4, 2), (4, 3)]
table = {f"{H},{N}": [float(f"{v:.13g}") for v in means(H, N)] for H, N in cases}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "small-counts.json"), "w") as out:
    json.dump(table, out, indent=1)
    out.write("\n")
