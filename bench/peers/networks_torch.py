"""Training of an ensemble of one-hidden-layer networks in torch: batched products, or one wide first layer for all networks."""
import os

import torch
import torch.nn.functional as F

from networks_common import load
from protocol import fastest, serve

torch.set_num_threads(int(os.environ['BENCH_THREADS']))


def prepare(request):
    images, labels, order, arrays = load(request)
    batch, rate = request['batch'], request['rate']
    X, Y = torch.from_numpy(images), torch.from_numpy(labels)
    start = [torch.from_numpy(a) for a in arrays]
    R, inputs, hidden = start[0].shape
    outputs = start[2].shape[2]
    batches = torch.from_numpy(order).long().split(batch)

    def logits_batched(x, W1, b1, W2, b2):
        h = torch.relu(torch.baddbmm(b1, x.expand(R, *x.shape), W1))
        return torch.baddbmm(b2, h, W2)

    def logits_wide(x, W1, b1, W2, b2):
        h = torch.relu(torch.addmm(b1, x, W1)).view(len(x), R, hidden).transpose(0, 1)
        return torch.baddbmm(b2, h, W2)

    def summed_loss(z, y):
        return F.cross_entropy(z.reshape(-1, outputs), y.repeat(R), reduction='sum') / len(y)

    def trainer(logits, parameters):
        def epoch():
            for index in batches:
                loss = summed_loss(logits(X[index], *parameters), Y[index])
                gradients = torch.autograd.grad(loss, parameters)
                with torch.no_grad():
                    for parameter, gradient in zip(parameters, gradients):
                        parameter.sub_(gradient, alpha=rate)

        return epoch

    def parameters_of(wide):
        W1, b1, W2, b2 = (p.clone() for p in start)
        if wide:
            W1, b1 = W1.transpose(0, 1).reshape(inputs, R * hidden), b1.reshape(R * hidden)
        return [p.contiguous().requires_grad_() for p in (W1, b1, W2, b2)]

    batched = parameters_of(wide=False)
    forms = {'bmm': trainer(logits_batched, batched), 'wide': trainer(logits_wide, parameters_of(wide=True))}
    forms['bmm']()
    with torch.no_grad():
        z = logits_batched(X, *batched).transpose(1, 2)
        losses = F.cross_entropy(z, Y.expand(R, -1), reduction='none').mean(1)
    best = fastest(forms)
    return {'form': best, 'losses': losses.tolist()}, forms[best]


serve(prepare)
