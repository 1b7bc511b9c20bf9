"""
Descents on a small network without biases in JAX, in the fastest of four forms: products by einsum or by sums with points on the last axis,
batched products with points first, and vmap of an automatic gradient. One compiled loop; steps, take-back and tangent parts as ours.
"""
from functools import partial

from protocol import fastest, pin, serve

pin()

import jax
import jax.numpy as jnp
import numpy as np

GROWTH, SUFFICIENT, RISE = 1.1, 1e-4, 1e-5


def slices(widths):
    at = 0
    for inputs, units in zip(widths, widths[1:]):
        yield at, inputs, units
        at += inputs * units


def softplus(z, k):
    """Value and slope, by one exponential."""
    t = k * z
    e = jnp.exp(-jnp.abs(t))
    return jnp.maximum(z, 0) + jnp.log1p(e) / k, jnp.where(t > 0, 1, e) / (1 + e)


def logistic(z):
    t = 1 - z
    e = jnp.exp(-jnp.abs(t))
    return jnp.maximum(t, 0) + jnp.log1p(e), -jnp.where(t > 0, 1, e) / (1 + e)


def by_hand(x, signs, request, products):
    """Value and gradient of points (D, R); `products`: W a, d aᵀ and Wᵀ d of activations (samples, units, R)."""
    forward, outer, back = products
    widths, k, front = request['widths'], request['sharpness'], request['front']
    layers = list(slices(widths))

    def value_and_gradient(w):
        W = [w[at : at + n * i].reshape(n, i, -1) for at, i, n in layers]
        a, slopes = [x[:, :, None]], []
        for weights in W[:-1]:
            value, slope = softplus(forward(a[-1], weights), k)
            a.append(value)
            slopes.append(slope)
        value, first = logistic(signs[:, None] * forward(a[-1], W[-1])[:, 0])
        d = (front * signs[:, None] * first)[:, None]
        parts = []
        for layer in range(len(W) - 1, -1, -1):
            parts.append(outer(d, a[layer]).reshape(-1, w.shape[1]))
            if layer:
                d = back(d, W[layer]) * slopes[layer - 1]
        return front * value.sum(0), jnp.concatenate(parts[::-1])

    return value_and_gradient


def einsum():
    same = lambda a, R: jnp.broadcast_to(a, (*a.shape[:2], R))
    return (
        lambda a, W: jnp.einsum('sir,nir->snr', same(a, W.shape[2]), W),
        lambda d, a: jnp.einsum('snr,sir->nir', d, same(a, d.shape[2])),
        lambda d, W: jnp.einsum('snr,nir->sir', d, W),
    )


def sums():
    add = lambda terms: sum(terms[1:], terms[0])
    return (
        lambda a, W: add([a[:, i, None] * W[None, :, i] for i in range(W.shape[1])]),
        lambda d, a: (d[:, :, None] * a[:, None]).sum(0),
        lambda d, W: add([d[:, n, None] * W[None, n] for n in range(W.shape[0])]),
    )


def first(x, signs, request, automatic):
    """Points first: batched products, and the gradient by hand or by JAX."""
    widths, k, front = request['widths'], request['sharpness'], request['front']
    layers = list(slices(widths))

    def loss(w):
        a = x
        for at, i, n in layers[:-1]:
            a = softplus(a @ w[at : at + n * i].reshape(n, i).T, k)[0]
        at, i, n = layers[-1]
        return front * logistic(signs * (a @ w[at : at + i]))[0].sum()

    def batched(w):
        W = [w[:, at : at + n * i].reshape(-1, n, i) for at, i, n in layers]
        a, slopes = [x], []
        for weights in W[:-1]:
            value, slope = softplus(a[-1] @ weights.transpose(0, 2, 1), k)
            a.append(value)
            slopes.append(slope)
        value, first = logistic(signs * (a[-1] @ W[-1].transpose(0, 2, 1))[:, :, 0])
        d = (front * signs * first)[:, :, None]
        parts = []
        for layer in range(len(W) - 1, -1, -1):
            parts.append((d.transpose(0, 2, 1) @ a[layer]).reshape(w.shape[0], -1))
            if layer:
                d = (d @ W[layer]) * slopes[layer - 1]
        return front * value.sum(1), jnp.concatenate(parts[::-1], 1)

    given = jax.vmap(jax.value_and_grad(loss)) if automatic else batched

    def value_and_gradient(w):
        value, gradient = given(w.T)
        return value, gradient.T

    return value_and_gradient


def step(value_and_gradient, _, state):
    W, L, M, before, slope, rate = state
    square = W.shape[0]
    unit = square**0.5
    energy, g = value_and_gradient(W)
    g = g - (W * g).sum(0) / square * W
    residual = jnp.sqrt((g * g).sum(0)) / unit
    went = before < jnp.inf
    allowed = before - SUFFICIENT * rate * (slope * unit) ** 2 + RISE * jnp.abs(before)
    back = went & ~(jnp.isfinite(residual) & (energy <= allowed))
    W, g = jnp.where(back, L, W), jnp.where(back, M, g)
    energy, residual = jnp.where(back, before, energy), jnp.where(back, slope, residual)
    rate = jnp.where(back, rate / 2, jnp.where(went, GROWTH * rate, rate))
    moved = W - rate * g
    return moved * (unit / jnp.sqrt((moved * moved).sum(0))), W, g, energy, residual, rate


def prepare(request):
    points = np.ascontiguousarray(np.load(request['points']).T)
    x = jnp.asarray(np.load(request['x']))
    signs = jnp.asarray(request['margin'] * np.load(request['y']), dtype=jnp.float32)
    W0 = jnp.asarray(points)
    forms = {
        'einsum': by_hand(x, signs, request, einsum()),
        'sums': by_hand(x, signs, request, sums()),
        'batched products': first(x, signs, request, False),
        'vmap, grad': first(x, signs, request, True),
    }

    def descent(form):
        @jax.jit
        def descend(W):
            like = lambda value: jnp.full(W.shape[1], value, dtype=jnp.float32)
            state = (W, W, jnp.zeros_like(W), like(jnp.inf), like(0), like(request['rate']))
            end = jax.lax.fori_loop(0, request['steps'], partial(step, form), state)
            return form(end[0])[0].mean()

        return lambda: descend(W0).block_until_ready()

    descents = {name: descent(form) for name, form in forms.items()}
    best = fastest(descents)
    return {'form': best, 'energy': float(descents[best]())}, descents[best]


serve(prepare)
