"""Reference values of the limit functions: E_inf, E_k (k = 0..10), Theta_H, Theta_{k,H} (k = 0..5), the rate function I.

Forty digits throughout: zeros by 160 bisections, I from its closed form, checked against its integral.
Writes limits.json beside this file. Needs mpmath; run with no arguments (a few seconds).
"""
import json
import os
from mpmath import log, mp, mpf, nstr, quad, sqrt

mp.dps = 40


def barrier(H):
    return 2 * sqrt(mpf(H - 1) / H)


def rate(u, H):
    E = barrier(H)
    if u >= -E:
        return mpf(0)
    r = sqrt(u * u - E * E)
    return -u / E**2 * r - log(-u + r) + log(E)


def parabola(u, H):
    return log(mpf(H - 1)) / 2 - mpf(H - 2) * u * u / (4 * (H - 1))


def theta(u, H):
    return parabola(min(u, mpf(0)), H) - rate(u, H)


def theta_k(u, H, k):
    if u <= -barrier(H):
        return parabola(u, H) - (k + 1) * rate(u, H)
    return log(mpf(H - 1)) / 2 - mpf(H - 2) / H


def theta_k_printed(u, H, k):
    return parabola(u, H) - (k + 1) * rate(u, H)


def level(H, k):
    low, high = barrier(H), barrier(H) + 1
    if H == 2:
        return low
    f = lambda e: parabola(e, H) - (k + 1) * rate(-e, H)
    while f(high) > 0:
        high += 1
    for _ in range(160):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return (low + high) / 2


energies = ['-2.2', '-2', '-1.9', '-1.8', '-1.7', '-1.66', '-1.65', '-1.64', '-1.6', '-1.5', '-1.2', '-1', '-0.5', '0', '0.5', '2']
for u in ('-1.64', '-1.7', '-2.5'):
    E = barrier(3)
    integral = 2 / E**2 * quad(lambda z: sqrt(z * z - E * E), [E, -mpf(u)])
    assert abs(rate(mpf(u), 3) - integral) < mpf(10) ** -25

digits = lambda x: nstr(x, 20)
out = {
    'meta': 'decimal strings, 20 digits, made by limits.py (mpmath, 40 digits)',
    'levels': {str(H): {'barrier': digits(barrier(H)), 'layers': [digits(level(H, k)) for k in range(11)]} for H in (2, 3, 4, 5, 6, 10)},
    'complexity': {
        str(H): [
            {
                'u': u,
                'rate': digits(rate(mpf(u), H)),
                'total': digits(theta(mpf(u), H)),
                'byIndex': [digits(theta_k(mpf(u), H, k)) for k in range(6)],
                'printed': digits(theta_k_printed(mpf(u), H, 0)),
            }
            for u in energies
        ]
        for H in (2, 3, 4, 5, 10)
    },
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'limits.json'), 'w') as file:
    json.dump(out, file, indent=1)
    file.write('\n')
