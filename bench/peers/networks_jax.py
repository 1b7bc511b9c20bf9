"""Training of an ensemble of one-hidden-layer networks in JAX: one compiled pass over the data, networks by vmap."""
from protocol import pin, serve

pin()

import jax
import jax.numpy as jnp

from networks_common import load


def logits(parameters, x):
    W1, b1, W2, b2 = parameters
    return jax.nn.relu(x @ W1 + b1) @ W2 + b2


def loss(parameters, x, y):
    return -jnp.take_along_axis(jax.nn.log_softmax(logits(parameters, x)), y[:, None], 1).mean()


def prepare(request):
    images, labels, order, start = load(request)
    batch, rate = request['batch'], request['rate']
    x = jnp.asarray(images[order]).reshape(-1, batch, images.shape[1])
    y = jnp.asarray(labels[order]).reshape(-1, batch)
    gradient = jax.vmap(jax.grad(loss), (0, None, None))

    @jax.jit
    def epoch(parameters):
        def step(parameters, data):
            return jax.tree.map(lambda p, g: p - rate * g, parameters, gradient(parameters, *data)), None

        return jax.lax.scan(step, parameters, (x, y))[0]

    state = [tuple(map(jnp.asarray, start))]

    def work():
        state[0] = epoch(state[0])
        jax.block_until_ready(state[0])

    work()
    losses = jax.vmap(loss, (0, None, None))(state[0], jnp.asarray(images), jnp.asarray(labels))
    return {'form': 'vmap, scan', 'losses': losses.tolist()}, work


serve(prepare)
