"""The layers of the pair reader, in NumPy: one text each, (tokens, width), no padding."""

from __future__ import annotations

from math import sqrt

import numpy as np

from calltools.arrays import Floats
from calltools.language.net import Net
from calltools.language.token_encoder import Norm, gelu

_EPSILON = 1e-5  # of layer normalisation, as the encoder was trained


class Arrays(Net):
    """The arrays of a weights file, and what layers named in it make of states."""

    def __getitem__(self, name: str) -> Floats:
        return self.arrays[name]

    def norm(self, name: str, x: Floats) -> Floats:
        """Layer normalisation (Ba et al., 2016); ``x`` stays as it is."""
        normed = x.copy()
        Norm(self.arrays[f"{name}.weight"], self.arrays[f"{name}.bias"], _EPSILON).apply(normed)
        return normed

    def attend(self, name: str, x: Floats, heads: int) -> Floats:
        """A layer of a transformer that norms before it attends (Xiong et al., ICML 2020)."""
        q, k, v = np.split(self.linear(f"{name}.qkv", self.norm(f"{name}.n1", x)), 3, axis=1)
        weights = softmax(
            by_head(q, heads) @ by_head(k, heads).swapaxes(1, 2) / sqrt(q.shape[1] / heads)
        )
        x = x + self.linear(f"{name}.o", merged(weights @ by_head(v, heads)))
        inner = np.ascontiguousarray(self.linear(f"{name}.f.0", self.norm(f"{name}.n2", x)))
        gelu(inner)
        return x + self.linear(f"{name}.f.3", inner)


def by_head(x: Floats, heads: int) -> Floats:
    """(tokens, width) as (heads, tokens, width of a head)."""
    return x.reshape(len(x), heads, -1).transpose(1, 0, 2)


def merged(x: Floats) -> Floats:
    """The reverse of :func:`by_head`."""
    return x.transpose(1, 0, 2).reshape(x.shape[1], -1)


def softmax(x: Floats) -> Floats:
    """Shares along the last axis."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def unit(x: Floats) -> Floats:
    """``x`` with the length 1 along its last axis."""
    length = np.sqrt((x * x).sum(axis=-1, keepdims=True))
    scaled: Floats = x / np.maximum(length, 1e-12)
    return scaled
