"""Networks trained by torch: 50 steps of SGD and Adam from one start over the same minibatches, in float64 and float32.

Writes training.json: a regression data set with two real targets, labels and weights besides, the order of the samples in ten epochs
(minibatches of 8, the last of 5), starts, and for each case the parameters at the end. torch 2.x and numpy; seed 23.
Weights are normalized within a minibatch, as F.cross_entropy does with class weights; penalties are the optimizers' weight_decay.
"""
import json, sys
import numpy as np, torch
import torch.nn.functional as F

torch.set_num_threads(1)
rng = np.random.default_rng(23)
N, batch, epochs = 37, 8, 10
x = rng.normal(size=(N, 3))
t = np.stack([np.sin(x[:, 0]) + 0.1 * rng.normal(size=N), x[:, 1] * x[:, 2] - 0.5], axis=1)
labels = (t[:, 0] > 0).astype(int)
weights = np.where(rng.random(N) < 0.2, 0.0, rng.uniform(0.25, 4, size=N))
class_weights = [0.5, 2.0]
order = [rng.permutation(N).tolist() for _ in range(epochs)]

sgd, adam = {'name': 'sgd'}, {'name': 'adam'}
momentum = {'name': 'sgd', 'momentum': 0.9}
deep = {'kernel': 'networks', 'sizes': [3, 7, 5, 2], 'activation': 'tanh'}
one = {'kernel': 'networks', 'sizes': [3, 6, 1], 'activation': 'sigmoid'}
flat = {'kernel': 'rectified', 'sizes': [3, 9, 2], 'activation': 'relu', 'optimizer': sgd, 'rate': 0.2}
cases = [
    {**deep, 'loss': 'squared', 'optimizer': sgd, 'rate': 0.1},
    {**deep, 'loss': 'squared', 'optimizer': adam, 'rate': 0.01},
    {**deep, 'loss': 'mean-squared', 'optimizer': momentum, 'rate': 0.05},
    {**deep, 'loss': 'mean-squared', 'optimizer': adam, 'rate': 0.01, 'weighted': True, 'decay': 0.01},
    {**deep, 'loss': 'squared', 'optimizer': sgd, 'rate': 0.1, 'decay': 0.05, 'decays': 'weights'},
    {**deep, 'loss': 'cross-entropy', 'optimizer': adam, 'rate': 0.01, 'classWeights': class_weights, 'smoothing': 0.1},
    {**one, 'loss': 'binary-cross-entropy', 'optimizer': sgd, 'rate': 0.5, 'weighted': True},
    {**one, 'loss': 'squared', 'optimizer': adam, 'rate': 0.01},
    {**flat, 'loss': 'squared'},
    {**flat, 'loss': 'mean-squared', 'weighted': True, 'decay': 0.02},
    {**flat, 'loss': 'cross-entropy', 'classWeights': class_weights, 'decay': 0.05, 'decays': 'weights'},
    {**flat, 'sizes': [3, 8, 1], 'loss': 'binary-cross-entropy'},
]

def start(sizes):
    draw = np.random.default_rng(7 + sum(sizes))
    return [np.float32(draw.normal(size=(m, n)) / np.sqrt(n)) if k == 0 else np.float32(0.1 * draw.normal(size=m))
            for n, m in zip(sizes, sizes[1:]) for k in (0, 1)]

activations = {'relu': torch.relu, 'sigmoid': torch.sigmoid, 'tanh': torch.tanh}

def outputs(parameters, case, a):
    layers = list(zip(parameters[::2], parameters[1::2]))
    for l, (W, b) in enumerate(layers):
        a = F.linear(a, W, b)
        if l < len(layers) - 1: a = activations[case['activation']](a)
    return a

def mean(case, z, at, dtype):
    target, y, w = (torch.as_tensor(v[at]) for v in (t, labels, weights))
    K = case['sizes'][-1]
    if case['loss'] == 'cross-entropy':
        return F.cross_entropy(z, y, weight=torch.tensor(class_weights, dtype=dtype), label_smoothing=case.get('smoothing', 0.0))
    if case['loss'] == 'binary-cross-entropy':
        each = F.binary_cross_entropy_with_logits(z, y.to(dtype)[:, None], reduction='none').mean(1)
    else:
        each = F.mse_loss(z, target.to(dtype)[:, :K], reduction='none').mean(1)
        if case['loss'] == 'squared': each = each * K / 2
    w = w.to(dtype) if case.get('weighted') else torch.ones(len(at), dtype=dtype)
    return (w * each).sum() / w.sum()

def train(case, dtype):
    parameters = [torch.tensor(p, dtype=dtype, requires_grad=True) for p in start(case['sizes'])]
    decay = case.get('decay', 0.0)
    biases = decay if case.get('decays', 'all') == 'all' else 0.0
    groups = [{'params': parameters[::2], 'weight_decay': decay}, {'params': parameters[1::2], 'weight_decay': biases}]
    o = case['optimizer']
    optimizer = (torch.optim.Adam(groups, lr=case['rate']) if o['name'] == 'adam'
                 else torch.optim.SGD(groups, lr=case['rate'], momentum=o.get('momentum', 0.0)))
    for epoch in order:
        for first in range(0, N, batch):
            at = epoch[first:first + batch]
            optimizer.zero_grad()
            mean(case, outputs(parameters, case, torch.as_tensor(x[at], dtype=dtype)), at, dtype).backward()
            optimizer.step()
    return torch.cat([p.detach().reshape(-1) for p in parameters]).tolist()

out = {
    'generator': f'python {sys.version.split()[0]}, torch {torch.__version__}, numpy {np.__version__}',
    'batch': batch, 'x': x.reshape(-1).tolist(), 't': t.reshape(-1).tolist(), 'labels': labels.tolist(),
    'weights': weights.tolist(), 'order': order,
    'cases': [{**case, 'start': np.concatenate([p.reshape(-1) for p in start(case['sizes'])]).tolist(),
               'float64': train(case, torch.float64), 'float32': train(case, torch.float32)} for case in cases],
}
json.dump(out, open(__file__.replace('.py', '.json'), 'w'))
