"""The encoder of the reader: multilingual-e5-small (Wang et al., 2024) in NumPy alone.

Twelve layers turn the pieces of a text into states, each in the light of all others.  The weights
of the layers are unpacked once (85 MB), rows of the vocabulary when a text has them.  Low-rank
updates (Hu et al., ICLR 2022) make it a trained one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from calltools.language.normalise import TextSpan
from calltools.language.packed_weights import FILE, Matrix, WeightFile

if TYPE_CHECKING:
    from tokenizers import Tokenizer

START, END = 0, 2
"""Ids of <s> and </s> in the vocabulary of XLM-RoBERTa."""

MATRICES = ("q", "k", "v", "ao", "fi", "fo")
"""The matrices of a layer in the file: ``l0.q.w`` and so on."""

_CHUNK = 2048
"""Tokens that go through the layers together: more take memory, not less time."""
_ROWS = 32
"""Tokens whose inner states fit into the cache of a core."""
# Abramowitz and Stegun 7.1.26, halved: erf within 1.5e-7.
_STEEP = 0.3275911 / sqrt(2)
_TAIL = (1.061405429 / 2, -1.453152027 / 2, 1.421413741 / 2, -0.284496736 / 2, 0.254829592 / 2)


@cache
def tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of the encoder in ``folder``."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(folder / "tokenizer.json"))


def tokens_of(text: str, tokens: Tokenizer) -> tuple[list[int], list[TextSpan]]:
    """Ids and places of the tokens of ``text``.

    A word's mark may be a token of its own that covers nothing: it is left out.
    """
    encoding = tokens.encode(text, add_special_tokens=False)
    pairs = zip(encoding.ids, encoding.offsets, strict=True)
    kept = [(number, place) for number, place in pairs if place[0] < place[1]]
    return [number for number, _ in kept], [place for _, place in kept]


@dataclass(frozen=True, slots=True)
class Norm:
    """Each state to mean 0 and variance 1, then scaled and shifted."""

    scale: Matrix
    shift: Matrix
    epsilon: float

    def apply(self, x: Matrix) -> None:
        """Norm the states ``x`` (tokens, width) in place."""
        x -= x.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", x, x) / x.shape[1]
        x /= np.sqrt(variance + self.epsilon)[:, None]
        x *= self.scale
        x += self.shift


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer; ``qkv`` is the matrices of queries, keys and values, one below the other."""

    heads: int
    qkv: Matrix
    qkv_bias: Matrix
    ao: Matrix
    ao_bias: Matrix
    attended: Norm
    fi: Matrix
    fi_bias: Matrix
    fo: Matrix
    fo_bias: Matrix
    out: Norm

    @classmethod
    def read(cls, file: WeightFile, number: int) -> _Layer:
        wide, inner, name = file.width, file.inner, f"l{number}.".__add__

        def norm(which: str) -> Norm:
            scale, shift = (file.vector(name(f"{which}.{part}"), wide) for part in "wb")
            return Norm(scale, shift, file.epsilon)

        return cls(
            file.heads,
            np.concatenate([file.matrix(name(f"{m}.w"), wide, wide) for m in "qkv"]),
            np.concatenate([file.vector(name(f"{m}.b"), wide) for m in "qkv"]),
            file.matrix(name("ao.w"), wide, wide),
            file.vector(name("ao.b"), wide),
            norm("aln"),
            file.matrix(name("fi.w"), inner, wide),
            file.vector(name("fi.b"), inner),
            file.matrix(name("fo.w"), wide, inner),
            file.vector(name("fo.b"), wide),
            norm("oln"),
        )

    def updated(self, matrix: str, change: Matrix) -> _Layer:
        """This layer with ``change`` added to one of MATRICES."""
        if matrix not in "qkv":
            return replace(self, **{matrix: getattr(self, matrix) + change})
        qkv = self.qkv.copy()
        np.split(qkv, 3)["qkv".index(matrix)][...] += change
        return replace(self, qkv=qkv)

    def apply(self, x: Matrix, bounds: Sequence[tuple[int, int]]) -> Matrix:
        """States (tokens, width) of sequences that lie one behind the other, at ``bounds``."""
        y = _linear(
            self._attention(_linear(x, self.qkv, self.qkv_bias), bounds), self.ao, self.ao_bias
        )
        y += x
        self.attended.apply(y)
        inner = _linear(y, self.fi, self.fi_bias)
        gelu(inner)
        z = _linear(inner, self.fo, self.fo_bias)
        z += y
        self.out.apply(z)
        return z

    def _attention(self, qkv: Matrix, bounds: Sequence[tuple[int, int]]) -> Matrix:
        """What every token gathers from the tokens of its own sequence, none from others'."""
        wide = qkv.shape[1] // 3
        q, k, v = (part.reshape(len(qkv), self.heads, -1) for part in np.split(qkv, 3, axis=1))
        q *= 1 / sqrt(wide / self.heads)
        gathered = np.empty((len(qkv), self.heads, wide // self.heads), np.float32)
        for start, end in bounds:
            weights = q[start:end].transpose(1, 0, 2) @ k[start:end].transpose(1, 2, 0)
            weights -= weights.max(axis=2, keepdims=True)
            np.exp(weights, out=weights)
            sums = weights.sum(axis=2, keepdims=True)
            into = gathered[start:end].transpose(1, 0, 2)
            np.divide(weights @ v[start:end].transpose(1, 0, 2), sums, out=into)
        return gathered.reshape(len(qkv), wide)


@dataclass(frozen=True, slots=True)
class TokenEncoder:
    """Gives the state of every token of a sequence; see :meth:`open`."""

    file: WeightFile
    _first: Norm
    _places: Matrix
    _layers: tuple[_Layer, ...]

    @classmethod
    def open(cls, folder: Path) -> TokenEncoder:
        """The encoder whose 4-bit file lies in ``folder``.

        Raises ModelError, which names the file and the remedy, where it is missing or damaged.
        """
        file = WeightFile(folder / FILE)
        wide = file.width
        first = Norm(file.vector("emb.ln.w", wide), file.vector("emb.ln.b", wide), file.epsilon)
        places = file.vector("emb.pos", file.longest * wide).reshape(-1, wide)
        kinds = file.vector("emb.type", 2 * wide)
        layers = tuple(_Layer.read(file, number) for number in range(file.layers))
        return cls(file, first, places + kinds[:wide], layers)

    def with_updates(self, updates: Mapping[str, tuple[Matrix, Matrix]]) -> TokenEncoder:
        """This encoder with B @ A added to the matrices named like ``l6.q.w``; this one stays.

        A is (rank, inputs), B is (outputs, rank).  Raises KeyError for a matrix it has not,
        ValueError for a shape that is not the matrix's.
        """
        layers = list(self._layers)
        known = {f"l{n}.{m}.w": (n, m) for n in range(len(layers)) for m in MATRICES}
        for name, (a, b) in updates.items():
            number, matrix = known[name]
            layers[number] = layers[number].updated(matrix, (b @ a).astype(np.float32))
        return replace(self, _layers=tuple(layers))

    def states(
        self, ids: Sequence[Sequence[int]], added: Sequence[Matrix] | None = None, at: int = 0
    ) -> list[Matrix]:
        """The states of the last layer, (tokens, width) for each sequence of ``ids``.

        ``added`` has (tokens, width) for each sequence: added to the states that enter layer
        ``at`` (0 is the first).  Raises ValueError for a sequence longer than the encoder reads.
        """
        found: list[Matrix] = []
        for some in self._chunks(ids):
            marks = np.concatenate(added[some]) if added is not None else None
            found.extend(self._after(ids[some], (len(self._layers),), marks, at))
        return found

    def layered(self, ids: Sequence[Sequence[int]], layers: Sequence[int]) -> list[Matrix]:
        """The states after each of ``layers`` (1 is the first) side by side, from the lowest on:
        (tokens, width of them all) for each sequence of ``ids``.

        Layers behind the last of them aren't computed.  Raises ValueError as :meth:`states` does.
        """
        return [x for some in self._chunks(ids) for x in self._after(ids[some], layers)]

    def _chunks(self, ids: Sequence[Sequence[int]]) -> Iterator[slice]:
        if max(map(len, ids), default=0) > len(self._places):
            raise ValueError(f"a sequence is longer than {len(self._places)} tokens")
        return _chunks([len(each) for each in ids])

    def _after(
        self,
        ids: Sequence[Sequence[int]],
        layers: Sequence[int],
        added: Matrix | None = None,
        at: int = 0,
    ) -> list[Matrix]:
        # Sequences one behind the other, without padding: only attention asks where they end.
        ends = np.cumsum([len(each) for each in ids])
        bounds = [(int(end) - len(each), int(end)) for each, end in zip(ids, ends, strict=True)]
        x = self.file.embeddings([token for each in ids for token in each])
        for start, end in bounds:
            x[start:end] += self._places[: end - start]
        self._first.apply(x)
        kept: list[Matrix] = []
        for number, layer in enumerate(self._layers[: max(layers)]):
            if added is not None and number == at:
                x += added
            x = layer.apply(x, bounds)
            if number + 1 in layers:
                kept.append(x)
        states = np.concatenate(kept, axis=1)
        return [states[start:end] for start, end in bounds]


def _chunks(lengths: Sequence[int]) -> Iterator[slice]:
    """Runs of sequences that have about _CHUNK tokens together."""
    start = tokens = 0
    for i, length in enumerate(lengths):
        if i > start and tokens + length > _CHUNK:
            yield slice(start, i)
            start, tokens = i, 0
        tokens += length
    if start < len(lengths):
        yield slice(start, len(lengths))


def _linear(x: Matrix, weights: Matrix, bias: Matrix) -> Matrix:
    y: Matrix = x @ weights.T
    y += bias
    return y


def gelu(x: Matrix) -> None:
    """The Gaussian error linear unit x Φ(x) of a matrix, in place.

    A few rows at a time: max(x, 0) - |x| times the tail beyond |x|.
    """
    for start in range(0, len(x), _ROWS):
        rows = x[start : start + _ROWS]
        size = np.abs(rows)
        t = size * _STEEP
        t += 1
        np.reciprocal(t, out=t)
        tail = t * _TAIL[0]
        for factor in _TAIL[1:]:
            tail += factor
            tail *= t
        tail *= size
        np.multiply(rows, rows, out=t)
        t *= -0.5
        np.exp(t, out=t)
        tail *= t
        np.maximum(rows, 0, out=rows)
        rows -= tail
