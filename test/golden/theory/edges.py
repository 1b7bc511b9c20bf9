# Values beside src/theory/one-step.ts and pushed-edge.ts, made with mpmath and scipy by other formulas than those in the code:
#   ground states as the least value of the zero-temperature Parisi functional on step functions, its integral over q done numerically;
#   the work of a wall as the energy of the pushed gas, ½∫x²ρ − ½∬ρρ ln|x − y| by the potential at the wall, and the growth of ∫ρ ln ρ by quadrature;
#   Tracy and Widom's F1 at 0 as det(1 − ½Ai((x + y)/2)) of Ferrari and Spohn.
# Run: python test/golden/theory/edges.py > test/golden/theory/edges.json      (mpmath 1.3, numpy, scipy)
import json

import mpmath as mp
import numpy as np
from scipy.special import airy

mp.mp.dps = 30


def parisi(order, length, m):
    """½(ξ′(1)L − ∫ξ″(q) m q dq + ∫dq/(L − m q))"""
    second = lambda q: order * (order - 1) * q ** (order - 2)
    return (order * length - mp.quad(lambda q: second(q) * m * q, [0, 1]) + mp.quad(lambda q: 1 / (length - m * q), [0, 1])) / 2


def ground_state(order, start):
    f = lambda length, m: (mp.diff(lambda l: parisi(order, l, m), length), mp.diff(lambda x: parisi(order, length, x), m))
    length, m = mp.findroot(f, start)
    return parisi(order, length, m)


def gas(w):
    """L and the density at distance y from the wall, which lies at +w"""
    length = mp.mpf(2) / 3 * (w + mp.sqrt(w * w + 6))
    return length, lambda y: mp.sqrt(max(length - y, mp.mpf(0)) / y) * abs(y + length / 2 - w) / mp.pi


def over(w, f):
    """∫ρ f(y, ρ) dy with y = t²"""
    length, density = gas(w)
    g = lambda t: density(t * t) * f(t * t, density(t * t)) * 2 * t if 0 < t * t < length else mp.mpf(0)
    return mp.quad(g, mp.linspace(0, mp.sqrt(length), 9))


def energy(w):
    """For weights Π|m_i − m_j| e^{−½Σm²}: ½∫x²ρ − ½∬ρρ ln|x − y|. ½x² − ∫ρ ln|x − y| is constant on the gas: its value at the wall"""
    second = over(w, lambda y, rho: (w - y) ** 2)
    at_wall = w * w / 2 - over(w, lambda y, rho: mp.log(y))
    return second / 4 + at_wall / 2


def entropy(w):
    return over(w, lambda y, rho: mp.log(rho) if rho > 0 else mp.mpf(0))


def edge_density(n=60, reach=24.0, h=1e-3):
    x, weights = np.polynomial.legendre.leggauss(n)
    x, weights = reach * (x + 1) / 2, reach * weights / 2
    det = lambda s: np.linalg.det(np.eye(n) - np.sqrt(np.outer(weights, weights)) * airy((x[:, None] + x[None, :]) / 2 + s)[0] / 2)
    return (8 * (det(h) - det(-h)) - (det(2 * h) - det(-2 * h))) / (12 * h)


root = mp.sqrt(2)
print(json.dumps({
    'groundStates': [[order, mp.nstr(ground_state(mp.mpf(order), start), 18)] for order, start in
                     [(2.5, (1.2, 0.9)), (3, (1.3, 1.1)), (4, (1.5, 1.4)), (5, (1.6, 1.5)), (10, (2.0, 1.95))]],
    'walls': [[w, mp.nstr(energy(mp.mpf(w)) - energy(root), 15), mp.nstr(entropy(mp.mpf(w)) - entropy(root), 15)] for w in [1.4, 1.2, 0.7, 0, -0.8]],
    'edgeDensity': edge_density(),
}, indent=1))
