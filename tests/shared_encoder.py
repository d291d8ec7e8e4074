"""The models of texts, loaded once a process; a text is embedded and a pair read once for all
tests."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from calltools.comparison.pair_reader import MODEL, PairReader, PairReading, installed_encoder
from calltools.language.encoders import Encoder, load_encoder
from calltools.models import install


@cache
def shared_encoder() -> Encoder:
    return load_encoder()


class _ReadsOnce(PairReader):
    """What it once read of a pair it gives again: calls that differ in a turn share the others."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._read: dict[tuple[str, str], PairReading] = {}

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[PairReading]:
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._read]
        self._read |= zip(new, super().read(new), strict=True)
        return [self._read[pair] for pair in pairs]


@cache
def shared_reader() -> PairReader:
    """The reader of pairs on the model in the folder of a test that uses models."""
    folder = Path(os.environ["CALLTOOLS_MODELS_DIR"])
    (outcome,) = install((MODEL,), folder)
    assert not outcome.error, outcome.error
    model = installed_encoder(folder)
    assert model is not None
    return _ReadsOnce(model.path)
