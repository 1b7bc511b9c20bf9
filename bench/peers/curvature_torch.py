"""Second derivatives of a one-hidden-layer tanh network in torch: products with the Hessian, and its eigenvalues."""
import os

import numpy as np
import torch
import torch.nn.functional as F
from torch.autograd import functional
from torch.func import grad, jvp, vmap

from protocol import fastest, serve

torch.set_num_threads(int(os.environ['BENCH_THREADS']))


def prepare(request):
    X, y, theta, V = (torch.from_numpy(np.load(request[name])) for name in ('images', 'labels', 'parameters', 'directions'))
    X, y = X.double(), y.long()
    inputs, hidden, outputs = X.shape[1], request['hidden'], 10
    ends = [hidden * inputs, hidden, outputs * hidden, outputs]

    def loss(parameters):
        W1, b1, W2, b2 = parameters.split(ends)
        a = torch.tanh(F.linear(X, W1.view(hidden, inputs), b1))
        return F.cross_entropy(F.linear(a, W2.view(outputs, hidden), b2), y)

    kept = theta.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss(kept), kept, create_graph=True)

    def through(v, batched):
        return torch.autograd.grad(gradient, kept, v, retain_graph=True, is_grads_batched=batched)[0]

    def along(vectors):
        return vmap(lambda v: jvp(grad(loss), (theta,), (v,))[1])(vectors)

    v = V[0]
    products = {
        'functional.vhp': lambda: functional.vhp(loss, theta, v)[1],
        'functional.hvp': lambda: functional.hvp(loss, theta, v)[1],
        'kept graph': lambda: through(v, False),
        'func.jvp of grad': lambda: jvp(grad(loss), (theta,), (v,))[1],
    }
    blocks = {
        'kept graph, one after another': lambda: torch.stack([through(v, False) for v in V]),
        'kept graph, batched': lambda: through(V, True),
        'func.vmap of jvp of grad': lambda: along(V),
    }
    if request['work'] in ('product', 'block'):
        forms = products if request['work'] == 'product' else blocks
        best = fastest(forms)
        return {'form': best, 'product': forms[best]().flatten().tolist()}, forms[best]

    rows = torch.eye(len(theta), dtype=torch.double)
    dense = {
        'functional.hessian': lambda: functional.hessian(loss, theta),
        'kept graph, 16 at once': lambda: torch.cat([through(part, True) for part in rows.split(16)]),
        'kept graph, 64 at once': lambda: torch.cat([through(part, True) for part in rows.split(64)]),
        'func.jvp of grad, 64 at once': lambda: torch.cat([along(part) for part in rows.split(64)]),
    }
    best = fastest(dense)

    def work():
        return torch.linalg.eigvalsh(dense[best]())

    eigenvalues = work()
    below = int((eigenvalues < -request['threshold']).sum())
    above = int((eigenvalues > request['threshold']).sum())
    counts = {'negative': below, 'zero': len(eigenvalues) - below - above, 'positive': above}
    return {'form': f'{best}, eigvalsh', **counts}, work


serve(prepare)
