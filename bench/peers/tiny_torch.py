"""Full-batch training of many 2-h-1 networks on four samples in torch: batched products, gradients by autograd or by hand."""
import os

import numpy as np
import torch

from protocol import fastest, serve

torch.set_num_threads(int(os.environ['BENCH_THREADS']))


def prepare(request):
    hidden, rate, steps = request['hidden'], request['rate'], request['steps']
    x = torch.tensor(request['x'], dtype=torch.float32)
    t = torch.tensor(request['t'], dtype=torch.float32)
    start = torch.from_numpy(np.load(request['parameters']))
    act = {'relu': torch.relu, 'sigmoid': torch.sigmoid}[request['activation']]
    count, samples = len(start), len(t)
    X = x.expand(count, samples, 2).contiguous()

    def parts():
        W, b, v, c = start.split([2 * hidden, hidden, hidden, 1], 1)
        return [W.view(count, hidden, 2).transpose(1, 2).contiguous(), b.unsqueeze(1).clone(), v.unsqueeze(2).clone(), c.unsqueeze(1).clone()]

    def outputs(W, b, v, c):
        return torch.baddbmm(c, act(torch.baddbmm(b, X, W)), v)

    def by_autograd():
        parameters = [p.requires_grad_() for p in parts()]

        def work():
            for _ in range(steps):
                loss = (0.5 / samples) * ((outputs(*parameters).squeeze(2) - t) ** 2).sum()
                with torch.no_grad():
                    for p, g in zip(parameters, torch.autograd.grad(loss, parameters)):
                        p.sub_(g, alpha=rate)

        return work, parameters

    def by_hand():
        parameters = parts()
        W, b, v, c = parameters
        T = t.view(1, samples, 1)

        @torch.no_grad()
        def work():
            for _ in range(steps):
                h = act(torch.baddbmm(b, X, W))
                e = (torch.baddbmm(c, h, v) - T) / samples
                slope = (h > 0).float() if request['activation'] == 'relu' else h * (1 - h)
                d = (e @ v.transpose(1, 2)) * slope
                gv, gW = h.transpose(1, 2) @ e, X.transpose(1, 2) @ d
                W.sub_(gW, alpha=rate)
                b.sub_(d.sum(1, keepdim=True), alpha=rate)
                v.sub_(gv, alpha=rate)
                c.sub_(e.sum(1, keepdim=True), alpha=rate)

        return work, parameters

    forms = {'bmm, autograd': by_autograd(), 'bmm, by hand': by_hand()}
    losses = []
    for work, parameters in forms.values():
        work()
        with torch.no_grad():
            losses.append(0.5 * ((outputs(*parameters).squeeze(2) - t) ** 2).mean(1))
    assert torch.allclose(losses[0], losses[1], atol=1e-3)
    best = fastest({name: work for name, (work, _) in forms.items()})
    return {'form': best, 'losses': losses[0].tolist()}, forms[best][0]


serve(prepare)
