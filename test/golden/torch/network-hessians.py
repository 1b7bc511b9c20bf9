"""Hessians of small perceptrons by torch autograd, float64, seed 1: whole and Gauss-Newton part, lower triangles by rows.
Run: python3 network-hessians.py > network-hessians.json   (torch 1.13)"""
import json
import sys

import torch

torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
CASES = [
    ([3, 4, 3], 'relu', 'cross-entropy', True),
    ([3, 3, 3, 2], 'relu', 'cross-entropy', True),
    ([2, 3, 2, 2, 2], 'tanh', 'cross-entropy', True),
    ([3, 3, 2, 1], 'sigmoid', 'squared', True),
    ([2, 3, 2], 'identity', 'squared', False),
    ([3, 4, 1], 'tanh', 'hinge', True),
    ([2, 4, 2], 'sigmoid', 'absolute', True),
]
ACTIVATIONS = {'relu': torch.relu, 'tanh': torch.tanh, 'sigmoid': torch.sigmoid, 'identity': lambda z: z}
LOSSES = {
    'cross-entropy': lambda z, t: -(t * torch.log_softmax(z, -1)).sum(-1),
    'squared': lambda z, t: 0.5 * ((z - t) ** 2).sum(-1),
    'hinge': lambda z, t: torch.clamp(1 - t * z, min=0).sum(-1),
    'absolute': lambda z, t: (z - t).abs().sum(-1),
}
COUNT = 7


def outputs(theta, x, sizes, activation, bias):
    a, at = x, 0
    for l, (n, m) in enumerate(zip(sizes[:-1], sizes[1:])):
        a = a @ theta[at : at + n * m].view(m, n).T
        at += n * m
        if bias:
            a = a + theta[at : at + m]
            at += m
        if l < len(sizes) - 2:
            a = ACTIVATIONS[activation](a)
    return a


def lower(matrix):
    i, j = torch.tril_indices(*matrix.shape)
    return ((matrix + matrix.T) / 2)[i, j].tolist()


results = []
for sizes, activation, loss, bias in CASES:
    size = sum((n + bias) * m for n, m in zip(sizes[:-1], sizes[1:]))
    theta, x = torch.randn(size), torch.randn(COUNT, sizes[0])
    labels = torch.randint(max(sizes[-1], 2), (COUNT,))
    low = -1.0 if loss in ('hinge', 'absolute') else 0.0
    t = torch.full((COUNT, max(sizes[-1], 2)), low)
    t[range(COUNT), labels] = 1.0
    t = t[:, 1:] if sizes[-1] == 1 else t
    mean_loss = lambda p: LOSSES[loss](outputs(p, x, sizes, activation, bias), t).mean()
    value = mean_loss(theta)
    gradient = torch.autograd.functional.jacobian(mean_loss, theta)
    H = torch.autograd.functional.hessian(mean_loss, theta)
    G = torch.zeros(size, size)
    for s in range(COUNT):
        z = lambda p: outputs(p, x[s], sizes, activation, bias)
        J = torch.autograd.functional.jacobian(z, theta)
        S = torch.autograd.functional.hessian(lambda y: LOSSES[loss](y, t[s]), z(theta))
        G += J.T @ S @ J / COUNT
    results.append({
        'sizes': sizes, 'activation': activation, 'loss': loss, 'bias': bias, 'theta': theta.tolist(), 'x': x.tolist(),
        'labels': labels.tolist(), 'value': value.item(), 'gradient': gradient.tolist(), 'hessian': lower(H), 'gaussNewton': lower(G),
    })
json.dump(results, sys.stdout, separators=(',', ':'))
