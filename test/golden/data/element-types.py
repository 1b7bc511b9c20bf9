"""Arrays of every type that numpy, torch and safetensors write and the readers read, with the numbers as JSON.

    python test/golden/data/element-types.py        (numpy 2.4.6, torch 2.15.0, safetensors 0.8.0; no randomness)

types.npz: one array a type, 2 × 3, in C and in Fortran order, little- and big-endian, and texts, records and objects, which have no
numbers. types.safetensors: every type of safetensors that torch has. types.json: shape and numbers of each, as numpy and torch see them.
"""

import json
import pathlib

import numpy as np
import torch
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
halves = [0.0, -2.0, 1 / 3, 6e-8, 65504.0, -0.1]
arrays, expected = {}, {}


def keep(name, array):
    arrays[name] = array
    expected[name] = {"shape": list(array.shape), "numbers": array.astype(np.float64).ravel(order="C").tolist()}


for code in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]:
    kind = code[0]
    numbers = np.array(halves if kind == "f" else [0, 1, 1, 0, 1, 1] if kind == "b" else [0, 1, 2, 3, 100, 127])
    if kind == "i":
        numbers = numbers - 100
    if code in ("i8", "u8"):
        numbers = numbers.astype("O") * 2**40
    for order in "<>":
        for layout in "CF":
            array = np.array(numbers.tolist(), dtype=order + code).reshape(2, 3)
            keep(f"{order}{code}{layout}", np.asarray(array, order=layout))
keep("cube", np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)))
arrays["beyond"] = np.array([2**53 + 1])
arrays["words"] = np.array(["setosa", "naïve Λ", ""])
arrays["bytes"] = np.array([b"ab", b"c"])
arrays["records"] = np.zeros(2, dtype=[("a", "<f8"), ("b", "<i4", (2,))])
arrays["objects"] = np.array([1, "two"], dtype=object)
arrays["complex"] = np.zeros(2, dtype=complex)
np.savez_compressed(here / "types.npz", **arrays)

tensors = {}
for dtype in [torch.float16, torch.bfloat16, torch.float32, torch.float64]:
    tensors[str(dtype)] = torch.tensor(halves, dtype=torch.float64).to(dtype).reshape(3, 2)
for dtype in [torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8, torch.uint16, torch.uint32, torch.uint64]:
    tensors[str(dtype)] = torch.tensor([0, 1, 2, 100], dtype=dtype)
tensors["torch.bool"] = torch.tensor([True, False])
for name, tensor in tensors.items():
    expected[name] = {"shape": list(tensor.shape), "numbers": tensor.to(torch.float64).ravel().tolist()}
tensors["beyond"] = torch.tensor([2**53 + 1])
tensors["eighth"] = torch.tensor([1.0, 2.0]).to(torch.float8_e4m3fn)
save_file(tensors, here / "types.safetensors")
(here / "types.json").write_text(json.dumps(expected))
