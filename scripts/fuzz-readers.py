"""What numpy and safetensors read from the mutated files that glasscape read: the same numbers, or nothing at all.

    node scripts/fuzz-readers.mjs --keep DIR && python scripts/fuzz-readers.py DIR     (numpy 2.4, safetensors 0.8, torch for BF16)

A file that the other program refuses is counted: what a reader accepts beyond another is no wrong number. Exit code 1 when numbers differ.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np
import torch
from safetensors.torch import load_file

folder = pathlib.Path(sys.argv[1])
same, refused, wrong = 0, {}, []


def digest(array):
    # A NaN is a NaN, whatever its bits.
    numbers = np.where(np.isnan(np.asarray(array, dtype=np.float64)), np.nan, np.asarray(array, dtype=np.float64))
    return hashlib.sha256(np.ascontiguousarray(numbers).tobytes()).hexdigest()


for name, arrays in json.loads((folder / "read.json").read_text()).items():
    path = folder / name
    for array in arrays:
        if array["sha256"] is None:
            continue
        try:
            if path.suffix == ".safetensors":
                other = load_file(path)[array["name"]].to(torch.float64).numpy()
            elif path.suffix == ".npz":
                other = np.load(path)[array["name"]]
            else:
                other = np.load(path)
        except Exception as error:
            refused.setdefault(f"{path.suffix} {type(error).__name__}: {str(error)[:60]}", []).append(name)
            continue
        if list(other.shape) == array["shape"] and digest(other) == array["sha256"]:
            same += 1
        else:
            wrong.append([name, array["name"], list(other.shape), array["shape"]])
print(json.dumps({"same": same, "wrong": wrong, "refused there": {k: len(v) for k, v in refused.items()}}, indent=1))
sys.exit(1 if wrong else 0)
