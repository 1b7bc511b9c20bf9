"""Fixtures for src/ensembles/statistics. Run: python3 statistics.py > statistics.json"""

import json
import sys

import numpy as np
import scipy
from scipy import optimize, special, stats

rng = np.random.default_rng(20240611)

x = rng.normal(size=23)
y = 0.6 * x + 0.8 * rng.normal(size=23)
pearson = stats.pearsonr(x, y)

sizes = np.array([25.0, 50, 100, 200, 300, 400, 500])
errors = np.array([0.005, 0.0036, 0.0016, 0.0014, 0.0013, 0.0012, 0.0011])
means = -1.633 + 0.9 * sizes**-0.52 + errors * rng.normal(size=7)
law = lambda s, a, b, c: a + b * s**-c
best, covariance = optimize.curve_fit(
    law, sizes, means, p0=[-1.6, 1, 0.5], sigma=errors, absolute_sigma=True, ftol=1e-15, xtol=1e-15, gtol=1e-15
)

sample = rng.exponential(size=31)
points = [-37, -8, -3, -1.5, -0.1, 0, 1e-9, 0.3, 1.4999, 1.5, 2, 3.3, 6, 12, 20, 26]
probabilities = [1e-290, 1e-100, 1e-20, 1e-9, 1e-3, 0.025, 0.3, 0.5, 0.7, 0.975, 0.999999]

bca = stats.bootstrap(
    (sample,), np.mean, n_resamples=100_000, confidence_level=0.9, method="BCa", random_state=rng
).confidence_interval

json.dump(
    {
        "origin": f"numpy {np.__version__}, scipy {scipy.__version__}, seed 20240611",
        "erfc": {"x": points, "value": special.erfc(points).tolist()},
        "cdf": {"x": points, "value": special.ndtr(points).tolist()},
        "quantile": {"p": probabilities, "value": special.ndtri(probabilities).tolist()},
        "sample": sample.tolist(),
        "summary": {
            "mean": np.mean(sample),
            "variance": np.var(sample, ddof=1),
            "standardError": stats.sem(sample),
            "quantiles": {str(p): np.quantile(sample, p) for p in (0, 0.05, 0.25, 0.5, 0.77, 1)},
        },
        "bca": list(bca),
        "wilson": [
            {"k": k, "n": n, "level": level, "low": ci.low, "high": ci.high}
            for k, n, level in ((0, 10, 0.95), (3, 10, 0.95), (10, 10, 0.9), (411, 1000, 0.99))
            for ci in [stats.binomtest(k, n).proportion_ci(level, method="wilson")]
        ],
        "pearson": {
            "x": x.tolist(),
            "y": y.tolist(),
            "r": pearson.statistic,
            "interval": list(pearson.confidence_interval(0.95)),
        },
        "powerLaw": {
            "sizes": sizes.tolist(),
            "means": means.tolist(),
            "errors": errors.tolist(),
            "parameters": best.tolist(),
            "standardErrors": np.sqrt(np.diag(covariance)).tolist(),
            "chiSquare": float(np.sum(((means - law(sizes, *best)) / errors) ** 2)),
        },
    },
    sys.stdout,
    indent=1,
)
print()
