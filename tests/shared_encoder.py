"""The encoder of sentences, loaded once a process; a text is embedded once for all tests."""

from __future__ import annotations

from functools import cache

from calltools.language.encoders import Encoder, load_encoder


@cache
def shared_encoder() -> Encoder:
    return load_encoder()
