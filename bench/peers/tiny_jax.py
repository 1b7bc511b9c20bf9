"""Full-batch training of many 2-h-1 networks on four samples in JAX: one compiled loop, networks on the last axis."""
from protocol import pin, serve

pin()

import jax
import jax.numpy as jnp
import numpy as np


def prepare(request):
    hidden, rate, steps = request['hidden'], request['rate'], request['steps']
    x = jnp.asarray(np.array(request['x'], dtype=np.float32))
    t = jnp.asarray(np.array(request['t'], dtype=np.float32))
    start = np.load(request['parameters'])
    count = len(start)
    act = {'relu': jax.nn.relu, 'sigmoid': jax.nn.sigmoid}[request['activation']]
    W, b, v, c = np.split(start, [2 * hidden, 3 * hidden, 4 * hidden], 1)
    state = [tuple(map(jnp.asarray, (W.reshape(count, hidden, 2).transpose(1, 2, 0).copy(), b.T.copy(), v.T.copy(), c[:, 0].copy())))]

    def losses(parameters):
        W, b, v, c = parameters
        z = sum(x[:, i, None, None] * W[None, :, i] for i in range(2)) + b
        o = (act(z) * v).sum(1) + c
        return 0.5 * ((o - t[:, None]) ** 2).mean(0)

    gradient = jax.grad(lambda parameters: losses(parameters).sum())

    @jax.jit
    def train(parameters):
        step = lambda _, p: jax.tree.map(lambda a, g: a - rate * g, p, gradient(p))
        return jax.lax.fori_loop(0, steps, step, parameters)

    def work():
        state[0] = train(state[0])
        jax.block_until_ready(state[0])

    work()
    return {'form': 'networks on the last axis', 'losses': losses(state[0]).tolist()}, work


serve(prepare)
