"""The models of texts, loaded once a process; a text is embedded once for all tests."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from calltools.comparison.pair_reader import MODEL, PairReader, pair_reader
from calltools.language.encoders import Encoder, load_encoder
from calltools.models import install


@cache
def shared_encoder() -> Encoder:
    return load_encoder()


@cache
def shared_reader() -> PairReader:
    """The reader of pairs on the model in the folder of a test that uses models."""
    folder = Path(os.environ["CALLTOOLS_MODELS_DIR"])
    (outcome,) = install((MODEL,), folder)
    assert not outcome.error, outcome.error
    reader = pair_reader(folder)
    assert reader is not None
    return reader
