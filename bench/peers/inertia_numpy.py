"""All eigenvalues of the symmetric matrix in a file."""
import numpy as np

from protocol import serve

serve(lambda request: ({'eigenvalues': np.linalg.eigvalsh(np.load(request['matrix'])).tolist()}, None))
