"""A net's file of weights (.npz), and what its linear layers make of states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

import numpy as np
from numpy.typing import NDArray

from calltools.arrays import Floats
from calltools.language.token_encoder import gelu

NAMES = "names."
"""What the arrays that hold names begin with, in a file of weights."""


@dataclass(frozen=True)
class Net:
    """The arrays of a file of weights: linear layers are ``NAME.weight`` and ``NAME.bias``.

    ``names`` are lists of names beside them, of columns for example.
    """

    arrays: Mapping[str, Floats]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, data: bytes) -> Net:
        """The net in a file of weights."""
        return cls(*read_weights(data))

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
    return read_weights(data)[0]


def read_weights(data: bytes) -> tuple[dict[str, Floats], dict[str, tuple[str, ...]]]:
    """The arrays in ``data``, a file of weights (.npz), in single precision, and the lists of names
    that it holds beside them as ``names.LIST``."""
    with np.load(BytesIO(data), allow_pickle=False) as held:
        every = {name: held[name] for name in held.files}
    lists = {name for name, array in every.items() if array.dtype.kind == "U"}
    arrays = {name: every[name].astype(np.float32) for name in every.keys() - lists}
    return arrays, {name.removeprefix(NAMES): tuple(map(str, every[name])) for name in lists}


def named(names: Mapping[str, tuple[str, ...]]) -> dict[str, NDArray[np.str_]]:
    """Lists of names as arrays for a file of weights: what :func:`read_weights` gives back."""
    return {f"{NAMES}{name}": np.array(each, np.str_) for name, each in names.items()}


def sigmoid(x: Floats) -> Floats:
    """The logistic function."""
    out: Floats = 1 / (1 + np.exp(-np.clip(x, -60, 60)))
    return out


def softmax(x: Floats) -> Floats:
    """Shares of a row of logits."""
    powers = np.exp(x - x.max())
    shares: Floats = powers / powers.sum()
    return shares
