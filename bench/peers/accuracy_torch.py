"""The same training recipe in torch, on the data of an exported run, from torch's own starts and orders: accuracies side by side.

    glasscape train --widths 100 --networks 20 --epochs 200 --out RUN
    glasscape export RUN --to npz --out run.npz --data
    python3 bench/peers/accuracy_torch.py RUN/manifest.json run.npz [networks]

Prints one JSON line for each width: median test accuracy and loss of the run's networks and of torch's, and their difference.
"""
import json
import sys

import numpy as np
import torch
import torch.nn.functional as F


def train(inputs, labels, spec, width, networks):
    """An ensemble by batched products; every number uniform on center ± cube, divided by √inputs of its layer if fanIn."""

    def start(inputs, *shape):
        scale = inputs**-0.5 if spec['fanIn'] else 1
        uniform = torch.rand(networks, *shape) * 2 - 1
        return ((spec['cubeCenter'] + spec['cube'] * uniform) * scale).requires_grad_()

    n, classes = inputs.shape[1], int(labels.max()) + 1
    parameters = [start(n, n, width), start(n, 1, width), start(width, width, classes), start(width, 1, classes)]
    batch, steps = spec['batch'], -(-len(inputs) // spec['batch'])
    for epoch in range(spec['epochs']):
        order = torch.randperm(len(inputs))
        for step, index in enumerate(order.split(batch)):
            rate = spec['rate'] / (1 + spec['decay'] * (epoch + step / steps))
            z = logits(parameters, inputs[index])
            loss = F.cross_entropy(z.transpose(1, 2), labels[index].expand(networks, -1), reduction='sum') / len(index)
            gradients = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                for parameter, gradient in zip(parameters, gradients):
                    parameter.sub_(gradient, alpha=rate)
    return parameters


def logits(parameters, x):
    W1, b1, W2, b2 = parameters
    hidden = torch.relu(torch.baddbmm(b1, x.expand(len(W1), *x.shape), W1))
    return torch.baddbmm(b2, hidden, W2)


def main(manifest, file, networks):
    spec = json.load(open(manifest))['spec']['parameters']
    run = np.load(file)
    tensor = lambda name: torch.from_numpy(run[name])
    torch.manual_seed(spec['seed'])
    widths = np.repeat(spec['widths'], spec['networks'])
    for width in spec['widths']:
        parameters = train(tensor('trainInputs'), tensor('trainLabels').long(), spec, width, networks)
        labels = tensor('testLabels').long()
        with torch.no_grad():
            z = logits(parameters, tensor('testInputs'))
            losses = F.cross_entropy(z.transpose(1, 2), labels.expand(networks, -1), reduction='none').mean(1)
            accuracies = (z.argmax(2) == labels).float().mean(1)
        ours = run['testAccuracy'][widths == width]
        theirs = accuracies.double().numpy()
        print(json.dumps({
            'width': width,
            'epochs': spec['epochs'],
            'networks': [len(ours), networks],
            'testAccuracy': [float(np.median(ours)), float(np.median(theirs))],
            'difference': float(np.median(ours) - np.median(theirs)),
            'spread': [float(np.std(ours)), float(np.std(theirs))],
            'testLoss': [float(np.median(run['testLoss'][widths == width])), float(np.median(losses.numpy()))],
        }), flush=True)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 10)
