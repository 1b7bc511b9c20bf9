"""Forms of the 3-spin gradient for a batch of replicas in JAX: pairs of spins times the couplings, at once or by blocks, and slices."""
import itertools

import jax
import jax.numpy as jnp
import numpy as np

PAIR_BLOCK = 4096
LARGEST_AT_ONCE = 100


def couplings(request):
    """The tensor summed over the orders of its indices; drawn here where none is given."""
    size = request['size']
    if 'couplings' in request:
        X = np.load(request['couplings'])
    else:
        X = np.random.default_rng(1).standard_normal((size, size, size), dtype=np.float32)
    return sum(X.transpose(axes) for axes in itertools.permutations(range(3))) / 6


def gradients(S):
    """By name: gradients at the columns of W."""
    size = S.shape[0]
    j, k = np.triu_indices(size)
    P = np.ascontiguousarray((S[j, k, :] * np.where(j == k, 1.0, 2.0)[:, None]).T).astype(np.float32)
    rest = -len(j) % PAIR_BLOCK
    blocks = jnp.asarray(np.pad(P, ((0, 0), (0, rest))).reshape(size, -1, PAIR_BLOCK).transpose(1, 0, 2))
    jb, kb = (jnp.asarray(np.pad(i, (0, rest)).reshape(-1, PAIR_BLOCK)) for i in (j, k))
    P, S, j, k = jnp.asarray(P), jnp.asarray(S, dtype=jnp.float32), jnp.asarray(j), jnp.asarray(k)

    @jax.jit
    def pairs(W):
        return (P @ (W[j] * W[k])) * (3 / size)

    @jax.jit
    def blocked(W):
        def add(gradient, part):
            P, j, k = part
            return gradient + P @ (W[j] * W[k]), None

        return jax.lax.scan(add, jnp.zeros_like(W), (blocks, jb, kb))[0] * (3 / size)

    @jax.jit
    def slices(W):
        return jax.lax.map(lambda s: ((s @ W) * W).sum(0), S) * (3 / size)

    forms = {'blocked pairs': blocked, 'slices': slices}
    if size <= LARGEST_AT_ONCE:
        forms['pairs'] = pairs
    return forms
