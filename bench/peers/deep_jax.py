"""Training of a deep network in JAX: one compiled pass over the data, Adam written out."""
from protocol import pin, serve

pin()

import jax
import jax.numpy as jnp

from deep_common import load


def loss(layers, x, y):
    for W, b in layers[:-1]:
        x = jax.nn.relu(x @ W.T + b)
    W, b = layers[-1]
    return -jnp.take_along_axis(jax.nn.log_softmax(x @ W.T + b), y[:, None], 1).mean()


def prepare(request):
    images, labels, arrays = load(request)
    batch, rate = request['batch'], request['rate']
    X, Y = jnp.asarray(images), jnp.asarray(labels)
    x, y = X.reshape(-1, batch, X.shape[1]), Y.reshape(-1, batch)

    @jax.jit
    def work(state):
        def step(state, data):
            t, theta, m, v = state
            t += 1
            g = jax.grad(loss)(theta, *data)
            m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
            v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
            scale, root = rate / (1 - 0.9**t), jnp.sqrt(1 - 0.999**t)
            theta = jax.tree.map(lambda p, m, v: p - scale * m / (jnp.sqrt(v) / root + 1e-8), theta, m, v)
            return (t, theta, m, v), None

        return jax.lax.scan(step, state, (x, y))[0]

    theta = [tuple(map(jnp.asarray, layer)) for layer in arrays]
    zeros = jax.tree.map(jnp.zeros_like, theta)
    state = [(jnp.float32(0), theta, zeros, zeros)]

    def run():
        state[0] = work(state[0])
        jax.block_until_ready(state[0])

    run()
    return {'form': 'scan', 'loss': float(loss(state[0][1], X, Y))}, run


serve(prepare)
