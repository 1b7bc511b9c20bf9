"""Training of a deep network in torch: its Linear layers and its Adam, one tensor after another or in lists (foreach)."""
import os

import torch
import torch.nn.functional as F

from deep_common import load
from protocol import fastest, serve

torch.set_num_threads(int(os.environ['BENCH_THREADS']))


def prepare(request):
    images, labels, arrays = load(request)
    batch, rate = request['batch'], request['rate']
    X, Y = torch.from_numpy(images), torch.from_numpy(labels)

    def network():
        layers = []
        for W, b in arrays:
            linear = torch.nn.Linear(W.shape[1], W.shape[0])
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(W))
                linear.bias.copy_(torch.from_numpy(b))
            layers += [linear, torch.nn.ReLU()]
        return torch.nn.Sequential(*layers[:-1])

    def trainer(net, foreach):
        optimizer = torch.optim.Adam(net.parameters(), rate, foreach=foreach)

        def work():
            for x, y in zip(X.split(batch), Y.split(batch)):
                optimizer.zero_grad(set_to_none=True)
                F.cross_entropy(net(x), y).backward()
                optimizer.step()

        return work

    first = network()
    forms = {'Adam': trainer(first, False), 'Adam, foreach': trainer(network(), True)}
    forms['Adam']()
    with torch.no_grad():
        loss = F.cross_entropy(first(X), Y).item()
    best = fastest(forms)
    return {'form': best, 'loss': loss}, forms[best]


serve(prepare)
