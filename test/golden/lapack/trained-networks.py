"""Eigenvalues of the Hessians of 40 trained networks, ReLU and tanh, of one to three hidden layers: second derivatives by torch autograd in
float64, eigenvalues by LAPACK's syevd through numpy.
Run: python3 trained-networks.py > trained-networks.json   (torch 2.15.0, numpy 2.4.6; seeds below)
Half of the inputs of the last quarter of the networks are zero, so that their Hessians have null spaces."""
import json

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(1)
count, inputs, classes = 60, 6, 3
labels = torch.arange(count) % classes
centers = torch.randn(classes, inputs)
images = (centers[labels] + 1.2 * torch.randn(count, inputs)).float().double()
shapes = {1: [6, 6, 3], 2: [6, 5, 4, 3], 3: [6, 4, 4, 4, 3]}


def unpack(theta, sizes):
    arrays, at = [], 0
    for n, m in zip(sizes, sizes[1:]):
        W = theta[at:at + n * m].reshape(m, n)
        at += n * m
        arrays.append((W, theta[at:at + m]))
        at += m
    return arrays


def loss(theta, sizes, activation, x):
    arrays = unpack(theta, sizes)
    a = x
    for W, b in arrays[:-1]:
        a = activation(a @ W.T + b)
    W, b = arrays[-1]
    return torch.nn.functional.cross_entropy(a @ W.T + b, labels)


networks = []
for k in range(40):
    depth, name = 1 + k % 3, ['relu', 'tanh'][k // 3 % 2]
    sizes, activation = shapes[depth], getattr(torch, name)
    x = images.clone()
    blank = k >= 30
    if blank:
        x[:, inputs // 2:] = 0
    torch.manual_seed(100 + k)
    n = sum((a + 1) * b for a, b in zip(sizes, sizes[1:]))
    theta = (0.7 * torch.randn(n)).requires_grad_()
    optimizer = torch.optim.Adam([theta], 0.05)
    for _ in range(40 + 20 * k):
        optimizer.zero_grad()
        value = loss(theta, sizes, activation, x)
        value.backward()
        optimizer.step()
    point = theta.detach()
    H = torch.autograd.functional.hessian(lambda t: loss(t, sizes, activation, x), point).numpy()
    values = np.linalg.eigvalsh((H + H.T) / 2)
    networks.append({'sizes': sizes, 'activation': name, 'blank': blank, 'parameters': point.tolist(),
                     'loss': float(loss(point, sizes, activation, x)), 'eigenvalues': values.tolist()})
print(json.dumps({'images': images.flatten().tolist(), 'labels': labels.tolist(), 'networks': networks}))
