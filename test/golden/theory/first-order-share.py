"""Share of the variance of a sampled loss that the first Hermite term has, by adaptive quadrature of the integrals themselves. Writes first-order-share.json.

    python first-order-share.py        (mpmath 1.3)
"""
import json, os
import mpmath as mp

mp.mp.dps = 40
losses = {
    'hinge': lambda y: max(mp.mpf(0), 1 - y),
    'squared': lambda y: (1 - y) ** 2 / 2,
    'logistic': lambda y: mp.log1p(mp.exp(1 - y)),
}
rows = []
for name, loss in losses.items():
    for s in ('0.01', '0.3', '1', '3', '8'):
        size = mp.mpf(s)
        breaks = sorted({-30, -12, -6, -3, -1, 0, 1, 3, 6, 12, 30} | ({1 / size} if 1 / size < 30 else set()))
        mean = lambda f: mp.quad(lambda g: f(g) * mp.npdf(g), breaks)
        value = lambda g: loss(size * g)
        centre = mean(value)
        first = mean(lambda g: g * value(g))
        share = first**2 / mean(lambda g: (value(g) - centre) ** 2)
        rows.append({'loss': name, 's': s, 'share': mp.nstr(share, 20)})
json.dump({'script': 'first-order-share.py', 'shares': rows}, open(os.path.join(os.path.dirname(__file__), 'first-order-share.json'), 'w'), indent=1)
