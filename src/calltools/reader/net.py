"""A net's file of weights (.npz), and what its linear layers make of states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import numpy as np

from calltools.arrays import Floats
from calltools.reader.encoder import gelu


@dataclass(frozen=True)
class Net:
    """The arrays of a file of weights: linear layers are ``NAME.weight`` and ``NAME.bias``."""

    arrays: Mapping[str, Floats]

    @cached_property
    def updates(self) -> dict[str, tuple[Floats, Floats]]:
        """Low-rank updates by the encoder's names: ``update.NAME.a`` and ``.b``."""
        names = {n[len("update.") : -2] for n in self.arrays if n.startswith("update.")}
        return {n: (self.arrays[f"update.{n}.a"], self.arrays[f"update.{n}.b"]) for n in names}

    def linear(self, name: str, x: Floats) -> Floats:
        """x Wᵀ + b."""
        out: Floats = x @ self.arrays[f"{name}.weight"].T + self.arrays[f"{name}.bias"]
        return out

    def mlp(self, name: str, x: Floats) -> Floats:
        """Two linear layers, ``NAME1`` and ``NAME2``, with a non-linearity between."""
        inner = self.linear(f"{name}1", x)
        gelu(inner)
        return self.linear(f"{name}2", inner)


def read_arrays(data: bytes) -> dict[str, Floats]:
    """The arrays in ``data``, a file of weights (.npz), in single precision."""
    with np.load(BytesIO(data), allow_pickle=False) as held:
        return {name: held[name].astype(np.float32) for name in held.files}


def sigmoid(x: Floats) -> Floats:
    """The logistic function."""
    out: Floats = 1 / (1 + np.exp(-np.clip(x, -60, 60)))
    return out
