"""Eigenvalues of a tridiagonal matrix that implicit QL did not converge on: the Hessian of a trained 64-32-10 ReLU network, reduced by
the Householder reflections of src/linalg/tridiagonal.ts. It grows from 1e-23 to 2; 99 of 1947 eigenvalues are below 1e-12.
Run: python3 null-space.py > null-space.json   (scipy 1.17.1; reads diagonal and offDiagonal from null-space-input.json, no seed)
The eigenvalues are those of LAPACK's stebz, bisection by Sturm counts, which shares nothing with QL."""
import json
import pathlib

import numpy as np
import scipy.linalg

given = json.loads((pathlib.Path(__file__).parent / 'null-space-input.json').read_text())
d, e = np.array(given['diagonal']), np.array(given['offDiagonal'])
eigenvalues = scipy.linalg.eigvalsh_tridiagonal(d, e[1:], lapack_driver='stebz')
other = scipy.linalg.eigvalsh_tridiagonal(d, e[1:], lapack_driver='sterf')
assert np.abs(eigenvalues - other).max() < 1e-14 * np.abs(eigenvalues).max()
print(json.dumps({'eigenvalues': eigenvalues.tolist(), 'below': int((eigenvalues < -1e-9).sum())}))
