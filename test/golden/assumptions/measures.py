"""Network 5-4-3-1 and 60 Gaussian samples (numpy default_rng, seed 5), and the measures of A1, A5, A6 by enumeration of its 60 paths.
Run: python measures.py > measures.json"""
import itertools
import json

import numpy as np

rng = np.random.default_rng(5)
sizes = [5, 4, 3, 1]
m = 60
weights = [rng.standard_normal((a, b)) for a, b in zip(sizes[:-1], sizes[1:])]
x = rng.standard_normal((m, 5))
gates, a = [], x
for w in weights[:-1]:
    z = a @ w
    gates.append((z > 0) * 1.0)
    a = z * (z > 0)
paths = list(itertools.product(range(5), range(4), range(3)))
active = np.array([gates[0][:, p[1]] * gates[1][:, p[2]] for p in paths]).T
inputs = np.array([x[:, p[0]] for p in paths]).T
off = ~np.eye(m, dtype=bool)
u2 = (active @ active.T / len(paths))[off].mean()
mean = active.mean(1)
u1 = np.outer(mean, mean)[off].mean()
gram = (inputs * active) @ (inputs * active).T
gram_off = inputs @ inputs.T
standard = (inputs - inputs.mean(0)) / inputs.std(0)
k = standard @ standard.T / len(paths)
ka = ((standard * active) @ (standard * active).T / len(paths))[off].mean()
print(json.dumps({
    'sizes': sizes,
    'weights': [w.T.ravel().tolist() for w in weights],
    'x': x.ravel().tolist(),
    'delta1Squared': u2 / u1 - 1,
    'psiEff': np.diag(gram_off).mean() ** 2 / (gram_off ** 2)[off].mean(),
    'psiEffGates': np.diag(gram).mean() ** 2 / (gram ** 2)[off].mean(),
    'delta5Squared': (ka - k[off].mean() * u2) / (active.mean() - u2),
}))
