"""Index of a one-hidden-layer network in torch: the Hessian by autograd, all eigenvalues, and a count."""
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

from protocol import serve

torch.set_num_threads(int(os.environ['BENCH_THREADS']))


def prepare(request):
    X, y, theta = (torch.from_numpy(np.load(request[name])) for name in ('images', 'labels', 'parameters'))
    X, y = X.double(), y.long()
    inputs, hidden, outputs = request['inputs'], request['hidden'], request['outputs']
    ends = [hidden * inputs, hidden, outputs * hidden, outputs]

    def loss(parameters):
        W1, b1, W2, b2 = parameters.split(ends)
        a = torch.relu(F.linear(X, W1.view(hidden, inputs), b1))
        return F.cross_entropy(F.linear(a, W2.view(outputs, hidden), b2), y)

    start = time.process_time()
    eigenvalues = torch.linalg.eigvalsh(torch.autograd.functional.hessian(loss, theta))
    ms = 1e3 * (time.process_time() - start)
    below = int((eigenvalues < -request['threshold']).sum())
    above = int((eigenvalues > request['threshold']).sum())
    counts = {'negative': below, 'zero': len(eigenvalues) - below - above, 'positive': above}
    return {'form': 'functional.hessian, eigvalsh', 'ms': ms, **counts}, None


serve(prepare)
