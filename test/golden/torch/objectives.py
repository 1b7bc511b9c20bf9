"""Hessians of small networks by torch's automatic differentiation in float64: every objective, activation and 1 to 3 hidden layers.

Writes objectives.json: inputs, targets and a point for each number of hidden layers, and for each objective and activation the value,
gradient norm and eigenvalues. torch 2.x and numpy; seed 11. Objectives are torch's own functions where there is one.
"""
import json, sys
import numpy as np, torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
rng = np.random.default_rng(11)
N, K = 9, 3
sizes_of = {1: [4, 5, K], 2: [4, 4, 3, K], 3: [3, 3, 4, 3, K]}
x_of = {h: rng.normal(size=(N, s[0])) for h, s in sizes_of.items()}
labels = rng.integers(0, K, size=N)
sample_weights = np.array([1.0, 2.0, 0.5, 0.0, 1.5, 3.0, 0.25, 1.0, 2.5])
class_weights = [0.5, 2.0, 1.25]
points = {h: {bias: 0.9 * rng.normal(size=sum(a * b + (b if bias else 0) for a, b in zip(s, s[1:])))
              for bias in (True, False)} for h, s in sizes_of.items()}
activations = {'identity': lambda z: z, 'relu': torch.relu, 'sigmoid': torch.sigmoid, 'tanh': torch.tanh}

objectives = [{'loss': l} for l in ('absolute', 'binary-cross-entropy', 'cross-entropy', 'hinge', 'mean-squared', 'squared')]
objectives += [
    {'loss': 'cross-entropy', 'bias': False},
    {'loss': 'cross-entropy', 'sampleWeights': True},
    {'loss': 'cross-entropy', 'classWeights': class_weights},
    {'loss': 'cross-entropy', 'smoothing': 0.1},
    {'loss': 'cross-entropy', 'smoothing': 0.2, 'classWeights': class_weights},
    {'loss': 'cross-entropy', 'decay': 0.01},
    {'loss': 'cross-entropy', 'decay': 0.05, 'decays': 'weights'},
    {'loss': 'binary-cross-entropy', 'smoothing': 0.1},
    {'loss': 'mean-squared', 'output': 'sigmoid'},
    {'loss': 'squared', 'output': 'tanh', 'decay': 0.02},
    {'loss': 'squared', 'output': 'relu', 'sampleWeights': True},
    {'loss': 'hinge', 'output': 'tanh'},
    {'loss': 'absolute', 'output': 'sigmoid'},
]

def value(theta, x, sizes, activation, o):
    bias = o.get('bias', True)
    a, at, decayed = torch.as_tensor(x), 0, 0.0
    for l, (n, m) in enumerate(zip(sizes, sizes[1:])):
        W = theta[at:at + n * m].reshape(m, n); at += n * m
        b = theta[at:at + m] if bias else torch.zeros(m); at += m if bias else 0
        decayed = decayed + (W ** 2).sum() + ((b ** 2).sum() if o.get('decays', 'all') == 'all' else 0)
        a = a @ W.T + b
        if l < len(sizes) - 2: a = activation(a)
    y = activations[o.get('output', 'identity')](a)
    t = torch.as_tensor(labels)
    one = F.one_hot(t, K).double()
    name = o['loss']
    if name == 'cross-entropy':
        w = torch.tensor(o['classWeights']) if 'classWeights' in o else None
        if o.get('sampleWeights'):
            s = torch.as_tensor(sample_weights)
            mean = (s * F.cross_entropy(y, t, reduction='none')).sum() / s.sum()
        else:
            mean = F.cross_entropy(y, t, weight=w, label_smoothing=o.get('smoothing', 0.0))
    else:
        e = o.get('smoothing', 0.0)
        each = {
            'absolute': lambda: (y - (2 * one - 1)).abs().sum(1),
            'hinge': lambda: torch.clamp(1 - (2 * one - 1) * y, min=0).sum(1),
            'squared': lambda: 0.5 * ((y - one) ** 2).sum(1),
            'mean-squared': lambda: F.mse_loss(y, one, reduction='none').mean(1),
            'binary-cross-entropy': lambda: F.binary_cross_entropy_with_logits(y, (1 - e) * one + e / K, reduction='none').mean(1),
        }[name]()
        s = torch.as_tensor(sample_weights) if o.get('sampleWeights') else torch.ones(N)
        mean = (s * each).sum() / s.sum()
    return mean + 0.5 * o.get('decay', 0.0) * decayed

cases = []
for h, sizes in sizes_of.items():
    for o in objectives:
        for name, activation in activations.items():
            theta = torch.tensor(points[h][o.get('bias', True)], requires_grad=True)
            f = lambda p: value(p, x_of[h], sizes, activation, o)
            v = f(theta)
            g, = torch.autograd.grad(v, theta)
            H = torch.autograd.functional.hessian(f, theta)
            e = np.linalg.eigvalsh(((H + H.T) / 2).detach().numpy())
            cases.append({'hidden': h, 'activation': name, **o, 'value': v.item(), 'gradientNorm': g.norm().item(),
                          'trace': float(np.trace(H.detach().numpy())), 'eigenvalues': [float(f'{z:.15g}') for z in e]})
json.dump({'torch': torch.__version__, 'numpy': np.__version__, 'labels': labels.tolist(),
           'sampleWeights': sample_weights.tolist(),
           'networks': {h: {'sizes': sizes_of[h], 'x': x_of[h].ravel().tolist(), 'point': points[h][True].tolist(),
                            'pointWithoutBiases': points[h][False].tolist()} for h in sizes_of}, 'cases': cases},
          open(sys.argv[1], 'w'))
