"""The reader's encoder as a torch module whose matrices learn low-rank updates.

Reads the folder of e5-small (the 4-bit file of ``calltools models install``).  What it learnt,
:meth:`TorchEncoder.updates`, is what ``TokenEncoder.with_updates`` takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from calltools.language.packed_weights import FILE, WeightFile
from calltools.language.token_encoder import MATRICES


@dataclass(frozen=True, slots=True)
class Source:
    """An encoder's sizes and weights; ``tensor`` takes the names of the 4-bit file.

    ``embeddings`` gives rows of the vocabulary, (…, width) for ids of any shape.
    """

    width: int
    layers: int
    heads: int
    epsilon: float
    places: Tensor
    embeddings: Callable[[Tensor], Tensor]
    tensor: Callable[[str], Tensor]


def source(folder: Path) -> Source:
    """The weights in ``folder``.  Raises ModelError where it is none."""
    file = WeightFile(folder / FILE)
    wide, inner = file.width, file.inner
    shapes = {"fi": (inner, wide), "fo": (wide, inner)}

    def tensor(name: str) -> Tensor:
        *_, part, kind = name.split(".")
        if part in MATRICES and kind == "w":
            return torch.from_numpy(file.matrix(name, *shapes.get(part, (wide, wide))))
        return torch.from_numpy(file.vector(name, inner if part == "fi" else wide))

    def embeddings(ids: Tensor) -> Tensor:
        rows = torch.from_numpy(file.embeddings(ids.flatten().tolist()))
        return rows.view(*ids.shape, wide).to(ids.device)

    places = file.vector("emb.pos", file.longest * wide).reshape(-1, wide)
    places = places + file.vector("emb.type", 2 * wide)[:wide]
    return Source(
        wide, file.layers, file.heads, file.epsilon, torch.from_numpy(places), embeddings, tensor
    )


class Updated(nn.Module):
    """x (W + B A)ᵀ + b, where only A (rank, inputs) and B (outputs, rank) learn; B begins at 0."""

    weight: Tensor
    bias: Tensor

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.register_buffer("weight", weight, persistent=False)
        self.register_buffer("bias", bias, persistent=False)
        outputs, inputs = weight.shape
        self.rank = rank
        self.a = nn.Parameter(torch.randn(rank, inputs) / inputs**0.5)
        self.b = nn.Parameter(torch.zeros(outputs, rank))

    def forward(self, x: Tensor) -> Tensor:
        y = functional.linear(x, self.weight, self.bias)
        return y + (x @ self.a.T) @ self.b.T if self.rank else y


class Norm(nn.Module):
    """Layer normalisation that doesn't learn."""

    weight: Tensor
    bias: Tensor

    def __init__(self, found: Source, name: str) -> None:
        super().__init__()
        self.register_buffer("weight", found.tensor(f"{name}.w"), persistent=False)
        self.register_buffer("bias", found.tensor(f"{name}.b"), persistent=False)
        self.epsilon = found.epsilon

    def forward(self, x: Tensor) -> Tensor:
        return functional.layer_norm(x, x.shape[-1:], self.weight, self.bias, self.epsilon)


class Layer(nn.Module):
    """One layer; ``bias`` is what is added to the weights of attention, -inf where none is due."""

    def __init__(self, found: Source, number: int, rank: int, dropout: float) -> None:
        super().__init__()
        name = f"l{number}"
        self.linear = nn.ModuleDict(
            {
                m: Updated(found.tensor(f"{name}.{m}.w"), found.tensor(f"{name}.{m}.b"), rank)
                for m in MATRICES
            }
        )
        self.attended, self.out = Norm(found, f"{name}.aln"), Norm(found, f"{name}.oln")
        self.heads, self.drop = found.heads, nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, tokens, wide = x.shape
        q, k, v = (
            self.linear[m](x).view(batch, tokens, self.heads, -1).transpose(1, 2) for m in "qkv"
        )
        a = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
        a = a.transpose(1, 2).reshape(batch, tokens, wide)
        x = self.attended(x + self.drop(self.linear["ao"](a)))
        inner = functional.gelu(self.linear["fi"](x))
        y: Tensor = self.out(x + self.drop(self.linear["fo"](inner)))
        return y


class TorchEncoder(nn.Module):
    """The encoder in ``folder`` with updates of ``rank`` in the layers from ``first`` on.

    The published weights stay as they are and are no part of its state dict.
    """

    places: Tensor

    def __init__(self, folder: Path, rank: int = 0, first: int = 0, dropout: float = 0.1) -> None:
        super().__init__()
        found = source(folder)
        self.width, self.first = found.width, first
        self._embeddings = found.embeddings
        self.register_buffer("places", found.places, persistent=False)
        self.norm = Norm(found, "emb.ln")
        self.layers = nn.ModuleList(
            Layer(found, n, rank if n >= first else 0, dropout) for n in range(found.layers)
        )

    def forward(
        self, ids: Tensor, mask: Tensor, added: Tensor | None = None, at: int = 0
    ) -> Tensor:
        """States (batch, tokens, width) of ``ids`` (batch, tokens); ``mask`` is 0 for padding.

        ``added`` (batch, tokens, width) is added to the states that enter layer ``at``.
        """
        x: Tensor = self.norm(self._embeddings(ids) + self.places[: ids.shape[1]])
        before = self._through(x, mask, 0, at)
        return self._through(before if added is None else before + added, mask, at)

    def lower(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The states that enter the first layer with updates, which no fit changes."""
        x: Tensor = self.norm(self._embeddings(ids) + self.places[: ids.shape[1]])
        return self._through(x, mask, 0, self.first)

    def upper(self, x: Tensor, mask: Tensor) -> Tensor:
        """The last states, from those that enter the first layer with updates."""
        return self._through(x, mask, self.first)

    def after(self, ids: Tensor, mask: Tensor, layers: Sequence[int]) -> Tensor:
        """The states after each of ``layers`` (1 is the first), in rising order, side by side."""
        x: Tensor = self.norm(self._embeddings(ids) + self.places[: ids.shape[1]])
        found, before = [], 0
        for layer in layers:
            x = self._through(x, mask, before, layer)
            found.append(x)
            before = layer
        return torch.cat(found, -1)

    def _through(self, x: Tensor, mask: Tensor, first: int, end: int | None = None) -> Tensor:
        bias = torch.zeros(mask.shape, device=x.device).masked_fill(mask == 0, float("-inf"))
        for layer in self.layers[first:end]:
            x = layer(x, bias[:, None, None, :].to(x.dtype))
        return x

    def updates(self) -> dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """What was learnt: A (rank, inputs) and B (outputs, rank) by names like ``l6.q.w``."""
        found = {}
        for number, layer in enumerate(self.layers):
            for matrix in MATRICES:
                linear = layer.get_submodule(f"linear.{matrix}")
                if isinstance(linear, Updated) and linear.rank:
                    a, b = (p.detach().float().cpu().numpy().copy() for p in (linear.a, linear.b))
                    found[f"l{number}.{matrix}.w"] = (a, b)
        return found
