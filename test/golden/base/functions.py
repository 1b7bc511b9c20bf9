"""Reference values for src/base/functions.ts and normal.ts. Run: python3 functions.py > functions.json (mpmath 1.3 or later, 40 digits)."""
import json, random
from mpmath import mp, mpf, log, exp, tanh, erfinv, sqrt
mp.dps = 40
rng = random.Random(20261121)
logs = [2.0**rng.uniform(-60, 60) for _ in range(400)] + [1 + rng.uniform(-.3, .4) for _ in range(200)] + [1 + 2.0**-k for k in range(1, 52, 5)]
exps = [rng.uniform(-700, 700) for _ in range(300)] + [rng.uniform(-1, 1) for _ in range(200)]
tanhs = [rng.uniform(-3, 3) for _ in range(300)] + [10.0**rng.uniform(-12, 0) for _ in range(100)] + [0.5, -0.5, 19.0]
qs = [rng.uniform(-.5, .5) for _ in range(300)] + [0.5 - 10.0**rng.uniform(-15, -1) for _ in range(200)] + [10.0**rng.uniform(-14, -1) for _ in range(50)]
# the tail of the quantile is compared at the exactly represented 1/2 - |q|
print(json.dumps({
    'log': [[x, float(log(mpf(x)))] for x in logs],
    'exp': [[x, float(exp(mpf(x)))] for x in exps],
    'tanh': [[x, float(tanh(mpf(x)))] for x in tanhs],
    'quantile': [[q, float(sqrt(2) * erfinv(2 * mpf(q)))] for q in qs],
}))
