"""The net of the pair reader in torch, over padded batches: what ``training.pairs`` fits."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from calltools.comparison.pair_reader import CHANGE_KINDS, HEADS

KINDS, WIDTH, HIDDEN, BLOCKS, DROPOUT = len(CHANGE_KINDS), 192, 128, 2, 0.15


class Layer(nn.Module):
    """A layer of a transformer that norms before it attends."""

    def __init__(self) -> None:
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.qkv, self.o = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.f = nn.Sequential(
            nn.Linear(WIDTH, 3 * WIDTH), nn.GELU(), nn.Dropout(DROPOUT), nn.Linear(3 * WIDTH, WIDTH)
        )
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        q, k, v = (by_head(part) for part in self.qkv(self.n1(x)).chunk(3, -1))
        x = x + self.drop(self.o(merged(functional.scaled_dot_product_attention(q, k, v, bias))))
        y: Tensor = x + self.drop(self.f(self.n2(x)))
        return y


class PairNet(nn.Module):
    """What the pair reader is, over padded batches; the names of the weights are its names."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm, self.inp = nn.LayerNorm(width), nn.Linear(width, WIDTH)
        self.mark, self.ctx = nn.Linear(3, WIDTH, bias=False), Layer()
        self.q, self.null = (
            nn.Linear(width, WIDTH),
            nn.Parameter(torch.zeros(HEADS, WIDTH // HEADS)),
        )
        self.scale, self.near = nn.Parameter(torch.tensor(2.0)), nn.Parameter(torch.tensor(0.0))
        self.cmp, self.side = nn.Linear(4 * WIDTH + 2 * HEADS, WIDTH), nn.Embedding(2, WIDTH)
        self.blocks = nn.ModuleList(Layer() for _ in range(BLOCKS))
        self.out, self.token = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, KINDS)
        self.pool, self.p1 = nn.Linear(WIDTH, KINDS), nn.Linear(4 * WIDTH, HIDDEN)
        self.p2, self.drop = nn.Linear(HIDDEN, KINDS), nn.Dropout(DROPOUT)

    def forward(
        self, z: Tensor, zm: Tensor, zk: Tensor, e: Tensor, em: Tensor, ek: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of the tokens of both sides (batch, tokens, kinds), and of pairs (batch, kinds).

        States (batch, tokens, width), marks (batch, tokens, 3) and what is no padding, of both.
        """
        z, e = self.norm(z), self.norm(e)
        own = [
            self.ctx(self.drop(self.inp(x)) + self.mark(m), bias_of(k))
            for x, m, k in ((z, zm, zk), (e, em, ek))
        ]
        keys = [functional.normalize(by_head(self.q(x)), dim=-1) for x in (z, e)]
        alike, sharp = keys[0] @ keys[1].transpose(2, 3), self.scale.exp()
        at = [(torch.arange(k.shape[1]) + 0.5)[None] / k.sum(1, keepdim=True) for k in (zk, ek)]
        apart = (at[0][:, :, None] - at[1][:, None, :]).abs()[:, None]
        score = alike * sharp - apart * functional.softplus(self.near)
        none = functional.normalize(self.null, dim=-1)[None, :, None]
        sides = []
        for i, (sim, scores, kept) in enumerate(
            ((alike, score, ek), (alike.transpose(2, 3), score.transpose(2, 3), zk))
        ):
            absent = ~kept[:, None, None, :]
            no_match = (keys[i] * none).sum(-1, keepdim=True) * sharp
            shares = torch.cat([scores.masked_fill(absent, -1e4), no_match], -1).softmax(-1)
            gathered = merged(shares[..., :-1] @ by_head(own[1 - i]))
            nearest = sim.masked_fill(absent, -1).max(-1).values.transpose(1, 2)
            beside = [own[i], gathered, own[i] - gathered, own[i] * gathered]
            beside += [nearest, shares[..., -1].transpose(1, 2)]
            sides.append(self.cmp(torch.cat(beside, -1)) + self.side.weight[i])
        return self._judged(torch.cat(sides, 1), zk, ek)

    def _judged(self, x: Tensor, zk: Tensor, ek: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        kept, n = torch.cat([zk, ek], 1), zk.shape[1]
        for block in self.blocks:
            x = block(x, bias_of(kept))
        x = self.out(x)
        there = kept[..., None]
        count = there.sum(1)
        means = [(x * there).sum(1) / count, (x[:, :n] * zk[..., None]).sum(1) / zk.sum(1)[:, None]]
        most = [x.masked_fill(~there, -1e4).max(1).values]
        most.append(x[:, n:].masked_fill(~ek[..., None], -1e4).max(1).values)
        pooled = self.drop(torch.cat([means[0], most[0], means[1], most[1]], -1))
        votes = self.pool(x).masked_fill(~there, -1e4).logsumexp(1) - count.log()
        tokens = self.token(x)
        pair = self.p2(self.drop(functional.gelu(self.p1(pooled)))) + votes
        return tokens[:, :n], tokens[:, n:], pair

    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """The weights in half precision."""
        return {
            name: tensor.detach().numpy().astype(np.float16)
            for name, tensor in self.state_dict().items()
        }


def by_head(x: Tensor) -> Tensor:
    """(batch, tokens, width) as (batch, heads, tokens, width of a head)."""
    return x.view(len(x), x.shape[1], HEADS, -1).transpose(1, 2)


def merged(x: Tensor) -> Tensor:
    """The reverse of :func:`by_head`."""
    return x.transpose(1, 2).reshape(len(x), x.shape[2], -1)


def bias_of(kept: Tensor) -> Tensor:
    """What keeps attention from padding."""
    return torch.zeros(kept.shape).masked_fill(~kept, -1e4)[:, None, None, :]
