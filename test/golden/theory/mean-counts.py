"""Mean numbers of critical points of index k deep in the left tail, where coarse panels lose digits: E C_{N,k}(u), H = 3.

Same law as counting-law.py (80 digits), integrated by parts on panels that shrink towards the upper end, 12 Gauss nodes each.
Writes mean-counts.json beside this file. About ten minutes.
"""
import json
import os

from mpmath import exp, log, mp, mpf, nstr, sqrt

here = os.path.dirname(os.path.abspath(__file__))
source = open(os.path.join(here, 'counting-law.py')).read().split('# size, s as an exact decimal')[0]
scope = {}
exec(compile(source, 'counting-law.py', 'exec'), scope)
law, gauss = scope['law'], scope['gauss']
mp.dps = 80
_rules = {}
scope['gauss'] = lambda m: _rules.setdefault(m, gauss(m))


def counts(N, H, u, top, window, m, terms):
    a = mpf(H - 2) / (2 * H)
    U = mpf(u) * sqrt(mpf(N * H) / (2 * (H - 1)))
    F = lambda s: law(N, s, mpf(window), m, terms, top)[0]
    sums = [exp(-a * U * U) * f for f in F(U)]
    nodes, weights, _ = scope['gauss'](12)
    right = U
    for width in ('0.1', '0.15', '0.25', '0.4', '0.7', '1.2', '2.2'):
        half = mpf(width) / 2
        for t, w in zip(nodes, weights):
            s = right - half + half * t
            for k, f in enumerate(F(s)):
                sums[k] += half * w * 2 * a * s * exp(-a * s * s) * f
        right -= 2 * half
    front = 2 * sqrt(mpf(2) / H) * mpf(H - 1) ** (mpf(N) / 2)
    return [nstr(log(front * v), 20) for v in sums]


out = []
for N, u, top, window, m, terms in [(10, '-1.8', 5, '7', 40, 10), (25, '-1.7', 5, '7', 44, 10)]:
    row = {'order': 3, 'size': N, 'u': u, 'ln': counts(N, 3, u, top, window, m, terms)}
    out.append(row)
    print(row, flush=True)
with open(os.path.join(here, 'mean-counts.json'), 'w') as file:
    json.dump({'meta': 'decimal strings, made by mean-counts.py (mpmath, 80 digits; quadrature to 1e-15)', 'cases': out}, file, indent=1)
    file.write('\n')
