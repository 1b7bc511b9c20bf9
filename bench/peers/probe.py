"""python3 probe.py MODULE: version of numpy, torch or jax and the speed of its float32 matrix product, as JSON; fails when it is absent."""
import importlib
import json
import sys
import time

from protocol import pin

pin()
module = importlib.import_module(sys.argv[1])
if sys.argv[1] == 'torch':
    import os

    module.set_num_threads(int(os.environ['BENCH_THREADS']))
n = 512
ones = {'numpy': lambda m: m.ones((n, n), 'f'), 'torch': lambda m: m.ones(n, n), 'jax': lambda m: m.numpy.ones((n, n), 'f')}
a = ones[sys.argv[1]](module)


def product():
    start = time.perf_counter()
    result = a @ a
    if hasattr(result, 'block_until_ready'):
        result.block_until_ready()
    return time.perf_counter() - start


product()
print(json.dumps({'version': module.__version__, 'gflops': 2e-9 * n**3 / min(product() for _ in range(3))}))
