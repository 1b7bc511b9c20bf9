"""Closed forms of Propositions 4 and 5 of swirszcz2017local in 40 digits: bad-outlier.json. Needs mpmath; nothing random.

    python bad-outlier.py > bad-outlier.json
"""
import json
import mpmath
from mpmath import mp, mpf, ncdf, erfc, log, log1p, sqrt

mp.dps = 40


def ln_phi(z):
    return log(ncdf(z)) if z < 0 else log1p(-erfc(z / sqrt(2)) / 2)


def mean_needed(groups, target=mpf('0.99')):
    low, high = mpf('1e-9'), mpf(50)
    for _ in range(140):
        middle = (low + high) / 2
        if sum(n * ln_phi(middle / s) for n, s in groups) < log(target):
            low = middle
        else:
            high = middle
    return (low + high) / 2


rows = []
for layers in (1, 2, 10, 100):
    for h in (10, 100, 600, 1000, 10000):
        a, b, c = 2 * h, (layers - 1) * h * h, h
        inner = 1 / sqrt(mpf(h))
        rows.append({
            'hiddenLayers': layers,
            'width': h,
            'lecun98': mp.nstr(mean_needed([(a + b + c, inner)]), 20),
            'xavier10': mp.nstr(mean_needed([(a, sqrt(mpf(2) / (2 + h))), (b, inner), (c, sqrt(mpf(2) / (h + 1)))]), 20),
            'fan-in': mp.nstr(mean_needed([(a, sqrt(mpf(1) / 2)), (b + c, inner)]), 20),
            'fixed': mp.nstr(mean_needed([(a + b + c, mpf('0.01'))]), 20),
        })

tails = [{'z': z, 'lnPhi': mp.nstr(ln_phi(mpf(z)), 20)} for z in ('-30', '-5', '-1.5', '-0.25', '0', '0.5', '1.5', '3', '7', '20')]

bounds = []
for h in (1, 2, 3, 4, 5, 10):
    for k in (2, 10, 100, 1000, 10 ** 6):
        p = mpf('0.5') ** (h * h)
        bounds.append({
            'width': h,
            'hiddenLayers': k,
            'zeroBias': mp.nstr(1 - (1 - p) ** (k - 1), 20),
            'symmetricBias': mp.nstr(1 - (1 - p * mpf('0.5') ** h) ** (k - 1), 20),
            'oneSample': mp.nstr(1 - (1 - mpf('0.5') ** h) ** k, 20),
        })

print(json.dumps({'made': f'mpmath {mpmath.__version__}, {mp.dps} digits', 'means': rows, 'tails': tails, 'bounds': bounds}, indent=1))
